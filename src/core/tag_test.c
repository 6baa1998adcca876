/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tag.h"

#include "base/error.h"
#include "base/time.h"
#include "core/feed.h"
#include "core/members.h"
#include "core/tag_set.h"
#include "core/tag_testing.h"
#include "core/testing.h"

#include <string.h>

static void
test_names (const char *url)
{
  static const struct {
    const char *name, *want_name;
    TpErrorCode want_error;
  } cases[] = {
      {"Bought A",   "Bought A", 0                },
      {"  straße ", "straße",  0                },
      {"a\xcc\x88",  "\xc3\xa4", 0                },
      {"<script>",   "<script>", 0                },
      {"STRASSE",    NULL,       TP_ERROR_CONFLICT},
      {"bought a",   NULL,       TP_ERROR_CONFLICT},
      {"",           NULL,       TP_ERROR_INVALID },
      {" \xc2\xa0 ", NULL,       TP_ERROR_INVALID },
      {"a\nb",       NULL,       TP_ERROR_INVALID },
      {"a\xe2\x80\xae"
       "b",   NULL,       TP_ERROR_INVALID },
      {"\xff",       NULL,       TP_ERROR_INVALID },
  };
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gint64 id = 0;
    g_autoptr (TpChange) change = tp_tag_testing_begin (testing.account);
    if (cases[i].want_name == NULL) {
      g_assert_false (tp_tag_make (change, cases[i].name, NULL, &id, &error));
      g_assert_error (error, TP_ERROR, (gint)cases[i].want_error);
      continue;
    }
    tp_tag_make (change, cases[i].name, "what for", &id, &error);
    g_assert_no_error (error);
    g_autoptr (TpTag) tag = tp_tag_get (tp_change_conn (change), id, &error);
    g_assert_cmpstr (tag->name, ==, cases[i].want_name);
    g_assert_cmpstr (tag->description, ==, "what for");
    g_assert_cmpint (tag->created_at, ==, TP_TESTING_NOW);
    tp_tag_testing_commit (&change);
  }
  g_autofree char *longest = g_strnfill (200, 'x'), *too_long = g_strnfill (201, 'x');
  g_autoptr (TpChange) change = tp_tag_testing_begin (testing.account);
  g_autoptr (GError) error = NULL;
  gint64 id = 0;
  g_assert_true (tp_tag_make (change, longest, NULL, &id, &error));
  g_assert_false (tp_tag_make (change, too_long, NULL, &id, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  g_clear_pointer (&change, tp_change_free);
  tp_testing_account_clear (&testing);
}

static void
test_find_or_make_many (const char *url)
{
  static const char *const names[] = {"new", "Old", "NEW", "other", "old"};
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  gint64 ids[G_N_ELEMENTS (names)];
  tp_testing_account_init (&testing, url);
  gint64 old = tp_tag_testing_make (testing.account, "old");
  gint64 before = tp_tag_testing_head (testing.account);
  g_autoptr (TpChange) change = tp_tag_testing_begin (testing.account);
  g_assert_true (tp_tag_find_or_make_many (change, names, G_N_ELEMENTS (names), ids, &error));
  g_assert_cmpint (ids[1], ==, old);
  g_assert_cmpint (ids[4], ==, old);
  g_assert_cmpint (ids[0], ==, ids[2]);
  g_assert_cmpint (ids[0], !=, ids[3]);
  tp_tag_testing_commit (&change);
  g_autoptr (GPtrArray) events =
      tp_tag_testing_events (testing.account, before, TP_EVENT_THING_ADDED, 0);
  g_assert_cmpuint (events->len, ==, 2);
  tp_testing_account_clear (&testing);
}

static gpointer
make_same_tags (gpointer data)
{
  static const char *const names[] = {"one", "two", "three"};
  g_autoptr (GError) error = NULL;
  gint64 *ids = g_new (gint64, 3);
  g_autoptr (TpChange) change = tp_tag_testing_begin (data);
  tp_tag_find_or_make_many (change, names, 3, ids, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
  return ids;
}

static void
test_same_name_at_once (const char *url)
{
  TpTestingAccount testing;
  GThread *threads[4];
  gint64 want[3] = {0};
  tp_testing_account_init (&testing, url);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("maker", make_same_tags, testing.account);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++) {
    g_autofree gint64 *ids = g_thread_join (threads[i]);
    if (i == 0)
      memcpy (want, ids, sizeof want);
    g_assert_cmpmem (ids, sizeof want, want, sizeof want);
  }
  tp_testing_account_clear (&testing);
}

static void
test_rename_and_archive (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  gint64 one = tp_tag_testing_make (testing.account, "One");
  gint64 two = tp_tag_testing_make (testing.account, "Two");
  gint64 again = 0;
  g_autoptr (TpChange) change = tp_tag_testing_begin (testing.account);
  g_assert_true (tp_tag_change (change, one, "ONE", NULL, &error));
  g_assert_false (tp_tag_change (change, one, "tWO", NULL, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  g_clear_pointer (&change, tp_change_free);

  change = tp_tag_testing_begin (testing.account);
  g_assert_true (tp_tag_archive (change, two, &error));
  g_assert_true (tp_tag_make (change, "Two", NULL, &again, &error));
  g_assert_cmpint (again, !=, two);
  g_autoptr (TpIdSet) set = tp_tag_testing_range (1, 3);
  g_assert_false (tp_tag_set (change, two, set, 0, NULL, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  tp_tag_testing_commit (&change);

  change = tp_tag_testing_begin (testing.account);
  g_assert_false (tp_tag_restore (change, two, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  g_clear_pointer (&change, tp_change_free);

  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_assert_null (tp_tag_get (conn, 12345, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_autofree char *next = NULL, *end = NULL;
  g_autoptr (GPtrArray) first = tp_tag_page (conn, "", 1, &next, &error);
  g_autoptr (GPtrArray) second = tp_tag_page (conn, next, 1, &end, &error);
  g_assert_cmpstr (((TpTag *)first->pdata[0])->name, ==, "One");
  g_assert_cmpstr (((TpTag *)second->pdata[0])->name, ==, "Two");
  g_assert_cmpint (((TpTag *)second->pdata[0])->id, ==, again);
  g_assert_null (end);
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

static void
test_set_keeps_first_since (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 10, 0);
  tp_tag_testing_set_state (testing.account, 3, 3, 1); /* archived */
  tp_tag_testing_set_state (testing.account, 4, 4, 2); /* erased */
  tp_tag_testing_set_state (testing.account, 5, 5, 3); /* merged */
  gint64 tag = tp_tag_testing_make (testing.account, "A");
  tp_tag_testing_set (testing.account, tag, 2, 2);
  tp_clock_set (testing.clock, TP_TESTING_NOW + TP_DAY);
  g_autoptr (TpIdSet) newly = NULL, set = tp_tag_testing_range (1, 20);
  g_autoptr (TpChange) change = tp_tag_testing_begin (testing.account);
  g_assert_true (tp_tag_set (change, tag, set, 0, &newly, &error));
  g_assert_cmpuint (tp_id_set_count (newly), ==, 7);
  g_assert_false (tp_id_set_contains (newly, 2));
  g_assert_true (tp_id_set_contains (newly, 3));
  g_assert_false (tp_id_set_contains (newly, 4));
  g_assert_false (tp_id_set_contains (newly, 5));
  tp_tag_testing_commit (&change);
  static const gint64 contacts[] = {1, 2, 4};
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_autoptr (GPtrArray) worn = tp_tag_of_contacts (conn, contacts, 3, &error);
  g_assert_cmpuint (worn->len, ==, 2);
  const TpWornTag *first = worn->pdata[0], *second = worn->pdata[1];
  g_assert_cmpint (first->since, ==, TP_TESTING_NOW + TP_DAY);
  g_assert_cmpint (second->since, ==, TP_TESTING_NOW);
  g_assert_cmpstr (second->name, ==, "A");
  g_assert_cmpint (second->why.kind, ==, tp_testing_actor.kind);
  gint64 count = 0;
  g_assert_true (tp_tag_count (conn, &tag, 1, &count, &error));
  g_assert_cmpint (count, ==, 8);
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

#define TAGS 3
static const guint32 starts[] = {1, 65536 - 40, 65536};
#define RANGE 40

/* One random command on a random range, with one tag or with pairs of several. */
static void
random_step (TpAccount *account, GRand *random, const gint64 *tags)
{
  g_autoptr (GError) error = NULL;
  gboolean removes = g_rand_boolean (random);
  guint32 start = starts[g_rand_int_range (random, 0, G_N_ELEMENTS (starts))];
  guint32 first = start + (guint32)g_rand_int_range (random, 0, RANGE);
  guint32 length = (guint32)g_rand_int_range (random, 0, RANGE);
  guint32 last = MIN (start + RANGE - 1, first + length);
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  if (g_rand_boolean (random)) {
    g_autoptr (TpIdSet) set = tp_tag_testing_range (first, last);
    gint64 tag = tags[g_rand_int_range (random, 0, TAGS)];
    if (removes)
      tp_tag_remove (change, tag, set, NULL, &error);
    else
      tp_tag_set (change, tag, set, 0, NULL, &error);
  } else {
    g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (gint64));
    for (int i = g_rand_int_range (random, 0, 60); i > 0; i--) {
      guint32 contact = starts[i % 3] + (guint32)g_rand_int_range (random, 0, RANGE);
      gint64 pair = TP_MEMBERS_PAIR (contact, tags[g_rand_int_range (random, 0, TAGS)]);
      g_array_append_val (pairs, pair);
    }
    if (removes)
      tp_tag_remove_pairs (change, pairs, &error);
    else
      tp_tag_set_pairs (change, pairs, 0, &error);
  }
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
}

/* Applies an event to the model; every member must change, or the event said too much. */
static void
apply_event (TpIdSets *model, const TpEvent *event)
{
  g_autoptr (TpIdSet) members =
      event->members != NULL
          ? tp_id_set_copy (event->members)
          : tp_tag_testing_range ((guint32)event->contact, (guint32)event->contact);
  TpIdSetIter iter;
  tp_id_set_iter_init (&iter, members);
  for (guint32 number; tp_id_set_iter_next (&iter, &number);)
    g_assert_true (event->kind == TP_EVENT_TAG_SET ? tp_id_sets_add (model, number)
                                                   : tp_id_sets_remove (model, number));
}

/* What the events say is at every moment what the table holds. */
static void
test_events_are_exact (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  guint32 seed = g_test_rand_int_range (1, G_MAXINT);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_test_message ("seed %u", seed);
  tp_testing_account_init (&testing, url);
  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    tp_tag_testing_contacts (testing.account, starts[i], starts[i] + RANGE - 1, 0);
  tp_tag_testing_set_state (testing.account, 7, 9, 2);
  gint64 tags[TAGS];
  TpIdSets *models[TAGS];
  for (int i = 0; i < TAGS; i++) {
    g_autofree char *name = g_strdup_printf ("tag %d", i);
    tags[i] = tp_tag_testing_make (testing.account, name);
    models[i] = tp_id_sets_new ();
  }
  gint64 position = tp_tag_testing_head (testing.account);
  int steps = tp_testing_is_long () ? 3000 : 150;
  for (int step = 0; step < steps; step++) {
    random_step (testing.account, random, tags);
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
    g_autoptr (GPtrArray) events = tp_feed_read (conn, position, 1000, &error);
    for (guint e = 0; e < events->len; e++) {
      const TpEvent *event = events->pdata[e];
      position = event->position;
      for (int i = 0; i < TAGS; i++)
        if (event->target == tags[i])
          apply_event (models[i], event);
    }
    for (int i = 0; i < TAGS; i++)
      for (guint32 block = 0; block < 2; block++) {
        g_autoptr (TpIdSet) worn = tp_tag_wearers (conn, tags[i], block, &error);
        const TpIdSet *want = tp_id_sets_find (models[i], block);
        g_assert_true (want != NULL ? tp_id_set_equal (worn, want) : tp_id_set_is_empty (worn));
      }
  }
  for (int i = 0; i < TAGS; i++)
    tp_id_sets_free (models[i]);
  tp_testing_account_clear (&testing);
}

static void
set_until (TpAccount *account, gint64 tag, guint32 first, guint32 last, gint64 ends_at)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpIdSet) set = tp_tag_testing_range (first, last);
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  tp_tag_set (change, tag, set, ends_at, NULL, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
}

static void
test_ends (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  gboolean more = TRUE;
  const gint64 day = TP_TESTING_NOW + TP_DAY;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 50, 0);
  gint64 tag = tp_tag_testing_make (testing.account, "A");
  set_until (testing.account, tag, 1, 40, day);
  set_until (testing.account, tag, 11, 20, day + TP_DAY);  /* lengthened */
  set_until (testing.account, tag, 11, 20, day - TP_HOUR); /* never shortened */
  set_until (testing.account, tag, 21, 30, 0);             /* now for ever */
  gint64 other = tp_tag_testing_make (testing.account, "B");
  set_until (testing.account, other, 41, 50, 0);
  set_until (testing.account, other, 41, 50, day); /* for ever stays so */
  tp_clock_set (testing.clock, day - 1);
  gint64 before = tp_tag_testing_head (testing.account);
  g_assert_true (tp_tag_expire (testing.account, &more, &error));
  g_assert_false (more);
  g_assert_cmpint (tp_tag_testing_head (testing.account), ==, before);
  tp_clock_set (testing.clock, day);
  g_assert_true (tp_tag_expire (testing.account, &more, &error));
  g_autoptr (GPtrArray) events =
      tp_tag_testing_events (testing.account, before, TP_EVENT_TAG_REMOVED, tag);
  g_assert_cmpuint (events->len, ==, 1);
  const TpEvent *event = events->pdata[0];
  g_assert_cmpuint (tp_id_set_count (event->members), ==, 20);
  g_assert_true (tp_id_set_contains (event->members, 10));
  g_assert_false (tp_id_set_contains (event->members, 11));
  g_assert_true (tp_id_set_contains (event->members, 31));
  g_assert_cmpint (event->actor.kind, ==, TP_ACTOR_SYSTEM);
  tp_clock_set (testing.clock, day + TP_DAY);
  g_assert_true (tp_tag_expire (testing.account, &more, &error));
  tp_tag_testing_assert_worn (testing.account, tag, 21, 30);
  tp_tag_testing_assert_worn (testing.account, other, 41, 50);
  tp_testing_account_clear (&testing);
}

static gboolean
stop_after_first (guint64 done, guint64 total, gpointer data)
{
  g_assert_cmpuint (total, ==, 60);
  ++*(guint *)data;
  return *(guint *)data < 2;
}

static void
test_bulk (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  guint calls = 0;
  tp_testing_account_init (&testing, url);
  g_autoptr (TpIdSets) sets = tp_id_sets_new ();
  for (guint32 block = 0; block < 3; block++) {
    guint32 first = (block << 16) + 5;
    tp_tag_testing_contacts (testing.account, first, first + 19, 0);
    g_autoptr (TpIdSet) set = tp_tag_testing_range (first, first + 19);
    tp_id_sets_union (sets, set);
  }
  gint64 tag = tp_tag_testing_make (testing.account, "A");
  TpTagBulk bulk = {.actor = tp_testing_actor, .progress = stop_after_first, .data = &calls};
  TpTagBulkResult result;
  g_assert_true (tp_tag_set_all (testing.account, tag, sets, 0, &bulk, &result, &error));
  g_assert_true (result.stopped);
  g_assert_cmpuint (result.changed, ==, 40);
  tp_tag_testing_assert_worn (testing.account, tag, (1 << 16) + 5, (1 << 16) + 24);
  tp_tag_testing_assert_worn (testing.account, tag, 2 << 16, (2 << 16) - 1);
  bulk.progress = NULL;
  g_assert_true (tp_tag_set_all (testing.account, tag, sets, 0, &bulk, &result, &error));
  g_assert_false (result.stopped);
  g_assert_cmpuint (result.contacts, ==, 60);
  g_assert_cmpuint (result.changed, ==, 20);
  g_assert_cmpint (result.position, ==, tp_tag_testing_head (testing.account));
  gint stop = 1;
  bulk.stop = &stop;
  g_assert_true (tp_tag_remove_all (testing.account, tag, sets, &bulk, &result, &error));
  g_assert_true (result.stopped);
  g_assert_cmpuint (result.changed, ==, 20);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/tag/names", test_names);
  tp_testing_add ("/tag/find or make many", test_find_or_make_many);
  tp_testing_add ("/tag/same name at once", test_same_name_at_once);
  tp_testing_add ("/tag/rename and archive", test_rename_and_archive);
  tp_testing_add ("/tag/set keeps the first since", test_set_keeps_first_since);
  tp_testing_add ("/tag/events are exact", test_events_are_exact);
  tp_testing_add ("/tag/ends", test_ends);
  tp_testing_add ("/tag/bulk", test_bulk);
  return g_test_run ();
}
