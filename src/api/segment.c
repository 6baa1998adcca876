/* SPDX-License-Identifier: Apache-2.0 */
/* Saved segments, and questions about any condition, which comes as text (the language of
 * docs/segments.md) or as a tree (what the visual builder edits). */
#include "core/segment.h"

#include "api/resources.h"
#include "base/error.h"
#include "base/i18n.h"
#include "core/audience.h"
#include "core/audience_json.h"
#include "core/contact.h"

#include <string.h>

#define NAME_READ_MAX 1000 /* characters read; core/thing.h says what is allowed */
#define CONTACT_MAX 500
#define CURSOR_MAX 100

/* {"id", "name", "text", "tree", "created_at", "changed_at", "archived_at"} */
static json_t *
saved_json (TpApi *api, TpNames *names, const TpSavedSegment *saved, GError **error)
{
  g_autofree char *text = tp_names_format (names, saved->segment, error);
  json_t *tree = text == NULL ? NULL : tp_names_to_json (names, saved->segment, error);
  if (tree == NULL)
    return NULL;
  return json_pack ("{s:o, s:s, s:s, s:o, s:o, s:o, s:o}", "id",
                    tp_api_public_id (api, TP_THING_SEGMENT, saved->id), "name", saved->name,
                    "text", text, "tree", tree, "created_at", tp_api_time (saved->created_at),
                    "changed_at", tp_api_time (saved->changed_at), "archived_at",
                    tp_api_time (saved->archived_at));
}

/* Where the parser's fault is, as a byte offset, beside the message. */
static void
show_position (TpResponse *response, const char *text, const TpSegmentFault *fault)
{
  if (fault->position > 0)
    tp_response_problem_position (
        response, g_utf8_offset_to_pointer (text, (glong)fault->position - 1) - text);
}

/* The condition of a body: "text" or "tree", one of them unless `optional`; NULL without an error
 * when neither is there. (transfer full) */
static TpSegment *
read_condition (TpNames *names, TpResponse *response, const TpJsonNode *body, gboolean optional,
                GError **error)
{
  const char *text = NULL;
  TpJsonNode tree = {0};
  TpSegmentFault fault;
  if (!tp_json_get_string (body, "text", TP_JSON_OPTIONAL, TP_SEGMENT_TEXT_MAX, &text, error) ||
      !tp_json_get_object (body, "tree", TP_JSON_OPTIONAL, &tree, error))
    return NULL;
  if (text != NULL && tree.json != NULL) {
    tp_json_fault (&tree, error, _ ("give either a text or a tree"));
    return NULL;
  }
  if (tree.json != NULL)
    return tp_names_from_json (names, tree.json, error);
  if (text == NULL) {
    if (!optional)
      tp_error (error, TP_ERROR_INVALID, _ ("text: the condition is missing"));
    return NULL;
  }
  TpSegment *segment = tp_names_parse (names, text, &fault, error);
  if (segment == NULL)
    show_position (response, text, &fault);
  return segment;
}

/* The condition of a request that only asks; the connection is given back before the answer is
 * worked out. (transfer full) */
static TpSegment *
read_question (TpApi *api, TpRequest *request, TpResponse *response, const TpJsonNode *body,
               GError **error)
{
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL)
    return NULL;
  g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), conn);
  return read_condition (names, response, body, FALSE, error);
}

static gboolean
list_segments (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  guint limit = (guint)tp_request_query_int (request, "limit");
  g_autofree char *after = NULL;
  g_autoptr (json_t) items = json_array ();
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_api_after (api, request, &after, error))
    return FALSE;
  g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), conn);
  g_autoptr (GPtrArray) page = tp_saved_segment_page (names, conn, after, limit, error);
  if (page == NULL)
    return FALSE;
  const char *last = NULL;
  for (guint i = 0; i < page->len; i++) {
    const TpSavedSegment *saved = page->pdata[i];
    json_t *item = saved_json (api, names, saved, error);
    if (item == NULL)
      return FALSE;
    json_array_append_new (items, item);
    last = page->len == limit ? saved->name : NULL;
  }
  tp_api_list (response, "segments", json_incref (items), tp_api_next (api, request, last));
  return TRUE;
}

static gboolean
answer_saved (TpApi *api, TpResponse *response, TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), conn);
  g_autoptr (TpSavedSegment) saved = tp_saved_segment_get (names, conn, id, error);
  json_t *json = saved == NULL ? NULL : saved_json (api, names, saved, error);
  if (json == NULL)
    return FALSE;
  tp_response_json (response, json);
  return TRUE;
}

