/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* What was bought, or given back, in events of a change: contacts and products, one query for all
 * the orders of the events. */

typedef struct {
  gint64 contact;
  gint64 product;
  gint64 category;   /* 0: none */
  gboolean is_whole; /* given back: the item does not count as bought any more */
} TpSold;

/* Of the events of index `from` up to before `to` that have one of these kinds (ended by
 * TP_EVENT_NONE): PURCHASED, or REFUNDED and CHARGED_BACK, whose items are those that a refund of
 * the order lowers. (transfer full) array of TpSold */
GArray *tp_sold_load (TpChange *change, guint from, guint to, const TpEventKind *kinds,
                      GError **error);
/* The same of orders by number. */
GArray *tp_sold_load_orders (TpConn *conn, const GArray *purchases, gboolean refunded,
                             GError **error);
