/* SPDX-License-Identifier: Apache-2.0 */
/* One window of raw bytes; every read fills it, takes as many whole characters as it can from its
 * front, and hands them out where they lie (UTF-8) or converted. Converting is done here and not by
 * iconv: the two encodings take thirty lines, faults get exact offsets, and no converter modules
 * need be installed. */
#include "base/charset.h"

#include "base/error.h"
#include "base/i18n.h"

#include <string.h>

#define WINDOW_BYTES 65536

struct TpDecoder {
  TpSource source;
  TpCharset charset;
  gboolean mark_wanted; /* a byte order mark may still come */
  gboolean ended;       /* the source is */
  gboolean failed;
  gint64 offset;   /* of raw[0] in the source */
  gint64 piece_at; /* where the piece given last began */
  gsize length;    /* filled bytes of raw */
  gsize given;     /* bytes at raw's front that were handed out by the last read */
  guint8 raw[WINDOW_BYTES];
  char *converted; /* room for 3 bytes per raw byte, made when needed */
};

static const char *const names[] = {
    [TP_CHARSET_DETECT] = "ASCII",
    [TP_CHARSET_UTF_8] = "UTF-8",
    [TP_CHARSET_WINDOWS_1252] = "Windows-1252",
    [TP_CHARSET_UTF_16LE] = "UTF-16LE",
    [TP_CHARSET_UTF_16BE] = "UTF-16BE",
};
G_STATIC_ASSERT (G_N_ELEMENTS (names) == TP_CHARSETS);

/* What 0x80 to 0x9F mean; 0: nothing. */
static const guint16 windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

gboolean
tp_charset_parse (const char *name, TpCharset *out_charset)
{
  static const struct {
    const char *name;
    TpCharset charset;
  } others[] = {
      {"utf8",       TP_CHARSET_UTF_8       },
      {"cp1252",     TP_CHARSET_WINDOWS_1252},
      {"latin1",     TP_CHARSET_WINDOWS_1252},
      {"latin-1",    TP_CHARSET_WINDOWS_1252},
      {"iso-8859-1", TP_CHARSET_WINDOWS_1252},
      {"us-ascii",   TP_CHARSET_UTF_8       },
      {"ascii",      TP_CHARSET_UTF_8       },
  };
  for (int i = TP_CHARSET_UTF_8; i < TP_CHARSETS; i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0) {
      *out_charset = (TpCharset)i;
      return TRUE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_ascii_strcasecmp (name, others[i].name) == 0) {
      *out_charset = others[i].charset;
      return TRUE;
    }
  return FALSE;
}

TpDecoder *
tp_decoder_new (TpSource source, TpCharset charset, gint64 offset)
{
  TpDecoder *self = g_new (TpDecoder, 1);
  memset (self, 0, G_STRUCT_OFFSET (TpDecoder, raw));
  self->source = source;
  self->charset = charset;
  self->offset = offset;
  self->mark_wanted = offset == 0;
  self->converted = NULL;
  return self;
}

void
tp_decoder_free (TpDecoder *self)
{
  if (self == NULL)
    return;
  g_free (self->converted);
  g_free (self);
}

TpCharset
tp_decoder_charset (const TpDecoder *self)
{
  return self->charset;
}

gint64
tp_decoder_offset (const TpDecoder *self)
{
  return self->piece_at;
}

static gboolean
fault (TpDecoder *self, gsize at, const char *what, GError **error)
{
  return tp_error (error, TP_ERROR_INVALID, _ ("byte %lld of the file: %s"),
                   (long long)(self->offset + (gint64)at), what);
}

static void
drop_front (TpDecoder *self, gsize length)
{
  memmove (self->raw, self->raw + length, self->length - length);
  self->length -= length;
  self->offset += (gint64)length;
}

static gboolean
fill (TpDecoder *self, GError **error)
{
  while (!self->ended && self->length < WINDOW_BYTES) {
    gssize got = self->source.read (self->source.data, self->raw + self->length,
                                    WINDOW_BYTES - self->length, error);
    if (got < 0)
      return FALSE;
    self->length += (gsize)got;
    self->ended = got == 0;
  }
  return TRUE;
}

/* How many bytes at the front are ASCII without NUL. */
static gsize
count_ascii (const guint8 *bytes, gsize length)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101), tops = ones << 7;
  gsize at = 0;
  for (guint64 word; at + 8 <= length; at += 8) {
    memcpy (&word, bytes + at, 8);
    if (((word - ones) | word) & tops)
      break;
  }
  while (at < length && bytes[at] > 0 && bytes[at] < 0x80)
    at++;
  return at;
}

