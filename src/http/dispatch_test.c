/* SPDX-License-Identifier: Apache-2.0 */
/* Who may do what, how often, and where a handler runs: against a running server with hooks. */
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "http/server.h"
#include "http/testing.h"

#define JSON "Content-Type: application/json\r\n"
#define TOKEN "Authorization: Bearer reader\r\n"
#define OWNER "Authorization: Bearer owner\r\n"
#define SESSION "Cookie: a=b; session=owner\r\n"

typedef struct {
  TpRouter *router;
  TpServer *server;
  TpHttpHooks hooks;
  gint effects;    /* how often the handler ran; atomic */
  gint principals; /* alive; atomic */
  GMutex lock;
  GHashTable *stored; /* key → fingerprint, status, body */
} Fixture;

typedef struct {
  char *fingerprint;
  guint status;
  char *content_type;
  GBytes *body;
} Stored;

static void
stored_free (gpointer data)
{
  Stored *stored = data;
  g_free (stored->fingerprint);
  g_free (stored->content_type);
  g_bytes_unref (stored->body);
  g_free (stored);
}

static TpAuthKind
authenticate (gpointer data, TpRequest *request, gpointer *out_principal, GError **error)
{
  Fixture *fixture = data;
  const char *token = tp_request_bearer (request);
  const char *cookie = tp_request_cookie (request, "session");
  const char *name = token != NULL ? token : cookie;
  if (g_strcmp0 (name, "hammering") == 0) {
    tp_error (error, TP_ERROR_LIMIT, "too many tries");
    return TP_AUTH_NONE;
  }
  if (g_strcmp0 (name, "reader") != 0 && g_strcmp0 (name, "owner") != 0)
    return TP_AUTH_NONE;
  *out_principal = g_strdup (name);
  g_atomic_int_inc (&fixture->principals);
  return token != NULL ? TP_AUTH_BEARER : TP_AUTH_COOKIE;
}

static void
release (gpointer data, gpointer principal)
{
  Fixture *fixture = data;
  g_free (principal);
  g_atomic_int_add (&fixture->principals, -1);
}

static gboolean
allow (gpointer data, gpointer principal, const char *permission)
{
  return strcmp (principal, "owner") == 0 || g_str_has_suffix (permission, ":read");
}

static gboolean
replay (gpointer data, TpRequest *request, TpResponse *response, gboolean *out_replayed,
        GError **error)
{
  Fixture *fixture = data;
  g_mutex_lock (&fixture->lock);
  const Stored *stored =
      g_hash_table_lookup (fixture->stored, tp_request_idempotency_key (request));
  g_mutex_unlock (&fixture->lock);
  if (stored == NULL)
    return TRUE;
  if (strcmp (stored->fingerprint, tp_request_fingerprint (request)) != 0)
    return tp_error (error, TP_ERROR_INVALID, "the key was used for something else");
  tp_response_set_status (response, stored->status);
  tp_response_bytes (response, stored->body, stored->content_type);
  *out_replayed = TRUE;
  return TRUE;
}

static void
store (gpointer data, TpRequest *request, guint status, const char *content_type, GBytes *body)
{
  Fixture *fixture = data;
  Stored *stored = g_new0 (Stored, 1);
  stored->fingerprint = g_strdup (tp_request_fingerprint (request));
  stored->status = status;
  stored->content_type = g_strdup (content_type);
  stored->body = g_bytes_ref (body);
  g_mutex_lock (&fixture->lock);
  g_hash_table_replace (fixture->stored, g_strdup (tp_request_idempotency_key (request)), stored);
  g_mutex_unlock (&fixture->lock);
}

static gboolean
act (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  Fixture *fixture = app;
  int count = g_atomic_int_add (&fixture->effects, 1) + 1;
  json_t *body = tp_request_json (request, error);
  if (body == NULL)
    return FALSE;
  const char *principal = tp_request_principal (request);
  tp_response_json (response, json_pack ("{s:i, s:s}", "count", count, "principal",
                                         principal != NULL ? principal : ""));
  return TRUE;
}

