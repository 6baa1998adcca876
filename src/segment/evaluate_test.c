/* SPDX-License-Identifier: Apache-2.0 */
#include "segment/evaluate.h"

#include "base/error.h"
#include "base/time.h"
#include "segment/day.h"
#include "segment/names_memory.h"
#include "segment/parser.h"

#include <string.h>

/* One contact, scripted: what stands in the tables of this test. */
typedef struct {
  const char *field; /* built-in name, or "Shoe size" */
  const char *texts[3];
  gint64 number;
} Value;

typedef struct {
  TpSegmentAction action;
  const char *target; /* product or campaign name; NULL: none */
  const char *at;
  gint64 minor;
} Deed;

static const Value anna_values[] = {
    {"email",      {"anna@example.com", "A.Berg@example.org"}, 0            },
    {"first_name", {"Anna"},                                   0            },
    {"city",       {"GROSSSTADT"},                             0            },
    {"hobbies",    {"Chess", "Äpfel"},                        0            },
    {"status",     {"loyal"},                                  0            },
    {"birth_date", {NULL},                                     8094         }, /* 1992-02-29 */
    {"created",    {NULL},                                     1774738800000}, /* 2026-03-28T23:00:00Z: 29 March in Berlin */
    {"revenue",    {NULL},                                     50000        }, /* 500.00 */
    {"score",      {NULL},                                     -5000        }, /* -0.5 */
    {"Shoe size",  {NULL},                                     425000       }, /* 42.5 */
    {"paid",       {NULL},                                     1            },
};

static const Deed anna_deeds[] = {
    {TP_SEGMENT_BOUGHT, "A",      "2026-01-10T10:00:00Z", 20000},
    {TP_SEGMENT_BOUGHT, "A",      "2026-03-29T22:00:00Z", 30000},
    {TP_SEGMENT_OPENED, "Spring", "2026-03-31T09:05:00Z", 0    },
    {TP_SEGMENT_OPENED, "Spring", "2026-03-31T09:04:59Z", 0    },
};

typedef struct {
  TpNamesMemory *memory;
  gboolean bring_keys;
  char *keys[3];
  guint calls;
  gboolean broken; /* every lookup fails */
} Anna;

static gboolean
breaks (Anna *anna, GError **error)
{
  anna->calls++;
  return !anna->broken || tp_error (error, TP_ERROR_BUSY, "the facts are away");
}

static char *
name_of (Anna *anna, TpSegmentThing thing, gint64 id)
{
  const TpSegmentNames *names = tp_names_memory_names (anna->memory);
  return names->name (names->data, thing, id);
}

