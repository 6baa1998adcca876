/* SPDX-License-Identifier: Apache-2.0 */
/* One mutex. The reader suspends its connection under it and notes so; a writer that finds the note
 * resumes the connection, so a wake-up cannot be lost. The connection is known from the answer's
 * making until libmicrohttpd lets the answer go (let_go), and is not touched outside that time. */
#include "http/pipe.h"

#include <string.h>

#define BLOCK_SIZE (32 * 1024)

struct TpPipe {
  gint refs;
  GMutex lock;
  GCond room;
  GString *buffer;
  gsize offset; /* of what is not read yet */
  gsize max;
  struct MHD_Connection *connection;
  gboolean is_suspended;
  gboolean is_finished;
  gboolean is_closed;
  gint64 last_write_us;
  void (*closed) (gpointer data);
  gpointer closed_data;
};

TpPipe *
tp_pipe_new (gsize max)
{
  TpPipe *pipe = g_new0 (TpPipe, 1);
  pipe->refs = 1;
  g_mutex_init (&pipe->lock);
  g_cond_init (&pipe->room);
  pipe->buffer = g_string_new (NULL);
  pipe->max = max;
  pipe->last_write_us = g_get_monotonic_time ();
  return pipe;
}

TpPipe *
tp_pipe_ref (TpPipe *pipe)
{
  g_atomic_int_inc (&pipe->refs);
  return pipe;
}

void
tp_pipe_unref (TpPipe *pipe)
{
  if (pipe == NULL || !g_atomic_int_dec_and_test (&pipe->refs))
    return;
  g_mutex_clear (&pipe->lock);
  g_cond_clear (&pipe->room);
  g_string_free (pipe->buffer, TRUE);
  g_free (pipe);
}

/* With the lock held. */
static void
wake_reader (TpPipe *pipe)
{
  if (!pipe->is_suspended)
    return;
  pipe->is_suspended = FALSE;
  MHD_resume_connection (pipe->connection);
}

/* Takes the lock's place: unlocks, then tells. */
static void
unlock_and_tell (TpPipe *pipe, gboolean has_closed)
{
  void (*closed) (gpointer data) = has_closed ? pipe->closed : NULL;
  gpointer data = pipe->closed_data;
  if (has_closed)
    pipe->closed = NULL;
  g_mutex_unlock (&pipe->lock);
  if (closed != NULL)
    closed (data);
}

static gsize
waiting (const TpPipe *pipe)
{
  return pipe->buffer->len - pipe->offset;
}

static void
append (TpPipe *pipe, const char *bytes, gsize length)
{
  if (pipe->offset > 0) {
    g_string_erase (pipe->buffer, 0, (gssize)pipe->offset);
    pipe->offset = 0;
  }
  g_string_append_len (pipe->buffer, bytes, (gssize)length);
  pipe->last_write_us = g_get_monotonic_time ();
  wake_reader (pipe);
}

gboolean
tp_pipe_write (TpPipe *pipe, const char *bytes, gsize length)
{
  g_mutex_lock (&pipe->lock);
  gboolean overflows = waiting (pipe) + length > pipe->max;
  gboolean is_open = !pipe->is_closed && !pipe->is_finished;
  if (is_open && !overflows)
    append (pipe, bytes, length);
  gboolean has_closed = is_open && overflows;
  if (has_closed) {
    pipe->is_closed = TRUE;
    wake_reader (pipe);
  }
  unlock_and_tell (pipe, has_closed);
  return is_open && !overflows;
}

gboolean
tp_pipe_write_wait (TpPipe *pipe, const char *bytes, gsize length, guint seconds)
{
  g_mutex_lock (&pipe->lock);
  while (length > 0 && !pipe->is_closed) {
    gint64 until = g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND;
    gboolean has_room = TRUE;
    while (waiting (pipe) >= pipe->max && !pipe->is_closed && has_room)
      has_room = g_cond_wait_until (&pipe->room, &pipe->lock, until);
    if (waiting (pipe) >= pipe->max || pipe->is_closed)
      break;
    gsize piece = MIN (length, pipe->max - waiting (pipe));
    append (pipe, bytes, piece);
    bytes += piece;
    length -= piece;
  }
  gboolean ok = length == 0 && !pipe->is_closed;
  g_mutex_unlock (&pipe->lock);
  return ok;
}

void
tp_pipe_finish (TpPipe *pipe)
{
  g_mutex_lock (&pipe->lock);
  gboolean has_closed = !pipe->is_finished && !pipe->is_closed;
  pipe->is_finished = TRUE;
  wake_reader (pipe);
  unlock_and_tell (pipe, has_closed);
}

void
tp_pipe_fail (TpPipe *pipe)
{
  g_mutex_lock (&pipe->lock);
  gboolean has_closed = !pipe->is_closed;
  pipe->is_closed = TRUE;
  wake_reader (pipe);
  g_cond_broadcast (&pipe->room);
  unlock_and_tell (pipe, has_closed);
}

gboolean
tp_pipe_is_open (TpPipe *pipe)
{
  g_mutex_lock (&pipe->lock);
  gboolean is_open = !pipe->is_closed && !pipe->is_finished;
  g_mutex_unlock (&pipe->lock);
  return is_open;
}

gint64
tp_pipe_last_write_us (TpPipe *pipe)
{
  g_mutex_lock (&pipe->lock);
  gint64 last = pipe->last_write_us;
  g_mutex_unlock (&pipe->lock);
  return last;
}

void
tp_pipe_on_close (TpPipe *pipe, void (*closed) (gpointer data), gpointer data)
{
  g_mutex_lock (&pipe->lock);
  g_assert (pipe->closed == NULL);
  gboolean is_closed = pipe->is_closed || pipe->is_finished;
  pipe->closed = closed;
  pipe->closed_data = data;
  unlock_and_tell (pipe, is_closed);
}

static ssize_t
read_pipe (void *cls, uint64_t position, char *out, size_t max)
{
  TpPipe *pipe = cls;
  g_mutex_lock (&pipe->lock);
  gsize length = MIN (max, waiting (pipe));
  ssize_t result = (ssize_t)length;
  if (pipe->is_closed) {
    result = MHD_CONTENT_READER_END_WITH_ERROR;
  } else if (length > 0) {
    memcpy (out, pipe->buffer->str + pipe->offset, length);
    pipe->offset += length;
    g_cond_broadcast (&pipe->room);
  } else if (pipe->is_finished) {
    result = MHD_CONTENT_READER_END_OF_STREAM;
  } else {
    pipe->is_suspended = TRUE;
    MHD_suspend_connection (pipe->connection);
  }
  g_mutex_unlock (&pipe->lock);
  return result;
}

static void
let_go (void *cls)
{
  TpPipe *pipe = cls;
  g_mutex_lock (&pipe->lock);
  gboolean has_closed = !pipe->is_closed;
  pipe->is_closed = TRUE;
  pipe->is_suspended = FALSE;
  pipe->connection = NULL;
  g_cond_broadcast (&pipe->room);
  unlock_and_tell (pipe, has_closed);
  tp_pipe_unref (pipe);
}

struct MHD_Response *
tp_pipe_answer (TpPipe *pipe, struct MHD_Connection *connection)
{
  g_mutex_lock (&pipe->lock);
  g_assert (pipe->connection == NULL);
  pipe->connection = connection;
  g_mutex_unlock (&pipe->lock);
  return MHD_create_response_from_callback (MHD_SIZE_UNKNOWN, BLOCK_SIZE, read_pipe,
                                            tp_pipe_ref (pipe), let_go);
}
