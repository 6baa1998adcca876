/* SPDX-License-Identifier: Apache-2.0 */
#include "segment/parser.h"

#include "base/error.h"
#include "segment/day.h"
#include "segment/format.h"
#include "segment/names_memory.h"
#include "segment/sample.h"

#include <string.h>

#define LONG_NAME                                                                                  \
  "a name of more than sixty characters which does not fit into a message of any kind"

/* Parses with the filled names; want is the canonical text. */
static void
check_text (const TpSegmentNames *names, const char *text, const char *want)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpSegment) segment = tp_segment_parse (text, names, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *canonical = tp_segment_format (segment, names);
  g_assert_cmpstr (canonical, ==, want == NULL ? text : want);
  g_autoptr (TpSegment) again = tp_segment_parse (canonical, names, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tp_segment_equal (segment, again));
}

static const struct {
  const char *text;
  const char *want; /* NULL: the text itself */
} texts[] = {
    {"tag \"Bought A\" and not tag \"Newsletter\"",                                              NULL                                         },
    {"TAG \"bought a\" AND Not TAG \"NEWSLETTER\"",                                              "tag \"Bought A\" and not tag \"Newsletter\""},
    {"tag \"KÄUFER STRASSE\"",                                                                  "tag \"Käufer Straße\""                    },
    {"bought product \"Bought A\" and not bought product \"Newsletter\"",                        NULL                                         },
    {"age between 30 and 45 and postcode starts with \"80\"",                                    NULL                                         },
    {"list \"Newsletter\" and not opened any in the last 180 days",
     "list \"Newsletter\" and not opened in the last 180 days"                                                                                },
    {"bought at least 3 times in the last 365 days or bought for at least 500",                  NULL                                         },
    {"birthday in the next 7 days and language = \"nl\"",                                        NULL                                         },
    {"revenue in top 10 % and postcode within 25 km of \"80331\" in \"DE\"",                     NULL                                         },
    {"tag \"Bought A\" since 2026-03-01 and not (status = \"loyal\" or segment \"Newsletter\")",
     NULL                                                                                                                                     },
    {"status=\"LOYAL\"",                                                                         "status = \"loyal\""                         },
    {"everyone",                                                                                 NULL                                         },
    {"(((everyone)))",                                                                           "everyone"                                   },
    {"everyone and (everyone and (everyone and everyone))",
     "everyone and everyone and everyone and everyone"                                                                                        },
    {"(everyone and everyone) or everyone",                                                      "everyone and everyone or everyone"          },
    {"(everyone or everyone) and everyone",                                                      NULL                                         },
    {"not (not everyone)",                                                                       NULL                                         },
    {"not (not (not everyone))",                                                                 NULL                                         },
    {"not (everyone and everyone)",                                                              NULL                                         },
    {"list \"Newsletter\" is confirmed",                                                         "list \"Newsletter\""                        },
    {"list \"Newsletter\" is Unsubscribed",                                                      "list \"Newsletter\" is unsubscribed"        },
    {"permission \"Offers\" is unknown",                                                         "permission \"offers\" is unknown"           },
    {"permission \"phone\" is confirmed",                                                        "permission \"phone\""                       },
    {"tag \"archived\"",                                                                         "?"                                          },
    {"tag #tag7",                                                                                NULL                                         },
    {"tag # tag7",                                                                               "tag #tag7"                                  },
    {"tag #tag1",                                                                                "tag \"Bought A\""                           },
    {"tag \"#tag1\"",                                                                            NULL                                         },
    {"tag \"It's \\\"quoted\\\" \\\\ here\"",                                                    NULL                                         },
    {"segment \"and\"",                                                                          NULL                                         },
    {"field \"shoe size\" >= 42.50",                                                             "field \"Shoe size\" >= 42.5"                },
    {"credit<-0.01",                                                                             "credit < -0.01"                             },
    {"credit < - 12",                                                                            "credit < -12"                               },
    {"GRÖSSE = \"extra LARGE\"",                                                                "größe = \"extra large\""                  },
    {"größe not in (\"s\",\"M\" , \"L\")",                                                     "größe not in (\"S\", \"M\", \"L\")"       },
    {"größe contains \"lar\"",                                                                 NULL                                         },
    {"Colours in (\"S\")",                                                                       NULL                                         },
    {"field \"today\" = YES",                                                                    "field \"today\" = yes"                      },
    {"wedding in the next 2 weeks",                                                              NULL                                         },
    {"wedding = today",                                                                          NULL                                         },
    {"contract_end < today + 0 months",                                                          "contract_end < today"                       },
    {"contract_end between today - 1 months and today+1 year",
     "contract_end between today - 1 month and today + 1 year"                                                                                },
    {"created in the last 36 hours",                                                             NULL                                         },
    {"last_open is not set or email is set",                                                     NULL                                         },
    {"last_purchase >= 2024-02-29",                                                              NULL                                         },
    {"website ends with \".NL\"",                                                                NULL                                         },
    {"field #field73 != \"x\"",                                                                  NULL                                         },
    {"field \"email\" = \"a@x.de\"",                                                             "email = \"a@x.de\""                         },
    {"score in bottom 100%",                                                                     "score in bottom 100 %"                      },
    {"postcode within 5 km of \"1012 AB\"",                                                      NULL                                         },
    {"received automation \"Newsletter\" exactly 2 times more than 3 months ago",                NULL                                         },
    {"clicked link #link43",                                                                     "clicked link \"Bought A\""                  },
    {"bounced any",                                                                              "bounced"                                    },
    {"called campaign \"Newsletter\"",                                                           NULL                                         },
    {"Signed Up form \"and\" before 2026-01-01",                                                 "signed up form \"and\" before 2026-01-01"   },
    {"did \"visited pricing\" at least 1 time between 2026-01-01 and 2026-01-01",
     "did \"visited pricing\" at least 1 times between 2026-01-01 and 2026-01-01"                                                             },
    {"refunded category \"Bought A\" at most 0 times for at most 12.34 in the last 1 days",
     "refunded category \"Bought A\" at most 0 times for at most 12.34 in the last 1 day"                                                     },
    {"first_name = \"\"",                                                                        NULL                                         },
    {"first_name between \"a\" and \"B\"",                                                       NULL                                         },
    {"last_name = \"a\nb\"",                                                                     NULL                                         },
    {"\n\tage\xc2\xa0>\n3",                                                                      "age > 3"                                    },
};

