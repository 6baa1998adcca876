/* SPDX-License-Identifier: Apache-2.0 */
/* Every enum has one table, indexed by it. To add a word: a member in the enum (new ones last), a
 * row in its table, a line in docs/segments.md; a new action also says which targets it takes. A
 * word that begins a condition must be known to the parser's table of conditions as well. */
#include "segment/words.h"

static const char *const things[TP_SEGMENT_THINGS] = {
    [TP_SEGMENT_THING_NONE] = "any",          [TP_SEGMENT_THING_TAG] = "tag",
    [TP_SEGMENT_THING_LIST] = "list",         [TP_SEGMENT_THING_SEGMENT] = "segment",
    [TP_SEGMENT_THING_CAMPAIGN] = "campaign", [TP_SEGMENT_THING_AUTOMATION] = "automation",
    [TP_SEGMENT_THING_FORM] = "form",         [TP_SEGMENT_THING_LINK] = "link",
    [TP_SEGMENT_THING_PRODUCT] = "product",   [TP_SEGMENT_THING_CATEGORY] = "category",
    [TP_SEGMENT_THING_FIELD] = "field",
};

static const char *const purposes[TP_SEGMENT_PURPOSES] = {
    [TP_SEGMENT_PURPOSE_NEWSLETTER] = "newsletter",
    [TP_SEGMENT_PURPOSE_OFFERS] = "offers",
    [TP_SEGMENT_PURPOSE_SERVICE] = "service",
    [TP_SEGMENT_PURPOSE_INTERNAL] = "internal",
    [TP_SEGMENT_PURPOSE_TRACKING] = "tracking",
    [TP_SEGMENT_PURPOSE_PHONE] = "phone",
    [TP_SEGMENT_PURPOSE_POST] = "post",
};

static const char *const list_states[TP_SEGMENT_LIST_STATES] = {
    [TP_SEGMENT_LIST_CONFIRMED] = "confirmed",
    [TP_SEGMENT_LIST_UNCONFIRMED] = "unconfirmed",
    [TP_SEGMENT_LIST_UNSUBSCRIBED] = "unsubscribed",
};

static const char *const permissions[TP_SEGMENT_PERMISSIONS] = {
    [TP_SEGMENT_PERMISSION_CONFIRMED] = "confirmed",
    [TP_SEGMENT_PERMISSION_UNKNOWN] = "unknown",
    [TP_SEGMENT_PERMISSION_WITHDRAWN] = "withdrawn",
};

#define BIT(thing) (1u << (thing))
#define MAILS (BIT (TP_SEGMENT_THING_CAMPAIGN) | BIT (TP_SEGMENT_THING_AUTOMATION))
#define WARES (BIT (TP_SEGMENT_THING_PRODUCT) | BIT (TP_SEGMENT_THING_CATEGORY))

static const char *const actions[TP_SEGMENT_ACTIONS] = {
    [TP_SEGMENT_RECEIVED] = "received", [TP_SEGMENT_OPENED] = "opened",
    [TP_SEGMENT_CLICKED] = "clicked",   [TP_SEGMENT_BOUNCED] = "bounced",
    [TP_SEGMENT_BOUGHT] = "bought",     [TP_SEGMENT_REFUNDED] = "refunded",
    [TP_SEGMENT_CALLED] = "called",     [TP_SEGMENT_SIGNED_UP] = "signed up",
    [TP_SEGMENT_DID] = "did",
};

static const struct {
  guint targets;
  gboolean money;
} action_traits[TP_SEGMENT_ACTIONS] = {
    [TP_SEGMENT_RECEIVED] = {MAILS,                               FALSE},
    [TP_SEGMENT_OPENED] = {MAILS,                               FALSE},
    [TP_SEGMENT_CLICKED] = {MAILS | BIT (TP_SEGMENT_THING_LINK), FALSE},
    [TP_SEGMENT_BOUNCED] = {MAILS,                               FALSE},
    [TP_SEGMENT_BOUGHT] = {WARES,                               TRUE },
    [TP_SEGMENT_REFUNDED] = {WARES,                               TRUE },
    [TP_SEGMENT_CALLED] = {BIT (TP_SEGMENT_THING_CAMPAIGN),     FALSE},
    [TP_SEGMENT_SIGNED_UP] = {BIT (TP_SEGMENT_THING_FORM),         FALSE},
    [TP_SEGMENT_DID] = {0,                                   FALSE},
};

/* Every span is at most a hundred years, so that no date arithmetic leaves the calendar by it. */
static const char *const units[TP_SEGMENT_UNITS] = {
    [TP_SEGMENT_HOURS] = "hours",   [TP_SEGMENT_DAYS] = "days",   [TP_SEGMENT_WEEKS] = "weeks",
    [TP_SEGMENT_MONTHS] = "months", [TP_SEGMENT_YEARS] = "years",
};
static const char *const singular_units[TP_SEGMENT_UNITS] = {
    [TP_SEGMENT_HOURS] = "hour",   [TP_SEGMENT_DAYS] = "day",   [TP_SEGMENT_WEEKS] = "week",
    [TP_SEGMENT_MONTHS] = "month", [TP_SEGMENT_YEARS] = "year",
};
static const guint unit_limits[TP_SEGMENT_UNITS] = {
    [TP_SEGMENT_HOURS] = 876000, [TP_SEGMENT_DAYS] = 36500, [TP_SEGMENT_WEEKS] = 5200,
    [TP_SEGMENT_MONTHS] = 1200,  [TP_SEGMENT_YEARS] = 100,
};

