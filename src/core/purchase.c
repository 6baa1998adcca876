/* SPDX-License-Identifier: Apache-2.0 */
/* Adding a chunk of orders: the source is locked, the orders known by these keys and the keys of
 * their items are read, each order is judged in memory, then what is new is written with one batch
 * a table. New orders get their numbers from the database and are looked up again by key.
 *
 * Values: the item that brings an order's amount from a to b is worth value (b) - value (a), so the
 * items' values always sum up to that of the order, whatever is rounded. */
#include "core/purchase.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/quote.h"
#include "base/time.h"
#include "core/exchange_rate.h"
#include "core/money.h"
#include "core/refund.h"

#include <string.h>

#define KEY_BYTES 16

static void
free_item (TpPurchaseItem *item)
{
  g_free (item->key);
  g_free (item->product_name);
  g_free (item);
}

TpPurchase *
tp_purchase_new (void)
{
  TpPurchase *purchase = g_new0 (TpPurchase, 1);
  purchase->items = g_ptr_array_new_with_free_func ((GDestroyNotify)free_item);
  return purchase;
}

void
tp_purchase_free (TpPurchase *purchase)
{
  if (purchase == NULL)
    return;
  g_free (purchase->key);
  g_free (purchase->name);
  g_free (purchase->source_name);
  g_clear_error (&purchase->refusal);
  g_ptr_array_unref (purchase->items);
  g_clear_pointer (&purchase->refunds, g_ptr_array_unref);
  g_free (purchase);
}

TpPurchaseItem *
tp_purchase_add_item (TpPurchase *purchase, const char *key, gint64 product, gint64 quantity,
                      gint64 amount)
{
  TpPurchaseItem *item = g_new0 (TpPurchaseItem, 1);
  item->key = g_strdup (key);
  item->product = product;
  item->quantity = quantity;
  item->amount = amount;
  g_ptr_array_add (purchase->items, item);
  return item;
}

static char *
hash_text (TpAccount *account, const char *text)
{
  g_autoptr (GBytes) bytes = tp_account_erasure_hash (account, text);
  const guint8 *data = g_bytes_get_data (bytes, NULL);
  char *hex = g_malloc (2 * KEY_BYTES + 1);
  for (gsize i = 0; i < KEY_BYTES; i++) {
    hex[2 * i] = "0123456789abcdef"[data[i] >> 4];
    hex[2 * i + 1] = "0123456789abcdef"[data[i] & 15];
  }
  hex[2 * KEY_BYTES] = '\0';
  return hex;
}

char *
tp_purchase_order_key (TpAccount *account, const char *name)
{
  g_autofree char *text = g_strconcat ("order:", name, NULL);
  return hash_text (account, text);
}

char *
tp_purchase_content_key (TpAccount *account, const char *content, gint64 occurrence)
{
  g_autofree char *text = g_strconcat ("row:", content, NULL);
  g_autofree char *hash = hash_text (account, text);
  return g_strdup_printf ("%s.%" G_GINT64_FORMAT, hash, occurrence);
}

/* An order that is stored already. */
typedef struct {
  gint64 id;
  gint64 contact;
  gint64 at;
  char currency[4];
  gint64 amount, value;
  gint64 last_line;
  guint items;
  GHashTable *item_keys; /* owned texts */
} Known;

static void
free_known (Known *known)
{
  g_hash_table_unref (known->item_keys);
  g_free (known);
}

typedef struct {
  TpChange *change;
  GPtrArray *purchases;
  TpExchange *exchange;
  GTimeZone *zone;
  GHashTable *known; /* order key → Known */
  GHashTable *by_id; /* gint64 → Known (borrowed) */
} Adding;

