/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Whose order it is, by e-mail address: the contact that has it, or a new one. INVALID: not an
 * address; CONFLICT: the person was erased. */
gboolean tp_purchase_buyer (TpChange *change, const char *email, gint64 *out_contact,
                            GError **error);
