/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Refunds and chargebacks of orders: of an item, of the order as a whole, of all that is left or of
 * a part. Never more is refunded than was bought, of the item and of the order. What a refund is
 * worth in the account's currency follows the order's value in the same proportion; the last one
 * takes exactly what is left. It lowers the order that it refunds, and counts as refunded at its
 * own date. */

typedef enum {
  TP_REFUND_REFUND = 0,
  TP_REFUND_CHARGEBACK = 1, /* the bank took the money back */
} TpRefundKind;

typedef enum {
  TP_REFUND_ADDED,
  TP_REFUND_KNOWN,   /* one with this key is there: unchanged */
  TP_REFUND_REFUSED, /* `refusal` says why */
} TpRefundOutcome;

#define TP_REFUND_KEY_MAX 100   /* characters */
#define TP_REFUND_MANY_MAX 8192 /* in one call */
#define TP_REFUNDS_MAX 1000     /* of an order */
#define TP_REFUND_ALL G_GINT64_CONSTANT (-1)

typedef struct {
  gint64 purchase;
  gint64 line;    /* the item; 0: the order as a whole, unless `product` is given */
  gint64 product; /* the first item of that product with enough left, else with most left; 0: none
                   */
  char *key;      /* known by it within the order; NULL: always a new one */
  gint64 at;
  TpRefundKind kind;
  gint64 quantity; /* in thousandths; 0: not told */
  gint64 amount;   /* in the order's currency, not negative; TP_REFUND_ALL: what is left */
  gint64 import;   /* which brought it; 0: none */
  gint64 id;       /* when read, and after tp_refund_add */
  /* After adding, and when read: */
  gint64 value;
  TpRefundOutcome outcome;
  GError *refusal; /* or NULL */
} TpRefund;

TpRefund *tp_refund_new (void); /* (transfer full) */
void tp_refund_free (TpRefund *refund);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpRefund, tp_refund_free)

/* Stores them in their order, of TpRefund. What is wrong with one refuses that one: no such order
 * or line, no item of the product, more than is left, nothing left. Events refunded and
 * charged_back: target the purchase, amount the value, at the refund's time. */
gboolean tp_refund_add_many (TpChange *change, GPtrArray *refunds, GError **error);

/* The same for one; a refusal is the error: NOT_FOUND no such order or line, INVALID too much,
 * CONFLICT nothing is left. */
gboolean tp_refund_add (TpChange *change, TpRefund *refund, GError **error);

/* "refund", "chargeback"; static storage. */
const char *tp_refund_kind_name (TpRefundKind kind);
