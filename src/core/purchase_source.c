/* SPDX-License-Identifier: Apache-2.0 */
/* Made by inserting and looking again, so two who make the same one both get the one that was
 * first. */
#include "core/purchase_source.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "core/thing.h"

void
tp_purchase_source_free (TpPurchaseSource *source)
{
  if (source == NULL)
    return;
  g_free (source->name);
  g_free (source);
}

/* A source is no thing of its own in the feed; its name follows the rules for a product's. */
static char *
clean_name (const char *name, GError **error)
{
  g_autoptr (GError) local = NULL;
  char *clean = tp_thing_clean_name (TP_THING_PRODUCT, name, &local);
  if (clean == NULL)
    tp_error (error, TP_ERROR_INVALID,
              _ ("name of the source: 1 to %d characters without control characters are expected"),
              TP_THING_NAME_MAX);
  return clean;
}

static gboolean
find_key (TpConn *conn, const char *key, gint64 *out_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  *out_id = 0;
  if (tp_conn_int64 (conn, TP_SQL_PURCHASE_SOURCE_FIND, out_id, &local, "s", key) || local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
tp_purchase_source_find (TpConn *conn, const char *name, gint64 *out_id, GError **error)
{
  g_autofree char *clean = clean_name (name, error);
  g_autofree char *key = clean != NULL ? tp_fold (clean) : NULL;
  return key != NULL && find_key (conn, key, out_id, error);
}

gboolean
tp_purchase_source_find_or_make (TpChange *change, const char *name, gint64 *out_id, GError **error)
{
  gint64 count = 0;
  TpConn *conn = tp_change_conn (change);
  g_autofree char *clean = clean_name (name, error);
  g_autofree char *key = clean != NULL ? tp_fold (clean) : NULL;
  if (key == NULL || !find_key (conn, key, out_id, error))
    return FALSE;
  if (*out_id != 0)
    return TRUE;
  if (!tp_conn_int64 (conn, TP_SQL_PURCHASE_SOURCE_COUNT, &count, error, ""))
    return FALSE;
  if (count >= TP_PURCHASE_SOURCES_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("an account has at most %d sources of orders"),
                     TP_PURCHASE_SOURCES_MAX);
  return tp_conn_run (conn, TP_SQL_PURCHASE_SOURCE_ADD, error, "ssi", clean, key,
                      tp_change_now (change)) &&
         find_key (conn, key, out_id, error);
}

GPtrArray *
tp_purchase_source_list (TpConn *conn, GError **error)
{
  g_autoptr (GPtrArray) sources =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tp_purchase_source_free);
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_PURCHASE_SOURCE_LIST, &local, "i",
                                           (gint64)TP_PURCHASE_SOURCES_MAX);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    TpPurchaseSource *source = g_new0 (TpPurchaseSource, 1);
    source->id = tp_rows_int64 (rows, 0);
    source->name = g_strdup (tp_rows_text (rows, 1));
    source->created_at = tp_rows_int64 (rows, 2);
    g_ptr_array_add (sources, source);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&sources) : NULL;
}
