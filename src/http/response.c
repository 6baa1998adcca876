/* SPDX-License-Identifier: Apache-2.0 */
/* What handlers fill; http/answer.c makes the bytes of it. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/json.h"
#include "http/request_private.h"

void
tp_response_init (TpResponse *response, TpRequest *request)
{
  memset (response, 0, sizeof *response);
  response->request = request;
  response->fd = -1;
  response->position = -1;
}

void
tp_response_drop_body (TpResponse *response)
{
  g_clear_pointer (&response->content_type, g_free);
  g_clear_pointer (&response->bytes, g_bytes_unref);
  if (response->fd >= 0)
    close (response->fd);
  response->fd = -1;
  if (response->pipe != NULL)
    tp_pipe_finish (response->pipe);
  g_clear_pointer (&response->pipe, tp_pipe_unref);
  if (response->free_write_data != NULL)
    response->free_write_data (response->write_data);
  response->write = NULL;
  response->write_data = NULL;
  response->free_write_data = NULL;
}

void
tp_response_clear (TpResponse *response)
{
  tp_response_drop_body (response);
  for (guint i = 0; i < response->headers_length; i++) {
    g_free (response->headers[i].name);
    g_free (response->headers[i].value);
  }
  g_free (response->csp);
  g_free (response->cache);
  g_free (response->etag);
  g_free (response->field);
  tp_response_init (response, response->request);
}

void
tp_response_set_status (TpResponse *response, guint status)
{
  g_assert (status >= 200 && status <= 599);
  response->status = status;
}

void
tp_response_header (TpResponse *response, const char *name, const char *value)
{
  g_assert (response->headers_length < TP_RESPONSE_HEADERS_MAX);
  TpResponseHeader *header = &response->headers[response->headers_length++];
  header->name = g_strdup (name);
  header->value = g_strdup (value);
  for (char *at = header->value; *at != '\0'; at++)
    if ((guchar)*at < 0x20 || *at == 0x7f)
      *at = ' ';
  g_strstrip (header->value);
}

static void
set_bytes (TpResponse *response, GBytes *bytes, const char *content_type)
{
  tp_response_drop_body (response);
  response->bytes = bytes;
  response->content_type = g_strdup (content_type);
}

static void
set_text (TpResponse *response, char *text, const char *content_type)
{
  set_bytes (response, g_bytes_new_take (text, strlen (text)), content_type);
}

void
tp_response_json (TpResponse *response, json_t *value)
{
  g_autoptr (json_t) owned = value;
  tp_response_json_text (response, tp_json_text (owned));
}

void
tp_response_json_text (TpResponse *response, char *json)
{
  set_text (response, json, "application/json");
}

void
tp_response_html (TpResponse *response, char *html)
{
  set_text (response, html, "text/html; charset=utf-8");
}

void
tp_response_text (TpResponse *response, char *text)
{
  set_text (response, text, "text/plain; charset=utf-8");
}

void
tp_response_bytes (TpResponse *response, GBytes *bytes, const char *content_type)
{
  set_bytes (response, g_bytes_ref (bytes), content_type);
}

gboolean
tp_response_file (TpResponse *response, const char *path, const char *content_type, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  struct stat status;
  if (fd < 0 && errno != ENOENT && errno != ENOTDIR)
    return tp_error (error, TP_ERROR_INTERNAL, _ ("the file '%s' cannot be read: %s"), path,
                     g_strerror (errno));
  if (fd < 0)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no such file"));
  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode)) {
    close (fd);
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no such file"));
  }
  tp_response_drop_body (response);
  response->fd = fd;
  response->fd_length = (guint64)status.st_size;
  response->content_type = g_strdup (content_type);
  return TRUE;
}

void
tp_response_empty (TpResponse *response)
{
  tp_response_drop_body (response);
  response->status = 204;
}

void
tp_response_redirect (TpResponse *response, guint status, const char *target)
{
  g_assert (status >= 301 && status <= 308 && status != 304);
  g_autoptr (GString) location = g_string_new (NULL);
  for (const char *at = target; *at != '\0'; at++) {
    if ((guchar)*at <= 0x20 || (guchar)*at >= 0x7f)
      g_string_append_printf (location, "%%%02X", (guchar)*at);
    else
      g_string_append_c (location, *at);
  }
  tp_response_drop_body (response);
  tp_response_header (response, "Location", location->str);
  response->status = status;
}

static void
set_text_member (char **member, const char *value)
{
  g_free (*member);
  *member = g_strdup (value);
}

void
tp_response_cache (TpResponse *response, const char *cache_control)
{
  set_text_member (&response->cache, cache_control);
}

void
tp_response_etag (TpResponse *response, const char *etag)
{
  set_text_member (&response->etag, etag);
}

void
tp_response_csp (TpResponse *response, const char *policy)
{
  set_text_member (&response->csp, policy);
}

void
tp_response_download (TpResponse *response, const char *file_name)
{
  g_autofree char *valid = g_utf8_make_valid (file_name, -1);
  g_autofree char *plain = g_strdup (valid);
  for (char *at = plain; *at != '\0'; at++)
    if ((guchar)*at < 0x20 || (guchar)*at >= 0x7f || strchr ("\"\\/%;", *at) != NULL)
      *at = '_';
  g_autofree char *encoded = g_uri_escape_string (valid, NULL, FALSE);
  g_autofree char *value =
      g_strdup_printf ("attachment; filename=\"%s\"; filename*=UTF-8''%s", plain, encoded);
  tp_response_header (response, "Content-Disposition", value);
}

void
tp_response_problem_field (TpResponse *response, const char *field)
{
  set_text_member (&response->field, field);
}

void
tp_response_problem_position (TpResponse *response, gint64 position)
{
  response->position = position;
}

void
tp_response_stream (TpResponse *response, const char *content_type, TpStreamWriter write,
                    gpointer data, GDestroyNotify free_data)
{
  tp_response_drop_body (response);
  response->content_type = g_strdup (content_type);
  response->write = write;
  response->write_data = data;
  response->free_write_data = free_data;
}

void
tp_response_view (const TpResponse *response, TpResponseView *out_view)
{
  const TpRoute *route = response->request->match.route;
  *out_view = (TpResponseView){.status = response->status != 0 ? response->status
                                                               : MAX (route->status, 200),
                               .content_type = response->content_type,
                               .body = response->bytes};
  for (guint i = 0; i < response->headers_length; i++)
    if (g_ascii_strcasecmp (response->headers[i].name, "Location") == 0)
      out_view->location = response->headers[i].value;
}
