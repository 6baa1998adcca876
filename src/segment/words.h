/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The fixed words of the segment language, as enums with their spelling. Every *_name function
 * returns static storage; every *_find compares without regard to case and returns FALSE for an
 * unknown word. Thread-safe. */

/* What a name may stand for. */
typedef enum {
  TP_SEGMENT_THING_NONE, /* as a target: any */
  TP_SEGMENT_THING_TAG,
  TP_SEGMENT_THING_LIST,
  TP_SEGMENT_THING_SEGMENT,
  TP_SEGMENT_THING_CAMPAIGN,
  TP_SEGMENT_THING_AUTOMATION,
  TP_SEGMENT_THING_FORM,
  TP_SEGMENT_THING_LINK,
  TP_SEGMENT_THING_PRODUCT,
  TP_SEGMENT_THING_CATEGORY,
  TP_SEGMENT_THING_FIELD,
} TpSegmentThing;
#define TP_SEGMENT_THINGS (TP_SEGMENT_THING_FIELD + 1)

typedef enum {
  TP_SEGMENT_PURPOSE_NEWSLETTER,
  TP_SEGMENT_PURPOSE_OFFERS,
  TP_SEGMENT_PURPOSE_SERVICE,
  TP_SEGMENT_PURPOSE_INTERNAL,
  TP_SEGMENT_PURPOSE_TRACKING,
  TP_SEGMENT_PURPOSE_PHONE,
  TP_SEGMENT_PURPOSE_POST,
} TpSegmentPurpose;
#define TP_SEGMENT_PURPOSES (TP_SEGMENT_PURPOSE_POST + 1)

/* A contact's state on a list; never put on it is not a state. */
typedef enum {
  TP_SEGMENT_LIST_CONFIRMED,
  TP_SEGMENT_LIST_UNCONFIRMED,
  TP_SEGMENT_LIST_UNSUBSCRIBED,
} TpSegmentListState;
#define TP_SEGMENT_LIST_STATES (TP_SEGMENT_LIST_UNSUBSCRIBED + 1)

typedef enum {
  TP_SEGMENT_PERMISSION_CONFIRMED,
  TP_SEGMENT_PERMISSION_UNKNOWN,
  TP_SEGMENT_PERMISSION_WITHDRAWN,
} TpSegmentPermission;
#define TP_SEGMENT_PERMISSIONS (TP_SEGMENT_PERMISSION_WITHDRAWN + 1)

typedef enum {
  TP_SEGMENT_RECEIVED,
  TP_SEGMENT_OPENED,
  TP_SEGMENT_CLICKED,
  TP_SEGMENT_BOUNCED,
  TP_SEGMENT_BOUGHT,
  TP_SEGMENT_REFUNDED,
  TP_SEGMENT_CALLED,
  TP_SEGMENT_SIGNED_UP,
  TP_SEGMENT_DID, /* an event of the account's own, by name */
} TpSegmentAction;
#define TP_SEGMENT_ACTIONS (TP_SEGMENT_DID + 1)

typedef enum {
  TP_SEGMENT_HOURS,
  TP_SEGMENT_DAYS,
  TP_SEGMENT_WEEKS,
  TP_SEGMENT_MONTHS,
  TP_SEGMENT_YEARS,
} TpSegmentUnit;
#define TP_SEGMENT_UNITS (TP_SEGMENT_YEARS + 1)

/* What a field is asked. */
typedef enum {
  TP_SEGMENT_EQUAL,
  TP_SEGMENT_NOT_EQUAL,
  TP_SEGMENT_LESS,
  TP_SEGMENT_LESS_EQUAL,
  TP_SEGMENT_GREATER,
  TP_SEGMENT_GREATER_EQUAL,
  TP_SEGMENT_BETWEEN, /* two values, both included */
  TP_SEGMENT_IN,
  TP_SEGMENT_NOT_IN,
  TP_SEGMENT_IS_SET,
  TP_SEGMENT_IS_NOT_SET,
  TP_SEGMENT_STARTS_WITH,
  TP_SEGMENT_ENDS_WITH,
  TP_SEGMENT_CONTAINS,
  TP_SEGMENT_IN_THE_NEXT,
  TP_SEGMENT_IN_THE_LAST,
  TP_SEGMENT_IN_TOP,
  TP_SEGMENT_IN_BOTTOM,
} TpSegmentOperator;
#define TP_SEGMENT_OPERATORS (TP_SEGMENT_IN_BOTTOM + 1)

/* How often or how much. */
typedef enum {
  TP_SEGMENT_BOUND_NONE, /* not asked */
  TP_SEGMENT_AT_LEAST,
  TP_SEGMENT_AT_MOST,
  TP_SEGMENT_EXACTLY, /* counts only */
} TpSegmentBound;
#define TP_SEGMENT_BOUNDS (TP_SEGMENT_EXACTLY + 1)

const char *tp_segment_thing_name (TpSegmentThing thing);
gboolean tp_segment_thing_find (const char *word, TpSegmentThing *out_thing);

const char *tp_segment_purpose_name (TpSegmentPurpose purpose);
gboolean tp_segment_purpose_find (const char *word, TpSegmentPurpose *out_purpose);

const char *tp_segment_list_state_name (TpSegmentListState state);
gboolean tp_segment_list_state_find (const char *word, TpSegmentListState *out_state);

const char *tp_segment_permission_name (TpSegmentPermission state);
gboolean tp_segment_permission_find (const char *word, TpSegmentPermission *out_state);

const char *tp_segment_action_name (TpSegmentAction action); /* "signed up" */
gboolean tp_segment_action_find (const char *words, TpSegmentAction *out_action);

/* Whether `action "at" a target of that kind` makes sense (always with NONE), and whether the
 * action has money. */
gboolean tp_segment_action_takes (TpSegmentAction action, TpSegmentThing target);
gboolean tp_segment_action_has_money (TpSegmentAction action);

const char *tp_segment_unit_name (TpSegmentUnit unit);                     /* "days" */
const char *tp_segment_unit_singular (TpSegmentUnit unit);                 /* "day" */
gboolean tp_segment_unit_find (const char *word, TpSegmentUnit *out_unit); /* both */
guint tp_segment_unit_limit (TpSegmentUnit unit);                          /* largest N */

const char *tp_segment_operator_name (TpSegmentOperator op); /* "starts with" */
gboolean tp_segment_operator_find (const char *words, TpSegmentOperator *out_op);

const char *tp_segment_bound_name (TpSegmentBound bound); /* "at least" */
gboolean tp_segment_bound_find (const char *words, TpSegmentBound *out_bound);
