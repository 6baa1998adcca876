/* SPDX-License-Identifier: Apache-2.0 */
/* What every kind of condition says about the small business of facts_testing.c, by every way in
 * which an audience is asked. */
#include "core/facts.h"

#include "base/error.h"
#include "core/audience.h"
#include "core/facts_testing.h"
#include "core/history.h"
#include "core/names.h"
#include "core/segment.h"

static const struct {
  const char *text;
  const char *want; /* numbers of the contacts */
} cases[] = {
    {"everyone",                                                      "1 2 3 4 65537"},
    {"not everyone",                                                  ""             },
    {"tag \"bought a\"",                                              "1 2 65537"    },
    {"tag \"Bought A\" and not tag \"Bought B\"",                     "1 65537"      },
    {"tag \"Nobody\"",                                                ""             },
    {"tag \"Bought A\" in the last 30 days",                          "2"            },
    {"tag \"Bought A\" more than 365 days ago",                       "65537"        },
    {"tag \"Fair 2026\" since 2026-03-01",                            "3"            },
    {"tag \"Fair 2026\" before 2026-03-01",                           ""             },
    {"list \"Newsletter\"",                                           "1"            },
    {"list \"Newsletter\" is unconfirmed",                            "2"            },
    {"list \"Newsletter\" is unsubscribed",                           "3"            },
    {"not list \"Newsletter\"",                                       "2 3 4 65537"  },
    {"permission \"offers\"",                                         "1"            },
    {"permission \"offers\" is withdrawn",                            "2"            },
    {"permission \"offers\" is unknown",                              "3 4 65537"    },
    {"permission \"newsletter\"",                                     "2"            },
    {"first_name = \"anna\"",                                         "1"            },
    {"first_name = \"ZOÉ\"",                                         "65537"        },
    {"last_name = \"özil\"",                                         "2"            },
    {"last_name is set",                                              "1 2"          },
    {"email ends with \"@X.DE\"",                                     "1 2 65537"    },
    {"email = \"ANNA2@work.example\"",                                "1"            },
    {"email is not set",                                              "4"            },
    {"age between 30 and 45",                                         "1 2"          },
    {"age >= 45",                                                     "2"            },
    {"age is not set",                                                "3 65537"      },
    {"birthday in the next 7 days",                                   "1 2"          },
    {"birthday = 2026-03-01",                                         "4"            },
    {"birth_date < 1985-01-01",                                       "2"            },
    {"postcode starts with \"80\"",                                   "1 2"          },
    {"postcode = \"01067\"",                                          "2"            },
    {"city = \"münchen\"",                                           "1 2"          },
    {"city != \"Dresden\"",                                           "1"            },
    {"country != \"DE\"",                                             "4"            },
    {"not country = \"DE\"",                                          "3 4 65537"    },
    {"status in (\"new\", \"Loyal\")",                                "1 2"          },
    {"hobbies = \"chess\"",                                           "1"            },
    {"hobbies != \"chess\"",                                          "4"            },
    {"hobbies contains \"ski\"",                                      "1"            },
    {"score >= 15",                                                   "2"            },
    {"score is set",                                                  "1 2"          },
    {"created in the last 2 days",                                    "3"            },
    {"created < 2025-06-01",                                          "65537"        },
    {"field \"Shoe size\" > 38",                                      "1 2"          },
    {"field \"Shoe size\" = 44.1234",                                 "2"            },
    {"credit >= 12.5",                                                "1"            },
    {"credit < 12.5",                                                 ""             },
    {"colours = \"BLUE\"",                                            "1"            },
    {"colours != \"green\"",                                          "1"            },
    {"wedding in the next 7 days",                                    "1"            },
    {"vip = yes",                                                     "1"            },
    {"vip != yes",                                                    "2"            },
    {"site starts with \"https://A\"",                                "1"            },
    {"contract >= today",                                             "1"            },
    {"contract is set",                                               "1"            },
    {"bought any",                                                    "1 2 3"        },
    {"bought product \"A\"",                                          "1 2 3"        },
    {"bought product \"B\"",                                          "1 3"          },
    {"bought product \"A\" and not bought product \"B\"",             "2"            },
    {"bought category \"Courses\"",                                   "1 2 3"        },
    {"bought at least 2 times",                                       "1 3"          },
    {"bought exactly 1 times",                                        "2"            },
    {"bought at most 0 times",                                        "4 65537"      },
    {"bought for at least 150",                                       "1"            },
    {"bought for at least 60",                                        "1 2"          },
    {"bought for at most 60",                                         "2 3 4 65537"  },
    {"bought product \"A\" for at least 110",                         "1"            },
    {"bought product \"A\" for at least 26",                          "1 2 3"        },
    {"bought product \"A\" for at least 26.01",                       "1 2"          },
    {"bought product \"B\" at least 1 times for at most 8",           "3"            },
    {"bought product \"A\" at least 2 times",                         "1 3"          },
    {"bought in the last 7 days",                                     "1 3"          },
    {"bought at least 1 times for at least 24 in the last 7 days",    "1 3"          },
    {"bought at least 1 times for at least 24.01 in the last 7 days", "1"            },
    {"bought more than 365 days ago",                                 "3"            },
    {"bought between 2026-05-26 and 2026-05-26",                      "2"            },
    {"refunded any",                                                  "2 3 65537"    },
    {"refunded product \"A\"",                                        "3 65537"      },
    {"refunded product \"B\"",                                        "2 3"          },
    {"refunded at least 2 times",                                     "2"            },
    {"refunded for at least 50",                                      "2"            },
    {"refunded product \"A\" at least 1 times for at most 4",         "3"            },
    {"refunded product \"A\" for at least 9.9",                       "65537"        },
    {"refunded in the last 2 days",                                   "2 65537"      },
    {"orders = 0",                                                    "4 65537"      },
    {"orders >= 2",                                                   "1 3"          },
    {"revenue = 34",                                                  "3"            },
    {"revenue < 100",                                                 "2 3 4 65537"  },
    {"last_purchase >= 2026-06-12",                                   "1"            },
    {"last_purchase is not set",                                      "4 65537"      },
    {"revenue in top 10 %",                                           "1"            },
    {"revenue in top 50 %",                                           "1 2"          },
    {"orders in bottom 34 %",                                         "1 2"          },
    {"score in top 50 %",                                             "2"            },
    {"age in top 30 %",                                               "2"            },
    {"age in bottom 100 %",                                           "1 2 4"        },
    {"field \"Shoe size\" in bottom 1 %",                             "1"            },
    {"received campaign \"May\"",                                     "1 2 3"        },
    {"received any",                                                  "1 2 3 4 65537"},
    {"received at least 2 times",                                     "1 4"          },
    {"opened campaign \"May\"",                                       "1 2 3"        },
    {"opened at least 2 times",                                       "1"            },
    {"opened campaign \"May\" at least 2 times",                      ""             },
    {"not opened any in the last 10 days",                            "2 3 4 65537"  },
    {"opened campaign \"May\" or clicked campaign \"June\"",          "1 2 3"        },
    {"clicked any",                                                   "1"            },
    {"bounced campaign \"June\"",                                     "65537"        },
    {"last_open >= 2026-06-14",                                       "1"            },
    {"last_open is set",                                              "1 2 3"        },
    {"last_open is set and opened campaign \"June\"",                 "1"            },
    {"last_click < 2026-06-01",                                       "1"            },
    {"called any",                                                    "1"            },
    {"signed up any",                                                 "3"            },
    {"did \"webinar\"",                                               "2"            },
    {"did \"webinar\" exactly 2 times",                               "2"            },
    {"did \"webinar\" before 2026-06-09",                             "2"            },
    {"did \"webinar\" or did \"workshop\"",                           "2 3"          },
    {"did \"nothing\"",                                               ""             },
    {"segment \"Buyers\"",                                            "1 2 3"        },
    {"not segment \"Fresh buyers\" and segment \"Buyers\"",           "2"            },
    {"segment \"Best\" or segment \"Fresh buyers\"",                  "1 3"          },
};