static gboolean
anna_field (gpointer contact, const TpSegmentField *field, TpSegmentFact *out_fact, GError **error)
{
  Anna *anna = contact;
  g_autofree char *name = field->builtin == TP_SEGMENT_CUSTOM
                              ? name_of (anna, TP_SEGMENT_THING_FIELD, field->id)
                              : g_strdup (tp_segment_field_name (field->builtin));
  g_assert_true (field->builtin != TP_SEGMENT_AGE && field->builtin != TP_SEGMENT_BIRTHDAY);
  if (!breaks (anna, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (anna_values); i++) {
    const Value *value = &anna_values[i];
    if (strcmp (value->field, name) != 0)
      continue;
    out_fact->n = value->texts[0] == NULL ? 1 : g_strv_length ((char **)value->texts);
    out_fact->texts = value->texts;
    out_fact->number = value->number;
    for (guint j = 0; j < G_N_ELEMENTS (anna->keys); j++) {
      g_free (anna->keys[j]);
      anna->keys[j] = value->texts[j] == NULL ? NULL : g_utf8_casefold (value->texts[j], -1);
    }
    out_fact->keys = anna->bring_keys ? (const char *const *)anna->keys : NULL;
  }
  return TRUE;
}

static gboolean
anna_tag (gpointer contact, gint64 tag_id, gboolean *out_worn, gint64 *out_since_at, GError **error)
{
  g_autofree char *name = name_of (contact, TP_SEGMENT_THING_TAG, tag_id);
  *out_worn = strcmp (name, "A") == 0;
  return breaks (contact, error) &&
         tp_time_parse_rfc3339 ("2026-03-29T22:00:00Z", out_since_at, error);
}

static gboolean
anna_list (gpointer contact, gint64 list_id, gboolean *out_on, TpSegmentListState *out_state,
           GError **error)
{
  g_autofree char *name = name_of (contact, TP_SEGMENT_THING_LIST, list_id);
  *out_on = strcmp (name, "News") == 0;
  *out_state = TP_SEGMENT_LIST_UNSUBSCRIBED;
  return breaks (contact, error);
}

static gboolean
anna_permission (gpointer contact, TpSegmentPurpose purpose, TpSegmentPermission *out_state,
                 GError **error)
{
  *out_state = purpose == TP_SEGMENT_PURPOSE_OFFERS ? TP_SEGMENT_PERMISSION_CONFIRMED
                                                    : TP_SEGMENT_PERMISSION_UNKNOWN;
  return breaks (contact, error);
}

static gboolean
anna_occurrences (gpointer contact, const TpSegmentAct *act, TpWindow window, gint64 *out_count,
                  gint64 *out_minor, GError **error)
{
  g_autofree char *target =
      act->target == TP_SEGMENT_THING_NONE ? NULL : name_of (contact, act->target, act->target_id);
  for (gsize i = 0; i < G_N_ELEMENTS (anna_deeds); i++) {
    gint64 at = 0;
    g_assert_true (tp_time_parse_rfc3339 (anna_deeds[i].at, &at, NULL));
    if (anna_deeds[i].action != act->action || at < window.from_at || at >= window.to_at ||
        (target != NULL && strcmp (target, anna_deeds[i].target) != 0))
      continue;
    (*out_count)++;
    *out_minor += anna_deeds[i].minor;
  }
  return breaks (contact, error);
}

static gboolean
anna_rank (gpointer contact, const TpSegmentField *field, gboolean top, guint percent,
           gboolean *out_within, GError **error)
{
  *out_within = top && percent >= 10;
  return breaks (contact, error);
}

static gboolean
anna_distance (gpointer contact, const char *postcode, const char *country, gboolean *out_known,
               double *out_km, GError **error)
{
  *out_known = g_strcmp0 (country, "XX") != 0;
  *out_km = 24.99;
  return breaks (contact, error);
}

static const TpSegmentFacts facts = {
    .field = anna_field,
    .tag = anna_tag,
    .list = anna_list,
    .permission = anna_permission,
    .occurrences = anna_occurrences,
    .rank = anna_rank,
    .distance = anna_distance,
};

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
  tp_names_memory_add_field (memory, "paid", TP_SEGMENT_YES_NO, FALSE, FALSE, NULL);
  tp_names_memory_add_field (memory, "member", TP_SEGMENT_YES_NO, FALSE, FALSE, NULL);
  return memory;
}

/* 31 March 2026, 12:05:30 in Berlin. */
static TpSegmentMoment
make_moment (void)
{
  TpSegmentMoment moment = {.zone = g_time_zone_new_identifier ("Europe/Berlin"),
                            .currency_digits = 2};
  g_assert_true (tp_time_parse_rfc3339 ("2026-03-31T10:05:30Z", &moment.now_at, NULL));
  return moment;
}

static void
anna_clear (Anna *anna)
{
  for (guint i = 0; i < G_N_ELEMENTS (anna->keys); i++)
    g_clear_pointer (&anna->keys[i], g_free);
}

