/* SPDX-License-Identifier: Apache-2.0 */
/* Judging asks the database four questions for the whole chunk: whose the addresses are, which of
 * the unknown ones were erased, which orders are stored, with which items. A row that is new makes
 * its contact and product, and is stored with the others of its order. Nothing is made for a row
 * that is refused. */
#include "core/purchase_batch.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/idsets.h"
#include "base/quote.h"
#include "base/time.h"
#include "core/address_book.h"
#include "core/archive.h"
#include "core/category.h"
#include "core/contact.h"
#include "core/erase.h"
#include "core/product.h"
#include "core/purchase.h"
#include "core/refund.h"

#include <string.h>

static void
free_row (TpPurchaseBatchRow *row)
{
  tp_purchase_row_clear (&row->row);
  g_strfreev (row->cells);
  g_free (row->reason);
  g_free (row->order_key);
  g_free (row->item_key);
  g_free (row);
}

TpPurchaseBatch *
tp_purchase_batch_new (void)
{
  TpPurchaseBatch *batch = g_new0 (TpPurchaseBatch, 1);
  batch->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)free_row);
  batch->contacts = g_array_new (FALSE, FALSE, sizeof (gint64));
  return batch;
}

void
tp_purchase_batch_free (TpPurchaseBatch *batch)
{
  if (batch == NULL)
    return;
  g_ptr_array_unref (batch->rows);
  g_array_unref (batch->contacts);
  g_free (batch);
}

void
tp_purchase_batch_refuse (TpPurchaseBatchRow *row, const char *reason)
{
  row->outcome = TP_PURCHASE_BATCH_REFUSED;
  g_free (row->reason);
  row->reason = g_strdup (reason);
}

static void
refuse_order (TpPurchaseBatchRow *row, const char *format)
{
  g_autofree char *name = tp_quote (row->row.order != NULL ? row->row.order : "");
  g_autofree char *reason = g_strdup_printf (format, name);
  tp_purchase_batch_refuse (row, reason);
}

TpPurchaseBatchRow *
tp_purchase_batch_add (TpPurchaseBatch *batch, gint64 line, char **cells, TpPurchaseRow *row)
{
  TpPurchaseBatchRow *added = g_new0 (TpPurchaseBatchRow, 1);
  added->line = line;
  added->cells = cells;
  g_ptr_array_add (batch->rows, added);
  if (row == NULL)
    return added;
  added->row = *row;
  *row = (TpPurchaseRow){0};
  gboolean refund = added->row.kind != TP_PURCHASE_ROW_PURCHASE;
  g_autofree char *content_key = NULL;
  if (refund || added->row.line == NULL) {
    g_autofree char *content = tp_purchase_row_content (&added->row);
    guint count = tp_purchase_seen_count (batch->seen, content);
    content_key = tp_purchase_content_key (batch->account, content, count);
  }
  if (added->row.order != NULL) {
    added->order_key = tp_purchase_order_key (batch->account, added->row.order);
    added->item_key =
        content_key != NULL ? g_steal_pointer (&content_key) : g_strdup (added->row.line);
  } else {
    g_autofree char *content = tp_purchase_row_content (&added->row);
    added->order_key = content_key != NULL ? g_steal_pointer (&content_key)
                                           : tp_purchase_content_key (batch->account, content, 1);
    added->item_key = g_strdup (added->row.line != NULL ? added->row.line : "1");
  }
  return added;
}

