/* SPDX-License-Identifier: Apache-2.0 */
/* The file is read once to see that it can be read, to count its rows and to learn how it writes
 * numbers; then for the purchases, chunk by chunk; then, where it gives something back, once more
 * for the refunds. A run that is resumed passes over as many rows of each reading as its counters
 * say were handled, which counts their contents again. */
#include "core/purchase_import.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/time.h"
#include "core/import_refused.h"
#include "core/money.h"
#include "core/purchase_batch.h"
#include "core/purchase_source.h"
#include "core/setting.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  TpAccount *account;
  const TpPurchaseImportOptions *options;
  int fd;
  TpPurchaseReading reading;
  GTimeZone *zone;
  char *currency;
  char **header;
  guint columns;
  gint64 total;
  gboolean has_refunds;
  gint64 skip; /* rows that were handled before */
  gint64 source;
  TpImport *import;
  TpImportRefused *refused; /* NULL: a rehearsal */
  TpPurchaseSeen *seen;
  TpExchange *exchange; /* of a rehearsal */
} Run;

static void
clear_run (Run *run)
{
  g_clear_pointer (&run->zone, g_time_zone_unref);
  g_free (run->currency);
  g_strfreev (run->header);
  tp_import_free (run->import);
  g_clear_pointer (&run->refused, tp_import_refused_free);
  g_clear_pointer (&run->seen, tp_purchase_seen_free);
  g_clear_pointer (&run->exchange, tp_exchange_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, clear_run)

/* A reader behind the header. (transfer full) */
static TpCsvReader *
open_reader (const Run *run, GError **error)
{
  if (lseek (run->fd, 0, SEEK_SET) < 0) {
    tp_error (error, TP_ERROR_INVALID, _ ("cannot read the file: %s"), g_strerror (errno));
    return NULL;
  }
  g_autoptr (TpCsvReader) reader = tp_csv_reader_new (tp_source_fd (run->fd), NULL);
  return tp_csv_read_header (reader, error) ? g_steal_pointer (&reader) : NULL;
}

static gboolean
find_columns (Run *run, const TpCsvReader *reader, GError **error)
{
  run->columns = tp_csv_columns (reader);
  run->header = g_new0 (char *, run->columns + 1);
  for (guint i = 0; i < run->columns; i++)
    run->header[i] = g_strdup (tp_csv_column (reader, i));
  return tp_purchase_columns_find ((const char *const *)run->header, run->columns,
                                   run->options->map, &run->reading.columns, error);
}

static const char *
text_of (const Run *run, const TpCsvRow *row, TpPurchaseColumn column)
{
  int index = run->reading.columns.index[column];
  return index >= 0 ? row->fields[index].text : "";
}

/* What one row tells about the file as a whole. */
static void
survey_row (Run *run, const TpCsvRow *row)
{
  const char *amount = text_of (run, row, TP_PURCHASE_AMOUNT);
  const char *quantity = text_of (run, row, TP_PURCHASE_QUANTITY);
  run->total++;
  if (run->reading.number_style == TP_NUMBER_UNKNOWN)
    run->reading.number_style = tp_number_style (amount);
  if (run->reading.number_style == TP_NUMBER_UNKNOWN)
    run->reading.number_style = tp_number_style (quantity);
  if (strchr (amount, '-') != NULL || strchr (quantity, '-') != NULL ||
      strstr (amount, "−") != NULL || strstr (quantity, "−") != NULL ||
      *text_of (run, row, TP_PURCHASE_KIND) != '\0')
    run->has_refunds = TRUE;
}

static gboolean
survey (Run *run, GError **error)
{
  const TpCsvRow *row = NULL;
  g_autoptr (TpCsvReader) reader = open_reader (run, error);
  if (reader == NULL || !find_columns (run, reader, error))
    return FALSE;
  do {
    if (!tp_csv_next (reader, &row, error))
      return FALSE;
    if (row != NULL)
      survey_row (run, row);
  } while (row != NULL);
  return TRUE;
}

/* Where no number of the file tells, the account's language does. */
static gboolean
settle_style (Run *run, TpConn *conn, GError **error)
{
  g_autofree char *language = tp_setting_get (conn, "language", error);
  if (language == NULL)
    return FALSE;
  if (run->reading.number_style == TP_NUMBER_UNKNOWN)
    run->reading.number_style = strcmp (language, "en") == 0 ? TP_NUMBER_POINT : TP_NUMBER_COMMA;
  return TRUE;
}

static gboolean
settle_currency (Run *run, TpConn *conn, GError **error)
{
  if (run->options->currency == NULL) {
    run->currency = tp_setting_get (conn, "currency", error);
    return run->currency != NULL;
  }
  run->currency = g_ascii_strup (run->options->currency, -1);
  return tp_currency_digits (run->currency) >= 0 ||
         tp_error (error, TP_ERROR_INVALID, _ ("no currency '%s'"), run->options->currency);
}

static gboolean
prepare (Run *run, TpAccount *account, int fd, const TpPurchaseImportOptions *options,
         GError **error)
{
  int month, day;
  run->account = account;
  run->options = options;
  run->fd = fd;
  run->seen = tp_purchase_seen_new ();
  run->zone = tp_account_zone (account);
  g_autofree char *today = tp_time_format_date (tp_account_now (account), run->zone);
  tp_date_parse (today, &run->reading.this_year, &month, &day);
  run->reading.date_order = options->month_first ? TP_DATE_MONTH_FIRST : TP_DATE_DAY_FIRST;
  run->reading.zone = run->zone;
  if (!survey (run, error))
    return FALSE;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  if (conn == NULL || !settle_style (run, conn, error) || !settle_currency (run, conn, error))
    return FALSE;
  run->reading.currency = run->currency;
  return TRUE;
}

static const char *
source_name (const Run *run)
{
  return run->options->source != NULL ? run->options->source : TP_PURCHASE_IMPORT_SOURCE;
}

static char **
copy_cells (const TpCsvRow *row, guint columns)
{
  char **cells = g_new0 (char *, columns + 1);
  for (guint i = 0; i < columns; i++)
    cells[i] = g_strdup (row->fields[i].text);
  return cells;
}

/* Whether the row is handled in this reading of the file. One that is too long is not looked into.
 */
static gboolean
belongs (const Run *run, const TpCsvRow *row, gboolean refunds)
{
  gboolean refund = run->has_refunds && row->fault != TP_CSV_ROW_LONG &&
                    tp_purchase_row_is_refund (&run->reading, row->fields);
  return refund == refunds;
}

static void
take_row (Run *run, TpCsvReader *reader, const TpCsvRow *row, TpPurchaseBatch *batch)
{
  TpPurchaseRow read = {0};
  g_autoptr (GError) local = NULL;
  char **cells = copy_cells (row, run->columns);
  if (row->fault == TP_CSV_ROW_LONG) {
    g_autofree char *reason = tp_csv_row_fault_text (reader, row);
    tp_purchase_batch_refuse (tp_purchase_batch_add (batch, row->line, cells, NULL), reason);
  } else if (tp_purchase_row_read (&run->reading, row->fields, &read, &local)) {
    tp_purchase_batch_add (batch, row->line, cells, &read);
  } else {
    tp_purchase_batch_refuse (tp_purchase_batch_add (batch, row->line, cells, NULL),
                              local->message);
  }
  tp_purchase_row_clear (&read);
}

static TpPurchaseBatch *
new_batch (const Run *run)
{
  TpPurchaseBatch *batch = tp_purchase_batch_new ();
  batch->account = run->account;
  batch->seen = run->seen;
  batch->exchange = run->exchange;
  batch->source = run->source;
  batch->import = run->import->id;
  batch->dry_run = run->refused == NULL;
  return batch;
}

/* The next rows of this reading, at most a chunk; none at its end. (transfer full) */
static TpPurchaseBatch *
read_batch (Run *run, TpCsvReader *reader, gboolean refunds, GError **error)
{
  const TpCsvRow *row = NULL;
  g_autoptr (TpPurchaseBatch) batch = new_batch (run);
  while (batch->rows->len < TP_IMPORT_CHUNK_ROWS) {
    if (!tp_csv_next (reader, &row, error))
      return NULL;
    if (row == NULL)
      break;
    if (!belongs (run, row, refunds))
      continue;
    take_row (run, reader, row, batch);
    if (run->skip > 0) { /* it was only to be counted */
      run->skip--;
      g_ptr_array_set_size (batch->rows, 0);
    }
  }
  return g_steal_pointer (&batch);
}

static gboolean
count_rows (Run *run, const TpPurchaseBatch *batch, GError **error)
{
  for (guint i = 0; i < batch->rows->len; i++) {
    const TpPurchaseBatchRow *row = batch->rows->pdata[i];
    run->import->rows++;
    run->import->added += row->outcome == TP_PURCHASE_BATCH_ADDED;
    run->import->unchanged += row->outcome == TP_PURCHASE_BATCH_UNCHANGED;
    if (row->outcome != TP_PURCHASE_BATCH_REFUSED)
      continue;
    run->import->refused++;
    if (run->refused != NULL &&
        !tp_import_refused_add (run->refused, row->line, row->reason,
                                (const char *const *)row->cells, run->columns, error))
      return FALSE;
  }
  run->import->orders += batch->orders;
  run->import->contacts_added += batch->contacts->len;
  return TRUE;
}

/* Notes the contacts that were made, for undoing. */
static gboolean
note_contacts (Run *run, const TpPurchaseBatch *batch, TpChange *change, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (batch->contacts->len == 0)
    return TRUE;
  if (!tp_conn_batch_begin (conn, TP_SQL_PURCHASE_IMPORT_CONTACT, 0, error))
    return FALSE;
  for (guint i = 0; i < batch->contacts->len; i++)
    if (!tp_conn_batch_add (conn, error, "iii", run->import->id, ++run->import->undo_sequence,
                            g_array_index (batch->contacts, gint64, i)))
      return FALSE;
  return tp_conn_batch_end (conn, error);
}

static gboolean
store_batch (Run *run, TpPurchaseBatch *batch, gboolean refunds, GError **error)
{
  TpActor actor = {TP_ACTOR_IMPORT, run->import->id};
  g_autoptr (TpChange) change = tp_change_begin (run->account, actor, NULL, error);
  if (change == NULL)
    return FALSE;
  g_autoptr (TpExchange) exchange = tp_exchange_load (tp_change_conn (change), error);
  batch->exchange = exchange;
  return exchange != NULL && tp_purchase_batch_store (batch, change, refunds, error) &&
         note_contacts (run, batch, change, error) && count_rows (run, batch, error) &&
         tp_import_refused_sync (run->refused, run->import, error) &&
         tp_import_save (change, run->import, error) && tp_change_commit (&change, NULL, error) &&
         (!batch->currency_taken || tp_account_reload (run->account, error));
}

static gboolean
rehearse_batch (Run *run, TpPurchaseBatch *batch, gboolean refunds, GError **error)
{
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (run->account), error);
  return conn != NULL &&
         (refunds ? tp_purchase_batch_judge_refunds (batch, conn, &none, error)
                  : tp_purchase_batch_judge (batch, conn, error)) &&
         count_rows (run, batch, error);
}

