/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/follower.h"

/* The history of one contact: which events are about it, alone or in a set. A follower files events
 * under their contact, and set events under their block of 65,536 contacts; what is newer than its
 * cursor is scanned. */

extern const TpFollower tp_history_follower; /* data: the account */

/* The events about a contact before a position (0: from the newest), newest first, at most `limit`,
 * of TpEvent. kinds NULL: all, else an array ending with TP_EVENT_NONE. (transfer full) */
GPtrArray *tp_history_read (TpConn *conn, gint64 contact, gint64 before, const TpEventKind *kinds,
                            guint limit, GError **error);

/* The events of these kinds about any contact of a block of numbers (number >> 16), ascending,
 * visited one by one; what the reference evaluation of many contacts reads. */
typedef gboolean (*TpHistoryVisit) (const TpEvent *event, gpointer data, GError **error);
gboolean tp_history_visit_block (TpConn *conn, gint64 block, const TpEventKind *kinds,
                                 TpHistoryVisit visit, gpointer data, GError **error);
