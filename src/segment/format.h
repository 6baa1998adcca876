/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/names.h"
#include "segment/tree.h"

/* Tree to canonical text: lower-case keywords, one blank between words, parentheses only where the
 * tree needs them, the default states of lists and permissions and the target `any` left out,
 * things by their present names, or by # and public id when they have none. Parsing it gives the
 * same tree.
 */
char *tp_segment_format (const TpSegment *segment,
                         const TpSegmentNames *names); /* (transfer full) */

/* One node alone. (transfer full) */
char *tp_segment_node_format (const TpSegmentNode *node, const TpSegmentNames *names);

/* Appends it in quotes, with \" and \\ for those two characters. */
void tp_segment_append_quoted (GString *out, const char *text);
