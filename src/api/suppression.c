/* SPDX-License-Identifier: Apache-2.0 */
#include "core/suppression.h"

#include "api/api.h"
#include "api/resources.h"
#include "base/error.h"
#include "base/i18n.h"
#include "core/contact_json.h"

static gboolean
list_suppressions (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  TpSuppressionReason reason = 0;
  g_autofree char *after = NULL;
  const char *name = tp_request_query (request, "reason");
  guint limit = (guint)tp_request_query_int (request, "limit");
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_api_after (api, request, &after, error))
    return FALSE;
  if (name != NULL && !tp_suppression_reason_find (name, &reason))
    return tp_error (error, TP_ERROR_INVALID, _ ("reason: there is no reason '%s'"), name);
  g_autoptr (GPtrArray) page = tp_suppression_page (conn, reason, after, limit, error);
  if (page == NULL)
    return FALSE;
  json_t *items = json_array ();
  for (guint i = 0; i < page->len; i++)
    json_array_append_new (items, tp_suppression_to_json (page->pdata[i]));
  const char *next = page->len == limit ? ((TpSuppression *)page->pdata[page->len - 1])->key : NULL;
  tp_api_list (response, "suppressions", items, tp_api_next (api, request, next));
  return TRUE;
}

/* The entry of the address, or of its domain. (transfer full) */
static TpSuppression *
get_entry (TpConn *conn, const char *key, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpSuppression) found = tp_suppression_find (conn, key, &local);
  if (found != NULL)
    return g_steal_pointer (&found);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("'%s' is not blocked"), key);
  return NULL;
}

static gboolean
show_suppression (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  g_autofree char *key = tp_suppression_key (tp_request_param (request, "address"), error);
  g_autoptr (TpConn) conn = key != NULL ? tp_api_read (app, request, error) : NULL;
  g_autoptr (TpSuppression) found = conn != NULL ? get_entry (conn, key, error) : NULL;
  if (found == NULL)
    return FALSE;
  tp_response_json (response, tp_suppression_to_json (found));
  return TRUE;
}

static gboolean
add_suppression (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"address", "reason", "detail", NULL};
  TpJsonNode body;
  TpSuppressionReason reason = TP_SUPPRESSION_MANUAL;
  const char *address = NULL, *name = NULL, *detail = NULL;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "address", TP_JSON_NOT_EMPTY, 1000, &address, error) ||
      !tp_json_get_string (&body, "reason", TP_JSON_OPTIONAL, 50, &name, error) ||
      !tp_json_get_string (&body, "detail", TP_JSON_OPTIONAL, TP_SUPPRESSION_DETAIL_MAX, &detail,
                           error))
    return FALSE;
  if (name != NULL && !tp_suppression_reason_find (name, &reason))
    return tp_error (error, TP_ERROR_INVALID, _ ("reason: there is no reason '%s'"), name);
  g_autofree char *key = tp_suppression_key (address, error);
  g_autoptr (TpChange) change = key != NULL ? tp_api_begin (app, request, error) : NULL;
  if (change == NULL || !tp_suppression_set (change, key, reason, detail, error))
    return FALSE;
  g_autoptr (TpSuppression) entry = get_entry (tp_change_conn (change), key, error);
  if (entry == NULL)
    return FALSE;
  tp_response_json (response, tp_suppression_to_json (entry));
  return tp_api_commit (app, request, response, &change, error);
}

static gboolean
release_suppression (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  g_autofree char *key = tp_suppression_key (tp_request_param (request, "address"), error);
  g_autoptr (TpChange) change = key != NULL ? tp_api_begin (app, request, error) : NULL;
  tp_response_empty (response);
  return change != NULL && tp_suppression_release (change, key, error) &&
         tp_api_commit (app, request, response, &change, error);
}

#define REASONS                                                                                    \
  "\"hard_bounce\",\"soft_bounces\",\"complaint\",\"unsubscribed\",\"manual\",\"invalid\","        \
  "\"cleaned\""

/* clang-format off */
static const TpSchema schemas[] = {
    {"Suppression",
     "{\"type\":\"object\",\"required\":[\"address\",\"reason\",\"detail\",\"since\"],"
     "\"properties\":{\"address\":{\"type\":\"string\",\"description\":"
     "\"an address, or *@ and a domain\"},\"reason\":{\"type\":\"string\",\"enum\":[" REASONS
     "]},\"detail\":{\"type\":[\"string\",\"null\"]},\"since\":{\"type\":\"string\",\"format\":"
     "\"date-time\"}}}"},
    {"SuppressionList", TP_API_LIST_SCHEMA ("suppressions", "Suppression")},
    {"SuppressionInput",
     "{\"type\":\"object\",\"required\":[\"address\"],\"additionalProperties\":false,"
     "\"properties\":{\"address\":{\"type\":\"string\"},\"reason\":{\"type\":\"string\",\"enum\":["
     REASONS "]},\"detail\":{\"type\":[\"string\",\"null\"],\"maxLength\":1000}}}"},
};
/* clang-format on */

static const TpQueryParam list_query[] = {
    TP_API_LIMIT,
    TP_API_AFTER,
    {"reason",                                   TP_QUERY_CHOICE, N_ ("only those blocked for that reason"),
      .choices = "hard_bounce|soft_bounces|complaint|unsubscribed|manual|invalid|cleaned"},
    {NULL},
};

static const TpRoute routes[] = {
    {"GET",                                        "/api/v1/suppressions",           "contacts:read", 0,                                                                  list_suppressions,                       "suppressions",
     N_ ("the addresses that are not mailed"),                                                                                                                                                                                  .query = list_query,
     .response_schema = "SuppressionList"},
    {"POST",                                            "/api/v1/suppressions",                                                                       "contacts:write",                     TP_ROUTE_IDEMPOTENT, add_suppression,
     "suppressions", N_ ("block an address or a domain"),                                                                                                                                                                                                            .request_schema = "SuppressionInput",
     .status = 201, .response_schema = "Suppression"},
    {"GET",                                "/api/v1/suppressions/{address}",                                "contacts:read",                                               0,                                                                                                             show_suppression,                                                                                     "suppressions",
     N_ ("whether and why an address is blocked"), .response_schema = "Suppression"},
    {"DELETE", "/api/v1/suppressions/{address}", "contacts:write",                TP_ROUTE_IDEMPOTENT,
     release_suppression,                                                                                  "suppressions",                                                                                 N_ ("let an address be mailed again"),                                         .status = 204                                                                                                                                                                                                                                                                                                                                    },
};

const TpApiResource tp_api_suppression = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
