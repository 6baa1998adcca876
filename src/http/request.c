/* SPDX-License-Identifier: Apache-2.0 */
/* What handlers read. How a request comes to be filled: http/intake.c (headers), http/receive.c
 * (body), http/dispatch.c (hooks and handler), http/exchange.c (its life on the connection). */
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/json.h"
#include "http/cookie.h"
#include "http/query.h"
#include "http/request_private.h"

const char *
tp_request_id (const TpRequest *request)
{
  return request->id;
}

const char *
tp_request_method (const TpRequest *request)
{
  return request->method;
}

const char *
tp_request_path (const TpRequest *request)
{
  return request->path;
}

const char *
tp_request_client (const TpRequest *request)
{
  return request->client;
}

gboolean
tp_request_is_https (const TpRequest *request)
{
  return request->is_https;
}

const char *
tp_request_host (const TpRequest *request)
{
  return strstr (request->origin, "://") + 3;
}

const char *
tp_request_origin (const TpRequest *request)
{
  return request->origin;
}

const char *
tp_request_header (const TpRequest *request, const char *name)
{
  for (guint i = 0; i < request->headers_length; i++)
    if (g_ascii_strcasecmp (request->headers[i].name, name) == 0)
      return request->headers[i].value;
  return NULL;
}

const char *
tp_request_cookie (TpRequest *request, const char *name)
{
  const char *header = tp_request_header (request, "Cookie");
  if (header == NULL)
    return NULL;
  char *value = tp_cookie_find (header, name);
  if (value == NULL)
    return NULL;
  g_ptr_array_add (request->kept, value);
  return value;
}

const char *
tp_request_bearer (const TpRequest *request)
{
  const char *header = tp_request_header (request, "Authorization");
  if (header == NULL || g_ascii_strncasecmp (header, "Bearer ", 7) != 0)
    return NULL;
  const char *token = header + 7 + strspn (header + 7, " ");
  return *token != '\0' ? token : NULL;
}

/* Reads the weight of one element of Accept-Language or Accept-Encoding, which it cuts off. */
static double
cut_weight (char *element)
{
  char *semicolon = strchr (element, ';');
  double weight = 1;
  if (semicolon != NULL) {
    const char *q = strstr (semicolon, "q=");
    weight = q != NULL ? g_ascii_strtod (q + 2, NULL) : 1;
    *semicolon = '\0';
  }
  g_strstrip (element);
  return weight;
}

TpLanguage
tp_request_language (const TpRequest *request)
{
  const char *header = tp_request_header (request, "Accept-Language");
  g_auto (GStrv) elements = g_strsplit (header != NULL ? header : "", ",", 50);
  TpLanguage best = TP_LANGUAGE_EN;
  double best_weight = 0;
  for (guint i = 0; elements[i] != NULL; i++) {
    double weight = cut_weight (elements[i]);
    TpLanguage language = tp_language_parse (elements[i]);
    gboolean is_ours = g_ascii_strncasecmp (elements[i], tp_language_code (language), 2) == 0;
    if (is_ours && weight > best_weight) {
      best = language;
      best_weight = weight;
    }
  }
  return best;
}

gpointer
tp_request_principal (const TpRequest *request)
{
  return request->principal;
}

const char *
tp_request_param (const TpRequest *request, const char *name)
{
  for (guint i = 0; i < request->match.length; i++)
    if (strcmp (request->match.names[i], name) == 0)
      return request->match.values[i];
  g_error ("the pattern '%s' has no parameter '%s'", request->match.route->path, name);
}

gboolean
tp_request_has_query (const TpRequest *request, const char *name)
{
  return tp_form_get (request->query, name) != NULL;
}

const char *
tp_request_query (const TpRequest *request, const char *name)
{
  const char *value = tp_form_get (request->query, name);
  const TpQueryParam *param = tp_query_find (request->match.route->query, name);
  g_assert (param != NULL || (request->match.route->flags & TP_ROUTE_ANY_QUERY));
  return value != NULL || param == NULL ? value : param->fallback;
}

gint64
tp_request_query_int (const TpRequest *request, const char *name)
{
  const char *value = tp_request_query (request, name);
  g_assert (value != NULL);
  return g_ascii_strtoll (value, NULL, 10);
}

gboolean
tp_request_query_bool (const TpRequest *request, const char *name)
{
  const char *text = tp_request_query (request, name);
  gboolean value = FALSE;
  gboolean is_bool = text != NULL && tp_query_read_bool (text, &value);
  g_assert (is_bool);
  return value;
}

const TpForm *
tp_request_query_form (const TpRequest *request)
{
  return request->query;
}

const char *
tp_request_body (const TpRequest *request, gsize *out_length)
{
  g_assert (!(request->match.route->flags & TP_ROUTE_SPOOL));
  *out_length = request->body != NULL ? request->body->len : 0;
  return request->body != NULL ? request->body->str : "";
}

json_t *
tp_request_json (TpRequest *request, GError **error)
{
  gsize length;
  const char *bytes = tp_request_body (request, &length);
  if (request->json == NULL && length == 0)
    tp_error (error, TP_ERROR_INVALID, _ ("the request has no JSON body"));
  else if (request->json == NULL)
    request->json = tp_json_parse (bytes, length, error);
  request->is_unparsed = request->json == NULL;
  return request->json;
}

const TpForm *
tp_request_form (TpRequest *request, GError **error)
{
  if (request->multipart != NULL)
    return tp_multipart_form (request->multipart);
  gsize length;
  const char *bytes = tp_request_body (request, &length);
  if (request->form == NULL)
    request->form = tp_form_parse (bytes, length, error);
  request->is_unparsed = request->form == NULL;
  return request->form;
}

const TpUpload *
tp_request_upload (const TpRequest *request, const char *field)
{
  return request->multipart != NULL ? tp_multipart_upload (request->multipart, field) : NULL;
}

int
tp_request_body_fd (const TpRequest *request)
{
  g_assert (request->spool_fd >= 0);
  return request->spool_fd;
}

gint64
tp_request_body_length (const TpRequest *request)
{
  return request->received;
}

int
tp_request_steal_body_fd (TpRequest *request)
{
  int fd = tp_request_body_fd (request);
  request->spool_fd = -1;
  return fd;
}

const char *
tp_request_idempotency_key (const TpRequest *request)
{
  return request->idempotency_key;
}

const char *
tp_request_fingerprint (const TpRequest *request)
{
  g_assert (request->checksum != NULL);
  return g_checksum_get_string (request->checksum);
}
