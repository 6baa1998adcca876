/* SPDX-License-Identifier: Apache-2.0 */
#include "segment/number.h"

static void
test_text (void)
{
  static const struct {
    const char *text;
    const char *want; /* NULL: refused */
  } cases[] = {
      {"0",                    "0"                   },
      {"-0",                   "0"                   },
      {"007",                  "7"                   },
      {"12.50",                "12.5"                },
      {"-0.0001",              "-0.0001"             },
      {"99999999999999.9999",  "99999999999999.9999" },
      {"-99999999999999.9999", "-99999999999999.9999"},
      {"100000000000000",      NULL                  },
      {"0.00001",              NULL                  },
      {"",                     NULL                  },
      {"-",                    NULL                  },
      {".5",                   NULL                  },
      {"5.",                   NULL                  },
      {"1.2.3",                NULL                  },
      {"1e3",                  NULL                  },
      {"+1",                   NULL                  },
      {" 1",                   NULL                  },
      {"1,5",                  NULL                  },
      {"--1",                  NULL                  },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 scaled = 0;
    g_autoptr (GString) text = g_string_new (NULL);
    g_assert_cmpint (tp_segment_number_parse (cases[i].text, &scaled), ==, cases[i].want != NULL);
    if (cases[i].want == NULL)
      continue;
    tp_segment_number_append (text, scaled);
    g_assert_cmpstr (text->str, ==, cases[i].want);
  }
}

static void
test_money_of_currencies (void)
{
  static const struct {
    gint64 minor;
    guint digits;
    gint64 want;
  } cases[] = {
      {1234,       2, 123400    },
      {1234,       0, 12340000  },
      {1234,       3, 12340     },
      {-5,         4, -5        },
      {G_MAXINT64, 0, G_MAXINT64},
      {G_MININT64, 2, G_MININT64},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (tp_segment_number_of_minor (cases[i].minor, cases[i].digits), ==,
                     cases[i].want);
  g_assert_true (tp_segment_number_fits (12340000, 0));
  g_assert_false (tp_segment_number_fits (12345000, 0));
  g_assert_false (tp_segment_number_fits (1, 3));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/segment/number/text", test_text);
  g_test_add_func ("/segment/number/money of currencies", test_money_of_currencies);
  return g_test_run ();
}
