/* SPDX-License-Identifier: Apache-2.0 */
#include "core/backup.h"

#include "base/i18n.h"
#include "base/progress.h"
#include "cmd/commands.h"

#include <unistd.h>

static void
show_progress (const char *table, gint64 rows, gpointer data)
{
  tp_progress_update (data, rows);
}

static gboolean
run_backup (TpCommandLine *line, GError **error)
{
  const char *path = tp_command_argument (line, 0);
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpProgress) progress = tp_progress_new (STDERR_FILENO, _ ("copying rows"), 0);
  if (account == NULL ||
      !tp_db_backup (tp_account_db (account), path, show_progress, progress, error))
    return FALSE;
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:s}", "file", path));
  tp_command_print (line, _ ("backed up to %s\n"), path);
  return TRUE;
}

static gboolean
run_restore (TpCommandLine *line, GError **error)
{
  TpRestoreOutcome outcome;
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpProgress) progress = tp_progress_new (STDERR_FILENO, _ ("copying rows"), 0);
  if (account == NULL ||
      !tp_backup_restore (account, tp_command_actor, tp_command_argument (line, 0), show_progress,
                          progress, &outcome, error))
    return FALSE;
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:i, s:i}", "erased_again", (int)outcome.erased,
                                            "campaigns_held", (int)outcome.held));
  tp_command_print (
      line, _ ("restored; people erased again: %u, campaigns held until you resume them: %u\n"),
      outcome.erased, outcome.held);
  return TRUE;
}

const TpCommand tp_commands_backup[] = {
    {"backup",                                                            "FILE", N_ ("copy everything into one file, also beside a running server"), NULL, 1,
     1, run_backup},
    {"restore", "FILE", N_ ("replace everything by a backup, also beneath a running server"), NULL,
     1, 1, run_restore},
    {NULL                                                                 },
};
