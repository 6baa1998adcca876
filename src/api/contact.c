/* SPDX-License-Identifier: Apache-2.0 */
/* Contacts themselves; what hangs on them is contact_part.c's. In a path a contact is named by its
 * id, or by one of its e-mail addresses. */
#include "api/contact.h"

#include "api/resources.h"
#include "base/error.h"
#include "base/i18n.h"
#include "core/archive.h"
#include "core/audience.h"
#include "core/erase.h"
#include "core/merge.h"
#include "core/names.h"

gboolean
tp_api_find_contact (TpApi *api, TpRequest *request, TpConn *conn, gint64 *out_number,
                     GError **error)
{
  return tp_contact_find (tp_api_account (api), conn, tp_request_param (request, "id"), out_number,
                          error);
}

TpChange *
tp_api_begin_for_contact (TpApi *api, TpRequest *request, gint64 *out_number, GError **error)
{
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  if (change == NULL ||
      !tp_api_find_contact (api, request, tp_change_conn (change), out_number, error))
    return NULL;
  return g_steal_pointer (&change);
}

/* Fills the response with what the change has made of the contact, and commits. */
static gboolean
answer_and_commit (TpApi *api, TpRequest *request, TpResponse *response, TpChange **change,
                   gint64 number, GError **error)
{
  TpConn *conn = tp_change_conn (*change);
  g_autoptr (TpFields) fields = tp_fields_load (tp_api_account (api), conn, error);
  g_autoptr (TpContact) contact = fields != NULL ? tp_contact_load (conn, number, error) : NULL;
  if (contact == NULL)
    return FALSE;
  tp_response_json (response, tp_contact_to_json (tp_api_account (api), fields, contact));
  return tp_api_commit (api, request, response, change, error);
}

static json_t *
list_json (TpApi *api, TpConn *conn, GPtrArray *contacts, GError **error)
{
  g_autoptr (TpFields) fields = tp_fields_load (tp_api_account (api), conn, error);
  if (fields == NULL)
    return NULL;
  json_t *items = json_array ();
  for (guint i = 0; i < contacts->len; i++)
    json_array_append_new (items,
                           tp_contact_to_json (tp_api_account (api), fields, contacts->pdata[i]));
  return items;
}

/* The condition of the query. (transfer full) */
static TpSegment *
parse_where (TpApi *api, TpRequest *request, GError **error)
{
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL)
    return NULL;
  g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), conn);
  return tp_names_parse (names, tp_request_query (request, "where"), NULL, error);
}

/* Those who meet a condition, by number ascending. */
static gboolean
list_where (TpApi *api, TpRequest *request, TpResponse *response, guint limit, GError **error)
{
  gint64 after = 0;
  g_auto (TpAudiencePage) found = {0};
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (TpSegment) segment = parse_where (api, request, error);
  if (segment == NULL || !tp_api_after_number (api, request, &after, error) ||
      !tp_audience_page (tp_api_account (api), segment, (guint32)after, limit, &found, error))
    return FALSE;
  for (guint i = 0; i < found.contacts->len; i++) {
    gint64 number = g_array_index (found.contacts, guint32, i);
    g_array_append_val (numbers, number);
  }
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (tp_api_account (api)), error);
  g_autoptr (GPtrArray) page =
      conn == NULL ? NULL
                   : tp_contact_load_many (conn, (const gint64 *)(gconstpointer)numbers->data,
                                           numbers->len, error);
  json_t *items = page != NULL ? list_json (api, conn, page, error) : NULL;
  if (items == NULL)
    return FALSE;
  tp_api_list (response, "contacts", items,
               found.next != 0 ? tp_api_next_number (api, request, found.next) : NULL);
  return TRUE;
}

static gboolean
list_contacts (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  TpContactState state = TP_CONTACT_LIVE;
  gint64 before = 0;
  guint limit = (guint)tp_request_query_int (request, "limit");
  if (tp_request_has_query (request, "where"))
    return list_where (api, request, response, limit, error);
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_api_after_number (api, request, &before, error) ||
      !tp_contact_state_find (tp_request_query (request, "state"), &state))
    return FALSE;
  g_autoptr (GPtrArray) page = tp_contact_page (conn, state, before, limit, error);
  json_t *items = page != NULL ? list_json (api, conn, page, error) : NULL;
  if (items == NULL)
    return FALSE;
  gboolean more = page->len == limit;
  tp_api_list (
      response, "contacts", items,
      more ? tp_api_next_number (api, request, ((TpContact *)page->pdata[page->len - 1])->number)
           : NULL);
  return TRUE;
}

