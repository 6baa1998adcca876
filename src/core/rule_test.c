/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rule.h"

#include "base/error.h"
#include "base/time.h"
#include "core/list.h"
#include "core/permission.h"
#include "core/rule_past.h"
#include "core/tag.h"
#include "core/tag_testing.h"
#include "core/testing.h"

/* Adds a rule from texts: names of tags apart by commas, "" for none. */
static gint64
add_rule (TpAccount *account, const char *when, const char *condition, const char *set,
          const char *remove, const char *lasts)
{
  GError *error = NULL;
  gint64 id = 0;
  g_autoptr (TpRule) rule = tp_rule_new ();
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  g_autoptr (TpNames) names = tp_names_new (account, tp_change_conn (change));
  tp_rule_event_parse (when, tp_names_segment (names), &rule->event, &error);
  g_assert_no_error (error);
  if (condition != NULL) {
    rule->condition = tp_names_parse (names, condition, NULL, &error);
    g_assert_no_error (error);
  }
  const char *texts[] = {set, remove};
  GArray *tags[] = {rule->set, rule->remove};
  for (int i = 0; i < 2; i++) {
    g_auto (GStrv) parts = g_strsplit (texts[i], ",", -1);
    for (int n = 0; parts[n] != NULL; n++) {
      gint64 tag = 0;
      tp_tag_find_or_make (change, parts[n], &tag, &error);
      g_assert_no_error (error);
      g_array_append_val (tags[i], tag);
    }
  }
  if (lasts != NULL)
    g_assert_true (tp_rule_parse_span (lasts, &rule->lasts, &error));
  tp_rule_add (change, rule, names, &id, &error);
  g_assert_no_error (error);
  g_clear_pointer (&names, tp_names_free);
  tp_tag_testing_commit (&change);
  return id;
}

static gint64
tag (TpAccount *account, const char *name)
{
  return tp_tag_testing_make (account, name);
}

