/* SPDX-License-Identifier: Apache-2.0 */
/* A doubly linked list under one lock, which a sweep holds while it calls shutdown: a descriptor is
 * closed only after its connection was taken out, so a sweep never meets a descriptor's next owner.
 * What a connection does is one word, written by its poll thread. */
#include "http/connections.h"

#include <sys/socket.h>

struct TpConnection {
  GList link;
  int fd;
  gint64 idle_since_us; /* 0: not idle */
  gint64 receiving_since_us;
  gint64 deadline_us; /* of receiving; 0: none */
};

struct TpConnections {
  GMutex lock;
  GQueue open;
  guint max;
  guint idle_seconds;
};

TpConnections *
tp_connections_new (guint max, guint idle_seconds)
{
  TpConnections *connections = g_new0 (TpConnections, 1);
  g_mutex_init (&connections->lock);
  g_queue_init (&connections->open);
  connections->max = max;
  connections->idle_seconds = idle_seconds;
  return connections;
}

void
tp_connections_free (TpConnections *connections)
{
  g_assert (connections->open.length == 0);
  g_mutex_clear (&connections->lock);
  g_free (connections);
}

TpConnection *
tp_connections_open (TpConnections *connections, int fd)
{
  TpConnection *connection = g_new0 (TpConnection, 1);
  connection->link.data = connection;
  connection->fd = fd;
  connection->idle_since_us = g_get_monotonic_time ();
  g_mutex_lock (&connections->lock);
  g_queue_push_tail_link (&connections->open, &connection->link);
  g_mutex_unlock (&connections->lock);
  return connection;
}

void
tp_connections_close (TpConnections *connections, TpConnection *connection)
{
  g_mutex_lock (&connections->lock);
  g_queue_unlink (&connections->open, &connection->link);
  g_mutex_unlock (&connections->lock);
  g_free (connection);
}

static void
set (TpConnection *connection, gint64 idle_since_us, gint64 deadline_us)
{
  __atomic_store_n (&connection->idle_since_us, idle_since_us, __ATOMIC_RELAXED);
  __atomic_store_n (&connection->deadline_us, deadline_us, __ATOMIC_RELAXED);
}

void
tp_connection_set_idle (TpConnection *connection)
{
  set (connection, g_get_monotonic_time (), 0);
}

void
tp_connection_set_receiving (TpConnection *connection, gint64 received_bytes)
{
  if (received_bytes == 0)
    connection->receiving_since_us = g_get_monotonic_time ();
  gint64 seconds = TP_CONNECTION_BODY_SECONDS + received_bytes / TP_CONNECTION_BODY_PACE;
  set (connection, 0, connection->receiving_since_us + seconds * G_TIME_SPAN_SECOND);
}

void
tp_connection_set_busy (TpConnection *connection)
{
  set (connection, 0, 0);
}

guint
tp_connections_count (TpConnections *connections)
{
  g_mutex_lock (&connections->lock);
  guint count = connections->open.length;
  g_mutex_unlock (&connections->lock);
  return count;
}

static guint
patience_seconds (const TpConnections *connections)
{
  guint count = connections->open.length;
  if (count >= connections->max - connections->max / 10)
    return 1;
  if (count >= connections->max - connections->max / 4)
    return MIN (5, connections->idle_seconds);
  return connections->idle_seconds;
}

guint
tp_connections_sweep (TpConnections *connections, gint64 now_us)
{
  guint ended = 0;
  g_mutex_lock (&connections->lock);
  gint64 idle_limit = now_us - patience_seconds (connections) * G_TIME_SPAN_SECOND;
  for (GList *link = connections->open.head; link != NULL; link = link->next) {
    TpConnection *connection = link->data;
    gint64 idle_since = __atomic_load_n (&connection->idle_since_us, __ATOMIC_RELAXED);
    gint64 deadline = __atomic_load_n (&connection->deadline_us, __ATOMIC_RELAXED);
    if ((idle_since == 0 || idle_since > idle_limit) && (deadline == 0 || deadline > now_us))
      continue;
    shutdown (connection->fd, SHUT_RDWR);
    ended++;
  }
  g_mutex_unlock (&connections->lock);
  return ended;
}
