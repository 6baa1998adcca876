/* SPDX-License-Identifier: Apache-2.0 */
/* Orders come by contact; items and refunds are asked for by the orders' ids, ascending, which
 * walks through their tables instead of jumping about, and are put together by walking along.
 * Whether something is wholly refunded is decided in the order's currency, where nothing is
 * rounded; money is summed in the account's. */
#include "core/facts_orders.h"

/* Orders in one query for what belongs to them. */
#define IDS_MAX 50000

typedef struct {
  guint32 offset;
  gboolean gone; /* wholly refunded */
  gint64 id;
  gint64 at;
  gint64 amount, value; /* value less refunds, once they are known */
  gint64 refunded;      /* amount */
  gint64 left;          /* amount of the items, after the refunds of lines */
  gint64 shared;        /* value refunded of the order as a whole */
  guint item, items;    /* the first of its items, and how many */
  guint refund, refunds;
} Order;

/* Where an order stands. */
typedef struct {
  gint64 id;
  guint order;
} Key;

typedef struct {
  gint64 line;
  gint64 product, category;
  gint64 left;  /* amount less the refunds of this line, 0 at least */
  gint64 value; /* less refunds */
  gboolean is_refunded, gone;
} Item;

typedef struct {
  gint64 line; /* -1: of the whole order */
  gint64 at;
  gint64 amount, value;
} Refund;

struct TpFactsOrders {
  const TpFactsNeeds *needs; /* borrowed */
  GArray *orders;            /* Order, by contact */
  GArray *keys;              /* Key, by id */
  GArray *items;             /* Item, by order and line */
  GArray *refunds;           /* Refund, by order */
  guint at;                  /* where the last contact was found */
};

TpFactsOrders *
tp_facts_orders_new (const TpFactsNeeds *needs)
{
  TpFactsOrders *orders = g_new0 (TpFactsOrders, 1);
  orders->needs = needs;
  orders->orders = g_array_new (FALSE, FALSE, sizeof (Order));
  orders->keys = g_array_new (FALSE, FALSE, sizeof (Key));
  orders->items = g_array_new (FALSE, FALSE, sizeof (Item));
  orders->refunds = g_array_new (FALSE, FALSE, sizeof (Refund));
  return orders;
}

void
tp_facts_orders_free (TpFactsOrders *orders)
{
  if (orders == NULL)
    return;
  g_array_unref (orders->orders);
  g_array_unref (orders->keys);
  g_array_unref (orders->items);
  g_array_unref (orders->refunds);
  g_free (orders);
}

static gboolean
load_orders (TpFactsOrders *orders, TpConn *conn, const TpIdSet *members, GError **error)
{
  const TpFactsAct *bought = &orders->needs->acts[TP_SEGMENT_BOUGHT];
  gboolean all = orders->needs->acts[TP_SEGMENT_REFUNDED].wanted;
  gint64 first = 0, last = 0;
  tp_facts_range (members, &first, &last);
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_FACTS_ORDERS, &local, "iiii", first, last,
                     all ? G_MININT64 : bought->from_at, all ? G_MAXINT64 : bought->to_at);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    guint32 contact = (guint32)tp_rows_int64 (rows, 0);
    Order order = {
        .offset = contact & 0xffff,
        .id = tp_rows_int64 (rows, 1),
        .at = tp_rows_int64 (rows, 2),
        .amount = tp_rows_int64 (rows, 3),
        .value = tp_rows_int64 (rows, 4),
    };
    if (tp_id_set_contains (members, contact))
      g_array_append_val (orders->orders, order);
  }
  return tp_rows_ended (&local, error);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const Key *one = a, *other = b;
  return (one->id > other->id) - (one->id < other->id);
}

static void
make_keys (TpFactsOrders *orders)
{
  for (guint i = 0; i < orders->orders->len; i++) {
    Key key = {g_array_index (orders->orders, Order, i).id, i};
    g_array_append_val (orders->keys, key);
  }
  g_array_sort (orders->keys, compare_keys);
}

/* The order of a row, which names it in its first column; rows come by ascending id, so the search
 * goes on from *at. */
