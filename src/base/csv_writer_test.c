/* SPDX-License-Identifier: Apache-2.0 */
#include "base/csv_writer.h"

#include "base/csv.h"

#include <string.h>

static void
test_writer (void)
{
  static const struct {
    const char *fields[4];
    const char *want;
  } rows[] = {
      {{"a", "b c", ""},                          "a;b c;\r\n"                             },
      {{"x;y", "say \"hi\"", "1\n2"},             "\"x;y\";\"say \"\"hi\"\"\";\"1\n2\"\r\n"},
      {{"=1+1", "@x", "-x"},                      "'=1+1;'@x;'-x\r\n"                      },
      {{"\tx", "\rx", "'=1"},                     "\"'\tx\";\"'\rx\";''=1\r\n"             },
      {{"-1.234,56", "+49 (0)89/1234-5", "+1.5"}, "-1.234,56;+49 (0)89/1234-5;+1.5\r\n"    },
      {{"+1+1", "-2+3", "+49 A"},                 "'+1+1;'-2+3;'+49 A\r\n"                 },
      {{"'tis", "a=b", " x "},                    "'tis;a=b;\" x \"\r\n"                   },
      {{"sep=", "\xEF\xBB\xBF"
                "x"},
       "\"sep=\";\"\xEF\xBB\xBFx\"\r\n"                                                    },
      {{""},                                      "\"\"\r\n"                               },
  };
  static const TpCsvFormat format = {.delimiter = ';', .guard = TRUE};
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GString) out = g_string_new (NULL);
    gsize length = 0;
    while (length < 4 && rows[i].fields[length] != NULL)
      length++;
    tp_csv_append_row (out, &format, rows[i].fields, length);
    g_assert_cmpstr (out->str, ==, rows[i].want);
  }
}

/* Whatever is written comes back. */
static void
test_round_trip (void)
{
  static const char letters[] = "ab;,\"\"\n\r\t '=+-@1";
  static const TpCsvFormat format = {.delimiter = ';', .guard = TRUE};
  for (int i = 0; i < 20000; i++) {
    char texts[3][8] = {{0}};
    const char *fields[3];
    for (int j = 0; j < 3; j++) {
      int length = g_test_rand_int_range (0, 8);
      for (int k = 0; k < length && k < 7; k++)
        texts[j][k] = letters[g_test_rand_int_range (0, sizeof letters - 1)];
      fields[j] = texts[j];
    }
    g_autoptr (GString) out = g_string_new ("a;b;c\r\n");
    tp_csv_append_row (out, &format, fields, 3);
    TpMemory memory = {.bytes = (guint8 *)out->str, .length = out->len};
    TpCsvOptions options = {.delimiter = ';'};
    g_autoptr (TpCsvReader) reader = tp_csv_reader_new (tp_source_memory (&memory), &options);
    const TpCsvRow *row = NULL;
    g_assert_true (tp_csv_read_header (reader, NULL));
    g_assert_true (tp_csv_next (reader, &row, NULL));
    g_assert_nonnull (row);
    for (int j = 0; j < 3; j++)
      g_assert_cmpstr (tp_csv_unguard (row->fields[j].text), ==, texts[j]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv writer/quotes and guard", test_writer);
  g_test_add_func ("/csv writer/round trip", test_round_trip);
  return g_test_run ();
}
