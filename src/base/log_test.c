/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include "base/json.h"
#include "base/progress.h"
#include "base/table.h"

#include <string.h>
#include <unistd.h>

static void
test_lines (void)
{
  static const struct {
    const char *pairs[7];
    const char *want_json, *want_journal;
  } cases[] = {
      {{NULL},
       "{\"at\":\"1970-01-01T00:00:01Z\",\"level\":\"warning\",\"event\":\"relay_paused\"}\n", "<4>relay_paused\n"                                                                     },
      {{"relay", "main", "reply", "550 \"no\"\r\nx"},
       "{\"at\":\"1970-01-01T00:00:01Z\",\"level\":\"warning\",\"event\":\"relay_paused\","
       "\"relay\":\"main\",\"reply\":\"550 \\\"no\\\"\\r\\nx\"}\n",                            "<4>relay_paused relay=\"main\" reply=\"550 \\\"no\\\"\\r\\nx\"\n"                      },
      {{"reply", "<anna.müller+x@example.com>: unknown, b@c", "bytes", "\xff @ alone"},
       "{\"at\":\"1970-01-01T00:00:01Z\",\"level\":\"warning\",\"event\":\"relay_paused\","
       "\"reply\":\"<***@example.com>: unknown, ***@c\",\"bytes\":\"\uFFFD @ alone\"}\n",      "<4>relay_paused reply=\"<***@example.com>: unknown, ***@c\" bytes=\"\uFFFD @ alone\"\n"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *json =
        tp_log_line (TP_LOG_JSON, 1000, TP_LOG_WARNING, "relay_paused", cases[i].pairs);
    g_autofree char *journal =
        tp_log_line (TP_LOG_JOURNAL, 1000, TP_LOG_WARNING, "relay_paused", cases[i].pairs);
    g_assert_cmpstr (json, ==, cases[i].want_json);
    g_assert_cmpstr (journal, ==, cases[i].want_journal);
    g_autoptr (json_t) parsed = tp_json_parse (json, strlen (json), NULL);
    g_assert_nonnull (parsed);
  }
  g_autofree char *huge = g_strnfill (100000, 'x');
  const char *pairs[] = {"text", huge, NULL};
  g_autofree char *line = tp_log_line (TP_LOG_JSON, 0, TP_LOG_ERROR, "x", pairs);
  g_assert_cmpuint (strlen (line), <, TP_LOG_MAX_VALUE + 100);
}

static void
test_brake (void)
{
  TpLogBrake brake = {0};
  guint left_out, written = 0;
  for (int i = 0; i < 1000; i++)
    written += tp_log_brake_take (&brake, 5000 + i, &left_out) ? 1 : 0;
  g_assert_cmpuint (written, ==, TP_LOG_BURST);
  g_assert_true (tp_log_brake_take (&brake, 5000 + TP_LOG_WINDOW * 1000, &left_out));
  g_assert_cmpuint (left_out, ==, 1000 - TP_LOG_BURST);
  g_assert_true (tp_log_brake_take (&brake, 5001 + TP_LOG_WINDOW * 1000, &left_out));
  g_assert_cmpuint (left_out, ==, 0);
}

static void
test_stderr (void)
{
  if (g_test_subprocess ()) {
    g_unsetenv ("JOURNAL_STREAM");
    tp_log_init (TP_LOG_NOTICE);
    tp_log (TP_LOG_DEBUG, "too_quiet");
    for (int i = 0; i < 100; i++)
      tp_log (TP_LOG_NOTICE, "started", "missing", NULL, "port", "8080");
    tp_log (TP_LOG_ERROR, "other");
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*\"event\":\"started\",\"port\":\"8080\"}\n*");
  GString *pattern = g_string_new ("*");
  for (int i = 0; i < TP_LOG_BURST; i++)
    g_string_append (pattern, "started*");
  g_test_trap_assert_stderr (pattern->str);
  g_string_append (pattern, "started*");
  g_test_trap_assert_stderr_unmatched (pattern->str);
  g_string_free (pattern, TRUE);
  g_test_trap_assert_stderr ("*\"event\":\"other\"}\n");
  g_test_trap_assert_stderr_unmatched ("*too_quiet*");
}

static void
test_table (void)
{
  static const TpTableColumn columns[] = {
      {"name",  FALSE},
      {"count", TRUE },
      {"note",  FALSE}
  };
  static const char *const rows[][3] = {
      {"Müller", "7",       "x"       },
      {"東京",  "1234567", NULL      },
      {"😀",    NULL,      "\033[31m"},
      {"e\u0301", "0",       "a\tb"    },
  };
  g_autoptr (TpTable) table = tp_table_new (columns, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_true (tp_table_add (table, rows[i]));
  g_autofree char *text = tp_table_format (table);
  g_assert_cmpstr (text, ==,
                   "name      count  note\n"
                   "Müller        7  x\n"
                   "東京    1234567\n"
                   "😀               \uFFFD[31m\n"
                   "e\u0301             0  a\uFFFDb\n");
}

static void
test_table_is_bounded (void)
{
  static const TpTableColumn columns[] = {
      {"", FALSE}
  };
  g_autofree char *huge = g_strnfill (1000000, 'x');
  const char *cells[] = {huge}, *small[] = {"y"};
  g_autoptr (TpTable) table = tp_table_new (columns, 1);
  g_assert_true (tp_table_add (table, cells));
  g_autofree char *text = tp_table_format (table);
  g_assert_cmpuint (tp_display_width (text), ==, TP_TABLE_MAX_WIDTH + 1);
  g_assert_true (g_str_has_suffix (text, "x…\n"));
  for (int i = 1; i < TP_TABLE_MAX_ROWS; i++)
    g_assert_true (tp_table_add (table, small));
  g_assert_false (tp_table_add (table, small));
  g_autofree char *full = tp_table_format (table);
  g_assert_true (g_str_has_suffix (full, "\n… only the first 10000 rows are shown\n"));
}

static void
test_progress (void)
{
  static const struct {
    gint64 done, total, milliseconds;
    guint width;
    const char *want;
  } cases[] = {
      {500,  1000, 5000, 10, "importing  [#####     ]  50 %  500/1000  100/s  5 s left"},
      {500,  1000, 5000, 0,  "importing  50 %  500/1000  100/s  5 s left"              },
      {1000, 1000, 2000, 10, "importing  [##########]  100 %  1000/1000  500/s"        },
      {1200, 1000, 2000, 4,  "importing  [####]  100 %  1200/1000  600/s"              },
      {0,    1000, 0,    4,  "importing  [    ]  0 %  0/1000"                          },
      {7,    0,    7000, 10, "importing  7  1/s"                                       },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = tp_progress_text ("importing", cases[i].done, cases[i].total,
                                              cases[i].milliseconds, cases[i].width);
    g_assert_cmpstr (text, ==, cases[i].want);
  }
}

static void
test_progress_elsewhere (void)
{
  int ends[2];
  char got[256] = "";
  g_assert_cmpint (pipe (ends), ==, 0);
  g_autoptr (TpProgress) progress = tp_progress_new (ends[1], "importing", 1000);
  for (int i = 1; i <= 1000; i++)
    tp_progress_update (progress, i);
  tp_progress_finish (progress);
  tp_progress_finish (progress);
  close (ends[1]);
  g_assert_cmpint (read (ends[0], got, sizeof got - 1), >, 0);
  close (ends[0]);
  g_assert_cmpstr (got, ==, "importing  100 %  1000/1000\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log/lines", test_lines);
  g_test_add_func ("/log/brake", test_brake);
  g_test_add_func ("/log/stderr", test_stderr);
  g_test_add_func ("/table/aligned by display width", test_table);
  g_test_add_func ("/table/bounded", test_table_is_bounded);
  g_test_add_func ("/progress/text", test_progress);
  g_test_add_func ("/progress/elsewhere than on a terminal", test_progress_elsewhere);
  return g_test_run ();
}
