/* SPDX-License-Identifier: Apache-2.0 */
/* Many products are made at once by inserting those that are missing and looking again, as
 * core/category.c does; what was found is kept by name key with its category. */
#include "core/product.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "core/category.h"
#include "core/thing.h"

#include <string.h>

void
tp_product_free (TpProduct *product)
{
  if (product == NULL)
    return;
  g_free (product->name);
  g_free (product->category_name);
  g_free (product);
}

static TpProduct *
read_product (TpRows *row)
{
  TpProduct *product = g_new0 (TpProduct, 1);
  product->id = tp_rows_int64 (row, 0);
  product->name = g_strdup (tp_rows_text (row, 1));
  product->category = tp_rows_int64 (row, 2);
  product->category_name = g_strdup (tp_rows_text (row, 3));
  product->created_at = tp_rows_int64 (row, 4);
  product->archived_at = tp_rows_int64 (row, 5);
  return product;
}

TpProduct *
tp_product_get (TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_PRODUCT_GET, &local, "i", id);
  if (rows != NULL && tp_rows_next (rows, &local))
    return read_product (rows);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such product"));
  return NULL;
}

typedef struct {
  gint64 id;
  gint64 category;
} Found;

/* Puts name_key → Found of those in use into `found`. */
static gboolean
find_keys (TpConn *conn, const GPtrArray *keys, GHashTable *found, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_PRODUCT_FIND_MANY, &local, "t",
                     (const char *const *)(gpointer)keys->pdata, (gsize)keys->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    Found product = {tp_rows_int64 (rows, 0), tp_rows_int64 (rows, 2)};
    g_hash_table_insert (found, g_strdup (tp_rows_text (rows, 1)),
                         g_memdup2 (&product, sizeof product));
  }
  return tp_rows_ended (&local, error);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Inserts the names whose keys were not found and gives them their numbers, with an event each. In
 * key order, the same in all writers, so that none waits for another in a circle. */
static gboolean
make_missing (TpChange *change, const GPtrArray *names, const GPtrArray *keys,
              const gint64 *categories, GHashTable *found, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();
  g_autoptr (GHashTable) first = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < keys->len; i++)
    if (!g_hash_table_contains (found, keys->pdata[i]) &&
        !g_hash_table_contains (first, keys->pdata[i])) {
      g_hash_table_insert (first, keys->pdata[i], GUINT_TO_POINTER (i));
      g_ptr_array_add (missing, keys->pdata[i]);
    }
  g_ptr_array_sort (missing, compare_keys);
  if (!tp_conn_batch_begin (conn, TP_SQL_PRODUCT_ADD, 0, error))
    return FALSE;
  for (guint i = 0; i < missing->len; i++) {
    guint at = GPOINTER_TO_UINT (g_hash_table_lookup (first, missing->pdata[i]));
    if (!tp_conn_batch_add (conn, error, "ssIi", names->pdata[at], keys->pdata[at],
                            categories[at] != 0 ? &categories[at] : NULL, tp_change_now (change)))
      return FALSE;
  }
  if (!tp_conn_batch_end (conn, error) || !find_keys (conn, missing, found, error))
    return FALSE;
  for (guint i = 0; i < missing->len; i++) {
    const Found *product = g_hash_table_lookup (found, missing->pdata[i]);
    if (product == NULL)
      return tp_error (error, TP_ERROR_BUSY, _ ("the product '%s' is just being changed"),
                       (const char *)missing->pdata[i]);
    tp_thing_event (change, TP_EVENT_THING_ADDED, TP_THING_PRODUCT, product->id);
  }
  return TRUE;
}

static gboolean
set_category (TpChange *change, gint64 id, gint64 category, GError **error)
{
  if (!tp_conn_run (tp_change_conn (change), TP_SQL_PRODUCT_SET_CATEGORY, error, "iI", id,
                    category != 0 ? &category : NULL))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_CHANGED, TP_THING_PRODUCT, id);
  return TRUE;
}

