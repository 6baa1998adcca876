/* SPDX-License-Identifier: Apache-2.0 */
/* The lists themselves; who is on them is list_members.c. A name is taken by the unique index over
 * name_key. */
#include "core/list.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "core/thing.h"

#include <string.h>

void
tp_list_free (TpList *list)
{
  if (list == NULL)
    return;
  g_free (list->name);
  g_free (list->description);
  g_free (list);
}

static TpList *
read_list (TpRows *row)
{
  TpList *list = g_new0 (TpList, 1);
  list->id = tp_rows_int64 (row, 0);
  list->name = g_strdup (tp_rows_text (row, 1));
  list->description = g_strdup (tp_rows_text (row, 2));
  list->created_at = tp_rows_int64 (row, 3);
  list->archived_at = tp_rows_int64 (row, 4);
  return list;
}

/* The first row as a list in *out_list, or NULL. Takes rows. */
static gboolean
take_list (TpRows *rows, TpList **out_list, GError **error)
{
  g_autoptr (TpRows) taken = rows;
  g_autoptr (GError) local = NULL;
  *out_list = NULL;
  if (taken == NULL)
    return FALSE;
  if (tp_rows_next (taken, &local))
    *out_list = read_list (taken);
  return tp_rows_ended (&local, error);
}

static gboolean
find_key (TpConn *conn, const char *name, TpList **out_list, GError **error)
{
  g_autofree char *key = tp_fold (name);
  return take_list (tp_conn_query (conn, TP_SQL_LIST_FIND, error, "s", key), out_list, error);
}

TpList *
tp_list_get (TpConn *conn, gint64 id, GError **error)
{
  TpList *list = NULL;
  if (take_list (tp_conn_query (conn, TP_SQL_LIST_GET, error, "i", id), &list, error) &&
      list == NULL)
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such list"));
  return list;
}

TpList *
tp_list_find (TpConn *conn, const char *name, GError **error)
{
  TpList *list = NULL;
  g_autofree char *clean = tp_thing_clean_name (TP_THING_LIST, name, error);
  if (clean != NULL)
    find_key (conn, clean, &list, error);
  return list;
}

static gboolean
check_description (const char *description, GError **error)
{
  if (description == NULL || (g_utf8_validate (description, -1, NULL) &&
                              g_utf8_strlen (description, -1) <= TP_LIST_DESCRIPTION_MAX))
    return TRUE;
  return tp_error (error, TP_ERROR_INVALID, _ ("description: at most %d characters are expected"),
                   TP_LIST_DESCRIPTION_MAX);
}

/* Inserts unless the name is taken: then *out_id is 0. */
static gboolean
insert_list (TpChange *change, const char *clean, const char *description, gint64 *out_id,
             GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *key = tp_fold (clean);
  *out_id = 0;
  if (tp_conn_int64 (tp_change_conn (change), TP_SQL_LIST_ADD, out_id, &local, "sssi", clean, key,
                     description, tp_change_now (change))) {
    tp_thing_event (change, TP_EVENT_THING_ADDED, TP_THING_LIST, *out_id);
    return TRUE;
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
tp_list_make (TpChange *change, const char *name, const char *description, gint64 *out_id,
              GError **error)
{
  g_autofree char *clean = tp_thing_clean_name (TP_THING_LIST, name, error);
  if (clean == NULL || !check_description (description, error) ||
      !insert_list (change, clean, description, out_id, error))
    return FALSE;
  return *out_id != 0 ||
         tp_error (error, TP_ERROR_CONFLICT, _ ("there is a list '%s' already"), clean);
}

gboolean
tp_list_find_or_make (TpChange *change, const char *name, gint64 *out_id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (TpList) list = NULL, other = NULL;
  g_autofree char *clean = tp_thing_clean_name (TP_THING_LIST, name, error);
  if (clean == NULL || !find_key (conn, clean, &list, error))
    return FALSE;
  *out_id = list != NULL ? list->id : 0;
  if (list == NULL && !insert_list (change, clean, NULL, out_id, error))
    return FALSE;
  if (*out_id != 0)
    return TRUE;
  if (!find_key (conn, clean, &other, error))
    return FALSE;
  if (other == NULL)
    return tp_error (error, TP_ERROR_BUSY, _ ("the list '%s' is just being changed"), clean);
  *out_id = other->id;
  return TRUE;
}

/* CONFLICT when another list has that name. */
static gboolean
check_free (TpConn *conn, gint64 id, const char *name, GError **error)
{
  g_autoptr (TpList) other = NULL;
  if (!find_key (conn, name, &other, error))
    return FALSE;
  return other == NULL || other->id == id ||
         tp_error (error, TP_ERROR_CONFLICT, _ ("there is a list '%s' already"), name);
}

static gboolean
rename_list (TpChange *change, gint64 id, const char *name, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autofree char *clean = tp_thing_clean_name (TP_THING_LIST, name, error);
  g_autofree char *key = clean != NULL ? tp_fold (clean) : NULL;
  return key != NULL && check_free (conn, id, clean, error) &&
         tp_conn_run (conn, TP_SQL_LIST_RENAME, error, "iss", id, clean, key);
}

gboolean
tp_list_change (TpChange *change, gint64 id, const char *name, const char *description,
                GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (TpList) list = tp_list_get (conn, id, error);
  if (list == NULL || !check_description (description, error))
    return FALSE;
  if (list->archived_at != 0)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("the list '%s' is archived"), list->name);
  gboolean renames = name != NULL && strcmp (name, list->name) != 0;
  gboolean describes = description != NULL && g_strcmp0 (description, list->description) != 0;
  if ((renames && !rename_list (change, id, name, error)) ||
      (describes && !tp_conn_run (conn, TP_SQL_LIST_DESCRIBE, error, "is", id, description)))
    return FALSE;
  if (renames || describes)
    tp_thing_event (change, TP_EVENT_THING_CHANGED, TP_THING_LIST, id);
  return TRUE;
}

gboolean
tp_list_archive (TpChange *change, gint64 id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (TpList) list = tp_list_get (conn, id, error);
  if (list == NULL || list->archived_at != 0)
    return list != NULL;
  if (!tp_thing_check_unused (tp_change_account (change), conn, TP_THING_LIST, id, error) ||
      !tp_conn_run (conn, TP_SQL_LIST_ARCHIVE, error, "ii", id, tp_change_now (change)))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_ARCHIVED, TP_THING_LIST, id);
  return TRUE;
}

gboolean
tp_list_restore (TpChange *change, gint64 id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (TpList) list = tp_list_get (conn, id, error);
  if (list == NULL || list->archived_at == 0)
    return list != NULL;
  if (!check_free (conn, id, list->name, error) ||
      !tp_conn_run (conn, TP_SQL_LIST_RESTORE, error, "i", id))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_CHANGED, TP_THING_LIST, id);
  return TRUE;
}

GPtrArray *
tp_list_page (TpConn *conn, const char *after, guint limit, char **out_next, GError **error)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_list_free);
  g_autoptr (GError) local = NULL;
  g_autofree char *last = NULL;
  *out_next = NULL;
  g_assert (limit >= 1 && limit <= TP_LIST_PAGE_MAX);
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_LIST_PAGE, &local, "si", after, (gint64)limit + 1);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    if (lists->len == limit) {
      *out_next = g_steal_pointer (&last);
      break;
    }
    g_ptr_array_add (lists, read_list (rows));
    g_free (last);
    last = g_strdup (tp_rows_text (rows, 5));
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&lists) : NULL;
}
