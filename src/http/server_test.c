/* SPDX-License-Identifier: Apache-2.0 */
/* What comes over the wire, right and wrong, against a running server. */
#include "http/server.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "http/testing.h"

#define HOST "Host: x\r\n"
#define CLOSE "Connection: close\r\n"
#define JSON "Content-Type: application/json\r\n"

static gboolean
echo (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  json_t *body = tp_request_json (request, error);
  if (body == NULL)
    return FALSE;
  tp_response_json (response, json_pack ("{s:O}", "got", body));
  return TRUE;
}

static gboolean
show (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  tp_response_json (
      response,
      json_pack ("{s:s, s:s, s:s, s:s, s:b, s:I}", "name", tp_request_param (request, "name"),
                 "client", tp_request_client (request), "origin", tp_request_origin (request),
                 "path", tp_request_path (request), "https", tp_request_is_https (request), "limit",
                 (json_int_t)tp_request_query_int (request, "limit")));
  return TRUE;
}

static gboolean
form (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  const TpForm *fields = tp_request_form (request, error);
  if (fields == NULL)
    return FALSE;
  const char *name = tp_form_get (fields, "name");
  const TpUpload *upload = tp_request_upload (request, "file");
  tp_response_text (response, g_strdup_printf ("%s,%s,%d", name != NULL ? name : "-",
                                               upload != NULL ? upload->file_name : "-",
                                               upload != NULL ? (int)upload->length : -1));
  return TRUE;
}

static gboolean
spool (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  char begin[6] = "";
  int fd = tp_request_steal_body_fd (request);
  g_assert_cmpint (read (fd, begin, 5), ==, MIN (5, tp_request_body_length (request)));
  close (fd);
  tp_response_text (
      response, g_strdup_printf ("%s %" G_GINT64_FORMAT, begin, tp_request_body_length (request)));
  return TRUE;
}

static gboolean
fail (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  const char *how = tp_request_param (request, "how");
  if (strcmp (how, "internal") == 0)
    return tp_error (error, TP_ERROR_INTERNAL, "secret detail");
  if (strcmp (how, "limit") == 0)
    tp_response_set_status (response, 429);
  tp_response_problem_field (response, "name");
  tp_response_problem_position (response, 7);
  return tp_error (error, strcmp (how, "limit") == 0 ? TP_ERROR_LIMIT : TP_ERROR_CONFLICT,
                   "no '%s' here", how);
}

static gboolean
headers (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  tp_response_header (response, "X-Test", "a\r\nSet-Cookie: evil=1");
  tp_response_etag (response, "v1");
  tp_response_download (response, "Grüße \"x\".csv");
  tp_response_html (response, g_strdup ("<p>hello</p>"));
  return TRUE;
}

static gboolean
go (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  tp_response_redirect (response, 303, "/there?a=\r\nSet-Cookie: x=1&ü");
  return TRUE;
}

static const TpQueryParam show_query[] = {
    {"limit",     TP_QUERY_INT, "how many", .min = 1, .max = 500, .fallback = "50"},
    {NULL},
};

#define OPEN NULL, TP_ROUTE_PUBLIC
#define FORMS "application/x-www-form-urlencoded|multipart/form-data"
static const TpRoute routes[] = {
    {"POST",                            "/echo",        OPEN,                          echo,                                                 "t",                                                                                                           "s"                                                                                                                                                                       },
    {"GET",                             "/show/{name}", OPEN,                          show,                                                 "t",                                                                                                           "s",                                                                                                                                                                        show_query},
    {"GET",                                 "/inline/{name}",                                           NULL,                        TP_ROUTE_PUBLIC | TP_ROUTE_INLINE,                              show,                                                                                   "t",                                                                                                                                                                                                                            "s", show_query},
    {"POST",                              "/form",                                  OPEN,                                                               form,                                                                                                              "t",                                                                                                                                                                                       "s",                                                                                                 .request_type = FORMS},
    {"PUT",                              "/spool",                                         NULL,                                                 TP_ROUTE_PUBLIC | TP_ROUTE_SPOOL,spool,"t","s", .request_type = "*",
     .body_limit = 8 * 1024 * 1024},
    {"GET", "/fail/{how}",          OPEN,fail,                                              "t",                                                                                                                                                                                                                              "s"                                                                                                                                                                                                                                                                                                                                                                                                    },
    {"GET",                             "/headers",                              OPEN,                                              headers,                                                                                                           "t",                                                                                                                                                                        "s"                                                                                                                 },
    {"GET",                             "/go",     OPEN, go, "t", "s"},
};

