/* SPDX-License-Identifier: Apache-2.0 */
#include "base/csv.h"

#include "base/error.h"
#include "base/json.h"

#include <csv.h>
#include <string.h>

#define BYTES(text) (text), sizeof (text) - 1

/* The whole file as text: the names, then a line per row "line: a|b|c", with ! before short and
 * long rows; an error ends it. */
static char *
show (const void *bytes, gsize length, gsize piece)
{
  TpMemory memory = {.bytes = bytes, .length = length, .piece = piece};
  g_autoptr (TpCsvReader) reader = tp_csv_reader_new (tp_source_memory (&memory), NULL);
  g_autoptr (GError) error = NULL;
  GString *out = g_string_new (NULL);
  const TpCsvRow *row = NULL;
  gboolean ok = tp_csv_read_header (reader, &error);
  for (guint i = 0; ok && i < tp_csv_columns (reader); i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "|" : "", tp_csv_column (reader, i));
  while (ok && (ok = tp_csv_next (reader, &row, &error)) && row != NULL) {
    g_string_append_printf (out, "\n%lld: %s", (long long)row->line,
                            row->fault != TP_CSV_ROW_FINE ? "!" : "");
    for (guint i = 0; i < tp_csv_columns (reader); i++) {
      g_assert_cmpuint (strlen (row->fields[i].text), ==, row->fields[i].length);
      g_string_append_printf (out, "%s%s", i > 0 ? "|" : "", row->fields[i].text);
    }
  }
  if (!ok)
    g_string_append_printf (out, "\nerror: %s", error->message);
  return g_string_free (out, FALSE);
}

