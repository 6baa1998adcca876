/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "base/i18n.h"
#include "http/form.h"
#include "http/multipart.h"
#include "http/response.h"

/* One HTTP request as a handler sees it: routed, its query parameters held to the route's table,
 * its body received whole within the route's limit, its content type accepted, its sender
 * authenticated and allowed. Everything returned is borrowed until the handler returns (after
 * tp_request_defer: until tp_deferred_finish), unless said otherwise.
 *
 * A request is used by one thread at a time. */

typedef struct TpRequest TpRequest;
typedef struct TpRoute TpRoute;

#define TP_HEADER_POSITION "Tagpost-Position"
#define TP_HEADER_CLIENT "Tagpost-Client" /* any value; asked for beside a session cookie */

const char *tp_request_id (const TpRequest *request);
const char *tp_request_method (const TpRequest *request); /* "GET"; "HEAD" for a HEAD */
const char *tp_request_path (const TpRequest *request);   /* decoded once, begins with "/" */

/* The sender's address without port, "192.0.2.7" or "2001:db8::1": from X-Forwarded-For where the
 * peer is a trusted proxy, else the peer's. */
const char *tp_request_client (const TpRequest *request);
gboolean tp_request_is_https (const TpRequest *request);
const char *tp_request_host (const TpRequest *request); /* the Host header; "" when missing */
/* "https://host", from the two above: for links when no public address is configured. */
const char *tp_request_origin (const TpRequest *request);

const char *tp_request_header (const TpRequest *request, const char *name); /* NULL: none */
const char *tp_request_cookie (TpRequest *request, const char *name);       /* NULL: none */
const char *tp_request_bearer (const TpRequest *request);                   /* NULL: none */
/* The best of our languages by Accept-Language; English when none is named. */
TpLanguage tp_request_language (const TpRequest *request);

/* What the authenticate hook returned; NULL on a public route. */
gpointer tp_request_principal (const TpRequest *request);

/* A parameter of the path pattern; asserts that the pattern has it. Never empty, valid UTF-8, no
 * control characters; only {name*} can hold a "/". */
const char *tp_request_param (const TpRequest *request, const char *name);

/* A query parameter's value, or the row's fallback, or NULL. _int and _bool assert that the row has
 * that type and a value or a fallback; ask _has first where there is neither. */
gboolean tp_request_has_query (const TpRequest *request, const char *name);
const char *tp_request_query (const TpRequest *request, const char *name);
gint64 tp_request_query_int (const TpRequest *request, const char *name);
gboolean tp_request_query_bool (const TpRequest *request, const char *name);
/* All as they came, decoded, in order. */
const TpForm *tp_request_query_form (const TpRequest *request);

/* The body's bytes; never NULL, NUL follows. Asserts that the route is not SPOOL. */
const char *tp_request_body (const TpRequest *request, gsize *out_length);
/* The parsed JSON body (see base/json.h for what is refused). NULL with INVALID, which is answered
 * 400; so is an empty body. (borrowed) */
json_t *tp_request_json (TpRequest *request, GError **error);
/* The body of application/x-www-form-urlencoded, or the plain fields of multipart/form-data. NULL
 * with INVALID, which is answered 400. (borrowed) */
const TpForm *tp_request_form (TpRequest *request, GError **error);
/* An uploaded file of multipart/form-data by its field's name; NULL: none. (borrowed; its
 * descriptor is closed with the request) */
const TpUpload *tp_request_upload (const TpRequest *request, const char *field);

/* SPOOL routes, other than multipart/form-data: a file holding the body, at offset 0, that has no
 * name and is gone when closed. steal: (transfer full), the caller closes it, once. */
int tp_request_body_fd (const TpRequest *request);
gint64 tp_request_body_length (const TpRequest *request);
int tp_request_steal_body_fd (TpRequest *request);

/* Idempotency-Key, on IDEMPOTENT routes: 1 to 255 visible ASCII characters; NULL: none given. The
 * fingerprint is a hex SHA-256 over method, target and body: the same key with another one is the
 * client's fault. */
const char *tp_request_idempotency_key (const TpRequest *request);
const char *tp_request_fingerprint (const TpRequest *request);

/* Puts the answer off: the handler returns TRUE after this, and any thread calls tp_deferred_finish
 * once, having filled the response by then (NULL) or with an error (transfer full). When the server
 * stops meanwhile the client gets 503; finishing stays required and harmless. */
typedef struct TpDeferred TpDeferred;
TpDeferred *tp_request_defer (TpRequest *request);
TpResponse *tp_deferred_response (TpDeferred *deferred);
void tp_deferred_finish (TpDeferred *deferred, GError *error);
