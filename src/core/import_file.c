/* SPDX-License-Identifier: Apache-2.0 */
/* Looking the file through tells how many rows there are, how numbers are written in each column,
 * whether a column "status" is about customers or subscriptions, and, for a rehearsal, which
 * addresses come again. */
#include "core/import_file.h"

#include "base/compare.h"
#include "base/csv_writer.h"
#include "base/error.h"
#include "base/i18n.h"

#include <string.h>
#include <unistd.h>

void
tp_import_file_free (TpImportFile *file)
{
  if (file == NULL)
    return;
  g_clear_pointer (&file->plan, tp_import_plan_free);
  g_clear_pointer (&file->fields, tp_fields_unref);
  g_clear_pointer (&file->zone, g_time_zone_unref);
  g_clear_pointer (&file->adviser, tp_address_adviser_free);
  g_clear_pointer (&file->repeated, g_hash_table_unref);
  g_free (file);
}

static gboolean
rewind_file (int fd, GError **error)
{
  return lseek (fd, 0, SEEK_SET) == 0 ||
         tp_error (error, TP_ERROR_INTERNAL, _ ("the file cannot be read twice"));
}

/* FNV-1a, 64 bits. */
static gint64
hash_key (const char *key)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  for (; *key != '\0'; key++)
    hash = (hash ^ (guint8)*key) * G_GUINT64_CONSTANT (0x100000001b3);
  return (gint64)hash;
}

gboolean
tp_import_file_is_repeated (const TpImportFile *file, const char *key)
{
  gint64 hash = hash_key (key);
  return file->repeated != NULL && g_hash_table_contains (file->repeated, &hash);
}

/* What is learned while looking the file through. */
typedef struct {
  TpImportFile *file;
  GArray *hashes;    /* gint64 of every address; NULL: not asked */
  gboolean *telling; /* by column: a status that no customer has */
} Survey;

static void
look_at_address (Survey *survey, const char *text)
{
  if (survey->hashes == NULL)
    return;
  g_autoptr (TpAddress) address = tp_address_parse (text, -1, NULL);
  if (address == NULL)
    return;
  gint64 hash = hash_key (address->key);
  g_array_append_val (survey->hashes, hash);
}

static gboolean
has_numbers (const TpImportColumn *column)
{
  return column->kind == TP_COLUMN_FIELD && (column->field->kind.type == TP_SEGMENT_NUMBER ||
                                             column->field->kind.type == TP_SEGMENT_MONEY);
}

static void
look_at_row (Survey *survey, const TpCsvRow *row)
{
  const GPtrArray *columns = survey->file->plan->columns;
  for (guint i = 0; i < columns->len; i++) {
    TpImportColumn *column = columns->pdata[i];
    const char *text = row->fields[i].text;
    if (column->kind == TP_COLUMN_EMAIL)
      look_at_address (survey, tp_csv_unguard (text));
    else if (column->kind == TP_COLUMN_STATUS && !survey->telling[i])
      survey->telling[i] = tp_subscription_is_telling (text);
    else if (has_numbers (column) && column->style == TP_NUMBER_UNKNOWN)
      column->style = tp_number_style (text);
  }
}

/* Excel writes a delimiter behind the last column. */
static gboolean
is_at_end (const TpCsvReader *reader, guint column)
{
  for (guint i = column; i < tp_csv_columns (reader); i++)
    if (*tp_csv_column (reader, i) != '\0')
      return FALSE;
  return TRUE;
}

static gboolean
check_header (const TpCsvReader *reader, GError **error)
{
  guint length;
  const TpCsvNameFault *faults = tp_csv_name_faults (reader, &length);
  for (guint i = 0; i < length; i++) {
    if (faults[i].kind == TP_CSV_NAME_EMPTY && is_at_end (reader, faults[i].column))
      continue;
    g_autofree char *text = tp_csv_name_fault_text (reader, &faults[i]);
    return tp_error (error, TP_ERROR_INVALID, "%s", text);
  }
  return TRUE;
}

static gboolean
plan_csv (TpImportFile *file, const TpCsvReader *reader, const char *file_name,
          const TpImportOptions *options, GError **error)
{
  g_autoptr (GPtrArray) headers = g_ptr_array_new ();
  if (!check_header (reader, error))
    return FALSE;
  for (guint i = 0; i < tp_csv_columns (reader); i++)
    g_ptr_array_add (headers, (gpointer)tp_csv_column (reader, i));
  file->plan =
      tp_import_plan_new (file->fields, options, file_name,
                          (const char *const *)(gpointer)headers->pdata, headers->len, error);
  return file->plan != NULL;
}