static gboolean
show_contact (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 number = 0;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_api_find_contact (api, request, conn, &number, error))
    return FALSE;
  json_t *json = tp_contact_show_json (tp_api_account (api), conn, number, error);
  if (json == NULL)
    return FALSE;
  tp_response_json (response, json);
  return TRUE;
}

/* The member "fields" as assignments; `texts` keeps what they borrow besides the body. */
static gboolean
read_fields (const TpFields *fields, const TpJsonNode *body, GArray *assignments, GPtrArray *texts,
             GError **error)
{
  TpJsonNode node;
  const char *name;
  json_t *value;
  if (!tp_json_get_object (body, "fields", TP_JSON_OPTIONAL, &node, error))
    return FALSE;
  json_object_foreach (node.json, name, value)
  {
    const TpField *field = tp_fields_find (fields, name);
    if (field == NULL)
      return tp_json_fault (&node, error, _ ("there is no field '%s'"), name);
    if (field->kind.builtin == TP_SEGMENT_EMAIL)
      return tp_json_fault (&node, error, _ ("email stands beside fields, not in them"));
    char *text = tp_field_text_of_json (field, value, error);
    if (text == NULL)
      return FALSE;
    g_ptr_array_add (texts, text);
    TpContactAssignment assignment = {name, text};
    g_array_append_val (assignments, assignment);
  }
  return TRUE;
}

/* What a body asks for: *out_email NULL when it has none. */
static gboolean
read_body (TpChange *change, const TpJsonNode *body, const char **out_email, GArray *assignments,
           GPtrArray *texts, GError **error)
{
  g_autoptr (TpFields) fields =
      tp_fields_load (tp_change_account (change), tp_change_conn (change), error);
  return fields != NULL &&
         tp_json_get_string (body, "email", TP_JSON_OPTIONAL, 1000, out_email, error) &&
         read_fields (fields, body, assignments, texts, error);
}

static const char *const contact_members[] = {"email", "fields", NULL};

static gboolean
add_contact (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  TpJsonNode body;
  const char *email = NULL;
  gint64 number = 0;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) assignments = g_array_new (FALSE, FALSE, sizeof (TpContactAssignment));
  if (!tp_api_body (request, contact_members, &body, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  if (change == NULL || !read_body (change, &body, &email, assignments, texts, error) ||
      !tp_contact_add (change, email, (TpContactAssignment *)(gpointer)assignments->data,
                       assignments->len, FALSE, &number, error))
    return FALSE;
  return answer_and_commit (api, request, response, &change, number, error);
}

static gboolean
change_contact (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  TpJsonNode body;
  const char *email = NULL;
  gint64 number = 0;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) assignments = g_array_new (FALSE, FALSE, sizeof (TpContactAssignment));
  if (!tp_api_body (request, contact_members, &body, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin_for_contact (api, request, &number, error);
  if (change == NULL || !read_body (change, &body, &email, assignments, texts, error))
    return FALSE;
  TpContactAssignment assignment = {"email", email};
  if (email != NULL)
    g_array_append_val (assignments, assignment);
  if (!tp_contact_set (change, number, (TpContactAssignment *)(gpointer)assignments->data,
                       assignments->len, NULL, error))
    return FALSE;
  return answer_and_commit (api, request, response, &change, number, error);
}

static gboolean
archive_contact (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 number = 0;
  g_autoptr (TpChange) change = tp_api_begin_for_contact (app, request, &number, error);
  return change != NULL && tp_contact_archive_one (change, number, error) &&
         answer_and_commit (app, request, response, &change, number, error);
}

static gboolean
restore_contact (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 number = 0;
  g_autoptr (TpChange) change = tp_api_begin_for_contact (app, request, &number, error);
  return change != NULL && tp_contact_restore_one (change, number, error) &&
         answer_and_commit (app, request, response, &change, number, error);
}

static gboolean
erase_contact (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 number = 0;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_api_find_contact (api, request, conn, &number, error))
    return FALSE;
  g_clear_pointer (&conn, tp_conn_release);
  tp_response_empty (response);
  return tp_contact_erase (tp_api_account (api), tp_api_actor (request), tp_request_id (request),
                           number, NULL, error) &&
         tp_api_set_position (api, response, error);
}

static gboolean
merge_contact (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"other", NULL};
  TpApi *api = app;
  TpJsonNode body;
  const char *other = NULL;
  gint64 stays = 0, gone = 0;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "other", TP_JSON_NOT_EMPTY, 300, &other, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin_for_contact (api, request, &stays, error);
  if (change == NULL ||
      !tp_contact_find (tp_api_account (api), tp_change_conn (change), other, &gone, error) ||
      !tp_contact_merge (change, stays, gone, error))
    return FALSE;
  return answer_and_commit (api, request, response, &change, stays, error);
}

