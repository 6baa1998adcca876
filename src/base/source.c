/* SPDX-License-Identifier: Apache-2.0 */
/* To add a source: a read function, a seek function where it can, and a maker. */
#include "base/source.h"

#include "base/error.h"
#include "base/i18n.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static gssize
read_fd (gpointer data, guint8 *buffer, gsize size, GError **error)
{
  gssize got;
  do
    got = read (GPOINTER_TO_INT (data), buffer, size);
  while (got < 0 && errno == EINTR);
  if (got < 0)
    tp_error (error, TP_ERROR_INTERNAL, _ ("reading failed: %s"), g_strerror (errno));
  return got;
}

static gboolean
seek_fd (gpointer data, gint64 offset, GError **error)
{
  return lseek (GPOINTER_TO_INT (data), offset, SEEK_SET) == offset ||
         tp_error (error, TP_ERROR_INTERNAL, _ ("going to byte %lld failed: %s"), (long long)offset,
                   g_strerror (errno));
}

TpSource
tp_source_fd (int fd)
{
  return (TpSource){
      .read = read_fd,
      .seek = lseek (fd, 0, SEEK_CUR) >= 0 ? seek_fd : NULL,
      .data = GINT_TO_POINTER (fd),
  };
}

static gssize
read_memory (gpointer data, guint8 *buffer, gsize size, GError **error)
{
  TpMemory *self = data;
  gsize length = MIN (size, self->length - self->at);
  if (self->piece > 0)
    length = MIN (length, self->piece);
  if (length > 0)
    memcpy (buffer, self->bytes + self->at, length);
  self->at += length;
  return (gssize)length;
}

static gboolean
seek_memory (gpointer data, gint64 offset, GError **error)
{
  TpMemory *self = data;
  if (offset < 0 || (guint64)offset > self->length)
    return tp_error (error, TP_ERROR_INTERNAL, _ ("going to byte %lld failed: %s"),
                     (long long)offset, g_strerror (EINVAL));
  self->at = (gsize)offset;
  return TRUE;
}

TpSource
tp_source_memory (TpMemory *self)
{
  return (TpSource){.read = read_memory, .seek = seek_memory, .data = self};
}
