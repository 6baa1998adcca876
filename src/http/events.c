/* SPDX-License-Identifier: Apache-2.0 */
/* An event stream is its pipe under another name; what this file adds is the format. */
#include "http/events.h"

#include <string.h>

#include "http/pipe.h"
#include "http/request_private.h"
#include "http/stream.h"

static TpPipe *
pipe_of (TpEvents *events)
{
  return (TpPipe *)events;
}

TpEvents *
tp_response_events (TpResponse *response)
{
  TpPipe *pipe = tp_pipe_new (TP_EVENTS_QUEUE_MAX);
  tp_response_drop_body (response);
  response->pipe = pipe;
  response->content_type = g_strdup ("text/event-stream");
  tp_response_header (response, "X-Accel-Buffering", "no");
  if (!tp_streams_add_events (response->request->exchange->streams, pipe)) {
    /* A type without a body becomes 503 in answer.c. */
    tp_pipe_fail (pipe);
    response->pipe = NULL;
    return (TpEvents *)pipe;
  }
  return (TpEvents *)tp_pipe_ref (pipe);
}

TpEvents *
tp_events_ref (TpEvents *events)
{
  return (TpEvents *)tp_pipe_ref (pipe_of (events));
}

void
tp_events_unref (TpEvents *events)
{
  tp_pipe_unref (pipe_of (events));
}

static void
append_field (GString *text, const char *field, const char *value)
{
  if (value == NULL)
    return;
  g_assert (strpbrk (value, "\r\n") == NULL);
  g_string_append_printf (text, "%s: %s\n", field, value);
}

gboolean
tp_events_send (TpEvents *events, const char *name, const char *id, const char *data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  append_field (text, "event", name);
  append_field (text, "id", id);
  for (const char *line = data; line != NULL;) {
    gsize length = strcspn (line, "\r\n");
    g_string_append (text, "data: ");
    g_string_append_len (text, line, (gssize)length);
    g_string_append_c (text, '\n');
    line += length;
    if (line[0] == '\r' && line[1] == '\n')
      line++;
    line = *line == '\0' ? NULL : line + 1;
  }
  g_string_append_c (text, '\n');
  return tp_pipe_write (pipe_of (events), text->str, text->len);
}

gboolean
tp_events_is_open (TpEvents *events)
{
  return tp_pipe_is_open (pipe_of (events));
}

void
tp_events_close (TpEvents *events)
{
  tp_pipe_finish (pipe_of (events));
}

void
tp_events_on_close (TpEvents *events, void (*closed) (gpointer data), gpointer data)
{
  tp_pipe_on_close (pipe_of (events), closed, data);
}