static const struct {
  const char *name;
  const char *bytes;
  gsize length;
  const char *want;
} cases[] = {
    {"plain",                                  BYTES ("a,b\n1,2\n3,4\n"),                                       "a|b\n2: 1|2\n3: 3|4"                 },
    {"no end of line",                         BYTES ("a,b\n1,2"),                                              "a|b\n2: 1|2"                         },
    {"CRLF",                                   BYTES ("a,b\r\n1,2\r\n3,4\r\n"),                                 "a|b\n2: 1|2\n3: 3|4"                 },
    {"CR only",                                BYTES ("a,b\r1,2\r3,4\r"),                                       "a|b\n2: 1|2\n3: 3|4"                 },
    {"mixed line ends",                        BYTES ("a,b\r1,2\n3,4\r\n5,6"),                                  "a|b\n2: 1|2\n3: 3|4\n4: 5|6"         },
    {"blank lines count as lines",             BYTES ("\n\na,b\n\r\n \n1,2\n\n3,4\n\n"),                        "a|b\n6: 1|2\n8: 3|4"                 },
    {"German Excel",                           BYTES ("\xEF\xBB\xBFName;Betrag\r\nM\xC3\xBCller;1.234,56\r\n"),
     "Name|Betrag\n2: Müller|1.234,56"                                                                                                               },
    {"Windows-1252",                           BYTES ("Name;Ort\r\nM\xFCller;K\xF6ln\r\n"),                     "Name|Ort\n2: Müller|Köln"          },
    {"UTF-16 with mark and tabs",
     BYTES ("\xFF\xFE"
            "a\0\t\0b\0\r\0\n\0"
            "1\0\t\0\xE4\0\r\0\n\0"),
     "a|b\n2: 1|ä"                                                                                                                                   },
    {"sep line",                               BYTES ("sep=;\r\na,x;b\r\n1;2\r\n"),                             "a,x|b\n3: 1|2"                       },
    {"sep line with a mark",                   BYTES ("\xEF\xBB\xBFsep=|\na|b\n1|2\n"),                         "a|b\n3: 1|2"                         },
    {"a column named sep=",                    BYTES ("sep=a,b\n1,2\n"),                                        "sep=a|b\n2: 1|2"                     },
    {"semicolons beside commas in texts",      BYTES ("Name, Vorname;Ort\nMeier, Hans;Ulm\nRoth;Bonn\n"),
     "Name, Vorname|Ort\n2: Meier, Hans|Ulm\n3: Roth|Bonn"                                                                                            },
    {"delimiters within quotes don't mislead", BYTES ("a;b\n\"1,2,3\";\"x,y\"\n\"4,5,6\";z\n"),
     "a|b\n2: 1,2,3|x,y\n3: 4,5,6|z"                                                                                                                  },
    {"pipes",                                  BYTES ("a|b\n1|2\n"),                                            "a|b\n2: 1|2"                         },
    {"one column",                             BYTES ("email\na@b.de\nc@d.de\n"),                               "email\n2: a@b.de\n3: c@d.de"         },
    {"quotes",                                 BYTES ("a,b\n\"x, \"\"y\"\"\",\"\"\n"),                          "a|b\n2: x, \"y\"|"                   },
    {"line ends within quotes",                BYTES ("a,b\n\"1\n2\r\n3\r4\",x\ny,z\n"),
     "a|b\n2: 1\n2\r\n3\r4|x\n6: y|z"                                                                                                                 },
    {"blanks around quotes",                   BYTES ("a,b\n \"x\" ,\t\"y\"\t\n"),                              "a|b\n2: x|y"                         },
    {"blanks of unquoted fields stay",         BYTES ("a,b\n x , y \n"),                                        "a|b\n2:  x | y "                     },
    {"quotes within unquoted fields",          BYTES ("a,b\n3\" disk,5'\"\n"),                                  "a|b\n2: 3\" disk|5'\""               },
    {"quotes that were not doubled",           BYTES ("a,b\n\"the \"big\" one\",x\n"),
     "a|b\n2: the \"big\" one|x"                                                                                                                      },
    {"ragged rows",                            BYTES ("a,b,c\n1,2\n1,2,3,4\n1,2,3\n"),                          "a|b|c\n2: !1|2|\n3: !1|2|3\n4: 1|2|3"},
    {"empty fields too many are no fault",     BYTES ("a,b\n1,2,,\n"),                                          "a|b\n2: 1|2"                         },
    {"no rows",                                BYTES ("a,b\n"),                                                 "a|b"                                 },
    {"nothing",                                BYTES (""),                                                      "\nerror: the file is empty"          },
    {"only blank lines",                       BYTES ("\r\n\n  \n"),                                            "\nerror: the file is empty"          },
    {"unclosed quote",                         BYTES ("a,b\n1,2\n\"x\ny\",\"3\n4,5\n6,7\n"),
     "a|b\n2: 1|2\nerror: line 4: a quote is opened here and never closed"                                                                            },
    {"unclosed quote in the header",           BYTES ("\"a,b\n1,2\n"),
     "\nerror: line 1: a quote is opened here and never closed"                                                                                       },
    {"NUL",                                    BYTES ("a,b\n1,\0\n"),
     "\nerror: byte 6 of the file: the character U+0000 is not allowed"                                                                               },
    {"names have no blanks around",            BYTES (" a , \"b\" \n1,2\n"),                                    "a|b\n2: 1|2"                         },
    {"formula cells come as they are",         BYTES ("a,b\n=1+1,@x\n"),                                        "a|b\n2: =1+1|@x"                     },
    {"leading zeros stay",                     BYTES ("plz,ort\n01067,Dresden\n1012 AB,Amsterdam\n"),
     "plz|ort\n2: 01067|Dresden\n3: 1012 AB|Amsterdam"                                                                                                },
};

static void
test_cases (void)
{
  static const gsize pieces[] = {0, 1, 2, 7};
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (pieces); j++) {
      g_test_message ("%s", cases[i].name);
      g_autofree guint8 *bytes = g_memdup2 (cases[i].bytes, cases[i].length);
      g_autofree char *text = show (bytes, cases[i].length, pieces[j]);
      g_assert_cmpstr (text, ==, cases[i].want);
    }
}

static void
test_name_faults (void)
{
  static const char text[] = "email,,Straße,STRASSE, ,email\n1,2,3,4,5,6\n";
  TpMemory memory = {.bytes = (const guint8 *)text, .length = strlen (text)};
  g_autoptr (TpCsvReader) reader = tp_csv_reader_new (tp_source_memory (&memory), NULL);
  g_assert_true (tp_csv_read_header (reader, NULL));
  guint length;
  const TpCsvNameFault *faults = tp_csv_name_faults (reader, &length);
  static const char *const want[] = {
      "column 2 has no name",
      "the names of columns 3 and 4 are the same: 'STRASSE'",
      "column 5 has no name",
      "the names of columns 1 and 6 are the same: 'email'",
  };
  g_assert_cmpuint (length, ==, G_N_ELEMENTS (want));
  for (guint i = 0; i < length; i++) {
    g_autofree char *fault = tp_csv_name_fault_text (reader, &faults[i]);
    g_assert_cmpstr (fault, ==, want[i]);
  }
}

