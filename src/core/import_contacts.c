/* SPDX-License-Identifier: Apache-2.0 */
/* The reader prepares a chunk (import_file.h) while the one before is applied (import_apply.h) and
 * written. A chunk is one change: its effects, the run's counters and the length of the file of
 * refused rows. What another writer brought between makes the run begin again after the last
 * commit. */
#include "core/import_contacts.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/import_apply.h"
#include "core/import_blocked.h"

#include <string.h>

#define TRIES 20
#define UNFREED_MAX 2 /* chunks that wait to be freed */

static const char *const json_header[] = {"json"};

static gboolean
save (TpImportWork *work, TpChange *change, GError **error)
{
  g_free (work->import->notes);
  work->import->notes = tp_import_notes_format (work->notes);
  return tp_import_refused_sync (work->refused, work->import, error) &&
         tp_import_save (change, work->import, error);
}

/* What a chunk took, to be freed beside the next one. */
typedef struct {
  TpImportChunk *chunk;
  TpImportedContacts contacts;
} Used;

static void
free_used (gpointer data, gpointer pool_data)
{
  Used *used = data;
  tp_imported_contacts_clear (&used->contacts);
  tp_import_chunk_free (used->chunk);
  g_free (used);
}

static void
drop (GThreadPool *bin, Used *used)
{
  if (g_thread_pool_unprocessed (bin) >= UNFREED_MAX || !g_thread_pool_push (bin, used, NULL))
    free_used (used, NULL);
}

static gboolean
write_chunk (TpImportWork *work, Used *used, GError **error)
{
  g_autoptr (TpChange) change = tp_change_begin (work->account, work->import->actor, NULL, error);
  if (change == NULL)
    return FALSE;
  tp_change_set_actor (change, (TpActor){TP_ACTOR_IMPORT, work->import->id});
  return tp_import_apply_chunk (work, used->chunk, change, tp_change_conn (change), &used->contacts,
                                error) &&
         tp_import_write_chunk (work, change, &used->contacts, error) &&
         save (work, change, error) && tp_change_commit (&change, NULL, error);
}

static gboolean
rehearse_chunk (TpImportWork *work, Used *used, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (work->account), error);
  return conn != NULL &&
         tp_import_apply_chunk (work, used->chunk, NULL, conn, &used->contacts, error);
}

static gboolean
goes_on (const TpImportWork *work, const TpImportWatch *watch, GError **error)
{
  if (watch == NULL || watch->progress == NULL ||
      watch->progress (work->import->rows, work->file->rows, watch->data))
    return TRUE;
  return tp_error (error, TP_ERROR_BUSY,
                   _ ("stopped after %lld of %lld rows; the same command goes on from there"),
                   (long long)work->import->rows, (long long)work->file->rows);
}

