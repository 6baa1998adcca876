/* SPDX-License-Identifier: Apache-2.0 */
#include "segment/nearest.h"

static void
test_distance (void)
{
  static const struct {
    const char *a, *b;
    guint want;
  } cases[] = {
      {"",         "",         0},
      {"abc",      "",         3},
      {"",         "abc",      3},
      {"abc",      "abc",      0},
      {"abc",      "abd",      1},
      {"abc",      "acb",      1},
      {"abcd",     "badc",     2},
      {"kitten",   "sitting",  3},
      {"größe",  "grösse",  2},
      {"Bougth A", "Bought A", 1},
      {"ca",       "abc",      3},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_cmpuint (tp_nearest_distance (cases[i].a, cases[i].b), ==, cases[i].want);
    g_assert_cmpuint (tp_nearest_distance (cases[i].b, cases[i].a), ==, cases[i].want);
  }
  g_autofree char *a = g_strnfill (5000, 'a'), *b = g_strnfill (5000, 'b');
  g_assert_cmpuint (tp_nearest_distance (a, b), ==, TP_NEAREST_LENGTH_MAX);
}

static void
test_best (void)
{
  static const struct {
    const char *wanted;
    const char *names[5];
    const char *want;
  } cases[] = {
      {"bougth a",        {"Bought B", "Bought A", "Newsletter"}, "Bought A"       },
      {"NEWSLETER",       {"Newsletter", "Letters"},              "Newsletter"     },
      {"news",            {"Newsletter 2026", "Nuns and others"}, "Newsletter 2026"},
      {"Newsletter 2026", {"Newsletter"},                         "Newsletter"     },
      {"x",               {"y"},                                  "y"              },
      {"x",               {"yy"},                                 NULL             },
      {"tag",             {"list", "form"},                       NULL             },
      {"abc",             {"abd", "abe"},                         "abd"            },
      {"STRASE",          {"Straße"},                            "Straße"        },
      {"anything",        {NULL},                                 NULL             },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TpNearest) nearest = tp_nearest_new (cases[i].wanted);
    for (gsize j = 0; cases[i].names[j] != NULL; j++)
      tp_nearest_offer (nearest, cases[i].names[j]);
    g_assert_cmpstr (tp_nearest_best (nearest), ==, cases[i].want);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/segment/nearest/distance", test_distance);
  g_test_add_func ("/segment/nearest/best", test_best);
  return g_test_run ();
}
