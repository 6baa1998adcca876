/* SPDX-License-Identifier: Apache-2.0 */
#include "core/feed.h"

#include "base/time.h"
#include "core/history.h"
#include "core/testing.h"

static void
add_event (TpAccount *account, TpEventKind kind, gint64 contact, gint64 target)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpChange) change = tp_change_begin (account, tp_testing_actor, "req", &error);
  tp_change_event (change, kind, contact, target, 5, "{\"a\":1}");
  gint64 position = 0;
  g_assert_true (tp_change_commit (&change, &position, &error));
  g_assert_cmpint (position, >, 0);
}

static void
add_set (TpAccount *account, TpEventKind kind, guint32 first, guint32 last)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpChange) change = tp_change_begin (account, tp_testing_actor, NULL, &error);
  TpIdSet *set = tp_id_set_new (TP_ID_BLOCK (first));
  tp_id_set_add_range (set, first, last);
  tp_change_event_set (change, kind, tp_change_now (change), set, 9, NULL);
  g_assert_true (tp_change_commit (&change, NULL, &error));
}

static void
test_positions_over_months (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  TpFeedPoint start, head;
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
    g_assert_true (tp_feed_head (conn, &start, &error));
  }
  /* the clock goes three months on, and one back: positions and months only grow */
  static const int days[] = {0, 0, 31, 62, 20, 93};
  for (gsize i = 0; i < G_N_ELEMENTS (days); i++) {
    tp_clock_set (testing.clock, TP_TESTING_NOW + days[i] * TP_DAY);
    add_event (testing.account, TP_EVENT_TAG_SET, 1, (gint64)i + 1);
  }
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_assert_true (tp_feed_head (conn, &head, &error));
  g_assert_cmpint (head.position - start.position, ==, G_N_ELEMENTS (days));
  g_assert_cmpint (head.epoch, ==, start.epoch);
  for (guint limit = 1; limit < 10; limit++) {
    gint64 cursor = start.position;
    for (gsize seen = 0; seen < G_N_ELEMENTS (days);) {
      g_autoptr (GPtrArray) events = tp_feed_read (conn, cursor, limit, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (events->len, ==, MIN (limit, G_N_ELEMENTS (days) - seen));
      for (guint i = 0; i < events->len; i++, seen++) {
        const TpEvent *event = events->pdata[i];
        g_assert_cmpint (event->position, ==, ++cursor);
        g_assert_cmpint (event->target, ==, (gint64)seen + 1);
        g_assert_cmpint (event->at, ==, TP_TESTING_NOW + days[seen] * TP_DAY);
        g_assert_cmpstr (event->data, ==, "{\"a\":1}");
        g_assert_cmpstr (event->request, ==, "req");
      }
    }
  }
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

static void
test_nothing_taken_back_leaves_a_gap (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  add_event (testing.account, TP_EVENT_TAG_SET, 1, 1);
  for (int i = 0; i < 3; i++) {
    g_autoptr (TpChange) change = tp_change_begin (testing.account, tp_testing_actor, NULL, &error);
    tp_change_event (change, TP_EVENT_TAG_SET, 1, 99, 0, NULL);
  }
  add_event (testing.account, TP_EVENT_TAG_SET, 1, 2);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_autoptr (GPtrArray) events = tp_feed_read (conn, 0, 100, &error);
  gint64 position = 0;
  for (guint i = 0; i < events->len; i++) {
    g_assert_cmpint (((TpEvent *)events->pdata[i])->position, ==, ++position);
    g_assert_cmpint (((TpEvent *)events->pdata[i])->target, !=, 99);
  }
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

static void
assert_history (TpAccount *account, gint64 contact, guint limit, guint want_length,
                gint64 want_newest_kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  g_autoptr (GPtrArray) events = tp_history_read (conn, contact, 0, NULL, limit, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, want_length);
  gint64 position = G_MAXINT64;
  for (guint i = 0; i < events->len; i++) {
    const TpEvent *event = events->pdata[i];
    g_assert_cmpint (event->position, <, position);
    position = event->position;
  }
  if (want_length > 0)
    g_assert_cmpint (((TpEvent *)events->pdata[0])->kind, ==, want_newest_kind);
}

static gboolean
count_event (const TpEvent *event, gpointer data, GError **error)
{
  ++*(guint *)data;
  return TRUE;
}

static guint
count_block (TpAccount *account, gint64 block, TpEventKind kind)
{
  g_autoptr (GError) error = NULL;
  guint count = 0;
  const TpEventKind kinds[] = {kind, TP_EVENT_NONE};
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  g_assert_true (tp_history_visit_block (conn, block, kinds, count_event, &count, &error));
  return count;
}

static void
test_history (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  for (int i = 0; i < 700; i++)
    add_event (testing.account, i % 2 == 0 ? TP_EVENT_MAIL_OPENED : TP_EVENT_CONTACT_CHANGED,
               i % 7 == 0 ? 2 : 1, 1);
  add_set (testing.account, TP_EVENT_TAG_SET, 1, 1000);
  add_set (testing.account, TP_EVENT_TAG_SET, 65536, 65540);
  add_set (testing.account, TP_EVENT_TAG_REMOVED, 2, 2); /* becomes an event about one */
  for (int filed = 0; filed < 2; filed++) {
    assert_history (testing.account, 1, 10000, 601, TP_EVENT_TAG_SET);
    assert_history (testing.account, 1, 7, 7, TP_EVENT_TAG_SET);
    assert_history (testing.account, 2, 10000, 102, TP_EVENT_TAG_REMOVED);
    assert_history (testing.account, 1000, 100, 1, TP_EVENT_TAG_SET);
    assert_history (testing.account, 1001, 100, 0, 0);
    assert_history (testing.account, 65540, 100, 1, TP_EVENT_TAG_SET);
    g_assert_cmpuint (count_block (testing.account, 0, TP_EVENT_MAIL_OPENED), ==, 350);
    g_assert_cmpuint (count_block (testing.account, 0, TP_EVENT_TAG_SET), ==, 1);
    g_assert_cmpuint (count_block (testing.account, 1, TP_EVENT_TAG_SET), ==, 1);
    g_assert_true (
        tp_follower_catch_up (testing.account, &tp_history_follower, testing.account, &error));
    g_assert_no_error (error);
  }
  add_event (testing.account, TP_EVENT_NOTE_ADDED, 1, 1); /* the tail again */
  assert_history (testing.account, 1, 10000, 602, TP_EVENT_NOTE_ADDED);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/feed/positions over months", test_positions_over_months);
  tp_testing_add ("/feed/nothing taken back leaves a gap", test_nothing_taken_back_leaves_a_gap);
  tp_testing_add ("/feed/history of a contact", test_history);
  return g_test_run ();
}