static TpSegment *
parse (TpAccount *account, const char *text)
{
  GError *error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  g_autoptr (TpNames) names = tp_names_new (account, conn);
  TpSegment *segment = tp_names_parse (names, text, NULL, &error);
  g_assert_no_error (error);
  return segment;
}

static gint64
save (TpAccount *account, const char *name, const char *text)
{
  GError *error = NULL;
  gint64 id = 0;
  g_autoptr (TpSegment) segment = parse (account, text);
  g_autoptr (TpChange) change = tp_change_begin (account, tp_testing_actor, NULL, &error);
  tp_saved_segment_add (change, name, segment, &id, &error);
  g_assert_no_error (error);
  tp_change_commit (&change, NULL, &error);
  g_assert_no_error (error);
  return id;
}

static void
begin (TpTestingAccount *testing, const char *url)
{
  tp_testing_account_init (testing, url);
  tp_facts_testing_fill (testing->account);
  save (testing->account, "Buyers", "bought any");
  save (testing->account, "Fresh buyers", "segment \"Buyers\" and bought in the last 7 days");
  save (testing->account, "Best", "revenue in top 10 % and segment \"Fresh buyers\"");
}

static void
append (GString *text, guint32 number)
{
  g_string_append_printf (text, "%s%u", text->len > 0 ? " " : "", number);
}