/* A file that repeats a middle part, made as it is read. */
typedef struct {
  const char *head, *middle, *tail;
  gint64 times;
  gint64 at, read_bytes;
} Generator;

static gssize
generate (gpointer data, guint8 *buffer, gsize size, GError **error)
{
  Generator *self = data;
  gint64 head = (gint64)strlen (self->head), middle = (gint64)strlen (self->middle),
         tail = (gint64)strlen (self->tail), total = head + middle * self->times + tail;
  gsize filled = 0;
  for (; filled < size && self->at < total; filled++, self->at++)
    buffer[filled] = (guint8)(self->at < head           ? self->head[self->at]
                              : self->at < total - tail ? self->middle[(self->at - head) % middle]
                                                        : self->tail[self->at - (total - tail)]);
  self->read_bytes += (gint64)filled;
  return (gssize)filled;
}

static void
test_limits (void)
{
  static const struct {
    const char *name;
    Generator file;
    const char *want_message; /* NULL: read to the end */
  } limits[] = {
      {"field of a gigabyte",
       {"a,b\n1,", "xxxxxxxx", "\n", 134217728},
       "line 2: the field that begins here is longer than 1048576 bytes"                          },
      {"unclosed quote in a gigabyte",
       {"a,b\n1,2\n3,\"4\n", "5,6,7\n8\n", "", 134217728},
       "line 3: the field that begins here is longer than 1048576 bytes; is its quote not closed?"},
      {"row of a gigabyte",
       {"a,b\n", "1234567,", "\n", 134217728},
       "line 2: the row is longer than 4194304 bytes"                                             },
      {"field at the limit",           {"a,b\n1,", "x", "\n", TP_CSV_MAX_FIELD},      NULL        },
      {"field above the limit",
       {"a,b\n1,", "x", "\n", TP_CSV_MAX_FIELD + 1},
       "line 2: field 2 is longer than 1048576 bytes"                                             },
      {"row at the limit",             {"a,b\n", "1234567,", "", TP_CSV_MAX_ROW / 8}, NULL        },
      {"2048 columns",                 {"c0", ",c", "\n1,2\n", 2047},                 NULL        },
      {"2049 columns",
       {"c0", ",c", "\n1,2\n", 2048},
       "line 1: 2049 columns; at most 2048 are taken"                                             },
      {"long row of blank lines",      {"a,b\n", "\r\n", "1,2\n", 5000000},           NULL        },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++) {
    g_test_message ("%s", limits[i].name);
    Generator file = limits[i].file;
    g_autoptr (GError) error = NULL;
    g_autoptr (TpCsvReader) reader =
        tp_csv_reader_new ((TpSource){.read = generate, .data = &file}, NULL);
    const TpCsvRow *row = NULL;
    gboolean ok = tp_csv_read_header (reader, &error);
    while (ok && (ok = tp_csv_next (reader, &row, &error)) && row != NULL)
      ;
    g_assert_cmpstr (error != NULL ? error->message : NULL, ==, limits[i].want_message);
    g_assert_cmpint (ok, ==, limits[i].want_message == NULL);
    if (!ok) {
      g_assert_error (error, TP_ERROR, TP_ERROR_LIMIT);
      g_assert_cmpint (file.read_bytes, <, 3 * TP_CSV_MAX_ROW); /* what memory may hold */
    }
  }
}