static void
test_stored (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  gint64 a = tag (testing.account, "A");
  tag (testing.account, "B");
  gint64 first =
      add_rule (testing.account, "tag set \"a\"", "not tag \"B\"", "C,D", "B", "30 days");
  gint64 second = add_rule (testing.account, "mail opened", NULL, "", "C", NULL);
  g_autoptr (TpChange) change = tp_tag_testing_begin (testing.account);
  g_assert_true (tp_tag_change (change, a, "Renamed", NULL, &error));
  tp_tag_testing_commit (&change);
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
    g_autoptr (TpNames) names = tp_names_new (testing.account, conn);
    g_autoptr (GPtrArray) rules = tp_rule_list (conn, names, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (rules->len, ==, 2);
    const TpRule *rule = rules->pdata[0];
    g_autofree char *when = tp_rule_event_format (&rule->event, tp_names_segment (names));
    g_autofree char *condition = tp_names_format (names, rule->condition, &error);
    g_autofree char *lasts = tp_rule_format_span (rule->lasts);
    g_assert_cmpint (rule->id, ==, first);
    g_assert_cmpstr (when, ==, "tag set \"Renamed\"");
    g_assert_cmpstr (condition, ==, "not tag \"B\"");
    g_assert_cmpstr (lasts, ==, "30 days");
    g_assert_cmpuint (rule->set->len, ==, 2);
    g_assert_cmpuint (rule->remove->len, ==, 1);
    const TpRule *other = rules->pdata[1];
    g_assert_null (other->condition);
    g_assert_cmpuint (other->lasts.n, ==, 0);
  }
  change = tp_tag_testing_begin (testing.account);
  g_assert_false (tp_tag_archive (change, a, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "rule "));
  g_clear_error (&error);
  g_clear_pointer (&change, tp_change_free);
  change = tp_tag_testing_begin (testing.account);
  g_assert_true (tp_rule_remove (change, first, &error));
  g_assert_true (tp_tag_archive (change, a, &error));
  g_assert_false (tp_rule_remove (change, first, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (tp_rule_remove (change, second, &error));
  tp_tag_testing_commit (&change);
  tp_testing_account_clear (&testing);
}

static void
test_refused (const char *url)
{
  static const struct {
    int set, remove;
    guint lasts;
    TpErrorCode want_error;
  } cases[] = {
      {0, 0, 0, TP_ERROR_INVALID  },
      {1, 1, 0, TP_ERROR_INVALID  },
      {0, 1, 5, TP_ERROR_INVALID  },
      {9, 0, 0, TP_ERROR_NOT_FOUND},
  };
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  tag (testing.account, "A");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gint64 id = 0, set = cases[i].set, remove = cases[i].remove;
    g_autoptr (TpRule) rule = tp_rule_new ();
    g_autoptr (TpChange) change = tp_tag_testing_begin (testing.account);
    g_autoptr (TpNames) names = tp_names_new (testing.account, tp_change_conn (change));
    rule->event.when = TP_RULE_MAIL_OPENED;
    rule->lasts.n = cases[i].lasts;
    if (set != 0)
      g_array_append_val (rule->set, set);
    if (remove != 0)
      g_array_append_val (rule->remove, remove);
    g_assert_false (tp_rule_add (change, rule, names, &id, &error));
    g_assert_error (error, TP_ERROR, (int)cases[i].want_error);
  }
  tp_testing_account_clear (&testing);
}

/* A million-contact command in small: a whole block set at once makes one event for what follows.
 */
static void
test_reacts_set_by_set (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 5000, 0);
  gint64 a = tag (testing.account, "A"), b = tag (testing.account, "B");
  gint64 gone = tag (testing.account, "Gone");
  tp_tag_testing_set (testing.account, gone, 11, 20);
  gint64 rule = add_rule (testing.account, "tag set \"A\"", NULL, "B", "Gone", NULL);
  gint64 before = tp_tag_testing_head (testing.account);
  tp_tag_testing_set (testing.account, a, 1, 4500);
  tp_tag_testing_assert_worn (testing.account, b, 1, 4500);
  tp_tag_testing_assert_worn (testing.account, gone, 1, 0);
  g_assert_cmpint (tp_tag_testing_head (testing.account) - before, ==, 3);
  g_autoptr (GPtrArray) events =
      tp_tag_testing_events (testing.account, before, TP_EVENT_TAG_SET, b);
  const TpEvent *event = events->pdata[0];
  g_assert_cmpuint (tp_id_set_count (event->members), ==, 4500);
  g_assert_cmpint (event->actor.kind, ==, TP_ACTOR_RULE);
  g_assert_cmpint (event->actor.id, ==, rule);
  tp_tag_testing_set (testing.account, a, 4000, 5000); /* only the new ones */
  tp_tag_testing_assert_worn (testing.account, b, 1, 5000);
  tp_testing_account_clear (&testing);
}

/* Set X: then Y; Y: then X goes; X gone: then X is set, Z too; Z: then Y goes; Y gone: X again. */
static void
test_ring_ends (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 10, 0);
  gint64 x = tag (testing.account, "X"), y = tag (testing.account, "Y");
  gint64 z = tag (testing.account, "Z");
  add_rule (testing.account, "tag set \"X\"", NULL, "Y", "", NULL);
  add_rule (testing.account, "tag set \"Y\"", NULL, "", "X", NULL);
  add_rule (testing.account, "tag removed \"X\"", NULL, "X,Z", "", NULL);
  add_rule (testing.account, "tag set \"Z\"", NULL, "", "Y", NULL);
  add_rule (testing.account, "tag removed \"Y\"", NULL, "X", "", NULL);
  gint64 before = tp_tag_testing_head (testing.account);
  tp_tag_testing_set (testing.account, x, 1, 5);
  tp_tag_testing_assert_worn (testing.account, x, 1, 5);
  tp_tag_testing_assert_worn (testing.account, y, 1, 0);
  tp_tag_testing_assert_worn (testing.account, z, 1, 5);
  /* X, Y, X gone, X and Z, Y gone; X is worn by then */
  g_assert_cmpint (tp_tag_testing_head (testing.account) - before, ==, 6);
  tp_testing_account_clear (&testing);
}