typedef struct {
  TpRouter *router;
  TpServer *server;
  TpHttpHooks hooks;
  GString *faults;
  GString *accesses;
  GMutex lock;
} Fixture;

static void
note_fault (gpointer data, const char *request_id, const char *pattern, const GError *error)
{
  Fixture *fixture = data;
  g_mutex_lock (&fixture->lock);
  g_string_append_printf (fixture->faults, "%s %s", pattern, error->message);
  g_mutex_unlock (&fixture->lock);
}

static void
note_access (gpointer data, const TpAccess *access)
{
  Fixture *fixture = data;
  g_mutex_lock (&fixture->lock);
  g_string_append_printf (fixture->accesses, "%s %s %u\n", access->method, access->pattern,
                          access->status);
  g_mutex_unlock (&fixture->lock);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const proxies[] = {"127.0.0.0/8", NULL};
  const TpServerOptions options = {.listen = "127.0.0.1:0",
                                   .trusted_proxies = data != NULL ? proxies : NULL,
                                   .body_memory_max = 1800 * 1000,
                                   .poll_threads = 2,
                                   .worker_threads = 4};
  g_mutex_init (&fixture->lock);
  fixture->faults = g_string_new (NULL);
  fixture->accesses = g_string_new (NULL);
  fixture->hooks.data = fixture;
  fixture->hooks.fault = note_fault;
  fixture->hooks.access = note_access;
  fixture->router = tp_router_new ();
  g_autoptr (GError) error = NULL;
  tp_router_add (fixture->router, routes, G_N_ELEMENTS (routes), NULL);
  tp_router_check (fixture->router, &error);
  g_assert_no_error (error);
  fixture->server = tp_server_start (&options, fixture->router, &fixture->hooks, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_true (tp_server_stop (fixture->server));
  tp_router_free (fixture->router);
  g_string_free (fixture->faults, TRUE);
  g_string_free (fixture->accesses, TRUE);
  g_mutex_clear (&fixture->lock);
}

/* clang-format off */
static const struct {
  const char *name;
  const char *bytes;
  guint want_status;
  const char *want; /* in head or body; NULL: anything */
  gboolean want_closed;
} wire_cases[] = {
    {"plain", "GET /show/a HTTP/1.1\r\n" HOST "\r\n", 200, "\"name\":\"a\"", FALSE},
    {"inline", "GET /inline/a HTTP/1.1\r\n" HOST "\r\n", 200, "\"name\":\"a\"", FALSE},
    {"close asked for", "GET /show/a HTTP/1.1\r\n" HOST CLOSE "\r\n", 200, NULL, TRUE},
    {"HTTP/1.0", "GET /show/a HTTP/1.0\r\n\r\n", 200, NULL, TRUE},
    {"HEAD", "HEAD /show/a HTTP/1.1\r\n" HOST "\r\n", 200, "Content-Length: ", FALSE},
    {"absolute target", "GET http://x/show/a HTTP/1.1\r\n" HOST "\r\n", 200, "\"path\":\"/show/a\"", FALSE},
    {"absolute target of another host", "GET http://y/show/a HTTP/1.1\r\n" HOST "\r\n", 400, NULL, FALSE},
    {"encoded once", "GET /show/%C3%BC%252e HTTP/1.1\r\n" HOST "\r\n", 200, "ü%2e", FALSE},
    {"dots", "GET /show/.. HTTP/1.1\r\n" HOST "\r\n", 400, "malformed", FALSE},
    {"encoded dots", "GET /show/%2e%2e HTTP/1.1\r\n" HOST "\r\n", 400, NULL, FALSE},
    {"dots and encoded slash", "GET /show/..%2f..%2fetc HTTP/1.1\r\n" HOST "\r\n", 400, NULL, FALSE},
    {"doubly encoded", "GET /%252e%252e/x HTTP/1.1\r\n" HOST "\r\n", 404, "not_found", FALSE},
    {"encoded NUL", "GET /show/a%00b HTTP/1.1\r\n" HOST "\r\n", 400, NULL, FALSE},
    {"encoded line end", "GET /show/a%0d%0aX:1 HTTP/1.1\r\n" HOST "\r\n", 400, NULL, FALSE},
    {"invalid UTF-8", "GET /show/%ff HTTP/1.1\r\n" HOST "\r\n", 400, NULL, FALSE},
    {"unknown path", "GET /nowhere HTTP/1.1\r\n" HOST "\r\n", 404, "application/problem+json", FALSE},
    {"wrong method", "DELETE /show/a HTTP/1.1\r\n" HOST "\r\n", 405, "Allow: OPTIONS, GET, HEAD", FALSE},
    {"unknown method", "BREW /show/a HTTP/1.1\r\n" HOST "\r\n", 405, NULL, FALSE},
    {"long method", "AAAAAAAAAAAAAAAAAAAAAAAAA /show/a HTTP/1.1\r\n" HOST "\r\n", 400, NULL, TRUE},
    {"options", "OPTIONS /echo HTTP/1.1\r\n" HOST "\r\n", 204, "Allow: OPTIONS, POST", FALSE},
    {"limit of a thousand million", "GET /show/a?limit=1e9 HTTP/1.1\r\n" HOST "\r\n", 422, "\"field\":\"limit\"", FALSE},
    {"limit too high", "GET /show/a?limit=501 HTTP/1.1\r\n" HOST "\r\n", 422, "from 1 to 500", FALSE},
    {"unknown parameter", "GET /show/a?sort=id;drop HTTP/1.1\r\n" HOST "\r\n", 422, "'sort'", FALSE},
    {"broken query", "GET /show/a?limit=% HTTP/1.1\r\n" HOST "\r\n", 400, NULL, FALSE},
    {"no host", "GET /show/a HTTP/1.1\r\n\r\n", 400, NULL, TRUE},
    {"two hosts", "GET /show/a HTTP/1.1\r\n" HOST HOST "\r\n", 400, NULL, TRUE},
    {"host with markup", "GET /show/a HTTP/1.1\r\nHost: <script>\r\n\r\n", 400, NULL, TRUE},
    {"name with a blank", "GET /show/a HTTP/1.1\r\n" HOST "X-A : 1\r\n\r\n", 400, NULL, TRUE},
    {"name with a bracket", "GET /show/a HTTP/1.1\r\n" HOST "X(A: 1\r\n\r\n", 400, NULL, TRUE},
    {"control in a value", "GET /show/a HTTP/1.1\r\n" HOST "X-A: a\x01" "b\r\n\r\n", 400, NULL, TRUE},
    {"body", "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: 2\r\n\r\n[]", 200, "{\"got\":[]}", FALSE},
    {"chunked body", "POST /echo HTTP/1.1\r\n" HOST JSON "Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n1\r\n]\r\n0\r\n\r\n", 200, "{\"got\":[]}", FALSE},
    {"no body", "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: 0\r\n\r\n", 400, "no JSON", FALSE},
    {"length and coding", "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /show/smuggled HTTP/1.1\r\n" HOST "\r\n", 400, "transfer encoding", TRUE},
    {"coding and length", "POST /echo HTTP/1.1\r\n" HOST JSON "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n", 400, NULL, TRUE},
    {"two lengths", "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: 2\r\nContent-Length: 4\r\n\r\n[]  ", 400, "two content lengths", TRUE},
    {"two equal lengths", "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: 2\r\nContent-Length: 2\r\n\r\n[]", 400, NULL, TRUE},
    {"list of lengths", "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: 2, 2\r\n\r\n[]", 400, NULL, TRUE},
    {"signed length", "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: +2\r\n\r\n[]", 400, NULL, TRUE},
    {"negative length", "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: -2\r\n\r\n[]", 400, NULL, TRUE},
    {"hexadecimal length", "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: 0x2\r\n\r\n[]", 400, NULL, TRUE},
    {"length beyond 64 bits", "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: 99999999999999999999\r\n\r\n[]", 413, NULL, TRUE},
    {"unknown coding", "POST /echo HTTP/1.1\r\n" HOST JSON "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400, NULL, TRUE},
    {"coding with a tab", "POST /echo HTTP/1.1\r\n" HOST JSON "Transfer-Encoding:\tchunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n", 200, NULL, FALSE},
    {"coding twice", "POST /echo HTTP/1.1\r\n" HOST JSON "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, NULL, TRUE},
    {"coding under HTTP/1.0", "POST /echo HTTP/1.0\r\n" HOST JSON "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, NULL, TRUE},
    {"broken chunk", "POST /echo HTTP/1.1\r\n" HOST JSON "Transfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n0\r\n\r\n", 400, NULL, TRUE},
    {"length above the limit", "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: 104857600\r\n\r\n", 413, "limit", TRUE},
    {"body on a GET", "GET /show/a HTTP/1.1\r\n" HOST JSON "Content-Length: 2\r\n\r\n[]", 413, NULL, TRUE},
    {"no type", "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\n[]", 415, NULL, TRUE},
    {"wrong type", "POST /echo HTTP/1.1\r\n" HOST "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n[]", 415, "text/plain", TRUE},
    {"type with parameters", "POST /echo HTTP/1.1\r\n" HOST "Content-Type: Application/JSON; charset=utf-8\r\nContent-Length: 2\r\n\r\n[]", 200, NULL, FALSE},
    {"compressed body", "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n[]", 415, NULL, TRUE},
    {"duplicate keys", "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: 13\r\n\r\n{\"a\":1,\"a\":2}", 400, NULL, FALSE},
    {"trailing data", "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: 4\r\n\r\n[] 1", 400, NULL, FALSE},
    {"lone surrogate", "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: 8\r\n\r\n\"\\ud800\"", 400, NULL, FALSE},
    {"form", "POST /form HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\nname=a%20b", 200, "a b,-,-1", FALSE},
    {"broken form", "POST /form HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n\r\nname=%", 400, NULL, FALSE},
    {"multipart without boundary", "POST /form HTTP/1.1\r\n" HOST "Content-Type: multipart/form-data\r\nContent-Length: 2\r\n\r\nab", 400, "boundary", TRUE},
    {"multipart without end", "POST /form HTTP/1.1\r\n" HOST "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 61\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nvalue\r\n--", 400, "closing boundary", FALSE},
    {"internal error", "GET /fail/internal HTTP/1.1\r\n" HOST "\r\n", 500, "\"code\":\"internal\"", FALSE},
    {"conflict", "GET /fail/conflict HTTP/1.1\r\n" HOST "\r\n", 409, "\"position\":7", FALSE},
    {"own status", "GET /fail/limit HTTP/1.1\r\n" HOST "\r\n", 429, "\"field\":\"name\"", FALSE},
    {"header value that would end it", "GET /headers HTTP/1.1\r\n" HOST "\r\n", 200, "X-Test: a  Set-Cookie: evil=1", FALSE},
    {"download name", "GET /headers HTTP/1.1\r\n" HOST "\r\n", 200, "filename=\"Gr____e _x_.csv\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%22x%22.csv", FALSE},
    {"unchanged", "GET /headers HTTP/1.1\r\n" HOST "If-None-Match: \"v0\", W/\"v1\"\r\n\r\n", 304, "ETag: \"v1\"", FALSE},
    {"changed", "GET /headers HTTP/1.1\r\n" HOST "If-None-Match: \"v2\"\r\n\r\n", 200, "hello", FALSE},
    {"redirect", "GET /go HTTP/1.1\r\n" HOST "\r\n", 303, "Location: /there?a=%0D%0ASet-Cookie:%20x=1&%C3%BC", FALSE},
    {"nonsense", "\x16\x03\x01\x02\r\n\r\n", 0, NULL, TRUE},
    {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, NULL, TRUE},
};
/* clang-format on */

static gboolean
reply_has (const TpTestReply *reply, const char *text)
{
  return text == NULL || (reply->head != NULL && strstr (reply->head, text) != NULL) ||
         (reply->body != NULL && strstr (reply->body, text) != NULL);
}

static void
test_wire (Fixture *fixture, gconstpointer data)
{
  guint wrong = 0;
  for (guint i = 0; i < G_N_ELEMENTS (wire_cases); i++) {
    g_autoptr (TpTestReply) reply =
        tp_test_exchange (tp_server_address (fixture->server), wire_cases[i].bytes, -1);
    gboolean ok = reply->status == wire_cases[i].want_status &&
                  reply_has (reply, wire_cases[i].want) &&
                  reply->is_closed == wire_cases[i].want_closed;
    if (!ok)
      g_test_message ("%s: closed %d\n%s\n%s", wire_cases[i].name, reply->is_closed, reply->head,
                      reply->body);
    wrong += !ok;
  }
  g_assert_cmpuint (wrong, ==, 0);
  g_assert_nonnull (strstr (fixture->faults->str, "/fail/{how} secret detail"));
}

/* What every answer carries, and what the log sees. */
static void
test_headers (Fixture *fixture, gconstpointer data)
{
  static const char *const targets[] = {"/show/anna%40x.de?limit=7", "/nowhere", "/fail/internal"};
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++) {
    g_autoptr (TpTestReply) reply =
        tp_test_request (tp_server_address (fixture->server), "GET", targets[i], NULL, NULL);
    g_autofree char *id = tp_test_header (reply, "Request-Id");
    g_autofree char *csp = tp_test_header (reply, "Content-Security-Policy");
    g_autofree char *sniff = tp_test_header (reply, "X-Content-Type-Options");
    g_autofree char *referrer = tp_test_header (reply, "Referrer-Policy");
    g_autofree char *cache = tp_test_header (reply, "Cache-Control");
    g_assert_cmpuint (strlen (id), ==, 16);
    g_assert_cmpstr (csp, ==, TP_CSP_STRICT);
    g_assert_cmpstr (sniff, ==, "nosniff");
    g_assert_cmpstr (referrer, ==, "no-referrer");
    g_assert_cmpstr (cache, ==, "no-store");
    g_assert_false (reply_has (reply, "secret"));
  }
  g_usleep (50 * 1000);
  g_mutex_lock (&fixture->lock);
  g_assert_cmpstr (fixture->accesses->str, ==,
                   "GET /show/{name} 200\nGET - 404\nGET /fail/{how} 500\n");
  g_mutex_unlock (&fixture->lock);
}

static void
test_many_on_one_connection (Fixture *fixture, gconstpointer data)
{
  int fd = tp_test_connect (tp_server_address (fixture->server));
  for (guint i = 0; i < 3; i++) {
    tp_test_send (fd, "GET /show/a HTTP/1.1\r\n" HOST "\r\n", -1);
    g_autoptr (TpTestReply) first = tp_test_receive (fd, FALSE);
    g_assert_cmpuint (first->status, ==, 200);
    tp_test_send (fd, "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: 2\r\n\r\n[]", -1);
    g_autoptr (TpTestReply) second = tp_test_receive (fd, FALSE);
    g_assert_cmpstr (second->body, ==, "{\"got\":[]}");
  }
  close (fd);
}

/* 1 MB of headers is refused, in one header or in many. */
static void
test_large_headers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) one = g_string_new ("GET /show/a HTTP/1.1\r\n" HOST "X-Long: ");
  g_autofree char *filler = g_strnfill (1024 * 1024, 'x');
  g_string_append_printf (one, "%s\r\n\r\n", filler);
  g_autoptr (GString) many = g_string_new ("GET /show/a HTTP/1.1\r\n" HOST);
  for (guint i = 0; i < 200; i++)
    g_string_append_printf (many, "X-%u: 1\r\n", i);
  g_string_append (many, "\r\n");
  g_autoptr (GString) target = g_string_new ("GET /show/");
  g_string_append_printf (target, "%.*s HTTP/1.1\r\n" HOST "\r\n", 5000, filler);
  const GString *const texts[] = {one, many, target};
  const guint want[] = {431, 431, 414};
  for (guint i = 0; i < 3; i++) {
    g_autoptr (TpTestReply) reply = tp_test_exchange (tp_server_address (fixture->server),
                                                      texts[i]->str, (gssize)texts[i]->len);
    g_assert_true (reply->status == want[i] || (i == 0 && reply->status == 0));
  }
  g_autoptr (TpTestReply) alive =
      tp_test_request (tp_server_address (fixture->server), "GET", "/show/a", NULL, NULL);
  g_assert_cmpuint (alive->status, ==, 200);
}

static void
send_chunks (int fd, const char *head, guint chunks)
{
  g_autofree char *block = g_strnfill (65536, 'x');
  tp_test_send (fd, head, -1);
  for (guint i = 0; i < chunks; i++) {
    tp_test_send (fd, "10000\r\n", -1);
    tp_test_send (fd, block, 65536);
    tp_test_send (fd, "\r\n", -1);
  }
  tp_test_send (fd, "0\r\n\r\n", -1);
}

#define CHUNKED(method, path, type)                                                                \
  method " " path " HTTP/1.1\r\n" HOST "Content-Type: " type                                       \
         "\r\nTransfer-Encoding: chunked\r\n\r\n"

static void
test_chunked_limits (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *head;
    guint chunks;
    guint want; /* 0: cut */
  } cases[] = {
      {CHUNKED ("POST", "/echo",  "application/json"),                20,   413},
      {CHUNKED ("POST", "/echo",  "application/json"),                1600, 0  },
      {CHUNKED ("PUT",  "/spool", "text/csv"),                        100,  200},
      {CHUNKED ("PUT",  "/spool", "text/csv"),                        130,  413},
      {CHUNKED ("POST", "/form",  "multipart/form-data; boundary=b"), 8,    400},
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    int fd = tp_test_connect (tp_server_address (fixture->server));
    send_chunks (fd, cases[i].head, cases[i].chunks);
    g_autoptr (TpTestReply) reply = tp_test_receive (fd, FALSE);
    g_assert_cmpuint (reply->status, ==, cases[i].want);
    if (reply->status == 200)
      g_assert_cmpstr (reply->body, ==, "xxxxx 6553600");
    close (fd);
  }
}

