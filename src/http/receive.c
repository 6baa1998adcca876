/* SPDX-License-Identifier: Apache-2.0 */
/* `start` chooses where the bytes go by what it makes (body, spool_fd, multipart), `take` follows
 * it. A new kind of body is one more of these in both. */
#include "http/receive.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "http/spool.h"

/* What a multipart parser may hold: its fields, and what it cannot judge yet. */
#define MULTIPART_MEMORY (TP_MULTIPART_FIELDS_MAX + 256 * 1024)

static gboolean
reserve (TpRequest *request, gint64 bytes, GError **error)
{
  TpExchange *exchange = request->exchange;
  gint64 used = __atomic_add_fetch (&exchange->body_memory, bytes, __ATOMIC_RELAXED);
  request->reserved += bytes;
  if (used > exchange->body_memory_max)
    return tp_error (error, TP_ERROR_BUSY, _ ("too many large requests are under way"));
  return TRUE;
}

static gboolean
is_multipart (const TpRequest *request)
{
  return strcmp (request->body_type, "multipart/form-data") == 0;
}

static gboolean
start (TpRequest *request, GError **error)
{
  if (is_multipart (request)) {
    const char *type = tp_request_header (request, "Content-Type");
    request->multipart = tp_multipart_new (type, request->exchange->spool_dir, error);
    return request->multipart != NULL && reserve (request, MULTIPART_MEMORY, error);
  }
  if (request->match.route->flags & TP_ROUTE_SPOOL) {
    request->spool_fd = tp_spool_open (request->exchange->spool_dir, error);
    return request->spool_fd >= 0;
  }
  if (!request->has_body)
    return TRUE;
  request->body = g_string_new (NULL);
  return reserve (request, request->announced, error);
}

gboolean
tp_receive_start (TpRequest *request)
{
  g_autoptr (GError) error = NULL;
  if (start (request, &error))
    return TRUE;
  request->is_unparsed = TRUE;
  tp_response_error (&request->response, error);
  return FALSE;
}

static gboolean
take (TpRequest *request, const char *bytes, gsize length, GError **error)
{
  if (request->received > request->body_limit)
    return tp_error (error, TP_ERROR_LIMIT, _ ("the body is larger than %lld bytes"),
                     (long long)request->body_limit);
  if (request->checksum != NULL)
    g_checksum_update (request->checksum, (const guchar *)bytes, (gssize)length);
  if (request->multipart != NULL)
    return tp_multipart_feed (request->multipart, bytes, length, error);
  if (request->spool_fd >= 0)
    return tp_spool_write (request->spool_fd, bytes, length, error);
  if (request->body == NULL)
    return TRUE;
  if (request->is_chunked && !reserve (request, (gint64)length, error))
    return FALSE;
  g_string_append_len (request->body, bytes, (gssize)length);
  return TRUE;
}

gboolean
tp_receive (TpRequest *request, const char *bytes, gsize length)
{
  request->received += (gint64)length;
  if (request->body_error == NULL)
    take (request, bytes, length, &request->body_error);
  return request->received <= request->body_limit + TP_RECEIVE_EXCESS;
}

gboolean
tp_receive_finish (TpRequest *request)
{
  if (request->body_error == NULL && request->multipart != NULL)
    tp_multipart_finish (request->multipart, &request->body_error);
  if (request->spool_fd >= 0)
    lseek (request->spool_fd, 0, SEEK_SET);
  if (request->body_error == NULL)
    return TRUE;
  request->is_unparsed = TRUE;
  tp_response_error (&request->response, request->body_error);
  return FALSE;
}
