/* SPDX-License-Identifier: Apache-2.0 */
/* A run that was killed holds its lease for up to a minute; the same command again waits for that.
 */
#include "base/error.h"
#include "base/i18n.h"
#include "base/progress.h"
#include "cmd/commands.h"
#include "core/purchase_import.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define COPY_BYTES (1024 * 1024)
#define WAIT_SECONDS (TP_IMPORT_LEASE_SECONDS + 5)

/* Copies what comes until the end. */
static gboolean
copy_all (int from, int to)
{
  g_autofree char *buffer = g_malloc (COPY_BYTES);
  for (;;) {
    gssize length = read (from, buffer, COPY_BYTES);
    if (length == 0)
      return TRUE;
    if (length < 0 && errno != EINTR)
      return FALSE;
    for (gssize done = 0, written; done < length; done += MAX (written, 0)) {
      written = write (to, buffer + done, (gsize)(length - done));
      if (written < 0 && errno != EINTR)
        return FALSE;
    }
  }
}

/* Standard input, kept in a file without a name, since the file is read more than once. */
static int
spool_input (TpCommandLine *line, GError **error)
{
  g_autofree char *path = g_build_filename (tp_command_data_folder (line), "import-XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0 && g_unlink (path) == 0 && copy_all (STDIN_FILENO, fd))
    return fd;
  tp_error (error, TP_ERROR_INTERNAL, _ ("cannot keep the standard input: %s"), g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

/* -1: error. */
static int
open_input (TpCommandLine *line, const char *path, GError **error)
{
  GStatBuf info;
  if (strcmp (path, "-") == 0)
    return spool_input (line, error);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0)
    tp_error (error, TP_ERROR_INVALID, _ ("cannot open '%s': %s"), path, g_strerror (errno));
  else if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    return fd;
  else
    tp_error (error, TP_ERROR_INVALID, _ ("'%s' is not a file"), path);
  if (fd >= 0)
    close (fd);
  return -1;
}

static gboolean
show_progress (gint64 done, gint64 total, gpointer data)
{
  TpProgress **progress = data;
  if (*progress == NULL)
    *progress = tp_progress_new (STDERR_FILENO, _ ("importing"), total);
  tp_progress_update (*progress, done);
  return !tp_command_is_stopping ();
}

static TpImport *
import_or_wait (TpCommandLine *line, TpAccount *account, int fd, const char *name,
                const TpPurchaseImportOptions *options, GError **error)
{
  for (int waited = 0;; waited++) {
    g_autoptr (GError) local = NULL;
    TpImport *import = tp_purchase_import (account, tp_command_actor, fd, name, options, &local);
    if (import != NULL)
      return import;
    if (tp_error_code (local) != TP_ERROR_BUSY || waited == WAIT_SECONDS ||
        tp_command_is_stopping ()) {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
    if (waited == 0)
      tp_command_note (line, "%s",
                       _ ("this import was broken off, or another process is at it; waiting"));
    g_usleep (G_USEC_PER_SEC);
  }
}

static json_t *
text_or_null (const char *text)
{
  return text != NULL ? json_string (text) : json_null ();
}

static void
print_outcome (TpCommandLine *line, TpAccount *account, const TpImport *import)
{
  g_autofree char *id =
      import->id != 0 ? tp_account_public_id (account, TP_THING_IMPORT, import->id) : NULL;
  if (import->refused > 0)
    tp_command_set_status (line, TP_EXIT_PARTLY);
  if (tp_command_is_json (line)) {
    tp_command_print_json (
        line,
        json_pack ("{s:o, s:I, s:I, s:I, s:I, s:I, s:o, s:I}", "id", text_or_null (id), "rows",
                   (json_int_t)import->rows, "orders", (json_int_t)import->orders, "added",
                   (json_int_t)import->added, "unchanged", (json_int_t)import->unchanged, "refused",
                   (json_int_t)import->refused, "refused_file", text_or_null (import->refused_file),
                   "contacts_added", (json_int_t)import->contacts_added));
    return;
  }
  tp_command_print (line,
                    _ ("%" G_GINT64_FORMAT " rows: %" G_GINT64_FORMAT " added, %" G_GINT64_FORMAT
                       " unchanged, %" G_GINT64_FORMAT " refused; %" G_GINT64_FORMAT
                       " new orders, %" G_GINT64_FORMAT " new contacts\n"),
                    import->rows, import->added, import->unchanged, import->refused, import->orders,
                    import->contacts_added);
  if (import->refused_file != NULL)
    tp_command_print (line, _ ("refused rows, with the reasons: %s\n"), import->refused_file);
  if (id != NULL)
    tp_command_print (line, _ ("import %s\n"), id);
  else
    tp_command_print (line, "%s\n", _ ("a rehearsal: nothing was written"));
}

static gboolean
run_import (TpCommandLine *line, GError **error)
{
  const char *path = tp_command_argument (line, 0);
  g_autoptr (TpProgress) progress = NULL;
  TpAccount *account = tp_command_account (line, error);
  TpPurchaseImportOptions options = {
      .map = tp_command_options (line, "map"),
      .source = tp_command_option (line, "source"),
      .currency = tp_command_option (line, "currency"),
      .month_first = tp_command_has (line, "month-first"),
      .progress = show_progress,
      .data = &progress,
  };
  int fd = account != NULL ? open_input (line, path, error) : -1;
  if (fd < 0)
    return FALSE;
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (TpImport) import = tp_command_has (line, "dry-run")
                                    ? tp_purchase_import_rehearse (account, fd, &options, error)
                                    : import_or_wait (line, account, fd, name, &options, error);
  close (fd);
  if (progress != NULL)
    tp_progress_finish (progress);
  if (import == NULL)
    return FALSE;
  print_outcome (line, account, import);
  return TRUE;
}

/* clang-format off */
static const TpOption options[] = {
    {"map", "COLUMN=FIELD", TRUE,
     N_ ("what a column is: email, order, line, date, product, category, quantity, amount, currency, kind; nothing leaves it out")},
    {"source", "NAME", FALSE, N_ ("where the orders come from; their numbers are unique in it (import)")},
    {"currency", "CODE", FALSE, N_ ("where the file tells none (the account's)")},
    {"month-first", NULL, FALSE, N_ ("dates are written 12/31/2026")},
    {"dry-run", NULL, FALSE, N_ ("say what would happen, write nothing")},
    {NULL},
};

const TpCommand tp_commands_import_purchases[] = {
    {"import purchases", "FILE.csv|-", N_ ("import orders and refunds"), options, 1, 1, run_import},
    {NULL},
};
/* clang-format on */
