/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"

#include "base/datein.h"
#include "base/error.h"
#include "base/quote.h"

#include <string.h>

static void
test_amounts (void)
{
  static const struct {
    const char *text;
    char style; /* the decimal mark; ? unknown */
    int decimals;
    gboolean want_ok;
    gint64 want;
    const char *want_currency;
  } cases[] = {
      {"0",                      '?', 2, TRUE,  0,          ""   },
      {"12",                     '?', 2, TRUE,  1200,       ""   },
      {"1.234,56",               '?', 2, TRUE,  123456,     ""   },
      {"1,234.56",               '?', 2, TRUE,  123456,     ""   },
      {"1234.5",                 '?', 2, TRUE,  123450,     ""   },
      {"1 234,56",               '?', 2, TRUE,  123456,     ""   },
      {"1\u00a0234\u00a0567,8",  '?', 2, TRUE,  123456780,  ""   },
      {"1'234'567.80",           '?', 2, TRUE,  123456780,  ""   },
      {"1.234.567",              '?', 2, TRUE,  123456700,  ""   },
      {"0,125",                  '?', 3, TRUE,  125,        ""   },
      {"1.234",                  ',', 2, TRUE,  123400,     ""   },
      {"1.234",                  '.', 3, TRUE,  1234,       ""   },
      {"1,234",                  '.', 2, TRUE,  123400,     ""   },
      {"1.234",                  '?', 2, FALSE, 0,          NULL },
      {"1,234",                  '?', 2, FALSE, 0,          NULL },
      {"12,50 €",              ',', 2, TRUE,  1250,       "EUR"},
      {"€ 12,50",              ',', 2, TRUE,  1250,       "EUR"},
      {"-$12.50",                '.', 2, TRUE,  -1250,      "USD"},
      {"EUR 12",                 ',', 2, TRUE,  1200,       "EUR"},
      {"12,50EUR",               ',', 2, TRUE,  1250,       "EUR"},
      {"12,-",                   ',', 2, TRUE,  1200,       ""   },
      {"12,- €",               ',', 2, TRUE,  1200,       "EUR"},
      {"12,50-",                 ',', 2, TRUE,  -1250,      ""   },
      {"−3",                   ',', 2, TRUE,  -300,       ""   },
      {"+3",                     ',', 0, TRUE,  3,          ""   },
      {" 3 ",                    ',', 0, TRUE,  3,          ""   },
      {"3,000",                  ',', 2, TRUE,  300,        ""   },
      {"3,001",                  ',', 2, FALSE, 0,          NULL },
      {"92233720368547758,07",   ',', 2, TRUE,  G_MAXINT64, ""   },
      {"92233720368547758,08",   ',', 2, FALSE, 0,          NULL },
      {"12.34.567",              ',', 2, FALSE, 0,          NULL },
      {"1.2345,6",               ',', 2, FALSE, 0,          NULL },
      {"1234,5",                 '.', 2, FALSE, 0,          NULL },
      {"1,234,56",               '.', 2, FALSE, 0,          NULL },
      {"1.234'567",              ',', 2, FALSE, 0,          NULL },
      {"1 2",                    ',', 2, FALSE, 0,          NULL },
      {"1e5",                    '.', 2, FALSE, 0,          NULL },
      {"12a",                    '.', 2, FALSE, 0,          NULL },
      {"--1",                    '.', 2, FALSE, 0,          NULL },
      {"-1-",                    '.', 2, FALSE, 0,          NULL },
      {".5",                     '.', 2, FALSE, 0,          NULL },
      {"€",                    '.', 2, FALSE, 0,          NULL },
      {"€12 EUR",              '.', 2, FALSE, 0,          NULL },
      {"",                       '.', 2, FALSE, 0,          NULL },
      {"\xff",                   '.', 2, FALSE, 0,          NULL },
      {"1111111111111111111111", ',', 2, FALSE, 0,          NULL },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *shown = tp_quote (cases[i].text);
    g_test_message ("'%s'", shown);
    TpNumberStyle style = cases[i].style == '.'   ? TP_NUMBER_POINT
                          : cases[i].style == ',' ? TP_NUMBER_COMMA
                                                  : TP_NUMBER_UNKNOWN;
    gint64 amount = 0;
    char currency[4] = "?";
    g_autoptr (GError) error = NULL;
    gboolean ok =
        tp_amount_parse (cases[i].text, style, cases[i].decimals, &amount, currency, &error);
    g_assert_cmpint (ok, ==, cases[i].want_ok);
    if (!ok) {
      g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
      continue;
    }
    g_assert_cmpint (amount, ==, cases[i].want);
    g_assert_cmpstr (currency, ==, cases[i].want_currency);
  }
}