static gboolean
look (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  tp_response_text (response, g_strdup ("seen"));
  return TRUE;
}

static gboolean
take (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  Fixture *fixture = app;
  g_atomic_int_inc (&fixture->effects);
  tp_response_empty (response);
  return TRUE;
}

static gpointer
finish_later (gpointer data)
{
  TpDeferred *deferred = data;
  g_usleep (20 * 1000);
  tp_response_text (tp_deferred_response (deferred), g_strdup ("later"));
  tp_deferred_finish (deferred, NULL);
  return NULL;
}

static gboolean
defer (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpDeferred *deferred = tp_request_defer (request);
  const char *how = tp_request_param (request, "how");
  if (strcmp (how, "later") == 0) {
    g_thread_unref (g_thread_new ("finisher", finish_later, deferred));
    return TRUE;
  }
  GError *fault = NULL;
  if (strcmp (how, "error") == 0)
    tp_error (&fault, TP_ERROR_BUSY, "the database is locked");
  else
    tp_response_text (response, g_strdup ("at once"));
  tp_deferred_finish (deferred, fault);
  return TRUE;
}

static gboolean
sleep_a_little (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  g_usleep (300 * 1000);
  tp_response_text (response, g_strdup ("slept"));
  return TRUE;
}

#define INLINE (TP_ROUTE_PUBLIC | TP_ROUTE_INLINE)
static const TpRoute routes[] = {
    {"POST",                         "/act",    "things:write", TP_ROUTE_IDEMPOTENT,                    act,  "t",                                                "s"                                                                                        },
    {"GET",                          "/look",   "things:read",  0,                                      look, "t",                                                "s"                                                                                        },
    {"GET",                          "/me",     NULL,           0,                                      look, "t",                                                "s"                                                                                        },
    {"POST",                         "/login",  NULL,           TP_ROUTE_PUBLIC | TP_ROUTE_SAME_ORIGIN, act,  "t",                                                "s"                                                                                        },
    {"PUT",                          "/upload", "things:write", TP_ROUTE_SPOOL,                         take, "t",                                                "s",                                                                                         .request_type = "*",
     .body_limit = 64 * 1024 * 1024},
    {"GET", "/defer/{how}",          NULL,                    TP_ROUTE_PUBLIC,                                            defer,                                   "t",                                                   "s"                                                                                             },
    {"GET",                           "/defer-inline/{how}",                                    NULL,                                              INLINE,                                     defer,  "t","s"},
    {"GET",                           "/sleep",                                    NULL,                                              TP_ROUTE_PUBLIC,                                                  sleep_a_little,               "t",                                                       "s"                                                                                                                                                                               },
};

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const TpServerOptions options = {
      .listen = "127.0.0.1:0", .poll_threads = 2, .worker_threads = 2, .queue_max = 4};
  g_mutex_init (&fixture->lock);
  fixture->stored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, stored_free);
  fixture->hooks = (TpHttpHooks){fixture, authenticate, release, allow, replay, store};
  fixture->router = tp_router_new ();
  g_autoptr (GError) error = NULL;
  tp_router_add (fixture->router, routes, G_N_ELEMENTS (routes), fixture);
  tp_router_check (fixture->router, &error);
  g_assert_no_error (error);
  fixture->server = tp_server_start (&options, fixture->router, &fixture->hooks, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_true (tp_server_stop (fixture->server));
  g_assert_cmpint (fixture->principals, ==, 0);
  tp_router_free (fixture->router);
  g_hash_table_unref (fixture->stored);
  g_mutex_clear (&fixture->lock);
}

