/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/csv.h"
#include "base/datein.h"
#include "base/number.h"
#include "core/purchase_columns.h"

/* One row of a purchase file, read from its cells. Pure. */

typedef enum {
  TP_PURCHASE_ROW_PURCHASE,
  TP_PURCHASE_ROW_REFUND,
  TP_PURCHASE_ROW_CHARGEBACK,
} TpPurchaseRowKind;

/* How the cells are to be read. */
typedef struct {
  TpPurchaseColumns columns;
  TpNumberStyle number_style;
  TpDateOrder date_order;
  int this_year;
  GTimeZone *zone;      /* borrowed */
  const char *currency; /* where the row tells none; borrowed */
} TpPurchaseReading;

typedef struct {
  TpPurchaseRowKind kind;
  char *email; /* as spelled */
  char *email_key;
  char *order; /* NULL: none */
  char *line;  /* NULL: none */
  char *product;
  char *category; /* NULL: none */
  char *when;     /* the date as it counts for recognising a row: "2026-01-31", with a time of day
                     behind it where the cell has one */
  gint64 at;
  gint64 quantity; /* in thousandths, above 0 */
  gint64 amount;   /* not negative: what was paid, or given back */
  char currency[4];
} TpPurchaseRow;

/* Whether the row gives something back, told by kind, amount and quantity alone: also of rows that
 * cannot be read otherwise. */
gboolean tp_purchase_row_is_refund (const TpPurchaseReading *reading, const TpCsvField *fields);

/* INVALID names the column and the value. Fills *out_row, to be cleared. */
gboolean tp_purchase_row_read (const TpPurchaseReading *reading, const TpCsvField *fields,
                               TpPurchaseRow *out_row, GError **error);
void tp_purchase_row_clear (TpPurchaseRow *row);

/* What the row holds, as one text: equal for rows that say the same. (transfer full) */
char *tp_purchase_row_content (const TpPurchaseRow *row);
