/* SPDX-License-Identifier: Apache-2.0 */
#include "core/list.h"

#include "base/error.h"
#include "base/time.h"
#include "core/tag_testing.h"
#include "core/testing.h"

static gint64
make_list (TpAccount *account, const char *name)
{
  g_autoptr (GError) error = NULL;
  gint64 id = 0;
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  tp_list_find_or_make (change, name, &id, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
  return id;
}

static guint
put (TpAccount *account, gint64 list, guint32 first, guint32 last, TpSegmentListState state,
     TpListAuthority authority)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpIdSet) changed = NULL, set = tp_tag_testing_range (first, last);
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  tp_list_put (change, list, set, state, authority, &changed, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
  return tp_id_set_count (changed);
}

/* Which state may follow which. */
static void
test_transitions (const char *url)
{
  static const struct {
    int from, to;
    TpListAuthority authority;
    gboolean want_change;
  } cases[] = {
      {-1, TP_SEGMENT_LIST_CONFIRMED,    TP_LIST_BY_IMPORT, TRUE },
      {-1, TP_SEGMENT_LIST_UNCONFIRMED,  TP_LIST_BY_IMPORT, TRUE },
      {-1, TP_SEGMENT_LIST_UNSUBSCRIBED, TP_LIST_BY_IMPORT, TRUE },
      {0,  TP_SEGMENT_LIST_CONFIRMED,    TP_LIST_BY_IMPORT, FALSE},
      {0,  TP_SEGMENT_LIST_UNCONFIRMED,  TP_LIST_BY_IMPORT, FALSE},
      {0,  TP_SEGMENT_LIST_UNSUBSCRIBED, TP_LIST_BY_IMPORT, TRUE },
      {1,  TP_SEGMENT_LIST_CONFIRMED,    TP_LIST_BY_IMPORT, TRUE },
      {1,  TP_SEGMENT_LIST_UNSUBSCRIBED, TP_LIST_BY_IMPORT, TRUE },
      {2,  TP_SEGMENT_LIST_CONFIRMED,    TP_LIST_BY_IMPORT, FALSE},
      {2,  TP_SEGMENT_LIST_UNCONFIRMED,  TP_LIST_BY_IMPORT, FALSE},
      {2,  TP_SEGMENT_LIST_UNSUBSCRIBED, TP_LIST_BY_IMPORT, FALSE},
      {0,  TP_SEGMENT_LIST_UNCONFIRMED,  TP_LIST_BY_PERSON, TRUE },
      {2,  TP_SEGMENT_LIST_CONFIRMED,    TP_LIST_BY_PERSON, TRUE },
      {2,  TP_SEGMENT_LIST_UNCONFIRMED,  TP_LIST_BY_PERSON, TRUE },
      {2,  TP_SEGMENT_LIST_UNSUBSCRIBED, TP_LIST_BY_PERSON, FALSE},
  };
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 100, 0);
  gint64 list = make_list (testing.account, "L");
  for (guint32 i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 contact = i + 1;
    g_test_message ("case %u", i);
    tp_clock_set (testing.clock, TP_TESTING_NOW);
    if (cases[i].from >= 0)
      put (testing.account, list, i + 1, i + 1, (TpSegmentListState)cases[i].from,
           TP_LIST_BY_PERSON);
    tp_clock_set (testing.clock, TP_TESTING_NOW + TP_DAY);
    guint changed = put (testing.account, list, i + 1, i + 1, (TpSegmentListState)cases[i].to,
                         cases[i].authority);
    g_assert_cmpuint (changed, ==, cases[i].want_change ? 1 : 0);
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
    g_autoptr (GPtrArray) members = tp_list_of_contacts (conn, &contact, 1, &error);
    const TpListMember *member = members->pdata[0];
    g_assert_cmpint (member->state, ==, cases[i].want_change ? cases[i].to : cases[i].from);
    g_assert_cmpint (member->since, ==, TP_TESTING_NOW + (cases[i].want_change ? TP_DAY : 0));
    g_assert_cmpstr (member->name, ==, "L");
  }
  tp_testing_account_clear (&testing);
}