static char *
select_all (TpAccount *account, TpSegment *segment)
{
  GError *error = NULL;
  TpIdSets *found = NULL;
  GString *text = g_string_new (NULL);
  tp_audience_select (account, segment, &found, &error);
  g_assert_no_error (error);
  g_autoptr (TpIdSets) matching = found;
  for (guint i = 0; i < tp_id_sets_length (matching); i++) {
    TpIdSetIter iter;
    tp_id_set_iter_init (&iter, tp_id_sets_nth (matching, i));
    for (guint32 number; tp_id_set_iter_next (&iter, &number);)
      append (text, number);
  }
  return g_string_free (text, FALSE);
}

/* One by one, as rules ask. */
static char *
filter_each (TpAccount *account, TpSegment *segment)
{
  static const guint32 numbers[] = {1, 2, 3, 4, 5, 6, 7, 8, 65537, 65538};
  GError *error = NULL;
  GString *text = g_string_new (NULL);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    TpIdSet *found = NULL;
    g_autoptr (TpIdSet) among = tp_id_set_new (TP_ID_BLOCK (numbers[i]));
    tp_id_set_add (among, numbers[i]);
    tp_audience_filter (conn, account, segment, among, &found, &error);
    g_assert_no_error (error);
    g_autoptr (TpIdSet) matching = found;
    g_assert_cmpuint (tp_id_set_count (matching), <=, 1);
    if (tp_id_set_contains (matching, numbers[i]))
      append (text, numbers[i]);
  }
  return g_string_free (text, FALSE);
}

