/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idset.h"
#include "core/facts_needs.h"
#include "db/db.h"

/* The orders of a batch's contacts with what refunds made of them, as core/facts.h says. Money is
 * in minor units of the account's currency. */

typedef struct TpFactsOrders TpFactsOrders;

TpFactsOrders *tp_facts_orders_new (const TpFactsNeeds *needs); /* (transfer full) */
void tp_facts_orders_free (TpFactsOrders *orders);

/* In place of the ones before. */
gboolean tp_facts_orders_load (TpFactsOrders *orders, TpConn *conn, const TpIdSet *members,
                               GError **error);

typedef struct {
  gint64 count;
  gint64 minor;
  gint64 last_at; /* the latest, when count > 0 */
} TpFactsSum;

/* bought or refunded, in the window. */
TpFactsSum tp_facts_orders_sum (TpFactsOrders *orders, guint32 offset, const TpSegmentAct *act,
                                TpWindow window);
