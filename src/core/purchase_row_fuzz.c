/* SPDX-License-Identifier: Apache-2.0 */
/* A header line and a row of cells, all between tabs: columns are found or refused, and a row that
 * is read keeps its promises. */
#include "core/purchase_row.h"

#include "core/money.h"
#include "core/purchase.h"

#include <stdint.h>
#include <string.h>

#define CELLS_MAX 64

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_row (const TpPurchaseReading *reading, const TpCsvField *fields)
{
  TpPurchaseRow row;
  gboolean refund = tp_purchase_row_is_refund (reading, fields);
  if (tp_purchase_row_read (reading, fields, &row, NULL)) {
    g_autofree char *content = tp_purchase_row_content (&row);
    g_assert (refund == (row.kind != TP_PURCHASE_ROW_PURCHASE));
    g_assert (row.amount >= 0 && row.amount <= TP_MONEY_MAX);
    g_assert (row.quantity >= 1 && row.quantity <= TP_QUANTITY_MAX);
    g_assert (tp_currency_digits (row.currency) >= 0);
    g_assert (row.email_key != NULL && row.product != NULL && row.when != NULL);
    g_assert (g_utf8_validate (content, -1, NULL));
  }
  tp_purchase_row_clear (&row);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  TpPurchaseReading reading = {
      .number_style = TP_NUMBER_COMMA, .this_year = 2026, .currency = "EUR"};
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 2);
  if (!g_utf8_validate (text, -1, NULL) || lines[0] == NULL || lines[1] == NULL)
    return 0;
  g_auto (GStrv) header = g_strsplit (lines[0], "\t", CELLS_MAX);
  g_auto (GStrv) cells = g_strsplit (lines[1], "\t", CELLS_MAX);
  TpCsvField fields[CELLS_MAX] = {{0}};
  for (guint i = 0, ended = 0; i < CELLS_MAX; i++) {
    ended = ended || cells[i] == NULL;
    fields[i].text = ended ? (char *)"" : cells[i];
    fields[i].length = strlen (fields[i].text);
  }
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  reading.zone = zone;
  if (!tp_purchase_columns_find ((const char *const *)header, g_strv_length (header), NULL,
                                 &reading.columns, NULL))
    for (int i = 0; i < TP_PURCHASE_COLUMNS; i++)
      reading.columns.index[i] = i;
  check_row (&reading, fields);
  return 0;
}
