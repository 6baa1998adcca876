/* SPDX-License-Identifier: Apache-2.0 */
#include "segment/day.h"

#include "base/time.h"

static gint32
day_of (const char *text)
{
  gint32 day = 0;
  g_assert_true (tp_day_parse (text, &day));
  return day;
}

static void
assert_day (gint32 day, const char *want)
{
  char text[TP_DAY_TEXT];
  tp_day_format (day, text);
  g_assert_cmpstr (text, ==, want);
}

/* Against GLib's own calendar, every day of it. */
static void
test_every_day (void)
{
  GDate date;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, 1, G_DATE_JANUARY, 1);
  for (gint32 day = TP_DAY_FIRST; day <= TP_DAY_LAST; day++) {
    int year, month, day_of_month;
    tp_day_split (day, &year, &month, &day_of_month);
    g_assert_cmpint (year, ==, g_date_get_year (&date));
    g_assert_cmpint (month, ==, g_date_get_month (&date));
    g_assert_cmpint (day_of_month, ==, g_date_get_day (&date));
    g_assert_cmpint (tp_day_of_date (year, month, day_of_month), ==, day);
    if (day < TP_DAY_LAST)
      g_date_add_days (&date, 1);
  }
  assert_day (0, "1970-01-01");
  assert_day (TP_DAY_FIRST - 1, "0001-01-01");
  assert_day (TP_DAY_LAST + 1, "9999-12-31");
}

static void
test_parse (void)
{
  static const char *const wrong[] = {"",           "2026-02-29",  "2026-1-01", "2026-13-01",
                                      "0000-01-01", "2026-01-01 ", "20260101",  "-026-01-01"};
  gint32 day = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (tp_day_parse (wrong[i], &day));
  g_assert_cmpint (day_of ("2024-02-29"), ==, day_of ("2024-03-01") - 1);
}

