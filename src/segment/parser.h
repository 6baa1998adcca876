/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/names.h"
#include "segment/tree.h"

/* Text to tree, by the grammar in DESIGN "The segment language". Keywords and names count without
 * regard to case; names become ids at once. What the types of fields do not allow (a number against
 * a text, money with more digits than the currency has, hours of a date) is refused here, so that a
 * tree in hand can be evaluated. Thread-safe as far as `names` is. */

/* Where a fault is. */
typedef struct {
  guint position; /* in characters, from 1; one beyond the end when the text stops too early */
  guint length;   /* characters to underline; 0 at the end */
} TpSegmentFault;

/* NULL and *error: INVALID, the message says position, what was found and what was expected, and
 * for an unknown name the nearest known one; or LIMIT (tree.h). `out_fault` may be NULL; it is set
 * on errors only. (transfer full) */
TpSegment *tp_segment_parse (const char *text, const TpSegmentNames *names,
                             TpSegmentFault *out_fault, GError **error);
