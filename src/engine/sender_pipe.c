/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/sender_pipe.h"

#include "db/db.h"

struct TpSenderPipe {
  TpAccount *account;
  const TpRender *render;
  GThreadPool *pool;
  GAsyncQueue *done; /* of TpSenderSlice */
  guint out;         /* pushed and not popped */
  guint most;
};

void
tp_sender_slice_free (TpSenderSlice *slice)
{
  if (slice == NULL)
    return;
  for (guint i = 0; i < slice->length; i++)
    tp_render_item_clear (&slice->items[i]);
  g_free (slice->items);
  g_clear_error (&slice->error);
  g_free (slice);
}

static void
render_slice (gpointer data, gpointer user)
{
  TpSenderPipe *pipe = user;
  TpSenderSlice *slice = data;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (pipe->account), &slice->error);
  if (conn != NULL)
    tp_render_many (pipe->render, conn, slice->items, slice->length, &slice->error);
  g_clear_pointer (&conn, tp_conn_release);
  g_async_queue_push (pipe->done, slice);
}

TpSenderPipe *
tp_sender_pipe_new (TpAccount *account, const TpRender *render, guint threads)
{
  TpSenderPipe *pipe = g_new0 (TpSenderPipe, 1);
  pipe->account = account;
  pipe->render = render;
  pipe->done = g_async_queue_new_full ((GDestroyNotify)tp_sender_slice_free);
  pipe->pool = g_thread_pool_new (render_slice, pipe, (int)threads, TRUE, NULL);
  pipe->most = 2 * threads + 2;
  return pipe;
}

void
tp_sender_pipe_free (TpSenderPipe *pipe)
{
  if (pipe == NULL)
    return;
  g_thread_pool_free (pipe->pool, FALSE, TRUE);
  g_async_queue_unref (pipe->done);
  g_free (pipe);
}

gboolean
tp_sender_pipe_has_room (const TpSenderPipe *pipe)
{
  return pipe->out < pipe->most;
}

gboolean
tp_sender_pipe_is_empty (const TpSenderPipe *pipe)
{
  return pipe->out == 0;
}

void
tp_sender_pipe_push (TpSenderPipe *pipe, TpSenderSlice *slice)
{
  pipe->out++;
  g_thread_pool_push (pipe->pool, slice, NULL);
}

TpSenderSlice *
tp_sender_pipe_pop (TpSenderPipe *pipe, guint wait_ms)
{
  if (pipe->out == 0)
    return NULL;
  TpSenderSlice *slice = wait_ms > 0
                             ? g_async_queue_timeout_pop (pipe->done, wait_ms * (guint64)1000)
                             : g_async_queue_try_pop (pipe->done);
  if (slice != NULL)
    pipe->out--;
  return slice;
}
