/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/names.h"
#include "segment/tree.h"

#include <jansson.h>

/* What reading a tree from JSON needs at each place: the members of an object by name and type,
 * with the place kept as a JSON pointer for the message. Only json_read*.c include it. All
 * functions return FALSE with the error set. */

typedef struct {
  const TpSegmentNames *names;
  GString *path;    /* RFC 6901 */
  gsize text_bytes; /* read so far */
  guint conditions;
  GError **error;
} TpJsonReader;

/* The path grows by "/key"; returns what to hand to pop. */
gsize tp_json_reader_push (TpJsonReader *reader, const char *key);
gsize tp_json_reader_push_index (TpJsonReader *reader, gsize index);
void tp_json_reader_pop (TpJsonReader *reader, gsize length);

gboolean tp_json_reader_fail (TpJsonReader *reader, GError *placeless); /* takes the error */

/* The same, when the member called `key` is at fault. */
gboolean tp_json_reader_fail_in (TpJsonReader *reader, const char *key, GError *placeless);

gboolean tp_json_reader_expected (TpJsonReader *reader, const char *expected);
gboolean tp_json_reader_expected_in (TpJsonReader *reader, const char *key, const char *expected);

/* An object without other members than these (blank-separated). */
gboolean tp_json_reader_check_object (TpJsonReader *reader, const json_t *json,
                                      const char *members);

/* A required member. Texts are borrowed and at most TP_SEGMENT_STRING_MAX bytes. */
gboolean tp_json_reader_text (TpJsonReader *reader, const json_t *object, const char *key,
                              const char **out_text);
gboolean tp_json_reader_count (TpJsonReader *reader, const json_t *object, const char *key,
                               gint64 min, gint64 max, gint64 *out_n);
gboolean tp_json_reader_day (TpJsonReader *reader, const json_t *object, const char *key,
                             gint32 *out_day);
gboolean tp_json_reader_number (TpJsonReader *reader, const json_t *object, const char *key,
                                gint64 *out_scaled);
gboolean tp_json_reader_thing (TpJsonReader *reader, const json_t *object, TpSegmentThing thing,
                               gint64 *out_id); /* of the member "id" */
gboolean tp_json_reader_unit (TpJsonReader *reader, const json_t *object, TpSegmentUnit *out_unit);

/* {"n", "unit"}, n not negative. */
gboolean tp_json_reader_span (TpJsonReader *reader, const json_t *object, TpSegmentSpan *out_span);

/* The optional member "when". */
gboolean tp_json_reader_when (TpJsonReader *reader, const json_t *object, TpSegmentWhen *out_when);

TpSegmentNode *tp_json_reader_field (TpJsonReader *reader, const json_t *json);
TpSegmentNode *tp_json_reader_action (TpJsonReader *reader, const json_t *json);
