/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "http/hooks.h"
#include "http/route.h"

/* The HTTP/1.1 server (RFC 9110, RFC 9112): a few poll threads that never wait, and a pool of
 * workers on which handlers run. TLS and HTTP/2 are a proxy's business.
 *
 * Held to: one Content-Length of digits, or Transfer-Encoding: chunked, never both; one Host;
 * header names that are tokens; no NUL. What breaks these is answered 400 and the connection
 * closed. Limits: header block (431), body by route (413), queued requests (503), bodies in memory
 * over all requests (503). Connections that idle or dribble are closed, sooner when the server is
 * nearly full, so that idle ones don't keep others out. */

typedef struct {
  const char *listen; /* "127.0.0.1:8080", "[::1]:0", "0.0.0.0:80", "localhost:8080" */
  const char *const *trusted_proxies; /* "10.0.0.0/8", "::1"; NULL-ended; NULL: none */
  const char *spool_dir;              /* NULL: the system's */
  /* 0 means the default in brackets. */
  guint poll_threads;     /* [number of processors, at most 8] */
  guint worker_threads;   /* [16] */
  guint queue_max;        /* requests waiting for a worker [2000] */
  guint connections_max;  /* [20000, less where descriptors are short] */
  guint idle_seconds;     /* an idle connection, and each header block's time [60] */
  guint header_bytes_max; /* the request line and headers [16 KiB] */
  gint64 body_bytes_max;  /* of routes without their own limit [1 MiB] */
  gint64 body_memory_max; /* bodies held in memory at a time [256 MiB] */
} TpServerOptions;

#define TP_SERVER_STOP_SECONDS 10

typedef struct TpServer TpServer;

/* Binds and serves. The router must have been checked; router and hooks must outlive the server.
 * INVALID: the address or a network cannot be read; BUSY: the address is taken; INTERNAL.
 * (transfer full) */
TpServer *tp_server_start (const TpServerOptions *options, const TpRouter *router,
                           const TpHttpHooks *hooks, GError **error);

/* "127.0.0.1:41234", the port being the one that is open. (borrowed) */
const char *tp_server_address (const TpServer *server);
guint tp_server_connections (TpServer *server);

/* Takes no more connections, finishes what is under way (at most TP_SERVER_STOP_SECONDS), closes
 * event streams, frees. FALSE: a handler is still running, its client got 503; the server, router,
 * hooks and their data must stay, and another call frees once it has ended. */
gboolean tp_server_stop (TpServer *server);
