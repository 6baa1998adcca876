/* SPDX-License-Identifier: Apache-2.0 */
/* As with lists, the statement's WHERE says which change is allowed. Unknown is not written for
 * those who have no row: that is what no row means. */
#include "core/permission.h"

#include "core/members.h"

static const TpEventKind events[TP_SEGMENT_PERMISSIONS] = {
    [TP_SEGMENT_PERMISSION_CONFIRMED] = TP_EVENT_PERMISSION_CONFIRMED,
    [TP_SEGMENT_PERMISSION_UNKNOWN] = TP_EVENT_PERMISSION_RESET,
    [TP_SEGMENT_PERMISSION_WITHDRAWN] = TP_EVENT_PERMISSION_WITHDRAWN,
};

gboolean
tp_permission_set (TpChange *change, TpSegmentPurpose purpose, TpSegmentPermission state,
                   const TpIdSet *contacts, gint64 consent, TpPermissionAuthority authority,
                   TpIdSet **out_changed, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  gint64 now = tp_change_now (change), force = authority == TP_PERMISSION_BY_PERSON;
  const gint64 *evidence = consent != 0 ? &consent : NULL;
  g_autoptr (GArray) numbers = tp_members_numbers (contacts);
  const gint64 *values = (const gint64 *)(gpointer)numbers->data;
  TpRows *rows = state == TP_SEGMENT_PERMISSION_UNKNOWN
                     ? tp_conn_query (conn, TP_SQL_PERMISSION_RESET, error, "aiiIi", values,
                                      (gsize)numbers->len, (gint64)purpose, now, evidence, force)
                     : tp_conn_query (conn, TP_SQL_PERMISSION_SET, error, "aiiiIi", values,
                                      (gsize)numbers->len, (gint64)purpose, (gint64)state, now,
                                      evidence, force);
  TpIdSet *changed = tp_members_take_rows (rows, tp_id_set_block (contacts), error);
  if (changed == NULL)
    return FALSE;
  tp_change_event_set (change, events[state], now, tp_id_set_copy (changed), (gint64)purpose, NULL);
  if (out_changed != NULL)
    *out_changed = changed;
  else
    tp_id_set_free (changed);
  return TRUE;
}

gboolean
tp_permission_add_new (TpChange *change, TpSegmentPurpose purpose, TpSegmentPermission state,
                       const TpIdSet *contacts, gint64 consent, GError **error)
{
  const gint64 *evidence = consent != 0 ? &consent : NULL;
  g_autoptr (GArray) numbers = tp_members_numbers (contacts);
  if (!tp_conn_run (tp_change_conn (change), TP_SQL_PERMISSION_ADD_NEW, error, "aiiiI",
                    (const gint64 *)(gpointer)numbers->data, (gsize)numbers->len, (gint64)purpose,
                    (gint64)state, tp_change_now (change), evidence))
    return FALSE;
  tp_change_event_set (change, events[state], tp_change_now (change), tp_id_set_copy (contacts),
                       (gint64)purpose, NULL);
  return TRUE;
}

void
tp_permission_row_free (TpPermissionRow *row)
{
  if (row == NULL)
    return;
  g_free (row->basis);
  g_free (row);
}

GPtrArray *
tp_permission_of_contacts (TpConn *conn, const gint64 *contacts, gsize length, GError **error)
{
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tp_permission_row_free);
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_PERMISSION_OF_CONTACTS, &local, "a", contacts, length);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    TpPermissionRow *row = g_new0 (TpPermissionRow, 1);
    row->contact = tp_rows_int64 (rows, 0);
    row->purpose = (TpSegmentPurpose)tp_rows_int64 (rows, 1);
    row->state = (TpSegmentPermission)tp_rows_int64 (rows, 2);
    row->since = tp_rows_int64 (rows, 3);
    row->consent = tp_rows_int64 (rows, 4);
    row->basis = g_strdup (tp_rows_text (rows, 5));
    g_ptr_array_add (found, row);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&found) : NULL;
}
