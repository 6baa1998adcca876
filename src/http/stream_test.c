/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that take their time, clients that go away or say nothing, and the end of a server. */
#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "http/events.h"
#include "http/server.h"
#include "http/testing.h"

#define LINES 200000
#define MANY_LINES 20000000
#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"

typedef struct {
  TpRouter *router;
  TpServer *server;
  TpHttpHooks hooks;
  GMutex lock;
  GCond changed;
  TpEvents *events;
  gboolean events_closed;
  guint freed;
  gint64 written; /* atomic */
  guint lines;
  gboolean writer_failed;
  gboolean release_handler;
  gboolean handler_ended;
} Fixture;

static void
note_freed (gpointer data)
{
  Fixture *fixture = data;
  g_mutex_lock (&fixture->lock);
  fixture->freed++;
  g_cond_broadcast (&fixture->changed);
  g_mutex_unlock (&fixture->lock);
}

static gboolean
write_lines (TpStream *stream, gpointer data, GError **error)
{
  Fixture *fixture = data;
  for (guint i = 0; i < fixture->lines; i++) {
    g_autofree char *line = g_strdup_printf ("line %u of the export\n", i);
    if (!tp_stream_write (stream, line, -1, error)) {
      fixture->writer_failed = TRUE;
      return FALSE;
    }
    __atomic_add_fetch (&fixture->written, (gint64)strlen (line), __ATOMIC_RELAXED);
  }
  return TRUE;
}

static gboolean
write_half (TpStream *stream, gpointer data, GError **error)
{
  return tp_stream_write (stream, "half", -1, error) &&
         tp_error (error, TP_ERROR_BUSY, "the database went away");
}

static gboolean
export_lines (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  Fixture *fixture = app;
  fixture->lines = strcmp (tp_request_param (request, "how"), "huge") == 0 ? MANY_LINES : LINES;
  gboolean is_half = strcmp (tp_request_param (request, "how"), "half") == 0;
  tp_response_stream (response, "text/csv", is_half ? write_half : write_lines, app, note_freed);
  return TRUE;
}

static void
note_closed (gpointer data)
{
  Fixture *fixture = data;
  g_mutex_lock (&fixture->lock);
  fixture->events_closed = TRUE;
  g_cond_broadcast (&fixture->changed);
  g_mutex_unlock (&fixture->lock);
}

static gboolean
listen_to_events (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  Fixture *fixture = app;
  TpEvents *events = tp_response_events (response);
  tp_events_send (events, "hello", "1", "a\nb");
  tp_events_on_close (events, note_closed, fixture);
  g_mutex_lock (&fixture->lock);
  g_assert_null (fixture->events);
  fixture->events = events;
  g_cond_broadcast (&fixture->changed);
  g_mutex_unlock (&fixture->lock);
  return TRUE;
}

static gboolean
wait_for_release (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  Fixture *fixture = app;
  g_mutex_lock (&fixture->lock);
  while (!fixture->release_handler)
    g_cond_wait (&fixture->changed, &fixture->lock);
  g_mutex_unlock (&fixture->lock);
  g_assert_cmpstr (tp_request_header (request, "Host"), ==, "x");
  tp_response_text (response, g_strdup ("released"));
  fixture->handler_ended = TRUE;
  return TRUE;
}

static gboolean
quick (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  tp_response_text (response, g_strdup ("quick"));
  return TRUE;
}