static const struct {
  const char *text;
  gboolean want;
} truths[] = {
    {"everyone",                                                                     TRUE },
    {"not everyone",                                                                 FALSE},
    {"tag \"A\" and not tag \"B\"",                                                  TRUE },
    {"tag \"B\" or tag \"A\"",                                                       TRUE },
    {"tag \"A\" and tag \"B\"",                                                      FALSE},
    {"not (tag \"A\" and tag \"B\")",                                                TRUE },
    {"tag \"A\" since 2026-03-30",                                                   TRUE },
    {"tag \"A\" before 2026-03-30",                                                  FALSE},
    {"tag \"A\" in the last 1 day",                                                  TRUE },
    {"tag \"A\" in the last 0 days",                                                 FALSE},
    {"tag \"A\" more than 0 days ago",                                               TRUE },
    {"tag \"B\" more than 0 days ago",                                               FALSE},
    {"list \"News\"",                                                                FALSE},
    {"list \"News\" is unsubscribed",                                                TRUE },
    {"list \"Other\" is unsubscribed",                                               FALSE},
    {"list \"Other\" is unconfirmed",                                                FALSE},
    {"permission \"offers\"",                                                        TRUE },
    {"permission \"newsletter\"",                                                    FALSE},
    {"permission \"newsletter\" is unknown",                                         TRUE },
    {"permission \"offers\" is withdrawn",                                           FALSE},
 /* text without regard to case */
    {"first_name = \"ANNA\"",                                                        TRUE },
    {"first_name != \"anna\"",                                                       FALSE},
    {"first_name != \"Bert\"",                                                       TRUE },
    {"city = \"Großstadt\"",                                                        TRUE },
    {"city starts with \"groß\"",                                                   TRUE },
    {"city ends with \"STADT\"",                                                     TRUE },
    {"city contains \"ßst\"",                                                       TRUE },
    {"city contains \"x\"",                                                          FALSE},
    {"first_name contains \"\"",                                                     TRUE },
    {"first_name < \"annb\"",                                                        TRUE },
    {"first_name >= \"anna\"",                                                       TRUE },
    {"first_name > \"anna\"",                                                        FALSE},
    {"first_name between \"a\" and \"ann\"",                                         FALSE},
    {"first_name between \"ANNA\" and \"anna\"",                                     TRUE },
 /* several values: = one of them, != none of them */
    {"email = \"a.berg@example.org\"",                                               TRUE },
    {"email != \"anna@example.com\"",                                                FALSE},
    {"email != \"bert@example.com\"",                                                TRUE },
    {"hobbies in (\"go\", \"chess\")",                                               TRUE },
    {"hobbies not in (\"go\", \"chess\")",                                           FALSE},
    {"hobbies not in (\"go\")",                                                      TRUE },
    {"hobbies = \"äPFEL\"",                                                         TRUE },
    {"hobbies in (\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"CHESS\")", TRUE },
    {"hobbies in (\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\")",           FALSE},
    {"hobbies not in (\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\")",       TRUE },
    {"status = \"Loyal\"",                                                           TRUE },
 /* a missing value makes every comparison false, its not true */
    {"last_name = \"x\"",                                                            FALSE},
    {"last_name != \"x\"",                                                           FALSE},
    {"not last_name != \"x\"",                                                       TRUE },
    {"last_name not in (\"x\")",                                                     FALSE},
    {"last_name is set",                                                             FALSE},
    {"last_name is not set",                                                         TRUE },
    {"first_name is not set",                                                        FALSE},
    {"orders < 5",                                                                   FALSE},
    {"orders != 5",                                                                  FALSE},
    {"last_open < 2026-01-01",                                                       FALSE},
    {"last_open in the last 5 days",                                                 FALSE},
    {"member = no",                                                                  FALSE},
    {"member != yes",                                                                FALSE},
    {"paid = yes",                                                                   TRUE },
    {"paid != yes",                                                                  FALSE},
    {"paid = no",                                                                    FALSE},
 /* numbers exactly */
    {"field \"Shoe size\" = 42.5",                                                   TRUE },
    {"field \"Shoe size\" > 42.4999",                                                TRUE },
    {"field \"Shoe size\" between 42.5 and 42.5",                                    TRUE },
    {"field \"Shoe size\" in (1, 42.5)",                                             TRUE },
    {"field \"Shoe size\" not in (1, 42)",                                           TRUE },
    {"score < 0",                                                                    TRUE },
    {"score = -0.5",                                                                 TRUE },
    {"score >= 0",                                                                   FALSE},
    {"revenue = 500",                                                                TRUE },
    {"revenue > 499.99",                                                             TRUE },
    {"revenue < 500",                                                                FALSE},
    {"revenue in top 10 %",                                                          TRUE },
    {"revenue in top 9 %",                                                           FALSE},
    {"revenue in bottom 90 %",                                                       FALSE},
    {"postcode within 25 km of \"80331\"",                                           TRUE },
    {"postcode within 24 km of \"80331\"",                                           FALSE},
    {"postcode within 25 km of \"80331\" in \"XX\"",                                 FALSE},
 /* born on 29 February 1992 */
    {"age = 34",                                                                     TRUE },
    {"age between 30 and 33",                                                        FALSE},
    {"age is set",                                                                   TRUE },
    {"birth_date = 1992-02-29",                                                      TRUE },
    {"birthday = 2026-03-01",                                                        TRUE },
    {"birthday = 2026-02-28",                                                        FALSE},
    {"birthday = 2028-02-29",                                                        TRUE },
    {"birthday != 2026-03-01",                                                       FALSE},
    {"birthday in the last 30 days",                                                 TRUE },
    {"birthday in the last 29 days",                                                 FALSE},
    {"birthday in the next 334 days",                                                FALSE},
    {"birthday in the next 335 days",                                                TRUE },
    {"birthday between 2026-02-27 and 2026-03-02",                                   TRUE },
    {"birthday in (2026-01-01, 2027-03-01)",                                         TRUE },
    {"birthday is set",                                                              TRUE },
 /* created at 00:00 of 29 March in Berlin */
    {"created = 2026-03-29",                                                         TRUE },
    {"created < 2026-03-29",                                                         FALSE},
    {"created in the last 2 days",                                                   TRUE },
    {"created in the last 1 day",                                                    FALSE},
    {"created > today - 3 days",                                                     TRUE },
 /* actions */
    {"bought",                                                                       TRUE },
    {"refunded",                                                                     FALSE},
    {"bought product \"A\"",                                                         TRUE },
    {"bought product \"B\"",                                                         FALSE},
    {"not bought product \"B\"",                                                     TRUE },
    {"bought at least 2 times",                                                      TRUE },
    {"bought at least 3 times",                                                      FALSE},
    {"bought exactly 2 times",                                                       TRUE },
    {"bought at most 1 times",                                                       FALSE},
    {"refunded at most 0 times",                                                     TRUE },
    {"refunded at most 3 times",                                                     TRUE },
    {"refunded for at most 10",                                                      TRUE },
    {"refunded for at least 0",                                                      TRUE },
    {"refunded at least 1 times for at most 10",                                     FALSE},
    {"bought for at least 500",                                                      TRUE },
    {"bought for at least 500.01",                                                   FALSE},
    {"bought for at most 500",                                                       TRUE },
    {"bought product \"A\" at least 1 times for at least 300 in the last 1 day",     TRUE },
    {"bought for at least 300 in the last 0 days",                                   FALSE},
    {"bought exactly 1 times more than 30 days ago",                                 TRUE },
    {"bought before 2026-01-10",                                                     FALSE},
    {"bought between 2026-01-10 and 2026-01-10",                                     TRUE },
    {"opened exactly 1 times in the last 1 hour",                                    TRUE },
    {"opened campaign \"Spring\" exactly 2 times in the last 2 hours",               TRUE },
    {"clicked any",                                                                  FALSE},
 /* segments in segments */
    {"segment \"one\"",                                                              TRUE },
    {"not segment \"two\"",                                                          TRUE },
    {"segment \"one\" and not segment \"three\"",                                    TRUE },
};

