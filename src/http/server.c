/* SPDX-License-Identifier: Apache-2.0 */
/* libmicrohttpd's poll threads call `handle` for every piece of a request; it moves the request
 * from stage to stage and never waits. Where hooks or a handler must run, the connection is
 * suspended and the request goes to the workers' pool; settling or waking it brings `handle` back.
 * A housekeeping thread sweeps connections and pings event streams. */
#include "http/server.h"

#include <sys/resource.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "http/connections.h"
#include "http/exchange.h"
#include "http/listen.h"
#include "http/stage.h"
#include "http/stream.h"

#define TICK_MS 500
#define DESCRIPTORS_KEPT 256   /* for files, database, mail */
#define POOL_SLACK (16 * 1024) /* for what libmicrohttpd keeps beside a request's head */

struct TpServer {
  TpExchange exchange;
  TpNetworks *trusted;
  TpConnections *connections;
  struct MHD_Daemon *daemon;
  char *address;
  char *spool_dir;
  GThread *housekeeper;
  GMutex lock;
  GCond stop;
  gboolean is_stopping;
};

static void *
on_target (void *cls, const char *target, struct MHD_Connection *connection)
{
  TpServer *server = cls;
  return tp_request_new (&server->exchange, connection, target);
}

static void
on_completed (void *cls, struct MHD_Connection *connection, void **context,
              enum MHD_RequestTerminationCode code)
{
  TpServer *server = cls;
  TpRequest *request = *context;
  *context = NULL;
  TpConnection *state = tp_stage_connection (connection);
  if (state != NULL)
    tp_connection_set_idle (state);
  if (request == NULL)
    return;
  const TpHttpHooks *hooks = server->exchange.hooks;
  if (hooks->access != NULL) {
    TpAccess access = {request->id, request->method[0] != '\0' ? request->method : "-",
                       request->is_matched ? request->match.route->path : "-",
                       request->answer_status, g_get_monotonic_time () - request->started_us};
    hooks->access (hooks->data, &access);
  }
  tp_request_unref (request);
}

static void
on_connection (void *cls, struct MHD_Connection *connection, void **socket_context,
               enum MHD_ConnectionNotificationCode code)
{
  TpServer *server = cls;
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    *socket_context = tp_connections_open (server->connections, info->connect_fd);
  } else if (*socket_context != NULL) {
    tp_connections_close (server->connections, *socket_context);
    *socket_context = NULL;
  }
}

/* Targets are decoded by http/path.c, once. */
static size_t
leave_encoded (void *cls, struct MHD_Connection *connection, char *text)
{
  return strlen (text);
}

static void
on_library_log (void *cls, const char *format, va_list args)
{
  g_autofree char *text = g_strdup_vprintf (format, args);
  g_debug ("libmicrohttpd: %s", g_strchomp (text));
}

static gpointer
keep_house (gpointer data)
{
  TpServer *server = data;
  g_mutex_lock (&server->lock);
  while (!server->is_stopping) {
    gint64 until = g_get_monotonic_time () + TICK_MS * G_TIME_SPAN_MILLISECOND;
    g_cond_wait_until (&server->stop, &server->lock, until);
    g_mutex_unlock (&server->lock);
    gint64 now_us = g_get_monotonic_time ();
    tp_connections_sweep (server->connections, now_us);
    tp_streams_tick (server->exchange.streams, now_us);
    g_mutex_lock (&server->lock);
  }
  g_mutex_unlock (&server->lock);
  return NULL;
}

static guint
or_default (guint value, guint fallback)
{
  return value != 0 ? value : fallback;
}

static guint
choose_connections_max (const TpServerOptions *options)
{
  guint wanted = or_default (options->connections_max, 20000);
  struct rlimit limit;
  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return MIN (wanted, 512);
  if (limit.rlim_cur < limit.rlim_max && limit.rlim_cur < wanted + DESCRIPTORS_KEPT) {
    limit.rlim_cur = MIN (limit.rlim_max, (rlim_t)wanted + DESCRIPTORS_KEPT);
    setrlimit (RLIMIT_NOFILE, &limit);
  }
  rlim_t usable = limit.rlim_cur > 2 * DESCRIPTORS_KEPT ? limit.rlim_cur - DESCRIPTORS_KEPT
                                                        : limit.rlim_cur / 2;
  return (guint)MIN ((rlim_t)wanted, usable);
}

static gboolean
start_daemon (TpServer *server, const TpServerOptions *options, guint connections_max, int listener,
              GError **error)
{
  guint threads = or_default (options->poll_threads, MIN (g_get_num_processors (), 8));
  guint idle_seconds = or_default (options->idle_seconds, 60);
  server->daemon = MHD_start_daemon (
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
      tp_stage_handle, &server->exchange, MHD_OPTION_EXTERNAL_LOGGER, on_library_log, NULL,
      MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_CONNECTION_LIMIT, connections_max,
      MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      server->exchange.header_bytes_max + POOL_SLACK, MHD_OPTION_STRICT_FOR_CLIENT, 1,
      MHD_OPTION_URI_LOG_CALLBACK, on_target, server, MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded,
      NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
      on_connection, server, threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, threads,
      MHD_OPTION_END);
  if (server->daemon != NULL)
    return TRUE;
  close (listener);
  return tp_error (error, TP_ERROR_INTERNAL, _ ("the HTTP server could not be started"));
}