static void
test_styles (void)
{
  static const struct {
    const char *text;
    TpNumberStyle want;
  } cases[] = {
      {"1.234,56",  TP_NUMBER_COMMA  },
      {"1,234.56",  TP_NUMBER_POINT  },
      {"1,5",       TP_NUMBER_COMMA  },
      {"1.50",      TP_NUMBER_POINT  },
      {"0.125",     TP_NUMBER_POINT  },
      {"1234,567",  TP_NUMBER_COMMA  },
      {"1.234",     TP_NUMBER_UNKNOWN},
      {"1,234",     TP_NUMBER_UNKNOWN},
      {"1.234.567", TP_NUMBER_COMMA  },
      {"1,234,567", TP_NUMBER_POINT  },
      {"1234",      TP_NUMBER_UNKNOWN},
      {"x",         TP_NUMBER_UNKNOWN},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("'%s'", cases[i].text);
    g_assert_cmpint (tp_number_style (cases[i].text), ==, cases[i].want);
  }
  double value = 0;
  g_assert_true (tp_number_parse ("-1.234,5", TP_NUMBER_COMMA, &value, NULL));
  g_assert_cmpfloat (value, ==, -1234.5);
  g_autofree char *long_text = g_strnfill (TP_NUMBER_MAX_LENGTH + 1, '1');
  g_assert_false (tp_number_parse (long_text, TP_NUMBER_COMMA, &value, NULL));
  g_assert_false (tp_number_parse ("1,5 €", TP_NUMBER_COMMA, &value, NULL));
}

static void
test_dates (void)
{
  static const struct {
    const char *text;
    TpDateOrder order;
    const char *want; /* NULL: refused */
  } cases[] = {
      {"2026-01-31",           TP_DATE_DAY_FIRST,   "2026-01-31"},
      {"2026/1/31",            TP_DATE_DAY_FIRST,   "2026-01-31"},
      {"20260131",             TP_DATE_DAY_FIRST,   "2026-01-31"},
      {"31.01.2026",           TP_DATE_DAY_FIRST,   "2026-01-31"},
      {"31-01-2026",           TP_DATE_DAY_FIRST,   "2026-01-31"},
      {"31/01/2026",           TP_DATE_DAY_FIRST,   "2026-01-31"},
      {" 1. 2. 1970 ",         TP_DATE_DAY_FIRST,   "1970-02-01"},
      {"1.1.70",               TP_DATE_DAY_FIRST,   "1970-01-01"},
      {"1.1.27",               TP_DATE_DAY_FIRST,   "2027-01-01"},
      {"1.1.28",               TP_DATE_DAY_FIRST,   "1928-01-01"},
      {"1.1.00",               TP_DATE_DAY_FIRST,   "2000-01-01"},
      {"29.02.2024",           TP_DATE_DAY_FIRST,   "2024-02-29"},
      {"2026-01-31T23:59:00Z", TP_DATE_DAY_FIRST,   "2026-01-31"},
      {"31.01.2026 14:05",     TP_DATE_DAY_FIRST,   "2026-01-31"},
      {"01/31/2026",           TP_DATE_MONTH_FIRST, "2026-01-31"},
      {"1/2/26",               TP_DATE_MONTH_FIRST, "2026-01-02"},
      {"2026-01-31",           TP_DATE_MONTH_FIRST, "2026-01-31"},
      {"01/31/2026",           TP_DATE_DAY_FIRST,   NULL        },
      {"31/01/2026",           TP_DATE_MONTH_FIRST, NULL        },
      {"31.02.2026",           TP_DATE_DAY_FIRST,   NULL        },
      {"31.02.",               TP_DATE_DAY_FIRST,   NULL        },
      {"29.02.2023",           TP_DATE_DAY_FIRST,   NULL        },
      {"0.1.2026",             TP_DATE_DAY_FIRST,   NULL        },
      {"1.1.970",              TP_DATE_DAY_FIRST,   NULL        },
      {"1.1.20260",            TP_DATE_DAY_FIRST,   NULL        },
      {"1.1-2026",             TP_DATE_DAY_FIRST,   NULL        },
      {"001.1.2026",           TP_DATE_DAY_FIRST,   NULL        },
      {"2026-01-31x",          TP_DATE_DAY_FIRST,   NULL        },
      {"2026",                 TP_DATE_DAY_FIRST,   NULL        },
      {"2026-01-2026",         TP_DATE_DAY_FIRST,   NULL        },
      {"0000-00-00",           TP_DATE_DAY_FIRST,   NULL        },
      {"",                     TP_DATE_DAY_FIRST,   NULL        },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("'%s'", cases[i].text);
    char date[11];
    g_autoptr (GError) error = NULL;
    gboolean ok = tp_datein_parse (cases[i].text, cases[i].order, 2026, date, &error);
    g_assert_cmpstr (ok ? date : NULL, ==, cases[i].want);
    if (!ok)
      g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  }
}

static void
test_quote (void)
{
  static const struct {
    const char *text, *want;
  } cases[] = {
      {"Müller",        "Müller"          },
      {"a\nb\033[1m",    "a\uFFFDb\uFFFD[1m"},
      {"x\u202Ey\u2066", "x\uFFFDy\uFFFD"   },
      {"M\xFCller",      "M\uFFFDller"      },
      {"",               ""                 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = tp_quote (cases[i].text);
    g_assert_cmpstr (text, ==, cases[i].want);
  }
  GString *emoji = g_string_new (NULL);
  for (int i = 0; i < 100; i++)
    g_string_append (emoji, "😀");
  g_autofree char *cut = tp_quote (emoji->str);
  g_assert_cmpint (g_utf8_strlen (cut, -1), ==, TP_QUOTE_MAX_LENGTH + 1);
  g_assert_true (g_str_has_prefix (emoji->str, "😀") && g_str_has_suffix (cut, "😀…"));
  g_string_free (emoji, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/number/amounts", test_amounts);
  g_test_add_func ("/number/styles", test_styles);
  g_test_add_func ("/datein/dates", test_dates);
  g_test_add_func ("/quote/foreign text in a message", test_quote);
  return g_test_run ();
}
