/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/rule.h"
#include "core/tag_set.h"

/* A rule applied to those to whom it happened before: purchases, lists, tags, permissions from the
 * state as it is now (who bought and returned it all did not buy), the rest from the history. One
 * change per block of contacts that has any, with a pause between; its tags count as set by the
 * rule, and a time ("for 30 days") runs from now. */

/* `bulk` as for tp_tag_set_all, its actor is replaced by the rule; the result counts those who met
 * it, and tags set and removed; the total given to `progress` is 0: unknown. */
gboolean tp_rule_apply_past (TpAccount *account, const TpRule *rule, const TpTagBulk *bulk,
                             TpTagBulkResult *out_result, GError **error);
