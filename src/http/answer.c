/* SPDX-License-Identifier: Apache-2.0 */
/* From a filled response to the answer that libmicrohttpd sends: status, the headers that every
 * answer has, conditional requests, problems. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/json.h"
#include "http/request_private.h"
#include "http/stream.h"

#define PROBLEM_TYPE "application/problem+json"

void
tp_response_problem (TpResponse *response, guint status, const char *code, const char *detail)
{
  g_autofree char *valid = g_utf8_make_valid (detail, -1);
  g_autoptr (json_t) problem =
      json_pack ("{s:s, s:s, s:i, s:s, s:s, s:s}", "type", "about:blank", "title",
                 MHD_get_reason_phrase_for (status), "status", (int)status, "detail", valid, "code",
                 code, "request_id", response->request->id);
  g_assert (problem != NULL);
  if (response->field != NULL) {
    g_autofree char *field = g_utf8_make_valid (response->field, -1);
    json_object_set_new (problem, "field", json_string (field));
  }
  if (response->position >= 0)
    json_object_set_new (problem, "position", json_integer (response->position));
  tp_response_drop_body (response);
  char *text = tp_json_text (problem);
  response->bytes = g_bytes_new_take (text, strlen (text));
  response->content_type = g_strdup (PROBLEM_TYPE);
  response->status = status;
  if (status == MHD_HTTP_UNAUTHORIZED)
    tp_response_header (response, "WWW-Authenticate", "Bearer");
  if (status == MHD_HTTP_SERVICE_UNAVAILABLE)
    tp_response_header (response, "Retry-After", "1");
  g_clear_pointer (&response->cache, g_free);
  g_clear_pointer (&response->etag, g_free);
}

void
tp_response_error (TpResponse *response, const GError *error)
{
  TpRequest *request = response->request;
  TpErrorCode code = tp_error_code (error);
  guint status = response->status >= 400 ? response->status : tp_error_http_status (code);
  if (code == TP_ERROR_INVALID && request->is_unparsed && response->status < 400)
    status = MHD_HTTP_BAD_REQUEST;
  if (code == TP_ERROR_DENIED && request->principal == NULL && response->status < 400)
    status = MHD_HTTP_UNAUTHORIZED;
  if (code != TP_ERROR_INTERNAL && code != TP_ERROR_UNCERTAIN) {
    tp_response_problem (response, status, tp_error_name (code), error->message);
    return;
  }
  const TpHttpHooks *hooks = request->exchange->hooks;
  if (hooks->fault != NULL)
    hooks->fault (hooks->data, request->id, request->is_matched ? request->match.route->path : "-",
                  error);
  else
    g_warning ("request %s: %s", request->id, error->message);
  g_clear_pointer (&response->field, g_free);
  response->position = -1;
  tp_response_problem (response, status, tp_error_name (code),
                       _ ("something went wrong here; the request id tells us what"));
}

/* Whether If-None-Match (RFC 9110, 13.1.2) names the validator. */
static gboolean
is_unchanged (const TpResponse *response)
{
  const char *wanted = tp_request_header (response->request, "If-None-Match");
  const char *method = response->request->method;
  gboolean is_get = strcmp (method, "GET") == 0 || strcmp (method, "HEAD") == 0;
  if (wanted == NULL || response->etag == NULL || !is_get)
    return FALSE;
  g_auto (GStrv) tags = g_strsplit (wanted, ",", 100);
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", response->etag);
  for (guint i = 0; tags[i] != NULL; i++) {
    const char *tag = g_strstrip (tags[i]);
    if (strcmp (tag, "*") == 0 ||
        strcmp (g_str_has_prefix (tag, "W/") ? tag + 2 : tag, quoted) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
free_bytes (void *cls)
{
  g_bytes_unref (cls);
}

static struct MHD_Response *
empty_body (void)
{
  return MHD_create_response_from_buffer (0, (void *)"", MHD_RESPMEM_PERSISTENT);
}

static struct MHD_Response *
build_body (TpResponse *response)
{
  if (response->bytes != NULL) {
    gsize length;
    const void *data = g_bytes_get_data (response->bytes, &length);
    if (length == 0)
      return empty_body ();
    return MHD_create_response_from_buffer_with_free_callback_cls (length, (void *)data, free_bytes,
                                                                   g_bytes_ref (response->bytes));
  }
  if (response->fd >= 0) {
    struct MHD_Response *answer = MHD_create_response_from_fd64 (response->fd_length, response->fd);
    if (answer != NULL)
      response->fd = -1;
    return answer;
  }
  if (response->pipe != NULL)
    return tp_pipe_answer (response->pipe, response->request->connection);
  return empty_body ();
}

/* Turns a writer into the pipe that it writes to, and a pipe that could not be had into a problem.
 */
static void
start_stream (TpResponse *response)
{
  gboolean is_head = strcmp (response->request->method, "HEAD") == 0;
  if (is_head && (response->write != NULL || response->pipe != NULL)) {
    g_autofree char *type = g_strdup (response->content_type);
    tp_response_drop_body (response);
    response->content_type = g_steal_pointer (&type);
  } else if (response->write != NULL) {
    response->pipe = tp_streams_start (response->request->exchange->streams, response);
  }
  if (response->content_type == NULL || is_head || response->bytes != NULL || response->fd >= 0)
    return;
  if (response->pipe == NULL)
    tp_response_problem (response, MHD_HTTP_SERVICE_UNAVAILABLE, "busy",
                         _ ("too many long answers are under way"));
}

static void
add_header (struct MHD_Response *answer, const char *name, const char *value)
{
  MHD_add_response_header (answer, name, value);
}

static gboolean
has_header (const TpResponse *response, const char *name)
{
  for (guint i = 0; i < response->headers_length; i++)
    if (g_ascii_strcasecmp (response->headers[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

static void
add_common_headers (const TpResponse *response, struct MHD_Response *answer)
{
  const char *csp = response->csp != NULL ? response->csp : TP_CSP_STRICT;
  add_header (answer, "Request-Id", response->request->id);
  add_header (answer, "Content-Security-Policy", csp);
  add_header (answer, "X-Content-Type-Options", "nosniff");
  if (!has_header (response, "Referrer-Policy"))
    add_header (answer, "Referrer-Policy", "no-referrer");
  if (response->csp == NULL)
    add_header (answer, "X-Frame-Options", "DENY");
  const char *cache = response->cache;
  if (cache == NULL)
    cache = response->etag != NULL ? "private, no-cache" : "no-store";
  add_header (answer, "Cache-Control", cache);
  if (response->etag != NULL) {
    g_autofree char *quoted = g_strdup_printf ("\"%s\"", response->etag);
    add_header (answer, "ETag", quoted);
  }
  if (response->request->must_close || g_atomic_int_get (&response->request->exchange->is_stopping))
    add_header (answer, "Connection", "close");
}

struct MHD_Response *
tp_response_answer (TpResponse *response, guint *out_status)
{
  const TpRequest *request = response->request;
  start_stream (response);
  if (response->status == 0)
    response->status = request->is_matched && request->match.route->status != 0
                           ? request->match.route->status
                           : MHD_HTTP_OK;
  if (response->status < 300 && is_unchanged (response)) {
    tp_response_drop_body (response);
    response->status = MHD_HTTP_NOT_MODIFIED;
  }
  *out_status = response->status;
  struct MHD_Response *answer = build_body (response);
  if (answer == NULL)
    return NULL;
  add_common_headers (response, answer);
  if (response->content_type != NULL)
    add_header (answer, "Content-Type", response->content_type);
  for (guint i = 0; i < response->headers_length; i++)
    add_header (answer, response->headers[i].name, response->headers[i].value);
  return answer;
}
