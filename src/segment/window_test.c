/* SPDX-License-Identifier: Apache-2.0 */
#include "segment/window.h"

#include "base/time.h"
#include "segment/day.h"
#include "segment/names_memory.h"
#include "segment/parser.h"

static TpSegmentMoment
moment_of (const char *zone, const char *now)
{
  TpSegmentMoment moment = {.zone = g_time_zone_new_identifier (zone), .currency_digits = 2};
  g_assert_nonnull (moment.zone);
  g_assert_true (tp_time_parse_rfc3339 (now, &moment.now_at, NULL));
  return moment;
}

static void
assert_time (gint64 at, const char *want)
{
  if (at == G_MININT64 || at == G_MAXINT64) {
    g_assert_cmpstr (want, ==, "open");
    return;
  }
  g_autofree char *text = tp_time_format_rfc3339 (at);
  g_assert_cmpstr (text, ==, want);
}

static TpSegment *
parse (const char *text)
{
  g_autoptr (TpNamesMemory) memory = tp_names_memory_new ();
  tp_names_memory_add (memory, TP_SEGMENT_THING_TAG, "A");
  tp_names_memory_add_field (memory, "wedding", TP_SEGMENT_DATE, FALSE, TRUE, NULL);
  tp_names_memory_add_field (memory, "paid", TP_SEGMENT_YES_NO, FALSE, FALSE, NULL);
  g_autoptr (GError) error = NULL;
  TpSegment *segment = tp_segment_parse (text, tp_names_memory_names (memory), NULL, &error);
  g_assert_no_error (error);
  return segment;
}

static void
test_when (void)
{
  static const struct {
    const char *zone, *now, *when;
    const char *want_from, *want_to;
  } cases[] = {
      {"Europe/Berlin",     "2026-03-10T12:34:56.789Z", "",                                  "open",                 "open"                },
      {"Europe/Berlin",     "2026-03-10T12:34:56.789Z", "in the last 2 hours",               "2026-03-10T10:34:00Z",
       "2026-03-10T12:35:00Z"                                                                                                              },
      {"Europe/Berlin",     "2026-03-10T12:34:00Z",     "in the last 1 hour",                "2026-03-10T11:34:00Z",
       "2026-03-10T12:35:00Z"                                                                                                              },
      {"Europe/Berlin",     "2026-03-10T12:34:56Z",     "in the last 0 hours",               "2026-03-10T12:34:00Z",
       "2026-03-10T12:35:00Z"                                                                                                              },
      {"Europe/Berlin",     "2026-03-10T12:34:56Z",     "more than 2 hours ago",             "open",
       "2026-03-10T10:34:00Z"                                                                                                              },
      {"Europe/Berlin",     "2026-03-10T12:34:56Z",     "in the last 1 day",                 "2026-03-08T23:00:00Z",
       "2026-03-10T12:35:00Z"                                                                                                              },
      {"Europe/Berlin",     "2026-03-10T12:34:56Z",     "in the last 0 days",                "2026-03-09T23:00:00Z",
       "2026-03-10T12:35:00Z"                                                                                                              },
 /* just after midnight in Berlin it is another day than in UTC */
      {"Europe/Berlin",     "2026-03-09T23:00:00Z",     "in the last 1 day",                 "2026-03-08T23:00:00Z",
       "2026-03-09T23:01:00Z"                                                                                                              },
      {"Europe/Berlin",     "2026-03-09T22:59:59Z",     "in the last 1 day",                 "2026-03-07T23:00:00Z",
       "2026-03-09T23:00:00Z"                                                                                                              },
 /* the short day in March and the long one in October are one day each */
      {"Europe/Berlin",     "2026-03-30T10:00:00Z",     "in the last 1 day",                 "2026-03-28T23:00:00Z",
       "2026-03-30T10:01:00Z"                                                                                                              },
      {"Europe/Berlin",     "2026-03-30T10:00:00Z",     "more than 1 day ago",               "open",
       "2026-03-28T23:00:00Z"                                                                                                              },
      {"Europe/Berlin",     "2026-10-26T10:00:00Z",     "in the last 1 day",                 "2026-10-24T22:00:00Z",
       "2026-10-26T10:01:00Z"                                                                                                              },
      {"Europe/Berlin",     "2026-10-26T10:00:00Z",     "in the last 24 hours",              "2026-10-25T10:00:00Z",
       "2026-10-26T10:01:00Z"                                                                                                              },
 /* hours roll through the night of the change */
      {"Europe/Berlin",     "2026-03-29T01:30:00Z",     "in the last 3 hours",               "2026-03-28T22:30:00Z",
       "2026-03-29T01:31:00Z"                                                                                                              },
 /* in the hour that comes twice */
      {"Europe/Berlin",     "2026-10-25T01:30:00Z",     "in the last 1 day",                 "2026-10-23T22:00:00Z",
       "2026-10-25T01:31:00Z"                                                                                                              },
      {"Europe/Berlin",     "2026-03-31T10:00:00Z",     "in the last 1 month",               "2026-02-27T23:00:00Z",
       "2026-03-31T10:01:00Z"                                                                                                              },
      {"Europe/Berlin",     "2024-03-31T10:00:00Z",     "in the last 1 month",               "2024-02-28T23:00:00Z",
       "2024-03-31T10:01:00Z"                                                                                                              },
      {"Europe/Berlin",     "2026-05-31T10:00:00Z",     "in the last 3 months",              "2026-02-27T23:00:00Z",
       "2026-05-31T10:01:00Z"                                                                                                              },
      {"Europe/Berlin",     "2024-02-29T10:00:00Z",     "in the last 1 year",                "2023-02-27T23:00:00Z",
       "2024-02-29T10:01:00Z"                                                                                                              },
      {"Europe/Berlin",     "2026-01-05T10:00:00Z",     "in the last 2 weeks",               "2025-12-21T23:00:00Z",
       "2026-01-05T10:01:00Z"                                                                                                              },
      {"Europe/Berlin",     "2026-01-05T10:00:00Z",     "before 2026-03-29",                 "open",
       "2026-03-28T23:00:00Z"                                                                                                              },
      {"Europe/Berlin",     "2026-01-05T10:00:00Z",     "since 2026-03-30",                  "2026-03-29T22:00:00Z", "open"                },
      {"Europe/Berlin",     "2026-01-05T10:00:00Z",     "between 2026-03-29 and 2026-03-29",
       "2026-03-28T23:00:00Z",                                                                                       "2026-03-29T22:00:00Z"},
      {"America/Sao_Paulo", "2018-11-05T12:00:00Z",     "in the last 1 day",                 "2018-11-04T03:00:00Z",
       "2018-11-05T12:01:00Z"                                                                                                              },
      {"UTC",               "1969-12-31T23:59:30Z",     "in the last 1 hour",                "1969-12-31T22:59:00Z",
       "1970-01-01T00:00:00Z"                                                                                                              },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    TpSegmentMoment moment = moment_of (cases[i].zone, cases[i].now);
    g_autofree char *text = g_strconcat ("tag \"A\" ", cases[i].when, NULL);
    g_autoptr (TpSegment) segment = parse (text);
    TpWindow window = tp_window_of_when (&tp_segment_root (segment)->tag.when, &moment);
    g_test_message ("%s at %s", cases[i].when, cases[i].now);
    assert_time (window.from_at, cases[i].want_from);
    assert_time (window.to_at, cases[i].want_to);
    g_time_zone_unref (moment.zone);
  }
}

