/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Exchange rates into the account's currency, set by hand, each from a day on until the next one of
 * the same currency. An order's value is fixed by the rate of its day when it is stored: setting a
 * rate later changes no stored order. */

#define TP_EXCHANGE_RATES_MAX 20000 /* in an account */

typedef struct {
  char currency[4];
  char since[11]; /* "2026-01-31" */
  char *rate;     /* decimal: how much of the account's currency one unit is worth */
} TpExchangeRate;

void tp_exchange_rate_free (TpExchangeRate *rate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpExchangeRate, tp_exchange_rate_free)

/* Sets or replaces one. INVALID: no currency, the account's own, no date, or not a rate above zero;
 * LIMIT. Event setting_changed. */
gboolean tp_exchange_rate_set (TpChange *change, const char *currency, const char *since,
                               const char *rate, GError **error);
/* NOT_FOUND. Event setting_changed. */
gboolean tp_exchange_rate_remove (TpChange *change, const char *currency, const char *since,
                                  GError **error);

/* By currency and day, of TpExchangeRate. (transfer full) */
GPtrArray *tp_exchange_rate_list (TpConn *conn, GError **error);

/* All that converting needs, as of one moment: the account's currency and the rates. Not
 * thread-safe. */
typedef struct TpExchange TpExchange;
TpExchange *tp_exchange_load (TpConn *conn, GError **error); /* (transfer full) */
void tp_exchange_free (TpExchange *exchange);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpExchange, tp_exchange_free)

const char *tp_exchange_currency (const TpExchange *exchange); /* the account's (borrowed) */

/* The account's currency while nobody chose it and nothing was bought: becomes `currency`, for
 * good. Otherwise nothing happens. *out_taken: whether it did; then tp_account_reload is wanted
 * after the commit. */
gboolean tp_exchange_take_currency (TpExchange *exchange, TpChange *change, const char *currency,
                                    gboolean *out_taken, GError **error);

/* The same in this object alone: for rehearsing. */
void tp_exchange_assume_currency (TpExchange *exchange, const char *currency);

/* The rate of a currency on that day; "1" for the account's own, NULL without an error when there
 * is none. (borrowed) */
const char *tp_exchange_find (const TpExchange *exchange, const char *currency, const char *date);

/* An amount in minor units of `currency` on that day as minor units of the account's. INVALID: no
 * rate (the message names the remedy); LIMIT: too large. */
gboolean tp_exchange_convert (const TpExchange *exchange, gint64 amount, const char *currency,
                              const char *date, gint64 *out_value, GError **error);
