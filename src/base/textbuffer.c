/* SPDX-License-Identifier: Apache-2.0 */
/* One growing block: unread text is moved to its front before more is appended. The source's offset
 * is known as long as no piece was converted. */
#include "base/textbuffer.h"

#include <string.h>

#define STEP_BYTES 65536

void
tp_text_buffer_init (TpTextBuffer *self, TpDecoder *decoder)
{
  *self = (TpTextBuffer){.decoder = decoder, .capacity = 2 * STEP_BYTES};
  self->bytes = g_malloc (self->capacity + 1);
  self->bytes[0] = '\0';
}

void
tp_text_buffer_clear (TpTextBuffer *self)
{
  g_clear_pointer (&self->decoder, tp_decoder_free);
  g_clear_pointer (&self->bytes, g_free);
}

static void
move_to_front (TpTextBuffer *self)
{
  memmove (self->bytes, self->bytes + self->start, self->end - self->start);
  self->end -= self->start;
  if (self->base >= 0)
    self->base += (gint64)self->start;
  self->start = 0;
}

static void
append (TpTextBuffer *self, const char *text, gsize length)
{
  TpCharset charset = tp_decoder_charset (self->decoder);
  if (charset != TP_CHARSET_DETECT && charset != TP_CHARSET_UTF_8)
    self->base = -1;
  else if (self->end == 0)
    self->base = tp_decoder_offset (self->decoder);
  if (self->end + length > self->capacity) {
    self->capacity = MAX (self->capacity * 2, self->end + length);
    self->bytes = g_realloc (self->bytes, self->capacity + 1);
  }
  memcpy (self->bytes + self->end, text, length);
  self->end += length;
}

gboolean
tp_text_buffer_more (TpTextBuffer *self, GError **error)
{
  move_to_front (self);
  gsize want = self->end + MAX (self->end, STEP_BYTES);
  while (!self->ended && self->end < want) {
    const char *text;
    gsize length;
    if (!tp_decoder_read (self->decoder, &text, &length, error))
      return FALSE;
    append (self, text, length);
    self->ended = length == 0;
  }
  self->bytes[self->end] = '\0';
  return TRUE;
}

gint64
tp_text_buffer_offset (const TpTextBuffer *self)
{
  return self->base < 0 ? -1 : self->base + (gint64)self->start;
}