static gboolean
find_erased (TpPurchaseBatch *batch, TpConn *conn, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  for (guint i = 0; i < batch->rows->len; i++) {
    TpPurchaseBatchRow *row = batch->rows->pdata[i];
    if (row->row.email_key == NULL || row->contact != 0)
      continue;
    g_ptr_array_add (keys, row->row.email_key);
    g_ptr_array_add (rows, row);
  }
  g_autofree gboolean *erased = g_new0 (gboolean, keys->len + 1);
  if (keys->len > 0 &&
      !tp_erased_find_many (batch->account, conn, (const char *const *)(gpointer)keys->pdata,
                            keys->len, erased, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    ((TpPurchaseBatchRow *)rows->pdata[i])->erased = erased[i];
  return TRUE;
}

gboolean
tp_purchase_batch_find_contacts (TpPurchaseBatch *batch, TpConn *conn, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  for (guint i = 0; i < batch->rows->len; i++) {
    TpPurchaseBatchRow *row = batch->rows->pdata[i];
    if (row->row.email_key == NULL)
      continue;
    g_ptr_array_add (keys, row->row.email_key);
    g_ptr_array_add (rows, row);
  }
  g_autofree gint64 *contacts = g_new0 (gint64, keys->len + 1);
  if (keys->len > 0 && !tp_address_book_find_many (conn, (const char *const *)(gpointer)keys->pdata,
                                                   keys->len, contacts, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    ((TpPurchaseBatchRow *)rows->pdata[i])->contact = contacts[i];
  return find_erased (batch, conn, error);
}

GHashTable *
tp_purchase_batch_find_orders (TpPurchaseBatch *batch, TpConn *conn, GPtrArray **out_orders,
                               GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_autoptr (GHashTable) by_key = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < batch->rows->len; i++) {
    TpPurchaseBatchRow *row = batch->rows->pdata[i];
    if (row->order_key != NULL)
      g_ptr_array_add (keys, row->order_key);
  }
  *out_orders = tp_purchase_find_many (
      conn, batch->source, (const char *const *)(gpointer)keys->pdata, keys->len, error);
  if (*out_orders == NULL)
    return NULL;
  for (guint i = 0; i < (*out_orders)->len; i++) {
    TpPurchase *order = (*out_orders)->pdata[i];
    g_hash_table_insert (by_key, order->key, order);
  }
  return g_steal_pointer (&by_key);
}

static gboolean
has_item (const TpPurchase *order, const char *key)
{
  for (guint i = 0; i < order->items->len; i++)
    if (strcmp (((TpPurchaseItem *)order->items->pdata[i])->key, key) == 0)
      return TRUE;
  return FALSE;
}

static void
check_rate (TpPurchaseBatch *batch, TpPurchaseBatchRow *row, GTimeZone *zone)
{
  gint64 ignored;
  g_autoptr (GError) local = NULL;
  tp_exchange_assume_currency (batch->exchange, row->row.currency);
  if (strcmp (row->row.currency, tp_exchange_currency (batch->exchange)) == 0)
    return;
  g_autofree char *date = tp_time_format_date (row->row.at, zone);
  if (!tp_exchange_convert (batch->exchange, row->row.amount, row->row.currency, date, &ignored,
                            &local))
    tp_purchase_batch_refuse (row, local->message);
}

/* A row of which the order is stored (or NULL) but the item is not. */
static void
judge_new (TpPurchaseBatch *batch, TpPurchaseBatchRow *row, const TpPurchase *order,
           GTimeZone *zone)
{
  gboolean same = TRUE;
  if (row->erased)
    tp_purchase_batch_refuse (row, _ ("this person was erased"));
  else if (order != NULL && order->contact != row->contact)
    refuse_order (row, _ ("the order '%s' belongs to another contact"));
  else if (order != NULL && strcmp (order->currency, row->row.currency) != 0)
    refuse_order (row, _ ("the order '%s' is in another currency"));
  else if (tp_purchase_seen_has_order (batch->seen, row->order_key, row->row.email_key, &same) &&
           !same && row->contact == 0)
    refuse_order (row, _ ("the order '%s' belongs to another contact"));
  else
    check_rate (batch, row, zone);
}

static void
judge_row (TpPurchaseBatch *batch, TpPurchaseBatchRow *row, GHashTable *orders, GTimeZone *zone)
{
  gboolean same;
  const TpPurchase *order = g_hash_table_lookup (orders, row->order_key);
  if (order != NULL && has_item (order, row->item_key)) {
    row->outcome = TP_PURCHASE_BATCH_UNCHANGED;
    return;
  }
  judge_new (batch, row, order, zone);
  if (row->outcome != TP_PURCHASE_BATCH_NEW)
    return;
  if (!tp_purchase_seen_item (batch->seen, row->order_key, row->item_key)) {
    row->outcome = TP_PURCHASE_BATCH_UNCHANGED;
    return;
  }
  gboolean seen =
      tp_purchase_seen_has_order (batch->seen, row->order_key, row->row.email_key, &same);
  if (!seen)
    tp_purchase_seen_order (batch->seen, row->order_key, row->row.email_key);
  if (!batch->dry_run)
    return;
  row->outcome = TP_PURCHASE_BATCH_ADDED;
  batch->orders += order == NULL && !seen;
  if (row->contact == 0 && tp_purchase_seen_email (batch->seen, row->row.email_key))
    g_array_append_val (batch->contacts, row->contact);
}

gboolean
tp_purchase_batch_judge (TpPurchaseBatch *batch, TpConn *conn, GError **error)
{
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GTimeZone) zone = tp_account_zone (batch->account);
  if (!tp_purchase_batch_find_contacts (batch, conn, error))
    return FALSE;
  g_autoptr (GHashTable) orders = tp_purchase_batch_find_orders (batch, conn, &stored, error);
  if (orders == NULL)
    return FALSE;
  for (guint i = 0; i < batch->rows->len; i++) {
    TpPurchaseBatchRow *row = batch->rows->pdata[i];
    if (row->outcome == TP_PURCHASE_BATCH_NEW)
      judge_row (batch, row, orders, zone);
  }
  return TRUE;
}

/* Contacts for the addresses of new rows that nobody has. */
static gboolean
make_contacts (TpPurchaseBatch *batch, TpChange *change, GError **error)
{
  g_autoptr (GPtrArray) contacts = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_contact_free);
  g_autoptr (GHashTable) by_email = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < batch->rows->len; i++) {
    TpPurchaseBatchRow *row = batch->rows->pdata[i];
    if (row->outcome != TP_PURCHASE_BATCH_NEW || row->contact != 0 ||
        g_hash_table_contains (by_email, row->row.email_key))
      continue;
    TpContact *contact = tp_contact_new ();
    contact->email_key = g_strdup (row->row.email_key);
    contact->values[TP_SEGMENT_EMAIL] = g_strdup (row->row.email);
    g_ptr_array_add (contacts, contact);
    g_hash_table_insert (by_email, row->row.email_key, contact);
  }
  if (!tp_contact_add_many (change, (TpContact *const *)(gpointer)contacts->pdata, contacts->len,
                            error))
    return FALSE;
  for (guint i = 0; i < contacts->len; i++) {
    const TpContact *contact = contacts->pdata[i];
    if (!contact->existed)
      g_array_append_val (batch->contacts, contact->number);
  }
  for (guint i = 0; i < batch->rows->len; i++) {
    TpPurchaseBatchRow *row = batch->rows->pdata[i];
    if (row->outcome == TP_PURCHASE_BATCH_NEW && row->contact == 0)
      row->contact = ((TpContact *)g_hash_table_lookup (by_email, row->row.email_key))->number;
  }
  return TRUE;
}

