/* SPDX-License-Identifier: Apache-2.0 */
/* Digits are read one by one: strtod knows locales and cannot say 0.1. */
#include "segment/number.h"

#include "segment/tree.h"

#include <string.h>

#define DIGITS_BEFORE 14
#define DIGITS_BEHIND 4

static gint64
unit_of (guint digits)
{
  gint64 unit = 1;
  for (guint i = digits; i < DIGITS_BEHIND; i++)
    unit *= 10;
  return unit;
}

gboolean
tp_segment_number_parse (const char *text, gint64 *out_scaled)
{
  gboolean negative = *text == '-';
  const char *cursor = negative ? text + 1 : text;
  gsize before = strspn (cursor, "0123456789");
  gsize behind = cursor[before] == '.' ? strspn (cursor + before + 1, "0123456789") : 0;
  gboolean has_point = cursor[before] == '.';
  if (before == 0 || before > DIGITS_BEFORE || behind > DIGITS_BEHIND ||
      (has_point && behind == 0) || cursor[before + (has_point ? 1 : 0) + behind] != '\0')
    return FALSE;
  gint64 scaled = 0;
  for (; *cursor != '\0'; cursor++)
    if (*cursor != '.')
      scaled = scaled * 10 + (*cursor - '0');
  scaled *= unit_of ((guint)behind);
  *out_scaled = negative ? -scaled : scaled;
  return TRUE;
}

void
tp_segment_number_append (GString *out, gint64 scaled)
{
  guint64 size = scaled < 0 ? (guint64)0 - (guint64)scaled : (guint64)scaled;
  guint64 whole = size / TP_SEGMENT_SCALE, rest = size % TP_SEGMENT_SCALE;
  g_string_append_printf (out, "%s%" G_GUINT64_FORMAT, scaled < 0 ? "-" : "", whole);
  if (rest == 0)
    return;
  g_string_append_printf (out, ".%04" G_GUINT64_FORMAT, rest);
  while (out->str[out->len - 1] == '0')
    g_string_truncate (out, out->len - 1);
}

gint64
tp_segment_number_of_minor (gint64 minor, guint currency_digits)
{
  gint64 scaled = 0;
  if (__builtin_mul_overflow (minor, unit_of (currency_digits), &scaled))
    return minor < 0 ? G_MININT64 : G_MAXINT64;
  return scaled;
}

gboolean
tp_segment_number_fits (gint64 scaled, guint digits)
{
  return scaled % unit_of (digits) == 0;
}