static const TpRoute routes[] = {
    {"GET", "/export/{how}", NULL, TP_ROUTE_PUBLIC, export_lines,     "t", "s"},
    {"GET", "/events",       NULL, TP_ROUTE_PUBLIC, listen_to_events, "t", "s"},
    {"GET", "/wait",         NULL, TP_ROUTE_PUBLIC, wait_for_release, "t", "s"},
    {"GET", "/quick",        NULL, TP_ROUTE_PUBLIC, quick,            "t", "s"},
};

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const TpServerOptions *given = data;
  TpServerOptions options = given != NULL ? *given : (TpServerOptions){.worker_threads = 4};
  options.listen = "127.0.0.1:0";
  options.poll_threads = 2;
  g_mutex_init (&fixture->lock);
  g_cond_init (&fixture->changed);
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
  if (fixture->server != NULL)
    g_assert_true (tp_server_stop (fixture->server));
  if (fixture->events != NULL)
    tp_events_unref (fixture->events);
  tp_router_free (fixture->router);
  g_mutex_clear (&fixture->lock);
  g_cond_clear (&fixture->changed);
}

static int
open_with (Fixture *fixture, const char *bytes)
{
  int fd = tp_test_connect (tp_server_address (fixture->server));
  tp_test_send (fd, bytes, -1);
  return fd;
}

static void
wait_until (Fixture *fixture, const gboolean *condition)
{
  gint64 until = g_get_monotonic_time () + TP_TEST_SECONDS * G_TIME_SPAN_SECOND;
  g_mutex_lock (&fixture->lock);
  while (!*condition)
    g_assert_true (g_cond_wait_until (&fixture->changed, &fixture->lock, until));
  g_mutex_unlock (&fixture->lock);
}

static void
test_stream (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TpTestReply) reply =
      tp_test_request (tp_server_address (fixture->server), "GET", "/export/all", NULL, NULL);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_true (reply->is_whole);
  g_assert_cmpint ((gint64)reply->length, ==, fixture->written);
  g_assert_true (g_str_has_suffix (reply->body, "line 199999 of the export\n"));
  g_autofree char *type = tp_test_header (reply, "Content-Type");
  g_assert_cmpstr (type, ==, "text/csv");
  g_assert_cmpuint (fixture->freed, ==, 1);
  g_autoptr (TpTestReply) head =
      tp_test_request (tp_server_address (fixture->server), "HEAD", "/export/all", NULL, NULL);
  g_assert_cmpuint (head->status, ==, 200);
  g_assert_cmpuint (fixture->freed, ==, 2);
}

/* Half an export ends with a cut connection, not with the last chunk. */
static void
test_stream_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TpTestReply) reply =
      tp_test_request (tp_server_address (fixture->server), "GET", "/export/half", NULL, NULL);
  g_assert_false (reply->is_whole);
  g_assert_true (reply->is_closed);
}

/* A client that reads nothing holds the writer back; when it goes, the writer ends. */
static void
test_stream_back_pressure (Fixture *fixture, gconstpointer data)
{
  int fd = tp_test_connect (tp_server_address (fixture->server));
  int small = 4096;
  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  tp_test_send (fd, GET ("/export/huge"), -1);
  gint64 before = -1;
  gint64 now = 0;
  for (guint i = 0; i < 100 && now != before; i++) {
    before = now;
    g_usleep (300 * 1000);
    now = __atomic_load_n (&fixture->written, __ATOMIC_RELAXED);
  }
  g_assert_cmpint (now, >, 0);
  g_assert_cmpint (now, ==, before);
  g_assert_cmpuint (fixture->freed, ==, 0);
  close (fd);
  gint64 until = g_get_monotonic_time () + 5 * G_TIME_SPAN_SECOND;
  g_mutex_lock (&fixture->lock);
  while (fixture->freed == 0)
    g_assert_true (g_cond_wait_until (&fixture->changed, &fixture->lock, until));
  g_mutex_unlock (&fixture->lock);
  g_assert_true (fixture->writer_failed);
}

/* Reads until the text has come. */
static void
expect (int fd, const char *text)
{
  g_autoptr (GString) data = g_string_new (NULL);
  while (strstr (data->str, text) == NULL) {
    char buffer[4096];
    gssize length = recv (fd, buffer, sizeof buffer, 0);
    g_assert_cmpint (length, >, 0);
    g_string_append_len (data, buffer, length);
  }
}

