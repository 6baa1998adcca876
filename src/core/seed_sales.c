/* SPDX-License-Identifier: Apache-2.0 */
/* Orders are gathered by source over all people of a period, and written whenever a source has
 * enough of them, so what is written together does not depend on anything but the plan. */
#include "core/seed_private.h"

#include "core/purchase.h"
#include "core/refund.h"

#define ORDERS 2000 /* in one change */

typedef struct {
  GPtrArray *orders;  /* of TpPurchase */
  GPtrArray *refunds; /* of TpRefund, whose purchase is the index of the order until it is known */
} Batch;

static void
batch_clear (Batch *batch)
{
  g_clear_pointer (&batch->orders, g_ptr_array_unref);
  g_clear_pointer (&batch->refunds, g_ptr_array_unref);
}

static void
batch_reset (Batch *batch)
{
  batch_clear (batch);
  batch->orders = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_purchase_free);
  batch->refunds = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_refund_free);
}

static gboolean
check_refusals (const Batch *batch, GError **error)
{
  for (guint i = 0; i < batch->orders->len; i++) {
    const TpPurchase *order = batch->orders->pdata[i];
    if (order->refusal != NULL) {
      g_propagate_error (error, g_error_copy (order->refusal));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
write_batch (TpSeedRun *run, Batch *batch, GError **error)
{
  if (batch->orders->len == 0)
    return TRUE;
  g_autoptr (TpChange) change = tp_change_begin (run->account, tp_seed_actor, NULL, error);
  if (change == NULL || !tp_purchase_add_many (change, batch->orders, NULL, error) ||
      !check_refusals (batch, error))
    return FALSE;
  for (guint i = 0; i < batch->refunds->len; i++) {
    TpRefund *refund = batch->refunds->pdata[i];
    refund->purchase = ((TpPurchase *)batch->orders->pdata[refund->purchase])->id;
  }
  if (batch->refunds->len > 0 && !tp_refund_add_many (change, batch->refunds, error))
    return FALSE;
  if (!tp_change_commit (&change, NULL, error))
    return FALSE;
  run->result->orders += batch->orders->len;
  run->result->refunds += batch->refunds->len;
  tp_seed_step (run, batch->orders->len);
  batch_reset (batch);
  return TRUE;
}

static void
add_refund (Batch *batch, const TpSeedBasket *basket)
{
  TpRefund *refund = tp_refund_new ();
  refund->purchase = batch->orders->len - 1;
  refund->line = 1;
  refund->at = basket->refunded_at;
  refund->amount = TP_REFUND_ALL;
  g_ptr_array_add (batch->refunds, refund);
}

static void
add_order (const TpSeedRun *run, gint64 index, guint period, guint n, gint64 at,
           const TpSeedBasket *basket, Batch *batch)
{
  TpPurchase *order = tp_purchase_new ();
  order->contact = run->base + index;
  order->source = run->sources[basket->source];
  order->name = g_strdup_printf ("%c%u-%" G_GINT64_FORMAT "-%u", "WKF"[basket->source], period + 1,
                                 index + 1, n + 1);
  order->key = tp_purchase_order_key (run->account, order->name);
  order->at = at;
  g_strlcpy (order->currency, "EUR", sizeof order->currency);
  for (guint i = 0; i < basket->length; i++) {
    char line[8];
    g_snprintf (line, sizeof line, "%u", i + 1);
    guint product = basket->products[i], quantity = basket->quantities[i];
    tp_purchase_add_item (order, line, run->products[product], quantity * (gint64)TP_QUANTITY_ONE,
                          quantity * tp_seed_products[product].price);
  }
  g_ptr_array_add (batch->orders, order);
  if (basket->refunded_at != 0 && basket->refunded_at < run->plan->end)
    add_refund (batch, basket);
}

static gboolean
sell_to (TpSeedRun *run, gint64 index, guint period, Batch batches[TP_SEED_SOURCES], GError **error)
{
  TpSeedPerson person = {0};
  gint64 at[TP_SEED_ORDERS_MAX];
  tp_seed_person_habits (run->plan, index, &person);
  guint length = tp_seed_order_times (run->plan, &person, period, at);
  for (guint n = 0; n < length; n++) {
    TpSeedBasket basket;
    tp_seed_basket (run->plan, index, period, n, at[n], &basket);
    Batch *batch = &batches[basket.source];
    add_order (run, index, period, n, at[n], &basket, batch);
    if (batch->orders->len == ORDERS && !write_batch (run, batch, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
tp_seed_sell (TpSeedRun *run, guint period, GError **error)
{
  Batch batches[TP_SEED_SOURCES] = {0};
  gboolean ok = TRUE;
  gint64 known = tp_seed_known (run->plan, period);
  for (guint i = 0; i < TP_SEED_SOURCES; i++)
    batch_reset (&batches[i]);
  for (gint64 index = 0; ok && index < known && !run->result->stopped; index++)
    ok = sell_to (run, index, period, batches, error);
  for (guint i = 0; i < TP_SEED_SOURCES; i++) {
    ok = ok && (run->result->stopped || write_batch (run, &batches[i], error));
    batch_clear (&batches[i]);
  }
  return ok;
}
