/* SPDX-License-Identifier: Apache-2.0 */
#include "core/import_queue.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/import_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define COPY_BYTES (1024 * 1024)
#define UNFINISHED_MAX 1000

/* Where the file of an import is kept. (transfer full) */
static char *
upload_path (TpAccount *account, gint64 id)
{
  g_autofree char *name = g_strdup_printf ("upload-%" G_GINT64_FORMAT, id);
  return g_build_filename (tp_account_data_folder (account), "imports", name, NULL);
}

static gboolean
copy (int from, int to)
{
  gssize length;
  g_autofree char *buffer = g_malloc (COPY_BYTES);
  gboolean ok = lseek (from, 0, SEEK_SET) == 0;
  while (ok && (length = read (from, buffer, COPY_BYTES)) != 0) {
    ok = length > 0 || errno == EINTR;
    for (gssize done = 0, written; ok && done < length; done += written)
      ok = (written = write (to, buffer + done, (gsize)(length - done))) > 0;
  }
  return ok && fsync (to) == 0;
}

/* It gets its name once it is whole. */
static gboolean
keep_file (TpAccount *account, gint64 id, int fd, GError **error)
{
  g_autofree char *path = upload_path (account, id);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  int to = g_mkdir_with_parents (folder, 0700) == 0
               ? g_open (part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)
               : -1;
  gboolean ok = to >= 0 && copy (fd, to);
  if (to >= 0)
    close (to);
  ok = ok && g_rename (part, path) == 0;
  return ok ||
         tp_error (error, TP_ERROR_INTERNAL, _ ("cannot keep the file: %s"), g_strerror (errno));
}

TpImport *
tp_import_queue_add (TpAccount *account, TpActor actor, int fd, const char *file_name,
                     const TpImportOptions *options, GError **error)
{
  gboolean resumed;
  if (!tp_import_options_check (options, error))
    return NULL;
  g_autoptr (TpImportFile) file =
      options->blocked ? NULL : tp_import_file_new (account, fd, file_name, options, FALSE, error);
  if (file == NULL && !options->blocked)
    return NULL;
  g_autofree char *text = tp_import_options_format (options);
  g_autofree char *fingerprint = tp_import_fingerprint (fd, text, error);
  if (fingerprint == NULL)
    return NULL;
  g_autoptr (TpImport) import =
      tp_import_begin (account, actor, options->blocked ? TP_IMPORT_BLOCKED : TP_IMPORT_CONTACTS,
                       fingerprint, file_name, text, &resumed, error);
  if (import == NULL || !keep_file (account, import->id, fd, error) ||
      !tp_import_give (account, import, error))
    return NULL;
  return g_steal_pointer (&import);
}

static TpImport *
load (TpAccount *account, gint64 id, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  return conn != NULL ? tp_import_get (conn, id, error) : NULL;
}

gboolean
tp_import_queue_undo (TpAccount *account, gint64 id, GError **error)
{
  static const TpActor system = {TP_ACTOR_SYSTEM, 0};
  g_autoptr (TpImport) import = load (account, id, error);
  if (import == NULL)
    return FALSE;
  if (import->kind == TP_IMPORT_PURCHASES)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("that is no import of contacts"));
  if (import->state == TP_IMPORT_UNDONE)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("this import is undone already"));
  if (!tp_import_take (account, import, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_change_begin (account, system, NULL, error);
  import->state = TP_IMPORT_UNDOING;
  gboolean ok = change != NULL && tp_import_save (change, import, error) &&
                tp_change_commit (&change, NULL, error);
  g_clear_pointer (&change, tp_change_free);
  return tp_import_give (account, import, ok ? error : NULL) && ok;
}

/* Ends an import that cannot be gone on with. */
static gboolean
give_up (TpAccount *account, gint64 id, const char *reason, GError **error)
{
  g_autoptr (TpImport) import = load (account, id, error);
  if (import == NULL || !tp_import_take (account, import, error))
    return FALSE;
  g_autoptr (TpImportNotes) notes = tp_import_notes_new (import->notes);
  tp_import_notes_set_error (notes, reason);
  g_free (import->notes);
  import->notes = tp_import_notes_format (notes);
  g_autoptr (TpChange) change = tp_change_begin (account, import->actor, NULL, error);
  return change != NULL && tp_import_end (change, import, TP_IMPORT_DONE, error) &&
         tp_change_commit (&change, NULL, error);
}

static gboolean
run_import (TpAccount *account, const TpImport *import, int fd, const TpImportWatch *watch,
            GError **error)
{
  g_autoptr (TpImportOptions) options = tp_import_options_parse (import->options, error);
  g_autoptr (TpImport) done = options != NULL
                                  ? tp_import_contacts (account, import->actor, fd,
                                                        import->file_name, options, watch, error)
                                  : NULL;
  return done != NULL;
}

/* TRUE also when it is another's, or to be gone on with later. */
static gboolean
run_waiting (TpAccount *account, const TpImport *import, const TpImportWatch *watch, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *path = upload_path (account, import->id);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0)
    return TRUE;
  gboolean ok = run_import (account, import, fd, watch, &local);
  close (fd);
  if (!ok && tp_error_code (local) == TP_ERROR_BUSY)
    return TRUE;
  if (!ok && !give_up (account, import->id, local->message, error))
    return FALSE;
  g_unlink (path);
  return TRUE;
}

static gboolean
undo_waiting (TpAccount *account, const TpImport *import, const TpImportWatch *watch,
              GError **error)
{
  static const TpActor system = {TP_ACTOR_SYSTEM, 0};
  TpImportUndone undone;
  g_autoptr (GError) local = NULL;
  if (tp_import_contacts_undo (account, system, import->id, watch, &undone, &local) ||
      tp_error_code (local) == TP_ERROR_BUSY || tp_error_code (local) == TP_ERROR_CONFLICT)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static GPtrArray *
find_unfinished (TpAccount *account, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) imports = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_import_free);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  if (conn == NULL)
    return NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_IMPORT_UNFINISHED, &local, "i", (gint64)UNFINISHED_MAX);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 id = tp_rows_int64 (rows, 0);
    g_array_append_val (ids, id);
  }
  g_clear_pointer (&rows, tp_rows_free);
  for (guint i = 0; local == NULL && i < ids->len; i++) {
    TpImport *import = tp_import_get (conn, g_array_index (ids, gint64, i), &local);
    if (import != NULL)
      g_ptr_array_add (imports, import);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&imports) : NULL;
}

gboolean
tp_import_queue_run (TpAccount *account, const TpImportWatch *watch, GError **error)
{
  g_autoptr (GPtrArray) imports = find_unfinished (account, error);
  for (guint i = 0; imports != NULL && i < imports->len; i++) {
    const TpImport *import = imports->pdata[i];
    if (import->kind == TP_IMPORT_PURCHASES)
      continue;
    if (!(import->state == TP_IMPORT_UNDOING ? undo_waiting (account, import, watch, error)
                                             : run_waiting (account, import, watch, error)))
      return FALSE;
  }
  return imports != NULL;
}
