/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"

#include "base/clock.h"
#include "base/error.h"

#include <glib/gstdio.h>

static void
test_rfc3339 (void)
{
  static const struct {
    const char *text;
    const char *want; /* NULL: invalid */
  } cases[] = {
      {"1970-01-01T00:00:00Z",           "1970-01-01T00:00:00Z"    },
      {"2026-01-31T14:05:09.1239+02:00", "2026-01-31T12:05:09.123Z"},
      {"2024-02-29t23:59:60z",           "2024-03-01T00:00:00Z"    },
      {"1969-12-31T23:59:59.500Z",       "1969-12-31T23:59:59.500Z"},
      {"0001-01-02T00:00:00Z",           "0001-01-02T00:00:00Z"    },
      {"2026-02-29T00:00:00Z",           NULL                      },
      {"2026-01-31T24:00:00Z",           NULL                      },
      {"2026-01-31T14:05:09",            NULL                      },
      {"2026-01-31",                     NULL                      },
      {"",                               NULL                      },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 at = 0;
    g_autoptr (GError) error = NULL;
    gboolean ok = tp_time_parse_rfc3339 (cases[i].text, &at, &error);
    g_assert_cmpint (ok, ==, cases[i].want != NULL);
    if (!ok) {
      g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
      continue;
    }
    g_autofree char *text = tp_time_format_rfc3339 (at);
    g_assert_cmpstr (text, ==, cases[i].want);
  }
}

static void
test_local_time_in_gap_and_overlap (void)
{
  static const struct {
    const char *zone;
    int year, month, day, hour, minute;
    const char *want;
  } cases[] = {
      {"Europe/Berlin",     2026, 3,  29, 2, 30,
       "2026-03-29T01:00:00Z"                                          }, /* skipped: 03:00 summer time */
      {"Europe/Berlin",     2026, 10, 25, 2, 30,
       "2026-10-25T00:30:00Z"                                          }, /* twice: the first, in summer time */
      {"Europe/Berlin",     2026, 7,  1,  0, 0,  "2026-06-30T22:00:00Z"},
      {"Europe/Amsterdam",  2026, 1,  1,  0, 0,  "2025-12-31T23:00:00Z"},
      {"America/Sao_Paulo", 2018, 11, 4,  0, 0,
       "2018-11-04T03:00:00Z"                                          }, /* midnight itself is skipped */
      {"UTC",               1969, 12, 31, 0, 0,  "1969-12-31T00:00:00Z"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (cases[i].zone);
    g_assert_nonnull (zone);
    gint64 at = tp_time_of_local (cases[i].year, cases[i].month, cases[i].day, cases[i].hour,
                                  cases[i].minute, 0, zone);
    g_autofree char *text = tp_time_format_rfc3339 (at);
    g_assert_cmpstr (text, ==, cases[i].want);
  }
}

static void
test_date (void)
{
  int year, month, day;
  g_assert_true (tp_date_parse ("2024-02-29", &year, &month, &day));
  g_assert_false (tp_date_parse ("2023-02-29", &year, &month, &day));
  g_assert_false (tp_date_parse ("2023-2-01", &year, &month, &day));
  g_assert_false (tp_date_parse ("2023-02-01x", &year, &month, &day));
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autofree char *date = tp_time_format_date (tp_time_of_date (2026, 3, 29, zone), zone);
  g_assert_cmpstr (date, ==, "2026-03-29");
  g_assert_cmpint (tp_time_month (tp_time_of_date (2026, 1, 1, zone)), ==, 202512);
}

static void
test_file_clock (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "tagpost-clock-XXXXXX", NULL);
  int fd = g_mkstemp (path);
  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, "2026-01-01T00:00:00Z\n", -1, NULL));
  g_autoptr (TpClock) clock = tp_clock_new_file (path, NULL);
  gint64 first = tp_clock_now (clock);
  g_assert_true (g_file_set_contents (path, "2026-03-01T00:00:00+00:00", -1, NULL));
  g_assert_cmpint (tp_clock_now (clock) - first, ==, 59 * TP_DAY);
  g_assert_true (g_file_set_contents (path, "half a ti", -1, NULL));
  g_assert_cmpint (tp_clock_now (clock) - first, ==, 59 * TP_DAY);
  g_unlink (path);
  g_autoptr (GError) error = NULL;
  g_assert_null (tp_clock_new_file ("/nonexistent/clock", &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time/rfc3339", test_rfc3339);
  g_test_add_func ("/time/local time in gap and overlap", test_local_time_in_gap_and_overlap);
  g_test_add_func ("/time/date", test_date);
  g_test_add_func ("/clock/file is read again when it changes", test_file_clock);
  return g_test_run ();
}
