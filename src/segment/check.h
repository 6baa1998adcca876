/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/names.h"
#include "segment/tree.h"

/* The rules that text and JSON share: which type may be asked what. Messages say nothing of the
 * place; the reader adds it. All errors are INVALID. `name` is the field's as the person wrote it.
 */

gboolean tp_segment_check_operator (const char *name, const TpSegmentField *field,
                                    TpSegmentOperator op, GError **error);

/* Whether the value's kind fits the field's type. A TEXT for a CHOICE has to be one of the choices
 * (the field as names gave it, with `choices`) and takes over their spelling. */
gboolean tp_segment_check_value (const char *name, const TpSegmentField *field,
                                 const TpSegmentNames *names, TpSegmentValue *value,
                                 GError **error);

/* The first value of `between` must not be above the second, as far as that is known beforehand. */
gboolean tp_segment_check_between (const TpSegmentValue *first, const TpSegmentValue *second,
                                   GError **error);

gboolean tp_segment_check_span (TpSegmentSpan span, GError **error);

/* Of a field's "in the next/last": hours only of a time. */
gboolean tp_segment_check_field_span (const char *name, const TpSegmentField *field,
                                      TpSegmentSpan span, GError **error);

gboolean tp_segment_check_money (gint64 scaled, const TpSegmentNames *names, GError **error);

/* Finds a thing by name, or by public id with by_id; the error of an unknown name brings the
 * nearest known one. */
gboolean tp_segment_check_thing (const TpSegmentNames *names, TpSegmentThing thing,
                                 const char *name, gboolean by_id, gint64 *out_id, GError **error);

/* Likewise a field, built-in ones first (they have no id). */
gboolean tp_segment_check_field (const TpSegmentNames *names, const char *name, gboolean by_id,
                                 TpSegmentField *out_field, GError **error);

/* Likewise a field by a word without quotes, which may have been meant as a condition's first word:
 * one of those may be the nearest. `words` is NULL-terminated. */
gboolean tp_segment_check_plain_field (const TpSegmentNames *names, const char *name,
                                       const char *const *words, TpSegmentField *out_field,
                                       GError **error);

/* Likewise a purpose. */
gboolean tp_segment_check_purpose (const char *name, TpSegmentPurpose *out_purpose, GError **error);

/* A foreign text for a message: cut after 60 characters. (transfer full) */
char *tp_segment_excerpt (const char *text);
