/* SPDX-License-Identifier: Apache-2.0 */
/* The orders of a chunk are locked and read with their items and earlier refunds; each refund is
 * then judged against what is left in memory, lowers it, and is written with the others in one
 * batch. */
#include "core/refund.h"

#include "base/error.h"
#include "base/i18n.h"

#include <string.h>

static const char *const kinds[] = {
    [TP_REFUND_REFUND] = "refund", [TP_REFUND_CHARGEBACK] = "chargeback"};

const char *
tp_refund_kind_name (TpRefundKind kind)
{
  return (guint)kind < G_N_ELEMENTS (kinds) ? kinds[kind] : "unknown";
}

TpRefund *
tp_refund_new (void)
{
  return g_new0 (TpRefund, 1);
}

void
tp_refund_free (TpRefund *refund)
{
  if (refund == NULL)
    return;
  g_free (refund->key);
  g_clear_error (&refund->refusal);
  g_free (refund);
}

/* Something that can be refunded: an order or an item. */
typedef struct {
  gint64 amount, value;
  gint64 refunded, refunded_value;
  guint refunds;
} Balance;

typedef struct {
  gint64 line, product;
  Balance balance;
} Item;

typedef struct {
  gint64 id, contact;
  Balance balance;
  GArray *items;    /* Item */
  GHashTable *keys; /* of its refunds; owned texts */
} Order;

static void
free_order (Order *order)
{
  g_array_unref (order->items);
  g_hash_table_unref (order->keys);
  g_free (order);
}

static gint64
left (const Balance *balance)
{
  return balance->amount - balance->refunded;
}

static void
lower (Balance *balance, gint64 amount, gint64 value)
{
  balance->refunded += amount;
  balance->refunded_value += value;
  balance->refunds++;
}

static Item *
find_line (const Order *order, gint64 line)
{
  for (guint i = 0; i < order->items->len; i++)
    if (g_array_index (order->items, Item, i).line == line)
      return &g_array_index (order->items, Item, i);
  return NULL;
}

static gboolean
load_orders (TpConn *conn, const GArray *ids, GHashTable *orders, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_REFUND_LOCK, &local, "a",
                                           (const gint64 *)(gpointer)ids->data, (gsize)ids->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    Order *order = g_new0 (Order, 1);
    order->id = tp_rows_int64 (rows, 0);
    order->contact = tp_rows_int64 (rows, 1);
    order->balance.amount = tp_rows_int64 (rows, 2);
    order->balance.value = tp_rows_int64 (rows, 3);
    order->items = g_array_new (FALSE, FALSE, sizeof (Item));
    order->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_insert (orders, &order->id, order);
  }
  return tp_rows_ended (&local, error);
}

static void
take_item (Order *order, TpRows *rows)
{
  Item item = {
      .line = tp_rows_int64 (rows, 1),
      .product = tp_rows_int64 (rows, 2),
      .balance = {.amount = tp_rows_int64 (rows, 3), .value = tp_rows_int64 (rows, 4)},
  };
  g_array_append_val (order->items, item);
}

static void
take_earlier (Order *order, TpRows *rows)
{
  Item *item = find_line (order, tp_rows_int64 (rows, 1));
  gint64 amount = tp_rows_int64 (rows, 2), value = tp_rows_int64 (rows, 3);
  lower (&order->balance, amount, value);
  if (item != NULL)
    lower (&item->balance, amount, value);
  if (!tp_rows_is_null (rows, 4))
    g_hash_table_add (order->keys, g_strdup (tp_rows_text (rows, 4)));
}

static gboolean
load_parts (TpConn *conn, TpSql sql, const GArray *ids, GHashTable *orders,
            void (*take) (Order *order, TpRows *rows), GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, sql, &local, "a", (const gint64 *)(gpointer)ids->data, (gsize)ids->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 id = tp_rows_int64 (rows, 0);
    Order *order = g_hash_table_lookup (orders, &id);
    if (order != NULL)
      take (order, rows);
  }
  return tp_rows_ended (&local, error);
}

/* What can be refunded of an item: the order may have been refunded in part as a whole. */
static gint64
item_left (const Order *order, const Item *item)
{
  return MIN (left (&item->balance), left (&order->balance));
}

static Item *
find_product (const Order *order, const TpRefund *refund)
{
  Item *best = NULL;
  gint64 wanted = refund->amount == TP_REFUND_ALL ? 1 : refund->amount;
  for (guint i = 0; i < order->items->len; i++) {
    Item *item = &g_array_index (order->items, Item, i);
    if (item->product != refund->product)
      continue;
    if (item_left (order, item) >= wanted)
      return item;
    if (best == NULL || item_left (order, item) > item_left (order, best))
      best = item;
  }
  return best;
}

/* The item that a refund is for: *out_item NULL for the whole order. */
static gboolean
find_item (const Order *order, const TpRefund *refund, Item **out_item, GError **error)
{
  *out_item = NULL;
  if (refund->line != 0) {
    *out_item = find_line (order, refund->line);
    return *out_item != NULL ||
           tp_error (error, TP_ERROR_NOT_FOUND, _ ("the order has no such line"));
  }
  if (refund->product == 0)
    return TRUE;
  *out_item = find_product (order, refund);
  return *out_item != NULL ||
         tp_error (error, TP_ERROR_NOT_FOUND, _ ("the order has no item of this product"));
}