static Order *
order_of_row (TpFactsOrders *orders, TpRows *rows, guint *at)
{
  gint64 id = tp_rows_int64 (rows, 0);
  while (g_array_index (orders->keys, Key, *at).id < id)
    ++*at;
  return &g_array_index (orders->orders, Order, g_array_index (orders->keys, Key, *at).order);
}

static gboolean
load_items (TpFactsOrders *orders, TpConn *conn, const GArray *ids, guint at, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_FACTS_ITEMS, &local, "a",
                     (const gint64 *)(gconstpointer)ids->data, (gsize)ids->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    Order *order = order_of_row (orders, rows, &at);
    Item item = {
        .line = tp_rows_int64 (rows, 1),
        .product = tp_rows_int64 (rows, 2),
        .category = tp_rows_int64 (rows, 3),
        .left = tp_rows_int64 (rows, 4),
        .value = tp_rows_int64 (rows, 5),
    };
    if (order->items++ == 0)
      order->item = orders->items->len;
    g_array_append_val (orders->items, item);
  }
  return tp_rows_ended (&local, error);
}

static gboolean
load_refunds (TpFactsOrders *orders, TpConn *conn, const GArray *ids, guint at, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_FACTS_REFUNDS, &local, "a",
                     (const gint64 *)(gconstpointer)ids->data, (gsize)ids->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    Order *order = order_of_row (orders, rows, &at);
    Refund refund = {
        .line = tp_rows_is_null (rows, 1) ? -1 : tp_rows_int64 (rows, 1),
        .at = tp_rows_int64 (rows, 2),
        .amount = tp_rows_int64 (rows, 3),
        .value = tp_rows_int64 (rows, 4),
    };
    if (order->refunds++ == 0)
      order->refund = orders->refunds->len;
    g_array_append_val (orders->refunds, refund);
  }
  return tp_rows_ended (&local, error);
}

/* Items and refunds of all orders, so many orders at a time. */
static gboolean
load_parts (TpFactsOrders *orders, TpConn *conn, GError **error)
{
  g_autoptr (GArray) ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), IDS_MAX);
  for (guint from = 0; from < orders->keys->len; from += IDS_MAX) {
    g_array_set_size (ids, 0);
    for (guint i = from; i < MIN (from + IDS_MAX, orders->keys->len); i++)
      g_array_append_val (ids, g_array_index (orders->keys, Key, i).id);
    if ((orders->needs->items && !load_items (orders, conn, ids, from, error)) ||
        !load_refunds (orders, conn, ids, from, error))
      return FALSE;
  }
  return TRUE;
}

static Item *
item_of (TpFactsOrders *orders, const Order *order, guint i)
{
  return &g_array_index (orders->items, Item, order->item + i);
}

static const Refund *
refund_of (TpFactsOrders *orders, const Order *order, guint i)
{
  return &g_array_index (orders->refunds, Refund, order->refund + i);
}

/* What of a value falls to the part [before, before + part) of a whole, such that all parts of it
 * sum up to the value. */
static gint64
share (gint64 value, gint64 before, gint64 part, gint64 whole)
{
  if (whole <= 0)
    return 0;
  return (gint64)((__int128)value * (before + part) / whole) -
         (gint64)((__int128)value * before / whole);
}

/* The refunds of lines, item by item. */
static void
lower_items (TpFactsOrders *orders, Order *order)
{
  for (guint i = 0; i < order->items; i++) {
    Item *item = item_of (orders, order, i);
    for (guint j = 0; j < order->refunds; j++) {
      const Refund *refund = refund_of (orders, order, j);
      if (refund->line != item->line)
        continue;
      item->is_refunded = TRUE;
      item->left -= refund->amount;
      item->value -= refund->value;
    }
    item->gone = order->gone || (item->is_refunded && item->left <= 0);
    item->left = MAX (0, item->left);
    order->left += item->left;
  }
  gint64 before = 0;
  for (guint i = 0; i < order->items; i++) {
    Item *item = item_of (orders, order, i);
    item->value -= share (order->shared, before, item->left, order->left);
    before += item->left;
  }
}

static void
apply_refunds (TpFactsOrders *orders, Order *order)
{
  for (guint i = 0; i < order->refunds; i++) {
    const Refund *refund = refund_of (orders, order, i);
    order->refunded += refund->amount;
    order->value -= refund->value;
    if (refund->line < 0)
      order->shared += refund->value;
  }
  order->gone = order->refunds > 0 && order->refunded >= order->amount;
  lower_items (orders, order);
}

