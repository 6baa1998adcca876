/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Tag rules: when something happens, set or remove tags, perhaps for a time. They react inside the
 * transaction of what happened, set by set, so state, event and the tags that follow are one. */

/* Lets the rules and the automatic tags react to the change's events, and to the events of their
 * own reactions, until nothing more happens. A rule fires at most once per contact in one change,
 * so rules that set each other off end. */
gboolean tp_rule_react (TpChange *change, GError **error);
