/* SPDX-License-Identifier: Apache-2.0 */
/* Days and longer units are counted on the calendar and turned into moments at the end, so that a
 * day of 23 or 25 hours is one day; hours are counted on the clock. To add a kind of window: a
 * member in TpSegmentWhenKind, a case in tp_window_of_when and one in change_of_when, a row in
 * window_test.c. */
#include "segment/window.h"

#include "base/time.h"
#include "segment/day.h"

static gint64
running_minute (gint64 now_at)
{
  return now_at - ((now_at % TP_MINUTE) + TP_MINUTE) % TP_MINUTE;
}

/* Where "in the last N units" begins. */
static gint64
beginning (TpSegmentSpan span, const TpSegmentMoment *moment)
{
  if (span.unit == TP_SEGMENT_HOURS)
    return running_minute (moment->now_at) - span.n * TP_HOUR;
  gint32 today = tp_day_of_time (moment->now_at, moment->zone);
  return tp_day_start (tp_day_add (today, -(int)span.n, span.unit), moment->zone);
}

/* Where "in the next N units" of a time ends. */
static gint64
ending (TpSegmentSpan span, const TpSegmentMoment *moment)
{
  if (span.unit == TP_SEGMENT_HOURS)
    return running_minute (moment->now_at) + span.n * TP_HOUR + TP_MINUTE;
  gint32 today = tp_day_of_time (moment->now_at, moment->zone);
  return tp_day_start (tp_day_add (today, (int)span.n, span.unit) + 1, moment->zone);
}

TpWindow
tp_window_of_when (const TpSegmentWhen *when, const TpSegmentMoment *moment)
{
  TpWindow window = {G_MININT64, G_MAXINT64};
  switch (when->kind) {
  case TP_SEGMENT_WHEN_ALWAYS:
    break;
  case TP_SEGMENT_WHEN_LAST:
    window.from_at = beginning (when->span, moment);
    window.to_at = running_minute (moment->now_at) + TP_MINUTE;
    break;
  case TP_SEGMENT_WHEN_MORE_THAN:
    window.to_at = beginning (when->span, moment);
    break;
  case TP_SEGMENT_WHEN_BEFORE:
    window.to_at = tp_day_start (when->day, moment->zone);
    break;
  case TP_SEGMENT_WHEN_SINCE:
    window.from_at = tp_day_start (when->day, moment->zone);
    break;
  case TP_SEGMENT_WHEN_BETWEEN:
    window.from_at = tp_day_start (when->day, moment->zone);
    window.to_at = tp_day_start (when->last_day + 1, moment->zone);
    break;
  }
  return window;
}

static gint32
day_of_value (const TpSegmentValue *value, const TpSegmentMoment *moment)
{
  if (value->kind == TP_SEGMENT_VALUE_DATE)
    return (gint32)value->number;
  gint32 today = tp_day_of_time (moment->now_at, moment->zone);
  int n = (int)value->span.n;
  return tp_day_add (today, value->back ? -n : n, value->span.unit);
}

/* All of the field's values that equal the one given. */
static TpRange
range_of_value (TpSegmentType type, const TpSegmentValue *value, const TpSegmentMoment *moment)
{
  if (type != TP_SEGMENT_DATE && type != TP_SEGMENT_TIME)
    return (TpRange){value->number, value->number};
  gint32 day = day_of_value (value, moment);
  if (type == TP_SEGMENT_DATE)
    return (TpRange){day, day};
  return (TpRange){tp_day_start (day, moment->zone), tp_day_start (day + 1, moment->zone) - 1};
}

static TpRange
range_of_span (const TpSegmentNode *condition, const TpSegmentMoment *moment)
{
  TpSegmentSpan span = condition->field.span;
  gboolean next = condition->field.op == TP_SEGMENT_IN_THE_NEXT;
  if (condition->field.field.type == TP_SEGMENT_DATE) {
    gint32 today = tp_day_of_time (moment->now_at, moment->zone);
    gint32 other = tp_day_add (today, next ? (int)span.n : -(int)span.n, span.unit);
    return next ? (TpRange){today, other} : (TpRange){other, today};
  }
  gint64 minute = running_minute (moment->now_at);
  return next ? (TpRange){minute, ending (span, moment) - 1}
              : (TpRange){beginning (span, moment), minute + TP_MINUTE - 1};
}

