/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/local.h"

#include "liquid/date.h"
#include "liquid/money.h"

#include <math.h>

/* Numbers and amounts as they are written in English, German and Dutch. The blank between amount
 * and currency is a no-break space. */

#define NO_BREAK "\xC2\xA0"

static void
put_grouped (const char *digits, gsize length, char separator, GString *out)
{
  for (gsize i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0)
      g_string_append_c (out, separator);
    g_string_append_c (out, digits[i]);
  }
}

/* Plain digits, "-1234.5", in the language's way. */
static void
put_digits (TpLanguage language, const char *plain, GString *out)
{
  gboolean english = language == TP_LANGUAGE_EN;
  gsize whole;

  if (*plain == '-') {
    g_string_append_c (out, '-');
    plain++;
  }
  whole = strspn (plain, "0123456789");
  put_grouped (plain, whole, english ? ',' : '.', out);
  if (plain[whole] == '.') {
    g_string_append_c (out, english ? '.' : ',');
    g_string_append (out, plain + whole + 1);
  } else
    g_string_append (out, plain + whole);
}

void
tp_local_number (TpLanguage language, double number, int decimals, GString *out)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  char format[16], text[400];

  if (decimals < 0) {
    tp_decimal_format (number, plain);
    if (g_str_has_suffix (plain->str, ".0"))
      g_string_truncate (plain, plain->len - 2);
  } else {
    g_snprintf (format, sizeof format, "%%.%df", MIN (decimals, 15));
    g_string_append (
        plain, g_ascii_formatd (text, sizeof text, format, number + (number < 0 ? -1e-12 : 1e-12)));
  }
  put_digits (language, plain->str, out);
}

static void
put_amount (TpLanguage language, gint64 minor, const char *currency, GString *out)
{
  guint64 units = (guint64)tp_money_units (currency);
  guint64 size = minor < 0 ? -(guint64)minor : (guint64)minor;
  int decimals = tp_money_decimals (currency);
  char plain[48];

  if (decimals == 0)
    g_snprintf (plain, sizeof plain, "%" G_GUINT64_FORMAT, size);
  else
    g_snprintf (plain, sizeof plain, "%" G_GUINT64_FORMAT ".%0*" G_GUINT64_FORMAT, size / units,
                decimals, size % units);
  put_digits (language, plain, out);
}

void
tp_local_money (TpLanguage language, gint64 minor, const char *currency, GString *out)
{
  const char *symbol = tp_money_symbol (currency);
  char code[4] = {currency[0], currency[1], currency[2], '\0'};
  const char *sign = minor < 0 ? "-" : "";

  switch (language) {
  case TP_LANGUAGE_DE:
    g_string_append (out, sign);
    put_amount (language, minor, currency, out);
    g_string_append_printf (out, NO_BREAK "%s", symbol != NULL ? symbol : code);
    break;
  case TP_LANGUAGE_NL:
    g_string_append_printf (out, "%s" NO_BREAK "%s", symbol != NULL ? symbol : code, sign);
    put_amount (language, minor, currency, out);
    break;
  default:
    g_string_append_printf (out, "%s%s%s", sign, symbol != NULL ? symbol : code,
                            symbol != NULL ? "" : NO_BREAK);
    put_amount (language, minor, currency, out);
    break;
  }
}

void
tp_local_time (const TpRun *run, const TpValue *value, GString *out)
{
  g_autoptr (GDateTime) date = tp_date_read (value, run->env->zone, run->env->now);

  if (date == NULL)
    return;
  tp_date_write (date, "long", 4, run->env->language, out);
  if (value->kind == TP_VALUE_TIME)
    tp_date_write (date, " %H:%M", 6, run->env->language, out);
}