static gboolean
show_segment (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 id = 0;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  return conn != NULL && tp_api_id (api, request, "id", TP_THING_SEGMENT, &id, error) &&
         answer_saved (api, response, conn, id, error);
}

static gboolean
add_segment (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"name", "text", "tree", NULL};
  TpApi *api = app;
  TpJsonNode body;
  const char *name = NULL;
  gint64 id = 0;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "name", TP_JSON_NOT_EMPTY, NAME_READ_MAX, &name, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  if (change == NULL)
    return FALSE;
  g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), tp_change_conn (change));
  g_autoptr (TpSegment) segment = read_condition (names, response, &body, FALSE, error);
  return segment != NULL && tp_saved_segment_add (change, name, segment, &id, error) &&
         answer_saved (api, response, tp_change_conn (change), id, error) &&
         tp_api_commit (api, request, response, &change, error);
}

static gboolean
change_segment (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"name", "text", "tree", NULL};
  TpApi *api = app;
  TpJsonNode body;
  const char *name = NULL;
  gint64 id = 0;
  GError *local = NULL;
  if (!tp_api_id (api, request, "id", TP_THING_SEGMENT, &id, error) ||
      !tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "name", TP_JSON_OPTIONAL, NAME_READ_MAX, &name, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  if (change == NULL)
    return FALSE;
  g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), tp_change_conn (change));
  g_autoptr (TpSegment) segment = read_condition (names, response, &body, TRUE, &local);
  if (local != NULL) {
    g_propagate_error (error, local);
    return FALSE;
  }
  return tp_saved_segment_set (change, id, name, segment, error) &&
         answer_saved (api, response, tp_change_conn (change), id, error) &&
         tp_api_commit (api, request, response, &change, error);
}

static gboolean
archive_segment (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 id = 0;
  if (!tp_api_id (api, request, "id", TP_THING_SEGMENT, &id, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  if (change == NULL || !tp_saved_segment_archive (change, id, error))
    return FALSE;
  tp_response_empty (response);
  return tp_api_commit (api, request, response, &change, error);
}

static gboolean
count_segment (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"text", "tree", "purpose", NULL};
  static const char *const purposes[] = {"newsletter", "offers", "service", "internal", NULL};
  TpApi *api = app;
  TpJsonNode body;
  TpAudienceCount count;
  int purpose = TP_SEGMENT_PURPOSE_OFFERS;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_choice (&body, "purpose", TP_JSON_OPTIONAL, purposes, &purpose, error))
    return FALSE;
  g_autoptr (TpSegment) segment = read_question (api, request, response, &body, error);
  if (segment == NULL ||
      !tp_audience_count (tp_api_account (api), segment, (TpSegmentPurpose)purpose, &count, error))
    return FALSE;
  tp_response_json (response, tp_audience_count_json (&count));
  return TRUE;
}

/* The cursor of a page is the public id of its last contact. */
static gboolean
page_segment (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"text", "tree", "limit", "after", NULL};
  TpApi *api = app;
  TpAccount *account = tp_api_account (api);
  TpJsonNode body;
  const char *after = NULL;
  gint64 limit = 50, last = 0;
  g_auto (TpAudiencePage) page = {0};
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_int64 (&body, "limit", TP_JSON_OPTIONAL, 1, TP_AUDIENCE_PAGE_MAX, &limit,
                          error) ||
      !tp_json_get_string (&body, "after", TP_JSON_OPTIONAL, CURSOR_MAX, &after, error))
    return FALSE;
  if (after != NULL && !tp_account_find_public_id (account, TP_THING_CONTACT, after, &last))
    return tp_error (error, TP_ERROR_INVALID, _ ("after: '%s' is not the cursor of a list"), after);
  g_autoptr (TpSegment) segment = read_question (api, request, response, &body, error);
  if (segment == NULL ||
      !tp_audience_page (account, segment, (guint32)last, (guint)limit, &page, error))
    return FALSE;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  json_t *contacts =
      conn == NULL ? NULL : tp_audience_contacts_json (account, conn, page.contacts, error);
  if (contacts == NULL)
    return FALSE;
  tp_response_json (response, json_pack ("{s:o, s:o}", "contacts", contacts, "next",
                                         tp_api_public_id (api, TP_THING_CONTACT, page.next)));
  return TRUE;
}

