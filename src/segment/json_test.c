/* SPDX-License-Identifier: Apache-2.0 */
#include "segment/json.h"

#include "base/error.h"
#include "segment/day.h"
#include "segment/format.h"
#include "segment/names_memory.h"
#include "segment/parser.h"

#include <string.h>

static void
test_form (void)
{
  static const struct {
    const char *text;
    const char *want;
  } cases[] = {
      {"everyone",                                                                   "{\"type\":\"everyone\"}"},
      {"tag \"Bought A\" since 2026-03-01 and not segment \"Newsletter\"",
       "{\"type\":\"and\",\"of\":[{\"type\":\"tag\",\"id\":\"tag1\",\"when\":{\"kind\":\"since\","
       "\"from\":\"2026-03-01\"}},{\"type\":\"not\",\"of\":[{\"type\":\"segment\",\"id\":"
       "\"segment16\"}]}]}"                                                                                   },
      {"age between 30 and 45.5",
       "{\"type\":\"field\",\"field\":\"age\",\"op\":\"between\",\"values\":[{\"number\":\"30\"},"
       "{\"number\":\"45.5\"}]}"                                                                              },
      {"wedding in the next 7 days",
       "{\"type\":\"field\",\"field\":\"#field69\",\"op\":\"in the next\",\"span\":{\"n\":7,"
       "\"unit\":\"days\"}}"                                                                                  },
      {"created < today - 2 weeks or field \"today\" = no",
       "{\"type\":\"or\",\"of\":[{\"type\":\"field\",\"field\":\"created\",\"op\":\"<\",\"values\":"
       "[{\"today\":{\"n\":-2,\"unit\":\"weeks\"}}]},{\"type\":\"field\",\"field\":\"#field68\","
       "\"op\":\"=\",\"values\":[{\"yes\":false}]}]}"                                                         },
      {"bought product \"and\" at least 3 times for at most 500 in the last 1 year",
       "{\"type\":\"action\",\"action\":\"bought\",\"target\":{\"kind\":\"product\",\"id\":"
       "\"product54\"},\"times\":{\"bound\":\"at least\",\"n\":3},\"money\":{\"bound\":\"at most\","
       "\"amount\":\"500\"},\"when\":{\"kind\":\"last\",\"n\":1,\"unit\":\"years\"}}"                         },
      {"postcode within 25 km of \"80331\" in \"DE\"",
       "{\"type\":\"within\",\"km\":25,\"postcode\":\"80331\",\"country\":\"DE\"}"                            },
      {"permission \"offers\"",
       "{\"type\":\"permission\",\"purpose\":\"offers\",\"is\":\"confirmed\"}"                                },
  };
  g_autoptr (TpNamesMemory) memory = tp_names_memory_new ();
  tp_names_memory_fill (memory);
  const TpSegmentNames *names = tp_names_memory_names (memory);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpSegment) segment = tp_segment_parse (cases[i].text, names, NULL, &error);
    g_assert_no_error (error);
    g_autofree char *json = tp_segment_format_json (segment, names);
    g_assert_cmpstr (json, ==, cases[i].want);
    g_autoptr (TpSegment) read = tp_segment_parse_json (json, strlen (json), names, &error);
    g_assert_no_error (error);
    g_assert_true (tp_segment_equal (segment, read));
  }
}

/* What the builder may send that we write otherwise. */
static void
test_normalised (void)
{
  static const struct {
    const char *json;
    const char *want;
  } cases[] = {
      {"{\"type\":\"and\",\"of\":[{\"type\":\"everyone\"}]}",                                      "everyone"                          },
      {"{\"type\":\"and\",\"of\":[{\"type\":\"everyone\"},{\"type\":\"and\",\"of\":[{\"type\":"
       "\"everyone\"},{\"type\":\"everyone\"}]}]}",                                         "everyone and everyone and everyone"},
      {"{\"type\":\"or\",\"of\":[{\"type\":\"and\",\"of\":[{\"type\":\"or\",\"of\":[{\"type\":"
       "\"everyone\"},{\"type\":\"everyone\"}]}]}]}",                                       "everyone or everyone"              },
      {"{\"type\":\"field\",\"field\":\"status\",\"op\":\"=\",\"values\":[{\"text\":\"LOYAL\"}]}",
       "status = \"loyal\""                                                                                                            },
      {"{\"type\":\"tag\",\"id\":\"tag7\"}",                                                       "tag #tag7"                         },
  };
  g_autoptr (TpNamesMemory) memory = tp_names_memory_new ();
  tp_names_memory_fill (memory);
  const TpSegmentNames *names = tp_names_memory_names (memory);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpSegment) segment =
        tp_segment_parse_json (cases[i].json, strlen (cases[i].json), names, &error);
    g_assert_no_error (error);
    g_autofree char *text = tp_segment_format (segment, names);
    g_assert_cmpstr (text, ==, cases[i].want);
  }
}