static void
test_upload (Fixture *fixture, gconstpointer data)
{
  static const char body[] = "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nAnna\r\n"
                             "--b\r\nContent-Disposition: form-data; name=\"file\"; "
                             "filename=\"../../etc/passwd\"\r\n\r\n12345\r\n--b--\r\n";
  g_autoptr (TpTestReply) reply =
      tp_test_request (tp_server_address (fixture->server), "POST", "/form",
                       "Content-Type: multipart/form-data; boundary=b\r\n", body);
  g_assert_cmpstr (reply->body, ==, "Anna,passwd,5");
}

/* Bodies that are under way share a limited memory; it is given back with them. */
static void
test_body_memory (Fixture *fixture, gconstpointer data)
{
  static const char half[] = "POST /echo HTTP/1.1\r\n" HOST JSON "Content-Length: 1000000\r\n\r\n[";
  int first = tp_test_connect (tp_server_address (fixture->server));
  tp_test_send (first, half, -1);
  g_usleep (100 * 1000);
  g_autoptr (TpTestReply) second = tp_test_exchange (tp_server_address (fixture->server), half, -1);
  g_assert_cmpuint (second->status, ==, 503);
  close (first);
  g_usleep (100 * 1000);
  g_autofree char *blanks = g_strnfill (1000000, ' ');
  blanks[0] = '[';
  blanks[999999] = ']';
  g_autoptr (TpTestReply) third =
      tp_test_request (tp_server_address (fixture->server), "POST", "/echo", JSON, blanks);
  g_assert_cmpuint (third->status, ==, 200);
}