static const char *const operators[TP_SEGMENT_OPERATORS] = {
    [TP_SEGMENT_EQUAL] = "=",
    [TP_SEGMENT_NOT_EQUAL] = "!=",
    [TP_SEGMENT_LESS] = "<",
    [TP_SEGMENT_LESS_EQUAL] = "<=",
    [TP_SEGMENT_GREATER] = ">",
    [TP_SEGMENT_GREATER_EQUAL] = ">=",
    [TP_SEGMENT_BETWEEN] = "between",
    [TP_SEGMENT_IN] = "in",
    [TP_SEGMENT_NOT_IN] = "not in",
    [TP_SEGMENT_IS_SET] = "is set",
    [TP_SEGMENT_IS_NOT_SET] = "is not set",
    [TP_SEGMENT_STARTS_WITH] = "starts with",
    [TP_SEGMENT_ENDS_WITH] = "ends with",
    [TP_SEGMENT_CONTAINS] = "contains",
    [TP_SEGMENT_IN_THE_NEXT] = "in the next",
    [TP_SEGMENT_IN_THE_LAST] = "in the last",
    [TP_SEGMENT_IN_TOP] = "in top",
    [TP_SEGMENT_IN_BOTTOM] = "in bottom",
};

static const char *const bounds[TP_SEGMENT_BOUNDS] = {
    [TP_SEGMENT_BOUND_NONE] = "",
    [TP_SEGMENT_AT_LEAST] = "at least",
    [TP_SEGMENT_AT_MOST] = "at most",
    [TP_SEGMENT_EXACTLY] = "exactly",
};

static gboolean
find (const char *const *table, guint first, guint length, const char *word, guint *out_index)
{
  for (guint i = first; i < length; i++)
    if (g_ascii_strcasecmp (table[i], word) == 0) {
      *out_index = i;
      return TRUE;
    }
  return FALSE;
}

const char *
tp_segment_thing_name (TpSegmentThing thing)
{
  return things[thing];
}

gboolean
tp_segment_thing_find (const char *word, TpSegmentThing *out_thing)
{
  return find (things, 0, TP_SEGMENT_THINGS, word, out_thing);
}

const char *
tp_segment_purpose_name (TpSegmentPurpose purpose)
{
  return purposes[purpose];
}

gboolean
tp_segment_purpose_find (const char *word, TpSegmentPurpose *out_purpose)
{
  return find (purposes, 0, TP_SEGMENT_PURPOSES, word, out_purpose);
}

const char *
tp_segment_list_state_name (TpSegmentListState state)
{
  return list_states[state];
}

gboolean
tp_segment_list_state_find (const char *word, TpSegmentListState *out_state)
{
  return find (list_states, 0, TP_SEGMENT_LIST_STATES, word, out_state);
}

const char *
tp_segment_permission_name (TpSegmentPermission state)
{
  return permissions[state];
}

gboolean
tp_segment_permission_find (const char *word, TpSegmentPermission *out_state)
{
  return find (permissions, 0, TP_SEGMENT_PERMISSIONS, word, out_state);
}

const char *
tp_segment_action_name (TpSegmentAction action)
{
  return actions[action];
}

gboolean
tp_segment_action_find (const char *words, TpSegmentAction *out_action)
{
  return find (actions, 0, TP_SEGMENT_ACTIONS, words, out_action);
}

gboolean
tp_segment_action_takes (TpSegmentAction action, TpSegmentThing target)
{
  return target == TP_SEGMENT_THING_NONE || (action_traits[action].targets & BIT (target)) != 0;
}

gboolean
tp_segment_action_has_money (TpSegmentAction action)
{
  return action_traits[action].money;
}

const char *
tp_segment_unit_name (TpSegmentUnit unit)
{
  return units[unit];
}

const char *
tp_segment_unit_singular (TpSegmentUnit unit)
{
  return singular_units[unit];
}

gboolean
tp_segment_unit_find (const char *word, TpSegmentUnit *out_unit)
{
  return find (units, 0, TP_SEGMENT_UNITS, word, out_unit) ||
         find (singular_units, 0, TP_SEGMENT_UNITS, word, out_unit);
}

guint
tp_segment_unit_limit (TpSegmentUnit unit)
{
  return unit_limits[unit];
}

const char *
tp_segment_operator_name (TpSegmentOperator op)
{
  return operators[op];
}

gboolean
tp_segment_operator_find (const char *words, TpSegmentOperator *out_op)
{
  return find (operators, 0, TP_SEGMENT_OPERATORS, words, out_op);
}

const char *
tp_segment_bound_name (TpSegmentBound bound)
{
  return bounds[bound];
}

gboolean
tp_segment_bound_find (const char *words, TpSegmentBound *out_bound)
{
  return find (bounds, 1, TP_SEGMENT_BOUNDS, words, out_bound);
}
