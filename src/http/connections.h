/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <microhttpd.h>

/* The open connections and how long each may go on as it is: idle or sending a head, or sending a
 * body at less than a slow pace. A sweep shuts down what is over its time; the fuller the server,
 * the shorter the time for idle ones, so that whoever has something to say finds room. Thread-safe.
 */

#define TP_CONNECTION_BODY_SECONDS 30
#define TP_CONNECTION_BODY_PACE (16 * 1024) /* bytes a second */

typedef struct TpConnections TpConnections;
typedef struct TpConnection TpConnection;

TpConnections *tp_connections_new (guint max, guint idle_seconds); /* (transfer full) */
void tp_connections_free (TpConnections *connections);

TpConnection *tp_connections_open (TpConnections *connections, int fd);
/* Before the descriptor is closed. */
void tp_connections_close (TpConnections *connections, TpConnection *connection);

/* What the connection is doing from now on. */
void tp_connection_set_idle (TpConnection *connection);
void tp_connection_set_receiving (TpConnection *connection, gint64 received_bytes);
void tp_connection_set_busy (TpConnection *connection);

guint tp_connections_count (TpConnections *connections);
/* Returns how many were shut down. */
guint tp_connections_sweep (TpConnections *connections, gint64 now_us);
