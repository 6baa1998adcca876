/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/smtp_data.h"

#include <string.h>

static void
test_append (void)
{
  static const struct {
    const char *name, *bytes, *want;
  } cases[] = {
      {"empty",                  "",                            ".\r\n"                            },
      {"plain",                  "a\r\nb\r\n",                  "a\r\nb\r\n.\r\n"                  },
      {"open last line",         "a",                           "a\r\n.\r\n"                       },
      {"dots",                   ".\r\n..\r\na.\r\n",           "..\r\n...\r\na.\r\n.\r\n"         },
      {"end of data inside",     "a\r\n.\r\nMAIL FROM:<b>\r\n", "a\r\n..\r\nMAIL FROM:<b>\r\n.\r\n"},
      {"bare LF before the dot", "a\n.\r\nb",                   "a\r\n..\r\nb\r\n.\r\n"            },
      {"bare LF round the dot",  "a\n.\nb",                     "a\r\n..\r\nb\r\n.\r\n"            },
      {"bare CR round the dot",  "a\r.\rb",                     "a\r\n..\r\nb\r\n.\r\n"            },
      {"CR CR LF",               "a\r\r\nb",                    "a\r\n\r\nb\r\n.\r\n"              },
      {"LF CR",                  "a\n\rb",                      "a\r\n\r\nb\r\n.\r\n"              },
      {"CR at the end",          "a\r",                         "a\r\n.\r\n"                       },
      {"empty lines",            "\r\n\r\n",                    "\r\n\r\n.\r\n"                    },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_autoptr (GString) out = g_string_new (NULL);
    tp_smtp_data_append (out, cases[i].bytes, strlen (cases[i].bytes));
    g_assert_cmpstr (out->str, ==, cases[i].want);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp_data/append", test_append);
  return g_test_run ();
}
