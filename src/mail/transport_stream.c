/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/smtp_data.h"
#include "mail/transport_backend.h"

#include <errno.h>
#include <unistd.h>

typedef struct {
  int fd;
  GString *buffer; /* one mail */
} Stream;

static gboolean
write_all (int fd, const char *bytes, gsize length)
{
  while (length > 0) {
    gssize n = write (fd, bytes, length);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    bytes += n;
    length -= (gsize)n;
  }
  return TRUE;
}

/* Half a mail may be in the pipe when a write fails. */
static void
submit_stream (TpTransport *transport, const TpDelivery *deliveries, gsize n, TpTransportDone done,
               gpointer data)
{
  Stream *self = tp_transport_state (transport);
  for (gsize i = 0; i < n; i++) {
    TpReply reply;
    g_string_printf (self->buffer, "MAIL FROM:<%s>\r\nRCPT TO:<%s>\r\nDATA\r\n", deliveries[i].from,
                     deliveries[i].to);
    tp_smtp_data_append (self->buffer, deliveries[i].bytes, deliveries[i].length);
    if (write_all (self->fd, self->buffer->str, self->buffer->len))
      tp_reply_set (&reply, TP_OUTCOME_ACCEPTED, 250, "2.0.0", "written");
    else
      tp_reply_set (&reply, TP_OUTCOME_UNCERTAIN, 451, "4.3.0", g_strerror (errno));
    tp_transport_answer (transport, &deliveries[i], &reply, done, data);
  }
}

static void
free_stream (gpointer state)
{
  Stream *self = state;
  g_string_free (self->buffer, TRUE);
  g_free (self);
}

TpTransport *
tp_transport_new_stream (int fd)
{
  static const TpTransportClass klass = {"stream", 1000, submit_stream, NULL, free_stream};
  Stream *self = g_new0 (Stream, 1);
  self->fd = fd;
  self->buffer = g_string_new (NULL);
  return tp_transport_new (&klass, self);
}