#define OURS "Tagpost-Client: web\r\n"
static const struct {
  const char *name;
  const char *method, *target, *headers, *body;
  guint want;
} cases[] = {
    {"nobody reads",                    "GET",  "/look",               NULL,                                                NULL, 401},
    {"nobody writes",                   "POST", "/act",                JSON,                                                "[]", 401},
    {"unknown token",                   "GET",  "/look",               "Authorization: Bearer who\r\n",                     NULL, 401},
    {"other scheme",                    "GET",  "/look",               "Authorization: Basic cmVhZGVyOg==\r\n",             NULL, 401},
    {"empty token",                     "GET",  "/look",               "Authorization: Bearer \r\n",                        NULL, 401},
    {"token twice",                     "GET",  "/look",               TOKEN TOKEN,                                         NULL, 400},
    {"too many tries",                  "GET",  "/look",               "Authorization: Bearer hammering\r\n",               NULL, 429},
    {"reader reads",                    "GET",  "/look",               TOKEN,                                               NULL, 200},
    {"scheme in small letters",         "GET",  "/look",               "Authorization: bearer reader\r\n",                  NULL, 200},
    {"reader has no such permission",   "POST", "/act",                TOKEN JSON,                                          "[]", 403},
    {"any principal",                   "GET",  "/me",                 TOKEN,                                               NULL, 200},
    {"token writes from anywhere",      "POST", "/act",                OWNER JSON "Origin: https://evil\r\n",               "[]",
     200                                                                                                                             },
    {"session reads",                   "GET",  "/look",               SESSION,                                             NULL, 200},
    {"session without our header",      "POST", "/act",                SESSION JSON,                                        "[]", 403},
    {"session with our header",         "POST", "/act",                SESSION JSON OURS,                                   "[]", 200},
    {"session from elsewhere",          "POST", "/act",                SESSION JSON OURS "Origin: https://evil\r\n",        "[]",
     403                                                                                                                             },
    {"session from a sandbox",          "POST", "/act",                SESSION JSON OURS "Origin: null\r\n",                "[]", 403},
    {"session, cross-site",             "POST", "/act",                SESSION JSON OURS "Sec-Fetch-Site: cross-site\r\n",
     "[]",                                                                                                                        403},
    {"session, same-site but not ours", "POST", "/act",
     SESSION JSON OURS "Sec-Fetch-Site: same-site\r\n",                                                                     "[]", 403},
    {"session, same-origin",            "POST", "/act",                SESSION JSON OURS "Sec-Fetch-Site: same-origin\r\n",
     "[]",                                                                                                                        200},
    {"log in from our page",            "POST", "/login",              JSON OURS,                                           "[]", 200},
    {"log in from elsewhere",           "POST", "/login",              JSON,                                                "[]", 403},
    {"key too long",                    "POST", "/act",
     OWNER JSON "Idempotency-Key: "
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n",                                                                       "[]", 422},
    {"key with a blank",                "POST", "/act",                OWNER JSON "Idempotency-Key: a b\r\n",               "[]", 422},
    {"empty key",                       "POST", "/act",                OWNER JSON "Idempotency-Key: \r\n",                  "[]", 422},
    {"deferred",                        "GET",  "/defer/later",        NULL,                                                NULL, 200},
    {"deferred and done at once",       "GET",  "/defer/now",          NULL,                                                NULL, 200},
    {"deferred into an error",          "GET",  "/defer/error",        NULL,                                                NULL, 503},
    {"deferred on a poll thread",       "GET",  "/defer-inline/later", NULL,                                                NULL, 200},
    {"deferred there and done at once", "GET",  "/defer-inline/now",   NULL,                                                NULL, 200},
    {"deferred there into an error",    "GET",  "/defer-inline/error", NULL,                                                NULL, 503},
};

static void
test_cases (Fixture *fixture, gconstpointer data)
{
  guint wrong = 0;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TpTestReply) reply =
        tp_test_request (tp_server_address (fixture->server), cases[i].method, cases[i].target,
                         cases[i].headers, cases[i].body);
    g_autofree char *challenge = tp_test_header (reply, "WWW-Authenticate");
    g_autofree char *retry = tp_test_header (reply, "Retry-After");
    gboolean ok = reply->status == cases[i].want && (challenge != NULL) == (cases[i].want == 401) &&
                  (retry != NULL) == (cases[i].want == 503);
    if (!ok)
      g_test_message ("%s\n%s\n%s", cases[i].name, reply->head, reply->body);
    wrong += !ok;
  }
  g_assert_cmpuint (wrong, ==, 0);
}