static gboolean
pass (Run *run, gboolean refunds, GError **error)
{
  g_autoptr (TpCsvReader) reader = open_reader (run, error);
  if (reader == NULL)
    return FALSE;
  tp_purchase_seen_forget_counts (run->seen);
  for (;;) {
    g_autoptr (TpPurchaseBatch) batch = read_batch (run, reader, refunds, error);
    if (batch == NULL)
      return FALSE;
    if (batch->rows->len == 0)
      return TRUE;
    if (!(run->refused != NULL ? store_batch : rehearse_batch) (run, batch, refunds, error))
      return FALSE;
    if (run->refused != NULL)
      tp_purchase_seen_forget (run->seen);
    if (run->options->progress != NULL &&
        !run->options->progress (run->import->rows, run->total, run->options->data))
      return tp_error (error, TP_ERROR_BUSY,
                       _ ("stopped; the same import again goes on where this one was"));
  }
}

static gboolean
both_passes (Run *run, GError **error)
{
  return pass (run, FALSE, error) && (!run->has_refunds || pass (run, TRUE, error));
}

/* What makes two runs the same, beside the file. (transfer full) */
static char *
options_text (const Run *run)
{
  g_autoptr (json_t) options = json_object ();
  json_t *map = json_array ();
  for (guint i = 0; run->options->map != NULL && run->options->map[i] != NULL; i++)
    json_array_append_new (map, json_string (run->options->map[i]));
  json_object_set_new (options, "kind", json_string ("purchases"));
  json_object_set_new (options, "map", map);
  json_object_set_new (options, "source", json_string (source_name (run)));
  json_object_set_new (options, "currency",
                       run->options->currency != NULL ? json_string (run->currency) : json_null ());
  json_object_set_new (options, "month_first", json_boolean (run->options->month_first));
  return tp_json_text (options);
}

