/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "db/db.h"

/* Tells when something was committed to the database, by this process or another: inotify on the
 * log of a one-file database, which a commit touches when it can be read, NOTIFY elsewhere
 * (tp_db_announce). It is a hint: it may come without reason and, rarely, not at all, so wait with
 * a second's limit and then look.
 *
 * One thread waits; tp_db_watch_wake may be called from any. */

typedef struct TpDbWatch TpDbWatch;

TpDbWatch *tp_db_watch_new (TpDb *db, GError **error); /* (transfer full) */
void tp_db_watch_free (TpDbWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpDbWatch, tp_db_watch_free)

/* Waits at most so long. TRUE: something came (or it was woken); FALSE: the time ran out. */
gboolean tp_db_watch_wait (TpDbWatch *watch, int milliseconds);
void tp_db_watch_wake (TpDbWatch *watch);

/* Inside a transaction: tells the watchers of other processes when it commits, where the engine
 * can. */
gboolean tp_db_announce (TpConn *conn, GError **error);
