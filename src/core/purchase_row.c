/* SPDX-License-Identifier: Apache-2.0 */
/* Cell by cell, in the order of the row's fields; the currency before the amount, whose decimals
 * depend on it.
 *
 * To add a word for a kind: a word in kinds[], folded and between blanks. */
#include "core/purchase_row.h"

#include "base/csv_writer.h"
#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "base/quote.h"
#include "base/time.h"
#include "core/money.h"
#include "core/purchase.h"
#include "core/thing.h"
#include "mail/address.h"

#include <stdio.h>
#include <string.h>

#define DECIMALS_MAX 3

static const char *const kinds[] = {
    [TP_PURCHASE_ROW_PURCHASE] = " purchase order sale kauf verkauf bestellung aankoop verkoop "
                                 "bestelling ",
    [TP_PURCHASE_ROW_REFUND] = " refund return credit erstattung gutschrift rückgabe retoure "
                               "storno terugbetaling retour ",
    [TP_PURCHASE_ROW_CHARGEBACK] = " chargeback rückbuchung rücklastschrift terugboeking "
                                   "stornering ",
};

void
tp_purchase_row_clear (TpPurchaseRow *row)
{
  g_clear_pointer (&row->email, g_free);
  g_clear_pointer (&row->email_key, g_free);
  g_clear_pointer (&row->order, g_free);
  g_clear_pointer (&row->line, g_free);
  g_clear_pointer (&row->product, g_free);
  g_clear_pointer (&row->category, g_free);
  g_clear_pointer (&row->when, g_free);
}

/* The cell without blanks at its ends and without the guard; NULL: empty, or no such column.
 * (transfer full) */
static char *
cell (const TpPurchaseReading *reading, const TpCsvField *fields, TpPurchaseColumn column)
{
  int index = reading->columns.index[column];
  if (index < 0)
    return NULL;
  char *text = g_strstrip (g_strdup (tp_csv_unguard (fields[index].text)));
  if (*text != '\0')
    return text;
  g_free (text);
  return NULL;
}

/* "column: what is wrong". */
static gboolean
fault (TpPurchaseColumn column, GError *cause, GError **error)
{
  g_autoptr (GError) taken = cause;
  return tp_error (error, TP_ERROR_INVALID, "%s: %s", tp_purchase_column_name (column),
                   taken->message);
}

static gboolean
missing (TpPurchaseColumn column, GError **error)
{
  return tp_error (error, TP_ERROR_INVALID, _ ("%s: the cell is empty"),
                   tp_purchase_column_name (column));
}

static gboolean
read_email (const TpPurchaseReading *reading, const TpCsvField *fields, TpPurchaseRow *row,
            GError **error)
{
  GError *local = NULL;
  g_autofree char *text = cell (reading, fields, TP_PURCHASE_EMAIL);
  if (text == NULL)
    return missing (TP_PURCHASE_EMAIL, error);
  g_autoptr (TpAddress) address = tp_address_parse (text, -1, &local);
  if (address == NULL)
    return fault (TP_PURCHASE_EMAIL, local, error);
  row->email = g_strdup (address->spelling);
  row->email_key = g_strdup (address->key);
  return TRUE;
}

/* A number of the shop's: any text, in NFC. */
static gboolean
read_mark (const TpPurchaseReading *reading, const TpCsvField *fields, TpPurchaseColumn column,
           glong max_length, char **out_text, GError **error)
{
  g_autofree char *text = cell (reading, fields, column);
  if (text == NULL)
    return TRUE;
  *out_text = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  if (*out_text != NULL && g_utf8_strlen (*out_text, -1) <= max_length)
    return TRUE;
  return tp_error (error, TP_ERROR_INVALID, _ ("%s: at most %ld characters are expected"),
                   tp_purchase_column_name (column), max_length);
}

/* A time of day behind a date: "14:05", "14:05:09". FALSE: none. */
static gboolean
read_time_of_day (const char *text, int *out_hour, int *out_minute, int *out_second)
{
  int used = 0;
  const char *colon = strchr (text, ':');
  const char *at = colon;
  while (at != NULL && at > text && g_ascii_isdigit (at[-1]))
    at--;
  *out_second = 0;
  if (at == NULL || at == colon || colon - at > 2 ||
      sscanf (at, "%2d:%2d%n", out_hour, out_minute, &used) != 2)
    return FALSE;
  if (at[used] == ':' && sscanf (at + used, ":%2d", out_second) != 1)
    return FALSE;
  gboolean afternoon = strstr (at, "PM") != NULL, morning = strstr (at, "AM") != NULL;
  if (afternoon || morning)
    *out_hour = *out_hour % 12 + (afternoon ? 12 : 0);
  return *out_hour < 24 && *out_minute < 60 && *out_second < 61;
}

