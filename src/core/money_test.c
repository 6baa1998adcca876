/* SPDX-License-Identifier: Apache-2.0 */
#include "core/money.h"

#include "base/error.h"

static void
test_format (void)
{
  static const struct {
    gint64 minor;
    const char *currency, *want;
  } cases[] = {
      {123450, "EUR", "1234.50"},
      {-5,     "EUR", "-0.05"  },
      {0,      "EUR", "0.00"   },
      {1234,   "JPY", "1234"   },
      {-1234,  "KWD", "-1.234" },
      {7,      "KWD", "0.007"  },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = tp_money_format (cases[i].minor, cases[i].currency);
    g_assert_cmpstr (text, ==, cases[i].want);
  }
  g_assert_cmpint (tp_currency_digits ("EUR"), ==, 2);
  g_assert_cmpint (tp_currency_digits ("eur"), ==, -1);
  g_assert_cmpint (tp_currency_digits ("R A"), ==, -1);
  g_assert_cmpint (tp_currency_digits (""), ==, -1);
}

static void
test_convert (void)
{
  static const struct {
    gint64 minor;
    int digits;
    const char *rate;
    int to_digits;
    gint64 want; /* G_MININT64: refused */
  } cases[] = {
      {1000,         2, "1",                    2, 1000      },
      {1000,         2, "0.9174",               2, 917       },
      {-1000,        2, "0.9175",               2, -918      },
      {1000,         0, "0.0062",               2, 620       },
      {150,          2, "160.5",                0, 241       },
      {1000,         2, "0",                    2, G_MININT64},
      {1000,         2, "-1",                   2, G_MININT64},
      {1000,         2, "1,5",                  2, G_MININT64},
      {1000,         2, "",                     2, G_MININT64},
      {1000,         2, ".5",                   2, G_MININT64},
      {1000,         2, "1e3",                  2, G_MININT64},
      {TP_MONEY_MAX, 2, "2",                    2, G_MININT64},
      {1,            2, "99999999999999999999", 2, G_MININT64},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 result = G_MININT64;
    g_autoptr (GError) error = NULL;
    gboolean ok = tp_money_convert (cases[i].minor, cases[i].digits, cases[i].rate,
                                    cases[i].to_digits, &result, &error);
    g_assert_cmpint (result, ==, cases[i].want);
    g_assert_cmpint (ok, ==, error == NULL);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/money/format", test_format);
  g_test_add_func ("/money/convert", test_convert);
  return g_test_run ();
}
