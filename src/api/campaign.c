/* SPDX-License-Identifier: Apache-2.0 */
/* Campaigns as they are written down; sending them is campaign_run.c. A condition comes as text or
 * as a tree (segment/json.h) and goes out as both. */
#include "core/campaign.h"

#include "api/resources.h"
#include "base/error.h"
#include "base/i18n.h"
#include "core/list.h"

#define TEXT_MAX (2 * 1024 * 1024) /* characters; a template has fewer bytes */
#define ADDRESS_MAX 600            /* characters of a name and an address */

/* The text and the tree of a stored condition; null for none. */
static gboolean
add_condition (TpNames *names, json_t *json, const char *member, const char *stored, GError **error)
{
  g_autofree char *tree_name = g_strdup_printf ("%s_tree", member);
  if (stored == NULL) {
    json_object_set_new (json, member, json_null ());
    json_object_set_new (json, tree_name, json_null ());
    return TRUE;
  }
  g_autoptr (TpSegment) segment = tp_names_parse_json (names, stored, error);
  g_autofree char *text = segment != NULL ? tp_names_format (names, segment, error) : NULL;
  if (text == NULL)
    return FALSE;
  json_object_set_new (json, member, json_string (text));
  json_object_set_new (json, tree_name, tp_names_to_json (names, segment, error));
  return TRUE;
}

static json_t *
json_of (TpApi *api, TpNames *names, const TpCampaign *campaign, GError **error)
{
  g_autoptr (json_t) json =
      json_pack ("{s:o, s:s, s:s, s:s, s:o, s:s, s:o, s:s, s:I}", "id",
                 tp_api_public_id (api, TP_THING_CAMPAIGN, campaign->id), "name", campaign->name,
                 "state", tp_campaign_state_name (campaign->state), "purpose",
                 tp_segment_purpose_name (campaign->purpose), "list",
                 tp_api_public_id (api, TP_THING_LIST, campaign->list), "from", campaign->from,
                 "reply_to", tp_api_text (campaign->reply_to), "subject", campaign->subject,
                 "recipients", (json_int_t)campaign->recipients);
  json_object_set_new (json, "send_at", tp_api_time (campaign->send_at));
  json_object_set_new (json, "started_at", tp_api_time (campaign->started_at));
  json_object_set_new (json, "ended_at", tp_api_time (campaign->ended_at));
  json_object_set_new (json, "created_at", tp_api_time (campaign->created_at));
  json_object_set_new (json, "changed_at", tp_api_time (campaign->changed_at));
  json_object_set_new (json, "archived_at", tp_api_time (campaign->archived_at));
  return add_condition (names, json, "to", campaign->audience, error) &&
                 add_condition (names, json, "except", campaign->excluded, error)
             ? g_steal_pointer (&json)
             : NULL;
}

static gboolean
answer_campaign (TpApi *api, TpConn *conn, gint64 id, TpResponse *response, GError **error)
{
  g_autoptr (TpCampaign) campaign = tp_campaign_get (conn, id, error);
  if (campaign == NULL)
    return FALSE;
  g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), conn);
  json_t *json = json_of (api, names, campaign, error);
  if (json == NULL)
    return FALSE;
  json_object_set_new (json, "html", tp_api_text (campaign->html));
  json_object_set_new (json, "text", tp_api_text (campaign->text));
  tp_response_json (response, json);
  return TRUE;
}

static gboolean
list_campaigns (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 before = 0;
  TpCampaignState state = TP_CAMPAIGN_DRAFT;
  guint limit = (guint)tp_request_query_int (request, "limit");
  const char *name = tp_request_query (request, "state");
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_api_after_number (api, request, &before, error))
    return FALSE;
  int wanted = name != NULL && tp_campaign_state_find (name, &state) ? (int)state : -1;
  g_autoptr (GPtrArray) page = tp_campaign_page (conn, before, wanted, limit, error);
  g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), conn);
  g_autoptr (json_t) items = json_array ();
  for (guint i = 0; page != NULL && i < page->len; i++) {
    const TpCampaign *campaign = page->pdata[i];
    json_t *json = json_of (api, names, campaign, error);
    if (json == NULL)
      return FALSE;
    json_array_append_new (items, json);
    before = campaign->id;
  }
  if (page == NULL)
    return FALSE;
  tp_api_list (response, "campaigns", g_steal_pointer (&items),
               page->len == limit ? tp_api_next_number (api, request, before) : NULL);
  return TRUE;
}

