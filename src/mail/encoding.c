/* SPDX-License-Identifier: Apache-2.0 */
/* A mailing spends much of its time here. Runs of characters that stand for themselves are found by
 * a table and copied whole, into room made once for the worst case. */
#include "mail/encoding.h"

#include <string.h>

#define LINE_LENGTH 76

static const char hex[] = "0123456789ABCDEF";

/* Octets that stand for themselves in quoted-printable. */
static const guint8 is_plain[256] = {
    ['\t'] = 1,
    [' ' ... '<'] = 1,
    ['>' ... '~'] = 1,
};

static const char *const names[] = {
    [TP_ENCODING_7BIT] = "7bit",
    [TP_ENCODING_QUOTED_PRINTABLE] = "quoted-printable",
    [TP_ENCODING_BASE64] = "base64",
};

const char *
tp_encoding_name (TpEncoding encoding)
{
  return names[encoding];
}

static gsize
count_not_ascii (const char *text, gsize length)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  gsize n = 0, i = 0;
  for (guint64 word; i + sizeof word <= length; i += sizeof word) {
    memcpy (&word, text + i, sizeof word);
    word = word >> 7 & ones;
    n += word * ones >> 56;
  }
  for (; i < length; i++)
    n += (guchar)text[i] >= 0x80;
  return n;
}

/* Some servers quote "From ", some cut blanks at the end, some lose dots. */
static gboolean
is_line_safe (const char *line, gsize length)
{
  if (length > LINE_LENGTH)
    return FALSE;
  if (length == 0)
    return TRUE;
  if (line[0] == '.' || line[length - 1] == ' ' || line[length - 1] == '\t')
    return FALSE;
  if (length >= 5 && memcmp (line, "From ", 5) == 0)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if ((!is_plain[(guchar)line[i]] && line[i] != '=') ||
        (line[i] == '=' && i + 1 < length && line[i + 1] == '_'))
      return FALSE;
  return TRUE;
}

static gboolean
is_all_safe (const char *text, gsize length)
{
  while (length > 0) {
    const char *lf = memchr (text, '\n', length);
    gsize line = lf != NULL ? (gsize)(lf - text) : length;
    gsize next = lf != NULL ? line + 1 : line;
    if (lf != NULL && line > 0 && text[line - 1] == '\r')
      line--;
    if (!is_line_safe (text, line))
      return FALSE;
    text += next;
    length -= next;
  }
  return TRUE;
}

TpEncoding
tp_encoding_choose (const char *text, gsize length)
{
  gsize eight_bit = count_not_ascii (text, length);
  if (eight_bit == 0 && is_all_safe (text, length))
    return TP_ENCODING_7BIT;
  return eight_bit * 16 > length * 3 ? TP_ENCODING_BASE64 : TP_ENCODING_QUOTED_PRINTABLE;
}

/* Makes room, and tells where to write. */
static char *
reserve (GString *out, gsize octets)
{
  gsize length = out->len;
  g_string_set_size (out, length + octets);
  return out->str + length;
}

static char *
append_crlf (char *to)
{
  *to++ = '\r';
  *to++ = '\n';
  return to;
}

static char *
append_soft_break (char *to)
{
  *to++ = '=';
  return append_crlf (to);
}

static char *
append_octet (char *to, guchar octet)
{
  *to++ = '=';
  *to++ = hex[octet >> 4];
  *to++ = hex[octet & 15];
  return to;
}

/* Whether all eight octets are from ' ' to '~' and not '=': each term has the high bit of every
 * octet that is not (the lowest such one for certain). */
static gboolean
is_plain_word (const char *text)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  guint64 word;
  memcpy (&word, text, sizeof word);
  guint64 equals = word ^ (ones * '=');
  guint64 bad = word | (word + ones) | (word - ones * ' ') | (equals - ones);
  return (bad & (ones * 0x80)) == 0;
}

/* The octets from text that stand for themselves. A blank at the end of a line does not. */
static gsize
plain_run (const char *text, const char *end)
{
  const char *p = text;
  while (end - p >= 8 && is_plain_word (p))
    p += 8;
  while (p < end && is_plain[(guchar)*p])
    p++;
  if (p > text && (p == end || *p == '\n' || *p == '\r') && (p[-1] == ' ' || p[-1] == '\t'))
    p--;
  return (gsize)(p - text);
}

