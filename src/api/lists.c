/* SPDX-License-Identifier: Apache-2.0 */
/* Subscription lists (core/list.h); api/list.c is about pages. */
#include "core/list.h"

#include "api/consent.h"
#include "api/members.h"
#include "api/resources.h"
#include "core/thing.h"

/* counts NULL: not asked for. */
static json_t *
list_json (TpApi *api, const TpList *list, const gint64 *counts)
{
  json_t *json = json_pack (
      "{s:o, s:s, s:s?, s:o, s:o}", "id", tp_api_public_id (api, TP_THING_LIST, list->id), "name",
      list->name, "description", list->description, "created_at", tp_api_time (list->created_at),
      "archived_at", tp_api_time (list->archived_at));
  for (int i = 0; counts != NULL && i < TP_SEGMENT_LIST_STATES; i++)
    json_object_set_new (json, tp_segment_list_state_name ((TpSegmentListState)i),
                         json_integer (counts[i]));
  return json;
}

static gboolean
count_lists (TpConn *conn, const GPtrArray *lists, gint64 (*counts)[TP_SEGMENT_LIST_STATES],
             GError **error)
{
  g_autofree gint64 *ids = g_new0 (gint64, lists->len + 1);
  for (guint i = 0; i < lists->len; i++)
    ids[i] = ((TpList *)lists->pdata[i])->id;
  return lists->len == 0 || tp_list_count (conn, ids, lists->len, counts, error);
}

static gboolean
list_lists (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  g_autofree char *after = NULL, *next = NULL;
  gboolean counted = tp_request_query_bool (request, "counts");
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_api_after (api, request, &after, error))
    return FALSE;
  g_autoptr (GPtrArray) lists =
      tp_list_page (conn, after != NULL ? after : "",
                    (guint)tp_request_query_int (request, "limit"), &next, error);
  if (lists == NULL)
    return FALSE;
  g_autofree gint64 (*counts)[TP_SEGMENT_LIST_STATES] =
      g_malloc0 ((lists->len + 1) * sizeof *counts);
  if (counted && !count_lists (conn, lists, counts, error))
    return FALSE;
  json_t *items = json_array ();
  for (guint i = 0; i < lists->len; i++)
    json_array_append_new (items, list_json (api, lists->pdata[i], counted ? counts[i] : NULL));
  tp_api_list (response, "lists", items, tp_api_next (api, request, next));
  return TRUE;
}

static gboolean
answer (TpApi *api, TpConn *conn, TpResponse *response, gint64 id, GError **error)
{
  g_autoptr (TpList) list = tp_list_get (conn, id, error);
  if (list == NULL)
    return FALSE;
  tp_response_json (response, list_json (api, list, NULL));
  return TRUE;
}

static gboolean
show_list (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 id = 0, counts[1][TP_SEGMENT_LIST_STATES];
  if (!tp_api_id (api, request, "id", TP_THING_LIST, &id, error))
    return FALSE;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  g_autoptr (TpList) list = conn != NULL ? tp_list_get (conn, id, error) : NULL;
  if (list == NULL || !tp_list_count (conn, &id, 1, counts, error))
    return FALSE;
  tp_response_json (response, list_json (api, list, counts[0]));
  return TRUE;
}

static gboolean
read_input (TpRequest *request, TpJsonPresence presence, const char **out_name,
            const char **out_description, GError **error)
{
  static const char *const known[] = {"name", "description", NULL};
  TpJsonNode body;
  return tp_api_body (request, known, &body, error) &&
         tp_json_get_string (&body, "name", presence, TP_THING_NAME_MAX, out_name, error) &&
         tp_json_get_string (&body, "description", TP_JSON_OPTIONAL, TP_LIST_DESCRIPTION_MAX,
                             out_description, error);
}

