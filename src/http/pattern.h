/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "http/route.h"

/* A route's path pattern taken apart, and the order between patterns. */

typedef enum { TP_SEGMENT_LITERAL, TP_SEGMENT_PARAM, TP_SEGMENT_REST } TpSegmentKind;

typedef struct {
  TpSegmentKind kind;
  char *text; /* literal text, or the parameter's name */
} TpPatternSegment;

typedef struct {
  TpPatternSegment segments[TP_ROUTE_SEGMENTS_MAX];
  guint length;
} TpPattern;

/* INTERNAL, naming the pattern: the rows are ours. */
gboolean tp_pattern_parse (const char *text, TpPattern *out_pattern, GError **error);
void tp_pattern_clear (TpPattern *pattern);

/* Whether some path matches both, and neither is more specific throughout. */
gboolean tp_pattern_is_ambiguous (const TpPattern *a, const TpPattern *b);
