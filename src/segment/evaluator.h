/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/evaluate.h"

/* What explaining needs of an evaluator beside the contract in segment/evaluate.h. */

const TpSegmentMoment *tp_segment_evaluator_moment (const TpSegmentEvaluator *evaluator);
TpSegment *tp_segment_evaluator_segment (const TpSegmentEvaluator *evaluator); /* (borrowed) */

/* The contact's values of a field, age and birthday (the birth date) among them. */
gboolean tp_segment_evaluator_fact (const TpSegmentEvaluator *evaluator,
                                    const TpSegmentFacts *facts, gpointer contact,
                                    const TpSegmentField *field, TpSegmentFact *out_fact,
                                    GError **error);

/* One condition of its own segment alone. */
gboolean tp_segment_evaluator_test (TpSegmentEvaluator *evaluator, const TpSegmentFacts *facts,
                                    gpointer contact, const TpSegmentNode *condition,
                                    gboolean *out_matches, GError **error);
