/* SPDX-License-Identifier: Apache-2.0 */
/* The file is read in chunks in the same thread: there is little to parse. */
#include "core/import_blocked.h"

#include "base/csv.h"
#include "base/csv_writer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "core/import_refused.h"
#include "core/suppression.h"

#include <unistd.h>

static const char *const header[] = {"address"};

typedef struct {
  TpAccount *account;
  TpImport *import;
  TpImportRefused *refused; /* NULL: a rehearsal */
  TpCsvReader *reader;
  guint column;
  gint64 total;
  gboolean first_is_row; /* what was read as header is an address */
  GHashTable *seen;      /* rehearsal: keys that were counted */
} Work;

static gboolean
is_address (const char *text)
{
  g_autofree char *key = tp_suppression_key (text, NULL);
  return key != NULL;
}

/* Finds the column of addresses. */
static gboolean
open_file (Work *work, int fd, const TpImportOptions *options, GError **error)
{
  if (lseek (fd, 0, SEEK_SET) != 0)
    return tp_error (error, TP_ERROR_INTERNAL, _ ("the file cannot be read twice"));
  g_clear_pointer (&work->reader, tp_csv_reader_free);
  work->reader = tp_csv_reader_new (tp_source_fd (fd), NULL);
  if (!tp_csv_read_header (work->reader, error))
    return FALSE;
  for (guint i = 0; i < tp_csv_columns (work->reader); i++) {
    const char *name = tp_csv_column (work->reader, i);
    g_autofree char *map = g_strconcat (name, "=email", NULL);
    work->first_is_row = is_address (name);
    if (work->first_is_row || tp_column_find (name).kind == TP_COLUMN_EMAIL ||
        (options->maps != NULL && g_strv_contains ((const char *const *)options->maps, map))) {
      work->column = i;
      return TRUE;
    }
  }
  return tp_error (error, TP_ERROR_INVALID,
                   _ ("no column holds addresses; name it 'email', or with --map 'column=email'"));
}

/* The next address; *out_text NULL at the end. Borrowed until the next call. */
static gboolean
next_address (Work *work, gboolean first, const char **out_text, gint64 *out_line, GError **error)
{
  const TpCsvRow *row = NULL;
  *out_text = NULL;
  *out_line = 1;
  if (first && work->first_is_row) {
    *out_text = tp_csv_column (work->reader, work->column);
    return TRUE;
  }
  if (!tp_csv_next (work->reader, &row, error))
    return FALSE;
  if (row == NULL)
    return TRUE;
  *out_text = tp_csv_unguard (row->fields[work->column].text);
  *out_line = row->line;
  return TRUE;
}

static gboolean
count_rows (Work *work, GError **error)
{
  const char *text;
  gint64 line;
  do {
    if (!next_address (work, work->total == 0, &text, &line, error))
      return FALSE;
    work->total += text != NULL;
  } while (text != NULL);
  return work->total > 0 || tp_error (error, TP_ERROR_INVALID, _ ("the file has no rows"));
}

static gboolean
skip_rows (Work *work, GError **error)
{
  const char *text;
  gint64 line;
  for (gint64 i = 0; i < work->import->rows; i++)
    if (!next_address (work, i == 0, &text, &line, error))
      return FALSE;
  return TRUE;
}

/* Keys of one chunk, each once; rows that are no address are refused. */
static gboolean
read_keys (Work *work, GPtrArray *keys, gint64 *out_again, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < TP_SUPPRESSION_CHUNK; i++) {
    const char *text;
    gint64 line;
    g_autoptr (GError) local = NULL;
    if (!next_address (work, work->import->rows == 0, &text, &line, error))
      return FALSE;
    if (text == NULL)
      return TRUE;
    work->import->rows++;
    char *key = tp_suppression_key (text, &local);
    if (key == NULL) {
      work->import->refused++;
      if (work->refused != NULL &&
          !tp_import_refused_add (work->refused, line, local->message, &text, 1, error))
        return FALSE;
    } else if (!g_hash_table_add (seen, key) ||
               (work->seen != NULL && g_hash_table_contains (work->seen, key))) {
      ++*out_again;
      g_free (key);
    } else {
      g_ptr_array_add (keys, key);
    }
  }
  return TRUE;
}