static gboolean
begin (Run *run, TpActor actor, const char *file_name, GError **error)
{
  gboolean resumed = FALSE;
  g_autofree char *options = options_text (run);
  g_autofree char *fingerprint = tp_import_fingerprint (run->fd, options, error);
  if (fingerprint == NULL)
    return FALSE;
  g_autoptr (TpChange) change = tp_change_begin (run->account, actor, NULL, error);
  if (change == NULL ||
      !tp_purchase_source_find_or_make (change, source_name (run), &run->source, error) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  run->import = tp_import_begin (run->account, actor, TP_IMPORT_PURCHASES, fingerprint, file_name,
                                 options, &resumed, error);
  if (run->import == NULL)
    return FALSE;
  run->skip = run->import->rows;
  run->refused = tp_import_refused_new (run->account, run->import, (const char *const *)run->header,
                                        run->columns, error);
  return run->refused != NULL;
}

static gboolean
finish (Run *run, TpActor actor, GError **error)
{
  g_autoptr (TpChange) change = tp_change_begin (run->account, actor, NULL, error);
  return change != NULL && tp_import_end (change, run->import, TP_IMPORT_DONE, error) &&
         tp_change_commit (&change, NULL, error);
}

TpImport *
tp_purchase_import (TpAccount *account, TpActor actor, int fd, const char *file_name,
                    const TpPurchaseImportOptions *options, GError **error)
{
  g_auto (Run) run = {0};
  if (!prepare (&run, account, fd, options, error) || !begin (&run, actor, file_name, error))
    return NULL;
  if (both_passes (&run, error) && finish (&run, actor, error))
    return g_steal_pointer (&run.import);
  tp_import_give (account, run.import, NULL);
  return NULL;
}

TpImport *
tp_purchase_import_rehearse (TpAccount *account, int fd, const TpPurchaseImportOptions *options,
                             GError **error)
{
  g_auto (Run) run = {0};
  if (!prepare (&run, account, fd, options, error))
    return NULL;
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
    if (conn == NULL || !tp_purchase_source_find (conn, source_name (&run), &run.source, error))
      return NULL;
    run.exchange = tp_exchange_load (conn, error);
  }
  if (run.exchange == NULL)
    return NULL;
  run.import = g_new0 (TpImport, 1);
  run.import->kind = TP_IMPORT_PURCHASES;
  return both_passes (&run, error) ? g_steal_pointer (&run.import) : NULL;
}
