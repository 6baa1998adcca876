/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/account.h"
#include "db/transfer.h"

/* Restores a backup (db/transfer.h) as the account's state. What a restored past must not do by
 * itself is seen to: the feed gets a new epoch, so cursors and snapshots of before are void; people
 * who were erased since are erased again from the journal; campaigns that were scheduled or under
 * way are paused until somebody confirms them. */

typedef struct {
  guint erased; /* people erased again */
  guint held;   /* campaigns paused */
} TpRestoreOutcome;

gboolean tp_backup_restore (TpAccount *account, TpActor actor, const char *path,
                            TpTransferProgress progress, gpointer data,
                            TpRestoreOutcome *out_outcome, GError **error);
