/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/source.h"

/* Turns a stream of bytes of unknown encoding into UTF-8, in pieces, with bounded memory (about
 * 350 kB) for files of any size.
 *
 * How the encoding is found, unless it is given:
 * - a byte order mark says UTF-8 or UTF-16, and is left out;
 * - without one, zero bytes in most of every other place of the first 64 KiB say UTF-16;
 * - as long as only ASCII comes, nothing need be decided. At the first other byte the next 64 KiB
 *   are judged: more valid UTF-8 sequences than invalid bytes say UTF-8, else it is Windows-1252,
 *   which contains all that is printable in Latin-1.
 * What was decided holds to the end: a byte that does not fit after that is an error, not a guess.
 *
 * INVALID, with the byte offset in the stream: U+0000, invalid or overlong UTF-8, lone surrogates,
 * an incomplete character at the end, one of the five bytes that Windows-1252 does not have. */

typedef enum {
  TP_CHARSET_DETECT, /* as an answer: only ASCII so far */
  TP_CHARSET_UTF_8,
  TP_CHARSET_WINDOWS_1252,
  TP_CHARSET_UTF_16LE,
  TP_CHARSET_UTF_16BE,
} TpCharset;
#define TP_CHARSETS (TP_CHARSET_UTF_16BE + 1)

/* A name in any case, "latin1" and "iso-8859-1" being Windows-1252. FALSE when unknown. */
gboolean tp_charset_parse (const char *name, TpCharset *out_charset);

typedef struct TpDecoder TpDecoder;

/* Starts at the source's present place, which is byte `offset` of the whole; a byte order mark is
 * looked for only at 0. (transfer full) */
TpDecoder *tp_decoder_new (TpSource source, TpCharset charset, gint64 offset);
void tp_decoder_free (TpDecoder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpDecoder, tp_decoder_free)

/* The next piece of valid UTF-8 without U+0000, in whole characters; length 0 at the end. Borrowed
 * until the next call. After an error the decoder gives nothing more. */
gboolean tp_decoder_read (TpDecoder *self, const char **out_text, gsize *out_length,
                          GError **error);

TpCharset tp_decoder_charset (const TpDecoder *self);

/* Where the last piece began in the source; each of its bytes is one byte there as long as the
 * charset is ASCII or UTF-8. */
gint64 tp_decoder_offset (const TpDecoder *self);