static gboolean
explain_segment (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"text", "tree", "contact", NULL};
  TpApi *api = app;
  TpAccount *account = tp_api_account (api);
  TpJsonNode body;
  const char *contact = NULL;
  gint64 number = 0;
  gboolean matches = FALSE;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "contact", TP_JSON_NOT_EMPTY, CONTACT_MAX, &contact, error))
    return FALSE;
  g_autoptr (TpSegment) segment = read_question (api, request, response, &body, error);
  if (segment == NULL)
    return FALSE;
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
    if (conn == NULL || !tp_contact_find (account, conn, contact, &number, error))
      return FALSE;
  }
  g_autoptr (GPtrArray) reasons =
      tp_audience_explain (account, segment, (guint32)number, &matches, error);
  if (reasons == NULL)
    return FALSE;
  tp_response_json (response, tp_audience_reasons_json (reasons, matches));
  return TRUE;
}

/* A wrong text is an answer here, not a failure: an editor asks with every key that is pressed. */
static void
answer_fault (TpResponse *response, const GError *fault, const TpSegmentFault *place)
{
  tp_response_json (response,
                    json_pack ("{s:n, s:n, s:{s:s, s:I, s:I}}", "text", "tree", "error", "message",
                               fault->message, "position", (json_int_t)place->position, "length",
                               (json_int_t)place->length));
}

static gboolean
parse_segment (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"text", "tree", NULL};
  TpApi *api = app;
  TpJsonNode body, tree = {0};
  const char *given = NULL;
  TpSegmentFault place = {0};
  g_autoptr (GError) fault = NULL;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "text", TP_JSON_OPTIONAL, TP_SEGMENT_TEXT_MAX, &given, error) ||
      !tp_json_get_object (&body, "tree", TP_JSON_OPTIONAL, &tree, error))
    return FALSE;
  g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), conn);
  g_autoptr (TpSegment) segment = given != NULL && tree.json == NULL
                                      ? tp_names_parse (names, given, &place, &fault)
                                      : read_condition (names, response, &body, FALSE, &fault);
  if (segment == NULL && place.position > 0) {
    answer_fault (response, fault, &place);
    return TRUE;
  }
  if (segment == NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  g_autofree char *text = tp_names_format (names, segment, error);
  json_t *json = text == NULL ? NULL : tp_names_to_json (names, segment, error);
  if (json == NULL)
    return FALSE;
  tp_response_json (response, json_pack ("{s:s, s:o, s:n}", "text", text, "tree", json, "error"));
  return TRUE;
}

#define CONDITION                                                                                  \
  "\"text\":{\"type\":\"string\"},\"tree\":{\"$ref\":\"#/components/schemas/SegmentTree\"}"

static const TpSchema schemas[] = {
    {"SegmentTree",                                                                      "{\"type\":\"object\",\"required\":[\"type\"],\"description\":\"a condition as "
                    "a tree; "
                    "docs/"
                    "segments.md\",\"additionalProperties\":true,\"properties\":{\"type\":{"
                    "\"type\":\"string\"}}}"                                                        },
    {"Segment",                                                                          "{\"type\":\"object\",\"required\":[\"id\",\"name\",\"text\",\"tree\","
                "\"created_at\",\"changed_at\",\"archived_at\"],\"properties\":{"
                "\"id\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"}," CONDITION
                ",\"created_at\":{\"type\":\"string\",\"format\":\"date-time\"},"
                "\"changed_at\":{\"type\":\"string\",\"format\":\"date-time\"},"
                "\"archived_at\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}}}"           },
    {"SegmentList",                                                                      TP_API_LIST_SCHEMA ("segments", "Segment")},
    {"SegmentInput",                                                                                  "{\"type\":\"object\",\"required\":[\"name\"],\"properties\":{"
                     "\"name\":{\"type\":\"string\"}," CONDITION "}}"                                                                                                  },
    {"SegmentChange",
     "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}," CONDITION "}}"},
    {"SegmentQuestion",                                                                                  "{\"type\":\"object\",\"properties\":{" CONDITION "}}"                                                                                                },
    {"SegmentCountQuestion",
     "{\"type\":\"object\",\"properties\":{" CONDITION ",\"purpose\":{\"type\":\"string\","
     "\"enum\":[\"newsletter\",\"offers\",\"service\",\"internal\"],\"default\":\"offers\"}}}"},
    {"SegmentCount",                                                                                  "{\"type\":\"object\",\"required\":[\"count\",\"mailable\"],\"properties\":{"
                     "\"count\":{\"type\":\"integer\"},\"mailable\":{\"type\":\"integer\"}}}"                                                                                                        },
    {"SegmentPageQuestion",
     "{\"type\":\"object\",\"properties\":{" CONDITION ",\"limit\":{\"type\":\"integer\","
     "\"minimum\":1,\"maximum\":1000,\"default\":50},\"after\":{\"type\":[\"string\",\"null\"]}}}"},
    {"SegmentContact",
     "{\"type\":\"object\",\"required\":[\"id\",\"email\",\"first_name\",\"last_name\"],"
     "\"properties\":{\"id\":{\"type\":\"string\"},\"email\":{\"type\":[\"string\",\"null\"]},"
     "\"first_name\":{\"type\":[\"string\",\"null\"]},"
     "\"last_name\":{\"type\":[\"string\",\"null\"]}}}"                                                                                                             },
    {"SegmentPage",                                                                                  TP_API_LIST_SCHEMA ("contacts","SegmentContact")},
    {"SegmentExplainQuestion",                                                                 "{\"type\":\"object\",\"required\":[\"contact\"],\"properties\":{"
                               "\"contact\":{\"type\":\"string\"}," CONDITION "}}"                                                                                                        },
    {"SegmentExplanation",
     "{\"type\":\"object\",\"required\":[\"matches\",\"because\"],\"properties\":{"
     "\"matches\":{\"type\":\"boolean\"},\"because\":{\"type\":\"array\",\"items\":{"
     "\"type\":\"object\",\"required\":[\"condition\",\"matches\",\"value\"],\"properties\":{"
     "\"condition\":{\"type\":\"string\"},\"matches\":{\"type\":\"boolean\"},"
     "\"value\":{\"type\":\"string\"}}}}}}"},
    {"SegmentParsed",
     "{\"type\":\"object\",\"required\":[\"text\",\"tree\",\"error\"],\"properties\":{"
     "\"text\":{\"type\":[\"string\",\"null\"]},\"tree\":{\"type\":[\"object\",\"null\"]},"
     "\"error\":{\"type\":[\"object\",\"null\"],\"description\":\"position and length in "
     "characters, from 1\",\"properties\":{\"message\":{\"type\":\"string\"},"
     "\"position\":{\"type\":\"integer\"},\"length\":{\"type\":\"integer\"}}}}}"                                                                                                                                                    },
};

