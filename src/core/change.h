/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/account.h"

/* A command on its way into the database: one transaction of state and events. All writing goes
 * through it:
 *
 *   g_autoptr (TpChange) change = tp_change_begin (account, actor, request, error);
 *   return change != NULL && tp_tag_set (change, ...) && tp_change_commit (&change, &position,
 * error);
 *
 * Before the commit the tag rules react to the events (core/rule.h), in the same transaction; then,
 * as its last act, the events get their positions from feed_head and are written. Commands of
 * several threads may share a commit (db/db.h). A change is for one thread; keep it short: at most
 * 1000 rows or 20 ms, or one chunk of a bulk command. */

typedef struct TpChange TpChange;

/* `request` names the request in the audit log, or NULL. (transfer full) */
TpChange *tp_change_begin (TpAccount *account, TpActor actor, const char *request, GError **error);

/* Takes *change, whatever the outcome. *out_position (may be NULL) is the feed's position after it:
 * a read that waits for it sees this change. */
gboolean tp_change_commit (TpChange **change, gint64 *out_position, GError **error);

/* Takes everything back. */
void tp_change_free (TpChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpChange, tp_change_free)

TpAccount *tp_change_account (TpChange *change);
TpConn *tp_change_conn (TpChange *change);
TpActor tp_change_actor (TpChange *change);
gint64 tp_change_now (TpChange *change); /* one business time for the whole command */

/* Another actor from here on (a rule, an import); returns the one before. */
TpActor tp_change_set_actor (TpChange *change, TpActor actor);

/* Adds an event: about one contact (or none: 0), at the change's time. `data` is a JSON object's
 * text or NULL. */
void tp_change_event (TpChange *change, TpEventKind kind, gint64 contact, gint64 target,
                      gint64 amount, const char *data);
/* The same with a time of its own. */
void tp_change_event_at (TpChange *change, TpEventKind kind, gint64 at, gint64 contact,
                         gint64 target, gint64 amount, const char *data);
/* About a set. Takes `members`; an empty one makes no event, a single member one about that
 * contact. */
void tp_change_event_set (TpChange *change, TpEventKind kind, gint64 at, TpIdSet *members,
                          gint64 target, const char *data);

/* The events so far, of TpEvent, in order; borrowed until the next one is added. For the rules and
 * for tests. */
const GPtrArray *tp_change_events (TpChange *change);
