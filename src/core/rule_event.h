/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/event.h"
#include "segment/names.h"

/* What a rule waits for: the words of `--when` (docs/rules.md).
 *
 *   bought | bought product "A" | bought category "C" | refunded [...] | joined list "L" | left
 * list "L" | tag set "X" | tag removed "X" | field changed "city" | mail opened | opened campaign
 * "C" ...
 *
 * Keywords in any case; things stand by name in double quotes (\" and \\ escape) or as # and their
 * public id, and are kept by number, so that a renaming changes nothing. */

typedef struct {
  int number;    /* of the row in the table, a stored number; 0: none */
  gint64 target; /* 0: any, or the kind has none; a built-in field is -TpSegmentBuiltin */
  char *name;    /* `did "name"`: as spelled, else NULL */
} TpRuleEvent;

void tp_rule_event_clear (TpRuleEvent *event);

#define TP_RULE_EVENT_KINDS 3
typedef struct {
  int number;
  const char *words;                      /* "bought product" */
  TpSegmentThing thing;                   /* what the text after it names */
  gboolean purpose;                       /* it names a purpose */
  gboolean named;                         /* it is the name of an own event */
  TpEventKind kinds[TP_RULE_EVENT_KINDS]; /* of the feed, ended by NONE */
  const char *text;                       /* for people, marked */
} TpRuleEventInfo;

/* The table, ended by number 0; and a row of it (NULL: not known). */
const TpRuleEventInfo *tp_rule_event_table (void);
const TpRuleEventInfo *tp_rule_event_info (int number);
gboolean tp_rule_event_has_kind (const TpRuleEventInfo *info, int kind);

/* INVALID: position, what was found, what was expected, the nearest name. Fills *out_event, to be
 * cleared. */
gboolean tp_rule_event_parse (const char *text, const TpSegmentNames *names, TpRuleEvent *out_event,
                              GError **error);

/* Canonical text: parsing it gives the same. (transfer full) */
char *tp_rule_event_format (const TpRuleEvent *event, const TpSegmentNames *names);
