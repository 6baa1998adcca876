/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/names.h"
#include "segment/tree.h"

/* Makes random trees for differential tests: every kind of condition, operator, value and window
 * comes up, in trees that the parser would accept. The same generator state and things give the
 * same tree. */

typedef struct {
  GArray *ids[TP_SEGMENT_THINGS]; /* gint64 per kind, FIELD left empty; a kind without ids is not
                                     used */
  GArray *fields;                 /* TpSegmentField: custom ones; their choices must outlive this */
  const char *const *texts;       /* texts to compare with, NULL-terminated; at least one */
  gint32 today;                   /* days are drawn around it */
  guint currency_digits;
  gboolean rank;     /* whether `in top N %` may come up */
  gboolean distance; /* whether `postcode within` may come up */
} TpSegmentSampleThings;

void tp_segment_sample_things_init (TpSegmentSampleThings *things);
void tp_segment_sample_things_clear (TpSegmentSampleThings *things);

/* A tree of at most that many conditions (from 1). (transfer full) */
TpSegment *tp_segment_sample (GRand *random, const TpSegmentSampleThings *things, guint conditions);
