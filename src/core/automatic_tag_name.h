/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"
#include "core/tag.h"
#include "core/thing.h"

/* The tags of the automatic kinds as such: made, named and renamed (core/automatic_tag.h). */

typedef struct {
  TpTagOrigin origin;
  const char *name;     /* in the setting */
  TpEventKind kinds[2]; /* the event that sets it, ended by NONE */
  TpThing about;
  const char *pattern; /* of its name, marked; one %s for the thing */
} TpAutomaticKind;

/* The present names of things: number (gint64) → text. (transfer full) */
GHashTable *tp_automatic_names (TpConn *conn, TpThing about, const GArray *numbers, GError **error);

/* Makes the tag about a thing, or takes over the manual one of its name. */
gboolean tp_automatic_tag_make (TpChange *change, const TpAutomaticKind *kind, gint64 number,
                                const char *thing, gint64 *out_id, GError **error);

/* Renames the tags of the things that the change's events from `from` to before `to` renamed.
 * `kinds` are by origin, the first TP_TAG_BOUGHT. */
gboolean tp_automatic_tag_follow (TpChange *change, const TpAutomaticKind *kinds, gsize length,
                                  guint from, guint to, GError **error);
