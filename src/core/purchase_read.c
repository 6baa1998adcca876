/* SPDX-License-Identifier: Apache-2.0 */
/* Orders are read by their numbers, then their items and their refunds, with one query each for all
 * of them. */
#include "core/purchase.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/refund.h"

static TpPurchase *
read_purchase (TpRows *row)
{
  TpPurchase *purchase = tp_purchase_new ();
  purchase->id = tp_rows_int64 (row, 0);
  purchase->contact = tp_rows_int64 (row, 1);
  purchase->source = tp_rows_int64 (row, 2);
  purchase->source_name = g_strdup (tp_rows_text (row, 3));
  purchase->key = g_strdup (tp_rows_text (row, 4));
  purchase->name = g_strdup (tp_rows_text (row, 5));
  purchase->at = tp_rows_int64 (row, 6);
  g_strlcpy (purchase->currency, tp_rows_text (row, 7), sizeof purchase->currency);
  purchase->amount = tp_rows_int64 (row, 8);
  purchase->value = tp_rows_int64 (row, 9);
  purchase->import = tp_rows_int64 (row, 10);
  purchase->refunds = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_refund_free);
  return purchase;
}

static gboolean
load_orders (TpConn *conn, const GArray *ids, GHashTable *by_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_PURCHASE_LOAD, &local, "a",
                                           (const gint64 *)(gpointer)ids->data, (gsize)ids->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    TpPurchase *purchase = read_purchase (rows);
    g_hash_table_insert (by_id, &purchase->id, purchase);
  }
  return tp_rows_ended (&local, error);
}

static gboolean
load_items (TpConn *conn, const GArray *ids, GHashTable *by_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_PURCHASE_LOAD_ITEMS, &local, "a",
                                           (const gint64 *)(gpointer)ids->data, (gsize)ids->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 id = tp_rows_int64 (rows, 0);
    TpPurchase *purchase = g_hash_table_lookup (by_id, &id);
    if (purchase == NULL)
      continue;
    TpPurchaseItem *item =
        tp_purchase_add_item (purchase, tp_rows_text (rows, 2), tp_rows_int64 (rows, 3),
                              tp_rows_int64 (rows, 5), tp_rows_int64 (rows, 6));
    item->outcome = TP_PURCHASE_KNOWN;
    item->line = tp_rows_int64 (rows, 1);
    item->product_name = g_strdup (tp_rows_text (rows, 4));
    item->value = tp_rows_int64 (rows, 7);
  }
  return tp_rows_ended (&local, error);
}

static void
add_refund (TpPurchase *purchase, TpRefund *refund)
{
  g_ptr_array_add (purchase->refunds, refund);
  purchase->refunded += refund->amount;
  purchase->refunded_value += refund->value;
  for (guint i = 0; i < purchase->items->len; i++) {
    TpPurchaseItem *item = purchase->items->pdata[i];
    if (item->line != refund->line)
      continue;
    item->refunded += refund->amount;
    item->refunded_value += refund->value;
  }
}

static gboolean
load_refunds (TpConn *conn, const GArray *ids, GHashTable *by_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_PURCHASE_LOAD_REFUNDS, &local, "a",
                                           (const gint64 *)(gpointer)ids->data, (gsize)ids->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 id = tp_rows_int64 (rows, 1);
    TpPurchase *purchase = g_hash_table_lookup (by_id, &id);
    if (purchase == NULL)
      continue;
    TpRefund *refund = tp_refund_new ();
    refund->id = tp_rows_int64 (rows, 0);
    refund->purchase = id;
    refund->line = tp_rows_int64 (rows, 2);
    refund->key = g_strdup (tp_rows_text (rows, 3));
    refund->at = tp_rows_int64 (rows, 4);
    refund->kind = (TpRefundKind)tp_rows_int64 (rows, 5);
    refund->quantity = tp_rows_int64 (rows, 6);
    refund->amount = tp_rows_int64 (rows, 7);
    refund->value = tp_rows_int64 (rows, 8);
    refund->import = tp_rows_int64 (rows, 9);
    refund->outcome = TP_REFUND_KNOWN;
    add_refund (purchase, refund);
  }
  return tp_rows_ended (&local, error);
}