#define FIELD(name, op, rest)                                                                      \
  "{\"type\":\"field\",\"field\":\"" name "\",\"op\":\"" op "\"" rest "}"

static const struct {
  const char *json;
  const char *want; /* part of the message */
} faults[] = {
    {"",                                                                                            "not JSON"                                          },
    {"[]",                                                                                          "expected an object (at '')"                        },
    {"{\"type\":\"everyone\"} x",                                                                   "not JSON"                                          },
    {"{\"type\":\"everyone\",\"type\":\"everyone\"}",                                               "not JSON: duplicate"                               },
    {"{\"type\":\"everyone\",\"note\":1}",                                                          "unknown member 'note'"                             },
    {"{\"type\":\"everyone\",\"\":1}",                                                              "unknown member ''"                                 },
    {"{\"type\":\"anyone\"}",                                                                       "at '/type'"                                        },
    {"{\"type\":7}",                                                                                "expected a text (at '/type')"                      },
    {"{}",                                                                                          "at '/type'"                                        },
    {"{\"type\":\"and\",\"of\":[]}",                                                                "not empty (at '/of')"                              },
    {"{\"type\":\"and\",\"of\":{}}",                                                                "at '/of'"                                          },
    {"{\"type\":\"not\",\"of\":[{\"type\":\"everyone\"},{\"type\":\"everyone\"}]}",                 "one node"                                          },
    {"{\"type\":\"or\",\"of\":[{\"type\":\"everyone\"},{\"type\":\"tag\",\"id\":\"list1\"}]}",
     "unknown tag '#list1' (at '/of/1/id')"                                                                                                             },
    {"{\"type\":\"tag\",\"id\":1}",                                                                 "expected a text (at '/id')"                        },
    {"{\"type\":\"tag\",\"id\":\"tag1\",\"when\":{\"kind\":\"lately\"}}",                           "at '/when/kind'"                                   },
    {"{\"type\":\"tag\",\"id\":\"tag1\",\"when\":{\"kind\":\"last\",\"n\":-1,\"unit\":\"days\"}}",
     "from 0 to 36500 (at '/when/n')"                                                                                                                   },
    {"{\"type\":\"tag\",\"id\":\"tag1\",\"when\":{\"kind\":\"last\",\"n\":1.0,\"unit\":\"days\"}}",
     "at '/when/n'"                                                                                                                                     },
    {"{\"type\":\"tag\",\"id\":\"tag1\",\"when\":{\"kind\":\"since\",\"from\":\"2026-02-30\"}}",
     "expected a date such as 2026-01-31 (at '/when/from')"                                                                                             },
    {"{\"type\":\"tag\",\"id\":\"tag1\",\"when\":{\"kind\":\"between\",\"from\":\"2026-02-02\","
     "\"to\":\"2026-02-01\"}}",                                                                "before the first (at '/when/to')"                  },
    {"{\"type\":\"tag\",\"id\":\"tag1\",\"when\":{\"kind\":\"since\",\"from\":\"2026-02-03\",\"n\":"
     "1}}",                                                                                    "unknown member 'n'"                                },
    {"{\"type\":\"list\",\"id\":\"list8\"}",                                                        "at '/is'"                                          },
    {"{\"type\":\"list\",\"id\":\"list8\",\"is\":\"gone\"}",                                        "at '/is'"                                          },
    {"{\"type\":\"permission\",\"purpose\":\"offer\",\"is\":\"confirmed\"}",                        "at '/purpose'"                                     },
    {FIELD ("ages",                                                                                 "=",                                                  ",\"values\":[{\"number\":\"1\"}]"), "a built-in field, or # and an id"},
    {FIELD ("#field9",                                                           "=",                                                                                                               ",\"values\":[{\"number\":\"1\"}]"), "unknown field '#field9'"},
    {FIELD ("age",                                "==",",\"values\":[{\"number\":\"1\"}]"), "at '/op'"},
    {FIELD ("age",                                                                                             "starts with",                                                                                                                                      ",\"values\":[{\"text\":\"1\"}]"), "cannot be asked"},
    {FIELD ("age",                                                          "=",                                                                                                                                                                  ",\"values\":[{\"text\":\"1\"}]"), "'age' is a number"},
    {FIELD ("age",                                                                                  "=",                             ",\"values\":[{\"number\":1}]"), "expected a text (at '/values/0/number')"},
    {FIELD ("age",                                                                            "=",                                                                                                                                ",\"values\":[{\"number\":\"1e5\"}]"), "decimal number as text"},
    {FIELD ("age",                                 "=",",\"values\":[{\"number\":\"1\",\"text\":\"1\"}]"), "one member"},
    {FIELD ("age",                                                                                             "=",                                                                                                                                      ",\"values\":[]"), "an array of 1 to 1 values"},
    {FIELD ("age",                                                              "between",                                             ",\"values\":[{\"number\":\"1\"}]"), "an array of 2 to 2 values"},
    {FIELD ("age",                                                                                  "between",                                                        ",\"values\":[{\"number\":\"2\"},{\"number\":\"1\"}]"),
     "greater than the second"},
    {FIELD ("age",                                                                     "=",                                                                                                                         ",\"values\":[{\"number\":\"1\"}],\"percent\":3"), "unknown member"},
    {FIELD ("age",                                                          "in top",                                                                                                                                                                          ",\"percent\":0"), "from 1 to 100 (at '/percent')"},
    {FIELD ("age",                                                                                             "is set",                                                                                                                                      ",\"values\":[]"), "unknown member 'values'"},
    {FIELD ("status",                                                                            "=",",\"values\":[{\"text\":\"loyl\"}]"), "did you mean 'loyal'"},
    {FIELD ("revenue",                                                                                  "=",                                                                ",\"values\":[{\"number\":\"1.234\"}]"), "too many decimals"},
    {FIELD ("birth_date",                                                                  "=",                                                                                                                      ",\"values\":[{\"today\":{\"n\":1,\"unit\":\"hours\"}}]"),
     "at '/values/0/today/unit'"},
    {FIELD ("birth_date",   "in the last",",\"span\":{\"n\":1,\"unit\":\"hours\"}"), "at '/span'"},
    {FIELD ("birthday",                                                                                             "<",                                                                                                                                      ",\"values\":[{\"date\":\"2026-01-01\"}]"), "comes every year"},
    {FIELD ("city",                                            "=",",\"values\":[{\"text\":\"a\\u0000b\"}]"), "not JSON"},
    {FIELD ("city",                                                                                  "=",                                                                     ",\"values\":[{\"text\":\"\\ud800\"}]"), "not JSON"},
    {"{\"type\":\"within\",\"km\":25}",                                                              "at '/postcode'"                                                                                                                 },
    {"{\"type\":\"within\",\"km\":-1,\"postcode\":\"1\"}","at '/km'"},
    {"{\"type\":\"action\",\"action\":\"sold\"}",                                                                                             "at '/action'"                                                                                                                                  },
    {"{\"type\":\"action\",\"action\":\"did\"}",                                                         "at '/event'"                                                                                                                       },
    {"{\"type\":\"action\",\"action\":\"bought\",\"event\":\"x\"}",                                                                              "unknown member 'event'"                                             },
    {"{\"type\":\"action\",\"action\":\"bought\",\"target\":{\"kind\":\"link\",\"id\":\"link43\"}}",
     "'bought' has no such target"                                                                                                                             },
    {"{\"type\":\"action\",\"action\":\"opened\",\"money\":{\"bound\":\"at "
     "least\",\"amount\":\"1\"}}",                         "'opened' has no money"},
    {"{\"type\":\"action\",\"action\":\"bought\",\"money\":{\"bound\":\"exactly\",\"amount\":\"1\"}"
     "}",                                                                                             "at '/money/bound'"                                                                                                                              },
    {"{\"type\":\"action\",\"action\":\"bought\",\"times\":{\"bound\":\"at least\",\"n\":1000001}}",
     "at '/times/n'"                                                                                                                                                  },
};

