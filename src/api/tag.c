/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tag.h"

#include "api/members.h"
#include "api/resources.h"
#include "core/automatic_tag.h"
#include "core/tag_set.h"
#include "core/thing.h"

/* count -1: not asked for. */
static json_t *
tag_json (TpApi *api, const TpTag *tag, gint64 count)
{
  json_t *json =
      json_pack ("{s:o, s:s, s:s?, s:s?, s:o, s:o}", "id",
                 tp_api_public_id (api, TP_THING_TAG, tag->id), "name", tag->name, "description",
                 tag->description, "automatic", tp_automatic_tag_name (tag->origin), "created_at",
                 tp_api_time (tag->created_at), "archived_at", tp_api_time (tag->archived_at));
  if (count >= 0)
    json_object_set_new (json, "contacts", json_integer (count));
  return json;
}

static gboolean
count_tags (TpConn *conn, const GPtrArray *tags, gint64 *counts, GError **error)
{
  g_autofree gint64 *ids = g_new0 (gint64, tags->len + 1);
  for (guint i = 0; i < tags->len; i++)
    ids[i] = ((TpTag *)tags->pdata[i])->id;
  return tags->len == 0 || tp_tag_count (conn, ids, tags->len, counts, error);
}

static gboolean
list_tags (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  g_autofree char *after = NULL, *next = NULL;
  gboolean counted = tp_request_query_bool (request, "counts");
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_api_after (api, request, &after, error))
    return FALSE;
  g_autoptr (GPtrArray) tags =
      tp_tag_page (conn, after != NULL ? after : "", (guint)tp_request_query_int (request, "limit"),
                   &next, error);
  if (tags == NULL)
    return FALSE;
  g_autofree gint64 *counts = g_new0 (gint64, tags->len + 1);
  if (counted && !count_tags (conn, tags, counts, error))
    return FALSE;
  json_t *items = json_array ();
  for (guint i = 0; i < tags->len; i++)
    json_array_append_new (items, tag_json (api, tags->pdata[i], counted ? counts[i] : -1));
  tp_api_list (response, "tags", items, tp_api_next (api, request, next));
  return TRUE;
}

/* Loads the tag anew and answers with it. */
static gboolean
answer (TpApi *api, TpConn *conn, TpResponse *response, gint64 id, GError **error)
{
  g_autoptr (TpTag) tag = tp_tag_get (conn, id, error);
  if (tag == NULL)
    return FALSE;
  tp_response_json (response, tag_json (api, tag, -1));
  return TRUE;
}

static gboolean
show_tag (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 id = 0, count = 0;
  if (!tp_api_id (api, request, "id", TP_THING_TAG, &id, error))
    return FALSE;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  g_autoptr (TpTag) tag = conn != NULL ? tp_tag_get (conn, id, error) : NULL;
  if (tag == NULL || !tp_tag_count (conn, &id, 1, &count, error))
    return FALSE;
  tp_response_json (response, tag_json (api, tag, count));
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
         tp_json_get_string (&body, "description", TP_JSON_OPTIONAL, TP_TAG_DESCRIPTION_MAX,
                             out_description, error);
}