static void
test_truths (void)
{
  TpSegmentMoment moment = make_moment ();
  g_autoptr (TpNamesMemory) memory = make_names ();
  const TpSegmentNames *names = tp_names_memory_names (memory);
  Saved saved = {
      names,
      {NULL, "tag \"A\" and segment \"three\" or everyone", "tag \"B\"",
        "segment \"two\" and segment \"two\""}
  };
  for (gsize i = 0; i < 2 * G_N_ELEMENTS (truths); i++) {
    Anna anna = {.memory = memory, .bring_keys = i % 2 == 0};
    g_autoptr (GError) error = NULL;
    g_autoptr (TpSegment) segment = tp_segment_parse (truths[i / 2].text, names, NULL, &error);
    g_test_message ("%s", truths[i / 2].text);
    g_assert_no_error (error);
    g_autoptr (TpSegmentEvaluator) evaluator =
        tp_segment_evaluator_new (segment, 0, &moment, load_saved, &saved, &error);
    g_assert_no_error (error);
    for (int round = 0; round < 2; round++) {
      gboolean matches = FALSE;
      g_assert_true (tp_segment_evaluate (evaluator, &facts, &anna, &matches, &error));
      g_assert_no_error (error);
      g_assert_cmpint (matches, ==, truths[i / 2].want);
    }
    anna_clear (&anna);
  }
  g_time_zone_unref (moment.zone);
}

