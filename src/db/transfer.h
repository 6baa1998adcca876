/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "db/db.h"

/* Backup and restore of a whole database. A backup is one SQLite file, whatever engine it comes
 * from, so it can be restored into either: that is also how a business moves from the file to a
 * PostgreSQL server, or back.
 *
 * Both work beside a running server: a backup is a consistent state; a restore replaces everything
 * in one transaction, which other processes see at once or not at all. */

/* Called now and then; may be NULL. */
typedef void (*TpTransferProgress) (const char *table, gint64 rows, gpointer data);

/* Writes a new file: under another name, synced, renamed. CONFLICT: it exists; INTERNAL: the
 * database is damaged. */
gboolean tp_db_backup (TpDb *db, const char *path, TpTransferProgress progress, gpointer data,
                       GError **error);

/* Changes a restored state before anybody sees it. */
typedef gboolean (*TpTransferPrepare) (TpConn *conn, gpointer data, GError **error);

/* Checks the file (damage, a schema newer than this program: INVALID) and brings a copy of it to
 * this program's schema first, so that the backup itself stays as it is. `applied_at` is business
 * time for that. */
gboolean tp_db_restore (TpDb *db, const char *path, gint64 applied_at, TpTransferPrepare prepare,
                        TpTransferProgress progress, gpointer data, GError **error);

/* The engine's own check of the whole database: NULL when it is sound, else what it says (transfer
 * full). */
char *tp_db_check (TpDb *db, GError **error);
