/* SPDX-License-Identifier: Apache-2.0 */
/* Steps in the order in which they stand in tp_intake; each fills a part of the request or a
 * problem. To add one: a static function like these and its call there. */
#include "http/intake.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "http/part_header.h"
#include "http/path.h"

#define KEY_MAX 255
#define HEADER_BYTES_HARD_MAX (1024 * 1024)

static gboolean
refuse (TpRequest *request, guint status, const char *code, const char *detail)
{
  tp_response_problem (&request->response, status, code, detail);
  return FALSE;
}

static gboolean
malformed (TpRequest *request, const char *detail)
{
  request->must_close = TRUE;
  return refuse (request, MHD_HTTP_BAD_REQUEST, "malformed", detail);
}

typedef struct {
  GString *block;
  guint count;
  gboolean is_broken;
  gsize max;
} Collector;

static gboolean
is_token (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) &&
        (text[i] == '\0' || strchr ("!#$%&'*+-.^_`|~", text[i]) == NULL))
      return FALSE;
  return length > 0;
}

static gboolean
value_is_clean (const char *value, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (((guchar)value[i] < 0x20 && value[i] != '\t') || value[i] == 0x7f)
      return FALSE;
  return TRUE;
}

static enum MHD_Result
collect_header (void *cls, enum MHD_ValueKind kind, const char *name, size_t name_length,
                const char *value, size_t value_length)
{
  Collector *collector = cls;
  if (value == NULL) {
    value = "";
    value_length = 0;
  }
  collector->count++;
  if (!is_token (name, name_length) || !value_is_clean (value, value_length))
    collector->is_broken = TRUE;
  if (collector->is_broken || collector->count > TP_HEADERS_MAX ||
      collector->block->len + name_length + value_length > collector->max)
    return MHD_NO;
  g_string_append_len (collector->block, name, (gssize)name_length);
  g_string_append_c (collector->block, '\0');
  g_string_append_len (collector->block, value, (gssize)value_length);
  g_string_append_c (collector->block, '\0');
  return MHD_YES;
}

static gboolean
read_headers (TpRequest *request)
{
  gsize max = MIN (request->exchange->header_bytes_max, HEADER_BYTES_HARD_MAX);
  Collector collector = {g_string_sized_new (512), 0, FALSE, max};
  MHD_get_connection_values_n (request->connection, MHD_HEADER_KIND, collect_header, &collector);
  gsize length = collector.block->len;
  gboolean is_too_large = collector.count > TP_HEADERS_MAX ||
                          length + strlen (request->target) > request->exchange->header_bytes_max;
  request->header_block = g_string_free (collector.block, FALSE);
  if (collector.is_broken)
    return malformed (request, _ ("the request has a header that is not allowed"));
  for (gsize at = 0; at < length && request->headers_length < TP_HEADERS_MAX;) {
    TpHeader *header = &request->headers[request->headers_length++];
    header->name = request->header_block + at;
    at += strlen (header->name) + 1;
    header->value = request->header_block + at;
    at += strlen (header->value) + 1;
  }
  if (is_too_large) {
    request->must_close = TRUE;
    return refuse (request, MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE, "limit",
                   _ ("the request's headers are too large"));
  }
  return TRUE;
}

static guint
count_header (const TpRequest *request, const char *name)
{
  guint count = 0;
  for (guint i = 0; i < request->headers_length; i++)
    count += g_ascii_strcasecmp (request->headers[i].name, name) == 0;
  return count;
}

/* RFC 9112, 6: how the body's end is told must leave no doubt, or another request could hide in it.
 */
