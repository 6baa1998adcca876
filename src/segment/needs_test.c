/* SPDX-License-Identifier: Apache-2.0 */
#include "segment/needs.h"

#include "base/error.h"
#include "segment/names_memory.h"
#include "segment/parser.h"

/* Saved segments by id: text, or NULL. */
typedef struct {
  const TpSegmentNames *names;
  const char *texts[40];
} Saved;

static TpSegment *
load_saved (gpointer data, gint64 segment_id, GError **error)
{
  Saved *saved = data;
  const char *text = segment_id < 40 ? saved->texts[segment_id] : NULL;
  if (text != NULL)
    return tp_segment_parse (text, saved->names, NULL, error);
  tp_error (error, TP_ERROR_NOT_FOUND, "no such segment");
  return NULL;
}

static TpNamesMemory *
make_names (void)
{
  TpNamesMemory *memory = tp_names_memory_new ();
  tp_names_memory_add (memory, TP_SEGMENT_THING_SEGMENT, "one");   /* 1 */
  tp_names_memory_add (memory, TP_SEGMENT_THING_SEGMENT, "two");   /* 2 */
  tp_names_memory_add (memory, TP_SEGMENT_THING_SEGMENT, "three"); /* 3 */
  tp_names_memory_add (memory, TP_SEGMENT_THING_TAG, "A");
  tp_names_memory_add (memory, TP_SEGMENT_THING_TAG, "B");
  tp_names_memory_add (memory, TP_SEGMENT_THING_LIST, "News");
  tp_names_memory_add (memory, TP_SEGMENT_THING_LIST, "Other");
  tp_names_memory_add (memory, TP_SEGMENT_THING_PRODUCT, "A");
  tp_names_memory_add (memory, TP_SEGMENT_THING_PRODUCT, "B");
  tp_names_memory_add (memory, TP_SEGMENT_THING_CAMPAIGN, "Spring");
  tp_names_memory_add_field (memory, "Shoe size", TP_SEGMENT_NUMBER, FALSE, FALSE, NULL);
  return memory;
}

static void
test_needs (void)
{
  g_autoptr (TpNamesMemory) memory = make_names ();
  g_autoptr (TpSegment) segment = tp_segment_parse (
      "tag \"B\" and (tag \"A\" or not tag \"B\" in the last 3 hours) and segment \"two\" and age "
      "> "
      "3 and field \"Shoe size\" is set and revenue in top 3 % and bought product \"B\" and bought "
      "product \"B\" at least 3 times and bought and permission \"offers\" and did \"X\" and did "
      "\"x\" and list \"News\"",
      tp_names_memory_names (memory), NULL, NULL);
  TpSegmentNeeds needs;
  tp_segment_needs_init (&needs, segment);
  g_assert_cmpuint (needs.tags->len, ==, 2);
  g_assert_cmpint (g_array_index (needs.tags, gint64, 0), ==, 4);
  g_assert_cmpint (g_array_index (needs.tags, gint64, 1), ==, 5);
  g_assert_cmpuint (needs.lists->len, ==, 1);
  g_assert_cmpuint (needs.segments->len, ==, 1);
  g_assert_cmpuint (needs.fields->len, ==, 1);
  g_assert_cmpuint (needs.acts->len, ==, 3);
  g_assert_cmpuint (needs.builtins, ==,
                    (1 << TP_SEGMENT_AGE) | (1 << TP_SEGMENT_BIRTH_DATE) |
                        (1 << TP_SEGMENT_REVENUE));
  g_assert_cmpuint (needs.purposes, ==, 1 << TP_SEGMENT_PURPOSE_OFFERS);
  g_assert_true (needs.rank);
  g_assert_false (needs.distance);
  g_assert_cmpint (needs.change, ==, TP_WINDOW_MINUTE);
  tp_segment_needs_clear (&needs);
  g_assert_true (tp_segment_uses (segment, TP_SEGMENT_THING_TAG, 4));
  g_assert_false (tp_segment_uses (segment, TP_SEGMENT_THING_LIST, 4));
  g_assert_true (tp_segment_uses (segment, TP_SEGMENT_THING_PRODUCT, 9));
  g_assert_false (tp_segment_uses (segment, TP_SEGMENT_THING_PRODUCT, 8));
  g_assert_true (tp_segment_uses (segment, TP_SEGMENT_THING_FIELD, 11));
  g_assert_true (tp_segment_uses (segment, TP_SEGMENT_THING_SEGMENT, 2));
}

static void
test_circles (void)
{
  static const struct {
    const char *name;
    const char *text;
    const char *saved[4]; /* by id, from 1 */
    gint64 own_id;
    int want; /* error code; -1: fine */
  } cases[] = {
      {"itself",             "segment \"one\"",                    {NULL},                                             1, TP_ERROR_INVALID  },
      {"by way of another",  "segment \"two\"",                    {NULL, "segment \"one\""},                          1, TP_ERROR_INVALID  },
      {"a circle of others",
       "segment \"two\"",                                          {NULL, "segment \"three\"", "segment \"two\""},
       1,                                                                                                                 TP_ERROR_INVALID  },
      {"not saved yet",      "segment \"two\"",                    {"everyone", "segment \"one\""},                    0, -1                },
      {"the same twice",     "segment \"two\" or segment \"two\"", {NULL, "everyone"},                                 1, -1                },
      {"a diamond",
       "segment \"two\" or segment \"three\"",                     {"everyone", "segment \"one\"", "segment \"one\""},
       0,                                                                                                                 -1                },
      {"one that is gone",   "segment \"two\"",                    {NULL},                                             1, TP_ERROR_NOT_FOUND},
  };
  g_autoptr (TpNamesMemory) memory = make_names ();
  const TpSegmentNames *names = tp_names_memory_names (memory);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    Saved saved = {
        names, {NULL, cases[i].saved[0], cases[i].saved[1], cases[i].saved[2]}
    };
    g_autoptr (TpSegment) segment = tp_segment_parse (cases[i].text, names, NULL, NULL);
    g_test_message ("%s", cases[i].name);
    gboolean ok = tp_segment_check_circle (segment, cases[i].own_id, load_saved, &saved, &error);
    g_assert_cmpint (ok, ==, cases[i].want < 0);
    g_assert_cmpint (error == NULL ? -1 : error->code, ==, cases[i].want);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/segment/needs/gathered", test_needs);
  g_test_add_func ("/segment/needs/circles", test_circles);
  return g_test_run ();
}