static void
test_broken_facts (void)
{
  static const char *const texts[] = {
      "tag \"A\"",
      "list \"News\"",
      "permission \"offers\"",
      "age > 3",
      "bought",
      "revenue in top 3 %",
      "email = \"x\"",
      "not tag \"A\"",
      "postcode within 3 km of \"1\"",
      "segment \"one\"",
      "tag \"A\" or everyone",
  };
  TpSegmentMoment moment = make_moment ();
  g_autoptr (TpNamesMemory) memory = make_names ();
  const TpSegmentNames *names = tp_names_memory_names (memory);
  Saved saved = {
      names, {NULL, "tag \"A\""}
  };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    Anna anna = {.memory = memory, .broken = TRUE};
    gboolean matches = FALSE;
    g_autoptr (GError) error = NULL;
    g_autoptr (TpSegment) segment = tp_segment_parse (texts[i], names, NULL, NULL);
    g_autoptr (TpSegmentEvaluator) evaluator =
        tp_segment_evaluator_new (segment, 0, &moment, load_saved, &saved, NULL);
    g_assert_false (tp_segment_evaluate (evaluator, &facts, &anna, &matches, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_BUSY);
    g_clear_error (&error);
    g_assert_null (tp_segment_explain (evaluator, &facts, &anna, names, &matches, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_BUSY);
    anna.broken = FALSE;
    g_assert_true (tp_segment_evaluate (evaluator, &facts, &anna, &matches, NULL));
    anna_clear (&anna);
  }
  g_time_zone_unref (moment.zone);
}

/* Each segment asks the next one twice: without remembering, the last would be asked 2^30 times. */
static void
test_shared_parts_are_asked_once (void)
{
  TpSegmentMoment moment = make_moment ();
  g_autoptr (TpNamesMemory) memory = make_names ();
  const TpSegmentNames *names = tp_names_memory_names (memory);
  Saved saved = {.names = names};
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  Anna anna = {.memory = memory};
  gint64 last = tp_names_memory_add (memory, TP_SEGMENT_THING_SEGMENT, "last");
  saved.texts[last] = "tag \"B\"";
  for (int i = 0; i < 20; i++) {
    g_autofree char *name = g_strdup_printf ("level %d", i);
    gint64 id = tp_names_memory_add (memory, TP_SEGMENT_THING_SEGMENT, name);
    g_assert_cmpint (id, <, G_N_ELEMENTS (saved.texts));
    g_ptr_array_add (
        texts, g_strdup_printf ("segment #segment%d or segment #segment%d", (int)last, (int)last));
    saved.texts[id] = g_ptr_array_index (texts, texts->len - 1);
    last = id;
  }
  g_autoptr (TpSegment) segment = tp_segment_parse (saved.texts[last], names, NULL, NULL);
  g_autoptr (TpSegmentEvaluator) evaluator =
      tp_segment_evaluator_new (segment, 0, &moment, load_saved, &saved, NULL);
  gboolean matches = TRUE;
  g_assert_true (tp_segment_evaluate (evaluator, &facts, &anna, &matches, NULL));
  g_assert_false (matches);
  g_assert_cmpuint (anna.calls, ==, 1);
  g_time_zone_unref (moment.zone);
}

static void
test_explain (void)
{
  static const struct {
    const char *condition;
    gboolean want_matches;
    const char *want_value;
  } wanted[] = {
      {"tag \"A\"",                         TRUE,  "worn since 2026-03-30"                       },
      {"tag \"B\"",                         FALSE, "not worn"                                    },
      {"list \"News\"",                     FALSE, "unsubscribed"                                },
      {"list \"Other\"",                    FALSE, "not on the list"                             },
      {"permission \"newsletter\"",         FALSE, "unknown"                                     },
      {"age > 40",                          FALSE, "34"                                          },
      {"birthday in the next 7 days",       FALSE, "1992-02-29"                                  },
      {"revenue >= 500",                    TRUE,  "500"                                         },
      {"email starts with \"anna\"",        TRUE,  "\"anna@example.com\", \"A.Berg@example.org\""},
      {"last_name = \"x\"",                 FALSE, "not set"                                     },
      {"created < 2026-01-01",              FALSE, "2026-03-29"                                  },
      {"paid = yes",                        TRUE,  "yes"                                         },
      {"bought product \"A\"",              TRUE,  "2 times, for 500"                            },
      {"bought in the last 3 days",         TRUE,  "once, for 300"                               },
      {"opened in the last 1 hour",         TRUE,  "once"                                        },
      {"clicked",                           FALSE, "never"                                       },
      {"postcode within 3 km of \"80331\"", FALSE, "25 km"                                       },
      {"segment \"one\"",                   TRUE,  "in the segment"                              },
      {"everyone",                          TRUE,  "everyone"                                    },
  };
  TpSegmentMoment moment = make_moment ();
  g_autoptr (TpNamesMemory) memory = make_names ();
  const TpSegmentNames *names = tp_names_memory_names (memory);
  Saved saved = {
      names, {NULL, "tag \"A\""}
  };
  Anna anna = {.memory = memory};
  g_autoptr (GString) text = g_string_new ("tag \"A\"");
  for (gsize i = 1; i < G_N_ELEMENTS (wanted); i++)
    g_string_append_printf (text, " %s not %s", i % 2 == 0 ? "and" : "or", wanted[i].condition);
  g_autoptr (TpSegment) segment = tp_segment_parse (text->str, names, NULL, NULL);
  g_autoptr (TpSegmentEvaluator) evaluator =
      tp_segment_evaluator_new (segment, 0, &moment, load_saved, &saved, NULL);
  gboolean matches = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) reasons =
      tp_segment_explain (evaluator, &facts, &anna, names, &matches, &error);
  g_assert_no_error (error);
  g_assert_true (matches);
  g_assert_cmpuint (reasons->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < reasons->len; i++) {
    const TpSegmentReason *reason = g_ptr_array_index (reasons, i);
    g_assert_cmpstr (reason->condition, ==, wanted[i].condition);
    g_assert_cmpint (reason->matches, ==, wanted[i].want_matches);
    g_assert_cmpstr (reason->value, ==, wanted[i].want_value);
  }
  anna_clear (&anna);
  g_time_zone_unref (moment.zone);
}