/* The length of the UTF-8 sequence (RFC 3629) that begins with this byte above 0x7F; 0: invalid;
 * -1: it may be one, but the bytes end. */
static int
utf8_length (const guint8 *bytes, gsize left)
{
  guint8 first = bytes[0], low = 0x80, high = 0xBF;
  int length = first >= 0xC2 && first <= 0xDF   ? 2
               : first >= 0xE0 && first <= 0xEF ? 3
               : first >= 0xF0 && first <= 0xF4 ? 4
                                                : 0;
  if (first == 0xE0) /* no overlong forms */
    low = 0xA0;
  else if (first == 0xF0)
    low = 0x90;
  else if (first == 0xED) /* no surrogates */
    high = 0x9F;
  else if (first == 0xF4) /* nothing above U+10FFFF */
    high = 0x8F;
  for (int i = 1; i < length; i++, low = 0x80, high = 0xBF) {
    if ((gsize)i >= left)
      return -1;
    if (bytes[i] < low || bytes[i] > high)
      return 0;
  }
  return length;
}

static gboolean
is_overlong (const guint8 *bytes, gsize left)
{
  return left >= 2 && (bytes[1] & 0xC0) == 0x80 &&
         (bytes[0] == 0xC0 || bytes[0] == 0xC1 || (bytes[0] == 0xE0 && bytes[1] < 0xA0) ||
          (bytes[0] == 0xF0 && bytes[1] < 0x90));
}

/* UTF-8 or Windows-1252, for a window that begins with a byte above 0x7F. Overlong forms count as a
 * try at UTF-8, so that they are refused and not shown as odd letters. */
static TpCharset
judge (const guint8 *bytes, gsize length)
{
  guint good = 0, bad = 0;
  for (gsize at = 0; at < length;) {
    at += count_ascii (bytes + at, length - at);
    if (at >= length)
      break;
    int sequence = bytes[at] == 0 ? 1 : utf8_length (bytes + at, length - at);
    if (sequence < 0)
      break;
    if (sequence > 1) {
      good++;
    } else if (is_overlong (bytes + at, length - at)) {
      good++;
      sequence = 2;
    } else if (bytes[at] != 0) {
      bad++;
    }
    at += (gsize)MAX (sequence, 1);
  }
  return good > bad ? TP_CHARSET_UTF_8 : TP_CHARSET_WINDOWS_1252;
}

/* Zero bytes in more than half of the high places and next to none in the low ones. */
static TpCharset
judge_utf16 (const guint8 *bytes, gsize length)
{
  gsize zeros[2] = {0};
  for (gsize i = 0; i < length; i++)
    zeros[i % 2] += bytes[i] == 0;
  if (zeros[1] * 4 > length && zeros[0] <= zeros[1] / 16)
    return TP_CHARSET_UTF_16LE;
  if (zeros[0] * 4 > length && zeros[1] <= zeros[0] / 16)
    return TP_CHARSET_UTF_16BE;
  return TP_CHARSET_DETECT;
}

static void
take_mark (TpDecoder *self)
{
  static const struct {
    TpCharset charset;
    const char *bytes;
    gsize length;
  } marks[] = {
      {TP_CHARSET_UTF_8,    "\xEF\xBB\xBF", 3},
      {TP_CHARSET_UTF_16LE, "\xFF\xFE",     2},
      {TP_CHARSET_UTF_16BE, "\xFE\xFF",     2},
  };
  self->mark_wanted = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if ((self->charset == TP_CHARSET_DETECT || self->charset == marks[i].charset) &&
        self->length >= marks[i].length &&
        memcmp (self->raw, marks[i].bytes, marks[i].length) == 0) {
      self->charset = marks[i].charset;
      drop_front (self, marks[i].length);
      return;
    }
  if (self->charset == TP_CHARSET_DETECT)
    self->charset = judge_utf16 (self->raw, self->length);
}

static gsize
put_utf8 (char *out, gunichar c)
{
  return (gsize)g_unichar_to_utf8 (c, out);
}