/* Ends of ranges: days as dates, times in RFC 3339, others as numbers. */
static void
assert_end (const TpSegmentNode *node, gint64 end, const char *want)
{
  if (end == G_MININT64 || end == G_MAXINT64 || node->field.field.type == TP_SEGMENT_TIME) {
    assert_time (end, want);
    return;
  }
  char date[TP_DAY_TEXT];
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, end);
  if (node->field.field.type == TP_SEGMENT_DATE)
    tp_day_format ((gint32)end, date);
  g_assert_cmpstr (node->field.field.type == TP_SEGMENT_DATE ? date : number, ==, want);
}

static void
test_ranges (void)
{
  static const struct {
    const char *text;
    const char *want[6]; /* from, to, from, to... */
  } cases[] = {
      {"age = 30",                                  {"300000", "300000"}                                    },
      {"age != 30",                                 {"300000", "300000"}                                    },
      {"age < 30.5",                                {"open", "304999"}                                      },
      {"age <= 30",                                 {"open", "300000"}                                      },
      {"age > 30",                                  {"300001", "open"}                                      },
      {"age >= 30",                                 {"300000", "open"}                                      },
      {"age between 30 and 45",                     {"300000", "450000"}                                    },
      {"age not in (1, -2, 3)",                     {"10000", "10000", "-20000", "-20000", "30000", "30000"}},
      {"revenue >= 12.34",                          {"123400", "open"}                                      },
      {"paid = yes",                                {"1", "1"}                                              },
      {"birth_date = 1990-02-01",                   {"1990-02-01", "1990-02-01"}                            },
      {"birth_date < 1990-02-01",                   {"open", "1990-01-31"}                                  },
      {"birth_date > today",                        {"2026-04-01", "open"}                                  },
      {"birth_date >= today - 18 years",            {"2008-03-31", "open"}                                  },
      {"birth_date = today - 1 month",              {"2026-02-28", "2026-02-28"}                            },
      {"birth_date in the last 7 days",             {"2026-03-24", "2026-03-31"}                            },
      {"birth_date in the last 1 month",            {"2026-02-28", "2026-03-31"}                            },
      {"birth_date in the next 7 days",             {"2026-03-31", "2026-04-07"}                            },
      {"wedding in the next 0 days",                {"2026-03-31", "2026-03-31"}                            },
      {"birthday = today",                          {"2026-03-31", "2026-03-31"}                            },
 /* 2026-03-29 has 23 hours in Berlin */
      {"created = 2026-03-29",                      {"2026-03-28T23:00:00Z", "2026-03-29T21:59:59.999Z"}    },
      {"created < 2026-03-29",                      {"open", "2026-03-28T22:59:59.999Z"}                    },
      {"created <= 2026-03-29",                     {"open", "2026-03-29T21:59:59.999Z"}                    },
      {"created > 2026-03-29",                      {"2026-03-29T22:00:00Z", "open"}                        },
      {"created >= 2026-03-29",                     {"2026-03-28T23:00:00Z", "open"}                        },
      {"created between 2026-03-28 and 2026-03-29",
       {"2026-03-27T23:00:00Z", "2026-03-29T21:59:59.999Z"}                                                 },
      {"created in the last 1 day",                 {"2026-03-29T22:00:00Z", "2026-03-31T10:05:59.999Z"}    },
      {"created in the last 1 hour",                {"2026-03-31T09:05:00Z", "2026-03-31T10:05:59.999Z"}    },
      {"created in the next 1 hour",                {"2026-03-31T10:05:00Z", "2026-03-31T11:05:59.999Z"}    },
      {"created in the next 1 day",                 {"2026-03-31T10:05:00Z", "2026-04-01T21:59:59.999Z"}    },
      {"created in (2026-01-01, today)",
       {"2025-12-31T23:00:00Z", "2026-01-01T22:59:59.999Z", "2026-03-30T22:00:00Z",
        "2026-03-31T21:59:59.999Z"}                                                                         },
  };
  TpSegmentMoment moment = moment_of ("Europe/Berlin", "2026-03-31T10:05:30Z");
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (TpRange));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TpSegment) segment = parse (cases[i].text);
    const TpSegmentNode *node = tp_segment_root (segment);
    g_test_message ("%s", cases[i].text);
    tp_window_ranges (node, &moment, ranges);
    for (guint j = 0; j < ranges->len; j++) {
      assert_end (node, g_array_index (ranges, TpRange, j).from, cases[i].want[2 * j]);
      assert_end (node, g_array_index (ranges, TpRange, j).to, cases[i].want[2 * j + 1]);
    }
    g_assert_cmpuint (ranges->len, >, 0);
    g_assert_true (ranges->len == 3 || cases[i].want[2 * ranges->len] == NULL);
  }
  g_time_zone_unref (moment.zone);
}