static const TpQueryParam list_query[] = {TP_API_LIMIT, TP_API_AFTER, {NULL}};

#define SEGMENTS "/api/v1/segments"

static const TpRoute routes[] = {
    {"GET",                SEGMENTS,         "segments:read",  0,                                  list_segments,   "segments", N_ ("list saved segments"),
     .query = list_query,                                                                                                                                                                      .response_schema = "SegmentList"},
    {"POST",               SEGMENTS,         "segments:write", TP_ROUTE_IDEMPOTENT,                add_segment,     "segments",
     N_ ("save a segment"),                                                                                                                                 .request_schema = "SegmentInput",  .status = 201,
     .response_schema = "Segment"},
    {"GET",                    SEGMENTS "/{id}",                                "segments:read",             0, show_segment,   "segments",
     N_ ("show a saved segment"),               .response_schema = "Segment"                                                                                                                                                             },
    {"PATCH",              SEGMENTS "/{id}", "segments:write", TP_ROUTE_IDEMPOTENT,                change_segment,  "segments",
     N_ ("rename a saved segment or change its condition"),                                                                                                 .request_schema = "SegmentChange",
     .response_schema = "Segment"                                                                                                                                                   },
    {"DELETE",             SEGMENTS "/{id}", "segments:write", TP_ROUTE_IDEMPOTENT,                archive_segment, "segments",
     N_ ("archive a saved segment"),                                                                                                                        .status = 204                    },
    {"POST",   SEGMENTS "/count",  "segments:read",                0,                      count_segment,      "segments",
     N_ ("count the contacts that a condition means"),                                                            .request_schema = "SegmentCountQuestion",
     .response_schema = "SegmentCount"                                                                                                                                                                                              },
    {"POST",    SEGMENTS "/page",  "contacts:read",                0,                       page_segment,      "segments",
     N_ ("list the contacts that a condition means"),                                                              .request_schema = "SegmentPageQuestion",
     .response_schema = "SegmentPage"                                },
    {"POST", SEGMENTS "/explain",  "contacts:read",                0,                    explain_segment,      "segments",
     N_ ("say why a contact meets a condition or not"),                                                         .request_schema = "SegmentExplainQuestion",
     .response_schema = "SegmentExplanation"},
    {"POST",   SEGMENTS "/parse",  "segments:read",                0,                      parse_segment,      "segments",
     N_ ("turn a condition's text into its tree, and back"),                                                           .request_schema = "SegmentQuestion",
     .response_schema = "SegmentParsed"                                                                                                                                                        },
};

const TpApiResource tp_api_segment = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