/* The orders of these numbers, in their order. (transfer full) */
static GPtrArray *
load_many (TpConn *conn, const GArray *ids, GError **error)
{
  g_autoptr (GPtrArray) purchases =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tp_purchase_free);
  g_autoptr (GHashTable) by_id =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)tp_purchase_free);
  if (ids->len == 0)
    return g_steal_pointer (&purchases);
  if (!load_orders (conn, ids, by_id, error) || !load_items (conn, ids, by_id, error) ||
      !load_refunds (conn, ids, by_id, error))
    return NULL;
  for (guint i = 0; i < ids->len; i++) {
    gpointer purchase = NULL;
    if (g_hash_table_steal_extended (by_id, &g_array_index (ids, gint64, i), NULL, &purchase))
      g_ptr_array_add (purchases, purchase);
  }
  return g_steal_pointer (&purchases);
}

TpPurchase *
tp_purchase_get (TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (ids, id);
  g_autoptr (GPtrArray) purchases = load_many (conn, ids, error);
  if (purchases == NULL)
    return NULL;
  if (purchases->len == 1)
    return g_ptr_array_steal_index (purchases, 0);
  tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such order"));
  return NULL;
}

GPtrArray *
tp_purchase_find_many (TpConn *conn, gint64 source, const char *const *keys, gsize length,
                       GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_assert (length <= TP_PURCHASE_MANY_MAX);
  {
    g_autoptr (TpRows) rows =
        tp_conn_query (conn, TP_SQL_PURCHASE_FIND_KEYS, &local, "it", source, keys, length);
    while (rows != NULL && tp_rows_next (rows, &local)) {
      gint64 id = tp_rows_int64 (rows, 0);
      g_array_append_val (ids, id);
    }
  }
  return tp_rows_ended (&local, error) ? load_many (conn, ids, error) : NULL;
}

/* A place on the way through a list: "<time>.<number>", the number alone where all are listed. */
static gboolean
parse_place (const char *after, gint64 *out_at, gint64 *out_id, GError **error)
{
  char *end = NULL;
  *out_at = *out_id = G_MAXINT64;
  if (after == NULL)
    return TRUE;
  *out_at = g_ascii_strtoll (after, &end, 10);
  if (end != after && *end == '.') {
    const char *rest = end + 1;
    *out_id = g_ascii_strtoll (rest, &end, 10);
    if (end != rest && *end == '\0')
      return TRUE;
  }
  return tp_error (error, TP_ERROR_INVALID, _ ("not a place in this list"));
}

GPtrArray *
tp_purchase_page (TpConn *conn, gint64 contact, const char *after, guint limit, char **out_next,
                  GError **error)
{
  gint64 at, id, last_at = 0;
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  *out_next = NULL;
  g_assert (limit >= 1 && limit <= TP_PURCHASE_PAGE_MAX);
  if (!parse_place (after, &at, &id, error))
    return NULL;
  {
    g_autoptr (TpRows) rows =
        contact != 0
            ? tp_conn_query (conn, TP_SQL_PURCHASE_PAGE_OF, &local, "iiii", contact, at, id,
                             (gint64)limit + 1)
            : tp_conn_query (conn, TP_SQL_PURCHASE_PAGE, &local, "ii", id, (gint64)limit + 1);
    while (rows != NULL && tp_rows_next (rows, &local)) {
      if (ids->len == limit) {
        *out_next = g_strdup_printf ("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT, last_at,
                                     g_array_index (ids, gint64, limit - 1));
        break;
      }
      gint64 number = tp_rows_int64 (rows, 0);
      last_at = tp_rows_int64 (rows, 1);
      g_array_append_val (ids, number);
    }
  }
  return tp_rows_ended (&local, error) ? load_many (conn, ids, error) : NULL;
}

gboolean
tp_purchase_totals (TpConn *conn, gint64 contact, TpPurchaseTotals *out_totals, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_PURCHASE_TOTALS, &local, "i", contact);
  *out_totals = (TpPurchaseTotals){0};
  if (rows != NULL && tp_rows_next (rows, &local)) {
    out_totals->orders = tp_rows_int64 (rows, 0);
    out_totals->value = tp_rows_int64 (rows, 1);
    out_totals->first_at = tp_rows_int64 (rows, 2);
    out_totals->last_at = tp_rows_int64 (rows, 3);
  }
  return tp_rows_ended (&local, error);
}