static gboolean
show_campaign (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 id = 0;
  g_autoptr (TpConn) conn = tp_api_read (app, request, error);
  return conn != NULL && tp_api_id (app, request, "id", TP_THING_CAMPAIGN, &id, error) &&
         answer_campaign (app, conn, id, response, error);
}

/* Replaces *text by the member when it is there; null empties it. */
static gboolean
take_text (const TpJsonNode *body, const char *member, gsize max, char **text, GError **error)
{
  const char *given = NULL;
  gboolean is_null = tp_json_is_null (body, member);
  if (!is_null && !tp_json_get_string (body, member, TP_JSON_OPTIONAL, max, &given, error))
    return FALSE;
  if (!is_null && given == NULL)
    return TRUE;
  g_free (*text);
  *text = g_strdup (given);
  return TRUE;
}

static gboolean
take_condition (TpNames *names, const TpJsonNode *body, const char *member, char **stored,
                TpResponse *response, GError **error)
{
  TpJsonNode node;
  TpSegmentFault fault = {0};
  if (tp_json_is_null (body, member))
    g_clear_pointer (stored, g_free);
  if (!tp_json_get (body, member, TP_JSON_OPTIONAL, &node, error))
    return FALSE;
  if (node.json == NULL)
    return TRUE;
  tp_response_problem_field (response, member);
  g_autoptr (TpSegment) segment =
      json_is_string (node.json)
          ? tp_names_parse (names, json_string_value (node.json), &fault, error)
          : tp_names_from_json (names, node.json, error);
  if (segment == NULL)
    return FALSE;
  tp_response_problem_field (response, NULL);
  g_free (*stored);
  *stored = tp_names_format_json (names, segment, error);
  return *stored != NULL;
}

static gboolean
take_purpose_and_list (TpApi *api, const TpJsonNode *body, TpCampaign *campaign, GError **error)
{
  static const char *const purposes[] = {"newsletter", "offers", "service", "internal", NULL};
  int purpose = (int)campaign->purpose;
  const char *list = NULL;
  if (tp_json_is_null (body, "list"))
    campaign->list = 0;
  if (!tp_json_get_choice (body, "purpose", TP_JSON_OPTIONAL, purposes, &purpose, error) ||
      !tp_json_get_string (body, "list", TP_JSON_OPTIONAL, 64, &list, error) ||
      (list != NULL && !tp_api_find_id (api, TP_THING_LIST, list, &campaign->list, error)))
    return FALSE;
  campaign->purpose = (TpSegmentPurpose)purpose;
  return TRUE;
}

static gboolean
take_campaign (TpApi *api, TpConn *conn, const TpJsonNode *body, TpCampaign *campaign,
               TpResponse *response, GError **error)
{
  g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), conn);
  return take_text (body, "name", 1000, &campaign->name, error) &&
         take_text (body, "from", ADDRESS_MAX, &campaign->from, error) &&
         take_text (body, "reply_to", ADDRESS_MAX, &campaign->reply_to, error) &&
         take_text (body, "subject", TP_CAMPAIGN_SUBJECT_MAX, &campaign->subject, error) &&
         take_text (body, "html", TEXT_MAX, &campaign->html, error) &&
         take_text (body, "text", TEXT_MAX, &campaign->text, error) &&
         take_purpose_and_list (api, body, campaign, error) &&
         take_condition (names, body, "to", &campaign->audience, response, error) &&
         take_condition (names, body, "except", &campaign->excluded, response, error);
}

static const char *const known[] = {"name", "purpose", "list", "from",   "reply_to", "subject",
                                    "html", "text",    "to",   "except", NULL};