/* Who was archived because an import was undone is back when an order of theirs is. */
static gboolean
restore_contacts (TpPurchaseBatch *batch, TpChange *change, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpIdSets) archived = tp_id_sets_new ();
  g_autoptr (GArray) contacts = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < batch->rows->len; i++) {
    const TpPurchaseBatchRow *row = batch->rows->pdata[i];
    if (row->outcome == TP_PURCHASE_BATCH_NEW && row->contact != 0)
      g_array_append_val (contacts, row->contact);
  }
  if (contacts->len == 0)
    return TRUE;
  {
    g_autoptr (TpRows) rows =
        tp_conn_query (tp_change_conn (change), TP_SQL_PURCHASE_IMPORT_UNDONE, &local, "a",
                       (const gint64 *)(gpointer)contacts->data, (gsize)contacts->len);
    while (rows != NULL && tp_rows_next (rows, &local))
      tp_id_sets_add (archived, (guint32)tp_rows_int64 (rows, 0));
  }
  for (guint i = 0; local == NULL && i < tp_id_sets_length (archived); i++)
    tp_contact_restore (change, tp_id_sets_nth (archived, i), NULL, &local);
  return tp_rows_ended (&local, error);
}

/* The products' numbers of the new rows, in their order. (transfer full) */
static gint64 *
make_products (TpChange *change, const GPtrArray *rows, GError **error)
{
  g_autofree const char **names = g_new (const char *, rows->len + 1);
  g_autofree const char **category_names = g_new (const char *, rows->len + 1);
  g_autofree gint64 *categories = g_new0 (gint64, rows->len + 1);
  g_autofree gint64 *products = g_new0 (gint64, rows->len + 1);
  for (guint i = 0; i < rows->len; i++) {
    const TpPurchaseBatchRow *row = rows->pdata[i];
    names[i] = row->row.product;
    category_names[i] = row->row.category;
  }
  if (!tp_category_find_or_make_many (change, category_names, rows->len, categories, error) ||
      !tp_product_find_or_make_many (change, names, categories, rows->len, products, error))
    return NULL;
  return g_steal_pointer (&products);
}

static TpPurchase *
new_order (const TpPurchaseBatch *batch, const TpPurchaseBatchRow *row)
{
  TpPurchase *order = tp_purchase_new ();
  order->contact = row->contact;
  order->source = batch->source;
  order->key = g_strdup (row->order_key);
  order->name = g_strdup (row->row.order);
  order->at = row->row.at;
  g_strlcpy (order->currency, row->row.currency, sizeof order->currency);
  order->import = batch->import;
  return order;
}