static gboolean
add_list (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  const char *name = NULL, *description = NULL;
  gint64 id = 0;
  if (!read_input (request, TP_JSON_NOT_EMPTY, &name, &description, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  return change != NULL && tp_list_make (change, name, description, &id, error) &&
         answer (api, tp_change_conn (change), response, id, error) &&
         tp_api_commit (api, request, response, &change, error);
}

static gboolean
change_list (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  const char *name = NULL, *description = NULL;
  gint64 id = 0;
  if (!tp_api_id (api, request, "id", TP_THING_LIST, &id, error) ||
      !read_input (request, TP_JSON_OPTIONAL, &name, &description, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  return change != NULL && tp_list_change (change, id, name, description, error) &&
         answer (api, tp_change_conn (change), response, id, error) &&
         tp_api_commit (api, request, response, &change, error);
}

static gboolean
archive_list (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 id = 0;
  if (!tp_api_id (api, request, "id", TP_THING_LIST, &id, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  if (change == NULL || !tp_list_archive (change, id, error))
    return FALSE;
  tp_response_empty (response);
  return tp_api_commit (api, request, response, &change, error);
}

static gboolean
restore_list (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 id = 0;
  if (!tp_api_id (api, request, "id", TP_THING_LIST, &id, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  return change != NULL && tp_list_restore (change, id, error) &&
         answer (api, tp_change_conn (change), response, id, error) &&
         tp_api_commit (api, request, response, &change, error);
}

typedef struct {
  gint64 list;
  TpSegmentListState state;
  TpApiConsent consent;
  gboolean kept; /* the consent, with the first block */
  gboolean removes;
} Putting;

static gboolean
apply (TpChange *change, const TpIdSet *members, gpointer data, guint64 *changed, GError **error)
{
  Putting *putting = data;
  gint64 consent = 0;
  g_autoptr (TpIdSet) some = NULL;
  if (!putting->kept && !tp_api_consent_add (change, &putting->consent, 0, &consent, error))
    return FALSE;
  putting->kept = TRUE;
  gboolean ok = putting->removes
                    ? tp_list_remove (change, putting->list, members, &some, error)
                    : tp_list_put (change, putting->list, members, putting->state,
                                   putting->consent.given ? TP_LIST_BY_PERSON : TP_LIST_BY_IMPORT,
                                   &some, error);
  if (ok)
    *changed += tp_id_set_count (some);
  return ok;
}

static gboolean
read_state (const TpJsonNode *body, TpSegmentListState *out_state, GError **error)
{
  const char *text = "confirmed";
  return tp_json_get_string (body, "state", TP_JSON_OPTIONAL, 50, &text, error) &&
         (tp_segment_list_state_find (text, out_state) ||
          tp_json_fault (body, error, _ ("no state '%s' of a list"), text));
}

static gboolean
put_on (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {TP_API_MEMBERS_KNOWN, "state", "consent", NULL};
  TpApi *api = app;
  TpJsonNode body;
  Putting putting = {0};
  g_autoptr (TpIdSets) members = NULL;
  gboolean ok = tp_api_id (api, request, "id", TP_THING_LIST, &putting.list, error) &&
                tp_api_body (request, known, &body, error) &&
                read_state (&body, &putting.state, error) &&
                tp_api_consent_read (&body, &putting.consent, error) &&
                tp_api_members (api, request, response, &body, &members, error) &&
                tp_api_apply (api, request, response, members, apply, &putting, error);
  tp_api_consent_clear (&putting.consent);
  return ok;
}

static gboolean
take_off (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {TP_API_MEMBERS_KNOWN, NULL};
  TpApi *api = app;
  TpJsonNode body;
  Putting putting = {.removes = TRUE};
  g_autoptr (TpIdSets) members = NULL;
  return tp_api_id (api, request, "id", TP_THING_LIST, &putting.list, error) &&
         tp_api_body (request, known, &body, error) &&
         tp_api_members (api, request, response, &body, &members, error) &&
         tp_api_apply (api, request, response, members, apply, &putting, error);
}

static const TpSchema schemas[] = {
    {"List",     "{\"type\":\"object\",\"required\":[\"id\",\"name\"],\"properties\":{"
             "\"id\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},"
             "\"description\":{\"type\":[\"string\",\"null\"]},"
             "\"confirmed\":{\"type\":\"integer\"},\"unconfirmed\":{\"type\":\"integer\"},"
             "\"unsubscribed\":{\"type\":\"integer\"},\"created_at\":{\"type\":\"string\"},"
             "\"archived_at\":{\"type\":[\"string\",\"null\"]}}}"},
    {"ListList", TP_API_LIST_SCHEMA ("lists",                                  "List")},
    {"ListInput",          "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
                  "\"name\":{\"type\":\"string\",\"maxLength\":200},"
                  "\"description\":{\"type\":\"string\",\"maxLength\":2000}}}"                                                           },
    {"ListMembersInput",
     "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{" TP_API_MEMBERS_SCHEMA
     ",\"state\":{\"type\":\"string\",\"enum\":[\"confirmed\",\"unconfirmed\",\"unsubscribed\"]}"
     "," TP_API_CONSENT_SCHEMA "}}"},
};

static const TpQueryParam list_query[] = {
    TP_API_LIMIT,
    TP_API_AFTER,
    {"counts",                                      TP_QUERY_BOOL, N_ ("whether to count the contacts on each"), .fallback = "false"},
    {NULL},
};

static const TpRoute routes[] = {
    {"GET",                                 "/api/v1/lists",      "lists:read",        0,                                                 list_lists,       "lists",   N_ ("lists by name"),
     .query = list_query,                                                                                                                                                                                                   .response_schema = "ListList"},
    {"POST",                                "/api/v1/lists",      "lists:write",       TP_ROUTE_IDEMPOTENT,                               add_list,         "lists",
     N_ ("make a list"),                                                                                                                                                                     .request_schema = "ListInput", .status = 201,                 .response_schema = "List"},
    {"GET",                                     "/api/v1/lists/{id}",                                                     "lists:read",                0, show_list, "lists",
     N_ ("a list with its counts"),              .response_schema = "List"                                                                                                                                                                                        },
    {"PATCH",                               "/api/v1/lists/{id}", "lists:write",       TP_ROUTE_IDEMPOTENT,                               change_list,      "lists",
     N_ ("rename or describe a list"),                                                                                                                                                       .request_schema = "ListInput", .response_schema = "List"                                                                                                                                                                               },
    {"DELETE",                              "/api/v1/lists/{id}", "lists:write",       TP_ROUTE_IDEMPOTENT,                               archive_list,     "lists",
     N_ ("archive a list that nothing uses"),                                                                                                                                                .status = 204                },
    {"POST",         "/api/v1/lists/{id}/restore",        "lists:write", TP_ROUTE_IDEMPOTENT,                                      restore_list,
     "lists",                                                                                                               N_ ("bring a list back from the archive"),  .request_type = "*",
     .response_schema = "List"    },
    {"POST",        "/api/v1/lists/{id}/contacts",        "lists:write", TP_ROUTE_IDEMPOTENT,                                            put_on,          "lists",
     N_ ("put contacts on a list; without a consent, who unsubscribed stays so"),
     .request_schema = "ListMembersInput",                                                                                                                                              .response_schema = "MembersResult"                             },
    {"POST", "/api/v1/lists/{id}/contacts/remove",        "lists:write", TP_ROUTE_IDEMPOTENT,                                          take_off,
     "lists",                                                                                          N_ ("take contacts off a list without a trace of their state"),
     .request_schema = "MembersInput",                                                                                                                                                  .response_schema = "MembersResult"                                                                                                                                                                                                                     },
};

const TpApiResource tp_api_lists = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