static gboolean
add_campaign (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  TpJsonNode body;
  gint64 id = 0;
  g_autoptr (TpCampaign) campaign = tp_campaign_new ();
  if (!tp_api_body (request, known, &body, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  return change != NULL &&
         take_campaign (api, tp_change_conn (change), &body, campaign, response, error) &&
         tp_campaign_add (change, campaign, &id, error) &&
         answer_campaign (api, tp_change_conn (change), id, response, error) &&
         tp_api_commit (api, request, response, &change, error);
}

static gboolean
change_campaign (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  TpJsonNode body;
  gint64 id = 0;
  if (!tp_api_id (api, request, "id", TP_THING_CAMPAIGN, &id, error) ||
      !tp_api_body (request, known, &body, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  TpConn *conn = change != NULL ? tp_change_conn (change) : NULL;
  g_autoptr (TpCampaign) campaign = conn != NULL ? tp_campaign_get (conn, id, error) : NULL;
  return campaign != NULL && take_campaign (api, conn, &body, campaign, response, error) &&
         tp_campaign_write (change, campaign, error) &&
         answer_campaign (api, conn, id, response, error) &&
         tp_api_commit (api, request, response, &change, error);
}

static gboolean
remove_campaign (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 id = 0;
  if (!tp_api_id (api, request, "id", TP_THING_CAMPAIGN, &id, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  if (change == NULL || !tp_campaign_archive (change, id, error))
    return FALSE;
  tp_response_empty (response);
  return tp_api_commit (api, request, response, &change, error);
}

#define TEXT_OR_NULL "{\"type\":[\"string\",\"null\"]}"
#define TEXT "{\"type\":\"string\"}"
#define TREE_OR_NULL "{\"type\":[\"object\",\"null\"]}"
#define STATES                                                                                     \
  "{\"type\":\"string\",\"enum\":[\"draft\",\"scheduled\",\"sending\",\"paused\",\"done\","        \
  "\"cancelled\"]}"
#define PURPOSES                                                                                   \
  "{\"type\":\"string\",\"enum\":[\"newsletter\",\"offers\",\"service\",\"internal\"]}"

/* clang-format off */
static const TpSchema schemas[] = {
    {"CampaignState", STATES},
    {"Campaign", "{\"type\":\"object\",\"required\":[\"id\",\"name\",\"state\",\"purpose\","
                 "\"from\",\"subject\",\"to\"],\"properties\":{\"id\":" TEXT ",\"name\":" TEXT
                 ",\"state\":" STATES ",\"purpose\":" PURPOSES ",\"list\":" TEXT_OR_NULL
                 ",\"from\":" TEXT ",\"reply_to\":" TEXT_OR_NULL ",\"subject\":" TEXT
                 ",\"html\":" TEXT_OR_NULL ",\"text\":" TEXT_OR_NULL ",\"to\":" TEXT
                 ",\"to_tree\":" TREE_OR_NULL ",\"except\":" TEXT_OR_NULL ",\"except_tree\":"
                 TREE_OR_NULL ",\"recipients\":{\"type\":\"integer\"},\"send_at\":" TEXT_OR_NULL
                 ",\"started_at\":" TEXT_OR_NULL ",\"ended_at\":" TEXT_OR_NULL ",\"created_at\":"
                 TEXT ",\"changed_at\":" TEXT ",\"archived_at\":" TEXT_OR_NULL "}}"},
    {"CampaignList", TP_API_LIST_SCHEMA ("campaigns", "Campaign")},
    {"CampaignInput", "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
                      "\"name\":" TEXT ",\"purpose\":" PURPOSES ",\"list\":" TEXT_OR_NULL
                      ",\"from\":" TEXT ",\"reply_to\":" TEXT_OR_NULL ",\"subject\":" TEXT
                      ",\"html\":" TEXT_OR_NULL ",\"text\":" TEXT_OR_NULL ",\"to\":{\"type\":"
                      "[\"string\",\"object\"]},\"except\":{\"type\":[\"string\",\"object\","
                      "\"null\"]}}}"},
};

static const TpQueryParam list_query[] = {
    TP_API_LIMIT,
    TP_API_AFTER,
    {"state", TP_QUERY_CHOICE, N_ ("only those in this state"),
     .choices = "draft|scheduled|sending|paused|done|cancelled"},
    {NULL},
};

static const TpRoute routes[] = {
    {"GET", "/api/v1/campaigns", "campaigns:read", 0, list_campaigns, "campaigns",
     N_ ("list campaigns, the newest first"), .query = list_query,
     .response_schema = "CampaignList"},
    {"POST", "/api/v1/campaigns", "campaigns:write", TP_ROUTE_IDEMPOTENT, add_campaign,
     "campaigns", N_ ("write down a campaign"), .request_schema = "CampaignInput", .status = 201,
     .body_limit = 8 * 1024 * 1024, .response_schema = "Campaign"},
    {"GET", "/api/v1/campaigns/{id}", "campaigns:read", 0, show_campaign, "campaigns",
     N_ ("one campaign"), .response_schema = "Campaign"},
    {"PATCH", "/api/v1/campaigns/{id}", "campaigns:write", TP_ROUTE_IDEMPOTENT, change_campaign,
     "campaigns", N_ ("change a campaign that has not begun"), .request_schema = "CampaignInput",
     .body_limit = 8 * 1024 * 1024, .response_schema = "Campaign"},
    {"DELETE", "/api/v1/campaigns/{id}", "campaigns:write", TP_ROUTE_IDEMPOTENT, remove_campaign,
     "campaigns", N_ ("archive a campaign"), .status = 204},
};
/* clang-format on */

const TpApiResource tp_api_campaign = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
