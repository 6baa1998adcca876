/* SPDX-License-Identifier: Apache-2.0 */
/* The members of a commit group are the changes themselves: the flush function, which the account
 * gives to the database, gathers their events and appends them to the feed. */
#include "core/change.h"

#include "core/change_flush.h"
#include "core/feed.h"
#include "core/rule.h"
#include "db/watch.h"

struct TpChange {
  TpAccount *account;
  TpConn *conn;
  TpActor actor;
  char *request;
  gint64 now;
  GPtrArray *events; /* of TpEvent */
  gint64 position;   /* set by the flush */
};

TpChange *
tp_change_begin (TpAccount *account, TpActor actor, const char *request, GError **error)
{
  TpChange *change = g_new0 (TpChange, 1);
  change->account = account;
  change->actor = actor;
  change->request = g_strdup (request);
  change->events = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_event_free);
  change->conn = tp_db_begin (tp_account_db (account), change, error);
  change->now = tp_account_now (account);
  if (change->conn == NULL)
    g_clear_pointer (&change, tp_change_free);
  return change;
}

void
tp_change_free (TpChange *change)
{
  if (change == NULL)
    return;
  g_clear_pointer (&change->conn, tp_conn_release);
  g_ptr_array_unref (change->events);
  g_free (change->request);
  g_free (change);
}

gboolean
tp_change_commit (TpChange **change, gint64 *out_position, GError **error)
{
  g_autoptr (TpChange) taken = g_steal_pointer (change);
  if (!tp_rule_react (taken, error) || !tp_db_commit (&taken->conn, error))
    return FALSE;
  if (out_position != NULL)
    *out_position = taken->position;
  return TRUE;
}

gboolean
tp_change_flush (TpConn *conn, GPtrArray *members, gpointer data, GError **error)
{
  TpAccount *account = data;
  g_autoptr (GPtrArray) events = g_ptr_array_new ();
  for (guint i = 0; i < members->len; i++)
    g_ptr_array_extend (events, ((TpChange *)members->pdata[i])->events, NULL, NULL);
  TpFeedPoint head = {0};
  if (events->len == 0 && !tp_feed_head (conn, &head, error))
    return FALSE;
  if (events->len > 0 &&
      (!tp_feed_append (conn, events, tp_account_now (account), &head.position, error) ||
       !tp_db_announce (conn, error)))
    return FALSE;
  for (guint i = 0; i < members->len; i++)
    ((TpChange *)members->pdata[i])->position = head.position;
  return TRUE;
}

TpAccount *
tp_change_account (TpChange *change)
{
  return change->account;
}

TpConn *
tp_change_conn (TpChange *change)
{
  return change->conn;
}

TpActor
tp_change_actor (TpChange *change)
{
  return change->actor;
}

gint64
tp_change_now (TpChange *change)
{
  return change->now;
}

TpActor
tp_change_set_actor (TpChange *change, TpActor actor)
{
  TpActor before = change->actor;
  change->actor = actor;
  return before;
}

static TpEvent *
add_event (TpChange *change, TpEventKind kind, gint64 at, gint64 target, const char *data)
{
  TpEvent *event = g_new0 (TpEvent, 1);
  event->kind = (int)kind;
  event->at = at;
  event->target = target;
  event->actor = change->actor;
  event->request = g_strdup (change->request);
  event->data = g_strdup (data);
  g_ptr_array_add (change->events, event);
  return event;
}

void
tp_change_event_at (TpChange *change, TpEventKind kind, gint64 at, gint64 contact, gint64 target,
                    gint64 amount, const char *data)
{
  TpEvent *event = add_event (change, kind, at, target, data);
  event->contact = contact;
  event->amount = amount;
}

void
tp_change_event (TpChange *change, TpEventKind kind, gint64 contact, gint64 target, gint64 amount,
                 const char *data)
{
  tp_change_event_at (change, kind, change->now, contact, target, amount, data);
}

void
tp_change_event_set (TpChange *change, TpEventKind kind, gint64 at, TpIdSet *members, gint64 target,
                     const char *data)
{
  guint count = tp_id_set_count (members);
  if (count > 1) {
    add_event (change, kind, at, target, data)->members = members;
    return;
  }
  TpIdSetIter iter;
  tp_id_set_iter_init (&iter, members);
  for (guint32 number; tp_id_set_iter_next (&iter, &number);)
    add_event (change, kind, at, target, data)->contact = number;
  tp_id_set_free (members);
}

const GPtrArray *
tp_change_events (TpChange *change)
{
  return change->events;
}
