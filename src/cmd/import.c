/* SPDX-License-Identifier: Apache-2.0 */
/* To add an option of the import: a row in import_options[], its line in read_options. */
#include "base/error.h"
#include "base/i18n.h"
#include "cmd/commands.h"
#include "cmd/import_input.h"
#include "core/import_undo.h"
#include "core/purchase_import.h"

#include <string.h>
#include <unistd.h>

static gboolean
read_purposes (TpCommandLine *line, TpImportOptions *options, GError **error)
{
  const char *const *words = tp_command_options (line, "purpose");
  for (guint i = 0; words != NULL && words[i] != NULL; i++) {
    TpSegmentPurpose purpose;
    if (!tp_segment_purpose_find (words[i], &purpose))
      return tp_error (error, TP_ERROR_INVALID, _ ("there is no purpose '%s'"), words[i]);
    options->purposes |= 1u << purpose;
  }
  return TRUE;
}

static gboolean
read_options (TpCommandLine *line, const char *path, TpImportOptions *options, GError **error)
{
  gboolean ndjson = g_str_has_suffix (path, ".ndjson") || g_str_has_suffix (path, ".jsonl");
  const char *format = tp_command_option (line, "format");
  if (format != NULL && strcmp (format, "csv") != 0 && strcmp (format, "ndjson") != 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("the format is csv or ndjson, not '%s'"), format);
  if (format != NULL)
    ndjson = strcmp (format, "ndjson") == 0;
  options->format = ndjson ? TP_IMPORT_NDJSON : TP_IMPORT_CSV;
  options->tags = g_strdupv ((char **)tp_command_options (line, "tag"));
  options->lists = g_strdupv ((char **)tp_command_options (line, "list"));
  options->maps = g_strdupv ((char **)tp_command_options (line, "map"));
  options->basis = g_strdup (tp_command_option (line, "basis"));
  options->keep = tp_command_has (line, "keep");
  options->month_first = tp_command_has (line, "month-first");
  options->blocked = tp_command_has (line, "blocked");
  return read_purposes (line, options, error);
}

static void
print_json (TpCommandLine *line, const TpImport *import)
{
  g_autofree char *id = import->id != 0 ? tp_account_public_id (tp_command_account (line, NULL),
                                                                TP_THING_IMPORT, import->id)
                                        : NULL;
  json_t *outcome = json_object ();
  json_object_set_new (outcome, "id", tp_import_text_or_null (id));
  json_object_set_new (outcome, "rows", json_integer (import->rows));
  json_object_set_new (outcome, "added", json_integer (import->added));
  json_object_set_new (outcome, "updated", json_integer (import->updated));
  json_object_set_new (outcome, "unchanged", json_integer (import->unchanged));
  json_object_set_new (outcome, "refused", json_integer (import->refused));
  json_object_set_new (outcome, "refused_file", tp_import_text_or_null (import->refused_file));
  tp_command_print_json (line, outcome);
}

static void
print_outcome (TpCommandLine *line, const TpImport *import)
{
  g_autoptr (TpImportNotes) notes = tp_import_notes_new (import->notes);
  g_autoptr (GPtrArray) texts = tp_import_notes_texts (notes);
  if (import->refused > 0)
    tp_command_set_status (line, TP_EXIT_PARTLY);
  if (tp_command_is_json (line)) {
    print_json (line, import);
    return;
  }
  for (guint i = 0; i < texts->len; i++)
    tp_command_note (line, "%s", (const char *)texts->pdata[i]);
  tp_command_print (line, _ ("%lld rows: %lld added, %lld updated, %lld unchanged, %lld refused\n"),
                    (long long)import->rows, (long long)import->added, (long long)import->updated,
                    (long long)import->unchanged, (long long)import->refused);
  if (import->refused_file != NULL)
    tp_command_print (line, _ ("refused rows, with the reasons: %s\n"), import->refused_file);
  if (import->id == 0) {
    tp_command_print (line, "%s\n", _ ("a rehearsal: nothing was written"));
    return;
  }
  g_autofree char *id =
      tp_account_public_id (tp_command_account (line, NULL), TP_THING_IMPORT, import->id);
  tp_command_print (line, _ ("import %s\n"), id);
}

static TpImport *
import_or_wait (TpAccount *account, TpCommandLine *line, int fd, const char *name,
                const TpImportOptions *options, const TpImportWatch *watch, GError **error)
{
  for (int waited = 0;; waited++) {
    GError *local = NULL;
    TpImport *import =
        tp_import_contacts (account, tp_command_actor, fd, name, options, watch, &local);
    if (import != NULL)
      return import;
    if (!tp_import_waits (line, local, waited)) {
      g_propagate_error (error, local);
      return NULL;
    }
    g_error_free (local);
  }
}

