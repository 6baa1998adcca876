/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/evaluate.h"

/* The inside of an evaluator, shared by evaluator.c (which builds it), evaluate.c and explain.c;
 * nothing else includes it. */

typedef struct TpSegmentProgram TpSegmentProgram;

typedef struct {
  TpWindow window;          /* TAG, ACTION */
  GArray *ranges;           /* FIELD by order: TpRange, else NULL */
  GHashTable *keys;         /* FIELD with a long list of texts: borrowed keys, else NULL */
  TpSegmentProgram *nested; /* SEGMENT */
} TpSegmentPrepared;

struct TpSegmentProgram {
  TpSegment *segment;
  TpSegmentPrepared *prepared; /* by condition number */
  gboolean is_building;        /* meeting it again now means a circle */
  guint64 round;               /* of the last answer */
  gboolean answer;
};

struct TpSegmentEvaluator {
  TpSegmentMoment moment;
  gint32 today;
  GHashTable *programs; /* gint64 segment id → TpSegmentProgram: the nested ones */
  TpSegmentProgram *root;
  guint64 round; /* one per contact asked */
};

const TpSegmentMoment *tp_segment_evaluator_moment (const TpSegmentEvaluator *evaluator);
TpSegment *tp_segment_evaluator_segment (const TpSegmentEvaluator *evaluator); /* (borrowed) */

/* The contact's values of a field, age and birthday (the birth date) among them. */
gboolean tp_segment_evaluator_fact (const TpSegmentEvaluator *evaluator,
                                    const TpSegmentFacts *facts, gpointer contact,
                                    const TpSegmentField *field, TpSegmentFact *out_fact,
                                    GError **error);
