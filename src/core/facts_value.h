/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/evaluate.h"

/* A field's value in the form that core/field.h stores as the number that the evaluation compares:
 * NUMBER, MONEY, DATE or YES_NO. Decimals beyond those that the segment language (or the currency)
 * knows are cut off. What is none counts as not set: out_fact->n is 0. Of several values the first
 * counts. */
void tp_facts_value_read (TpSegmentType type, const char *text, guint currency_digits,
                          TpSegmentFact *out_fact);
