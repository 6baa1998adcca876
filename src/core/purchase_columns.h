/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The columns of purchase files (core/purchase_import.h): what a header such as "Bestellnummer" or
 * "aantal" means, in English, German and Dutch, and what a mapping makes of it. Pure. */

typedef enum {
  TP_PURCHASE_EMAIL,
  TP_PURCHASE_ORDER,
  TP_PURCHASE_LINE,
  TP_PURCHASE_DATE,
  TP_PURCHASE_PRODUCT,
  TP_PURCHASE_CATEGORY,
  TP_PURCHASE_QUANTITY,
  TP_PURCHASE_AMOUNT,
  TP_PURCHASE_CURRENCY,
  TP_PURCHASE_KIND,
} TpPurchaseColumn;
#define TP_PURCHASE_COLUMNS (TP_PURCHASE_KIND + 1)

#define TP_PURCHASE_MAPS_MAX 100

typedef struct {
  int index[TP_PURCHASE_COLUMNS]; /* where the column stands, from 0; -1: the file has none */
} TpPurchaseColumns;

/* "email", "order"...; static storage. */
const char *tp_purchase_column_name (TpPurchaseColumn column);

/* `map` holds "column=field" each, NULL-terminated (or NULL); "column=" leaves the column out. It
 * wins over what the header says. INVALID: a wanted column is missing, two mean the same, or a
 * mapping names a column or field that there is not. */
gboolean tp_purchase_columns_find (const char *const *header, guint length, const char *const *map,
                                   TpPurchaseColumns *out_columns, GError **error);