static void
wait_for_events (Fixture *fixture)
{
  g_mutex_lock (&fixture->lock);
  while (fixture->events == NULL)
    g_cond_wait (&fixture->changed, &fixture->lock);
  g_mutex_unlock (&fixture->lock);
}

static void
test_events (Fixture *fixture, gconstpointer data)
{
  int fd = open_with (fixture, GET ("/events"));
  wait_for_events (fixture);
  expect (fd, "event: hello\nid: 1\ndata: a\ndata: b\n\n");
  g_assert_true (tp_events_send (fixture->events, NULL, NULL, "{\"sent\":3}"));
  expect (fd, "data: {\"sent\":3}\n\n");
  tp_events_close (fixture->events);
  g_assert_false (tp_events_send (fixture->events, NULL, NULL, "late"));
  expect (fd, "0\r\n\r\n");
  wait_until (fixture, &fixture->events_closed);
  close (fd);
}

/* A client that went away is noticed by what is sent to it, an idle one by the ping. */
static void
test_events_client_gone (Fixture *fixture, gconstpointer data)
{
  int fd = open_with (fixture, GET ("/events"));
  wait_for_events (fixture);
  expect (fd, "data: b\n\n");
  close (fd);
  for (guint i = 0; i < 100 && tp_events_send (fixture->events, NULL, NULL, "x"); i++)
    g_usleep (20 * 1000);
  g_assert_false (tp_events_is_open (fixture->events));
  wait_until (fixture, &fixture->events_closed);
}

static void
test_events_ping (Fixture *fixture, gconstpointer data)
{
  int fd = open_with (fixture, GET ("/events"));
  expect (fd, ":ping\n\n");
  close (fd);
}

/* The queue of a client that does not read is bounded. */
static void
test_events_overflow (Fixture *fixture, gconstpointer data)
{
  int fd = open_with (fixture, GET ("/events"));
  wait_for_events (fixture);
  g_autofree char *text = g_strnfill (64 * 1024, 'x');
  guint sent = 0;
  while (sent < 10000 && tp_events_send (fixture->events, NULL, NULL, text))
    sent++;
  g_assert_cmpuint (sent, <, 10000);
  wait_until (fixture, &fixture->events_closed);
  close (fd);
}

/* A stop waits for handlers, ends event streams, and frees. */
static void
test_stop_waits (Fixture *fixture, gconstpointer data)
{
  int waiting = open_with (fixture, GET ("/wait"));
  int listening = open_with (fixture, GET ("/events"));
  int idle = tp_test_connect (tp_server_address (fixture->server));
  wait_for_events (fixture);
  g_mutex_lock (&fixture->lock);
  fixture->release_handler = TRUE;
  g_cond_broadcast (&fixture->changed);
  g_mutex_unlock (&fixture->lock);
  g_usleep (100 * 1000);
  gint64 start = g_get_monotonic_time ();
  g_assert_true (tp_server_stop (g_steal_pointer (&fixture->server)));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_TIME_SPAN_SECOND);
  g_assert_true (fixture->handler_ended);
  g_autoptr (TpTestReply) reply = tp_test_receive (waiting, FALSE);
  g_assert_cmpstr (reply->body, ==, "released");
  expect (listening, "0\r\n\r\n");
  g_assert_true (fixture->events_closed);
  close (waiting);
  close (listening);
  close (idle);
}

/* A handler that does not end cannot hold the stop up: its client gets 503 within ten seconds. */
static void
test_stop_gives_up (Fixture *fixture, gconstpointer data)
{
  int waiting = open_with (fixture, GET ("/wait"));
  g_usleep (200 * 1000);
  gint64 start = g_get_monotonic_time ();
  g_assert_false (tp_server_stop (fixture->server));
  g_assert_cmpint (g_get_monotonic_time () - start, <=,
                   TP_SERVER_STOP_SECONDS * G_TIME_SPAN_SECOND + G_TIME_SPAN_SECOND / 2);
  g_autoptr (TpTestReply) reply = tp_test_receive (waiting, FALSE);
  g_assert_cmpuint (reply->status, ==, 503);
  close (waiting);
  g_mutex_lock (&fixture->lock);
  fixture->release_handler = TRUE;
  g_cond_broadcast (&fixture->changed);
  g_mutex_unlock (&fixture->lock);
  g_usleep (200 * 1000);
  g_assert_true (fixture->handler_ended);
}