static char *
append_run (char *to, gsize *column, const char *text, gsize length)
{
  while (length > 0) {
    gsize room = LINE_LENGTH - 1 - *column;
    if (room == 0) {
      to = append_soft_break (to);
      room = LINE_LENGTH - 1;
      *column = 0;
    }
    gsize n = MIN (room, length);
    memcpy (to, text, n);
    to += n;
    text += n;
    *column += n;
    length -= n;
  }
  return to;
}

static char *
append_special (char *to, gsize *column, guchar octet)
{
  if (*column + 3 > LINE_LENGTH - 1) {
    to = append_soft_break (to);
    *column = 0;
  }
  *column += 3;
  return append_octet (to, octet);
}

static gsize
line_end_length (const char *text, const char *end)
{
  if (*text == '\n')
    return 1;
  if (*text != '\r')
    return 0;
  return text + 1 < end && text[1] == '\n' ? 2 : 1;
}

static gboolean
must_hide_first (const char *text, const char *end)
{
  return *text == '.' || (end - text >= 5 && memcmp (text, "From ", 5) == 0);
}

static void
append_quoted_printable (GString *out, const char *text, gsize length)
{
  const char *end = text + length;
  gsize start = out->len, column = 0;
  char *first = reserve (out, length * 4 + 8), *to = first;
  while (text < end) {
    gsize line_end = line_end_length (text, end);
    if (line_end > 0) {
      to = append_crlf (to);
      column = 0;
      text += line_end;
      continue;
    }
    gsize run = column == 0 && must_hide_first (text, end) ? 0 : plain_run (text, end);
    to = append_run (to, &column, text, run);
    text += run;
    if (text < end && (run == 0 || !is_plain[(guchar)*text]) && line_end_length (text, end) == 0)
      to = append_special (to, &column, (guchar)*text++);
  }
  g_string_set_size (out, start + (gsize)(to - first));
}

/* 57 octets make a line of 76. Line ends become CRLF first, as text/ asks for (RFC 2046 4.1.1). */
static void
append_base64 (GString *out, const char *text, gsize length)
{
  const char *end = text + length;
  g_autoptr (GString) crlf = g_string_sized_new (length + length / 16 + 16);
  while (text < end) {
    gsize line_end = line_end_length (text, end);
    const char *p = text;
    while (p < end && *p != '\n' && *p != '\r')
      p++;
    g_string_append_len (crlf, text, p - text);
    text = p + (line_end > 0 ? line_end : 0);
    if (line_end > 0)
      g_string_append_len (crlf, "\r\n", 2);
  }
  gsize start = out->len;
  char *first = reserve (out, crlf->len / 57 * 78 + 82), *to = first;
  for (gsize i = 0; i < crlf->len; i += 57) {
    gint state = 0, save = 0;
    if (i > 0)
      to = append_crlf (to);
    to += g_base64_encode_step ((const guchar *)crlf->str + i, MIN (57, crlf->len - i), FALSE, to,
                                &state, &save);
    to += g_base64_encode_close (FALSE, to, &state, &save);
  }
  g_string_set_size (out, start + (gsize)(to - first));
}

static void
append_7bit (GString *out, const char *text, gsize length)
{
  while (length > 0) {
    const char *lf = memchr (text, '\n', length);
    gsize line = lf != NULL ? (gsize)(lf - text) : length;
    gsize next = lf != NULL ? line + 1 : line;
    gsize visible = lf != NULL && line > 0 && text[line - 1] == '\r' ? line - 1 : line;
    g_string_append_len (out, text, (gssize)visible);
    if (lf != NULL)
      g_string_append_len (out, "\r\n", 2);
    text += next;
    length -= next;
  }
}

void
tp_encoding_append (GString *out, TpEncoding encoding, const char *text, gsize length)
{
  if (encoding == TP_ENCODING_7BIT)
    append_7bit (out, text, length);
  else if (encoding == TP_ENCODING_BASE64)
    append_base64 (out, text, length);
  else
    append_quoted_printable (out, text, length);
}
