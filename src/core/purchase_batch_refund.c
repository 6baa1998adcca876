/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that give something back: their orders are read with items and refunds, and the item that is
 * meant is looked for. Whether enough is left is for core/refund.c. */
#include "core/purchase_batch.h"

#include "base/fold.h"
#include "base/i18n.h"
#include "base/quote.h"
#include "core/purchase.h"
#include "core/refund.h"

#include <string.h>

static gboolean
has_refund (const TpPurchase *order, const char *key)
{
  for (guint i = 0; i < order->refunds->len; i++)
    if (g_strcmp0 (((TpRefund *)order->refunds->pdata[i])->key, key) == 0)
      return TRUE;
  return FALSE;
}

/* Says which item is meant: the line of that name with that product, else the product. FALSE: the
 * order has none of it. */
static gboolean
find_item (const TpPurchase *order, const TpPurchaseRow *row, TpRefund *refund)
{
  for (guint i = 0; i < order->items->len; i++) {
    const TpPurchaseItem *item = order->items->pdata[i];
    if (item->product_name == NULL || !tp_fold_equal (item->product_name, row->product))
      continue;
    refund->product = item->product;
    if (row->line != NULL && strcmp (item->key, row->line) == 0) {
      refund->line = item->line;
      return TRUE;
    }
  }
  return refund->product != 0;
}

static void
refuse (TpPurchaseBatchRow *row, const char *format)
{
  g_autofree char *name = tp_quote (row->row.order);
  g_autofree char *reason = g_strdup_printf (format, name);
  tp_purchase_batch_refuse (row, reason);
}

static TpRefund *
new_refund (const TpPurchaseBatch *batch, const TpPurchase *order, const TpPurchaseBatchRow *row)
{
  TpRefund *refund = tp_refund_new ();
  refund->purchase = order->id;
  refund->key = g_strdup (row->item_key);
  refund->at = row->row.at;
  refund->kind =
      row->row.kind == TP_PURCHASE_ROW_CHARGEBACK ? TP_REFUND_CHARGEBACK : TP_REFUND_REFUND;
  refund->quantity = row->row.quantity;
  refund->amount = row->row.amount;
  refund->import = batch->import;
  return refund;
}

/* A refund for a new row, or NULL. (transfer full) */
static TpRefund *
judge_row (TpPurchaseBatch *batch, TpPurchaseBatchRow *row, GHashTable *orders)
{
  gboolean same;
  const TpPurchase *order = g_hash_table_lookup (orders, row->order_key);
  if (order == NULL) {
    if (batch->dry_run &&
        tp_purchase_seen_has_order (batch->seen, row->order_key, row->row.email_key, &same) && same)
      row->outcome = TP_PURCHASE_BATCH_ADDED;
    else
      refuse (row, _ ("there is no order '%s' that could be refunded"));
    return NULL;
  }
  if (has_refund (order, row->item_key)) {
    row->outcome = TP_PURCHASE_BATCH_UNCHANGED;
    return NULL;
  }
  g_autoptr (TpRefund) refund = new_refund (batch, order, row);
  if (order->contact != row->contact)
    refuse (row, _ ("the order '%s' belongs to another contact"));
  else if (strcmp (order->currency, row->row.currency) != 0)
    refuse (row, _ ("the order '%s' is in another currency"));
  else if (!find_item (order, &row->row, refund))
    refuse (row, _ ("the order '%s' has no item of this product"));
  else if (!batch->dry_run)
    return g_steal_pointer (&refund);
  else
    row->outcome = TP_PURCHASE_BATCH_ADDED;
  return NULL;
}

gboolean
tp_purchase_batch_judge_refunds (TpPurchaseBatch *batch, TpConn *conn, GPtrArray **out_refunds,
                                 GError **error)
{
  g_autoptr (GPtrArray) refunds = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_refund_free);
  g_autoptr (GPtrArray) stored = NULL;
  if (!tp_purchase_batch_find_contacts (batch, conn, error))
    return FALSE;
  g_autoptr (GHashTable) orders = tp_purchase_batch_find_orders (batch, conn, &stored, error);
  if (orders == NULL)
    return FALSE;
  for (guint i = 0; i < batch->rows->len; i++) {
    TpPurchaseBatchRow *row = batch->rows->pdata[i];
    g_ptr_array_add (refunds,
                     row->outcome == TP_PURCHASE_BATCH_NEW ? judge_row (batch, row, orders) : NULL);
  }
  *out_refunds = g_steal_pointer (&refunds);
  return TRUE;
}