static void
test_faults (void)
{
  g_autoptr (TpNamesMemory) memory = tp_names_memory_new ();
  tp_names_memory_fill (memory);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autoptr (GError) error = NULL;
    g_test_message ("%s", faults[i].json);
    g_assert_null (tp_segment_parse_json (faults[i].json, strlen (faults[i].json),
                                          tp_names_memory_names (memory), &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, faults[i].want));
  }
}

static void
test_limits (void)
{
  static const struct {
    const char *name, *before, *piece, *inner, *close;
    guint n;
    int want; /* error code; -1: fine */
  } cases[] = {
      {"99 negations",          "",                                                                 "{\"type\":\"not\",\"of\":[", "{\"type\":\"everyone\"}", "]}", 99,      -1            },
      {"100 negations",         "",                                                                 "{\"type\":\"not\",\"of\":[", "{\"type\":\"everyone\"}", "]}", 100,
       TP_ERROR_LIMIT                                                                                                                                                                     },
      {"200 groups of one",     "",                                                                 "{\"type\":\"or\",\"of\":[",  "{\"type\":\"everyone\"}", "]}", 200,
       TP_ERROR_LIMIT                                                                                                                                                                     },
      {"100,000 levels",        "",                                                                 "{\"type\":\"not\",\"of\":[", "{\"type\":\"everyone\"}", "]}", 100000,
       TP_ERROR_INVALID                                                                                                                                                                   },
      {"10,001 conditions",     "{\"type\":\"or\",\"of\":[",                                        "{\"type\":\"everyone\"},",
       "{\"type\":\"everyone\"}]}",                                                                                                                          "",   10000,   TP_ERROR_LIMIT},
      {"10,000 values",         "{\"type\":\"field\",\"field\":\"age\",\"op\":\"in\",\"values\":[",
       "{\"number\":\"1\"},",                                                                                                     "{\"number\":\"1\"}]}",    "",   9999,    -1            },
      {"a text of 4,097 bytes", "{\"type\":\"within\",\"km\":1,\"postcode\":\"",                    "x",                          "x\"}",                    "",
       4096,                                                                                                                                                                TP_ERROR_LIMIT},
      {"9 MB",                  "",                                                                 " ",                          "{\"type\":\"everyone\"}", "",   9000000, TP_ERROR_LIMIT},
  };
  g_autoptr (TpNamesMemory) memory = tp_names_memory_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GString) json = g_string_new (cases[i].before);
    for (guint j = 0; j < cases[i].n; j++)
      g_string_append (json, cases[i].piece);
    g_string_append (json, cases[i].inner);
    for (guint j = 0; j < cases[i].n; j++)
      g_string_append (json, cases[i].close);
    g_test_message ("%s", cases[i].name);
    g_autoptr (TpSegment) segment =
        tp_segment_parse_json (json->str, json->len, tp_names_memory_names (memory), &error);
    g_assert_cmpint (segment != NULL, ==, cases[i].want < 0);
    g_assert_cmpint (error == NULL ? -1 : error->code, ==, cases[i].want);
  }
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
  for (guint i = 0; i < 2000; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpSegment) tree = tp_segment_sample (random, &things, 1 + i % 40);
    g_autofree char *json = tp_segment_format_json (tree, names);
    g_autoptr (TpSegment) read = tp_segment_parse_json (json, strlen (json), names, &error);
    g_assert_no_error (error);
    g_assert_true (tp_segment_equal (tree, read));
  }
  tp_segment_sample_things_clear (&things);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/segment/json/form", test_form);
  g_test_add_func ("/segment/json/normalised", test_normalised);
  g_test_add_func ("/segment/json/faults name their place", test_faults);
  g_test_add_func ("/segment/json/limits", test_limits);
  g_test_add_func ("/segment/json/random trees survive", test_random_trees);
  return g_test_run ();
}