/* Columns in which no value told are read as the account's language writes numbers: what is not
 * ambiguous is taken either way. */
static void
settle_columns (Survey *survey)
{
  const GPtrArray *columns = survey->file->plan->columns;
  for (guint i = 0; i < columns->len; i++) {
    TpImportColumn *column = columns->pdata[i];
    if (column->kind == TP_COLUMN_STATUS && survey->telling[i])
      column->kind = TP_COLUMN_SUBSCRIPTION;
  }
}

static gboolean
look_through_csv (Survey *survey, const char *file_name, const TpImportOptions *options,
                  GError **error)
{
  const TpCsvRow *row;
  TpImportFile *file = survey->file;
  g_autoptr (TpCsvReader) reader = tp_csv_reader_new (tp_source_fd (file->fd), NULL);
  if (!tp_csv_read_header (reader, error) || !plan_csv (file, reader, file_name, options, error))
    return FALSE;
  g_autofree gboolean *telling = g_new0 (gboolean, tp_csv_columns (reader));
  survey->telling = telling;
  for (;;) {
    if (!tp_csv_next (reader, &row, error))
      return FALSE;
    if (row == NULL)
      break;
    file->rows++;
    look_at_row (survey, row);
  }
  settle_columns (survey);
  return TRUE;
}

static void
look_at_members (Survey *survey, json_t *object)
{
  const char *name;
  json_t *value;
  if (survey->hashes == NULL)
    return;
  json_object_foreach (object, name, value)
  {
    const TpImportColumn *column = tp_import_plan_member (survey->file->plan, name);
    if (column != NULL && column->kind == TP_COLUMN_EMAIL && json_is_string (value))
      look_at_address (survey, json_string_value (value));
  }
}

static gboolean
look_through_json (Survey *survey, const char *file_name, const TpImportOptions *options,
                   GError **error)
{
  const TpNdjsonRow *row;
  TpImportFile *file = survey->file;
  file->plan = tp_import_plan_new (file->fields, options, file_name, NULL, 0, error);
  g_autoptr (TpNdjsonReader) reader = tp_ndjson_reader_new (tp_source_fd (file->fd));
  while (file->plan != NULL) {
    if (!tp_ndjson_next (reader, &row, error))
      return FALSE;
    if (row == NULL)
      return TRUE;
    file->rows++;
    look_at_members (survey, row->json);
  }
  return FALSE;
}

static void
find_repeated (Survey *survey)
{
  GArray *hashes = survey->hashes;
  survey->file->repeated = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_array_sort (hashes, tp_int64_compare);
  for (guint i = 1; i < hashes->len; i++) {
    gint64 *hash = &g_array_index (hashes, gint64, i);
    if (*hash == hash[-1])
      g_hash_table_add (survey->file->repeated, g_memdup2 (hash, sizeof *hash));
  }
}

static gboolean
look_through (Survey *survey, const char *file_name, const TpImportOptions *options, GError **error)
{
  gboolean ok = options->format == TP_IMPORT_CSV
                    ? look_through_csv (survey, file_name, options, error)
                    : look_through_json (survey, file_name, options, error);
  if (ok && survey->file->rows == 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("the file has no rows"));
  return ok && rewind_file (survey->file->fd, error);
}

TpImportFile *
tp_import_file_new (TpAccount *account, int fd, const char *file_name,
                    const TpImportOptions *options, gboolean repeated, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  g_autoptr (TpImportFile) file = g_new0 (TpImportFile, 1);
  g_autoptr (GArray) hashes = repeated ? g_array_new (FALSE, FALSE, sizeof (gint64)) : NULL;
  Survey survey = {file, hashes, NULL};
  file->fd = fd;
  file->now = tp_account_now (account);
  file->zone = tp_account_zone (account);
  file->adviser = tp_address_adviser_new (NULL, error);
  file->fields = conn != NULL ? tp_fields_load (account, conn, error) : NULL;
  g_clear_pointer (&conn, tp_conn_release);
  if (file->adviser == NULL || file->fields == NULL || !rewind_file (fd, error) ||
      !look_through (&survey, file_name, options, error))
    return NULL;
  if (hashes != NULL)
    find_repeated (&survey);
  return g_steal_pointer (&file);
}
