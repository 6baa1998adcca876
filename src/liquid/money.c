/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/money.h"

#include <glib.h>
#include <string.h>

/* To add a currency: a row, where it differs from two decimals and its code. */

static const struct {
  char code[4];
  int decimals;
  const char *symbol;
} currencies[] = {
    {"EUR", 2, "€"},
    {"USD", 2, "$"  },
    {"GBP", 2, "£" },
    {"JPY", 0, "¥" },
    {"KRW", 0, "₩"},
    {"ISK", 0, NULL },
    {"CLP", 0, NULL },
    {"PYG", 0, NULL },
    {"VND", 0, "₫"},
    {"XAF", 0, NULL },
    {"XOF", 0, NULL },
    {"UGX", 0, NULL },
    {"BHD", 3, NULL },
    {"IQD", 3, NULL },
    {"JOD", 3, NULL },
    {"KWD", 3, NULL },
    {"LYD", 3, NULL },
    {"OMR", 3, NULL },
    {"TND", 3, NULL },
};

int
tp_money_decimals (const char *currency)
{
  for (guint i = 0; i < G_N_ELEMENTS (currencies); i++)
    if (memcmp (currencies[i].code, currency, 3) == 0)
      return currencies[i].decimals;
  return 2;
}

double
tp_money_units (const char *currency)
{
  int decimals = tp_money_decimals (currency);

  return decimals == 0 ? 1 : decimals == 3 ? 1000 : 100;
}

const char *
tp_money_symbol (const char *currency)
{
  for (guint i = 0; i < G_N_ELEMENTS (currencies); i++)
    if (memcmp (currencies[i].code, currency, 3) == 0)
      return currencies[i].symbol;
  return NULL;
}