/* Of an order operator: the values on the asked side of `equal`. */
static TpRange
range_of_order (TpSegmentOperator op, TpRange equal)
{
  switch (op) {
  case TP_SEGMENT_LESS:
    return (TpRange){G_MININT64, equal.from - 1};
  case TP_SEGMENT_LESS_EQUAL:
    return (TpRange){G_MININT64, equal.to};
  case TP_SEGMENT_GREATER:
    return (TpRange){equal.to + 1, G_MAXINT64};
  case TP_SEGMENT_GREATER_EQUAL:
    return (TpRange){equal.from, G_MAXINT64};
  default:
    return equal;
  }
}

void
tp_window_ranges (const TpSegmentNode *condition, const TpSegmentMoment *moment, GArray *ranges)
{
  TpSegmentType type = condition->field.field.type;
  TpSegmentOperator op = condition->field.op;
  g_assert (condition->kind == TP_SEGMENT_FIELD);
  g_assert (!tp_segment_type_is_text (type));
  g_array_set_size (ranges, 0);
  if (op == TP_SEGMENT_IN_THE_NEXT || op == TP_SEGMENT_IN_THE_LAST) {
    TpRange range = range_of_span (condition, moment);
    g_array_append_val (ranges, range);
    return;
  }
  g_assert (condition->field.n_values > 0);
  for (guint i = 0; i < condition->field.n_values; i++) {
    TpRange equal = range_of_value (type, &condition->field.values[i], moment);
    TpRange range = range_of_order (op, equal);
    if (op == TP_SEGMENT_BETWEEN && i == 1)
      g_array_index (ranges, TpRange, 0).to = equal.to;
    else
      g_array_append_val (ranges, range);
  }
}

static TpWindowChange
change_of_span (TpSegmentSpan span)
{
  return span.unit == TP_SEGMENT_HOURS ? TP_WINDOW_MINUTE : TP_WINDOW_MIDNIGHT;
}

static TpWindowChange
change_of_when (const TpSegmentWhen *when)
{
  gboolean moves = when->kind == TP_SEGMENT_WHEN_LAST || when->kind == TP_SEGMENT_WHEN_MORE_THAN;
  return moves ? change_of_span (when->span) : TP_WINDOW_NEVER;
}

static TpWindowChange
change_of_field (const TpSegmentNode *condition)
{
  TpSegmentOperator op = condition->field.op;
  const TpSegmentField *field = &condition->field.field;
  if (op == TP_SEGMENT_IS_SET || op == TP_SEGMENT_IS_NOT_SET)
    return TP_WINDOW_NEVER;
  if (op == TP_SEGMENT_IN_THE_NEXT && field->type == TP_SEGMENT_TIME)
    return TP_WINDOW_MINUTE;
  if (op == TP_SEGMENT_IN_THE_NEXT || op == TP_SEGMENT_IN_THE_LAST)
    return change_of_span (condition->field.span);
  if (field->builtin == TP_SEGMENT_AGE)
    return TP_WINDOW_MIDNIGHT;
  for (guint i = 0; i < condition->field.n_values; i++)
    if (condition->field.values[i].kind == TP_SEGMENT_VALUE_TODAY)
      return TP_WINDOW_MIDNIGHT;
  return TP_WINDOW_NEVER;
}

TpWindowChange
tp_window_change (const TpSegmentNode *condition)
{
  if (condition->kind == TP_SEGMENT_TAG)
    return change_of_when (&condition->tag.when);
  if (condition->kind == TP_SEGMENT_ACTION)
    return change_of_when (&condition->action.when);
  return condition->kind == TP_SEGMENT_FIELD ? change_of_field (condition) : TP_WINDOW_NEVER;
}
