/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What a purchase file held so far: how often a content occurred, and, for a dry run and within a
 * chunk, which items, orders and addresses. By 64-bit hashes, about 16 bytes each. */

typedef struct TpPurchaseSeen TpPurchaseSeen;

TpPurchaseSeen *tp_purchase_seen_new (void); /* (transfer full) */
void tp_purchase_seen_free (TpPurchaseSeen *seen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpPurchaseSeen, tp_purchase_seen_free)

/* Which time this is that the content occurs, from 1. */
guint tp_purchase_seen_count (TpPurchaseSeen *seen, const char *content);
void tp_purchase_seen_forget_counts (TpPurchaseSeen *seen);

/* TRUE when the item (the address) was not seen before. */
gboolean tp_purchase_seen_item (TpPurchaseSeen *seen, const char *order_key, const char *item_key);
gboolean tp_purchase_seen_email (TpPurchaseSeen *seen, const char *email_key);

/* Whether the order was seen; if it was, *out_same tells whether with that address. */
gboolean tp_purchase_seen_has_order (const TpPurchaseSeen *seen, const char *order_key,
                                     const char *email_key, gboolean *out_same);
void tp_purchase_seen_order (TpPurchaseSeen *seen, const char *order_key, const char *email_key);

/* All but the counts. */
void tp_purchase_seen_forget (TpPurchaseSeen *seen);
