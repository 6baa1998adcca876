/* SPDX-License-Identifier: Apache-2.0 */
/* Writing saved segments. A circle can only come to be by changing a segment, since a new one is
 * not yet referred to; it is looked for in the transaction that writes. */
#include "core/segment.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "core/thing.h"
#include "segment/needs.h"

/* CONFLICT when another one is called so. */
static gboolean
check_free (TpConn *conn, const char *name, const char *key, gint64 own_id, GError **error)
{
  gint64 other = 0;
  g_autoptr (GError) local = NULL;
  if (tp_conn_int64 (conn, TP_SQL_SEGMENT_TAKEN, &other, &local, "si", key, own_id))
    return tp_error (error, TP_ERROR_CONFLICT, _ ("there is a segment '%s' already"), name);
  return tp_rows_ended (&local, error);
}

static gboolean
check_circle (TpChange *change, gint64 id, TpSegment *segment, GError **error)
{
  TpSavedSegmentLoad load = {tp_change_account (change), tp_change_conn (change)};
  return tp_segment_check_circle (segment, id, tp_saved_segment_load, &load, error);
}

static char *
format_tree (TpChange *change, const TpSegment *segment, GError **error)
{
  g_autoptr (TpNames) names = tp_names_new (tp_change_account (change), tp_change_conn (change));
  return tp_names_format_json (names, segment, error);
}

gboolean
tp_saved_segment_add (TpChange *change, const char *name, TpSegment *segment, gint64 *out_id,
                      GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autofree char *clean = tp_thing_clean_name (TP_THING_SEGMENT, name, error);
  g_autofree char *key = clean == NULL ? NULL : tp_fold (clean);
  if (key == NULL || !check_free (conn, clean, key, 0, error) ||
      !check_circle (change, 0, segment, error))
    return FALSE;
  g_autofree char *tree = format_tree (change, segment, error);
  if (tree == NULL || !tp_conn_int64 (conn, TP_SQL_SEGMENT_ADD, out_id, error, "sssi", clean, key,
                                      tree, tp_change_now (change)))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_ADDED, TP_THING_SEGMENT, *out_id);
  return TRUE;
}

/* NOT_FOUND also for an archived one. */
static gboolean
check_there (TpChange *change, gint64 id, GError **error)
{
  g_autoptr (TpNames) names = tp_names_new (tp_change_account (change), tp_change_conn (change));
  g_autoptr (TpSavedSegment) saved =
      tp_saved_segment_get (names, tp_change_conn (change), id, error);
  if (saved == NULL)
    return FALSE;
  return saved->archived_at == 0 ||
         tp_error (error, TP_ERROR_NOT_FOUND, _ ("segment '%s' is archived"), saved->name);
}

gboolean
tp_saved_segment_set (TpChange *change, gint64 id, const char *name, TpSegment *segment,
                      GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autofree char *clean = NULL;
  g_autofree char *tree = NULL;
  if (!check_there (change, id, error))
    return FALSE;
  if (name != NULL && (clean = tp_thing_clean_name (TP_THING_SEGMENT, name, error)) == NULL)
    return FALSE;
  g_autofree char *key = clean == NULL ? NULL : tp_fold (clean);
  if (key != NULL && !check_free (conn, clean, key, id, error))
    return FALSE;
  if (segment != NULL && (!check_circle (change, id, segment, error) ||
                          (tree = format_tree (change, segment, error)) == NULL))
    return FALSE;
  if (!tp_conn_run (conn, TP_SQL_SEGMENT_SET, error, "isssi", id, clean, key, tree,
                    tp_change_now (change)))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_CHANGED, TP_THING_SEGMENT, id);
  return TRUE;
}

gboolean
tp_saved_segment_archive (TpChange *change, gint64 id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (!check_there (change, id, error) ||
      !tp_thing_check_unused (tp_change_account (change), conn, TP_THING_SEGMENT, id, error) ||
      !tp_conn_run (conn, TP_SQL_SEGMENT_ARCHIVE, error, "ii", id, tp_change_now (change)))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_ARCHIVED, TP_THING_SEGMENT, id);
  return TRUE;
}
