/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idset.h"
#include "core/change.h"
#include "segment/words.h"

/* Permissions: per contact and purpose unknown (also: no row), confirmed or withdrawn
 * (TpSegmentPurpose, TpSegmentPermission: stored numbers), with the consent behind it. Which
 * purposes need which state is core/mailable.h. */

typedef enum {
  TP_PERMISSION_BY_IMPORT, /* or anybody without new evidence: withdrawn stays */
  TP_PERMISSION_BY_PERSON, /* the person itself, or an explicit request with a consent */
} TpPermissionAuthority;

/* Sets the state for a set of contacts (erased and merged ones are left out), set event of exactly
 * those that changed. `consent` is the evidence (core/consent.h), 0: none. Confirmed again keeps
 * its first since and consent. *out_changed may be NULL. (transfer full) */
gboolean tp_permission_set (TpChange *change, TpSegmentPurpose purpose, TpSegmentPermission state,
                            const TpIdSet *contacts, gint64 consent,
                            TpPermissionAuthority authority, TpIdSet **out_changed, GError **error);

/* The same for contacts that this very change has added, so that nothing need be looked up. */
gboolean tp_permission_add_new (TpChange *change, TpSegmentPurpose purpose,
                                TpSegmentPermission state, const TpIdSet *contacts, gint64 consent,
                                GError **error);

typedef struct {
  gint64 contact;
  TpSegmentPurpose purpose;
  TpSegmentPermission state;
  gint64 since;
  gint64 consent; /* 0: none */
  char *basis;    /* of the consent; NULL: none */
} TpPermissionRow;
void tp_permission_row_free (TpPermissionRow *row);

/* The stored permissions of these contacts, at most 10,000, ordered by contact and purpose;
 * purposes without a row are unknown. (transfer full) of TpPermissionRow */
GPtrArray *tp_permission_of_contacts (TpConn *conn, const gint64 *contacts, gsize length,
                                      GError **error);
