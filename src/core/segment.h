/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"
#include "core/names.h"

/* Saved segments: a condition under a name that is unique among what is not archived. The tree is
 * kept with ids; its text shows the present names. Who belongs to one is never stored.
 *
 * Errors: INVALID for a name or a condition that refers to itself by way of others, NOT_FOUND,
 * CONFLICT for a name in use and for archiving what is used (naming the users). */

#define TP_SAVED_SEGMENT_PAGE_MAX 500

typedef struct {
  gint64 id;
  char *name;
  TpSegment *segment;
  gint64 created_at;
  gint64 changed_at;
  gint64 archived_at; /* 0: it is in use */
} TpSavedSegment;
void tp_saved_segment_free (TpSavedSegment *saved);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpSavedSegment, tp_saved_segment_free)

/* Names are those of core/thing.h. */
gboolean tp_saved_segment_add (TpChange *change, const char *name, TpSegment *segment,
                               gint64 *out_id, GError **error);

/* A NULL name or segment stays as it is. */
gboolean tp_saved_segment_set (TpChange *change, gint64 id, const char *name, TpSegment *segment,
                               GError **error);
gboolean tp_saved_segment_archive (TpChange *change, gint64 id, GError **error);

/* NOT_FOUND. Archived ones too by id, not by name. (transfer full) */
TpSavedSegment *tp_saved_segment_get (TpNames *names, TpConn *conn, gint64 id, GError **error);
TpSavedSegment *tp_saved_segment_get_by_name (TpNames *names, TpConn *conn, const char *name,
                                              GError **error);

/* By name in sorting order, those after a name (NULL: from the first), archived ones left out.
 * Array of TpSavedSegment. (transfer full) */
GPtrArray *tp_saved_segment_page (TpNames *names, TpConn *conn, const char *after, guint limit,
                                  GError **error);

/* A TpSegmentLoad: `data` is a TpSavedSegmentLoad. */
typedef struct {
  TpAccount *account;
  TpConn *conn;
} TpSavedSegmentLoad;
TpSegment *tp_saved_segment_load (gpointer data, gint64 id, GError **error);
