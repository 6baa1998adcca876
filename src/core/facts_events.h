/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idset.h"
#include "core/facts_needs.h"
#include "db/db.h"

/* The events of a batch's contacts: mails received, opened, clicked and bounced, calls, sign-ups
 * and events of the account's own; those of numbers that were merged into them too. */

typedef struct TpFactsEvents TpFactsEvents;

TpFactsEvents *tp_facts_events_new (const TpFactsNeeds *needs); /* (transfer full) */
void tp_facts_events_free (TpFactsEvents *events);

/* In place of the ones before. */
gboolean tp_facts_events_load (TpFactsEvents *events, TpConn *conn, const TpIdSet *members,
                               GError **error);

/* How many in the window; *out_last_at the latest, when there is one. */
guint tp_facts_events_count (TpFactsEvents *events, guint32 offset, const TpSegmentAct *act,
                             TpWindow window, gint64 *out_last_at);