static gboolean
run_import (TpCommandLine *line, GError **error)
{
  const char *path = tp_command_argument (line, 0);
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpImportOptions) options = tp_import_options_new ();
  if (account == NULL || !read_options (line, path, options, error))
    return FALSE;
  int fd = tp_import_input_open (line, path, error);
  if (fd < 0)
    return FALSE;
  TpImportShown shown = {_ ("importing"), NULL};
  TpImportWatch watch = {tp_import_shown_update, &shown};
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (TpImport) import =
      tp_command_has (line, "dry-run")
          ? tp_import_contacts_rehearse (account, fd, name, options, &watch, error)
          : import_or_wait (account, line, fd, name, options, &watch, error);
  tp_import_shown_end (&shown);
  close (fd);
  if (import == NULL)
    return FALSE;
  print_outcome (line, import);
  return TRUE;
}

static gboolean
undo_contacts (TpCommandLine *line, TpAccount *account, gint64 id, GError **error)
{
  TpImportUndone undone = {0};
  TpImportShown shown = {_ ("undoing"), NULL};
  TpImportWatch watch = {tp_import_shown_update, &shown};
  const char *text = tp_command_argument (line, 0);
  gboolean ok = FALSE, again = TRUE;
  for (int waited = 0; again; waited++) {
    g_autoptr (GError) local = NULL;
    ok = tp_import_contacts_undo (account, tp_command_actor, id, &watch, &undone, &local);
    again = !ok && tp_import_waits (line, local, waited);
    if (!ok && !again)
      g_propagate_error (error, g_steal_pointer (&local));
  }
  tp_import_shown_end (&shown);
  if (!ok)
    return FALSE;
  if (tp_command_is_json (line))
    tp_command_print_json (
        line, json_pack ("{s:s, s:I, s:I, s:I, s:I}", "id", text, "removed",
                         (json_int_t)undone.removed, "restored", (json_int_t)undone.restored,
                         "kept", (json_int_t)undone.kept, "released", (json_int_t)undone.released));
  else
    tp_command_print (line,
                      _ ("undone: %lld contacts removed, %lld restored, %lld kept since they were "
                         "changed after it, %lld addresses released\n"),
                      (long long)undone.removed, (long long)undone.restored, (long long)undone.kept,
                      (long long)undone.released);
  return TRUE;
}

static gboolean
undo_purchases (TpCommandLine *line, TpAccount *account, gint64 id, GError **error)
{
  TpPurchaseImportOptions options = {0};
  g_autoptr (TpImport) import =
      tp_purchase_import_undo (account, tp_command_actor, id, &options, error);
  if (import == NULL)
    return FALSE;
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:s}", "id", tp_command_argument (line, 0)));
  else
    tp_command_print (line, "%s\n", _ ("undone"));
  return TRUE;
}

static gboolean
run_undo (TpCommandLine *line, GError **error)
{
  gint64 id;
  const char *text = tp_command_argument (line, 0);
  TpAccount *account = tp_command_account (line, error);
  if (account == NULL)
    return FALSE;
  if (!tp_account_find_public_id (account, TP_THING_IMPORT, text, &id))
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no import '%s'"), text);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  g_autoptr (TpImport) import = conn != NULL ? tp_import_get (conn, id, error) : NULL;
  g_clear_pointer (&conn, tp_conn_release);
  if (import == NULL)
    return FALSE;
  return import->kind == TP_IMPORT_PURCHASES ? undo_purchases (line, account, id, error)
                                             : undo_contacts (line, account, id, error);
}

static const TpOption import_options[] = {
    {"tag",                                                      "NAME", TRUE, N_ ("set this tag on every contact of the file")},
    {"list",                                                      "NAME", TRUE, N_ ("put every contact on this list")},
    {"basis",                                                          "TEXT", FALSE, N_ ("where the permission to write to them comes from")},
    {"purpose","PURPOSE", TRUE, N_ ("what the permission is for (newsletter and offers)")},
    {"map",                     "COLUMN=FIELD", TRUE, N_ ("where a column goes; - leaves it out")},
    {"keep",                                                    NULL, FALSE, N_ ("fill what is empty, overwrite nothing")},
    {"month-first",                                                     NULL, FALSE, N_ ("dates are written 12/31/2026")},
    {"blocked",                                                          NULL, FALSE, N_ ("the file holds addresses that must not be mailed")},
    {"format",                                                   "csv|ndjson", FALSE, N_ ("instead of what the file's name says")},
    {"dry-run", NULL, FALSE, N_ ("say what would happen, write nothing")},
    {NULL                                                     },
};

const TpCommand tp_commands_import[] = {
    {"import",                "FILE.csv|.ndjson|-", N_ ("import contacts"), import_options, 1, 1, run_import},
    {"import undo", "ID", N_ ("take an import back"), NULL, 1, 1, run_undo},
    {NULL                     },
};