static void
test_add (void)
{
  static const struct {
    const char *from;
    int n;
    TpSegmentUnit unit;
    const char *want;
  } cases[] = {
      {"2026-01-31", 1,     TP_SEGMENT_MONTHS, "2026-02-28"},
      {"2024-01-31", 1,     TP_SEGMENT_MONTHS, "2024-02-29"},
      {"2026-03-31", -1,    TP_SEGMENT_MONTHS, "2026-02-28"},
      {"2026-03-31", -13,   TP_SEGMENT_MONTHS, "2025-02-28"},
      {"2026-05-31", -1,    TP_SEGMENT_MONTHS, "2026-04-30"},
      {"2026-01-15", -1,    TP_SEGMENT_MONTHS, "2025-12-15"},
      {"2024-02-29", 1,     TP_SEGMENT_YEARS,  "2025-02-28"},
      {"2024-02-29", -4,    TP_SEGMENT_YEARS,  "2020-02-29"},
      {"2024-02-29", -1,    TP_SEGMENT_DAYS,   "2024-02-28"},
      {"2026-12-31", 1,     TP_SEGMENT_DAYS,   "2027-01-01"},
      {"2026-01-01", -2,    TP_SEGMENT_WEEKS,  "2025-12-18"},
      {"2026-01-01", 0,     TP_SEGMENT_MONTHS, "2026-01-01"},
      {"0001-02-03", -100,  TP_SEGMENT_YEARS,  "0001-01-01"},
      {"9999-02-03", 1200,  TP_SEGMENT_MONTHS, "9999-12-31"},
      {"9999-12-01", 36500, TP_SEGMENT_DAYS,   "9999-12-31"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_day (tp_day_add (day_of (cases[i].from), cases[i].n, cases[i].unit), cases[i].want);
}

static void
test_time_to_day_and_back (void)
{
  static const struct {
    const char *zone;
    const char *at;
    const char *want;
    const char *want_start;
  } cases[] = {
      {"Europe/Berlin",     "2026-03-28T22:59:59.999Z", "2026-03-28", "2026-03-27T23:00:00Z"},
      {"Europe/Berlin",     "2026-03-28T23:00:00Z",     "2026-03-29", "2026-03-28T23:00:00Z"},
      {"Europe/Berlin",     "2026-03-29T21:59:59Z",     "2026-03-29", "2026-03-28T23:00:00Z"},
      {"Europe/Berlin",     "2026-03-29T22:00:00Z",     "2026-03-30", "2026-03-29T22:00:00Z"},
      {"Europe/Berlin",     "2026-10-25T22:59:59Z",     "2026-10-25", "2026-10-24T22:00:00Z"},
      {"Europe/Berlin",     "2026-10-25T23:00:00Z",     "2026-10-26", "2026-10-25T23:00:00Z"},
      {"America/Sao_Paulo", "2018-11-04T03:00:00Z",     "2018-11-04", "2018-11-04T03:00:00Z"},
      {"America/Sao_Paulo", "2018-11-04T02:59:59Z",     "2018-11-03", "2018-11-03T03:00:00Z"},
      {"UTC",               "1969-12-31T23:59:59.999Z", "1969-12-31", "1969-12-31T00:00:00Z"},
      {"Pacific/Auckland",  "2025-12-31T11:00:00Z",     "2026-01-01", "2025-12-31T11:00:00Z"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (cases[i].zone);
    gint64 at = 0;
    g_assert_true (tp_time_parse_rfc3339 (cases[i].at, &at, NULL));
    gint32 day = tp_day_of_time (at, zone);
    assert_day (day, cases[i].want);
    g_autofree char *start = tp_time_format_rfc3339 (tp_day_start (day, zone));
    g_assert_cmpstr (start, ==, cases[i].want_start);
  }
}

static void
test_anniversary_and_age (void)
{
  static const struct {
    const char *birth, *first, *last;
    gboolean want_within;
    int want_age; /* on `first` */
  } cases[] = {
      {"1990-03-10", "2026-03-10", "2026-03-10", TRUE,  36},
      {"1990-03-10", "2026-03-09", "2026-03-09", FALSE, 35},
      {"1990-03-10", "2026-03-11", "2026-03-20", FALSE, 36},
      {"1990-01-03", "2026-12-28", "2027-01-04", TRUE,  36},
      {"1990-12-30", "2026-12-28", "2027-01-04", TRUE,  35},
      {"1990-06-30", "2026-12-28", "2027-01-04", FALSE, 36},
      {"1990-06-30", "2026-07-01", "2027-06-30", TRUE,  36},
      {"1990-06-30", "2026-07-01", "2027-06-29", FALSE, 36},
      {"1992-02-29", "2026-02-28", "2026-02-28", FALSE, 33},
      {"1992-02-29", "2026-03-01", "2026-03-01", TRUE,  34},
      {"1992-02-29", "2028-02-29", "2028-02-29", TRUE,  36},
      {"1992-02-29", "2028-03-01", "2028-03-01", FALSE, 36},
      {"1992-02-29", "2028-02-28", "2028-02-28", FALSE, 35},
      {"2026-03-10", "2026-03-10", "2026-03-10", TRUE,  0 },
      {"2026-03-10", "2026-03-09", "2026-03-09", FALSE, -1},
      {"2030-01-01", "2026-01-01", "2026-01-01", TRUE,  -4},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint32 birth = day_of (cases[i].birth), first = day_of (cases[i].first);
    g_assert_cmpint (tp_day_anniversary_within (birth, first, day_of (cases[i].last)), ==,
                     cases[i].want_within);
    g_assert_cmpint (tp_day_age (birth, first), ==, cases[i].want_age);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/segment/day/every day of the calendar", test_every_day);
  g_test_add_func ("/segment/day/parse", test_parse);
  g_test_add_func ("/segment/day/add", test_add);
  g_test_add_func ("/segment/day/time to day and back", test_time_to_day_and_back);
  g_test_add_func ("/segment/day/anniversary and age", test_anniversary_and_age);
  return g_test_run ();
}
