/* SPDX-License-Identifier: Apache-2.0 */
/* A name is taken by the unique index over name_key. Many are made at once by inserting those that
 * are missing and looking again, so two who make the same one both get the one that was first. */
#include "core/category.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "core/thing.h"

#include <string.h>

void
tp_category_free (TpCategory *category)
{
  if (category == NULL)
    return;
  g_free (category->name);
  g_free (category);
}

static TpCategory *
read_category (TpRows *row)
{
  TpCategory *category = g_new0 (TpCategory, 1);
  category->id = tp_rows_int64 (row, 0);
  category->name = g_strdup (tp_rows_text (row, 1));
  category->created_at = tp_rows_int64 (row, 2);
  category->archived_at = tp_rows_int64 (row, 3);
  return category;
}

TpCategory *
tp_category_get (TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_CATEGORY_GET, &local, "i", id);
  if (rows != NULL && tp_rows_next (rows, &local))
    return read_category (rows);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such category"));
  return NULL;
}

/* Puts name_key → id of those in use into `ids` (text → gint64). */
static gboolean
find_keys (TpConn *conn, const GPtrArray *keys, GHashTable *ids, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_CATEGORY_FIND_MANY, &local, "t",
                     (const char *const *)(gpointer)keys->pdata, (gsize)keys->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 id = tp_rows_int64 (rows, 0);
    g_hash_table_insert (ids, g_strdup (tp_rows_text (rows, 1)), g_memdup2 (&id, sizeof id));
  }
  return tp_rows_ended (&local, error);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Inserts the names whose keys have no number yet and gives them theirs, with an event each. In key
 * order, the same in all writers, so that none waits for another in a circle. */
static gboolean
make_missing (TpChange *change, const GPtrArray *names, const GPtrArray *keys, GHashTable *ids,
              GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();
  g_autoptr (GHashTable) first = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < keys->len; i++)
    if (!g_hash_table_contains (ids, keys->pdata[i]) &&
        !g_hash_table_contains (first, keys->pdata[i])) {
      g_hash_table_insert (first, keys->pdata[i], GUINT_TO_POINTER (i));
      g_ptr_array_add (missing, keys->pdata[i]);
    }
  g_ptr_array_sort (missing, compare_keys);
  if (!tp_conn_batch_begin (conn, TP_SQL_CATEGORY_ADD, 0, error))
    return FALSE;
  for (guint i = 0; i < missing->len; i++) {
    guint at = GPOINTER_TO_UINT (g_hash_table_lookup (first, missing->pdata[i]));
    if (!tp_conn_batch_add (conn, error, "ssi", names->pdata[at], keys->pdata[at],
                            tp_change_now (change)))
      return FALSE;
  }
  if (!tp_conn_batch_end (conn, error) || !find_keys (conn, missing, ids, error))
    return FALSE;
  for (guint i = 0; i < missing->len; i++) {
    const gint64 *id = g_hash_table_lookup (ids, missing->pdata[i]);
    if (id == NULL)
      return tp_error (error, TP_ERROR_BUSY, _ ("the category '%s' is just being changed"),
                       (const char *)missing->pdata[i]);
    tp_thing_event (change, TP_EVENT_THING_ADDED, TP_THING_CATEGORY, *id);
  }
  return TRUE;
}

gboolean
tp_category_find_or_make_many (TpChange *change, const char *const *names, gsize length,
                               gint64 *out_ids, GError **error)
{
  g_autoptr (GPtrArray) cleaned = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_assert (length <= TP_CATEGORY_MANY_MAX);
  for (gsize i = 0; i < length; i++) {
    if (names[i] == NULL)
      continue;
    char *clean = tp_thing_clean_name (TP_THING_CATEGORY, names[i], error);
    if (clean == NULL)
      return FALSE;
    g_ptr_array_add (cleaned, clean);
    g_ptr_array_add (keys, tp_fold (clean));
  }
  if (keys->len > 0 && (!find_keys (tp_change_conn (change), keys, ids, error) ||
                        !make_missing (change, cleaned, keys, ids, error)))
    return FALSE;
  guint at = 0;
  for (gsize i = 0; i < length; i++)
    out_ids[i] = names[i] != NULL ? *(gint64 *)g_hash_table_lookup (ids, keys->pdata[at++]) : 0;
  return TRUE;
}

/* CONFLICT when another category has that name. */
static gboolean
check_free (TpConn *conn, gint64 id, const char *name, char *key, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_ptr_array_add (keys, key);
  if (!find_keys (conn, keys, ids, error))
    return FALSE;
  const gint64 *other = g_hash_table_lookup (ids, key);
  return other == NULL || *other == id ||
         tp_error (error, TP_ERROR_CONFLICT, _ ("there is a category '%s' already"), name);
}

gboolean
tp_category_make (TpChange *change, const char *name, gint64 *out_id, GError **error)
{
  g_autofree char *clean = tp_thing_clean_name (TP_THING_CATEGORY, name, error);
  if (clean == NULL)
    return FALSE;
  g_autofree char *key = tp_fold (clean);
  const char *names[] = {clean};
  return check_free (tp_change_conn (change), 0, clean, key, error) &&
         tp_category_find_or_make_many (change, names, 1, out_id, error);
}

gboolean
tp_category_rename (TpChange *change, gint64 id, const char *name, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (TpCategory) category = tp_category_get (conn, id, error);
  g_autofree char *clean =
      category != NULL ? tp_thing_clean_name (TP_THING_CATEGORY, name, error) : NULL;
  if (clean == NULL)
    return FALSE;
  if (category->archived_at != 0)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("the category '%s' is archived"), category->name);
  g_autofree char *key = tp_fold (clean);
  if (!check_free (conn, id, clean, key, error) ||
      !tp_conn_run (conn, TP_SQL_CATEGORY_RENAME, error, "iss", id, clean, key))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_CHANGED, TP_THING_CATEGORY, id);
  return TRUE;
}

gboolean
tp_category_archive (TpChange *change, gint64 id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (TpCategory) category = tp_category_get (conn, id, error);
  if (category == NULL)
    return FALSE;
  if (category->archived_at != 0)
    return TRUE;
  if (!tp_thing_check_unused (tp_change_account (change), conn, TP_THING_CATEGORY, id, error) ||
      !tp_conn_run (conn, TP_SQL_CATEGORY_ARCHIVE, error, "ii", id, tp_change_now (change)))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_ARCHIVED, TP_THING_CATEGORY, id);
  return TRUE;
}

GPtrArray *
tp_category_page (TpConn *conn, const char *after, guint limit, char **out_next, GError **error)
{
  g_autoptr (GPtrArray) page = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_category_free);
  g_autoptr (GError) local = NULL;
  g_autofree char *last = NULL;
  *out_next = NULL;
  g_assert (limit >= 1 && limit <= TP_CATEGORY_PAGE_MAX);
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_CATEGORY_PAGE, &local, "si", after, (gint64)limit + 1);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    if (page->len == limit) {
      *out_next = g_steal_pointer (&last);
      break;
    }
    g_ptr_array_add (page, read_category (rows));
    g_free (last);
    last = g_strdup (tp_rows_text (rows, 4));
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&page) : NULL;
}