static void
test_chain_is_bounded (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 3, 0);
  gint64 tags[TP_RULE_CHAIN_MAX + 5];
  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++) {
    g_autofree char *name = g_strdup_printf ("T%d", (int)i);
    tags[i] = tag (testing.account, name);
  }
  for (gsize i = 0; i + 1 < G_N_ELEMENTS (tags); i++) {
    g_autofree char *when = g_strdup_printf ("tag set \"T%d\"", (int)i);
    g_autofree char *set = g_strdup_printf ("T%d", (int)i + 1);
    add_rule (testing.account, when, NULL, set, "", NULL);
  }
  tp_tag_testing_set (testing.account, tags[0], 1, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    tp_tag_testing_assert_worn (testing.account, tags[i], 1, i <= TP_RULE_CHAIN_MAX ? 3 : 0);
  tp_testing_account_clear (&testing);
}

static void
test_condition (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 20, 0);
  gint64 a = tag (testing.account, "A"), vip = tag (testing.account, "VIP");
  gint64 both = tag (testing.account, "Both");
  tp_tag_testing_set (testing.account, vip, 6, 20);
  add_rule (testing.account, "tag set \"A\"", "tag \"VIP\" and tag \"A\"", "Both", "", NULL);
  tp_tag_testing_set (testing.account, a, 1, 10);
  tp_tag_testing_assert_worn (testing.account, both, 6, 10);
  tp_testing_account_clear (&testing);
}

static void
test_lasts (const char *url)
{
  static const struct {
    const char *lasts, *now, *want_end;
  } cases[] = {
      {"30 days",  "2026-03-01T10:00:00+01:00", "2026-03-31T10:00:00+02:00"},
      {"1 month",  "2026-01-31T08:00:00+01:00", "2026-02-28T08:00:00+01:00"},
      {"2 weeks",  "2026-06-15T12:00:00+02:00", "2026-06-29T12:00:00+02:00"},
      {"48 hours", "2026-03-28T12:00:00+01:00", "2026-03-30T13:00:00+02:00"},
      {"1 year",   "2024-02-29T00:00:00+01:00", "2025-02-28T00:00:00+01:00"},
  };
  static const char *const bad[] = {"",  "days",    "0 days",       "-3 days",
                                    "3", "3 moons", "99999999 days"};
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 now = 0, want = 0;
    g_autoptr (TpRule) rule = tp_rule_new ();
    g_assert_true (tp_time_parse_rfc3339 (cases[i].now, &now, NULL));
    g_assert_true (tp_time_parse_rfc3339 (cases[i].want_end, &want, NULL));
    g_assert_true (tp_rule_parse_span (cases[i].lasts, &rule->lasts, NULL));
    g_assert_cmpint (tp_rule_ends_at (rule, now, zone), ==, want);
    g_autofree char *text = tp_rule_format_span (rule->lasts);
    g_assert_cmpstr (text, ==, cases[i].lasts);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    TpSegmentSpan span;
    g_assert_false (tp_rule_parse_span (bad[i], &span, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  }
  TpTestingAccount testing;
  gboolean more = FALSE;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 5, 0);
  gint64 a = tag (testing.account, "A"), b = tag (testing.account, "B");
  gint64 over = tag (testing.account, "Over");
  add_rule (testing.account, "tag set \"A\"", NULL, "B", "", "30 days");
  add_rule (testing.account, "tag removed \"B\"", NULL, "Over", "", NULL);
  tp_tag_testing_set (testing.account, a, 1, 5);
  tp_tag_testing_assert_worn (testing.account, b, 1, 5);
  tp_clock_set (testing.clock, TP_TESTING_NOW + 30 * TP_DAY);
  g_assert_true (tp_tag_expire (testing.account, &more, NULL));
  tp_tag_testing_assert_worn (testing.account, b, 1, 0);
  tp_tag_testing_assert_worn (testing.account, over, 1, 5);
  tp_testing_account_clear (&testing);
}