static gboolean
read_framing (TpRequest *request, const char *version)
{
  const char *length = tp_request_header (request, "Content-Length");
  const char *coding = tp_request_header (request, "Transfer-Encoding");
  if (count_header (request, "Content-Length") > 1)
    return malformed (request, _ ("the request has two content lengths"));
  if (length != NULL && coding != NULL)
    return malformed (request, _ ("the request has a content length and a transfer encoding"));
  if (count_header (request, "Host") > 1 ||
      (count_header (request, "Host") == 0 && strcmp (version, "HTTP/1.0") != 0))
    return malformed (request, _ ("the request does not name one host"));
  if (count_header (request, "Authorization") > 1 || count_header (request, "Content-Type") > 1)
    return malformed (request, _ ("the request has a header twice that may stand once"));
  guint64 bytes = 0;
  if (length != NULL && !g_ascii_string_to_unsigned (length, 10, 0, G_MAXINT64, &bytes, NULL))
    return malformed (request, _ ("the request's content length is not a number"));
  if (coding != NULL &&
      (g_ascii_strcasecmp (coding, "chunked") != 0 ||
       count_header (request, "Transfer-Encoding") > 1 || strcmp (version, "HTTP/1.1") != 0))
    return malformed (request, _ ("the request's transfer encoding is not known"));
  request->is_chunked = coding != NULL;
  request->announced = (gint64)bytes;
  request->has_body = request->is_chunked || bytes > 0;
  return TRUE;
}

