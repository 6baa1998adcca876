/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Purchases: orders with their items. An order is known by (source, key), an item by its key within
 * the order, so storing the same again changes nothing; an item that is new to a known order is
 * added to it. Nothing of a stored item is ever overwritten: what is given back is a refund
 * (core/refund.h).
 *
 * Amounts are minor units of the order's currency, values those of the account's at the day of the
 * order (core/exchange_rate.h). An order's amount and value are the sums of its items'. The first
 * order of an account whose currency nobody chose brings the account's currency.
 *
 * Keys are hashes (tp_purchase_order_key), so they tell nothing about a person who was erased; the
 * order's number as the shop has it (`name`) is personal and goes with the person. */

#define TP_PURCHASE_ITEMS_MAX 1000 /* of an order */
#define TP_PURCHASE_MANY_MAX 8192  /* orders, and items of them all, in one call */
#define TP_PURCHASE_NAME_MAX 200   /* characters of an order's number */
#define TP_PURCHASE_LINE_MAX 100   /* characters of a line's name */
#define TP_PURCHASE_PAGE_MAX 1000  /* orders on a page */
#define TP_QUANTITY_ONE 1000       /* quantities are in thousandths: 1.5 kg is 1500 */
#define TP_QUANTITY_MAX G_GINT64_CONSTANT (1000000000000)

typedef enum {
  TP_PURCHASE_ADDED,
  TP_PURCHASE_KNOWN,   /* was there before: unchanged */
  TP_PURCHASE_REFUSED, /* the order's `refusal` says why */
} TpPurchaseOutcome;

typedef struct {
  char *key; /* the shop's name for the line, or what else tells it from the others */
  gint64 product;
  gint64 quantity; /* in thousandths, above 0 */
  gint64 amount;   /* of the row, not negative */
  /* After adding, and when read: */
  TpPurchaseOutcome outcome;
  gint64 line; /* its number within the order, from 1 */
  gint64 value;
  /* When read: */
  char *product_name;
  gint64 refunded; /* amount of the refunds of this line; those of the whole order apart */
  gint64 refunded_value;
} TpPurchaseItem;

typedef struct {
  gint64 contact;
  gint64 source;
  char *key;  /* tp_purchase_order_key */
  char *name; /* the shop's order number, or NULL */
  gint64 at;
  char currency[4];
  gint64 import;    /* which brought it; 0: none */
  GPtrArray *items; /* of TpPurchaseItem */
  /* After adding, and when read: */
  gint64 id;
  gint64 amount, value; /* of all its items */
  /* After adding: */
  gboolean is_new; /* it was not there before */
  GError *refusal; /* why its new items were refused, or NULL */
  /* When read: */
  char *source_name;
  gint64 refunded; /* all refunds */
  gint64 refunded_value;
  GPtrArray *refunds; /* of TpRefund (core/refund.h), by time */
} TpPurchase;

TpPurchase *tp_purchase_new (void); /* without items (transfer full) */
void tp_purchase_free (TpPurchase *purchase);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpPurchase, tp_purchase_free)

/* Adds an item to one that is to be stored. (borrowed) */
TpPurchaseItem *tp_purchase_add_item (TpPurchase *purchase, const char *key, gint64 product,
                                      gint64 quantity, gint64 amount);

/* The key of an order: by its number in the shop; or, where it has none, by what it holds and by
 * which of several equal ones it is, from 1. (transfer full) */
char *tp_purchase_order_key (TpAccount *account, const char *name);
char *tp_purchase_content_key (TpAccount *account, const char *content, gint64 occurrence);

/* Stores orders of one source, of TpPurchase: at most TP_PURCHASE_MANY_MAX with as many items, each
 * (source, key) once. What is wrong with one order refuses that one (its `refusal`): another
 * person's or currency's order of this key, no exchange rate, too many items, too large a sum. An
 * event purchased per order with new items: target the purchase, amount their value, at the
 * order's time. *out_currency_taken (may be NULL): tp_exchange_take_currency. */
gboolean tp_purchase_add_many (TpChange *change, GPtrArray *purchases, gboolean *out_currency_taken,
                               GError **error);

/* The same for one order; a refusal is the error. The outcome of each item and is_new tell what was
 * done. */
gboolean tp_purchase_add (TpChange *change, TpPurchase *purchase, gboolean *out_currency_taken,
                          GError **error);

/* With items and refunds. NOT_FOUND. (transfer full) */
TpPurchase *tp_purchase_get (TpConn *conn, gint64 id, GError **error);

/* Those of these keys of a source with their items and refunds, of TpPurchase; at most
 * TP_PURCHASE_MANY_MAX. (transfer full) */
GPtrArray *tp_purchase_find_many (TpConn *conn, gint64 source, const char *const *keys,
                                  gsize length, GError **error);

/* Orders with items and refunds, of TpPurchase, the latest first; those of a contact, or of all
 * (0). (transfer full); `after` NULL: from the latest; *out_next: the place to go on from, NULL at
 * the end. INVALID: not such a place. */
GPtrArray *tp_purchase_page (TpConn *conn, gint64 contact, const char *after, guint limit,
                             char **out_next, GError **error);

/* What a contact bought, net of refunds. Wholly refunded orders don't count. */
typedef struct {
  gint64 orders;
  gint64 value;             /* in the account's currency */
  gint64 first_at, last_at; /* 0: nothing bought */
} TpPurchaseTotals;
gboolean tp_purchase_totals (TpConn *conn, gint64 contact, TpPurchaseTotals *out_totals,
                             GError **error);