/* One row a kind of event that needs nothing but an event. */
static void
test_kinds (const char *url)
{
  static const struct {
    const char *when;
    TpEventKind kind;
    gint64 target;
    const char *data;
    gboolean want_reaction;
  } cases[] = {
      {"mail opened",                         TP_EVENT_MAIL_OPENED,          0, NULL,                                TRUE },
      {"mail opened",                         TP_EVENT_MAIL_OPENED,          7, NULL,                                TRUE },
      {"mail opened",                         TP_EVENT_MAIL_CLICKED,         0, NULL,                                FALSE},
      {"mail bounced",                        TP_EVENT_MAIL_BOUNCED,         0, NULL,                                TRUE },
      {"complained",                          TP_EVENT_MAIL_COMPLAINED,      0, NULL,                                TRUE },
      {"contact added",                       TP_EVENT_CONTACT_ADDED,        0, NULL,                                TRUE },
      {"called",                              TP_EVENT_CALLED,               0, NULL,                                TRUE },
      {"signed up",                           TP_EVENT_SIGNED_UP,            3, NULL,                                TRUE },
      {"bought",                              TP_EVENT_PURCHASED,            0, NULL,                                TRUE },
      {"refunded",                            TP_EVENT_CHARGED_BACK,         0, NULL,                                TRUE },
      {"charged back",                        TP_EVENT_REFUNDED,             0, NULL,                                FALSE},
      {"permission withdrawn \"offers\"",     TP_EVENT_PERMISSION_WITHDRAWN, 1, NULL,                                TRUE },
      {"permission withdrawn \"offers\"",     TP_EVENT_PERMISSION_WITHDRAWN, 0, NULL,                                FALSE},
      {"permission confirmed \"newsletter\"", TP_EVENT_PERMISSION_CONFIRMED, 0, NULL,                                TRUE },
      {"field changed \"city\"",              TP_EVENT_CONTACT_CHANGED,      0, "{\"fields\":[\"email\",\"city\"]}",
       TRUE                                                                                                               },
      {"field changed \"city\"",              TP_EVENT_CONTACT_CHANGED,      0, "{\"fields\":[\"country\"]}",        FALSE},
      {"field changed \"city\"",              TP_EVENT_CONTACT_CHANGED,      0, NULL,                                FALSE},
      {"did \"visited Fair\"",                TP_EVENT_DID,                  0, "{\"name\":\"Visited fair\"}",       TRUE },
      {"did \"visited Fair\"",                TP_EVENT_DID,                  0, "{\"name\":\"Visited\"}",            FALSE},
      {"did \"visited Fair\"",                TP_EVENT_DID,                  0, "{}",                                FALSE},
  };
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 100, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *name = g_strdup_printf ("tag %u", i);
    g_test_message ("case %u: %s", i, cases[i].when);
    gint64 rule = add_rule (testing.account, cases[i].when, NULL, name, "", NULL);
    g_autoptr (TpChange) change = tp_tag_testing_begin (testing.account);
    tp_change_event (change, cases[i].kind, i + 1, cases[i].target, 0, cases[i].data);
    tp_change_event_set (change, cases[i].kind, 0, tp_tag_testing_range (51, 60), cases[i].target,
                         cases[i].data);
    tp_tag_testing_commit (&change);
    gint64 want = tag (testing.account, name), count = 0;
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
    g_assert_true (tp_tag_count (conn, &want, 1, &count, &error));
    g_assert_cmpint (count, ==, cases[i].want_reaction ? 11 : 0);
    g_clear_pointer (&conn, tp_conn_release);
    change = tp_tag_testing_begin (testing.account);
    g_assert_true (tp_rule_remove (change, rule, &error));
    tp_tag_testing_commit (&change);
  }
  tp_testing_account_clear (&testing);
}