static gboolean
add_tag (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  const char *name = NULL, *description = NULL;
  gint64 id = 0;
  if (!read_input (request, TP_JSON_NOT_EMPTY, &name, &description, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  return change != NULL && tp_tag_make (change, name, description, &id, error) &&
         answer (api, tp_change_conn (change), response, id, error) &&
         tp_api_commit (api, request, response, &change, error);
}

static gboolean
change_tag (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  const char *name = NULL, *description = NULL;
  gint64 id = 0;
  if (!tp_api_id (api, request, "id", TP_THING_TAG, &id, error) ||
      !read_input (request, TP_JSON_OPTIONAL, &name, &description, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  return change != NULL && tp_tag_change (change, id, name, description, error) &&
         answer (api, tp_change_conn (change), response, id, error) &&
         tp_api_commit (api, request, response, &change, error);
}

static gboolean
archive_tag (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 id = 0;
  if (!tp_api_id (api, request, "id", TP_THING_TAG, &id, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  if (change == NULL || !tp_tag_archive (change, id, error))
    return FALSE;
  tp_response_empty (response);
  return tp_api_commit (api, request, response, &change, error);
}

static gboolean
restore_tag (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 id = 0;
  if (!tp_api_id (api, request, "id", TP_THING_TAG, &id, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  return change != NULL && tp_tag_restore (change, id, error) &&
         answer (api, tp_change_conn (change), response, id, error) &&
         tp_api_commit (api, request, response, &change, error);
}

typedef struct {
  gint64 tag;
  gint64 ends_at; /* 0: never */
  gboolean removes;
} Setting;

static gboolean
apply (TpChange *change, const TpIdSet *members, gpointer data, guint64 *changed, GError **error)
{
  const Setting *setting = data;
  g_autoptr (TpIdSet) some = NULL;
  gboolean ok = setting->removes
                    ? tp_tag_remove (change, setting->tag, members, &some, error)
                    : tp_tag_set (change, setting->tag, members, setting->ends_at, &some, error);
  if (ok)
    *changed += tp_id_set_count (some);
  return ok;
}

static gboolean
set_on (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {TP_API_MEMBERS_KNOWN, "ends_at", NULL};
  TpApi *api = app;
  TpJsonNode body;
  Setting setting = {0};
  g_autoptr (TpIdSets) members = NULL;
  return tp_api_id (api, request, "id", TP_THING_TAG, &setting.tag, error) &&
         tp_api_body (request, known, &body, error) &&
         tp_json_get_time (&body, "ends_at", TP_JSON_OPTIONAL, &setting.ends_at, error) &&
         tp_api_members (api, request, response, &body, &members, error) &&
         tp_api_apply (api, request, response, members, apply, &setting, error);
}

static gboolean
remove_from (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {TP_API_MEMBERS_KNOWN, NULL};
  TpApi *api = app;
  TpJsonNode body;
  Setting setting = {.removes = TRUE};
  g_autoptr (TpIdSets) members = NULL;
  return tp_api_id (api, request, "id", TP_THING_TAG, &setting.tag, error) &&
         tp_api_body (request, known, &body, error) &&
         tp_api_members (api, request, response, &body, &members, error) &&
         tp_api_apply (api, request, response, members, apply, &setting, error);
}

static const TpSchema schemas[] = {
    {"Tag",     "{\"type\":\"object\",\"required\":[\"id\",\"name\"],\"properties\":{"
            "\"id\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},"
            "\"description\":{\"type\":[\"string\",\"null\"]},"
            "\"automatic\":{\"type\":[\"string\",\"null\"]},"
            "\"contacts\":{\"type\":\"integer\"},\"created_at\":{\"type\":\"string\"},"
            "\"archived_at\":{\"type\":[\"string\",\"null\"]}}}"},
    {"TagList", TP_API_LIST_SCHEMA ("tags",                                  "Tag")},
    {"TagInput",         "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
                 "\"name\":{\"type\":\"string\",\"maxLength\":200},"
                 "\"description\":{\"type\":\"string\",\"maxLength\":2000}}}"                                                          },
    {"TagMembersInput",
     "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{" TP_API_MEMBERS_SCHEMA
     ",\"ends_at\":{\"type\":\"string\",\"format\":\"date-time\"}}}"},
    {"MembersInput",
     "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{" TP_API_MEMBERS_SCHEMA
     "}}"                                                             },
    {"MembersResult",         "{\"type\":\"object\",\"required\":[\"contacts\",\"changed\"],"
                      "\"properties\":{\"contacts\":{\"type\":\"integer\"},"
                      "\"changed\":{\"type\":\"integer\"}}}"},
};

static const TpQueryParam list_query[] = {
    TP_API_LIMIT,
    TP_API_AFTER,
    {"counts",                                             TP_QUERY_BOOL, N_ ("whether to count the contacts that wear each"),
      .fallback = "false"},
    {NULL},
};

static const TpRoute routes[] = {
    {"GET",                                "/api/v1/tags",      "tags:read",         0,                                              list_tags,        "tags",   N_ ("list tags by name"),
     .query = list_query,                                                                                                                                                                                                        .response_schema = "TagList"},
    {"POST",                               "/api/v1/tags",      "tags:write",        TP_ROUTE_IDEMPOTENT,                            add_tag,          "tags",   N_ ("make a tag"),
     .request_schema = "TagInput",                                                                                                                                                                                               .status = 201,                .response_schema = "Tag"},
    {"GET",                                    "/api/v1/tags/{id}",                                                   "tags:read",                0, show_tag, "tags", N_ ("a tag with its count"),
     .response_schema = "Tag"                           },
    {"PATCH",                              "/api/v1/tags/{id}", "tags:write",        TP_ROUTE_IDEMPOTENT,                            change_tag,       "tags",
     N_ ("rename or describe a tag"),                                                                                                                                                              .request_schema = "TagInput", .response_schema = "Tag"                                                                                                                                                                                                                                },
    {"DELETE",                             "/api/v1/tags/{id}", "tags:write",        TP_ROUTE_IDEMPOTENT,                            archive_tag,      "tags",
     N_ ("archive a tag that nothing uses"),                                                                                                                                                       .status = 204               },
    {"POST",         "/api/v1/tags/{id}/restore",        "tags:write", TP_ROUTE_IDEMPOTENT,                                    restore_tag,           "tags",
     N_ ("bring a tag back from the archive"),                                                                                                                                .request_type = "*",     .response_schema = "Tag"    },
    {"POST",        "/api/v1/tags/{id}/contacts",        "tags:write", TP_ROUTE_IDEMPOTENT,                                         set_on,           "tags",
     N_ ("set a tag on contacts"),                                                                                                                            .request_schema = "TagMembersInput",
     .response_schema = "MembersResult"                            },
    {"POST", "/api/v1/tags/{id}/contacts/remove",        "tags:write", TP_ROUTE_IDEMPOTENT,                                    remove_from,
     "tags",                                                                                                                     N_ ("take a tag off contacts"), .request_schema = "MembersInput",
     .response_schema = "MembersResult"                        },
};

const TpApiResource tp_api_tag = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
