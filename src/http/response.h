/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <jansson.h>

/* The answer that a handler fills: at most one body, a status, further headers. A handler that
 * returns FALSE needs to fill nothing.
 *
 * Every answer carries Request-Id, Content-Security-Policy (default TP_CSP_STRICT), X-Content-Type-
 * Options: nosniff, Referrer-Policy: no-referrer (unless the handler set one), X-Frame-Options:
 * DENY (unless the policy has its own frame-ancestors) and Cache-Control: no-store unless
 * tp_response_cache or tp_response_etag said otherwise.
 *
 * Header values may hold what a person typed: control characters are turned into blanks, so that no
 * value ends its header. */

typedef struct TpResponse TpResponse;
typedef struct TpEvents TpEvents;
typedef struct TpStream TpStream;

#define TP_CSP_STRICT                                                                              \
  "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "                 \
  "form-action 'self'; frame-ancestors 'none'"
/* For somebody's mail shown in our pages: an opaque origin, no script, no form, shown by us only.
 */
#define TP_CSP_MAIL                                                                                \
  "sandbox; default-src 'none'; img-src 'self' data: https:; style-src 'unsafe-inline'; "          \
  "frame-ancestors 'self'"

/* The status; default: the route's. Set to 400 or more before returning FALSE, it replaces the one
 * from the error's code (429, 410). */
void tp_response_set_status (TpResponse *response, guint status);
void tp_response_header (TpResponse *response, const char *name, const char *value);

/* Bodies; a later one replaces an earlier one. */
void tp_response_json (TpResponse *response, json_t *value);   /* (transfer full) */
void tp_response_json_text (TpResponse *response, char *json); /* (transfer full) */
void tp_response_html (TpResponse *response, char *html);      /* (transfer full) */
void tp_response_text (TpResponse *response, char *text);      /* (transfer full) */
void tp_response_bytes (TpResponse *response, GBytes *bytes, const char *content_type); /* refs */
/* The file's present content; NOT_FOUND, INTERNAL. */
gboolean tp_response_file (TpResponse *response, const char *path, const char *content_type,
                           GError **error);
void tp_response_empty (TpResponse *response); /* 204 */
/* 303 after a form, 302, 301, 307, 308. The target is sent as given but for bytes outside visible
 * ASCII, which are percent-encoded: where it may lead is the caller's to check. */
void tp_response_redirect (TpResponse *response, guint status, const char *target);

void tp_response_cache (TpResponse *response, const char *cache_control); /* "public, max-age=60" */
/* A strong validator, without quotes; with a matching If-None-Match the answer is 304. Sets
 * Cache-Control: private, no-cache unless tp_response_cache was called. */
void tp_response_etag (TpResponse *response, const char *etag);
void tp_response_csp (TpResponse *response, const char *policy);
/* Content-Disposition: attachment with that display name (RFC 6266, RFC 8187). */
void tp_response_download (TpResponse *response, const char *file_name);

/* Adds members to the problem+json of the error that the handler returns: the input's member
 * ("conditions[2].value"), and the byte offset in a text. */
void tp_response_problem_field (TpResponse *response, const char *field);
void tp_response_problem_position (TpResponse *response, gint64 position);

/* An answer written piece by piece by `write` on a thread of its own, which waits while the client
 * is slow (at most TP_STREAM_BUFFER bytes are held, and for TP_STREAM_STALL seconds). FALSE from it
 * cuts the connection, so that half an export never looks whole. At most TP_STREAMS_MAX at a time;
 * above it the client gets 503. */
typedef gboolean (*TpStreamWriter) (TpStream *stream, gpointer data, GError **error);
void tp_response_stream (TpResponse *response, const char *content_type, TpStreamWriter write,
                         gpointer data, GDestroyNotify free_data);
/* Blocks; FALSE with BUSY when the client is gone, stalls, or the server stops. */
gboolean tp_stream_write (TpStream *stream, const char *bytes, gssize length, GError **error);
#define TP_STREAM_BUFFER (256 * 1024)
#define TP_STREAM_STALL 60
#define TP_STREAMS_MAX 32

/* What was filled in so far, for who keeps answers: `body` is NULL when there is none that is held
 * in memory. (borrowed until the response changes) */
typedef struct {
  guint status;             /* set, or the route's */
  const char *content_type; /* NULL: no body */
  GBytes *body;
  const char *location; /* NULL: none */
} TpResponseView;
void tp_response_view (const TpResponse *response, TpResponseView *out_view);

/* Makes the answer a stream of server-sent events (http/events.h). (transfer full) */
TpEvents *tp_response_events (TpResponse *response);