static gboolean
load_known_orders (Adding *adding, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree const char **keys = g_new (const char *, adding->purchases->len);
  for (guint i = 0; i < adding->purchases->len; i++)
    keys[i] = ((TpPurchase *)adding->purchases->pdata[i])->key;
  g_autoptr (TpRows) rows = tp_conn_query (
      tp_change_conn (adding->change), TP_SQL_PURCHASE_FIND_KEYS, &local, "it",
      ((TpPurchase *)adding->purchases->pdata[0])->source, keys, (gsize)adding->purchases->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    Known *known = g_new0 (Known, 1);
    known->id = tp_rows_int64 (rows, 0);
    known->contact = tp_rows_int64 (rows, 2);
    known->at = tp_rows_int64 (rows, 3);
    g_strlcpy (known->currency, tp_rows_text (rows, 4), sizeof known->currency);
    known->amount = tp_rows_int64 (rows, 5);
    known->value = tp_rows_int64 (rows, 6);
    known->item_keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_insert (adding->known, g_strdup (tp_rows_text (rows, 1)), known);
    g_hash_table_insert (adding->by_id, &known->id, known);
  }
  return tp_rows_ended (&local, error);
}

static gboolean
load_known_items (Adding *adding, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init (&iter, adding->known);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_array_append_val (ids, ((Known *)value)->id);
  if (ids->len == 0)
    return TRUE;
  g_autoptr (TpRows) rows =
      tp_conn_query (tp_change_conn (adding->change), TP_SQL_PURCHASE_ITEM_KEYS, &local, "a",
                     (const gint64 *)(gpointer)ids->data, (gsize)ids->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 id = tp_rows_int64 (rows, 0);
    Known *known = g_hash_table_lookup (adding->by_id, &id);
    known->last_line = tp_rows_int64 (rows, 1);
    known->items++;
    g_hash_table_add (known->item_keys, g_strdup (tp_rows_text (rows, 2)));
  }
  return tp_rows_ended (&local, error);
}

/* Tells known items from new ones, those that stand in the order twice too; how many are new. */
static guint
find_new_items (TpPurchase *purchase, const Known *known)
{
  guint count = 0;
  g_autoptr (GHashTable) met = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < purchase->items->len; i++) {
    TpPurchaseItem *item = purchase->items->pdata[i];
    gboolean there = known != NULL && g_hash_table_contains (known->item_keys, item->key);
    gboolean is_new = g_hash_table_add (met, item->key) && !there;
    item->outcome = is_new ? TP_PURCHASE_ADDED : TP_PURCHASE_KNOWN;
    count += is_new;
  }
  return count;
}

static gboolean
check_order (const TpPurchase *purchase, const Known *known, guint new_items, GError **error)
{
  g_autofree char *name = tp_quote (purchase->name != NULL ? purchase->name : "");
  guint items = new_items + (known != NULL ? known->items : 0);
  if (known != NULL && known->contact != purchase->contact)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("the order '%s' belongs to another contact"),
                     name);
  if (known != NULL && strcmp (known->currency, purchase->currency) != 0)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("the order '%s' is in %s"), name,
                     known->currency);
  if (tp_currency_digits (purchase->currency) < 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("no currency '%s'"), purchase->currency);
  if (items > TP_PURCHASE_ITEMS_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("the order '%s' has more than %d items"), name,
                     TP_PURCHASE_ITEMS_MAX);
  return TRUE;
}

static gboolean
check_item (const TpPurchaseItem *item, GError **error)
{
  if (item->quantity < 1 || item->quantity > TP_QUANTITY_MAX)
    return tp_error (error, TP_ERROR_INVALID, _ ("the quantity is out of range"));
  if (item->amount < 0)
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("the amount is negative; what is given back is a refund"));
  return item->amount <= TP_MONEY_MAX ||
         tp_error (error, TP_ERROR_LIMIT, _ ("the amount is too large"));
}

/* What an amount of this order is worth. */
static gboolean
convert (const Adding *adding, const TpPurchase *purchase, gint64 at, gint64 amount,
         gint64 *out_value, GError **error)
{
  *out_value = amount;
  if (strcmp (purchase->currency, tp_exchange_currency (adding->exchange)) == 0)
    return TRUE;
  g_autofree char *date = tp_time_format_date (at, adding->zone);
  return tp_exchange_convert (adding->exchange, amount, purchase->currency, date, out_value, error);
}