static gboolean
read_date (const TpPurchaseReading *reading, const TpCsvField *fields, TpPurchaseRow *row,
           GError **error)
{
  char date[11];
  GError *local = NULL;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  g_autofree char *text = cell (reading, fields, TP_PURCHASE_DATE);
  if (text == NULL)
    return missing (TP_PURCHASE_DATE, error);
  if (tp_time_parse_rfc3339 (text, &row->at, NULL)) {
    row->when = tp_time_format_rfc3339 (row->at);
    return TRUE;
  }
  if (!tp_datein_parse (text, reading->date_order, reading->this_year, date, &local))
    return fault (TP_PURCHASE_DATE, local, error);
  tp_date_parse (date, &year, &month, &day);
  if (strchr (text, ':') == NULL) {
    row->when = g_strdup (date);
    row->at = tp_time_of_date (year, month, day, reading->zone);
    return TRUE;
  }
  if (!read_time_of_day (text, &hour, &minute, &second)) {
    g_autofree char *shown = tp_quote (text);
    return tp_error (error, TP_ERROR_INVALID, _ ("date: not a time of day: '%s'"), shown);
  }
  row->when = g_strdup_printf ("%s %02d:%02d:%02d", date, hour, minute, second);
  row->at = tp_time_of_local (year, month, day, hour, minute, second, reading->zone);
  return TRUE;
}

static gboolean
read_name (const TpPurchaseReading *reading, const TpCsvField *fields, TpPurchaseColumn column,
           TpThing thing, char **out_name, GError **error)
{
  g_autofree char *text = cell (reading, fields, column);
  *out_name = text != NULL ? tp_thing_clean_name (thing, text, error) : NULL;
  return text == NULL || *out_name != NULL;
}

static gboolean
read_names (const TpPurchaseReading *reading, const TpCsvField *fields, TpPurchaseRow *row,
            GError **error)
{
  if (!read_name (reading, fields, TP_PURCHASE_PRODUCT, TP_THING_PRODUCT, &row->product, error) ||
      !read_name (reading, fields, TP_PURCHASE_CATEGORY, TP_THING_CATEGORY, &row->category, error))
    return FALSE;
  return row->product != NULL || missing (TP_PURCHASE_PRODUCT, error);
}

/* The code of a currency as written: "EUR", "eur", "€". FALSE: not one. */
static gboolean
read_currency_text (const char *text, char out_currency[4])
{
  gint64 ignored;
  g_autofree char *upper = g_ascii_strup (text, -1);
  g_autofree char *beside = g_strdup_printf ("%s 1", upper);
  return tp_amount_parse (beside, TP_NUMBER_POINT, 0, &ignored, out_currency, NULL) &&
         tp_currency_digits (out_currency) >= 0;
}

static gboolean
read_currency (const TpPurchaseReading *reading, const TpCsvField *fields, const char *beside,
               TpPurchaseRow *row, GError **error)
{
  g_autofree char *text = cell (reading, fields, TP_PURCHASE_CURRENCY);
  g_autofree char *shown = tp_quote (text != NULL ? text : beside);
  g_strlcpy (row->currency, *beside != '\0' ? beside : reading->currency, sizeof row->currency);
  if (text != NULL && !read_currency_text (text, row->currency))
    return tp_error (error, TP_ERROR_INVALID, _ ("currency: no currency '%s'"), shown);
  if (tp_currency_digits (row->currency) < 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("amount: no currency '%s'"), shown);
  return *beside == '\0' || strcmp (beside, row->currency) == 0 ||
         tp_error (error, TP_ERROR_INVALID, _ ("amount: in %s, but the currency is %s"), beside,
                   row->currency);
}

static gboolean
read_amount (const TpPurchaseReading *reading, const TpCsvField *fields, TpPurchaseRow *row,
             GError **error)
{
  char beside[4] = "";
  GError *local = NULL;
  g_autofree char *text = cell (reading, fields, TP_PURCHASE_AMOUNT);
  if (text == NULL)
    return missing (TP_PURCHASE_AMOUNT, error);
  if (!tp_amount_parse (text, reading->number_style, DECIMALS_MAX, &row->amount, beside, &local))
    return fault (TP_PURCHASE_AMOUNT, local, error);
  if (!read_currency (reading, fields, beside, row, error))
    return FALSE;
  if (!tp_amount_parse (text, reading->number_style, tp_currency_digits (row->currency),
                        &row->amount, beside, &local))
    return fault (TP_PURCHASE_AMOUNT, local, error);
  return (row->amount <= TP_MONEY_MAX && row->amount >= -TP_MONEY_MAX) ||
         tp_error (error, TP_ERROR_INVALID, _ ("amount: the amount is too large"));
}

