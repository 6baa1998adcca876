/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/names.h"
#include "segment/tree.h"

#include <jansson.h>

#define TP_SEGMENT_JSON_MAX (8 * 1024 * 1024) /* bytes of a whole JSON text */

/* The tree as JSON: what is stored, and what the visual builder edits. Things are public ids, so a
 * renaming changes nothing.
 *
 *   {"type": "and", "of": [node, ...]}           also "or"
 *   {"type": "not", "of": [node]}
 *   {"type": "everyone"}
 *   {"type": "segment", "id": "..."}
 *   {"type": "tag", "id": "...", "when": when}                               when: optional
 *   {"type": "list", "id": "...", "is": "confirmed"}
 *   {"type": "permission", "purpose": "offers", "is": "confirmed"}
 *   {"type": "field", "field": "age", "op": ">=", "values": [value, ...]}    field: "#id" when
 * custom
 *   {"type": "field", "field": "birthday", "op": "in the next", "span": {"n": 7, "unit": "days"}}
 *   {"type": "field", "field": "revenue", "op": "in top", "percent": 10}
 *   {"type": "within", "km": 25, "postcode": "80331", "country": "DE"}       country: optional
 *   {"type": "action", "action": "bought", "event": "...", "target": {"kind": "product", "id":
 * "..."}, "times": {"bound": "at least", "n": 3}, "money": {"bound": "at least", "amount": "500"},
 *    "when": when}                                                           all but action
 * optional value: {"text": "nl"} {"number": "12.5"} {"date": "2026-01-31"} {"yes": true}
 *          {"today": {"n": -7, "unit": "days"}}
 *   when:  {"kind": "last", "n": 30, "unit": "days"} {"kind": "more than", "n": 1, "unit": "years"}
 *          {"kind": "before", "from": DATE} {"kind": "since", "from": DATE}
 *          {"kind": "between", "from": DATE, "to": DATE}
 *
 * Operators are spelled as in the language ("not in", "is set", "starts with", "in bottom").
 * Members that are not listed, wrong types and anything that the text form would refuse are
 * refused. */

json_t *tp_segment_to_json (const TpSegment *segment,
                            const TpSegmentNames *names); /* (transfer full) */
char *tp_segment_format_json (const TpSegment *segment,
                              const TpSegmentNames *names); /* (transfer full) */

/* NULL and *error: INVALID, the message gives the place as a JSON pointer (RFC 6901), or LIMIT.
 * (transfer full) */
TpSegment *tp_segment_from_json (const json_t *json, const TpSegmentNames *names, GError **error);

/* The same from bytes, which need not be terminated; duplicate keys and trailing data are INVALID.
 */
TpSegment *tp_segment_parse_json (const char *text, gsize length, const TpSegmentNames *names,
                                  GError **error);
