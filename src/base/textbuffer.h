/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/charset.h"

/* The unread part of a decoded stream as one piece of memory, for parsers that take a row or a line
 * at a time: what it parsed the parser steps over by moving `start`; what is not complete it asks
 * more for. The text from start to end is valid UTF-8 without NUL, and bytes[end] is NUL; the
 * parser may write into what it has stepped over or is about to. */
typedef struct {
  TpDecoder *decoder;
  char *bytes;
  gsize start, end, capacity;
  gboolean ended; /* nothing comes after `end` */
  gint64 base;    /* where bytes[0] is in the source; -1: unknown, since converted */
} TpTextBuffer;

/* Takes the decoder over. */
void tp_text_buffer_init (TpTextBuffer *self, TpDecoder *decoder);
void tp_text_buffer_clear (TpTextBuffer *self);

/* Moves the unread text to the front and appends at least as much again (at least 64 KiB), or what
 * is left; so a row that is scanned anew after each call costs at most twice its length. The caller
 * bounds the growth by giving up on what is too long. Pointers into the text become invalid. */
gboolean tp_text_buffer_more (TpTextBuffer *self, GError **error);

/* Where `start` is in the source, or -1. */
gint64 tp_text_buffer_offset (const TpTextBuffer *self);