static gboolean
read_quantity (const TpPurchaseReading *reading, const TpCsvField *fields, TpPurchaseRow *row,
               GError **error)
{
  GError *local = NULL;
  g_autofree char *text = cell (reading, fields, TP_PURCHASE_QUANTITY);
  row->quantity = TP_QUANTITY_ONE;
  if (text == NULL)
    return TRUE;
  if (!tp_amount_parse (text, reading->number_style, DECIMALS_MAX, &row->quantity, NULL, &local))
    return fault (TP_PURCHASE_QUANTITY, local, error);
  if (row->quantity == 0 || ABS (row->quantity) > TP_QUANTITY_MAX)
    return tp_error (error, TP_ERROR_INVALID, _ ("quantity: the quantity is out of range"));
  return TRUE;
}

/* FALSE: the word means none. */
static gboolean
find_kind (const char *text, TpPurchaseRowKind *out_kind)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  g_autofree char *folded = tp_fold (text);
  g_autofree char *word = g_strdup_printf (" %s ", folded);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strstr (kinds[i], word) != NULL) {
      *out_kind = (TpPurchaseRowKind)i;
      return TRUE;
    }
  return FALSE;
}

/* What the row is, once amount and quantity are there, which lose their signs. */
static gboolean
read_kind (const TpPurchaseReading *reading, const TpCsvField *fields, TpPurchaseRow *row,
           GError **error)
{
  gboolean back = row->amount < 0 || row->quantity < 0;
  g_autofree char *text = cell (reading, fields, TP_PURCHASE_KIND);
  g_autofree char *shown = tp_quote (text != NULL ? text : "");
  row->kind = back ? TP_PURCHASE_ROW_REFUND : TP_PURCHASE_ROW_PURCHASE;
  if (text != NULL && !find_kind (text, &row->kind))
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("kind: purchase, refund or chargeback is expected, not '%s'"), shown);
  if (row->kind == TP_PURCHASE_ROW_PURCHASE && back)
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("kind: a purchase has neither a negative amount nor a negative quantity"));
  if (row->amount > 0 && row->quantity < 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("quantity: is negative, but the amount is not"));
  row->amount = ABS (row->amount);
  row->quantity = ABS (row->quantity);
  return TRUE;
}

gboolean
tp_purchase_row_is_refund (const TpPurchaseReading *reading, const TpCsvField *fields)
{
  gint64 value;
  TpPurchaseRowKind kind = TP_PURCHASE_ROW_PURCHASE;
  g_autofree char *text = cell (reading, fields, TP_PURCHASE_KIND);
  g_autofree char *amount = cell (reading, fields, TP_PURCHASE_AMOUNT);
  g_autofree char *quantity = cell (reading, fields, TP_PURCHASE_QUANTITY);
  if (text != NULL)
    return find_kind (text, &kind) && kind != TP_PURCHASE_ROW_PURCHASE;
  return (amount != NULL &&
          tp_amount_parse (amount, reading->number_style, DECIMALS_MAX, &value, (char[4]){0},
                           NULL) &&
          value < 0) ||
         (quantity != NULL &&
          tp_amount_parse (quantity, reading->number_style, DECIMALS_MAX, &value, NULL, NULL) &&
          value < 0);
}

gboolean
tp_purchase_row_read (const TpPurchaseReading *reading, const TpCsvField *fields,
                      TpPurchaseRow *out_row, GError **error)
{
  *out_row = (TpPurchaseRow){0};
  if (!read_email (reading, fields, out_row, error) ||
      !read_mark (reading, fields, TP_PURCHASE_ORDER, TP_PURCHASE_NAME_MAX, &out_row->order,
                  error) ||
      !read_mark (reading, fields, TP_PURCHASE_LINE, TP_PURCHASE_LINE_MAX, &out_row->line, error) ||
      !read_date (reading, fields, out_row, error) ||
      !read_names (reading, fields, out_row, error) ||
      !read_amount (reading, fields, out_row, error) ||
      !read_quantity (reading, fields, out_row, error) ||
      !read_kind (reading, fields, out_row, error))
    return FALSE;
  return out_row->kind == TP_PURCHASE_ROW_PURCHASE || out_row->order != NULL ||
         tp_error (error, TP_ERROR_INVALID, _ ("order: a refund needs the number of its order"));
}

char *
tp_purchase_row_content (const TpPurchaseRow *row)
{
  return g_strdup_printf ("%d\x1f%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f%" G_GINT64_FORMAT
                          "\x1f%" G_GINT64_FORMAT "\x1f%s",
                          row->kind, row->email_key, row->order != NULL ? row->order : "",
                          row->line != NULL ? row->line : "", row->when, row->product,
                          row->quantity, row->amount, row->currency);
}
