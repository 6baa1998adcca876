/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/members.h"
#include "core/rule.h"

/* Which of the rules are meant by which events, and for whom. */

typedef struct TpRuleMatch TpRuleMatch;

/* For these rules (TpRule, borrowed). `names` is borrowed too, for the custom fields in the data of
 * events. (transfer full) */
TpRuleMatch *tp_rule_match_new (const GPtrArray *rules, TpNames *names);
void tp_rule_match_free (TpRuleMatch *match);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpRuleMatch, tp_rule_match_free)

/* Adds what an event says. Orders are only noted. */
void tp_rule_match_event (TpRuleMatch *match, const TpEvent *event);

/* After the last event: looks up what the orders held. */
gboolean tp_rule_match_end (TpRuleMatch *match, TpConn *conn, GError **error);

/* To whom the i-th rule's event happened, or NULL. (borrowed) */
const TpIdSets *tp_rule_match_contacts (TpRuleMatch *match, guint i);
