/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idset.h"
#include "core/rule.h"

/* Does what a rule says to these contacts (of one block), as far as they meet its condition.
 * *out_fired are those who do. A condition that cannot be evaluated is told in a warning, and then
 * nobody meets it. (transfer full) */
gboolean tp_rule_fire (TpChange *change, const TpRule *rule, const TpIdSet *contacts,
                       TpIdSet **out_fired, guint64 *out_changed, GError **error);
