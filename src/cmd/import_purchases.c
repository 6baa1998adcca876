/* SPDX-License-Identifier: Apache-2.0 */
/* A run that was killed holds its lease for up to a minute; the same command again waits for that.
 */
#include "base/error.h"
#include "base/i18n.h"
#include "cmd/commands.h"
#include "cmd/import_input.h"
#include "core/purchase_import.h"

#include <unistd.h>

static TpImport *
import_or_wait (TpCommandLine *line, TpAccount *account, int fd, const char *name,
                const TpPurchaseImportOptions *options, GError **error)
{
  for (int waited = 0;; waited++) {
    g_autoptr (GError) local = NULL;
    TpImport *import = tp_purchase_import (account, tp_command_actor, fd, name, options, &local);
    if (import != NULL)
      return import;
    if (!tp_import_waits (line, local, waited)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  }
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
        json_pack ("{s:o, s:I, s:I, s:I, s:I, s:I, s:o, s:I}", "id", tp_import_text_or_null (id),
                   "rows", (json_int_t)import->rows, "orders", (json_int_t)import->orders, "added",
                   (json_int_t)import->added, "unchanged", (json_int_t)import->unchanged, "refused",
                   (json_int_t)import->refused, "refused_file",
                   tp_import_text_or_null (import->refused_file), "contacts_added",
                   (json_int_t)import->contacts_added));
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
  TpImportShown shown = {_ ("importing"), NULL};
  TpAccount *account = tp_command_account (line, error);
  TpPurchaseImportOptions options = {
      .map = tp_command_options (line, "map"),
      .source = tp_command_option (line, "source"),
      .currency = tp_command_option (line, "currency"),
      .month_first = tp_command_has (line, "month-first"),
      .progress = tp_import_shown_update,
      .data = &shown,
  };
  int fd = account != NULL ? tp_import_input_open (line, path, error) : -1;
  if (fd < 0)
    return FALSE;
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (TpImport) import = tp_command_has (line, "dry-run")
                                    ? tp_purchase_import_rehearse (account, fd, &options, error)
                                    : import_or_wait (line, account, fd, name, &options, error);
  close (fd);
  tp_import_shown_end (&shown);
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