static void
test_sets_and_counts (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  tp_tag_testing_contacts (testing.account, 1, 100, 0);
  tp_tag_testing_set_state (testing.account, 91, 100, 2);
  gint64 list = make_list (testing.account, "L");
  gint64 before = tp_tag_testing_head (testing.account);
  g_assert_cmpuint (
      put (testing.account, list, 1, 100, TP_SEGMENT_LIST_CONFIRMED, TP_LIST_BY_IMPORT), ==, 90);
  g_assert_cmpuint (
      put (testing.account, list, 11, 20, TP_SEGMENT_LIST_UNSUBSCRIBED, TP_LIST_BY_PERSON), ==, 10);
  g_assert_cmpuint (
      put (testing.account, list, 1, 30, TP_SEGMENT_LIST_CONFIRMED, TP_LIST_BY_IMPORT), ==, 0);
  g_autoptr (GPtrArray) confirmed =
      tp_tag_testing_events (testing.account, before, TP_EVENT_LIST_CONFIRMED, list);
  g_assert_cmpuint (confirmed->len, ==, 1);
  g_assert_cmpuint (tp_id_set_count (((TpEvent *)confirmed->pdata[0])->members), ==, 90);
  gint64 counts[1][TP_SEGMENT_LIST_STATES];
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_assert_true (tp_list_count (conn, &list, 1, counts, &error));
  g_assert_cmpint (counts[0][TP_SEGMENT_LIST_CONFIRMED], ==, 80);
  g_assert_cmpint (counts[0][TP_SEGMENT_LIST_UNSUBSCRIBED], ==, 10);
  g_assert_cmpint (counts[0][TP_SEGMENT_LIST_UNCONFIRMED], ==, 0);
  g_clear_pointer (&conn, tp_conn_release);

  g_autoptr (TpIdSet) removed = NULL, set = tp_tag_testing_range (81, 100);
  g_autoptr (TpChange) change = tp_tag_testing_begin (testing.account);
  g_assert_true (tp_list_remove (change, list, set, &removed, &error));
  g_assert_cmpuint (tp_id_set_count (removed), ==, 10);
  g_assert_true (tp_list_archive (change, list, &error));
  g_assert_false (
      tp_list_put (change, list, set, TP_SEGMENT_LIST_CONFIRMED, TP_LIST_BY_IMPORT, NULL, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  g_clear_pointer (&change, tp_change_free);
  tp_testing_account_clear (&testing);
}

static void
test_names (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  gint64 id = 0;
  tp_testing_account_init (&testing, url);
  gint64 list = make_list (testing.account, "Newsletter");
  g_assert_cmpint (make_list (testing.account, " NEWSLETTER "), ==, list);
  gint64 other = make_list (testing.account, "Other");
  g_autoptr (TpChange) change = tp_tag_testing_begin (testing.account);
  g_assert_false (tp_list_make (change, "newsletter", NULL, &id, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (tp_list_change (change, other, "NEWSletter", NULL, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (tp_list_change (change, list, "Magazine", "monthly", &error));
  g_assert_true (tp_list_change (change, other, "newsletter", NULL, &error));
  g_assert_true (tp_list_archive (change, list, &error));
  g_assert_true (tp_list_make (change, "magazine", NULL, &id, &error));
  g_assert_false (tp_list_restore (change, list, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  tp_tag_testing_commit (&change);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) page = tp_list_page (conn, "", 10, &next, &error);
  g_assert_cmpuint (page->len, ==, 2);
  g_assert_null (next);
  g_autoptr (TpList) found = tp_list_find (conn, "MAGAZINE", &error);
  g_assert_cmpint (found->id, ==, id);
  g_autoptr (TpList) archived = tp_list_get (conn, list, &error);
  g_assert_cmpstr (archived->description, ==, "monthly");
  g_assert_cmpint (archived->archived_at, ==, TP_TESTING_NOW);
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/list/transitions", test_transitions);
  tp_testing_add ("/list/sets and counts", test_sets_and_counts);
  tp_testing_add ("/list/names", test_names);
  return g_test_run ();
}