static void
test_position (void)
{
  static const struct {
    const char *name;
    const char *bytes;
    gsize length;
    gboolean want_offset;
  } files[] = {
      {"ASCII",           BYTES ("a,b\r\n1,\"x\ny\"\r\n\r\n2,y\r\n3,z\r\n4,\r\n"), TRUE },
      {"UTF-8 with mark",
       BYTES ("\xEF\xBB\xBF"
              "a,b\n1,\xC3\xA4\n2,\xE2\x82\xAC\n3,z\n4,\n"),
       TRUE                                                                             },
      {"Windows-1252",    BYTES ("a,b\n1,\xE4\n2,\xFC \n3,z\n4,\n"),               FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    for (int stop = 0; stop <= 4; stop++) {
      g_test_message ("%s, after row %d", files[i].name, stop);
      TpMemory memory = {.bytes = (const guint8 *)files[i].bytes, .length = files[i].length},
               again = memory;
      g_autoptr (TpCsvReader) first = tp_csv_reader_new (tp_source_memory (&memory), NULL);
      g_autoptr (TpCsvReader) second = tp_csv_reader_new (tp_source_memory (&again), NULL);
      const TpCsvRow *row, *row_again;
      g_assert_true (tp_csv_read_header (first, NULL));
      for (int n = 0; n < stop; n++)
        g_assert_true (tp_csv_next (first, &row, NULL));
      TpCsvPosition position = tp_csv_position (first);
      g_assert_cmpint (position.number, ==, stop);
      g_assert_cmpint (position.offset >= 0, ==, files[i].want_offset);
      g_assert_true (tp_csv_read_header (second, NULL));
      g_assert_true (tp_csv_seek (second, &position, NULL));
      for (int n = stop; n <= 4; n++) {
        g_assert_true (tp_csv_next (first, &row, NULL));
        g_assert_true (tp_csv_next (second, &row_again, NULL));
        g_assert_cmpint (row == NULL, ==, n == 4);
        g_assert_cmpint (row_again == NULL, ==, n == 4);
        if (n == 4)
          continue;
        g_assert_cmpint (row->number, ==, row_again->number);
        g_assert_cmpint (row->line, ==, row_again->line);
        g_assert_cmpstr (row->fields[1].text, ==, row_again->fields[1].text);
      }
    }
}

static void
compare_with_json (const char *csv_path, const char *json_path)
{
  g_autofree char *csv_bytes = NULL, *json_bytes = NULL;
  gsize csv_length, json_length;
  g_assert_true (g_file_get_contents (csv_path, &csv_bytes, &csv_length, NULL));
  g_assert_true (g_file_get_contents (json_path, &json_bytes, &json_length, NULL));
  g_autoptr (json_t) want = tp_json_parse (json_bytes, json_length, NULL);
  if (g_str_has_suffix (csv_path, "_crlf.csv") && strchr (csv_bytes, '\r') == NULL) {
    /* The copy lost them on its way through a version control system. */
    g_autoptr (GString) text = g_string_new_len (csv_bytes, (gssize)csv_length);
    g_string_replace (text, "\n", "\r\n", 0);
    g_free (csv_bytes);
    csv_length = text->len;
    csv_bytes = g_strdup (text->str);
  }
  TpMemory memory = {.bytes = (guint8 *)csv_bytes, .length = csv_length};
  g_autoptr (TpCsvReader) reader = tp_csv_reader_new (tp_source_memory (&memory), NULL);
  g_assert_true (tp_csv_read_header (reader, NULL));
  const TpCsvRow *row = NULL;
  gsize rows = 0;
  for (; tp_csv_next (reader, &row, NULL) && row != NULL; rows++) {
    json_t *object = json_array_get (want, rows);
    g_assert_cmpint (row->fault, ==, TP_CSV_ROW_FINE);
    g_assert_cmpuint (json_object_size (object), ==, tp_csv_columns (reader));
    for (guint i = 0; i < tp_csv_columns (reader); i++)
      g_assert_cmpstr (row->fields[i].text, ==,
                       json_string_value (json_object_get (object, tp_csv_column (reader, i))));
  }
  g_assert_cmpuint (rows, ==, json_array_size (want));
}

static void
test_spectrum (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("TP_SOURCE") ? g_getenv ("TP_SOURCE") : ".",
                                              "..", "shared", "data", "csv", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  if (dir == NULL) {
    g_test_skip ("the csv-spectrum files are not here");
    return;
  }
  int files = 0;
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    if (!g_str_has_prefix (name, "csvs-"))
      continue;
    g_test_message ("%s", name);
    g_autofree char *stem = g_strndup (name + 5, strlen (name) - 9);
    g_autofree char *json_name = g_strdup_printf ("json-%s.json", stem);
    g_autofree char *csv_path = g_build_filename (folder, name, NULL);
    g_autofree char *json_path = g_build_filename (folder, json_name, NULL);
    compare_with_json (csv_path, json_path);
    files++;
  }
  g_assert_cmpint (files, >=, 11);
}

/* libcsv's view of a file: fields without blanks around, a row a line; NULL when a quote is open at
 * the end (which it tells only by its state, 2: within a field). */
static void
add_field (void *text, size_t length, void *data)
{
  g_autofree char *field = g_strndup (text, length);
  g_string_append_printf (data, "[%s]", g_strstrip (field));
}

static void
add_row (int c, void *data)
{
  g_string_append_c (data, '\n');
}

static char *
show_by_libcsv (const char *text)
{
  struct csv_parser parser;
  GString *out = g_string_new (NULL);
  csv_init (&parser, CSV_APPEND_NULL);
  csv_parse (&parser, text, strlen (text), add_field, add_row, out);
  gboolean open = parser.quoted && parser.pstate == 2;
  csv_fini (&parser, add_field, add_row, out);
  csv_free (&parser);
  return g_string_free (out, open);
}

static char *
show_by_scan (char *text)
{
  TpCsvSyntax syntax;
  TpCsvField fields[64];
  TpCsvScan scan = {.end = text};
  char *end = text + strlen (text);
  GString *out = g_string_new (NULL);
  TpCsvScanResult result = TP_CSV_SCAN_BLANK;
  tp_csv_syntax_init (&syntax, ',');
  while (scan.end < end) {
    result = tp_csv_scan (&syntax, scan.end, end, TRUE, fields, G_N_ELEMENTS (fields), &scan);
    if (result == TP_CSV_SCAN_UNCLOSED)
      break;
    for (guint i = 0; result == TP_CSV_SCAN_ROW && i < scan.columns; i++) {
      tp_csv_finish_field (&fields[i]);
      add_field (fields[i].text, fields[i].length, out);
    }
    if (result == TP_CSV_SCAN_ROW)
      add_row (0, out);
  }
  return g_string_free (out, result == TP_CSV_SCAN_UNCLOSED);
}

static void
test_like_libcsv (void)
{
  static const char letters[] = "ab,,\"\"\n\r ";
  for (int i = 0; i < 100000; i++) {
    char text[40] = {0};
    int length = g_test_rand_int_range (0, 39);
    for (int j = 0; j < length; j++)
      text[j] = letters[g_test_rand_int_range (0, sizeof letters - 1)];
    g_autofree char *escaped = g_strescape (text, NULL);
    g_autofree char *want = show_by_libcsv (text);
    g_autofree char *got = show_by_scan (text);
    if (g_strcmp0 (got, want) != 0)
      g_test_message ("%s", escaped);
    g_assert_cmpstr (got, ==, want);
  }
}

static void
test_speed (void)
{
  static const char line[] = "anna.beispiel@example.com,Anna,Beispiel,1970-01-31,80331,"
                             "\"Newsletter, Offers\",2026-01-31,12.50\r\n";
  GString *file = g_string_new ("email,first,last,birth,postcode,tags,since,amount\r\n");
  while (file->len < 200 * 1000 * 1000)
    g_string_append (file, line);
  TpMemory memory = {.bytes = (guint8 *)file->str, .length = file->len};
  g_autoptr (TpCsvReader) reader = tp_csv_reader_new (tp_source_memory (&memory), NULL);
  const TpCsvRow *row = NULL;
  gint64 start = g_get_monotonic_time ();
  g_assert_true (tp_csv_read_header (reader, NULL));
  while (tp_csv_next (reader, &row, NULL) && row != NULL)
    g_assert_cmpuint (row->columns, ==, 8);
  double seconds = (double)(g_get_monotonic_time () - start) / 1e6;
  double speed = (double)file->len / seconds / 1e6;
  g_string_free (file, TRUE);
  g_test_maximized_result (speed, "%.0f MB/s", speed);
  g_assert_cmpfloat (speed, >, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/files", test_cases);
  g_test_add_func ("/csv/names that are empty or double", test_name_faults);
  g_test_add_func ("/csv/limits", test_limits);
  g_test_add_func ("/csv/going on from a position", test_position);
  g_test_add_func ("/csv/spectrum", test_spectrum);
  g_test_add_func ("/csv/like libcsv", test_like_libcsv);
  if (g_test_perf ())
    g_test_add_func ("/csv/speed", test_speed);
  return g_test_run ();
}
