/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"
#include "http/openapi.h"
#include "http/route.h"
#include "http/server.h"

/* The JSON interface and the server's pages: one file per resource with its handlers, its schemas
 * and its routes' table, listed in api.c. A handler turns the request into one call of core and its
 * answer into JSON; it holds no SQL.
 *
 *   static gboolean
 *   list_tags (TpRequest *request, TpResponse *response, gpointer app, GError **error)
 *   {
 *     TpApi *api = app;
 *     g_autoptr (TpConn) conn = tp_api_read (api, request, error);
 *     ...
 *   }
 *   const TpApiResource tp_api_tag = {routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS
 * (schemas)}}; */

typedef struct TpApi TpApi;

typedef struct {
  const TpRoute *routes;
  gsize length;
  TpSchemaTable schemas;
} TpApiResource;

/* `account` borrowed. (transfer full) */
TpApi *tp_api_new (TpAccount *account, GError **error);
void tp_api_free (TpApi *api);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpApi, tp_api_free)

TpRouter *tp_api_router (TpApi *api);         /* (borrowed) */
const TpHttpHooks *tp_api_hooks (TpApi *api); /* (borrowed) */
TpAccount *tp_api_account (TpApi *api);       /* (borrowed) */

/* For handlers. A read that carries Tagpost-Position waits until this process sees it (at most a
 * second, then BUSY). */
TpConn *tp_api_read (TpApi *api, TpRequest *request, GError **error); /* (transfer full) */

/* A change by whoever sent the request; with an Idempotency-Key its record commits with it. */
TpChange *tp_api_begin (TpApi *api, TpRequest *request, GError **error); /* (transfer full) */

/* Commits and sets Tagpost-Position. Takes *change. */
gboolean tp_api_commit (TpApi *api, TpResponse *response, TpChange **change, GError **error);

/* The {id} parameter of the path, or another one, as the number of a thing. NOT_FOUND names the
 * kind. */
gboolean tp_api_id (TpApi *api, TpRequest *request, const char *parameter, TpThing thing,
                    gint64 *out_number, GError **error);
