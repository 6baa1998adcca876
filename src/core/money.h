/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Money is int64 minor units and an ISO 4217 currency. */

#define TP_MONEY_MAX G_GINT64_CONSTANT (99999999999999999) /* minor units */

/* Digits of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD; -1: no such currency (upper case is
 * wanted). */
int tp_currency_digits (const char *currency);

/* "1234.50" for 123450 EUR; as JSON and exports write it. (transfer full) */
char *tp_money_format (gint64 minor, const char *currency);

/* amount × rate (a positive decimal such as "0.9174"), between currencies of these digits, rounded
 * half away from zero. INVALID: not a rate; LIMIT: too large. */
gboolean tp_money_convert (gint64 minor, int digits, const char *rate, int to_digits,
                           gint64 *out_minor, GError **error);
