/* SPDX-License-Identifier: Apache-2.0 */
#include "core/backup.h"

#include "core/erase.h"
#include "core/feed.h"

typedef struct {
  TpTransferProgress progress;
  gpointer data;
  TpRestoreOutcome *outcome;
} Restore;

/* On the copy, so that nobody ever sees the past with its old epoch and a campaign that runs. */
static gboolean
begin_anew (TpConn *conn, gpointer data, GError **error)
{
  Restore *restore = data;
  if (!tp_conn_run (conn, TP_SQL_FEED_SET_EPOCH, error, "i", tp_feed_new_epoch ()) ||
      !tp_conn_run (conn, TP_SQL_BACKUP_CLEAR_LEASES, error, "") ||
      !tp_conn_run (conn, TP_SQL_BACKUP_HOLD_CAMPAIGNS, error, ""))
    return FALSE;
  restore->outcome->held = (guint)tp_conn_changes (conn);
  return TRUE;
}

static void
tell_progress (const char *table, gint64 rows, gpointer data)
{
  Restore *restore = data;
  if (restore->progress != NULL)
    restore->progress (table, rows, restore->data);
}

gboolean
tp_backup_restore (TpAccount *account, TpActor actor, const char *path, TpTransferProgress progress,
                   gpointer data, TpRestoreOutcome *out_outcome, GError **error)
{
  *out_outcome = (TpRestoreOutcome){0};
  Restore restore = {progress, data, out_outcome};
  return tp_db_restore (tp_account_db (account), path, tp_account_now (account), begin_anew,
                        tell_progress, &restore, error) &&
         tp_account_refresh (account, NULL, error) &&
         tp_erase_replay (account, actor, &out_outcome->erased, error);
}