static void
test_canonical_text (void)
{
  g_autoptr (TpNamesMemory) memory = tp_names_memory_new ();
  tp_names_memory_fill (memory);
  const TpSegmentNames *names = tp_names_memory_names (memory);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_test_message ("%s", texts[i].text);
    if (g_strcmp0 (texts[i].want, "?") == 0) {
      g_autoptr (GError) error = NULL;
      g_assert_null (tp_segment_parse (texts[i].text, names, NULL, &error));
      g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
      continue;
    }
    check_text (names, texts[i].text, texts[i].want);
  }
}

static const struct {
  const char *text;
  guint want_position;
  guint want_length;
  const char *want; /* part of the message */
} faults[] = {
    {"",                                         1,  0,  "expected a condition, found the end (at character 1)"       },
    {"   ",                                      4,  0,  "found the end"                                              },
    {"tag \"Bougth A\"",                         5,  10,
     "unknown tag 'Bougth A'; did you mean 'Bought A'? (at character 5)"                                              },
    {"tag \"zzzzzzzzzzz\"",                      5,  13, "unknown tag 'zzzzzzzzzzz' (at"                              },
    {"tag \"Käufer Straßen\" or everyone",     5,  16, "did you mean 'Käufer Straße'"                             },
    {"tag \"" LONG_NAME "\"",                    5,  84, "fit into…' (at character 5)"                              },
    {"tag #nothing",                             5,  8,  "unknown tag '#nothing'"                                     },
    {"tag #list8",                               5,  6,  "unknown tag '#list8'"                                       },
    {"tag Bought",                               5,  6,  "expected the name of a tag in double quotes, found 'Bought'"},
    {"tga \"Bought A\"",                         1,  3,  "did you mean 'tag'?"                                        },
    {"agee > 3",                                 1,  4,  "did you mean 'age'?"                                        },
    {"field \"Shoe siz\" > 3",                   7,  10, "did you mean 'Shoe size'?"                                  },
    {"field \"tga\" > 3",                        7,  5,  "unknown field 'tga'"                                        },
    {"product = 3",                              1,  7,  "field \"product\""                                          },
    {"age = \"30\"",                             7,  4,  "'age' is a number: expected a number such as 12.5"          },
    {"first_name = 30",                          14, 2,  "'first_name' is a text"                                     },
    {"birth_date > 30",                          14, 2,  "expected a date such as 2026-01-31, or today"               },
    {"birth_date > 2026-02-30",                  14, 10, "there is no such date: '2026-02-30'"                        },
    {"field \"today\" = 1",                      17, 1,  "expected yes or no"                                         },
    {"field \"today\" > yes",                    15, 1,  "cannot be asked with '>'"                                   },
    {"status = \"loyl\"",                        10, 6,  "'status' has no choice 'loyl'; did you mean 'loyal'?"       },
    {"status < \"loyal\"",                       8,  1,  "cannot be asked with '<'"                                   },
    {"birthday < 2026-01-01",                    10, 1,  "'birthday' comes every year"                                },
    {"birthday in the next 3 hours",             22, 7,  "expected days, weeks, months or years"                      },
    {"created > today - 3 hours",                19, 7,  "expected days, weeks, months or years"                      },
    {"age between 45 and 30",                    13, 9,  "the first value is greater than the second"                 },
    {"age starts with \"3\"",                    5,  11, "cannot be asked with 'starts with'"                         },
    {"first_name in top 10 %",                   12, 6,  "cannot be asked with 'in top'"                              },
    {"age in top 0 %",                           12, 1,  "from 1 to 100"                                              },
    {"age in top 101 %",                         12, 3,  "a whole number from 0 to 100"                               },
    {"age in top 10",                            14, 0,  "expected '%', found the end"                                },
    {"age in (1, \"2\")",                        12, 3,  "'age' is a number"                                          },
    {"age in (1 2)",                             11, 1,  "expected ',' or ')', found '2'"                             },
    {"age in ()",                                9,  1,  "found ')'"                                                  },
    {"age in 3",                                 8,  1,  "'(', 'the next', 'the last', 'top' or 'bottom'"             },
    {"age is 3",                                 8,  1,  "expected 'set', found '3'"                                  },
    {"age not 3",                                9,  1,  "expected 'in', found '3'"                                   },
    {"age",                                      4,  0,  "starts with, ends with or contains, found the end"          },
    {"age >",                                    6,  0,  "yes, no or today, found the end"                            },
    {"age > 123456789012345",                    7,  15, "at most 14 digits before"                                   },
    {"age > 1.23456",                            7,  7,  "4 behind the point"                                         },
    {"age > 1e5",                                8,  2,  "expected 'and', 'or' or the end, found 'e5'"                },
    {"revenue > 1.234",                          11, 5,  "too many decimals: the account's currency has 2"            },
    {"bought for at least 1.234",                21, 5,  "too many decimals"                                          },
    {"bought for 500",                           12, 3,  "expected 'at least' or 'at most', found '500'"              },
    {"opened for at least 5",                    8,  3,  "'opened' has no money"                                      },
    {"opened product \"Bought A\"",              8,  7,  "'opened' does not go with 'product'"                        },
    {"bought at",                                10, 0,  "expected 'least' or 'most'"                                 },
    {"bought at least 1.5 times",                17, 3,  "a whole number from 0 to 1000000"                           },
    {"bought at least 3",                        18, 0,  "expected 'times', found the end"                            },
    {"bought in the last 40000 days",            20, 5,  "at most 36500 days"                                         },
    {"bought in the last 3 fortnights",          22, 10, "hours, days, weeks, months or years"                        },
    {"bought between 2026-02-01 and 2026-01-01", 31, 10, "before the first"                                           },
    {"signed form \"and\"",                      8,  4,  "expected 'up'"                                              },
    {"did visited",                              5,  7,  "a text in double quotes"                                    },
    {"list \"Newsletter\" is gone",              22, 4,  "'confirmed', 'unconfirmed' or 'unsubscribed'"               },
    {"permission \"offer\"",                     12, 7,  "unknown purpose 'offer'; did you mean 'offers'?"            },
    {"permission \"xyzzy\"",                     12, 7,  "expected one of newsletter, offers"                         },
    {"everyone everyone",                        10, 8,  "expected 'and', 'or' or the end, found 'everyone'"          },
    {"(everyone",                                10, 0,  "expected 'and', 'or' or ')', found the end"                 },
    {"everyone)",                                9,  1,  "found ')'"                                                  },
    {"everyone and",                             13, 0,  "expected a condition"                                       },
    {"everyone and or everyone",                 14, 2,  "a condition"                                                },
    {"not not everyone",                         5,  3,  "a condition"                                                },
    {"tag \"Bought A",                           5,  9,  "has no closing"                                             },
    {"tag \"a\\n\"",                             5,  3,  "only \\\" and \\\\"                                         },
    {"tag \xe2\x80\x9c"
     "Bought A\xe2\x80\x9d",                5,  1,  "plain double quotes"                                        },
    {"tag 'Bought A'",                           5,  1,  "plain double quotes"                                        },
    {"age ! 3",                                  5,  1,  "unexpected '!'"                                             },
    {"größe = \"XXL\"",                        9,  5,  "only: S, M, L, extra large"                                 },
    {"age ~ 3",                                  5,  1,  "unexpected '~'"                                             },
    {"tag # ",                                   5,  2,  "must follow #"                                              },
    {"tag \"\xff\"",                             6,  1,  "not valid UTF-8"                                            },
    {"everyone -- comment",                      10, 1,  "found '-'"                                                  },
    {"1; drop table contacts",                   1,  1,  "expected a condition, found '1'"                            },
    {"postcode within 30000 km of \"1\"",        17, 5,  "from 0 to 20000"                                            },
    {"city within 3 km of \"1\"",                6,  6,  "found 'within'"                                             },
    {"age < today",                              7,  5,  "'age' is a number"                                          },
};

