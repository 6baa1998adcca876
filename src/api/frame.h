/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "api/api.h"
#include "api/resources.h"

/* The inside of the frame, for the files of api/ that make it up. */

struct TpApi {
  TpAccount *account; /* borrowed */
  TpRouter *router;
  TpHttpHooks hooks;
  GBytes *document; /* OpenAPI */

  GMutex lock;           /* of the next */
  GHashTable *in_flight; /* "principal key" of requests with an Idempotency-Key under way */
};

/* Who sends a request. */
typedef struct {
  TpActor actor;
  TpScopes scopes;
  char *name;          /* "user 12", "token 5": in idempotency records */
  char *in_flight;     /* this request's own entry, or NULL */
  gboolean has_record; /* its answer was committed with its effect */
} TpPrincipal;

TpAuthKind tp_api_authenticate (gpointer data, TpRequest *request, gpointer *out_principal,
                                GError **error);
gboolean tp_api_allow (gpointer data, gpointer principal, const char *permission);
void tp_api_release (gpointer data, gpointer principal);

gboolean tp_api_replay (gpointer data, TpRequest *request, TpResponse *response,
                        gboolean *out_replayed, GError **error);
void tp_api_store (gpointer data, TpRequest *request, guint status, const char *content_type,
                   GBytes *body);
/* Stores the answer within the change; nothing without an Idempotency-Key. */
gboolean tp_api_store_in (TpRequest *request, const TpResponse *response, TpChange *change,
                          GError **error);
