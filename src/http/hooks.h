/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "http/request.h"
#include "http/response.h"
#include "http/route.h"

/* What the server asks of the layers above: who sends a request, what they may do, what was
 * answered to an Idempotency-Key, where the log goes. All but authenticate and allow may be NULL;
 * these may be only when every route is public. All may be called by many threads at once; those
 * marked (worker) run on a worker thread and may block. */

typedef enum {
  TP_AUTH_NONE,   /* no credentials, or none that are known: 401 */
  TP_AUTH_BEARER, /* Authorization: Bearer */
  TP_AUTH_COOKIE, /* a session cookie: unsafe methods are held to the same-origin check */
} TpAuthKind;

/* What the log may know of a request: nothing personal, so the route's pattern, not the path. */
typedef struct {
  const char *request_id;
  const char *method;
  const char *pattern; /* "-" when no route matched */
  guint status;        /* 0: the connection ended before an answer */
  gint64 duration_us;
} TpAccess;

typedef struct {
  gpointer data;

  /* (worker) Finds the principal by tp_request_bearer or tp_request_cookie. NONE without an error:
   * not known. An error is answered as a handler's (BUSY: 503; LIMIT: 429). */
  TpAuthKind (*authenticate) (gpointer data, TpRequest *request, gpointer *out_principal,
                              GError **error);
  void (*release) (gpointer data, gpointer principal);
  /* (worker) Whether the principal has the route's permission; FALSE: 403. */
  gboolean (*allow) (gpointer data, gpointer principal, const char *permission);

  /* (worker) Looks up what was answered to this key of this principal: fills the response and sets
   * *out_replayed, or leaves both; CONFLICT while the first is still under way, INVALID when the
   * fingerprint differs. Called before the handler. */
  gboolean (*replay) (gpointer data, TpRequest *request, TpResponse *response,
                      gboolean *out_replayed, GError **error);
  /* (worker) Called after the handler of a request with a key, with what is answered (body NULL:
   * not held in memory); statuses of 500 and above are not stored. The record of the effect itself
   * is committed with it by the handler, which has key and fingerprint from the request. */
  void (*store) (gpointer data, TpRequest *request, guint status, const char *content_type,
                 GBytes *body);

  /* On a poll thread, when the answer has been sent: must not block. */
  void (*access) (gpointer data, const TpAccess *access);
  /* The message of an INTERNAL or UNCERTAIN error, which the client is not shown. NULL: it goes to
   * the program's log. */
  void (*fault) (gpointer data, const char *request_id, const char *pattern, const GError *error);
} TpHttpHooks;
