/* SPDX-License-Identifier: Apache-2.0 */
/* A name is taken by the unique index over name_key; two who make the same tag at once both get the
 * one that was first. */
#include "core/tag.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "core/thing.h"

#include <string.h>

void
tp_tag_free (TpTag *tag)
{
  if (tag == NULL)
    return;
  g_free (tag->name);
  g_free (tag->description);
  g_free (tag);
}

static TpTag *
read_tag (TpRows *row)
{
  TpTag *tag = g_new0 (TpTag, 1);
  tag->id = tp_rows_int64 (row, 0);
  tag->name = g_strdup (tp_rows_text (row, 1));
  tag->origin = (TpTagOrigin)tp_rows_int64 (row, 2);
  tag->origin_id = tp_rows_int64 (row, 3);
  tag->description = g_strdup (tp_rows_text (row, 4));
  tag->created_at = tp_rows_int64 (row, 5);
  tag->archived_at = tp_rows_int64 (row, 6);
  return tag;
}

/* The first row as a tag, or NULL. Takes rows. */
static TpTag *
take_tag (TpRows *rows, GError **error)
{
  g_autoptr (TpRows) taken = rows;
  return taken != NULL && tp_rows_next (taken, error) ? read_tag (taken) : NULL;
}

TpTag *
tp_tag_get (TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  TpTag *tag = take_tag (tp_conn_query (conn, TP_SQL_TAG_GET, &local, "i", id), &local);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (tag == NULL)
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such tag"));
  return tag;
}

TpTag *
tp_tag_find (TpConn *conn, const char *name, GError **error)
{
  g_autofree char *clean = tp_thing_clean_name (TP_THING_TAG, name, error);
  if (clean == NULL)
    return NULL;
  g_autofree char *key = tp_fold (clean);
  return take_tag (tp_conn_query (conn, TP_SQL_TAG_FIND, error, "s", key), error);
}

/* Inserts unless the name is taken: then *out_id is 0. */
static gboolean
insert_tag (TpChange *change, const char *clean, const char *description, gint64 *out_id,
            GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *key = tp_fold (clean);
  *out_id = 0;
  if (tp_conn_int64 (tp_change_conn (change), TP_SQL_TAG_ADD, out_id, &local, "ssi0sii", clean, key,
                     (gint64)TP_TAG_MANUAL, description, (gint64)1, tp_change_now (change))) {
    tp_thing_event (change, TP_EVENT_THING_ADDED, TP_THING_TAG, *out_id);
    return TRUE;
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
check_description (const char *description, GError **error)
{
  if (description == NULL)
    return TRUE;
  if (!g_utf8_validate (description, -1, NULL) ||
      g_utf8_strlen (description, -1) > TP_TAG_DESCRIPTION_MAX)
    return tp_error (error, TP_ERROR_INVALID, _ ("description: at most %d characters are expected"),
                     TP_TAG_DESCRIPTION_MAX);
  return TRUE;
}

gboolean
tp_tag_make (TpChange *change, const char *name, const char *description, gint64 *out_id,
             GError **error)
{
  g_autofree char *clean = tp_thing_clean_name (TP_THING_TAG, name, error);
  if (clean == NULL || !check_description (description, error) ||
      !insert_tag (change, clean, description, out_id, error))
    return FALSE;
  return *out_id != 0 ||
         tp_error (error, TP_ERROR_CONFLICT, _ ("there is a tag '%s' already"), clean);
}

gboolean
tp_tag_find_or_make (TpChange *change, const char *name, gint64 *out_id, GError **error)
{
  return tp_tag_find_or_make_many (change, &name, 1, out_id, error);
}

/* name_key → id of those that are there, as hash of keys to pointers to int64. */
static GHashTable *
find_keys (TpConn *conn, const char *const *keys, gsize length, GError **error)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_TAG_FIND_MANY, &local, "t", keys, (gsize)length);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 id = tp_rows_int64 (rows, 0);
    g_hash_table_insert (found, g_strdup (tp_rows_text (rows, 1)), g_memdup2 (&id, sizeof id));
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&found) : NULL;
}

