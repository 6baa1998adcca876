/* SPDX-License-Identifier: Apache-2.0 */
/* For supervisors and load balancers: whether the process lives, and whether it can do its work. */
#include "api/frame.h"

#include "core/feed.h"

static gboolean
tell_alive (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  tp_response_json (response, json_pack ("{s:s}", "status", "alive"));
  return TRUE;
}

/* The account was opened, so the migrations are done; what can fail later is the database. */
static gboolean
tell_ready (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  TpFeedPoint head = {0};
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (api->account), error);
  if (conn == NULL || !tp_feed_head (conn, &head, error)) {
    tp_response_set_status (response, 503);
    return FALSE;
  }
  tp_response_json (response, json_pack ("{s:s}", "status", "ready"));
  return TRUE;
}

/* clang-format off */
static const TpSchema schemas[] = {
    {"Health", "{\"type\":\"object\",\"required\":[\"status\"],\"properties\":{\"status\":{"
               "\"type\":\"string\",\"enum\":[\"alive\",\"ready\"]}}}"},
};

static const TpRoute routes[] = {
    {"GET", "/healthz", NULL, TP_ROUTE_PUBLIC | TP_ROUTE_INLINE, tell_alive, "server",
     N_ ("whether the server lives"), .response_schema = "Health"},
    {"GET", "/readyz", NULL, TP_ROUTE_PUBLIC, tell_ready, "server",
     N_ ("whether the database answers"), .response_schema = "Health"},
};
/* clang-format on */

const TpApiResource tp_api_health = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
