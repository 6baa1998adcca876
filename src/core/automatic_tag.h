/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"
#include "core/tag.h"

/* Automatic tags: what happens sets tags without anyone making them. "Bought <product>" at a
 * purchase, taken off when nothing of the product counts as bought any more, and "Refunded
 * <product>" instead; likewise for campaigns and lists. The table of kinds stands in the source;
 * which ones are set is the setting automatic_tags.
 *
 * A tag is made when it is first needed, named in the account's language, unique by origin and
 * origin_id. A tag of that name that a person made is taken over as it is. One that a person
 * archived stays so and is not set. It is renamed with its product, unless a person renamed it. */

/* Reacts to the change's events from index `from` on to before `to` (core/rule.h calls it). */
gboolean tp_automatic_tag_react (TpChange *change, guint from, guint to, GError **error);

/* "bought", "opened": as the setting names them; static storage, NULL for MANUAL. */
const char *tp_automatic_tag_name (TpTagOrigin origin);