static gboolean
read_utf8 (TpDecoder *self, GError **error)
{
  gsize at = 0;
  for (;;) {
    at += count_ascii (self->raw + at, self->length - at);
    if (at == self->length)
      break;
    if (self->raw[at] == 0)
      return fault (self, at, _ ("the character U+0000 is not allowed"), error);
    int length = utf8_length (self->raw + at, self->length - at);
    if (length == 0)
      return fault (self, at,
                    is_overlong (self->raw + at, self->length - at)
                        ? _ ("not valid UTF-8 (overlong)")
                        : _ ("not valid UTF-8"),
                    error);
    if (length < 0 && self->ended)
      return fault (self, at, _ ("the file ends within a character"), error);
    if (length < 0)
      break;
    at += (gsize)length;
  }
  self->given = at;
  return TRUE;
}

static gboolean
read_windows_1252 (TpDecoder *self, gsize *out_length, GError **error)
{
  char *out = self->converted;
  for (gsize i = 0; i < self->length; i++) {
    guint8 byte = self->raw[i];
    gunichar c = byte >= 0x80 && byte <= 0x9F ? windows_1252[byte - 0x80] : byte;
    if (c == 0)
      return fault (self, i,
                    byte == 0 ? _ ("the character U+0000 is not allowed")
                              : _ ("no character of Windows-1252"),
                    error);
    if (c < 0x80)
      *out++ = (char)c;
    else
      out += put_utf8 (out, c);
  }
  self->given = self->length;
  *out_length = (gsize)(out - self->converted);
  return TRUE;
}

static gunichar
utf16_unit (const TpDecoder *self, gsize at)
{
  return self->charset == TP_CHARSET_UTF_16LE ? (gunichar)(self->raw[at] | self->raw[at + 1] << 8)
                                              : (gunichar)(self->raw[at + 1] | self->raw[at] << 8);
}

static gboolean
read_utf16 (TpDecoder *self, gsize *out_length, GError **error)
{
  char *out = self->converted;
  gsize at = 0;
  while (at + 2 <= self->length) {
    gunichar c = utf16_unit (self, at);
    gsize length = 2;
    if (c == 0)
      return fault (self, at, _ ("the character U+0000 is not allowed"), error);
    if (c >= 0xD800 && c <= 0xDFFF) {
      if (c < 0xDC00 && at + 4 > self->length)
        break;
      gunichar low = c < 0xDC00 ? utf16_unit (self, at + 2) : 0;
      if (low < 0xDC00 || low > 0xDFFF)
        return fault (self, at, _ ("a lone surrogate"), error);
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
      length = 4;
    }
    out += put_utf8 (out, c);
    at += length;
  }
  if (self->ended && at < self->length)
    return fault (self, at, _ ("the file ends within a character"), error);
  self->given = at;
  *out_length = (gsize)(out - self->converted);
  return TRUE;
}

/* Ends the time of ASCII when something else comes: gives what is before it first, so that the
 * window that is judged begins there. */
static gboolean
read_undecided (TpDecoder *self)
{
  gsize ascii = count_ascii (self->raw, self->length);
  if (ascii == 0 && self->length > 0) {
    self->charset = self->raw[0] == 0 ? TP_CHARSET_UTF_8 : judge (self->raw, self->length);
    return FALSE;
  }
  self->given = ascii;
  return TRUE;
}

static gboolean
read_piece (TpDecoder *self, const char **out_text, gsize *out_length, GError **error)
{
  *out_text = (const char *)self->raw;
  gboolean ok = TRUE;
  if (self->charset == TP_CHARSET_DETECT && read_undecided (self)) {
    *out_length = self->given;
  } else if (self->charset == TP_CHARSET_UTF_8) {
    ok = read_utf8 (self, error);
    *out_length = self->given;
  } else {
    if (self->converted == NULL)
      self->converted = g_malloc (WINDOW_BYTES * 3 + 8);
    *out_text = self->converted;
    ok = self->charset == TP_CHARSET_WINDOWS_1252 ? read_windows_1252 (self, out_length, error)
                                                  : read_utf16 (self, out_length, error);
  }
  return ok;
}

gboolean
tp_decoder_read (TpDecoder *self, const char **out_text, gsize *out_length, GError **error)
{
  *out_text = "";
  *out_length = 0;
  if (self->failed)
    return tp_error (error, TP_ERROR_INVALID, _ ("reading has failed before"));
  drop_front (self, self->given);
  self->given = 0;
  self->failed = !fill (self, error);
  if (self->failed)
    return FALSE;
  if (self->mark_wanted)
    take_mark (self);
  self->piece_at = self->offset;
  self->failed = !read_piece (self, out_text, out_length, error);
  if (self->failed)
    *out_length = 0;
  return !self->failed;
}
