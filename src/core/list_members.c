/* SPDX-License-Identifier: Apache-2.0 */
/* One statement puts a set on a list; which change of state is allowed stands in its WHERE
 * (sql/list.sql), and RETURNING says who changed. */
#include "base/error.h"
#include "base/i18n.h"
#include "core/list.h"
#include "core/members.h"

#include <string.h>

static const TpEventKind events[TP_SEGMENT_LIST_STATES] = {
    [TP_SEGMENT_LIST_CONFIRMED] = TP_EVENT_LIST_CONFIRMED,
    [TP_SEGMENT_LIST_UNCONFIRMED] = TP_EVENT_LIST_UNCONFIRMED,
    [TP_SEGMENT_LIST_UNSUBSCRIBED] = TP_EVENT_LIST_UNSUBSCRIBED,
};

static gboolean
check_list (TpConn *conn, gint64 list, GError **error)
{
  gint64 one = 0;
  g_autoptr (GError) local = NULL;
  if (tp_conn_int64 (conn, TP_SQL_LIST_IS_OPEN, &one, &local, "i", list))
    return TRUE;
  if (local == NULL)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such list"));
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Adds the event and gives the set to the caller. */
static gboolean
tell (TpChange *change, TpEventKind kind, gint64 list, TpIdSet *changed, TpIdSet **out_changed)
{
  if (changed == NULL)
    return FALSE;
  tp_change_event_set (change, kind, tp_change_now (change), tp_id_set_copy (changed), list, NULL);
  if (out_changed != NULL)
    *out_changed = changed;
  else
    tp_id_set_free (changed);
  return TRUE;
}

gboolean
tp_list_put (TpChange *change, gint64 list, const TpIdSet *contacts, TpSegmentListState state,
             TpListAuthority authority, TpIdSet **out_changed, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  TpActor why = tp_change_actor (change);
  if (!check_list (conn, list, error))
    return FALSE;
  g_autoptr (GArray) numbers = tp_members_numbers (contacts);
  TpRows *rows = tp_conn_query (conn, TP_SQL_LIST_PUT, error, "aiiiiii",
                                (const gint64 *)(gpointer)numbers->data, (gsize)numbers->len, list,
                                (gint64)state, tp_change_now (change), (gint64)why.kind, why.id,
                                (gint64)(authority == TP_LIST_BY_PERSON));
  TpIdSet *changed = tp_members_take_rows (rows, tp_id_set_block (contacts), error);
  return tell (change, events[state], list, changed, out_changed);
}

gboolean
tp_list_add_new (TpChange *change, gint64 list, const TpIdSet *contacts, TpSegmentListState state,
                 GError **error)
{
  TpConn *conn = tp_change_conn (change);
  TpActor why = tp_change_actor (change);
  g_autoptr (GArray) numbers = tp_members_numbers (contacts);
  return check_list (conn, list, error) &&
         tp_conn_run (conn, TP_SQL_LIST_ADD_NEW, error, "aiiiii",
                      (const gint64 *)(gpointer)numbers->data, (gsize)numbers->len, list,
                      (gint64)state, tp_change_now (change), (gint64)why.kind, why.id) &&
         tell (change, events[state], list, tp_id_set_copy (contacts), NULL);
}

gboolean
tp_list_remove (TpChange *change, gint64 list, const TpIdSet *contacts, TpIdSet **out_removed,
                GError **error)
{
  g_autoptr (GArray) numbers = tp_members_numbers (contacts);
  TpRows *rows = tp_conn_query (tp_change_conn (change), TP_SQL_LIST_REMOVE, error, "ai",
                                (const gint64 *)(gpointer)numbers->data, (gsize)numbers->len, list);
  TpIdSet *removed = tp_members_take_rows (rows, tp_id_set_block (contacts), error);
  return tell (change, TP_EVENT_LIST_REMOVED, list, removed, out_removed);
}

gboolean
tp_list_count (TpConn *conn, const gint64 *ids, gsize length,
               gint64 (*out_counts)[TP_SEGMENT_LIST_STATES], GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_LIST_COUNT, &local, "a", ids, length);
  memset (out_counts, 0, length * sizeof *out_counts);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 state = tp_rows_int64 (rows, 1);
    for (gsize i = 0; i < length; i++)
      if (ids[i] == tp_rows_int64 (rows, 0) && state >= 0 && state < TP_SEGMENT_LIST_STATES)
        out_counts[i][state] = tp_rows_int64 (rows, 2);
  }
  return tp_rows_ended (&local, error);
}

void
tp_list_member_free (TpListMember *member)
{
  if (member == NULL)
    return;
  g_free (member->name);
  g_free (member);
}

static TpListMember *
read_member (TpRows *row)
{
  TpListMember *member = g_new0 (TpListMember, 1);
  member->contact = tp_rows_int64 (row, 0);
  member->list = tp_rows_int64 (row, 1);
  member->name = g_strdup (tp_rows_text (row, 2));
  member->state = (TpSegmentListState)tp_rows_int64 (row, 3);
  member->since = tp_rows_int64 (row, 4);
  member->why = (TpActor){(TpActorKind)tp_rows_int64 (row, 5), tp_rows_int64 (row, 6)};
  return member;
}

GPtrArray *
tp_list_of_contacts (TpConn *conn, const gint64 *contacts, gsize length, GError **error)
{
  g_autoptr (GPtrArray) members =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tp_list_member_free);
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_LIST_OF_CONTACTS, &local, "a", contacts, length);
  while (rows != NULL && tp_rows_next (rows, &local))
    g_ptr_array_add (members, read_member (rows));
  return tp_rows_ended (&local, error) ? g_steal_pointer (&members) : NULL;
}
