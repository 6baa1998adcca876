/* SPDX-License-Identifier: Apache-2.0 */
/* Tables whose keys and values are the hashes themselves, in the room of a pointer. */
#include "core/purchase_seen.h"

G_STATIC_ASSERT (sizeof (gsize) == 8);

struct TpPurchaseSeen {
  GHashTable *counts; /* content → count */
  GHashTable *items;
  GHashTable *emails;
  GHashTable *orders; /* order → address */
};

static guint
fold_hash (gconstpointer hash)
{
  return (guint)(GPOINTER_TO_SIZE (hash) >> 32);
}

static GHashTable *
new_table (void)
{
  return g_hash_table_new (fold_hash, g_direct_equal);
}

TpPurchaseSeen *
tp_purchase_seen_new (void)
{
  TpPurchaseSeen *seen = g_new0 (TpPurchaseSeen, 1);
  seen->counts = new_table ();
  seen->items = new_table ();
  seen->emails = new_table ();
  seen->orders = new_table ();
  return seen;
}

void
tp_purchase_seen_free (TpPurchaseSeen *seen)
{
  if (seen == NULL)
    return;
  g_hash_table_unref (seen->counts);
  g_hash_table_unref (seen->items);
  g_hash_table_unref (seen->emails);
  g_hash_table_unref (seen->orders);
  g_free (seen);
}

/* FNV-1a, mixed at the end. */
static guint64
add_text (guint64 hash, const char *text)
{
  for (const guint8 *p = (const guint8 *)text; *p != 0; p++)
    hash = (hash ^ *p) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

static gpointer
finish (guint64 hash)
{
  hash ^= hash >> 32;
  hash *= G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  hash ^= hash >> 29;
  return GSIZE_TO_POINTER (hash | 1); /* never NULL */
}

#define START G_GUINT64_CONSTANT (0xcbf29ce484222325)

static gpointer
hash_text (const char *text)
{
  return finish (add_text (START, text));
}

guint
tp_purchase_seen_count (TpPurchaseSeen *seen, const char *content)
{
  gpointer key = hash_text (content);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (seen->counts, key)) + 1;
  g_hash_table_insert (seen->counts, key, GUINT_TO_POINTER (count));
  return count;
}

void
tp_purchase_seen_forget_counts (TpPurchaseSeen *seen)
{
  g_hash_table_remove_all (seen->counts);
}

gboolean
tp_purchase_seen_item (TpPurchaseSeen *seen, const char *order_key, const char *item_key)
{
  guint64 hash = add_text (add_text (START, order_key), "\x1f");
  return g_hash_table_add (seen->items, finish (add_text (hash, item_key)));
}

gboolean
tp_purchase_seen_email (TpPurchaseSeen *seen, const char *email_key)
{
  return g_hash_table_add (seen->emails, hash_text (email_key));
}

gboolean
tp_purchase_seen_has_order (const TpPurchaseSeen *seen, const char *order_key,
                            const char *email_key, gboolean *out_same)
{
  gpointer email = g_hash_table_lookup (seen->orders, hash_text (order_key));
  *out_same = email == hash_text (email_key);
  return email != NULL;
}

void
tp_purchase_seen_order (TpPurchaseSeen *seen, const char *order_key, const char *email_key)
{
  g_hash_table_insert (seen->orders, hash_text (order_key), hash_text (email_key));
}

void
tp_purchase_seen_forget (TpPurchaseSeen *seen)
{
  g_hash_table_remove_all (seen->items);
  g_hash_table_remove_all (seen->emails);
  g_hash_table_remove_all (seen->orders);
}