static void
test_lists_and_past (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  gint64 list = 0;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 20, 0);
  tp_tag_testing_contacts (testing.account, 65536 * 2 + 1, 65536 * 2 + 20, 0);
  guint32 firsts[] = {1, 65536 * 2 + 1};
  for (int i = 0; i < 2; i++) {
    g_autoptr (TpIdSet) joined = tp_tag_testing_range (firsts[i], firsts[i] + 9);
    g_autoptr (TpIdSet) left = tp_tag_testing_range (firsts[i] + 5, firsts[i] + 9);
    g_autoptr (TpChange) change = tp_tag_testing_begin (testing.account);
    tp_list_find_or_make (change, "L", &list, &error);
    tp_list_put (change, list, joined, TP_SEGMENT_LIST_CONFIRMED, TP_LIST_BY_IMPORT, NULL, &error);
    tp_list_put (change, list, left, TP_SEGMENT_LIST_UNSUBSCRIBED, TP_LIST_BY_PERSON, NULL, &error);
    tp_change_event_set (change, TP_EVENT_MAIL_CLICKED, 0,
                         tp_tag_testing_range (firsts[i] + 2, firsts[i] + 3), 0, NULL);
    g_assert_no_error (error);
    tp_tag_testing_commit (&change);
  }
  static const struct {
    const char *when, *condition;
    guint32 want_first, want_last;
  } cases[] = {
      {"joined list \"L\"",     NULL,                      1, 5 },
      {"left list \"L\"",       NULL,                      6, 10},
      {"mail clicked",          NULL,                      3, 4 },
      {"mail clicked",          "not tag \"joined list\"", 1, 0 },
      {"contact added",         NULL,                      1, 20},
      {"tag set \"left list\"", NULL,                      6, 10},
  };
  static const char *const names[] = {"joined list", "left list", "clicked", "none", "all", "worn"};
  TpTagBulk bulk = {.actor = tp_testing_actor};
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    TpTagBulkResult result;
    g_test_message ("%s", cases[i].when);
    gint64 id = add_rule (testing.account, cases[i].when, cases[i].condition, names[i], "", NULL);
    g_autoptr (TpRule) rule = NULL;
    {
      g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
      g_autoptr (TpNames) lookup = tp_names_new (testing.account, conn);
      rule = tp_rule_get (conn, id, lookup, &error);
      g_assert_no_error (error);
    }
    g_assert_true (tp_rule_apply_past (testing.account, rule, &bulk, &result, &error));
    g_assert_no_error (error);
    guint32 count = cases[i].want_last + 1 - cases[i].want_first;
    g_assert_cmpuint (result.contacts, ==, 2 * count);
    g_assert_cmpuint (result.changed, ==, 2 * count);
    gint64 worn = tag (testing.account, names[i]);
    for (int n = 0; n < 2; n++)
      tp_tag_testing_assert_worn (testing.account, worn, firsts[n] - 1 + cases[i].want_first,
                                  firsts[n] - 1 + cases[i].want_last);
  }
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/rule/stored", test_stored);
  tp_testing_add ("/rule/refused", test_refused);
  tp_testing_add ("/rule/reacts set by set", test_reacts_set_by_set);
  tp_testing_add ("/rule/ring ends", test_ring_ends);
  tp_testing_add ("/rule/chain is bounded", test_chain_is_bounded);
  tp_testing_add ("/rule/condition", test_condition);
  tp_testing_add ("/rule/lasts", test_lasts);
  tp_testing_add ("/rule/kinds", test_kinds);
  tp_testing_add ("/rule/lists and past", test_lists_and_past);
  return g_test_run ();
}