static void
test_faults (void)
{
  g_autoptr (TpNamesMemory) memory = tp_names_memory_new ();
  tp_names_memory_fill (memory);
  const TpSegmentNames *names = tp_names_memory_names (memory);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autoptr (GError) error = NULL;
    TpSegmentFault fault = {0};
    g_autofree char *shown = g_utf8_make_valid (faults[i].text, -1);
    g_test_message ("%s", shown);
    g_assert_null (tp_segment_parse (faults[i].text, names, &fault, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, faults[i].want));
    g_assert_cmpuint (fault.position, ==, faults[i].want_position);
    g_assert_cmpuint (fault.length, ==, faults[i].want_length);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    g_assert_null (tp_segment_parse (faults[i].text, names, NULL, NULL));
  }
}

/* n times a piece, with a beginning, a separator and an end. */
static char *
repeat (const char *before, const char *piece, const char *separator, guint n, const char *after)
{
  GString *text = g_string_new (before);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i == 0 ? "" : separator, piece);
  g_string_append (text, after);
  return g_string_free (text, FALSE);
}

static void
test_limits (void)
{
  static const struct {
    const char *name, *before, *piece, *separator;
    guint n;
    const char *close;
    gboolean want_ok;
  } cases[] = {
      {"100 parentheses",                  "",          "(",            "", 100,    ")", TRUE },
      {"101 parentheses",                  "",          "(",            "", 101,    ")", FALSE},
      {"100,000 parentheses, none closed", "",          "(",            "", 100000, "",  FALSE},
      {"99 negations",                     "",          "not (",        "", 99,     ")", TRUE },
      {"100 negations",                    "",          "not (",        "", 100,    ")", FALSE},
      {"10,000 conditions",                "",          "everyone or ", "", 9999,   "",  TRUE },
      {"10,001 conditions",                "",          "everyone or ", "", 10000,  "",  FALSE},
      {"a list of 10,000",                 "age in (1", ",2",           "", 9999,   "",  TRUE },
      {"a list of 10,001",                 "age in (1", ",2",           "", 10000,  "",  FALSE},
      {"a text of 4,096 bytes",            "city = \"", "x",            "", 4096,   "",  TRUE },
      {"a text of 4,097 bytes",            "city = \"", "x",            "", 4097,   "",  FALSE},
      {"blanks of 1 MiB",                  "",          "  ",           "", 600000, "",  FALSE},
  };
  g_autoptr (TpNamesMemory) memory = tp_names_memory_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *closing = repeat ("", cases[i].close, "", cases[i].n, "");
    const char *end = g_str_has_prefix (cases[i].before, "age")    ? ")"
                      : g_str_has_prefix (cases[i].before, "city") ? "\""
                                                                   : "everyone";
    g_autofree char *tail = g_strconcat (end, closing, NULL);
    g_autofree char *text =
        repeat (cases[i].before, cases[i].piece, cases[i].separator, cases[i].n, tail);
    g_test_message ("%s", cases[i].name);
    g_autoptr (TpSegment) segment =
        tp_segment_parse (text, tp_names_memory_names (memory), NULL, &error);
    g_assert_cmpint (segment != NULL, ==, cases[i].want_ok);
    if (segment == NULL)
      g_assert_error (error, TP_ERROR, TP_ERROR_LIMIT);
  }
}

