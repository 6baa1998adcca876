/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/account.h"
#include "segment/names.h"
#include "segment/parser.h"
#include "segment/tree.h"

#include <jansson.h>

/* The names that the segment language may use, looked up in an account's database, and with them
 * the ways between a condition's text, its tree and the JSON that is stored. Everything that takes
 * a condition from a person goes through tp_names_parse, and everything that keeps one keeps
 * tp_names_format_json: it holds ids, so renaming a thing changes no condition.
 *
 * Tags, lists, segments, fields, campaigns, products and categories are known; forms, links and
 * automations have no names yet, so text that names one is refused. What was looked up once is
 * remembered for the object's life. Not thread-safe. */

typedef struct TpNames TpNames;

/* `conn` is borrowed for its life. (transfer full) */
TpNames *tp_names_new (TpAccount *account, TpConn *conn);
void tp_names_free (TpNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpNames, tp_names_free)

const TpSegmentNames *tp_names_segment (TpNames *names); /* (borrowed) */

/* The functions of TpSegmentNames cannot fail, so a look-up that did counts as not found; FALSE and
 * the error of the first such. The functions below have asked it themselves. */
gboolean tp_names_check (const TpNames *names, GError **error);

/* As tp_segment_parse, tp_segment_format, tp_segment_to_json and tp_segment_from_json. INVALID,
 * LIMIT, or the database's errors. `out_fault` may be NULL; it is set when the text is at fault
 * (its position is 0 otherwise). All (transfer full), NULL with *error. */
TpSegment *tp_names_parse (TpNames *names, const char *text, TpSegmentFault *out_fault,
                           GError **error);
TpSegment *tp_names_parse_json (TpNames *names, const char *json, GError **error);
TpSegment *tp_names_from_json (TpNames *names, const json_t *json, GError **error);
char *tp_names_format (TpNames *names, const TpSegment *segment, GError **error);
char *tp_names_format_json (TpNames *names, const TpSegment *segment, GError **error);
json_t *tp_names_to_json (TpNames *names, const TpSegment *segment, GError **error);