static gint64
time_of_quick (Fixture *fixture)
{
  gint64 start = g_get_monotonic_time ();
  int fd = open_with (fixture, "GET /quick HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  g_autoptr (TpTestReply) reply = tp_test_receive (fd, FALSE);
  g_assert_cmpuint (reply->status, ==, 200);
  gint64 took = g_get_monotonic_time () - start;
  close (fd);
  return took;
}

static void
test_idle_crowd (Fixture *fixture, gconstpointer data)
{
  struct rlimit limit;
  getrlimit (RLIMIT_NOFILE, &limit);
  guint count = limit.rlim_cur >= 20000 ? 9500 : (guint)limit.rlim_cur / 3;
  g_autofree int *fds = g_new (int, count);
  for (guint i = 0; i < count; i++)
    fds[i] = tp_test_connect (tp_server_address (fixture->server));
  for (guint i = 0; i < count; i += 2)
    tp_test_send (fds[i], "GET /quick HTTP/1.1\r\nHost:", -1);
  gint64 slowest = 0;
  for (guint i = 0; i < 20; i++)
    slowest = MAX (slowest, time_of_quick (fixture));
  g_test_message ("%u idle connections, slowest of 20 answers: %" G_GINT64_FORMAT " us", count,
                  slowest);
  g_assert_cmpuint (tp_server_connections (fixture->server), >=, count);
  g_assert_cmpint (slowest, <, G_TIME_SPAN_SECOND);
  for (guint i = 0; i < count; i++)
    close (fds[i]);
}

static const TpServerOptions few_connections = {.connections_max = 40, .idle_seconds = 30};
static const TpServerOptions short_idle = {.idle_seconds = 1};

/* A full server makes room: whoever says nothing for a second must go. */
static void
test_full (Fixture *fixture, gconstpointer data)
{
  int fds[60];
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    fds[i] = tp_test_connect (tp_server_address (fixture->server));
  g_assert_cmpint (time_of_quick (fixture), <, 5 * G_TIME_SPAN_SECOND);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
}

/* A head that dribbles in is cut off, however often a byte comes. */
static void
test_dribble (Fixture *fixture, gconstpointer data)
{
  int fd = tp_test_connect (tp_server_address (fixture->server));
  tp_test_send (fd, "GET /quick HTTP/1.1\r\nHost: x\r\nX: ", -1);
  char byte;
  gboolean is_open = TRUE;
  for (guint i = 0; i < 50 && is_open; i++) {
    tp_test_send (fd, "x", 1);
    g_usleep (100 * 1000);
    is_open = recv (fd, &byte, 1, MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }
  g_assert_false (is_open);
  close (fd);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    gconstpointer data;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
      {"/http/stream/whole",           NULL,             test_stream              },
      {"/http/stream/fails",           NULL,             test_stream_fails        },
      {"/http/stream/back-pressure",   NULL,             test_stream_back_pressure},
      {"/http/events/send",            NULL,             test_events              },
      {"/http/events/client-gone",     NULL,             test_events_client_gone  },
      {"/http/events/ping",            NULL,             test_events_ping         },
      {"/http/events/overflow",        NULL,             test_events_overflow     },
      {"/http/stop/waits",             NULL,             test_stop_waits          },
      {"/http/stop/gives-up",          NULL,             test_stop_gives_up       },
      {"/http/connections/idle-crowd", NULL,             test_idle_crowd          },
      {"/http/connections/full",       &few_connections, test_full                },
      {"/http/connections/dribble",    &short_idle,      test_dribble             },
  };
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, tests[i].data, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