gboolean
tp_facts_orders_load (TpFactsOrders *orders, TpConn *conn, const TpIdSet *members, GError **error)
{
  g_array_set_size (orders->orders, 0);
  g_array_set_size (orders->keys, 0);
  g_array_set_size (orders->items, 0);
  g_array_set_size (orders->refunds, 0);
  orders->at = 0;
  if (tp_id_set_is_empty (members))
    return TRUE;
  if (!load_orders (orders, conn, members, error))
    return FALSE;
  make_keys (orders);
  if (!load_parts (orders, conn, error))
    return FALSE;
  for (guint i = 0; i < orders->orders->len; i++)
    apply_refunds (orders, &g_array_index (orders->orders, Order, i));
  return TRUE;
}

static gboolean
is_target (const Item *item, const TpSegmentAct *act)
{
  return act->target == TP_SEGMENT_THING_PRODUCT ? item->product == act->target_id
                                                 : item->category == act->target_id;
}

static void
add (TpFactsSum *sum, gboolean counts, gint64 minor, gint64 at)
{
  if (!counts)
    return;
  sum->last_at = sum->count == 0 ? at : MAX (sum->last_at, at);
  sum->count++;
  sum->minor += minor;
}

static void
add_bought (TpFactsOrders *orders, const Order *order, const TpSegmentAct *act, TpWindow window,
            TpFactsSum *sum)
{
  gboolean counts = FALSE;
  gint64 minor = 0;
  if (order->gone || order->at < window.from_at || order->at >= window.to_at)
    return;
  if (act->target == TP_SEGMENT_THING_NONE) {
    add (sum, TRUE, order->value, order->at);
    return;
  }
  for (guint i = 0; i < order->items; i++) {
    const Item *item = item_of (orders, order, i);
    if (item->gone || !is_target (item, act))
      continue;
    counts = TRUE;
    minor += item->value;
  }
  add (sum, counts, minor, order->at);
}

/* What a refund takes from the items that are meant; FALSE: nothing. */
static gboolean
refund_at_target (TpFactsOrders *orders, const Order *order, const Refund *refund,
                  const TpSegmentAct *act, gint64 *out_minor)
{
  gboolean counts = FALSE;
  gint64 before = 0;
  for (guint i = 0; i < order->items; i++) {
    const Item *item = item_of (orders, order, i);
    gboolean whole = refund->line < 0 && item->left > 0;
    if (is_target (item, act) && (whole || refund->line == item->line)) {
      counts = TRUE;
      *out_minor += whole ? share (refund->value, before, item->left, order->left) : refund->value;
    }
    before += item->left;
  }
  return counts;
}

static void
add_refunded (TpFactsOrders *orders, const Order *order, const TpSegmentAct *act, TpWindow window,
              TpFactsSum *sum)
{
  gboolean counts = FALSE;
  gint64 minor = 0, last_at = G_MININT64;
  for (guint i = 0; i < order->refunds; i++) {
    const Refund *refund = refund_of (orders, order, i);
    if (refund->at < window.from_at || refund->at >= window.to_at)
      continue;
    if (act->target == TP_SEGMENT_THING_NONE)
      minor += refund->value;
    else if (!refund_at_target (orders, order, refund, act, &minor))
      continue;
    counts = TRUE;
    last_at = MAX (last_at, refund->at);
  }
  add (sum, counts, minor, last_at);
}

TpFactsSum
tp_facts_orders_sum (TpFactsOrders *orders, guint32 offset, const TpSegmentAct *act,
                     TpWindow window)
{
  TpFactsSum sum = {0};
  const Order *all = (const Order *)(gconstpointer)orders->orders->data;
  guint length = orders->orders->len, at = orders->at;
  if (at > 0 && all[at - 1].offset >= offset)
    at = 0;
  while (at < length && all[at].offset < offset)
    at++;
  orders->at = at;
  for (; at < length && all[at].offset == offset; at++)
    if (act->action == TP_SEGMENT_BOUGHT)
      add_bought (orders, &all[at], act, window, &sum);
    else
      add_refunded (orders, &all[at], act, window, &sum);
  return sum;
}
