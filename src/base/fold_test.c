/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fold.h"

static void
test_equal (void)
{
  static const struct {
    const char *a, *b;
    gboolean want;
  } cases[] = {
      {"Anna",           "ANNA",           TRUE },
      {"Straße",        "STRASSE",        TRUE },
      {"M\u00fcller",    "Mu\u0308LLER",   TRUE }, /* NFC against NFD */
      {"\u0130",         "i\u0307",        TRUE }, /* Turkish capital I with dot */
      {"\u0130",         "i",              FALSE},
      {"Σίσυφος", "ΣΊΣΥΦΟΣ", TRUE },
      {"Muller",         "Müller",        FALSE},
      {"a",              "b",              FALSE},
      {"",               "",               TRUE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (tp_fold_equal (cases[i].a, cases[i].b), ==, cases[i].want);
}

static void
test_sort_order (void)
{
  static const char *const in_order[] = {"Agathe", "Ägidius", "Agnes", "Özil",
                                         "Ozzy",   "Zoë",     "Zoltan"};
  for (gsize i = 1; i < G_N_ELEMENTS (in_order); i++) {
    g_autofree char *before = tp_sort_key (in_order[i - 1]);
    g_autofree char *after = tp_sort_key (in_order[i]);
    g_assert_cmpstr (before, <, after);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fold/equal", test_equal);
  g_test_add_func ("/fold/sort order", test_sort_order);
  return g_test_run ();
}
