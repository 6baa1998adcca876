/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/tree.h"

/* What the time words of a condition mean at a given moment. Every bound falls on a whole minute
 * (as far as the zone's offsets do), so that an index that knows only minutes gives the same
 * answer. Thread-safe. */

/* The circumstances of an evaluation. */
typedef struct {
  gint64 now_at;
  GTimeZone *zone;       /* the account's (borrowed) */
  guint currency_digits; /* of the account's currency, at most 4 */
} TpSegmentMoment;

/* [from_at, to_at). Open ends are G_MININT64 and G_MAXINT64. */
typedef struct {
  gint64 from_at;
  gint64 to_at;
} TpWindow;

/* in the last N hours        from N hours before the running minute, to the end of that minute
 * in the last N days...      from 00:00 of the local day N units back, to the end of the minute
 * more than N ... ago        everything before that beginning
 * before DATE                everything before its 00:00
 * since DATE                 from its 00:00 on
 * between DATE and DATE      from 00:00 of the first to the end of the second
 * nothing                    everything */
TpWindow tp_window_of_when (const TpSegmentWhen *when, const TpSegmentMoment *moment);

/* A closed range of a field's values: scaled numbers, days, milliseconds, or 0 and 1. */
typedef struct {
  gint64 from;
  gint64 to;
} TpRange;

/* The ranges, in the order of the values, of which a NUMBER, MONEY, DATE, TIME or YES_NO field must
 * be in one to meet the condition; with NOT_EQUAL and NOT_IN in none of them. Numbers and money are
 * scaled by TP_SEGMENT_SCALE. For an anniversary they are days on one of which it has to come
 * round. "in the last N units" of a day ends today, "in the next N units" begins today and ends N
 * units on, both included; of a time, they end and begin with the running minute. Asserts that the
 * field compares by order and the operator has values or a span. `ranges` (TpRange) is emptied
 * first. */
void tp_window_ranges (const TpSegmentNode *condition, const TpSegmentMoment *moment,
                       GArray *ranges);

/* When the answer for an unchanged contact may change by time alone. */
typedef enum {
  TP_WINDOW_NEVER,
  TP_WINDOW_MIDNIGHT, /* 00:00 in the account's time zone */
  TP_WINDOW_MINUTE,
} TpWindowChange;
TpWindowChange tp_window_change (const TpSegmentNode *condition);
