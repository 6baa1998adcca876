/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/smtp_data.h"

#include <string.h>

/* The octets before the first CR or LF. memchr is far faster than a loop of ours, and a CR is
 * looked for within the line only. */
static gsize
line_length (const char *text, gsize length)
{
  const char *lf = memchr (text, '\n', length);
  gsize n = lf != NULL ? (gsize)(lf - text) : length;
  const char *cr = memchr (text, '\r', n);
  return cr != NULL ? (gsize)(cr - text) : n;
}

void
tp_smtp_data_append (GString *out, const char *bytes, gsize length)
{
  while (length > 0) {
    gsize line = line_length (bytes, length);
    if (bytes[0] == '.')
      g_string_append_c (out, '.');
    g_string_append_len (out, bytes, (gssize)line);
    g_string_append_len (out, "\r\n", 2);
    gsize end = line;
    if (end < length)
      end += end + 1 < length && memcmp (bytes + end, "\r\n", 2) == 0 ? 2 : 1;
    bytes += end;
    length -= end;
  }
  g_string_append_len (out, ".\r\n", 3);
}