/* The number of a name that was not found: made here, or by another just now. */
static gboolean
make_missing (TpChange *change, const char *clean, const char *key, gint64 *out_id, GError **error)
{
  if (!insert_tag (change, clean, NULL, out_id, error))
    return FALSE;
  if (*out_id != 0)
    return TRUE;
  g_autoptr (GError) local = NULL;
  g_autoptr (TpTag) tag =
      take_tag (tp_conn_query (tp_change_conn (change), TP_SQL_TAG_FIND, &local, "s", key), &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (tag == NULL)
    return tp_error (error, TP_ERROR_BUSY, _ ("the tag '%s' is just being changed"), clean);
  *out_id = tag->id;
  return TRUE;
}

gboolean
tp_tag_find_or_make_many (TpChange *change, const char *const *names, gsize length, gint64 *out_ids,
                          GError **error)
{
  g_autoptr (GPtrArray) cleaned = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; i < length; i++) {
    char *clean = tp_thing_clean_name (TP_THING_TAG, names[i], error);
    if (clean == NULL)
      return FALSE;
    g_ptr_array_add (cleaned, clean);
    g_ptr_array_add (keys, tp_fold (clean));
  }
  g_autoptr (GHashTable) found = find_keys (
      tp_change_conn (change), (const char *const *)(gpointer)keys->pdata, keys->len, error);
  if (found == NULL)
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    const gint64 *id = g_hash_table_lookup (found, keys->pdata[i]);
    if (id != NULL)
      out_ids[i] = *id;
    else if (!make_missing (change, cleaned->pdata[i], keys->pdata[i], &out_ids[i], error))
      return FALSE;
    else
      g_hash_table_insert (found, g_strdup (keys->pdata[i]),
                           g_memdup2 (&out_ids[i], sizeof out_ids[i]));
  }
  return TRUE;
}

/* CONFLICT when another tag has that name. */
static gboolean
check_free (TpConn *conn, gint64 id, const char *name, const char *key, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpTag) other =
      take_tag (tp_conn_query (conn, TP_SQL_TAG_FIND, &local, "s", key), &local);
  if (!tp_rows_ended (&local, error))
    return FALSE;
  return other == NULL || other->id == id ||
         tp_error (error, TP_ERROR_CONFLICT, _ ("there is a tag '%s' already"), name);
}

static gboolean
rename_tag (TpChange *change, gint64 id, const char *name, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autofree char *clean = tp_thing_clean_name (TP_THING_TAG, name, error);
  if (clean == NULL)
    return FALSE;
  g_autofree char *key = tp_fold (clean);
  return check_free (conn, id, clean, key, error) &&
         tp_conn_run (conn, TP_SQL_TAG_RENAME, error, "issi", id, clean, key, (gint64)1);
}

gboolean
tp_tag_change (TpChange *change, gint64 id, const char *name, const char *description,
               GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (TpTag) tag = tp_tag_get (conn, id, error);
  if (tag == NULL || !check_description (description, error))
    return FALSE;
  if (tag->archived_at != 0)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("the tag '%s' is archived"), tag->name);
  gboolean renames = name != NULL && g_strcmp0 (name, tag->name) != 0;
  gboolean describes = description != NULL && g_strcmp0 (description, tag->description) != 0;
  if ((renames && !rename_tag (change, id, name, error)) ||
      (describes && !tp_conn_run (conn, TP_SQL_TAG_DESCRIBE, error, "is", id, description)))
    return FALSE;
  if (renames || describes)
    tp_thing_event (change, TP_EVENT_THING_CHANGED, TP_THING_TAG, id);
  return TRUE;
}

gboolean
tp_tag_archive (TpChange *change, gint64 id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (TpTag) tag = tp_tag_get (conn, id, error);
  if (tag == NULL)
    return FALSE;
  if (tag->archived_at != 0)
    return TRUE;
  if (!tp_thing_check_unused (tp_change_account (change), conn, TP_THING_TAG, id, error) ||
      !tp_conn_run (conn, TP_SQL_TAG_ARCHIVE, error, "ii", id, tp_change_now (change)))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_ARCHIVED, TP_THING_TAG, id);
  return TRUE;
}

gboolean
tp_tag_restore (TpChange *change, gint64 id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (TpTag) tag = tp_tag_get (conn, id, error);
  if (tag == NULL)
    return FALSE;
  if (tag->archived_at == 0)
    return TRUE;
  g_autofree char *key = tp_fold (tag->name);
  if (!check_free (conn, id, tag->name, key, error) ||
      !tp_conn_run (conn, TP_SQL_TAG_RESTORE, error, "i", id))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_CHANGED, TP_THING_TAG, id);
  return TRUE;
}

GPtrArray *
tp_tag_page (TpConn *conn, const char *after, guint limit, char **out_next, GError **error)
{
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_tag_free);
  g_autoptr (GError) local = NULL;
  g_autofree char *last = NULL;
  *out_next = NULL;
  g_assert (limit >= 1 && limit <= TP_TAG_PAGE_MAX);
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_TAG_PAGE, &local, "si", after, (gint64)limit + 1);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    if (tags->len == limit) {
      *out_next = g_steal_pointer (&last);
      break;
    }
    g_ptr_array_add (tags, read_tag (rows));
    g_free (last);
    last = g_strdup (tp_rows_text (rows, 7));
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&tags) : NULL;
}

gboolean
tp_tag_count (TpConn *conn, const gint64 *ids, gsize length, gint64 *out_counts, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_TAG_COUNT, &local, "a", ids, length);
  memset (out_counts, 0, length * sizeof *out_counts);
  while (rows != NULL && tp_rows_next (rows, &local))
    for (gsize i = 0; i < length; i++)
      if (ids[i] == tp_rows_int64 (rows, 0))
        out_counts[i] = tp_rows_int64 (rows, 1);
  return tp_rows_ended (&local, error);
}
