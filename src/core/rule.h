/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"
#include "core/names.h"
#include "core/rule_event.h"
#include "segment/tree.h"

/* Tag rules: when something happens, set or remove tags, perhaps for a time. They react inside the
 * transaction of what happened, set by set, so state, event and the tags that follow are one. */

/* Lets the rules and the automatic tags react to the change's events, and to the events of their
 * own reactions, until nothing more happens. A rule fires at most once per contact in one change,
 * so rules that set each other off end; after TP_RULE_CHAIN_MAX rounds what follows is left out. */
#define TP_RULE_CHAIN_MAX 16
gboolean tp_rule_react (TpChange *change, GError **error);

#define TP_RULES_MAX 1000   /* active ones in an account; LIMIT */
#define TP_RULE_TAGS_MAX 20 /* that one sets and removes; LIMIT */

typedef struct {
  gint64 id; /* 0: not stored yet */
  TpRuleEvent event;
  TpSegment *condition; /* who must match as well; NULL: everyone */
  TpSegmentSpan lasts;  /* the tags it sets end after that; n 0: never */
  GArray *set;          /* gint64: tags */
  GArray *remove;       /* gint64: tags */
  gint64 created_at;
} TpRule;

TpRule *tp_rule_new (void); /* (transfer full) */
void tp_rule_free (TpRule *rule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpRule, tp_rule_free)

/* Stores a new one; `names` of the change's connection. INVALID: it sets and removes nothing, or a
 * tag both; NOT_FOUND: a tag is missing or archived; LIMIT. */
gboolean tp_rule_add (TpChange *change, const TpRule *rule, TpNames *names, gint64 *out_id,
                      GError **error);

/* Switches it off for good; tags that it set stay. NOT_FOUND. */
gboolean tp_rule_remove (TpChange *change, gint64 id, GError **error);

/* The active ones by number, of TpRule. One whose stored condition cannot be read any more is left
 * out, with a warning. (transfer full) */
GPtrArray *tp_rule_list (TpConn *conn, TpNames *names, GError **error);

/* Those active ones that wait for one of these events (numbers of TpRuleWhen). (transfer full) */
GPtrArray *tp_rule_waiting (TpConn *conn, TpNames *names, const GArray *whens, GError **error);

/* Active or not, since tags may name it as their why. NOT_FOUND. (transfer full) */
TpRule *tp_rule_get (TpConn *conn, gint64 id, TpNames *names, GError **error);

/* When tags set now by it end: hours are exact, days and longer keep the local time. 0: never. */
gint64 tp_rule_ends_at (const TpRule *rule, gint64 now, GTimeZone *zone);

/* "30 days". INVALID. */
gboolean tp_rule_parse_span (const char *text, TpSegmentSpan *out_span, GError **error);
char *tp_rule_format_span (TpSegmentSpan span); /* (transfer full) */