/* What the amount is worth: in proportion, and all that is left for the rest. */
static gint64
worth (const Order *order, const Item *item, gint64 amount)
{
  const Balance *whole = &order->balance;
  gint64 rest = whole->value - whole->refunded_value, value;
  if (amount == left (whole))
    return rest;
  const Balance *of = item != NULL ? &item->balance : whole;
  if (amount == left (of))
    value = of->value - of->refunded_value;
  else
    value = (gint64)((__int128)of->value * amount / of->amount);
  return CLAMP (value, 0, rest);
}

static gboolean
settle_amount (const Order *order, const Item *item, TpRefund *refund, GError **error)
{
  const Balance *of = item != NULL ? &item->balance : &order->balance;
  gint64 most = item != NULL ? item_left (order, item) : left (&order->balance);
  gboolean is_free = of->amount == 0 && of->refunds == 0;
  if (most == 0 && !is_free)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("nothing is left that could be refunded"));
  if (refund->amount == TP_REFUND_ALL)
    refund->amount = most;
  if (refund->amount > most)
    return tp_error (error, TP_ERROR_INVALID, _ ("more than is left of the purchase"));
  return refund->amount > 0 || is_free ||
         tp_error (error, TP_ERROR_INVALID, _ ("the amount of a refund is above zero"));
}

static gboolean
judge (GHashTable *orders, TpRefund *refund, GError **error)
{
  Item *item;
  Order *order = g_hash_table_lookup (orders, &refund->purchase);
  if (order == NULL)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such order"));
  if (refund->key != NULL && g_hash_table_contains (order->keys, refund->key)) {
    refund->outcome = TP_REFUND_KNOWN;
    return TRUE;
  }
  if (refund->amount < TP_REFUND_ALL)
    return tp_error (error, TP_ERROR_INVALID, _ ("the amount of a refund is above zero"));
  if (order->balance.refunds >= TP_REFUNDS_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("an order has at most %d refunds"), TP_REFUNDS_MAX);
  if (!find_item (order, refund, &item, error) || !settle_amount (order, item, refund, error))
    return FALSE;
  refund->line = item != NULL ? item->line : 0;
  refund->value = worth (order, item, refund->amount);
  refund->outcome = TP_REFUND_ADDED;
  lower (&order->balance, refund->amount, refund->value);
  if (item != NULL)
    lower (&item->balance, refund->amount, refund->value);
  if (refund->key != NULL)
    g_hash_table_add (order->keys, g_strdup (refund->key));
  return TRUE;
}

static const gint64 *
or_null (const gint64 *value)
{
  return *value != 0 ? value : NULL;
}

static gboolean
write_refunds (TpChange *change, GHashTable *orders, GPtrArray *refunds, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (!tp_conn_batch_begin (conn, TP_SQL_REFUND_ADD, 0, error))
    return FALSE;
  for (guint i = 0; i < refunds->len; i++) {
    const TpRefund *refund = refunds->pdata[i];
    if (refund->outcome != TP_REFUND_ADDED)
      continue;
    const Order *order = g_hash_table_lookup (orders, &refund->purchase);
    if (!tp_conn_batch_add (conn, error, "iIsiiIiiI", refund->purchase, or_null (&refund->line),
                            refund->key, refund->at, (gint64)refund->kind,
                            or_null (&refund->quantity), refund->amount, refund->value,
                            or_null (&refund->import)))
      return FALSE;
    tp_change_event_at (
        change, refund->kind == TP_REFUND_CHARGEBACK ? TP_EVENT_CHARGED_BACK : TP_EVENT_REFUNDED,
        refund->at, order->contact, refund->purchase, refund->value, NULL);
  }
  return tp_conn_batch_end (conn, error);
}

gboolean
tp_refund_add_many (TpChange *change, GPtrArray *refunds, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) orders =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)free_order);
  g_assert (refunds->len <= TP_REFUND_MANY_MAX);
  if (refunds->len == 0)
    return TRUE;
  for (guint i = 0; i < refunds->len; i++)
    g_array_append_val (ids, ((TpRefund *)refunds->pdata[i])->purchase);
  if (!load_orders (conn, ids, orders, error) ||
      !load_parts (conn, TP_SQL_REFUND_ITEMS, ids, orders, take_item, error) ||
      !load_parts (conn, TP_SQL_REFUND_EARLIER, ids, orders, take_earlier, error))
    return FALSE;
  for (guint i = 0; i < refunds->len; i++) {
    TpRefund *refund = refunds->pdata[i];
    if (!judge (orders, refund, &refund->refusal))
      refund->outcome = TP_REFUND_REFUSED;
  }
  return write_refunds (change, orders, refunds, error);
}

gboolean
tp_refund_add (TpChange *change, TpRefund *refund, GError **error)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_ptr_array_add (one, refund);
  if (!tp_refund_add_many (change, one, error))
    return FALSE;
  if (refund->refusal != NULL) {
    g_propagate_error (error, g_steal_pointer (&refund->refusal));
    return FALSE;
  }
  return refund->outcome != TP_REFUND_ADDED ||
         tp_conn_int64 (tp_change_conn (change), TP_SQL_REFUND_NEWEST, &refund->id, error, "i",
                        refund->purchase);
}
