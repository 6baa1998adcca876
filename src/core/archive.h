/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Archiving contacts: they keep all that they have, are found, but are in no segment and get no
 * mail until they are restored. Sets are of one block; contacts that are in another state than is
 * changed from are left out. Set events contact_archived, contact_restored. *out_count (may be
 * NULL): how many were changed. */

gboolean tp_contact_archive (TpChange *change, const TpIdSet *contacts, guint *out_count,
                             GError **error);
gboolean tp_contact_restore (TpChange *change, const TpIdSet *contacts, guint *out_count,
                             GError **error);

/* One contact, alias followed. NOT_FOUND. Already so: nothing happens. */
gboolean tp_contact_archive_one (TpChange *change, gint64 contact, GError **error);
gboolean tp_contact_restore_one (TpChange *change, gint64 contact, GError **error);
