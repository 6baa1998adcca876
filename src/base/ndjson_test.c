/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ndjson.h"

#include "base/error.h"

#include <string.h>

/* "line: value" for each row; "line! message" for what is no JSON; "error: message" at last. */
static char *
show (const void *bytes, gsize length, gsize piece)
{
  TpMemory memory = {.bytes = bytes, .length = length, .piece = piece};
  g_autoptr (TpNdjsonReader) reader = tp_ndjson_reader_new (tp_source_memory (&memory));
  g_autoptr (GError) error = NULL;
  GString *out = g_string_new (NULL);
  const TpNdjsonRow *row = NULL;
  gint64 number = 0;
  while (tp_ndjson_next (reader, &row, &error) && row != NULL) {
    g_assert_cmpint (row->number, ==, ++number);
    g_assert_cmpuint (strlen (row->text), ==, row->length);
    g_autofree char *text = row->json != NULL ? tp_json_text (row->json) : NULL;
    if (text != NULL)
      g_string_append_printf (out, "%lld: %s\n", (long long)row->line, text);
    else
      g_string_append_printf (out, "%lld! %s\n", (long long)row->line, row->fault->message);
  }
  if (error != NULL)
    g_string_append_printf (out, "error: %s\n", error->message);
  return g_string_free (out, FALSE);
}

static void
test_cases (void)
{
  static const struct {
    const char *name, *text, *want;
  } cases[] = {
      {"nothing",              "",                                   ""                                            },
      {"lines",                "{\"a\":1}\n{\"a\":2}\n",             "1: {\"a\":1}\n2: {\"a\":2}\n"                },
      {"no end of line",       "1\n2",                               "1: 1\n2: 2\n"                                },
      {"CRLF and blank lines", "\r\n1\r\n\r\n \n2\r\n",              "2: 1\n5: 2\n"                                },
      {"mark",                 "\xEF\xBB\xBF[]\n",                   "1: []\n"                                     },
      {"a wrong line between", "1\n{\"a\":\n{\"a\":1,\"a\":2}\n3\n",
       "1: 1\n2! line 1, column 6: the text ends too early\n"
       "3! line 1, column 11: a key is given twice in one object\n4: 3\n"                                          },
      {"not UTF-8",            "1\n\"M\xFCller\"\n",                 "error: byte 4 of the file: not valid UTF-8\n"},
  };
  static const gsize pieces[] = {0, 1, 3};
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (pieces); j++) {
      g_test_message ("%s", cases[i].name);
      g_autofree char *text = show (cases[i].text, strlen (cases[i].text), pieces[j]);
      g_assert_cmpstr (text, ==, cases[i].want);
    }
}

static void
test_limit (void)
{
  static const struct {
    gsize length; /* of the second line */
    const char *want;
  } cases[] = {
      {TP_NDJSON_MAX_LINE,       "1: 1\n2: 7\n3: 2\n"                              },
      {TP_NDJSON_MAX_LINE + 1,   "1: 1\nerror: line 2: longer than 1048576 bytes\n"},
      {100 * TP_NDJSON_MAX_LINE, "1: 1\nerror: line 2: longer than 1048576 bytes\n"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *blanks = g_strnfill (cases[i].length - 1, ' ');
    g_autofree char *text = g_strconcat ("1\n", blanks, "7\n2\n", NULL);
    g_autofree char *got = show (text, strlen (text), 0);
    g_assert_cmpstr (got, ==, cases[i].want);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ndjson/lines", test_cases);
  g_test_add_func ("/ndjson/limit", test_limit);
  return g_test_run ();
}
