/* SPDX-License-Identifier: Apache-2.0 */
/* Writers run on a pool of TP_STREAMS_MAX threads, made as needed. Pipes are kept in a set while
 * somebody may write to them, so that a tick can ping them and a stop can end them. */
#include "http/stream.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "http/events.h"
#include "http/request_private.h"

#define PING ":ping\n\n"
#define CUT_GRACE_US (500 * 1000)

struct TpStreams {
  GMutex lock;
  GCond ended;
  GHashTable *events;  /* set of TpPipe */
  GHashTable *writers; /* set of TpStream */
  GThreadPool *pool;
  gboolean is_stopping;
};

struct TpStream {
  TpStreams *streams;
  TpPipe *pipe;
  TpStreamWriter write;
  gpointer data;
  GDestroyNotify free_data;
  const TpHttpHooks *hooks;
  char *request_id;
  const char *pattern;
};

static void
report_fault (const TpStream *stream, const GError *error)
{
  if (error == NULL || tp_error_code (error) == TP_ERROR_BUSY)
    return;
  if (stream->hooks->fault != NULL)
    stream->hooks->fault (stream->hooks->data, stream->request_id, stream->pattern, error);
  else
    g_warning ("request %s: %s", stream->request_id, error->message);
}

static void
run_writer (gpointer data, gpointer user_data)
{
  TpStream *stream = data;
  TpStreams *streams = user_data;
  g_autoptr (GError) error = NULL;
  if (stream->write (stream, stream->data, &error)) {
    tp_pipe_finish (stream->pipe);
  } else {
    report_fault (stream, error);
    tp_pipe_fail (stream->pipe);
  }
  if (stream->free_data != NULL)
    stream->free_data (stream->data);
  g_mutex_lock (&streams->lock);
  g_hash_table_remove (streams->writers, stream);
  g_cond_broadcast (&streams->ended);
  g_mutex_unlock (&streams->lock);
  tp_pipe_unref (stream->pipe);
  g_free (stream->request_id);
  g_free (stream);
}

TpStreams *
tp_streams_new (void)
{
  TpStreams *streams = g_new0 (TpStreams, 1);
  g_mutex_init (&streams->lock);
  g_cond_init (&streams->ended);
  streams->events = g_hash_table_new_full (NULL, NULL, (GDestroyNotify)tp_pipe_unref, NULL);
  streams->writers = g_hash_table_new (NULL, NULL);
  streams->pool = g_thread_pool_new (run_writer, streams, TP_STREAMS_MAX, FALSE, NULL);
  return streams;
}

gboolean
tp_streams_add_events (TpStreams *streams, TpPipe *pipe)
{
  g_mutex_lock (&streams->lock);
  gboolean ok = !streams->is_stopping && g_hash_table_size (streams->events) < TP_EVENTS_MAX;
  if (ok)
    g_hash_table_add (streams->events, tp_pipe_ref (pipe));
  g_mutex_unlock (&streams->lock);
  return ok;
}

TpPipe *
tp_streams_start (TpStreams *streams, TpResponse *response)
{
  g_mutex_lock (&streams->lock);
  gboolean ok = !streams->is_stopping && g_hash_table_size (streams->writers) < TP_STREAMS_MAX;
  TpPipe *pipe = NULL;
  if (ok) {
    TpStream *stream = g_new0 (TpStream, 1);
    stream->streams = streams;
    stream->pipe = tp_pipe_new (TP_STREAM_BUFFER);
    stream->write = g_steal_pointer (&response->write);
    stream->data = g_steal_pointer (&response->write_data);
    stream->free_data = g_steal_pointer (&response->free_write_data);
    stream->hooks = response->request->exchange->hooks;
    stream->request_id = g_strdup (response->request->id);
    stream->pattern = response->request->match.route->path;
    pipe = tp_pipe_ref (stream->pipe);
    g_hash_table_add (streams->writers, stream);
    g_thread_pool_push (streams->pool, stream, NULL);
  }
  g_mutex_unlock (&streams->lock);
  return pipe;
}

gboolean
tp_stream_write (TpStream *stream, const char *bytes, gssize length, GError **error)
{
  gsize size = length < 0 ? strlen (bytes) : (gsize)length;
  if (!tp_pipe_write_wait (stream->pipe, bytes, size, TP_STREAM_STALL))
    return tp_error (error, TP_ERROR_BUSY, _ ("the client takes no more of the answer"));
  return TRUE;
}

void
tp_streams_tick (TpStreams *streams, gint64 now_us)
{
  g_autoptr (GPtrArray) idle = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_pipe_unref);
  g_mutex_lock (&streams->lock);
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, streams->events);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    if (!tp_pipe_is_open (key))
      g_hash_table_iter_remove (&iter);
    else if (now_us - tp_pipe_last_write_us (key) >= TP_EVENTS_PING * G_TIME_SPAN_SECOND)
      g_ptr_array_add (idle, tp_pipe_ref (key));
  }
  g_mutex_unlock (&streams->lock);
  for (guint i = 0; i < idle->len; i++)
    tp_pipe_write (g_ptr_array_index (idle, i), PING, strlen (PING));
}

static void
wait_for_writers (TpStreams *streams, gint64 until_us)
{
  while (g_hash_table_size (streams->writers) > 0)
    if (!g_cond_wait_until (&streams->ended, &streams->lock, until_us))
      break;
}

static GPtrArray *
take_events (TpStreams *streams)
{
  GPtrArray *pipes = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_pipe_unref);
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, streams->events);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    g_ptr_array_add (pipes, key);
    g_hash_table_iter_steal (&iter);
  }
  return pipes;
}

gboolean
tp_streams_stop (TpStreams *streams, gint64 until_us)
{
  g_mutex_lock (&streams->lock);
  streams->is_stopping = TRUE;
  g_autoptr (GPtrArray) pipes = take_events (streams);
  g_mutex_unlock (&streams->lock);
  for (guint i = 0; i < pipes->len; i++)
    tp_pipe_finish (g_ptr_array_index (pipes, i));

  g_mutex_lock (&streams->lock);
  wait_for_writers (streams, until_us);
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, streams->writers);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    tp_pipe_fail (((TpStream *)key)->pipe);
  wait_for_writers (streams, g_get_monotonic_time () + CUT_GRACE_US);
  gboolean have_ended = g_hash_table_size (streams->writers) == 0;
  g_mutex_unlock (&streams->lock);
  return have_ended;
}

void
tp_streams_free (TpStreams *streams)
{
  g_thread_pool_free (streams->pool, FALSE, TRUE);
  g_hash_table_unref (streams->events);
  g_hash_table_unref (streams->writers);
  g_mutex_clear (&streams->lock);
  g_cond_clear (&streams->ended);
  g_free (streams);
}