/* What a tree comes to when its conditions are as the explanation says. */
static gboolean
combine (const TpSegmentNode *node, const GPtrArray *reasons)
{
  gboolean all = TRUE, any = FALSE;
  if (node->kind != TP_SEGMENT_AND && node->kind != TP_SEGMENT_OR && node->kind != TP_SEGMENT_NOT)
    return ((const TpSegmentReason *)g_ptr_array_index (reasons, node->condition))->matches;
  for (guint i = 0; i < node->children->len; i++) {
    gboolean child = combine (g_ptr_array_index (node->children, i), reasons);
    all = all && child;
    any = any || child;
  }
  return node->kind == TP_SEGMENT_NOT ? !any : node->kind == TP_SEGMENT_AND ? all : any;
}

static void
test_random_trees (void)
{
  guint32 seed = g_test_rand_int ();
  g_test_message ("seed %u", seed);
  TpSegmentMoment moment = make_moment ();
  g_autoptr (TpNamesMemory) memory = make_names ();
  const TpSegmentNames *names = tp_names_memory_names (memory);
  Saved saved = {
      names, {NULL, "tag \"A\"", "not tag \"A\"", "everyone"}
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  TpSegmentSampleThings things;
  tp_names_memory_sample_things (memory, &things);
  things.today = tp_day_of_time (moment.now_at, moment.zone);
  guint met = 0;
  for (guint i = 0; i < 2000; i++) {
    Anna anna = {.memory = memory, .bring_keys = i % 2 == 0};
    gboolean matches = FALSE, explained = FALSE;
    g_autoptr (TpSegment) tree = tp_segment_sample (random, &things, 1 + i % 30);
    g_autoptr (TpSegmentEvaluator) evaluator =
        tp_segment_evaluator_new (tree, 0, &moment, load_saved, &saved, NULL);
    g_assert_true (tp_segment_evaluate (evaluator, &facts, &anna, &matches, NULL));
    g_autoptr (GPtrArray) reasons =
        tp_segment_explain (evaluator, &facts, &anna, names, &explained, NULL);
    g_assert_cmpint (matches, ==, explained);
    g_assert_cmpint (matches, ==, combine (tp_segment_root (tree), reasons));
    met += matches ? 1 : 0;
    anna_clear (&anna);
  }
  g_assert_cmpuint (met, >, 200);
  g_assert_cmpuint (met, <, 1800);
  tp_segment_sample_things_clear (&things);
  g_time_zone_unref (moment.zone);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/segment/evaluate/truths", test_truths);
  g_test_add_func ("/segment/evaluate/facts that cannot be had", test_broken_facts);
  g_test_add_func ("/segment/evaluate/shared parts are asked once",
                   test_shared_parts_are_asked_once);
  g_test_add_func ("/segment/evaluate/explain", test_explain);
  g_test_add_func ("/segment/evaluate/random trees agree with their conditions", test_random_trees);
  return g_test_run ();
}
