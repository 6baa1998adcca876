/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/words.h"

/* Calendar days as numbers: days since 1970-01-01 of the proleptic Gregorian calendar, years 1 to
 * 9999; results beyond are clamped to that. Thread-safe. */

#define TP_DAY_FIRST (-719162) /* 0001-01-01 */
#define TP_DAY_LAST 2932896    /* 9999-12-31 */

gint32 tp_day_of_date (int year, int month, int day); /* asserts that it is a date */
void tp_day_split (gint32 day, int *out_year, int *out_month, int *out_day);

gboolean tp_day_parse (const char *text, gint32 *out_day); /* "2026-01-31" and nothing else */
#define TP_DAY_TEXT 11
void tp_day_format (gint32 day, char text[TP_DAY_TEXT]);

/* The local day of a time, and a local day's first moment. */
gint32 tp_day_of_time (gint64 at, GTimeZone *zone);
gint64 tp_day_start (gint32 day, GTimeZone *zone);

/* n units on (back when negative); a month without that day ends earlier: 31 January and one month
 * is 28 or 29 February. Asserts that the unit is not hours. */
gint32 tp_day_add (gint32 day, int n, TpSegmentUnit unit);

/* The day on which a date comes round in a year: itself, but 29 February on 1 March where the year
 * has none. */
gint32 tp_day_anniversary (gint32 day, int year);

/* Whether it comes round on one of the days first to last, both included, in whichever year. */
gboolean tp_day_anniversary_within (gint32 day, gint32 first, gint32 last);

/* Years completed from birth to today; negative when the birth is still to come. */
int tp_day_age (gint32 birth, gint32 today);