/* A JSON text nested 100,000 deep is an error, not a fall. */
static void
test_deep_json (Fixture *fixture, gconstpointer data)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autoptr (TpTestReply) reply =
      tp_test_request (tp_server_address (fixture->server), "POST", "/echo", JSON, deep);
  g_assert_cmpuint (reply->status, ==, 400);
}

static void
test_expect (Fixture *fixture, gconstpointer data)
{
  int fd = tp_test_connect (tp_server_address (fixture->server));
  tp_test_send (
      fd, "POST /echo HTTP/1.1\r\n" HOST JSON "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n",
      -1);
  g_autoptr (TpTestReply) go_on = tp_test_receive (fd, TRUE);
  g_assert_cmpuint (go_on->status, ==, 100);
  tp_test_send (fd, "[]", 2);
  g_autoptr (TpTestReply) reply = tp_test_receive (fd, FALSE);
  g_assert_cmpuint (reply->status, ==, 200);
  close (fd);
}

/* Whoever is no trusted proxy cannot say who the client is. */
static void
test_forwarded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TpTestReply) reply =
      tp_test_request (tp_server_address (fixture->server), "GET", "/show/a",
                       "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n", NULL);
  gboolean is_trusted = data != NULL;
  g_assert_true (
      reply_has (reply, is_trusted ? "\"client\":\"203.0.113.9\"" : "\"client\":\"127.0.0.1\""));
  g_assert_true (reply_has (reply, is_trusted ? "\"https\":true" : "\"https\":false"));
  g_assert_true (reply_has (reply, is_trusted ? "\"origin\":\"https://" : "\"origin\":\"http://"));
}

