/* SPDX-License-Identifier: Apache-2.0 */
/* One step is one transaction: lock the cursor, read on, write the effects, move the cursor. It
 * adds no events, so it does not touch the feed's head. */
#include "core/follower.h"

#include "base/error.h"

static gboolean
read_point (TpConn *conn, TpSql sql, const char *name, TpFeedPoint *out_point, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, sql, &local, "s", name);
  *out_point = (TpFeedPoint){0};
  if (rows != NULL && tp_rows_next (rows, &local)) {
    out_point->epoch = tp_rows_int64 (rows, 0);
    out_point->position = tp_rows_int64 (rows, 1);
  }
  return tp_rows_ended (&local, error);
}

static gboolean
is_void (const TpFeedPoint *cursor, const TpFeedPoint *head)
{
  return cursor->epoch != head->epoch || cursor->position > head->position;
}

gboolean
tp_follower_cursor (TpConn *conn, const TpFollower *follower, TpFeedPoint *out_cursor,
                    GError **error)
{
  TpFeedPoint head;
  if (!tp_feed_head (conn, &head, error) ||
      !read_point (conn, TP_SQL_FOLLOWER_FIND, follower->name, out_cursor, error))
    return FALSE;
  if (is_void (out_cursor, &head))
    *out_cursor = (TpFeedPoint){.epoch = head.epoch};
  return TRUE;
}

/* The head is read again once the cursor is locked: while the lock was waited for, another process
 * may have moved the cursor beyond the head read before. */
static gboolean
lock_cursor (TpConn *conn, const TpFollower *follower, gpointer data, TpFeedPoint *out_cursor,
             GError **error)
{
  TpFeedPoint head;
  if (!tp_feed_head (conn, &head, error) ||
      !tp_conn_run (conn, TP_SQL_FOLLOWER_MAKE, error, "si", follower->name, head.epoch) ||
      !read_point (conn, TP_SQL_FOLLOWER_LOCK, follower->name, out_cursor, error) ||
      !tp_feed_head (conn, &head, error))
    return FALSE;
  if (!is_void (out_cursor, &head))
    return TRUE;
  *out_cursor = (TpFeedPoint){.epoch = head.epoch};
  return follower->reset == NULL || follower->reset (conn, data, error);
}

/* Whether there is anything to do, without a lock. */
static gboolean
is_at_head (TpAccount *account, const TpFollower *follower, gboolean *out_at_head, GError **error)
{
  TpFeedPoint cursor, head;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  if (conn == NULL || !tp_feed_head (conn, &head, error) ||
      !tp_follower_cursor (conn, follower, &cursor, error))
    return FALSE;
  *out_at_head = cursor.position == head.position;
  return TRUE;
}

gboolean
tp_follower_step (TpAccount *account, const TpFollower *follower, gpointer data, gboolean *out_more,
                  GError **error)
{
  gboolean at_head = FALSE;
  *out_more = FALSE;
  if (!is_at_head (account, follower, &at_head, error) || at_head)
    return at_head;
  TpFeedPoint cursor;
  g_autoptr (TpConn) conn = tp_db_begin (tp_account_db (account), NULL, error);
  if (conn == NULL || !lock_cursor (conn, follower, data, &cursor, error))
    return FALSE;
  g_autoptr (GPtrArray) events = tp_feed_read (conn, cursor.position, follower->batch, error);
  if (events == NULL)
    return FALSE;
  if (events->len > 0) {
    cursor.position = ((TpEvent *)events->pdata[events->len - 1])->position;
    if (!follower->follow (conn, events, data, error))
      return FALSE;
  }
  *out_more = events->len == follower->batch;
  return tp_conn_run (conn, TP_SQL_FOLLOWER_MOVE, error, "sii", follower->name, cursor.epoch,
                      cursor.position) &&
         tp_db_commit (&conn, error);
}

gboolean
tp_follower_catch_up (TpAccount *account, const TpFollower *follower, gpointer data, GError **error)
{
  TpFeedPoint head, cursor = {0};
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
    if (conn == NULL || !tp_feed_head (conn, &head, error))
      return FALSE;
  }
  for (gboolean more = TRUE; more && cursor.position < head.position;) {
    if (!tp_follower_step (account, follower, data, &more, error))
      return FALSE;
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
    if (conn == NULL || !tp_follower_cursor (conn, follower, &cursor, error))
      return FALSE;
  }
  return TRUE;
}
