/* SPDX-License-Identifier: Apache-2.0 */
/* The rates are loaded whole, by currency and day, so that orders of a chunk are converted without
 * a query each: the one in force on a day is found by halving. */
#include "core/exchange_rate.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/quote.h"
#include "base/time.h"
#include "core/money.h"
#include "core/setting.h"

#include <string.h>

struct TpExchange {
  char *currency;
  gboolean fixed;   /* somebody chose it, or something was bought */
  GPtrArray *rates; /* of TpExchangeRate, by currency and day */
};

void
tp_exchange_rate_free (TpExchangeRate *rate)
{
  if (rate == NULL)
    return;
  g_free (rate->rate);
  g_free (rate);
}

static gboolean
check_rate (TpConn *conn, const char *currency, const char *since, const char *rate, GError **error)
{
  gint64 ignored;
  int year, month, day;
  g_autofree char *own = tp_setting_get (conn, "currency", error);
  g_autofree char *shown = tp_quote (currency);
  g_autofree char *shown_since = tp_quote (since);
  if (own == NULL)
    return FALSE;
  if (tp_currency_digits (currency) < 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("no currency '%s'"), shown);
  if (strcmp (currency, own) == 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("'%s' is the account's own currency"), currency);
  if (!tp_date_parse (since, &year, &month, &day))
    return tp_error (error, TP_ERROR_INVALID, _ ("not a date: '%s'"), shown_since);
  return tp_money_convert (1, 2, rate, 2, &ignored, error);
}

static void
add_event (TpChange *change, const char *currency)
{
  g_autofree char *data = g_strdup_printf ("{\"name\":\"exchange_rate %s\"}", currency);
  tp_change_event (change, TP_EVENT_SETTING_CHANGED, 0, 0, 0, data);
}

gboolean
tp_exchange_rate_set (TpChange *change, const char *currency, const char *since, const char *rate,
                      GError **error)
{
  gint64 count = 0;
  TpConn *conn = tp_change_conn (change);
  if (!check_rate (conn, currency, since, rate, error) ||
      !tp_conn_int64 (conn, TP_SQL_EXCHANGE_RATE_COUNT, &count, error, ""))
    return FALSE;
  if (count >= TP_EXCHANGE_RATES_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("an account has at most %d exchange rates"),
                     TP_EXCHANGE_RATES_MAX);
  if (!tp_conn_run (conn, TP_SQL_EXCHANGE_RATE_SET, error, "sss", currency, since, rate))
    return FALSE;
  add_event (change, currency);
  return TRUE;
}

gboolean
tp_exchange_rate_remove (TpChange *change, const char *currency, const char *since, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (!tp_conn_run (conn, TP_SQL_EXCHANGE_RATE_REMOVE, error, "ss", currency, since))
    return FALSE;
  if (tp_conn_changes (conn) == 0) {
    g_autofree char *shown = tp_quote (currency);
    g_autofree char *shown_since = tp_quote (since);
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("no exchange rate of '%s' since '%s'"), shown,
                     shown_since);
  }
  add_event (change, currency);
  return TRUE;
}

GPtrArray *
tp_exchange_rate_list (TpConn *conn, GError **error)
{
  g_autoptr (GPtrArray) rates =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tp_exchange_rate_free);
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_EXCHANGE_RATE_LIST, &local, "i", (gint64)TP_EXCHANGE_RATES_MAX);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    TpExchangeRate *rate = g_new0 (TpExchangeRate, 1);
    g_strlcpy (rate->currency, tp_rows_text (rows, 0), sizeof rate->currency);
    g_strlcpy (rate->since, tp_rows_text (rows, 1), sizeof rate->since);
    rate->rate = g_strdup (tp_rows_text (rows, 2));
    g_ptr_array_add (rates, rate);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&rates) : NULL;
}

void
tp_exchange_free (TpExchange *exchange)
{
  if (exchange == NULL)
    return;
  g_free (exchange->currency);
  g_clear_pointer (&exchange->rates, g_ptr_array_unref);
  g_free (exchange);
}

TpExchange *
tp_exchange_load (TpConn *conn, GError **error)
{
  g_autoptr (TpExchange) exchange = g_new0 (TpExchange, 1);
  g_autofree char *fixed = tp_setting_get (conn, "currency_fixed", error);
  if (fixed == NULL)
    return NULL;
  exchange->fixed = strcmp (fixed, "yes") == 0;
  exchange->currency = tp_setting_get (conn, "currency", error);
  if (exchange->currency == NULL)
    return NULL;
  exchange->rates = tp_exchange_rate_list (conn, error);
  return exchange->rates != NULL ? g_steal_pointer (&exchange) : NULL;
}

const char *
tp_exchange_currency (const TpExchange *exchange)
{
  return exchange->currency;
}

gboolean
tp_exchange_take_currency (TpExchange *exchange, TpChange *change, const char *currency,
                           gboolean *out_taken, GError **error)
{
  *out_taken = FALSE;
  if (exchange->fixed)
    return TRUE;
  exchange->fixed = TRUE;
  if (!tp_conn_run (tp_change_conn (change), TP_SQL_SETTING_SET, error, "ss", "currency_fixed",
                    "yes"))
    return FALSE;
  if (strcmp (exchange->currency, currency) == 0)
    return TRUE;
  g_free (exchange->currency);
  exchange->currency = g_strdup (currency);
  *out_taken = TRUE;
  return tp_setting_set (change, "currency", currency, error);
}

void
tp_exchange_assume_currency (TpExchange *exchange, const char *currency)
{
  if (exchange->fixed)
    return;
  exchange->fixed = TRUE;
  g_free (exchange->currency);
  exchange->currency = g_strdup (currency);
}

/* Orders by currency, then day. */
static int
compare (const TpExchangeRate *rate, const char *currency, const char *date)
{
  int order = strcmp (rate->currency, currency);
  return order != 0 ? order : strcmp (rate->since, date);
}

const char *
tp_exchange_find (const TpExchange *exchange, const char *currency, const char *date)
{
  guint low = 0, high = exchange->rates->len; /* the answer stands before the first that is later */
  if (strcmp (currency, exchange->currency) == 0)
    return "1";
  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (compare (exchange->rates->pdata[middle], currency, date) <= 0)
      low = middle + 1;
    else
      high = middle;
  }
  const TpExchangeRate *rate = low > 0 ? exchange->rates->pdata[low - 1] : NULL;
  return rate != NULL && strcmp (rate->currency, currency) == 0 ? rate->rate : NULL;
}

gboolean
tp_exchange_convert (const TpExchange *exchange, gint64 amount, const char *currency,
                     const char *date, gint64 *out_value, GError **error)
{
  int digits = tp_currency_digits (currency);
  const char *rate = tp_exchange_find (exchange, currency, date);
  if (digits < 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("no currency '%s'"), currency);
  if (rate == NULL)
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("no exchange rate from %s to %s on %s; set one with 'tagpost rate set %s "
                        "%s RATE'"),
                     currency, exchange->currency, date, currency, date);
  if (strcmp (currency, exchange->currency) != 0)
    return tp_money_convert (amount, digits, rate, tp_currency_digits (exchange->currency),
                             out_value, error);
  *out_value = amount;
  return TRUE;
}
