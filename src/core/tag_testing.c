/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tag_testing.h"

#include "core/feed.h"
#include "core/members.h"
#include "core/tag.h"
#include "core/tag_set.h"
#include "core/testing.h"

TpIdSet *
tp_tag_testing_range (guint32 first, guint32 last)
{
  TpIdSet *set = tp_id_set_new (TP_ID_BLOCK (first));
  if (first <= last)
    tp_id_set_add_range (set, first, last);
  return set;
}

TpChange *
tp_tag_testing_begin (TpAccount *account)
{
  GError *error = NULL;
  TpChange *change = tp_change_begin (account, tp_testing_actor, NULL, &error);
  g_assert_no_error (error);
  return change;
}

gint64
tp_tag_testing_commit (TpChange **change)
{
  GError *error = NULL;
  gint64 position = 0;
  tp_change_commit (change, &position, &error);
  g_assert_no_error (error);
  return position;
}

gint64
tp_tag_testing_head (TpAccount *account)
{
  GError *error = NULL;
  TpFeedPoint head;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  g_assert_no_error (error);
  tp_feed_head (conn, &head, &error);
  g_assert_no_error (error);
  return head.position;
}

static void
run_on_range (TpAccount *account, TpSql sql, guint32 first, guint32 last, int state)
{
  GError *error = NULL;
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (gint64 number = first; number <= last; number++)
    g_array_append_val (numbers, number);
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  tp_conn_run (tp_change_conn (change), sql, &error, "ai", (const gint64 *)(gpointer)numbers->data,
               (gsize)numbers->len, (gint64)state);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
}

void
tp_tag_testing_contacts (TpAccount *account, guint32 first, guint32 last, int state)
{
  run_on_range (account, TP_SQL_TAG_TEST_CONTACTS, first, last, state);
}

void
tp_tag_testing_set_state (TpAccount *account, guint32 first, guint32 last, int state)
{
  run_on_range (account, TP_SQL_TAG_TEST_STATE, first, last, state);
}

gint64
tp_tag_testing_make (TpAccount *account, const char *name)
{
  GError *error = NULL;
  gint64 id = 0;
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  tp_tag_find_or_make (change, name, &id, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
  return id;
}

void
tp_tag_testing_set (TpAccount *account, gint64 tag, guint32 first, guint32 last)
{
  GError *error = NULL;
  g_autoptr (TpIdSet) set = tp_tag_testing_range (first, last);
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  tp_tag_set (change, tag, set, 0, NULL, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
}

void
tp_tag_testing_remove (TpAccount *account, gint64 tag, guint32 first, guint32 last)
{
  GError *error = NULL;
  g_autoptr (TpIdSet) set = tp_tag_testing_range (first, last);
  g_autoptr (TpChange) change = tp_tag_testing_begin (account);
  tp_tag_remove (change, tag, set, NULL, &error);
  g_assert_no_error (error);
  tp_tag_testing_commit (&change);
}

void
tp_tag_testing_assert_worn (TpAccount *account, gint64 tag, guint32 first, guint32 last)
{
  GError *error = NULL;
  g_autoptr (TpIdSet) want = tp_tag_testing_range (first, last);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  g_assert_no_error (error);
  g_autoptr (TpIdSet) got = tp_tag_wearers (conn, tag, TP_ID_BLOCK (first), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tp_id_set_count (got), ==, tp_id_set_count (want));
  g_assert_true (tp_id_set_equal (got, want));
}

GPtrArray *
tp_tag_testing_events (TpAccount *account, gint64 after, TpEventKind kind, gint64 target)
{
  GError *error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  g_assert_no_error (error);
  GPtrArray *events = tp_feed_read (conn, after, TP_FEED_READ_MAX, &error);
  g_assert_no_error (error);
  for (guint i = events->len; i > 0; i--) {
    const TpEvent *event = events->pdata[i - 1];
    if (event->kind != (int)kind || (target != 0 && event->target != target))
      g_ptr_array_remove_index (events, i - 1);
  }
  return events;
}
