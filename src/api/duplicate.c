/* SPDX-License-Identifier: Apache-2.0 */
/* A cursor is the last pair, "one other". */
#include "core/duplicate.h"

#include "api/api.h"
#include "api/resources.h"
#include "base/error.h"
#include "base/i18n.h"
#include "core/contact_json.h"

static gboolean
read_after (TpApi *api, TpRequest *request, gint64 *out_one, gint64 *out_other, GError **error)
{
  g_autofree char *place = NULL;
  if (!tp_api_after (api, request, &place, error))
    return FALSE;
  if (place == NULL)
    return TRUE;
  char *end;
  *out_one = g_ascii_strtoll (place, &end, 10);
  *out_other = g_ascii_strtoll (end, NULL, 10);
  return TRUE;
}

/* The contacts of a page of pairs, ascending by number. (transfer full) */
static GPtrArray *
load_contacts (TpConn *conn, const GArray *pairs, GError **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < pairs->len; i++) {
    const TpDuplicate *pair = &g_array_index (pairs, TpDuplicate, i);
    g_array_append_val (numbers, pair->one);
    g_array_append_val (numbers, pair->other);
  }
  return tp_contact_load_many (conn, (const gint64 *)(gpointer)numbers->data, numbers->len, error);
}

static json_t *
contact_json (TpApi *api, const TpFields *fields, GPtrArray *contacts, gint64 number)
{
  guint low = 0, high = contacts->len;
  while (low < high) {
    guint middle = (low + high) / 2;
    TpContact *contact = contacts->pdata[middle];
    if (contact->number == number)
      return tp_contact_to_json (tp_api_account (api), fields, contact);
    if (contact->number < number)
      low = middle + 1;
    else
      high = middle;
  }
  return json_null ();
}

static gboolean
list_duplicates (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 one = 0, other = 0;
  guint limit = (guint)tp_request_query_int (request, "limit");
  g_autofree char *place = NULL;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !read_after (api, request, &one, &other, error))
    return FALSE;
  g_autoptr (GArray) pairs = tp_duplicate_page (conn, one, other, limit, error);
  g_autoptr (GPtrArray) contacts = pairs != NULL ? load_contacts (conn, pairs, error) : NULL;
  g_autoptr (TpFields) fields =
      contacts != NULL ? tp_fields_load (tp_api_account (api), conn, error) : NULL;
  if (fields == NULL)
    return FALSE;
  json_t *items = json_array ();
  for (guint i = 0; i < pairs->len; i++) {
    const TpDuplicate *pair = &g_array_index (pairs, TpDuplicate, i);
    json_array_append_new (
        items, json_pack ("{s:s, s:o, s:o}", "reason", tp_duplicate_reason_name (pair->reason),
                          "one", contact_json (api, fields, contacts, pair->one), "other",
                          contact_json (api, fields, contacts, pair->other)));
    if (i + 1 == limit)
      place = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, pair->one, pair->other);
  }
  tp_api_list (response, "duplicates", items, tp_api_next (api, request, place));
  return TRUE;
}

static gboolean
search_duplicates (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"country", NULL};
  TpApi *api = app;
  TpJsonNode body;
  const char *country = NULL;
  guint found = 0;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "country", TP_JSON_OPTIONAL, 2, &country, error) ||
      !tp_duplicate_search (tp_api_account (api), country, &found, error))
    return FALSE;
  tp_response_json (response, json_pack ("{s:i}", "found", (int)found));
  return TRUE;
}

static gboolean
dismiss_duplicate (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"one", "other", NULL};
  TpApi *api = app;
  TpJsonNode body;
  const char *texts[2] = {NULL, NULL};
  gint64 numbers[2] = {0, 0};
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "one", TP_JSON_NOT_EMPTY, 300, &texts[0], error) ||
      !tp_json_get_string (&body, "other", TP_JSON_NOT_EMPTY, 300, &texts[1], error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  for (guint i = 0; i < 2; i++)
    if (change == NULL || !tp_contact_find (tp_api_account (api), tp_change_conn (change), texts[i],
                                            &numbers[i], error))
      return FALSE;
  tp_response_empty (response);
  return tp_duplicate_dismiss (change, numbers[0], numbers[1], error) &&
         tp_api_commit (api, request, response, &change, error);
}

/* clang-format off */
static const TpSchema schemas[] = {
    {"Duplicate",
     "{\"type\":\"object\",\"required\":[\"reason\",\"one\",\"other\"],\"properties\":{\"reason\":{"
     "\"type\":\"string\",\"enum\":[\"phone\",\"name\",\"address\"]},\"one\":{\"$ref\":"
     "\"#/components/schemas/Contact\"},\"other\":{\"$ref\":\"#/components/schemas/Contact\"}}}"},
    {"DuplicateList", TP_API_LIST_SCHEMA ("duplicates", "Duplicate")},
    {"DuplicateSearch",
     "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"country\":{\"type\":["
     "\"string\",\"null\"],\"description\":\"of phone numbers without a country code: DE\"}}}"},
    {"DuplicatesFound",
     "{\"type\":\"object\",\"required\":[\"found\"],\"properties\":{\"found\":{\"type\":"
     "\"integer\"}}}"},
    {"DuplicateDismissal",
     "{\"type\":\"object\",\"required\":[\"one\",\"other\"],\"additionalProperties\":false,"
     "\"properties\":{\"one\":{\"type\":\"string\"},\"other\":{\"type\":\"string\"}}}"},
};
/* clang-format on */

static const TpQueryParam list_query[] = {TP_API_LIMIT, TP_API_AFTER, {NULL}};

static const TpRoute routes[] = {
    {"GET",  "/api/v1/duplicates",         "contacts:read",  0,                   list_duplicates,   "duplicates",
     N_ ("contacts that may be the same person, as the last search found them"),
     .query = list_query,                                                                                                                                                                                     .response_schema = "DuplicateList"},
    {"POST", "/api/v1/duplicates/search",  "contacts:write", TP_ROUTE_IDEMPOTENT, search_duplicates,
     "duplicates",                                                                                                 N_ ("search for duplicates anew"),                    .request_schema = "DuplicateSearch",
     .response_schema = "DuplicatesFound"                                                                                                                                                                                                       },
    {"POST", "/api/v1/duplicates/dismiss", "contacts:write", TP_ROUTE_IDEMPOTENT, dismiss_duplicate,
     "duplicates",                                                                                                 N_ ("say that two contacts are not the same person"),
     .request_schema = "DuplicateDismissal",                                                                                                                                                                  .status = 204                     },
};

const TpApiResource tp_api_duplicate = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
