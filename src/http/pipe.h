/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <microhttpd.h>

/* The bounded buffer between whoever writes a body piece by piece and the poll thread that sends
 * it. While it is empty the connection is suspended, so no poll thread waits; while it is full the
 * writer waits, or is refused. Thread-safe; counted references. */

typedef struct TpPipe TpPipe;

TpPipe *tp_pipe_new (gsize max);
TpPipe *tp_pipe_ref (TpPipe *pipe);
void tp_pipe_unref (TpPipe *pipe);

/* All or nothing, without waiting; what does not fit closes the pipe. FALSE: it is closed. */
gboolean tp_pipe_write (TpPipe *pipe, const char *bytes, gsize length);
/* Waits for room, `seconds` at most without any progress. FALSE: closed, or none came. */
gboolean tp_pipe_write_wait (TpPipe *pipe, const char *bytes, gsize length, guint seconds);

/* Ends the body: what is in the buffer is still sent. */
void tp_pipe_finish (TpPipe *pipe);
/* Cuts the connection. */
void tp_pipe_fail (TpPipe *pipe);
gboolean tp_pipe_is_open (TpPipe *pipe);
/* Monotonic microseconds of the last write. */
gint64 tp_pipe_last_write_us (TpPipe *pipe);

/* Called once when the pipe closes for whatever reason, at once when it is closed already; without
 * a lock held, on any thread. */
void tp_pipe_on_close (TpPipe *pipe, void (*closed) (gpointer data), gpointer data);

/* The answer that reads from the pipe on that connection; once. (transfer full) */
struct MHD_Response *tp_pipe_answer (TpPipe *pipe, struct MHD_Connection *connection);