#define CONTACT                                                                                    \
  "\"id\":{\"type\":\"string\"},\"email\":{\"type\":[\"string\",\"null\"]},"                       \
  "\"state\":{\"type\":\"string\",\"enum\":[\"live\",\"archived\",\"erased\",\"merged\"]},"        \
  "\"created_at\":{\"type\":\"string\",\"format\":\"date-time\"},"                                 \
  "\"changed_at\":{\"type\":\"string\",\"format\":\"date-time\"},"                                 \
  "\"fields\":{\"type\":\"object\",\"description\":\"by name; several values are an array\"}"
#define CONTACT_REQUIRED "\"id\",\"email\",\"state\",\"created_at\",\"changed_at\",\"fields\""
#define OBJECTS "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}"

/* clang-format off */
static const TpSchema schemas[] = {
    {"Contact", "{\"type\":\"object\",\"required\":[" CONTACT_REQUIRED "],\"properties\":{" CONTACT
                "}}"},
    {"ContactList", TP_API_LIST_SCHEMA ("contacts", "Contact")},
    {"ContactDetail",
     "{\"type\":\"object\",\"required\":[" CONTACT_REQUIRED ",\"addresses\",\"tags\",\"lists\","
     "\"permissions\",\"purchases\",\"events\"],\"properties\":{" CONTACT ",\"addresses\":{"
     "\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/ContactAddress\"}},"
     "\"tags\":" OBJECTS ",\"lists\":" OBJECTS ",\"permissions\":" OBJECTS ",\"purchases\":"
     OBJECTS ",\"events\":{\"type\":\"array\",\"items\":{\"$ref\":"
     "\"#/components/schemas/ContactEvent\"}}}}"},
    {"ContactInput",
     "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"email\":{\"type\":["
     "\"string\",\"null\"]},\"fields\":{\"type\":\"object\",\"description\":"
     "\"by name; null or empty: not set; several values as an array\"}}}"},
    {"ContactMerge",
     "{\"type\":\"object\",\"required\":[\"other\"],\"additionalProperties\":false,"
     "\"properties\":{\"other\":{\"type\":\"string\",\"description\":"
     "\"id or address of the contact that goes\"}}}"},
};

static const TpQueryParam list_query[] = {
    TP_API_LIMIT,
    TP_API_AFTER,
    {"state", TP_QUERY_CHOICE, N_ ("live ones, or those in the archive"), .fallback = "live",
     .choices = "live|archived"},
    {"where", TP_QUERY_TEXT, N_ ("a condition: only live ones that meet it, the oldest first"),
     .min = 1, .max = 10000},
    {NULL},
};

static const TpRoute routes[] = {
    {"GET", "/api/v1/contacts", "contacts:read", 0, list_contacts, "contacts",
     N_ ("list contacts, the newest first"), .query = list_query, .response_schema = "ContactList"},
    {"POST", "/api/v1/contacts", "contacts:write", TP_ROUTE_IDEMPOTENT, add_contact, "contacts",
     N_ ("add a contact"), .request_schema = "ContactInput", .status = 201,
     .response_schema = "Contact"},
    {"GET", "/api/v1/contacts/{id}", "contacts:read", 0, show_contact, "contacts",
     N_ ("show a contact with all that hangs on it"), .response_schema = "ContactDetail"},
    {"PATCH", "/api/v1/contacts/{id}", "contacts:write", TP_ROUTE_IDEMPOTENT, change_contact,
     "contacts", N_ ("change fields, or choose the address"), .request_schema = "ContactInput",
     .response_schema = "Contact"},
    {"DELETE", "/api/v1/contacts/{id}", "contacts:write", TP_ROUTE_IDEMPOTENT, archive_contact,
     "contacts", N_ ("put a contact into the archive"), .response_schema = "Contact"},
    {"POST", "/api/v1/contacts/{id}/archive", "contacts:write", TP_ROUTE_IDEMPOTENT,
     archive_contact, "contacts", N_ ("put a contact into the archive"),
     .response_schema = "Contact"},
    {"POST", "/api/v1/contacts/{id}/restore", "contacts:write", TP_ROUTE_IDEMPOTENT,
     restore_contact, "contacts", N_ ("bring a contact back from the archive"),
     .response_schema = "Contact"},
    {"POST", "/api/v1/contacts/{id}/erase", "contacts:erase", TP_ROUTE_IDEMPOTENT, erase_contact,
     "contacts", N_ ("erase a person for good"), .status = 204},
    {"POST", "/api/v1/contacts/{id}/merge", "contacts:write", TP_ROUTE_IDEMPOTENT, merge_contact,
     "contacts", N_ ("merge another contact into this one"), .request_schema = "ContactMerge",
     .response_schema = "Contact"},
};
/* clang-format on */

const TpApiResource tp_api_contact = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
