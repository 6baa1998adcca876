/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Merging a duplicate: `gone` becomes an alias of `stays`. What the survivor gets:
 *
 *   fields       where it has none itself; of a field with several values, those of both
 *   addresses    all; its own stays the chosen one
 *   tags         of both, each with the earlier since
 *   lists        unsubscribed wins over confirmed, confirmed over unconfirmed
 *   permissions  withdrawn wins over confirmed, confirmed over unknown
 *   purchases, notes, consents, captured mails   all
 *   history      that of the other is shown too (tp_contact_history)
 *
 * created_at is the earlier one; status and score stay the survivor's where it has them. The ledger
 * and events keep the old number. One transaction; event contact_merged about the survivor with the
 * other as target, at which followers read both anew. NOT_FOUND; INVALID: the same contact twice;
 * LIMIT: together too many addresses. */
gboolean tp_contact_merge (TpChange *change, gint64 stays, gint64 gone, GError **error);