static void
server_free (TpServer *server)
{
  if (server->exchange.workers != NULL)
    g_thread_pool_free (server->exchange.workers, FALSE, TRUE);
  if (server->exchange.streams != NULL)
    tp_streams_free (server->exchange.streams);
  if (server->connections != NULL)
    tp_connections_free (server->connections);
  tp_networks_free (server->trusted);
  g_mutex_clear (&server->exchange.lock);
  g_mutex_clear (&server->lock);
  g_cond_clear (&server->stop);
  g_free (server->address);
  g_free (server->spool_dir);
  g_free (server);
}

static void
init_exchange (TpServer *server, const TpServerOptions *options, const TpRouter *router,
               const TpHttpHooks *hooks)
{
  TpExchange *exchange = &server->exchange;
  exchange->router = router;
  exchange->hooks = hooks;
  exchange->trusted = server->trusted;
  exchange->spool_dir = server->spool_dir;
  exchange->header_bytes_max = or_default (options->header_bytes_max, 16 * 1024);
  exchange->body_bytes_max = options->body_bytes_max > 0 ? options->body_bytes_max : 1024 * 1024;
  exchange->body_memory_max =
      options->body_memory_max > 0 ? options->body_memory_max : 256 * 1024 * 1024;
  exchange->id_prefix = g_random_int ();
  g_mutex_init (&exchange->lock);
  g_queue_init (&exchange->suspended);
  exchange->streams = tp_streams_new ();
}

static void
assert_hooks (const TpRouter *router, const TpHttpHooks *hooks)
{
  for (gsize i = 0; i < tp_router_length (router); i++) {
    const TpRoute *route = tp_router_get (router, i);
    g_assert ((route->flags & TP_ROUTE_PUBLIC) || hooks->authenticate != NULL);
    g_assert (route->permission == NULL || hooks->allow != NULL);
  }
}

TpServer *
tp_server_start (const TpServerOptions *options, const TpRouter *router, const TpHttpHooks *hooks,
                 GError **error)
{
  assert_hooks (router, hooks);
  g_autoptr (TpNetworks) trusted = tp_networks_parse (options->trusted_proxies, error);
  g_autofree char *address = NULL;
  int listener = trusted != NULL ? tp_listen (options->listen, &address, error) : -1;
  if (listener < 0)
    return NULL;
  TpServer *server = g_new0 (TpServer, 1);
  g_mutex_init (&server->lock);
  g_cond_init (&server->stop);
  server->trusted = g_steal_pointer (&trusted);
  server->address = g_steal_pointer (&address);
  server->spool_dir = g_strdup (options->spool_dir);
  server->exchange.queue_max = or_default (options->queue_max, 2000);
  init_exchange (server, options, router, hooks);
  guint connections_max = choose_connections_max (options);
  server->connections =
      tp_connections_new (connections_max, or_default (options->idle_seconds, 60));
  server->exchange.workers = g_thread_pool_new (
      tp_stage_work, NULL, (gint)or_default (options->worker_threads, 16), FALSE, NULL);
  if (!start_daemon (server, options, connections_max, listener, error)) {
    server_free (server);
    return NULL;
  }
  server->housekeeper = g_thread_new ("http-house", keep_house, server);
  return server;
}

const char *
tp_server_address (const TpServer *server)
{
  return server->address;
}

guint
tp_server_connections (TpServer *server)
{
  return tp_connections_count (server->connections);
}

static void
wait_for_requests (TpServer *server, gint64 until_us)
{
  while (g_atomic_int_get (&server->exchange.requests) > 0 && g_get_monotonic_time () < until_us)
    g_usleep (5 * 1000);
}

/* Ends the daemon; what runs on workers and streams may outlast it. */
static void
halt (TpServer *server)
{
  gint64 until_us = g_get_monotonic_time () + TP_SERVER_STOP_SECONDS * G_TIME_SPAN_SECOND;
  g_atomic_int_set (&server->exchange.is_stopping, 1);
  MHD_socket listener = MHD_quiesce_daemon (server->daemon);
  if (listener >= 0)
    close (listener);
  gint64 cut_us = until_us - G_TIME_SPAN_SECOND;
  tp_streams_stop (server->exchange.streams, cut_us);
  wait_for_requests (server, cut_us);
  tp_exchange_abandon (&server->exchange);
  wait_for_requests (server, MIN (until_us, g_get_monotonic_time () + G_TIME_SPAN_SECOND));
  g_mutex_lock (&server->lock);
  server->is_stopping = TRUE;
  g_cond_signal (&server->stop);
  g_mutex_unlock (&server->lock);
  g_thread_join (server->housekeeper);
  MHD_stop_daemon (server->daemon);
  server->daemon = NULL;
}

gboolean
tp_server_stop (TpServer *server)
{
  if (server->daemon != NULL)
    halt (server);
  if (!tp_streams_stop (server->exchange.streams, g_get_monotonic_time ()) ||
      g_atomic_int_get (&server->exchange.requests) > 0)
    return FALSE;
  server_free (server);
  return TRUE;
}
