/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/event.h"
#include "segment/names.h"

/* What a rule waits for: the words of `--when` (docs/rules.md).
 *
 *   event = words [ TEXT | "#" id ]
 *
 *   bought | bought product "A" | refunded category "C" | joined list "L" | left list "L" | tag set
 *   "X" | field changed "city" | mail opened | opened campaign "C" | did "visited fair" ...
 *
 * Keywords in any case; things stand by name in double quotes (\" and \\ escape) or by # and their
 * public id. They are kept by number, so that renaming changes no rule. */

/* Stored numbers: new ones are added at the end, none is reused. */
typedef enum {
  TP_RULE_NEVER = 0,
  TP_RULE_BOUGHT = 1,
  TP_RULE_BOUGHT_PRODUCT = 2,
  TP_RULE_BOUGHT_CATEGORY = 3,
  TP_RULE_REFUNDED = 4, /* charged back, too */
  TP_RULE_REFUNDED_PRODUCT = 5,
  TP_RULE_REFUNDED_CATEGORY = 6,
  TP_RULE_CHARGED_BACK = 7,
  TP_RULE_JOINED_LIST = 8,   /* confirmed */
  TP_RULE_ADDED_TO_LIST = 9, /* unconfirmed */
  TP_RULE_LEFT_LIST = 10,    /* unsubscribed, or taken off */
  TP_RULE_TAG_SET = 11,
  TP_RULE_TAG_REMOVED = 12,
  TP_RULE_FIELD_CHANGED = 13,
  TP_RULE_CONTACT_ADDED = 14,
  TP_RULE_MAIL_RECEIVED = 15,
  TP_RULE_RECEIVED_CAMPAIGN = 16,
  TP_RULE_MAIL_OPENED = 17,
  TP_RULE_OPENED_CAMPAIGN = 18,
  TP_RULE_MAIL_CLICKED = 19,
  TP_RULE_CLICKED_CAMPAIGN = 20,
  TP_RULE_MAIL_BOUNCED = 21,
  TP_RULE_BOUNCED_CAMPAIGN = 22,
  TP_RULE_COMPLAINED = 23,
  TP_RULE_PERMISSION_CONFIRMED = 24,
  TP_RULE_PERMISSION_WITHDRAWN = 25,
  TP_RULE_CALLED = 26,
  TP_RULE_SIGNED_UP = 27,
  TP_RULE_SIGNED_UP_FORM = 28,
  TP_RULE_DID = 29,
  TP_RULE_SEGMENT_ENTERED = 30,
  TP_RULE_SEGMENT_LEFT = 31,
} TpRuleWhen;

typedef struct {
  TpRuleWhen when;
  gint64 target; /* 0: any, or there is none; a purpose is its number + 1, a built-in field
                    -TpSegmentBuiltin */
  char *name;    /* of an own event (`did "name"`) as spelled, else NULL */
} TpRuleEvent;

void tp_rule_event_clear (TpRuleEvent *event);

/* What the text after the words names. */
typedef enum {
  TP_RULE_TAKES_NOTHING,
  TP_RULE_TAKES_THING,
  TP_RULE_TAKES_PURPOSE,
  TP_RULE_TAKES_FIELD, /* built in or an own one */
  TP_RULE_TAKES_NAME,
} TpRuleTakes;

#define TP_RULE_EVENT_KINDS 3
#define TP_RULE_EVENT_TEXT_MAX 2000 /* bytes */

typedef struct {
  TpRuleWhen when;
  const char *words; /* "bought product" */
  TpRuleTakes takes;
  TpSegmentThing thing;                   /* of TAKES_THING and TAKES_FIELD */
  TpEventKind kinds[TP_RULE_EVENT_KINDS]; /* of the feed, ended by TP_EVENT_NONE */
} TpRuleEventInfo;

/* The table, ended by NEVER; and a row of it (NULL: this program does not know it). */
const TpRuleEventInfo *tp_rule_event_table (void);
const TpRuleEventInfo *tp_rule_event_info (int when);
gboolean tp_rule_event_has_kind (const TpRuleEventInfo *info, int kind);

/* INVALID: the position (in characters, from 1), what was expected, the nearest name; LIMIT: too
 * long. Fills *out_event, to be cleared. `names` as tp_segment_parse has them. */
gboolean tp_rule_event_parse (const char *text, const TpSegmentNames *names, TpRuleEvent *out_event,
                              GError **error);

/* Canonical text: parsing it gives the same. (transfer full) */
char *tp_rule_event_format (const TpRuleEvent *event, const TpSegmentNames *names);