/* One chunk; *out_more FALSE: there is none left. */
static gboolean
run_chunk (TpImportWork *work, TpImportReader *reader, GThreadPool *bin, gboolean *out_more,
           GError **error)
{
  g_autoptr (GError) local = NULL;
  TpImportChunk *chunk = tp_import_reader_next (reader, &local);
  *out_more = chunk != NULL;
  if (chunk != NULL) {
    Used *used = g_new0 (Used, 1);
    used->chunk = chunk;
    if (work->refused != NULL)
      write_chunk (work, used, &local);
    else
      rehearse_chunk (work, used, &local);
    drop (bin, used);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* All chunks from where the import stands. */
static gboolean
run_chunks (TpImportWork *work, const TpImportWatch *watch, GError **error)
{
  gboolean more = TRUE, ok = TRUE;
  GThreadPool *bin = g_thread_pool_new (free_used, NULL, 1, FALSE, NULL);
  g_autoptr (TpImportReader) reader =
      tp_import_reader_new ((TpImportFile *)work->file, work->import->rows);
  while (ok && more)
    ok = goes_on (work, watch, error) && run_chunk (work, reader, bin, &more, error);
  g_clear_pointer (&reader, tp_import_reader_free);
  g_thread_pool_free (bin, FALSE, TRUE);
  if (ok)
    tp_import_plan_note (work->file->plan, work->notes);
  return ok;
}

static TpImportRefused *
open_refused (TpAccount *account, TpImport *import, const TpImportFile *file, GError **error)
{
  const GPtrArray *columns = file->plan->columns;
  if (file->plan->options->format == TP_IMPORT_NDJSON)
    return tp_import_refused_new (account, import, json_header, 1, error);
  g_autofree const char **header = g_new (const char *, file->plan->in_file + 1);
  for (guint i = 0; i < file->plan->in_file; i++)
    header[i] = ((TpImportColumn *)columns->pdata[i])->header;
  return tp_import_refused_new (account, import, header, file->plan->in_file, error);
}

static gboolean
end (TpImportWork *work, GError **error)
{
  g_autoptr (TpChange) change = tp_change_begin (work->account, work->import->actor, NULL, error);
  g_free (work->import->notes);
  work->import->notes = tp_import_notes_format (work->notes);
  return change != NULL && tp_import_end (change, work->import, TP_IMPORT_DONE, error) &&
         tp_change_commit (&change, NULL, error);
}

/* From the last commit to the end, once. */
static gboolean
run_once (TpAccount *account, TpImport *import, const TpImportFile *file,
          const TpImportWatch *watch, GError **error)
{
  TpImportWork work;
  tp_import_work_init (&work, account, file, import);
  work.refused = open_refused (account, import, file, error);
  gboolean ok = work.refused != NULL && run_chunks (&work, watch, error) && end (&work, error);
  tp_import_work_clear (&work);
  return ok;
}

/* The run as the database has it, under the same lease. */
static TpImport *
reload (TpAccount *account, TpImport *import, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  TpImport *again = conn != NULL ? tp_import_get (conn, import->id, error) : NULL;
  if (again != NULL)
    again->lease_holder = g_steal_pointer (&import->lease_holder);
  return again;
}

/* Gives the lease back when it ends early, so that the same command can go on at once. */
static gboolean
fail (TpAccount *account, TpImport *import, GError *failure, GError **error)
{
  tp_import_give (account, import, NULL);
  g_propagate_error (error, failure);
  return FALSE;
}

static TpImport *
run_all (TpAccount *account, TpImport *begun, const TpImportFile *file, const TpImportWatch *watch,
         GError **error)
{
  g_autoptr (TpImport) import = begun;
  for (guint tries = 1;; tries++) {
    GError *local = NULL;
    gint64 before = import->rows;
    if (run_once (account, import, file, watch, &local))
      return g_steal_pointer (&import);
    g_autoptr (TpImport) again = reload (account, import, NULL);
    gboolean stopped = watch != NULL && watch->progress != NULL &&
                       !watch->progress (before, file->rows, watch->data);
    if (again != NULL) {
      tp_import_free (import);
      import = g_steal_pointer (&again);
    }
    if (tp_error_code (local) != TP_ERROR_BUSY || stopped || tries >= TRIES ||
        import->lease_holder == NULL) {
      fail (account, import, local, error);
      return NULL;
    }
    g_error_free (local);
  }
}

TpImport *
tp_import_contacts (TpAccount *account, TpActor actor, int fd, const char *file_name,
                    const TpImportOptions *options, const TpImportWatch *watch, GError **error)
{
  gboolean resumed;
  if (!tp_import_options_check (options, error))
    return NULL;
  if (options->blocked)
    return tp_import_blocked (account, actor, fd, file_name, options, watch, error);
  g_autoptr (TpImportFile) file =
      tp_import_file_new (account, fd, file_name, options, FALSE, error);
  if (file == NULL)
    return NULL;
  g_autofree char *text = tp_import_options_format (options);
  g_autofree char *fingerprint = tp_import_fingerprint (fd, text, error);
  TpImport *import = fingerprint != NULL
                         ? tp_import_begin (account, actor, TP_IMPORT_CONTACTS, fingerprint,
                                            file_name, text, &resumed, error)
                         : NULL;
  return import != NULL ? run_all (account, import, file, watch, error) : NULL;
}

TpImport *
tp_import_contacts_rehearse (TpAccount *account, int fd, const char *file_name,
                             const TpImportOptions *options, const TpImportWatch *watch,
                             GError **error)
{
  if (!tp_import_options_check (options, error))
    return NULL;
  if (options->blocked)
    return tp_import_blocked_rehearse (account, fd, file_name, options, watch, error);
  TpImportWork work;
  g_autoptr (TpImport) import = g_new0 (TpImport, 1);
  g_autoptr (TpImportFile) file = tp_import_file_new (account, fd, file_name, options, TRUE, error);
  if (file == NULL)
    return NULL;
  import->file_name = g_strdup (file_name);
  tp_import_work_init (&work, account, file, import);
  gboolean ok = run_chunks (&work, watch, error);
  import->notes = tp_import_notes_format (work.notes);
  tp_import_work_clear (&work);
  return ok ? g_steal_pointer (&import) : NULL;
}