static gboolean
write_keys (Work *work, const GPtrArray *keys, gint64 again, GError **error)
{
  guint added = 0;
  g_autofree char *detail = tp_import_label (work->account, work->import);
  g_autoptr (TpChange) change = tp_change_begin (work->account, work->import->actor, NULL, error);
  if (change == NULL)
    return FALSE;
  tp_change_set_actor (change, (TpActor){TP_ACTOR_IMPORT, work->import->id});
  if (keys->len > 0 &&
      !tp_suppression_set_many (change, (const char *const *)(gpointer)keys->pdata, keys->len,
                                TP_SUPPRESSION_CLEANED, detail, &added, error))
    return FALSE;
  work->import->added += added;
  work->import->unchanged += keys->len - added + again;
  return tp_import_refused_sync (work->refused, work->import, error) &&
         tp_import_save (change, work->import, error) && tp_change_commit (&change, NULL, error);
}

static gboolean
count_keys (Work *work, GPtrArray *keys, gint64 again, GError **error)
{
  g_autofree guint8 *reasons = g_new0 (guint8, keys->len + 1);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (work->account), error);
  if (conn == NULL || !tp_suppression_find_many (conn, (const char *const *)(gpointer)keys->pdata,
                                                 keys->len, reasons, error))
    return FALSE;
  work->import->unchanged += again;
  for (guint i = 0; i < keys->len; i++) {
    work->import->added += reasons[i] == 0;
    work->import->unchanged += reasons[i] != 0;
    g_hash_table_add (work->seen, g_strdup (keys->pdata[i]));
  }
  return TRUE;
}

static gboolean
goes_on (const Work *work, const TpImportWatch *watch, GError **error)
{
  if (watch == NULL || watch->progress == NULL ||
      watch->progress (work->import->rows, work->total, watch->data))
    return TRUE;
  return tp_error (error, TP_ERROR_BUSY,
                   _ ("stopped after %lld of %lld rows; the same command goes on from there"),
                   (long long)work->import->rows, (long long)work->total);
}

static gboolean
run (Work *work, const TpImportWatch *watch, GError **error)
{
  if (!skip_rows (work, error))
    return FALSE;
  while (work->import->rows < work->total) {
    gint64 again = 0;
    g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
    if (!goes_on (work, watch, error) || !read_keys (work, keys, &again, error) ||
        !(work->refused != NULL ? write_keys (work, keys, again, error)
                                : count_keys (work, keys, again, error)))
      return FALSE;
  }
  return goes_on (work, watch, error);
}

static gboolean
end (Work *work, GError **error)
{
  g_autoptr (TpChange) change = tp_change_begin (work->account, work->import->actor, NULL, error);
  return change != NULL && tp_import_end (change, work->import, TP_IMPORT_DONE, error) &&
         tp_change_commit (&change, NULL, error);
}

static void
clear (Work *work)
{
  g_clear_pointer (&work->reader, tp_csv_reader_free);
  g_clear_pointer (&work->refused, tp_import_refused_free);
  g_clear_pointer (&work->seen, g_hash_table_unref);
}

/* Looks the file through and stands at its beginning again. */
static gboolean
prepare (Work *work, int fd, const TpImportOptions *options, GError **error)
{
  return open_file (work, fd, options, error) && count_rows (work, error) &&
         open_file (work, fd, options, error);
}

TpImport *
tp_import_blocked (TpAccount *account, TpActor actor, int fd, const char *file_name,
                   const TpImportOptions *options, const TpImportWatch *watch, GError **error)
{
  gboolean resumed, ok = FALSE;
  Work work = {.account = account};
  g_autofree char *text = tp_import_options_format (options);
  g_autofree char *fingerprint = tp_import_fingerprint (fd, text, error);
  g_autoptr (TpImport) import = NULL;
  if (fingerprint != NULL && prepare (&work, fd, options, error))
    import = work.import = tp_import_begin (account, actor, TP_IMPORT_BLOCKED, fingerprint,
                                            file_name, text, &resumed, error);
  if (import != NULL) {
    work.refused = tp_import_refused_new (account, import, header, 1, error);
    ok = work.refused != NULL && run (&work, watch, error) && end (&work, error);
    if (!ok)
      tp_import_give (account, import, NULL);
  }
  clear (&work);
  return ok ? g_steal_pointer (&import) : NULL;
}

TpImport *
tp_import_blocked_rehearse (TpAccount *account, int fd, const char *file_name,
                            const TpImportOptions *options, const TpImportWatch *watch,
                            GError **error)
{
  g_autoptr (TpImport) import = g_new0 (TpImport, 1);
  Work work = {.account = account, .import = import};
  work.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean ok = prepare (&work, fd, options, error) && run (&work, watch, error);
  import->file_name = g_strdup (file_name);
  clear (&work);
  return ok ? g_steal_pointer (&import) : NULL;
}
