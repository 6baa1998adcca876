/* SPDX-License-Identifier: Apache-2.0 */
/* Reading; segment_change.c writes. */
#include "core/segment.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"

void
tp_saved_segment_free (TpSavedSegment *saved)
{
  if (saved == NULL)
    return;
  g_clear_pointer (&saved->segment, tp_segment_unref);
  g_free (saved->name);
  g_free (saved);
}

/* A row before its tree is parsed, which asks the same connection. */
typedef struct {
  TpSavedSegment *saved;
  char *tree;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;
  tp_saved_segment_free (row->saved);
  g_free (row->tree);
  g_free (row);
}

/* Takes rows. */
static GPtrArray *
read_rows (TpRows *taken, GError **local)
{
  g_autoptr (TpRows) rows = taken;
  GPtrArray *all = g_ptr_array_new_with_free_func (row_free);
  while (rows != NULL && tp_rows_next (rows, local)) {
    Row *row = g_new0 (Row, 1);
    row->saved = g_new0 (TpSavedSegment, 1);
    row->saved->id = tp_rows_int64 (rows, 0);
    row->saved->name = g_strdup (tp_rows_text (rows, 1));
    row->tree = g_strdup (tp_rows_text (rows, 2));
    row->saved->created_at = tp_rows_int64 (rows, 3);
    row->saved->changed_at = tp_rows_int64 (rows, 4);
    row->saved->archived_at = tp_rows_int64 (rows, 5);
    g_ptr_array_add (all, row);
  }
  return all;
}

/* The segments of those rows, their trees parsed. Takes rows. */
static GPtrArray *
take_rows (TpNames *names, TpRows *rows, GError *local, GError **error)
{
  GError *failure = local;
  g_autoptr (GPtrArray) all = read_rows (rows, failure == NULL ? &failure : NULL);
  g_autoptr (GPtrArray) segments =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tp_saved_segment_free);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  for (guint i = 0; i < all->len; i++) {
    Row *row = all->pdata[i];
    row->saved->segment = tp_names_parse_json (names, row->tree, error);
    if (row->saved->segment == NULL)
      return NULL;
    g_ptr_array_add (segments, g_steal_pointer (&row->saved));
  }
  return g_steal_pointer (&segments);
}

static TpSavedSegment *
only (GPtrArray *taken, const char *what, GError **error)
{
  g_autoptr (GPtrArray) segments = taken;
  if (segments == NULL)
    return NULL;
  if (segments->len == 0) {
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no segment '%s'"), what);
    return NULL;
  }
  return g_ptr_array_steal_index (segments, 0);
}

TpSavedSegment *
tp_saved_segment_get (TpNames *names, TpConn *conn, gint64 id, GError **error)
{
  GError *local = NULL;
  TpRows *rows = tp_conn_query (conn, TP_SQL_SEGMENT_GET, &local, "i", id);
  const TpSegmentNames *asked = tp_names_segment (names);
  g_autofree char *shown = asked->public_id (asked->data, TP_SEGMENT_THING_SEGMENT, id);
  return only (take_rows (names, rows, local, error), shown, error);
}

TpSavedSegment *
tp_saved_segment_get_by_name (TpNames *names, TpConn *conn, const char *name, GError **error)
{
  GError *local = NULL;
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *key = tp_fold (valid);
  TpRows *rows = tp_conn_query (conn, TP_SQL_SEGMENT_FIND, &local, "s", key);
  return only (take_rows (names, rows, local, error), valid, error);
}

GPtrArray *
tp_saved_segment_page (TpNames *names, TpConn *conn, const char *after, guint limit, GError **error)
{
  GError *local = NULL;
  g_autofree char *key = tp_fold (after == NULL ? "" : after);
  TpRows *rows = tp_conn_query (conn, TP_SQL_SEGMENT_PAGE, &local, "si", key,
                                (gint64)CLAMP (limit, 1, TP_SAVED_SEGMENT_PAGE_MAX));
  return take_rows (names, rows, local, error);
}

TpSegment *
tp_saved_segment_load (gpointer data, gint64 id, GError **error)
{
  const TpSavedSegmentLoad *load = data;
  g_autofree char *tree = NULL;
  g_autoptr (GError) local = NULL;
  if (!tp_conn_text (load->conn, TP_SQL_SEGMENT_TREE, &tree, &local, "i", id)) {
    if (local != NULL)
      g_propagate_error (error, g_steal_pointer (&local));
    else
      tp_error (error, TP_ERROR_NOT_FOUND, _ ("a segment that is referred to is not there"));
    return NULL;
  }
  g_autoptr (TpNames) names = tp_names_new (load->account, load->conn);
  return tp_names_parse_json (names, tree, error);
}