static void
test_change (void)
{
  static const struct {
    const char *text;
    TpWindowChange want;
  } cases[] = {
      {"everyone",                      TP_WINDOW_NEVER   },
      {"tag \"A\"",                     TP_WINDOW_NEVER   },
      {"tag \"A\" since 2026-01-01",    TP_WINDOW_NEVER   },
      {"tag \"A\" in the last 3 hours", TP_WINDOW_MINUTE  },
      {"opened more than 3 days ago",   TP_WINDOW_MIDNIGHT},
      {"opened at least 3 times",       TP_WINDOW_NEVER   },
      {"age > 30",                      TP_WINDOW_MIDNIGHT},
      {"age is set",                    TP_WINDOW_NEVER   },
      {"orders > 3",                    TP_WINDOW_NEVER   },
      {"created < 2026-01-01",          TP_WINDOW_NEVER   },
      {"created < today",               TP_WINDOW_MIDNIGHT},
      {"created in the last 3 hours",   TP_WINDOW_MINUTE  },
      {"created in the last 3 days",    TP_WINDOW_MIDNIGHT},
      {"created in the next 3 days",    TP_WINDOW_MINUTE  },
      {"birthday in the next 3 days",   TP_WINDOW_MIDNIGHT},
      {"birthday = 2026-01-01",         TP_WINDOW_NEVER   },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TpSegment) segment = parse (cases[i].text);
    g_assert_cmpint (tp_window_change (tp_segment_root (segment)), ==, cases[i].want);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/segment/window/when", test_when);
  g_test_add_func ("/segment/window/ranges", test_ranges);
  g_test_add_func ("/segment/window/change by time alone", test_change);
  return g_test_run ();
}