static void
assert_act (Fixture *fixture, const char *headers, const char *body, guint want_status,
            const char *want_body, gboolean want_replayed)
{
  g_autoptr (TpTestReply) reply =
      tp_test_request (tp_server_address (fixture->server), "POST", "/act", headers, body);
  g_autofree char *replayed = tp_test_header (reply, "Idempotency-Replayed");
  g_assert_cmpuint (reply->status, ==, want_status);
  g_assert_nonnull (strstr (reply->body, want_body));
  g_assert_cmpint (replayed != NULL, ==, want_replayed);
}

static void
test_idempotency (Fixture *fixture, gconstpointer data)
{
  const char *first = OWNER JSON "Idempotency-Key: k1\r\n";
  const char *second = OWNER JSON "Idempotency-Key: k2\r\n";
  assert_act (fixture, first, "[1]", 200, "\"count\":1", FALSE);
  assert_act (fixture, first, "[1]", 200, "\"count\":1", TRUE);
  assert_act (fixture, second, "[1]", 200, "\"count\":2", FALSE);
  assert_act (fixture, first, "[2]", 422, "something else", FALSE);
  assert_act (fixture, OWNER JSON, "[1]", 200, "\"count\":3", FALSE);
  assert_act (fixture, OWNER JSON, "[1]", 200, "\"count\":4", FALSE);
  assert_act (fixture, OWNER JSON "Idempotency-Key: k3\r\n", "[", 400, "invalid", FALSE);
  assert_act (fixture, OWNER JSON "Idempotency-Key: k3\r\n", "[", 400, "invalid", TRUE);
}

/* Who may not send a large body is told before it has been sent. */
static void
test_early_authorization (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *headers;
    guint want;
  } uploads[] = {
      {"",    401},
      {TOKEN, 403},
      {OWNER, 204}
  };
  for (guint i = 0; i < G_N_ELEMENTS (uploads); i++) {
    int fd = tp_test_connect (tp_server_address (fixture->server));
    g_autofree char *head =
        g_strdup_printf ("PUT /upload HTTP/1.1\r\nHost: x\r\n%sContent-Length: 33554432\r\n\r\n",
                         uploads[i].headers);
    tp_test_send (fd, head, -1);
    if (uploads[i].want == 204) {
      g_autofree char *body = g_strnfill (33554432, 'x');
      tp_test_send (fd, body, 33554432);
    }
    g_autoptr (TpTestReply) reply = tp_test_receive (fd, FALSE);
    g_assert_cmpuint (reply->status, ==, uploads[i].want);
    g_assert_cmpint (reply->is_closed, ==, uploads[i].want != 204);
    close (fd);
  }
  g_assert_cmpint (fixture->effects, ==, 1);
}

/* Two workers, four waiting places: what comes beyond is turned away, at once, and poll threads
 * still answer. */
static void
test_queue (Fixture *fixture, gconstpointer data)
{
  int fds[12];
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++) {
    fds[i] = tp_test_connect (tp_server_address (fixture->server));
    tp_test_send (fds[i], "GET /sleep HTTP/1.1\r\nHost: x\r\n\r\n", -1);
  }
  gint64 start = g_get_monotonic_time ();
  g_autoptr (TpTestReply) quick =
      tp_test_request (tp_server_address (fixture->server), "GET", "/defer-inline/now", NULL, NULL);
  g_assert_cmpuint (quick->status, ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 250 * 1000);
  guint served = 0;
  guint refused = 0;
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++) {
    g_autoptr (TpTestReply) reply = tp_test_receive (fds[i], FALSE);
    served += reply->status == 200;
    refused += reply->status == 503;
    close (fds[i]);
  }
  g_assert_cmpuint (served + refused, ==, G_N_ELEMENTS (fds));
  g_assert_cmpuint (served, >=, 4);
  g_assert_cmpuint (refused, >=, 4);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
      {"/http/dispatch/cases",               test_cases              },
      {"/http/dispatch/idempotency",         test_idempotency        },
      {"/http/dispatch/early-authorization", test_early_authorization},
      {"/http/dispatch/queue",               test_queue              },
  };
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