static void
test_start_errors (void)
{
  g_autoptr (TpRouter) router = tp_router_new ();
  g_assert_true (tp_router_check (router, NULL));
  const TpHttpHooks hooks = {NULL};
  g_autoptr (GError) error = NULL;
  TpServer *first =
      tp_server_start (&(TpServerOptions){.listen = "127.0.0.1:0"}, router, &hooks, &error);
  g_assert_no_error (error);
  TpServerOptions taken = {.listen = tp_server_address (first)};
  g_assert_null (tp_server_start (&taken, router, &hooks, &error));
  g_assert_cmpint (tp_error_code (error), ==, TP_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_true (tp_server_stop (first));
  TpServerOptions wrong = {.listen = "nowhere"};
  g_assert_null (tp_server_start (&wrong, router, &hooks, &error));
  g_assert_cmpint (tp_error_code (error), ==, TP_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    gconstpointer data;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
      {"/http/server/wire",                NULL,      test_wire                  },
      {"/http/server/headers",             NULL,      test_headers               },
      {"/http/server/keep-alive",          NULL,      test_many_on_one_connection},
      {"/http/server/large-headers",       NULL,      test_large_headers         },
      {"/http/server/chunked-limits",      NULL,      test_chunked_limits        },
      {"/http/server/upload",              NULL,      test_upload                },
      {"/http/server/body-memory",         NULL,      test_body_memory           },
      {"/http/server/deep-json",           NULL,      test_deep_json             },
      {"/http/server/expect",              NULL,      test_expect                },
      {"/http/server/forwarded-untrusted", NULL,      test_forwarded             },
      {"/http/server/forwarded-trusted",   "trusted", test_forwarded             },
  };
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, tests[i].data, set_up, tests[i].test, tear_down);
  g_test_add_func ("/http/server/start-errors", test_start_errors);
  return g_test_run ();
}
