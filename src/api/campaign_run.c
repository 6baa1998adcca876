/* SPDX-License-Identifier: Apache-2.0 */
/* Sending campaigns, and what became of them. */
#include "core/campaign_report.h"
#include "core/campaign_start.h"

#include "api/resources.h"
#include "base/error.h"
#include "base/i18n.h"

static gboolean
answer_state (TpApi *api, TpConn *conn, gint64 id, TpResponse *response, GError **error)
{
  g_autoptr (TpCampaign) campaign = tp_campaign_get (conn, id, error);
  if (campaign == NULL)
    return FALSE;
  tp_response_json (response, json_pack ("{s:o, s:s, s:o}", "id",
                                         tp_api_public_id (api, TP_THING_CAMPAIGN, id), "state",
                                         tp_campaign_state_name (campaign->state), "send_at",
                                         tp_api_time (campaign->send_at)));
  return TRUE;
}

static gboolean
send_campaign (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"at", NULL};
  TpApi *api = app;
  TpJsonNode body;
  gint64 id = 0, at = 0;
  if (!tp_api_id (api, request, "id", TP_THING_CAMPAIGN, &id, error) ||
      !tp_api_body (request, known, &body, error) ||
      !tp_json_get_time (&body, "at", TP_JSON_OPTIONAL, &at, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  return change != NULL &&
         (at != 0 ? tp_campaign_schedule (change, id, at, error)
                  : tp_campaign_start (change, id, error)) &&
         answer_state (api, tp_change_conn (change), id, response, error) &&
         tp_api_commit (api, request, response, &change, error);
}

static gboolean
move (TpApi *api, TpRequest *request, TpResponse *response,
      gboolean (*to) (TpChange *, gint64, GError **), GError **error)
{
  gint64 id = 0;
  if (!tp_api_id (api, request, "id", TP_THING_CAMPAIGN, &id, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  return change != NULL && to (change, id, error) &&
         answer_state (api, tp_change_conn (change), id, response, error) &&
         tp_api_commit (api, request, response, &change, error);
}

static gboolean
pause_campaign (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  return move (app, request, response, tp_campaign_pause, error);
}

static gboolean
resume_campaign (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  return move (app, request, response, tp_campaign_resume, error);
}

static gboolean
cancel_campaign (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  return move (app, request, response, tp_campaign_cancel, error);
}

static gboolean
unschedule_campaign (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  return move (app, request, response, tp_campaign_unschedule, error);
}

static TpCampaign *
load_campaign (TpApi *api, TpRequest *request, TpConn *conn, GError **error)
{
  gint64 id = 0;
  return conn != NULL && tp_api_id (api, request, "id", TP_THING_CAMPAIGN, &id, error)
             ? tp_campaign_get (conn, id, error)
             : NULL;
}

static gboolean
show_report (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  TpCampaignReport report;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  g_autoptr (TpCampaign) campaign = load_campaign (api, request, conn, error);
  if (campaign == NULL)
    return FALSE;
  g_clear_pointer (&conn, tp_conn_release);
  if (!tp_campaign_report (tp_api_account (api), campaign, &report, error))
    return FALSE;
  tp_response_json (response, tp_campaign_report_to_json (&report));
  return TRUE;
}

static json_t *
message_json (TpApi *api, gint64 source, const TpMessage *message)
{
  gboolean skipped = message->state == TP_MESSAGE_SKIPPED;
  return json_pack (
      "{s:o, s:o, s:o, s:s, s:o, s:i, s:o, s:o, s:o}", "id",
      tp_api_public_id (api, TP_THING_MESSAGE, tp_message_number (source, message->sequence)),
      "contact", tp_api_public_id (api, TP_THING_CONTACT, message->contact), "address",
      tp_api_text (message->address), "state", tp_message_state_name (message->state), "reason",
      tp_api_text (skipped ? tp_mailable_name (message->reason) : NULL), "tries",
      (int)message->tries, "retry_at", tp_api_time (message->retry_at), "changed_at",
      tp_api_time (message->changed_at), "reply", tp_api_text (message->reply));
}

static gboolean
list_messages (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  TpMessageSource source;
  TpMessageState state = TP_MESSAGE_DUE;
  gint64 after = 0;
  guint limit = (guint)tp_request_query_int (request, "limit");
  const char *name = tp_request_query (request, "state");
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  g_autoptr (TpCampaign) campaign = load_campaign (api, request, conn, error);
  g_autoptr (json_t) items = json_array ();
  if (campaign == NULL || !tp_api_after_number (api, request, &after, error))
    return FALSE;
  if (campaign->source == 0) {
    tp_api_list (response, "messages", g_steal_pointer (&items), NULL);
    return TRUE;
  }
  int wanted = name != NULL && tp_message_state_find (name, &state) ? (int)state : -1;
  if (!tp_message_source_get (conn, campaign->source, &source, error))
    return FALSE;
  g_autoptr (GPtrArray) page = tp_message_page (conn, &source, after, wanted, limit, error);
  if (page == NULL)
    return FALSE;
  for (guint i = 0; i < page->len; i++) {
    const TpMessage *message = page->pdata[i];
    json_array_append_new (items, message_json (api, source.id, message));
    after = message->sequence;
  }
  tp_api_list (response, "messages", g_steal_pointer (&items),
               page->len == limit ? tp_api_next_number (api, request, after) : NULL);
  return TRUE;
}

#define COUNT "{\"type\":\"integer\"}"
#define TEXT_OR_NULL "{\"type\":[\"string\",\"null\"]}"

/* clang-format off */
static const TpSchema schemas[] = {
    {"CampaignSend", "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"at\":{"
                     "\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}}}"},
    {"CampaignMoved", "{\"type\":\"object\",\"required\":[\"id\",\"state\"],\"properties\":{"
                      "\"id\":{\"type\":\"string\"},\"state\":{\"$ref\":"
                      "\"#/components/schemas/CampaignState\"},\"send_at\":" TEXT_OR_NULL "}}"},
    {"CampaignReport", "{\"type\":\"object\",\"required\":[\"recipients\",\"pending\",\"accepted\","
                       "\"failed\",\"uncertain\",\"skipped\",\"skipped_why\",\"opened\","
                       "\"clicked\",\"unsubscribed\",\"bounced\",\"complained\"],\"properties\":{"
                       "\"recipients\":" COUNT ",\"pending\":" COUNT ",\"accepted\":" COUNT
                       ",\"failed\":" COUNT ",\"uncertain\":" COUNT ",\"skipped\":" COUNT
                       ",\"skipped_why\":{\"type\":\"object\",\"additionalProperties\":" COUNT
                       "},\"opened\":" COUNT ",\"clicked\":" COUNT ",\"unsubscribed\":" COUNT
                       ",\"bounced\":" COUNT ",\"complained\":" COUNT "}}"},
    {"Message", "{\"type\":\"object\",\"required\":[\"id\",\"contact\",\"state\"],\"properties\":{"
                "\"id\":{\"type\":\"string\"},\"contact\":{\"type\":\"string\"},\"address\":"
                TEXT_OR_NULL ",\"state\":{\"type\":\"string\"},\"reason\":" TEXT_OR_NULL
                ",\"tries\":" COUNT ",\"retry_at\":" TEXT_OR_NULL ",\"changed_at\":" TEXT_OR_NULL
                ",\"reply\":" TEXT_OR_NULL "}}"},
    {"MessageList", TP_API_LIST_SCHEMA ("messages", "Message")},
};

static const TpQueryParam messages_query[] = {
    TP_API_LIMIT,
    TP_API_AFTER,
    {"state", TP_QUERY_CHOICE, N_ ("only those in this state"),
     .choices = "due|sending|accepted|retry|failed|uncertain|skipped"},
    {NULL},
};

static const TpRoute routes[] = {
    {"POST", "/api/v1/campaigns/{id}/send", "campaigns:send", TP_ROUTE_IDEMPOTENT, send_campaign,
     "campaigns", N_ ("start a campaign, now or at a time"), .request_schema = "CampaignSend",
     .response_schema = "CampaignMoved"},
    {"POST", "/api/v1/campaigns/{id}/unschedule", "campaigns:send", TP_ROUTE_IDEMPOTENT,
     unschedule_campaign, "campaigns", N_ ("make a scheduled campaign a draft again"),
     .request_type = "*", .response_schema = "CampaignMoved"},
    {"POST", "/api/v1/campaigns/{id}/pause", "campaigns:send", TP_ROUTE_IDEMPOTENT, pause_campaign,
     "campaigns", N_ ("send no more for now"), .request_type = "*",
     .response_schema = "CampaignMoved"},
    {"POST", "/api/v1/campaigns/{id}/resume", "campaigns:send", TP_ROUTE_IDEMPOTENT,
     resume_campaign, "campaigns", N_ ("go on sending"), .request_type = "*",
     .response_schema = "CampaignMoved"},
    {"POST", "/api/v1/campaigns/{id}/cancel", "campaigns:send", TP_ROUTE_IDEMPOTENT,
     cancel_campaign, "campaigns", N_ ("never send what is not sent yet"), .request_type = "*",
     .response_schema = "CampaignMoved"},
    {"GET", "/api/v1/campaigns/{id}/report", "campaigns:read", 0, show_report, "campaigns",
     N_ ("what became of a campaign"), .response_schema = "CampaignReport"},
    {"GET", "/api/v1/campaigns/{id}/messages", "campaigns:read", 0, list_messages, "campaigns",
     N_ ("the messages of a campaign, in the order of contacts"), .query = messages_query,
     .response_schema = "MessageList"},
};
/* clang-format on */

const TpApiResource tp_api_campaign_run = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