static void
test_renamed_and_archived (void)
{
  g_autoptr (TpNamesMemory) memory = tp_names_memory_new ();
  const TpSegmentNames *names = tp_names_memory_names (memory);
  gint64 tag = tp_names_memory_add (memory, TP_SEGMENT_THING_TAG, "Old");
  gint64 field = tp_names_memory_add_field (memory, "size", TP_SEGMENT_NUMBER, FALSE, FALSE, NULL);
  g_autoptr (TpSegment) segment = tp_segment_parse ("tag \"old\" and size = 3", names, NULL, NULL);
  tp_names_memory_rename (memory, tag, "New");
  tp_names_memory_rename (memory, field, "last");
  g_autofree char *renamed = tp_segment_format (segment, names);
  g_assert_cmpstr (renamed, ==, "tag \"New\" and field \"last\" = 3");
  tp_names_memory_rename (memory, tag, NULL);
  tp_names_memory_rename (memory, field, NULL);
  g_autofree char *archived = tp_segment_format (segment, names);
  g_assert_cmpstr (archived, ==, "tag #tag1 and field #field2 = 3");
  g_autoptr (TpSegment) again = tp_segment_parse (archived, names, NULL, NULL);
  g_assert_true (tp_segment_equal (segment, again));
}

static void
test_random_trees (void)
{
  guint32 seed = g_test_rand_int ();
  g_test_message ("seed %u", seed);
  g_autoptr (TpNamesMemory) memory = tp_names_memory_new ();
  tp_names_memory_fill (memory);
  const TpSegmentNames *names = tp_names_memory_names (memory);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  TpSegmentSampleThings things;
  tp_names_memory_sample_things (memory, &things);
  things.today = tp_day_of_date (2026, 3, 1);
  for (guint i = 0; i < 3000; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpSegment) tree = tp_segment_sample (random, &things, 1 + i % 40);
    g_autofree char *text = tp_segment_format (tree, names);
    g_autoptr (TpSegment) parsed = tp_segment_parse (text, names, NULL, &error);
    g_test_message ("%s", i < 5 || error != NULL ? text : "");
    g_assert_no_error (error);
    g_assert_true (tp_segment_equal (tree, parsed));
    g_autofree char *again = tp_segment_format (parsed, names);
    g_assert_cmpstr (again, ==, text);
  }
  tp_segment_sample_things_clear (&things);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/segment/parser/canonical text", test_canonical_text);
  g_test_add_func ("/segment/parser/faults name place and expectation", test_faults);
  g_test_add_func ("/segment/parser/limits", test_limits);
  g_test_add_func ("/segment/parser/renamed and archived things", test_renamed_and_archived);
  g_test_add_func ("/segment/parser/random trees survive text", test_random_trees);
  return g_test_run ();
}
