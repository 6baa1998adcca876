/* SPDX-License-Identifier: Apache-2.0 */
/* The order is: who, may they, is it from our own page, are the query parameters right, was this
 * key answered before, the handler, keep the answer under the key. */
#include "http/dispatch.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "http/exchange.h"
#include "http/origin.h"
#include "http/query.h"

struct TpDeferred {
  TpRequest *request;
};

static gboolean
find_principal (TpRequest *request, GError **error)
{
  const TpHttpHooks *hooks = request->exchange->hooks;
  request->auth = hooks->authenticate (hooks->data, request, &request->principal, error);
  if (*error != NULL)
    return FALSE;
  if (request->auth == TP_AUTH_NONE)
    return tp_error (error, TP_ERROR_DENIED, _ ("this needs you to be logged in"));
  return TRUE;
}

static gboolean
check_permission (const TpRequest *request, GError **error)
{
  const TpHttpHooks *hooks = request->exchange->hooks;
  const char *permission = request->match.route->permission;
  if (permission == NULL || hooks->allow (hooks->data, request->principal, permission))
    return TRUE;
  return tp_error (error, TP_ERROR_DENIED, _ ("this needs the permission '%s'"), permission);
}

static gboolean
authorize (TpRequest *request, GError **error)
{
  TpRouteFlags flags = request->match.route->flags;
  if (!(flags & TP_ROUTE_PUBLIC) && !find_principal (request, error))
    return FALSE;
  if ((request->auth == TP_AUTH_COOKIE || (flags & TP_ROUTE_SAME_ORIGIN)) &&
      !tp_origin_check (request, error)) {
    request->response.status = MHD_HTTP_FORBIDDEN;
    return FALSE;
  }
  if (!(flags & TP_ROUTE_PUBLIC) && !check_permission (request, error))
    return FALSE;
  request->is_authorized = TRUE;
  return TRUE;
}

gboolean
tp_dispatch_authorize (TpRequest *request)
{
  g_autoptr (GError) error = NULL;
  if (authorize (request, &error))
    return TRUE;
  if (tp_error_code (error) == TP_ERROR_LIMIT)
    request->response.status = MHD_HTTP_TOO_MANY_REQUESTS;
  tp_response_error (&request->response, error);
  return FALSE;
}

static gboolean
check_query (TpRequest *request, GError **error)
{
  const TpRoute *route = request->match.route;
  const char *field = NULL;
  if (tp_query_check (route->query, (route->flags & TP_ROUTE_ANY_QUERY) != 0, request->query,
                      &field, error))
    return TRUE;
  tp_response_problem_field (&request->response, field);
  return FALSE;
}

static gboolean
find_replay (TpRequest *request, gboolean *out_replayed, GError **error)
{
  const TpHttpHooks *hooks = request->exchange->hooks;
  *out_replayed = FALSE;
  if (request->idempotency_key == NULL || hooks->replay == NULL)
    return TRUE;
  if (!hooks->replay (hooks->data, request, &request->response, out_replayed, error))
    return FALSE;
  if (*out_replayed)
    tp_response_header (&request->response, "Idempotency-Replayed", "true");
  return TRUE;
}

static void
store (TpRequest *request)
{
  const TpHttpHooks *hooks = request->exchange->hooks;
  TpResponse *response = &request->response;
  if (request->idempotency_key == NULL || hooks->store == NULL)
    return;
  const TpRoute *route = request->match.route;
  guint status = response->status != 0 ? response->status : MAX (route->status, MHD_HTTP_OK);
  if (status < 500)
    hooks->store (hooks->data, request, status, response->content_type, response->bytes);
}

static void
finish (TpRequest *request, const GError *error)
{
  if (error != NULL)
    tp_response_error (&request->response, error);
  store (request);
}

void
tp_dispatch (TpRequest *request)
{
  g_autoptr (GError) error = NULL;
  gboolean replayed = FALSE;
  if (!request->is_authorized && !tp_dispatch_authorize (request))
    return;
  if (!check_query (request, &error) || !find_replay (request, &replayed, &error)) {
    tp_response_error (&request->response, error);
    return;
  }
  if (replayed)
    return;
  const TpRouteMatch *match = &request->match;
  gboolean ok = match->route->handler (request, &request->response, match->app, &error);
  g_assert (ok == (error == NULL));
  if (!request->is_deferred)
    finish (request, error);
  else
    g_assert (ok);
}

TpDeferred *
tp_request_defer (TpRequest *request)
{
  g_assert (!request->is_deferred);
  request->is_deferred = TRUE;
  TpDeferred *deferred = g_new0 (TpDeferred, 1);
  deferred->request = tp_request_ref (request);
  return deferred;
}

TpResponse *
tp_deferred_response (TpDeferred *deferred)
{
  return &deferred->request->response;
}

void
tp_deferred_finish (TpDeferred *deferred, GError *error)
{
  TpRequest *request = deferred->request;
  finish (request, error);
  g_clear_error (&error);
  tp_request_settle (request);
  tp_request_unref (request);
  g_free (deferred);
}
