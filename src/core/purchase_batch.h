/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/exchange_rate.h"
#include "core/import.h"
#include "core/purchase_row.h"
#include "core/purchase_seen.h"

/* A chunk of a purchase file, inside core/purchase_import.c: its rows are judged against what is
 * stored and what the file held before, then what is new is stored. */

typedef enum {
  TP_PURCHASE_BATCH_NEW, /* before it is stored */
  TP_PURCHASE_BATCH_ADDED,
  TP_PURCHASE_BATCH_UNCHANGED,
  TP_PURCHASE_BATCH_REFUSED,
} TpPurchaseBatchOutcome;

typedef struct {
  gint64 line;  /* of the file */
  char **cells; /* as they came */
  TpPurchaseRow row;
  TpPurchaseBatchOutcome outcome;
  char *reason;    /* of a refusal */
  char *order_key; /* these two of what could be read */
  char *item_key;  /* of the item, or of the refund */
  gint64 contact;  /* 0: not known yet */
  gboolean erased; /* the person was */
} TpPurchaseBatchRow;

typedef struct {
  TpAccount *account; /* borrowed, all three */
  TpPurchaseSeen *seen;
  TpExchange *exchange;
  gint64 source; /* 0: does not exist yet */
  gint64 import;
  gboolean dry_run;
  GPtrArray *rows; /* of TpPurchaseBatchRow */
  /* After storing: */
  gint64 orders;
  GArray *contacts; /* gint64: those that were made; in a dry run only their count is right */
  gboolean currency_taken;
} TpPurchaseBatch;

TpPurchaseBatch *tp_purchase_batch_new (void); /* (transfer full) */
void tp_purchase_batch_free (TpPurchaseBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpPurchaseBatch, tp_purchase_batch_free)

/* Adds a row; what was read goes over to it (`row` may be NULL for one that is refused). */
TpPurchaseBatchRow *tp_purchase_batch_add (TpPurchaseBatch *batch, gint64 line, char **cells,
                                           TpPurchaseRow *row);
void tp_purchase_batch_refuse (TpPurchaseBatchRow *row, const char *reason);

/* Tells new rows from known and refused ones; in a dry run that is the outcome. */
gboolean tp_purchase_batch_judge (TpPurchaseBatch *batch, TpConn *conn, GError **error);

/* Judges and stores. `refunds`: all rows are such, else none. */
gboolean tp_purchase_batch_store (TpPurchaseBatch *batch, TpChange *change, gboolean refunds,
                                  GError **error);

/* The same for refunds. */
gboolean tp_purchase_batch_judge_refunds (TpPurchaseBatch *batch, TpConn *conn,
                                          GPtrArray **out_refunds, GError **error);

/* Whose the rows' addresses are. */
gboolean tp_purchase_batch_find_contacts (TpPurchaseBatch *batch, TpConn *conn, GError **error);

/* The orders of the rows that are stored, by key (borrowed from *out_orders). (transfer full) */
GHashTable *tp_purchase_batch_find_orders (TpPurchaseBatch *batch, TpConn *conn,
                                           GPtrArray **out_orders, GError **error);