static gboolean
host_is_valid (const char *host)
{
  for (const char *at = host; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr (".-_:[]~%", *at) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
read_sender (TpRequest *request)
{
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info (request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  g_autofree char *peer = tp_network_address_format (info->client_addr, FALSE);
  const TpNetworks *trusted = request->exchange->trusted;
  request->client =
      tp_networks_client (trusted, peer, tp_request_header (request, "X-Forwarded-For"));
  const char *proto = tp_request_header (request, "X-Forwarded-Proto");
  request->is_https = proto != NULL && g_ascii_strcasecmp (proto, "https") == 0 &&
                      tp_networks_contain (trusted, peer);
  const char *host = tp_request_header (request, "Host");
  if (host != NULL && !host_is_valid (host))
    return malformed (request, _ ("the request does not name one host"));
  request->origin =
      g_strconcat (request->is_https ? "https://" : "http://", host != NULL ? host : "", NULL);
  return TRUE;
}

/* The path and query of an absolute target ("http://host/path") begin after its host, which must be
 * the one of the Host header. */
static const char *
skip_authority (const TpRequest *request)
{
  const char *target = request->target;
  if (g_ascii_strncasecmp (target, "http://", 7) != 0 &&
      g_ascii_strncasecmp (target, "https://", 8) != 0)
    return target;
  const char *authority = strstr (target, "://") + 3;
  gsize length = strcspn (authority, "/?");
  g_autofree char *host = g_strndup (authority, length);
  return g_ascii_strcasecmp (host, tp_request_host (request)) == 0 ? authority + length : "";
}

static gboolean
read_target (TpRequest *request, char ***out_segments)
{
  g_autoptr (GError) error = NULL;
  const char *target = skip_authority (request);
  gsize path_length = strcspn (target, "?");
  const char *query = target[path_length] == '?' ? target + path_length + 1 : "";
  if (strchr (target, '#') != NULL)
    return malformed (request, _ ("the request's target holds a '#'"));
  *out_segments = tp_path_parse (target, path_length, &error);
  if (*out_segments == NULL && tp_error_code (error) == TP_ERROR_LIMIT)
    return refuse (request, MHD_HTTP_URI_TOO_LONG, "limit", error->message);
  if (*out_segments == NULL)
    return refuse (request, MHD_HTTP_BAD_REQUEST, "malformed", error->message);
  g_autofree char *joined = g_strjoinv ("/", *out_segments);
  request->path = g_strconcat ("/", joined, NULL);
  request->query = tp_form_parse (query, strlen (query), &error);
  if (request->query == NULL)
    return refuse (request, MHD_HTTP_BAD_REQUEST, "malformed", error->message);
  return TRUE;
}

static gboolean
find_route (TpRequest *request, char *const *segments)
{
  g_autofree char *allow = NULL;
  switch (tp_router_match (request->exchange->router, request->method, segments, &request->match,
                           &allow)) {
  case TP_MATCH_FOUND:
    request->is_matched = TRUE;
    return TRUE;
  case TP_MATCH_NOT_FOUND:
    return refuse (request, MHD_HTTP_NOT_FOUND, "not_found", _ ("there is nothing here"));
  case TP_MATCH_METHOD:
    break;
  }
  tp_response_header (&request->response, "Allow", allow);
  if (strcmp (request->method, "OPTIONS") == 0) {
    tp_response_empty (&request->response);
    return FALSE;
  }
  g_autofree char *detail =
      g_strdup_printf (_ ("the method '%s' is not allowed here"), request->method);
  return refuse (request, MHD_HTTP_METHOD_NOT_ALLOWED, "method_not_allowed", detail);
}

static gboolean
type_is_accepted (const TpRoute *route, const char *type)
{
  const char *accepted = route->request_type != NULL ? route->request_type : "application/json";
  if (strcmp (accepted, "*") == 0)
    return TRUE;
  g_auto (GStrv) types = g_strsplit (accepted, "|", -1);
  return g_strv_contains ((const char *const *)types, type);
}

static gboolean
check_body (TpRequest *request)
{
  const TpRoute *route = request->match.route;
  request->body_limit =
      route->body_limit > 0 ? route->body_limit : request->exchange->body_bytes_max;
  const char *type = tp_request_header (request, "Content-Type");
  request->body_type = tp_header_media_type (type != NULL ? type : "");
  if (!request->has_body)
    return TRUE;
  if (strcmp (route->method, "GET") == 0)
    request->body_limit = 0;
  if (request->announced > request->body_limit ||
      (request->is_chunked && request->body_limit == 0)) {
    request->must_close = TRUE;
    g_autofree char *detail =
        g_strdup_printf (_ ("the body is larger than %lld bytes"), (long long)request->body_limit);
    return refuse (request, MHD_HTTP_CONTENT_TOO_LARGE, "limit", detail);
  }
  const char *coding = tp_request_header (request, "Content-Encoding");
  if (!type_is_accepted (route, request->body_type) ||
      (coding != NULL && g_ascii_strcasecmp (coding, "identity") != 0)) {
    request->must_close = TRUE;
    g_autofree char *valid = g_utf8_make_valid (coding != NULL ? coding : request->body_type, -1);
    g_autofree char *detail =
        g_strdup_printf (_ ("a body of the type '%s' is not taken here"), valid);
    return refuse (request, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "unsupported_type", detail);
  }
  return TRUE;
}

static gboolean
read_key (TpRequest *request)
{
  const char *key = tp_request_header (request, "Idempotency-Key");
  if (key == NULL || !(request->match.route->flags & TP_ROUTE_IDEMPOTENT))
    return TRUE;
  gsize length = strlen (key);
  gboolean is_valid = length > 0 && length <= KEY_MAX;
  for (gsize i = 0; i < length; i++)
    is_valid &= key[i] > 0x20 && key[i] < 0x7f;
  if (!is_valid || count_header (request, "Idempotency-Key") > 1)
    return refuse (request, MHD_HTTP_UNPROCESSABLE_CONTENT, "invalid",
                   _ ("the idempotency key is not 1 to 255 visible ASCII characters"));
  request->idempotency_key = g_strdup (key);
  request->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (request->checksum, (const guchar *)request->method, -1);
  g_checksum_update (request->checksum, (const guchar *)" ", 1);
  g_checksum_update (request->checksum, (const guchar *)request->target, -1);
  g_checksum_update (request->checksum, (const guchar *)"\n", 1);
  return TRUE;
}

gboolean
tp_intake (TpRequest *request, const char *method, const char *version)
{
  g_auto (GStrv) segments = NULL;
  gboolean is_known_size =
      g_strlcpy (request->method, method, sizeof request->method) < sizeof request->method;
  if (!read_headers (request))
    return FALSE;
  if (!is_known_size || !is_token (method, strlen (method)))
    return malformed (request, _ ("the request's method is not known"));
  return read_framing (request, version) && read_sender (request) &&
         read_target (request, &segments) && find_route (request, segments) &&
         check_body (request) && read_key (request);
}