static char *
page_through (TpAccount *account, TpSegment *segment)
{
  GError *error = NULL;
  GString *text = g_string_new (NULL);
  guint32 after = 0;
  do {
    g_auto (TpAudiencePage) page = {0};
    tp_audience_page (account, segment, after, 2, &page, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (page.contacts->len, <=, 2);
    for (guint i = 0; i < page.contacts->len; i++)
      append (text, g_array_index (page.contacts, guint32, i));
    after = page.next;
  } while (after != 0);
  return g_string_free (text, FALSE);
}

static void
check_case (TpAccount *account, const char *text, const char *want)
{
  g_test_message ("%s", text);
  g_autoptr (TpSegment) segment = parse (account, text);
  g_autofree char *selected = select_all (account, segment);
  g_autofree char *filtered = filter_each (account, segment);
  g_autofree char *paged = page_through (account, segment);
  g_assert_cmpstr (selected, ==, want);
  g_assert_cmpstr (filtered, ==, want);
  g_assert_cmpstr (paged, ==, want);
}

static void
test_conditions (const char *url)
{
  TpTestingAccount testing;
  begin (&testing, url);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check_case (testing.account, cases[i].text, cases[i].want);
  tp_testing_account_clear (&testing);
}

/* History that is filed answers as history that is scanned. */
static void
test_filed_history (const char *url)
{
  TpTestingAccount testing;
  GError *error = NULL;
  begin (&testing, url);
  tp_follower_catch_up (testing.account, &tp_history_follower, testing.account, &error);
  g_assert_no_error (error);
  check_case (testing.account, "opened campaign \"May\"", "1 2 3");
  check_case (testing.account, "opened at least 2 times", "1");
  check_case (testing.account, "received any in the last 10 days", "1 4 65537");
  check_case (testing.account, "did \"webinar\" exactly 2 times", "2");
  tp_testing_account_clear (&testing);
}

typedef struct {
  GString *text;
  guint conditions;
} Seen;

static gboolean
see_block (guint32 block, const TpIdSet *matching, const GPtrArray *conditions, gpointer data,
           GError **error)
{
  Seen *seen = data;
  g_string_append_printf (seen->text, "%u:%u", block, tp_id_set_count (matching));
  for (guint i = 0; i < conditions->len; i++)
    g_string_append_printf (seen->text, ",%u", tp_id_set_count (conditions->pdata[i]));
  g_string_append_c (seen->text, ' ');
  seen->conditions = conditions->len;
  return TRUE;
}

static void
test_each_condition (const char *url)
{
  TpTestingAccount testing;
  GError *error = NULL;
  begin (&testing, url);
  Seen seen = {g_string_new (NULL), 0};
  g_autoptr (TpSegment) segment =
      parse (testing.account, "tag \"Bought A\" and not (bought any or status = \"lost\") or "
                              "segment \"Buyers\" and age > 40");
  tp_audience_conditions (testing.account, segment, see_block, &seen, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seen.conditions, ==, 5);
  g_assert_cmpstr (seen.text->str, ==, "0:1,2,3,0,3,1 1:0,1,0,1,0,0 ");
  g_string_free (seen.text, TRUE);
  tp_testing_account_clear (&testing);
}

static void
test_explain (const char *url)
{
  static const struct {
    const char *condition;
    gboolean want_matches;
    const char *want_value;
  } want[] = {
      {"tag \"Bought A\"",         TRUE,  "worn since 2026-05-06"                },
      {"bought product \"B\"",     TRUE,  "once, for 40"                         },
      {"opened campaign \"May\"",  TRUE,  "once"                                 },
      {"field \"Shoe size\" < 30", FALSE, "38.5"                                 },
      {"email = \"q@q.example\"",  FALSE, "\"Anna@X.de\", \"anna2@work.example\""},
      {"revenue in top 10 %",      TRUE,  "150"                                  },
      {"segment \"Buyers\"",       TRUE,  "in the segment"                       },
  };
  TpTestingAccount testing;
  GError *error = NULL;
  gboolean matches = FALSE;
  begin (&testing, url);
  g_autoptr (GString) text = g_string_new ("everyone");
  for (gsize i = 0; i < G_N_ELEMENTS (want); i++)
    g_string_append_printf (text, " or %s", want[i].condition);
  g_autoptr (TpSegment) segment = parse (testing.account, text->str);
  g_autoptr (GPtrArray) reasons =
      tp_audience_explain (testing.account, segment, 1, &matches, &error);
  g_assert_no_error (error);
  g_assert_true (matches);
  g_assert_cmpuint (reasons->len, ==, G_N_ELEMENTS (want) + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (want); i++) {
    const TpSegmentReason *reason = reasons->pdata[i + 1];
    g_assert_cmpstr (reason->condition, ==, want[i].condition);
    g_assert_cmpint (reason->matches, ==, want[i].want_matches);
    g_assert_cmpstr (reason->value, ==, want[i].want_value);
  }
  static const guint32 gone[] = {5, 6, 7, 8, 70000};
  for (gsize i = 0; i < G_N_ELEMENTS (gone); i++) {
    g_autoptr (GError) refused = NULL;
    g_assert_null (tp_audience_explain (testing.account, segment, gone[i], &matches, &refused));
    g_assert_error (refused, TP_ERROR, TP_ERROR_NOT_FOUND);
  }
  tp_testing_account_clear (&testing);
}

static void
test_refused (const char *url)
{
  TpTestingAccount testing;
  TpIdSets *found = NULL;
  g_autoptr (GError) error = NULL;
  begin (&testing, url);
  g_autoptr (TpSegment) segment = parse (testing.account, "postcode within 25 km of \"80331\"");
  g_assert_false (tp_audience_select (testing.account, segment, &found, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  tp_testing_account_clear (&testing);
}

static void
test_empty_account (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  check_case (testing.account, "everyone", "");
  check_case (testing.account, "revenue in top 10 % or opened any or bought any", "");
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/facts/conditions", test_conditions);
  tp_testing_add ("/facts/filed history", test_filed_history);
  tp_testing_add ("/facts/each condition", test_each_condition);
  tp_testing_add ("/facts/explain", test_explain);
  tp_testing_add ("/facts/refused", test_refused);
  tp_testing_add ("/facts/empty account", test_empty_account);
  return g_test_run ();
}