/* The order that a new row belongs to, made for the first of its rows; NULL: the row is refused. */
static TpPurchase *
order_of_row (const TpPurchaseBatch *batch, TpPurchaseBatchRow *row, GPtrArray *orders,
              GHashTable *by_key)
{
  TpPurchase *order = g_hash_table_lookup (by_key, row->order_key);
  if (order == NULL) {
    order = new_order (batch, row);
    g_ptr_array_add (orders, order);
    g_hash_table_insert (by_key, order->key, order);
    return order;
  }
  if (order->contact != row->contact)
    refuse_order (row, _ ("the order '%s' belongs to another contact"));
  else if (strcmp (order->currency, row->row.currency) != 0)
    refuse_order (row, _ ("the order '%s' is in another currency"));
  else
    return order;
  return NULL;
}

static void
take_outcome (TpPurchaseBatchRow *row, const TpPurchase *order, const TpPurchaseItem *item)
{
  if (item->outcome == TP_PURCHASE_REFUSED)
    tp_purchase_batch_refuse (row, order->refusal->message);
  else
    row->outcome =
        item->outcome == TP_PURCHASE_ADDED ? TP_PURCHASE_BATCH_ADDED : TP_PURCHASE_BATCH_UNCHANGED;
}

static gboolean
store_orders (TpPurchaseBatch *batch, TpChange *change, const GPtrArray *rows, GError **error)
{
  g_autoptr (GPtrArray) orders = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_purchase_free);
  g_autoptr (GHashTable) by_key = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree TpPurchase **order_of = g_new0 (TpPurchase *, rows->len + 1);
  g_autofree TpPurchaseItem **item_of = g_new0 (TpPurchaseItem *, rows->len + 1);
  g_autofree gint64 *products = make_products (change, rows, error);
  if (products == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    TpPurchaseBatchRow *row = rows->pdata[i];
    order_of[i] = order_of_row (batch, row, orders, by_key);
    if (order_of[i] != NULL)
      item_of[i] = tp_purchase_add_item (order_of[i], row->item_key, products[i], row->row.quantity,
                                         row->row.amount);
  }
  if (!tp_purchase_add_many (change, orders, &batch->currency_taken, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (item_of[i] != NULL)
      take_outcome (rows->pdata[i], order_of[i], item_of[i]);
  for (guint i = 0; i < orders->len; i++)
    batch->orders += ((TpPurchase *)orders->pdata[i])->is_new;
  return TRUE;
}

static gboolean
store_refunds (TpPurchaseBatch *batch, TpChange *change, GError **error)
{
  g_autoptr (GPtrArray) of_rows = NULL; /* NULL where the row is not new */
  g_autoptr (GPtrArray) refunds = g_ptr_array_new ();
  if (!tp_purchase_batch_judge_refunds (batch, tp_change_conn (change), &of_rows, error))
    return FALSE;
  for (guint i = 0; i < of_rows->len; i++)
    if (of_rows->pdata[i] != NULL)
      g_ptr_array_add (refunds, of_rows->pdata[i]);
  if (!tp_refund_add_many (change, refunds, error))
    return FALSE;
  for (guint i = 0; i < of_rows->len; i++) {
    const TpRefund *refund = of_rows->pdata[i];
    TpPurchaseBatchRow *row = batch->rows->pdata[i];
    if (refund == NULL)
      continue;
    if (refund->outcome == TP_REFUND_REFUSED)
      tp_purchase_batch_refuse (row, refund->refusal->message);
    else
      row->outcome = refund->outcome == TP_REFUND_ADDED ? TP_PURCHASE_BATCH_ADDED
                                                        : TP_PURCHASE_BATCH_UNCHANGED;
  }
  return TRUE;
}

gboolean
tp_purchase_batch_store (TpPurchaseBatch *batch, TpChange *change, gboolean refunds, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new (); /* the new ones */
  if (refunds)
    return store_refunds (batch, change, error);
  if (!tp_purchase_batch_judge (batch, tp_change_conn (change), error) ||
      !restore_contacts (batch, change, error) || !make_contacts (batch, change, error))
    return FALSE;
  for (guint i = 0; i < batch->rows->len; i++)
    if (((TpPurchaseBatchRow *)batch->rows->pdata[i])->outcome == TP_PURCHASE_BATCH_NEW)
      g_ptr_array_add (rows, batch->rows->pdata[i]);
  return store_orders (batch, change, rows, error);
}