gboolean
tp_product_find_or_make_many (TpChange *change, const char *const *names, const gint64 *categories,
                              gsize length, gint64 *out_ids, GError **error)
{
  g_autoptr (GPtrArray) cleaned = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_assert (length <= TP_PRODUCT_MANY_MAX);
  for (gsize i = 0; i < length; i++) {
    char *clean = tp_thing_clean_name (TP_THING_PRODUCT, names[i], error);
    if (clean == NULL)
      return FALSE;
    g_ptr_array_add (cleaned, clean);
    g_ptr_array_add (keys, tp_fold (clean));
  }
  if (keys->len > 0 && (!find_keys (tp_change_conn (change), keys, found, error) ||
                        !make_missing (change, cleaned, keys, categories, found, error)))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    Found *product = g_hash_table_lookup (found, keys->pdata[i]);
    out_ids[i] = product->id;
    if (product->category != 0 || categories[i] == 0)
      continue;
    product->category = categories[i];
    if (!set_category (change, product->id, categories[i], error))
      return FALSE;
  }
  return TRUE;
}

/* CONFLICT when another product has that name. */
static gboolean
check_free (TpConn *conn, gint64 id, const char *name, char *key, GError **error)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_ptr_array_add (keys, key);
  if (!find_keys (conn, keys, found, error))
    return FALSE;
  const Found *other = g_hash_table_lookup (found, key);
  return other == NULL || other->id == id ||
         tp_error (error, TP_ERROR_CONFLICT, _ ("there is a product '%s' already"), name);
}

/* NOT_FOUND also for an archived one. */
static gboolean
check_category (TpConn *conn, gint64 id, GError **error)
{
  if (id <= 0)
    return TRUE;
  g_autoptr (TpCategory) category = tp_category_get (conn, id, error);
  if (category == NULL)
    return FALSE;
  return category->archived_at == 0 ||
         tp_error (error, TP_ERROR_NOT_FOUND, _ ("the category '%s' is archived"), category->name);
}

gboolean
tp_product_make (TpChange *change, const char *name, gint64 category, gint64 *out_id,
                 GError **error)
{
  g_autofree char *clean = tp_thing_clean_name (TP_THING_PRODUCT, name, error);
  if (clean == NULL || !check_category (tp_change_conn (change), category, error))
    return FALSE;
  g_autofree char *key = tp_fold (clean);
  const char *names[] = {clean};
  return check_free (tp_change_conn (change), 0, clean, key, error) &&
         tp_product_find_or_make_many (change, names, &category, 1, out_id, error);
}

static gboolean
rename_product (TpChange *change, gint64 id, const char *name, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autofree char *clean = tp_thing_clean_name (TP_THING_PRODUCT, name, error);
  if (clean == NULL)
    return FALSE;
  g_autofree char *key = tp_fold (clean);
  if (!check_free (conn, id, clean, key, error) ||
      !tp_conn_run (conn, TP_SQL_PRODUCT_RENAME, error, "iss", id, clean, key))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_CHANGED, TP_THING_PRODUCT, id);
  return TRUE;
}

gboolean
tp_product_change (TpChange *change, gint64 id, const char *name, gint64 category, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (TpProduct) product = tp_product_get (conn, id, error);
  if (product == NULL)
    return FALSE;
  if (product->archived_at != 0)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("the product '%s' is archived"), product->name);
  gboolean moves = category >= 0 && category != product->category;
  return (!moves ||
          (check_category (conn, category, error) && set_category (change, id, category, error))) &&
         (name == NULL || g_str_equal (name, product->name) ||
          rename_product (change, id, name, error));
}

gboolean
tp_product_archive (TpChange *change, gint64 id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (TpProduct) product = tp_product_get (conn, id, error);
  if (product == NULL)
    return FALSE;
  if (product->archived_at != 0)
    return TRUE;
  if (!tp_thing_check_unused (tp_change_account (change), conn, TP_THING_PRODUCT, id, error) ||
      !tp_conn_run (conn, TP_SQL_PRODUCT_ARCHIVE, error, "ii", id, tp_change_now (change)))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_ARCHIVED, TP_THING_PRODUCT, id);
  return TRUE;
}

GPtrArray *
tp_product_page (TpConn *conn, const char *after, guint limit, char **out_next, GError **error)
{
  g_autoptr (GPtrArray) page = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_product_free);
  g_autoptr (GError) local = NULL;
  g_autofree char *last = NULL;
  *out_next = NULL;
  g_assert (limit >= 1 && limit <= TP_PRODUCT_PAGE_MAX);
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_PRODUCT_PAGE, &local, "si", after, (gint64)limit + 1);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    if (page->len == limit) {
      *out_next = g_steal_pointer (&last);
      break;
    }
    g_ptr_array_add (page, read_product (rows));
    g_free (last);
    last = g_strdup (tp_rows_text (rows, 6));
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&page) : NULL;
}