/* Numbers the new items and fills in what they and the order are worth. */
static gboolean
value_items (Adding *adding, TpPurchase *purchase, const Known *known, GError **error)
{
  gint64 at = known != NULL ? known->at : purchase->at, line = known != NULL ? known->last_line : 0;
  gint64 before = 0, after = 0;
  purchase->amount = known != NULL ? known->amount : 0;
  purchase->value = known != NULL ? known->value : 0;
  if (!convert (adding, purchase, at, purchase->amount, &before, error))
    return FALSE;
  for (guint i = 0; i < purchase->items->len; i++) {
    TpPurchaseItem *item = purchase->items->pdata[i];
    if (item->outcome != TP_PURCHASE_ADDED)
      continue;
    if (!check_item (item, error))
      return FALSE;
    purchase->amount += item->amount;
    if (purchase->amount > TP_MONEY_MAX)
      return tp_error (error, TP_ERROR_LIMIT, _ ("the order's sum is too large"));
    if (!convert (adding, purchase, at, purchase->amount, &after, error))
      return FALSE;
    item->value = after - before;
    item->line = ++line;
    purchase->value += item->value;
    before = after;
  }
  return TRUE;
}

static void
judge_order (Adding *adding, TpPurchase *purchase)
{
  const Known *known = g_hash_table_lookup (adding->known, purchase->key);
  guint new_items = find_new_items (purchase, known);
  purchase->id = known != NULL ? known->id : 0;
  purchase->is_new = known == NULL && new_items > 0;
  if (new_items == 0 || (check_order (purchase, known, new_items, &purchase->refusal) &&
                         value_items (adding, purchase, known, &purchase->refusal)))
    return;
  purchase->is_new = FALSE;
  for (guint i = 0; i < purchase->items->len; i++) {
    TpPurchaseItem *item = purchase->items->pdata[i];
    if (item->outcome == TP_PURCHASE_ADDED)
      item->outcome = TP_PURCHASE_REFUSED;
  }
}

static gboolean
insert_orders (Adding *adding, GError **error)
{
  TpConn *conn = tp_change_conn (adding->change);
  if (!tp_conn_batch_begin (conn, TP_SQL_PURCHASE_ADD, 0, error))
    return FALSE;
  for (guint i = 0; i < adding->purchases->len; i++) {
    const TpPurchase *purchase = adding->purchases->pdata[i];
    if (purchase->is_new &&
        !tp_conn_batch_add (conn, error, "iissisiiI", purchase->contact, purchase->source,
                            purchase->key, purchase->name, purchase->at, purchase->currency,
                            purchase->amount, purchase->value,
                            purchase->import != 0 ? &purchase->import : NULL))
      return FALSE;
  }
  return tp_conn_batch_end (conn, error);
}

/* Gives the orders that were just inserted their numbers. */
static gboolean
number_orders (Adding *adding, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GHashTable) fresh = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  for (guint i = 0; i < adding->purchases->len; i++) {
    TpPurchase *purchase = adding->purchases->pdata[i];
    if (!purchase->is_new)
      continue;
    g_hash_table_insert (fresh, purchase->key, purchase);
    g_ptr_array_add (keys, purchase->key);
  }
  if (keys->len == 0)
    return TRUE;
  g_autoptr (TpRows) rows =
      tp_conn_query (tp_change_conn (adding->change), TP_SQL_PURCHASE_FIND_KEYS, &local, "it",
                     ((TpPurchase *)adding->purchases->pdata[0])->source,
                     (const char *const *)(gpointer)keys->pdata, (gsize)keys->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    TpPurchase *purchase = g_hash_table_lookup (fresh, tp_rows_text (rows, 1));
    if (purchase != NULL)
      purchase->id = tp_rows_int64 (rows, 0);
  }
  return tp_rows_ended (&local, error);
}

/* The sum of the new items' values; FALSE: none is new. */
static gboolean
sum_new_items (const TpPurchase *purchase, gint64 *out_value)
{
  gboolean any = FALSE;
  *out_value = 0;
  for (guint i = 0; i < purchase->items->len; i++) {
    const TpPurchaseItem *item = purchase->items->pdata[i];
    if (item->outcome != TP_PURCHASE_ADDED)
      continue;
    any = TRUE;
    *out_value += item->value;
  }
  return any;
}

