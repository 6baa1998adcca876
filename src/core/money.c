/* SPDX-License-Identifier: Apache-2.0 */
/* Currencies are those of ISO 4217's list one, without funds and metals; two digits unless the
 * table says otherwise. */
#include "core/money.h"

#include "base/error.h"
#include "base/i18n.h"

#include <string.h>

#define RATE_DIGITS 10

static const char currencies[] = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF "
                                 "BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
                                 "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD "
                                 "FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
                                 "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW "
                                 "KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA "
                                 "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR "
                                 "NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD "
                                 "RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
                                 "SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX "
                                 "USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG ";
static const char without_digits[] =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF ";
static const char with_three_digits[] = "BHD IQD JOD KWD LYD OMR TND ";

static gboolean
is_among (const char *currency, const char *list)
{
  const char *found = strstr (list, currency);
  return found != NULL && (found - list) % 4 == 0;
}

int
tp_currency_digits (const char *currency)
{
  if (strlen (currency) != 3 || strchr (currency, ' ') != NULL || !is_among (currency, currencies))
    return -1;
  return is_among (currency, without_digits) ? 0 : is_among (currency, with_three_digits) ? 3 : 2;
}

char *
tp_money_format (gint64 minor, const char *currency)
{
  int digits = tp_currency_digits (currency);
  gint64 unit = digits == 0 ? 1 : digits == 3 ? 1000 : 100;
  guint64 size = minor < 0 ? (guint64)-minor : (guint64)minor;
  const char *sign = minor < 0 ? "-" : "";
  if (digits == 0)
    return g_strdup_printf ("%s%" G_GUINT64_FORMAT, sign, size);
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%0*" G_GUINT64_FORMAT, sign,
                          size / (guint64)unit, MAX (digits, 2), size % (guint64)unit);
}

/* "0.9174" to 9174000000 (RATE_DIGITS digits); 0 when it is not a rate. */
static gint64
parse_rate (const char *rate)
{
  gint64 value = 0;
  int digits = -1; /* after the point */
  for (const char *p = rate; *p != '\0'; p++) {
    if (*p == '.' && digits < 0 && p != rate) {
      digits = 0;
      continue;
    }
    if (!g_ascii_isdigit (*p) || digits >= RATE_DIGITS ||
        value > G_GINT64_CONSTANT (10000000000000000))
      return 0;
    value = value * 10 + (*p - '0');
    if (digits >= 0)
      digits++;
  }
  for (digits = MAX (digits, 0); digits < RATE_DIGITS; digits++) {
    if (value > G_MAXINT64 / 10)
      return 0;
    value *= 10;
  }
  return value;
}

gboolean
tp_money_convert (gint64 minor, int digits, const char *rate, int to_digits, gint64 *out_minor,
                  GError **error)
{
  gint64 factor = parse_rate (rate);
  if (factor <= 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("not an exchange rate: '%s'"), rate);
  __int128 scaled = (__int128)minor * factor;
  __int128 divisor = 1;
  for (int i = 0; i < RATE_DIGITS; i++)
    divisor *= 10;
  for (; digits < to_digits; digits++)
    scaled *= 10;
  for (; digits > to_digits; digits--)
    divisor *= 10;
  __int128 half = scaled < 0 ? -divisor / 2 : divisor / 2;
  __int128 result = (scaled + half) / divisor;
  if (result > TP_MONEY_MAX || result < -TP_MONEY_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("the amount is too large"));
  *out_minor = (gint64)result;
  return TRUE;
}
