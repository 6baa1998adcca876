/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/script.h"

#include <string.h>

static void
test_warnings (void)
{
  static const struct {
    const char *name, *text;
    gboolean want_mixed, want_lookalike;
  } cases[] = {
      {"Latin",                       "bücher24",                      FALSE, FALSE},
      {"digits",                      "2026",                           FALSE, FALSE},
      {"Cyrillic",                    "почта",                     FALSE, FALSE},
      {"Latin and Cyrillic",          "p\u0430ypal",                    TRUE,  FALSE},
      {"Latin and Greek",             "g\u03BF\u03BFgle",               TRUE,  FALSE},
      {"Cyrillic letters like Latin", "\u0430\u0440\u0440\u04CF\u0435", FALSE, TRUE },
      {"Cyrillic and Greek",          "\u0430\u03BF",                   TRUE,  TRUE },
      {"Han and kana",                "東京タワー",                FALSE, FALSE},
      {"Han, kana and Latin",         "東京abcタワー",             FALSE, FALSE},
      {"Hangul and kana",             "한タ",                         TRUE,  FALSE},
      {"Hangul and Han",              "한東",                         FALSE, FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    gsize length = strlen (cases[i].text);
    g_assert_cmpint (tp_script_is_mixed (cases[i].text, length), ==, cases[i].want_mixed);
    g_assert_cmpint (tp_script_is_lookalike (cases[i].text, length), ==, cases[i].want_lookalike);
  }
}

static void
test_hidden (void)
{
  static const gunichar hidden[] = {0,      '\n',   0x7F,   0x85,   0xA0,   0xAD,
                                    0x200B, 0x200F, 0x202E, 0x2066, 0x2028, 0x3164,
                                    0xE000, 0xFEFF, 0xFFFF, 0xE0041};
  static const gunichar shown[] = {' ', 'a', '~', 0xE9, 0x0308, 0x4E2D, 0x1F600};
  for (gsize i = 0; i < G_N_ELEMENTS (hidden); i++)
    g_assert_true (tp_script_is_hidden (hidden[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    g_assert_false (tp_script_is_hidden (shown[i]));
}

static void
test_quote (void)
{
  g_autofree char *quoted = tp_script_quote ("a\r\n\0\xFFü\u202E", 10);
  g_assert_cmpstr (quoted, ==, "a<U+000D><U+000A><U+0000><0xFF>ü<U+202E>");
  g_autofree char *filler = g_strnfill (100000, 'x');
  g_autofree char *cut = tp_script_quote (filler, 100000);
  g_assert_cmpuint (g_utf8_strlen (cut, -1), ==, 81);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/script/warnings", test_warnings);
  g_test_add_func ("/script/hidden", test_hidden);
  g_test_add_func ("/script/quote", test_quote);
  return g_test_run ();
}
