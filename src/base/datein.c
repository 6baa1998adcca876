/* SPDX-License-Identifier: Apache-2.0 */
/* Three numbers with marks between them are read first; then their lengths tell which is the year.
 */
#include "base/datein.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/quote.h"
#include "base/time.h"

#include <string.h>

typedef struct {
  int value, digits;
} Number;

static const char *
skip_blanks (const char *at)
{
  while (*at == ' ' || *at == '\t')
    at++;
  return at;
}

static const char *
read_number (const char *at, int max_digits, Number *out_number)
{
  *out_number = (Number){0};
  for (; g_ascii_isdigit (*at) && out_number->digits < max_digits; at++, out_number->digits++)
    out_number->value = out_number->value * 10 + (*at - '0');
  return at;
}

/* Nothing, or a time of day: "T14:05:00Z", " 14:05". */
static gboolean
is_rest (const char *at)
{
  if (*skip_blanks (at) == '\0')
    return TRUE;
  if (*at != 'T' && *at != ' ')
    return FALSE;
  at = skip_blanks (at + 1);
  return g_ascii_isdigit (at[0]) && strspn (at, "0123456789:.,+-ZAPM ") == strlen (at) &&
         strchr (at, ':') != NULL;
}

static gboolean
read_compact (const char *text, Number numbers[3])
{
  if (strspn (text, "0123456789") != 8)
    return FALSE;
  const char *at = read_number (text, 4, &numbers[0]);
  at = read_number (at, 2, &numbers[1]);
  return is_rest (read_number (at, 2, &numbers[2]));
}

static gboolean
read_three (const char *text, Number numbers[3])
{
  const char *at = read_number (text, 4, &numbers[0]);
  char mark = *at;
  if (mark == '\0' || strchr (".-/", mark) == NULL)
    return FALSE;
  at = read_number (skip_blanks (at + 1), 2, &numbers[1]);
  if (*at != mark)
    return FALSE;
  at = read_number (skip_blanks (at + 1), 4, &numbers[2]);
  return is_rest (at);
}

static int
full_year (Number year, int this_year)
{
  if (year.digits == 4)
    return year.value;
  return year.digits != 2                     ? 0
         : year.value + 2000 <= this_year + 1 ? year.value + 2000
                                              : year.value + 1900;
}

gboolean
tp_datein_parse (const char *text, TpDateOrder order, int this_year, char out_date[11],
                 GError **error)
{
  Number numbers[3];
  const char *begin = skip_blanks (text);
  int year = 0, month = 0, day = 0;
  if (read_compact (begin, numbers) || read_three (begin, numbers)) {
    gboolean year_first = numbers[0].digits == 4;
    gboolean month_first = year_first || order == TP_DATE_MONTH_FIRST;
    const Number *rest = numbers + (year_first ? 1 : 0);
    year = full_year (numbers[year_first ? 0 : 2], this_year);
    month = rest[month_first ? 0 : 1].value;
    day = rest[month_first ? 1 : 0].value;
    if (numbers[1].digits == 0 || rest[0].digits > 2 || rest[1].digits > 2)
      year = 0;
  }
  if (!tp_date_is_valid (year, month, day)) {
    g_autofree char *shown = tp_quote (text);
    return tp_error (error, TP_ERROR_INVALID,
                     order == TP_DATE_MONTH_FIRST
                         ? _ ("not a date such as 2026-01-31 or 01/31/2026: '%s'")
                         : _ ("not a date such as 2026-01-31 or 31.01.2026: '%s'"),
                     shown);
  }
  g_snprintf (out_date, 11, "%04d-%02d-%02d", year, month, day);
  return TRUE;
}
