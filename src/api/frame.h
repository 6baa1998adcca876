/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "api/api.h"
#include "api/resources.h"
#include "api/seen.h"
#include "api/throttle.h"
#include "base/password.h"
#include "core/session.h"

/* The inside of the frame, for the files of api/ that make it up. */

struct TpApi {
  TpAccount *account; /* borrowed */
  TpRouter *router;
  TpHttpHooks hooks;
  GBytes *document; /* OpenAPI */
  TpHasher *hasher;
  TpThrottle *logins_by_address;
  TpThrottle *logins_by_user;
  TpSeen *seen;

  GMutex lock;           /* of the next two */
  GHashTable *in_flight; /* "principal key" of requests with an Idempotency-Key under way */
  char *setup_token;     /* NULL: the first user cannot be made over HTTP */
};

/* Who sends a request. */
typedef struct {
  TpActor actor;
  TpScopes scopes;
  TpRole role;         /* of a user */
  TpSession session;   /* of a user */
  char *name;          /* "user 12", "token 5": in idempotency records */
  char *in_flight;     /* this request's own entry, or NULL */
  gboolean has_record; /* its answer was committed with its effect */
} TpPrincipal;

/* authenticate.c: hooks. */
#define TP_API_SESSION_COOKIE "session"
TpAuthKind tp_api_authenticate (gpointer data, TpRequest *request, gpointer *out_principal,
                                GError **error);
gboolean tp_api_allow (gpointer data, gpointer principal, const char *permission);
void tp_api_release (gpointer data, gpointer principal);
/* Finds the session of a request on a public route; FALSE: none, or an error. */
gboolean tp_api_find_session (TpApi *api, TpRequest *request, TpConn *conn, TpSession *out_session,
                              GError **error);

/* replay.c: hooks. */
gboolean tp_api_replay (gpointer data, TpRequest *request, TpResponse *response,
                        gboolean *out_replayed, GError **error);
void tp_api_store (gpointer data, TpRequest *request, guint status, const char *content_type,
                   GBytes *body);
/* The request no longer stands in the way of its own repetition. */
void tp_api_leave (TpApi *api, TpPrincipal *principal);
/* Stores the answer within the change; nothing without an Idempotency-Key. */
gboolean tp_api_store_in (TpRequest *request, const TpResponse *response, TpChange *change,
                          GError **error);

/* login.c: what the JSON interface and the server's pages share. */

/* Checks the password, starts a session and sets its cookie. DENIED: the address or the password is
 * wrong, which of them is told neither by words nor by time; LIMIT (the response has the status and
 * Retry-After): too many failures. */
gboolean tp_api_log_in (TpApi *api, TpRequest *request, TpResponse *response, const char *email,
                        const char *password, gint64 *out_user, GError **error);
/* Starts a session for a user whose hash was just set. */
gboolean tp_api_start_session (TpApi *api, TpRequest *request, TpResponse *response, gint64 user,
                               const char *hash, GError **error);
/* Ends the request's session, if it has one, and takes its cookie back. */
gboolean tp_api_log_out (TpApi *api, TpRequest *request, TpResponse *response, GError **error);

/* Makes the first user, an owner, and logs it in. DENIED: the token is not the one; CONFLICT: there
 * are users. */
typedef struct {
  const char *token, *email, *name, *password;
} TpApiSetup;
gboolean tp_api_make_first_user (TpApi *api, TpRequest *request, TpResponse *response,
                                 const TpApiSetup *setup, gint64 *out_user, GError **error);

/* token.c: ["contacts:read", ...]. (transfer full) */
json_t *tp_api_scopes (TpScopes scopes);
