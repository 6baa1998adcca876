/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/evaluate.h"
#include "segment/tree.h"
#include "segment/window.h"

/* What a tree refers to: so that facts are loaded for that alone, that a thing in use is not
 * deleted, and that a watched segment knows when to look again. Segments that it refers to are
 * named, not followed. */
typedef struct {
  GArray *tags; /* gint64, ascending, each once; likewise the next three */
  GArray *lists;
  GArray *segments;
  GArray *fields;   /* custom ones */
  GPtrArray *acts;  /* TpSegmentAct, borrowed from the segment; each once, in reading order */
  guint64 builtins; /* 1 << TpSegmentBuiltin; BIRTH_DATE for age and birthday too */
  guint32 purposes; /* 1 << TpSegmentPurpose */
  gboolean rank;
  gboolean distance; /* postal addresses, then */
  TpWindowChange change;
} TpSegmentNeeds;

void tp_segment_needs_init (TpSegmentNeeds *needs, const TpSegment *segment);
void tp_segment_needs_clear (TpSegmentNeeds *needs);

/* Whether it refers to that thing, as a condition or as an action's target. */
gboolean tp_segment_uses (const TpSegment *segment, TpSegmentThing thing, gint64 id);

/* TRUE when saving `segment` as own_id makes no circle. INVALID when it does; LIMIT; what load
 * says.
 */
gboolean tp_segment_check_circle (TpSegment *segment, gint64 own_id, TpSegmentLoad load,
                                  gpointer load_data, GError **error);
