/* SPDX-License-Identifier: Apache-2.0 */
/* What begins like a formula is told by its first character; the two exceptions, numbers and phone
 * numbers, are small recognisers. To add an exception: a recogniser, asked in tp_csv_needs_guard.
 */
#include "base/csv_writer.h"

#include <string.h>

#define PHONE_MIN_DIGITS 4
#define PHONE_MAX_DIGITS 20

/* An optional sign, then digits with single . , ' or blanks between them. */
static gboolean
is_number (const char *text)
{
  gboolean after_digit = FALSE;
  if (*text == '+' || *text == '-')
    text++;
  for (; *text != '\0'; text++) {
    gboolean digit = g_ascii_isdigit (*text);
    if (!digit && (!after_digit || strchr (".,' ", *text) == NULL))
      return FALSE;
    after_digit = digit;
  }
  return after_digit;
}

/* A plus and a digit, then digits, blanks and ( ) - / . */
static gboolean
is_phone_number (const char *text)
{
  int digits = 0;
  if (text[0] != '+' || !g_ascii_isdigit (text[1]))
    return FALSE;
  for (text++; *text != '\0'; text++) {
    if (g_ascii_isdigit (*text))
      digits++;
    else if (strchr (" ()-/.", *text) == NULL)
      return FALSE;
  }
  return digits >= PHONE_MIN_DIGITS && digits <= PHONE_MAX_DIGITS;
}

gboolean
tp_csv_needs_guard (const char *text)
{
  const char *behind = text + strspn (text, "'"); /* looks guarded already */
  if (*behind == '\0' || strchr ("=+-@\t\r", *behind) == NULL)
    return FALSE;
  return !is_number (behind) && !is_phone_number (behind);
}

const char *
tp_csv_unguard (const char *text)
{
  return *text == '\'' && tp_csv_needs_guard (text + 1) ? text + 1 : text;
}

/* Also for what a reader would not take as a text at the beginning of a file. */
static gboolean
needs_quotes (const char *text, char delimiter)
{
  const char special[] = {delimiter, '"', '\r', '\n', '\0'};
  gsize length = strlen (text);
  return text[strcspn (text, special)] != '\0' || g_ascii_strncasecmp (text, "sep=", 4) == 0 ||
         g_str_has_prefix (text, TP_CSV_BYTE_ORDER_MARK) ||
         (length > 0 &&
          (strchr (" \t", text[0]) != NULL || strchr (" \t", text[length - 1]) != NULL));
}

static void
append_field (GString *out, const TpCsvFormat *format, const char *text)
{
  const char *apostrophe = format->guard && tp_csv_needs_guard (text) ? "'" : "";
  if (!needs_quotes (text, format->delimiter)) {
    g_string_append (out, apostrophe);
    g_string_append (out, text);
    return;
  }
  g_string_append_c (out, '"');
  g_string_append (out, apostrophe);
  for (const char *quote; (quote = strchr (text, '"')) != NULL; text = quote + 1) {
    g_string_append_len (out, text, quote - text + 1);
    g_string_append_c (out, '"');
  }
  g_string_append (out, text);
  g_string_append_c (out, '"');
}

void
tp_csv_append_row (GString *out, const TpCsvFormat *format, const char *const *fields, gsize length)
{
  /* A row of one empty field would be a blank line. */
  if (length == 1 && (fields[0] == NULL || fields[0][0] == '\0'))
    g_string_append (out, "\"\"");
  for (gsize i = 0; i < length; i++) {
    if (i > 0)
      g_string_append_c (out, format->delimiter);
    if (fields[i] != NULL)
      append_field (out, format, fields[i]);
  }
  g_string_append (out, "\r\n");
}