static gboolean
insert_items (Adding *adding, GError **error)
{
  TpConn *conn = tp_change_conn (adding->change);
  if (!tp_conn_batch_begin (conn, TP_SQL_PURCHASE_ITEM_ADD, 0, error))
    return FALSE;
  for (guint i = 0; i < adding->purchases->len; i++) {
    const TpPurchase *purchase = adding->purchases->pdata[i];
    const gint64 *import = purchase->import != 0 ? &purchase->import : NULL;
    for (guint j = 0; j < purchase->items->len; j++) {
      const TpPurchaseItem *item = purchase->items->pdata[j];
      if (item->outcome == TP_PURCHASE_ADDED &&
          !tp_conn_batch_add (conn, error, "iisiiiiI", purchase->id, item->line, item->key,
                              item->product, item->quantity, item->amount, item->value, import))
        return FALSE;
    }
  }
  return tp_conn_batch_end (conn, error);
}

/* The sums of orders that were known and got more items; and the events. */
static gboolean
finish_orders (Adding *adding, GError **error)
{
  TpConn *conn = tp_change_conn (adding->change);
  if (!tp_conn_batch_begin (conn, TP_SQL_PURCHASE_SET_SUMS, 0, error))
    return FALSE;
  for (guint i = 0; i < adding->purchases->len; i++) {
    gint64 value;
    const TpPurchase *purchase = adding->purchases->pdata[i];
    if (!sum_new_items (purchase, &value))
      continue;
    if (!purchase->is_new &&
        !tp_conn_batch_add (conn, error, "iii", purchase->id, purchase->amount, purchase->value))
      return FALSE;
    tp_change_event_at (adding->change, TP_EVENT_PURCHASED, purchase->at, purchase->contact,
                        purchase->id, value, NULL);
  }
  return tp_conn_batch_end (conn, error);
}

static gboolean
add_orders (Adding *adding, gboolean *out_currency_taken, GError **error)
{
  gint64 locked = 0;
  TpConn *conn = tp_change_conn (adding->change);
  const TpPurchase *first = adding->purchases->pdata[0];
  g_autoptr (GError) local = NULL;
  if (!tp_conn_int64 (conn, TP_SQL_PURCHASE_SOURCE_LOCK, &locked, &local, "i", first->source)) {
    if (local == NULL)
      return tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such source of orders"));
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!load_known_orders (adding, error) || !load_known_items (adding, error))
    return FALSE;
  if (tp_currency_digits (first->currency) >= 0 &&
      !tp_exchange_take_currency (adding->exchange, adding->change, first->currency,
                                  out_currency_taken, error))
    return FALSE;
  for (guint i = 0; i < adding->purchases->len; i++)
    judge_order (adding, adding->purchases->pdata[i]);
  return insert_orders (adding, error) && number_orders (adding, error) &&
         insert_items (adding, error) && finish_orders (adding, error);
}

gboolean
tp_purchase_add_many (TpChange *change, GPtrArray *purchases, gboolean *out_currency_taken,
                      GError **error)
{
  gboolean taken = FALSE;
  g_assert (purchases->len <= TP_PURCHASE_MANY_MAX);
  if (purchases->len == 0)
    return TRUE;
  g_autoptr (TpExchange) exchange = tp_exchange_load (tp_change_conn (change), error);
  if (exchange == NULL)
    return FALSE;
  g_autoptr (GTimeZone) zone = tp_account_zone (tp_change_account (change));
  g_autoptr (GHashTable) known =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)free_known);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  Adding adding = {change, purchases, exchange, zone, known, by_id};
  if (!add_orders (&adding, &taken, error))
    return FALSE;
  if (out_currency_taken != NULL)
    *out_currency_taken |= taken;
  return TRUE;
}

gboolean
tp_purchase_add (TpChange *change, TpPurchase *purchase, gboolean *out_currency_taken,
                 GError **error)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_ptr_array_add (one, purchase);
  if (out_currency_taken != NULL)
    *out_currency_taken = FALSE;
  if (!tp_purchase_add_many (change, one, out_currency_taken, error))
    return FALSE;
  if (purchase->refusal == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&purchase->refusal));
  return FALSE;
}
