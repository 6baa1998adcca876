/* SPDX-License-Identifier: Apache-2.0 */
/* Years are counted from 1 March, so that the leap day is the last of its year: then the months
 * before any day always have the same lengths, and months' beginnings are a linear formula. */
#include "segment/day.h"

#include "base/time.h"

#include <stdio.h>

#define DAYS_BEFORE_1970 719468 /* from 0000-03-01 */
#define DAYS_IN_400_YEARS 146097

static gint32
march_day (int march_year, int march_month, int day)
{
  gint32 leap_days = march_year / 4 - march_year / 100 + march_year / 400;
  return march_year * 365 + leap_days + (153 * march_month + 2) / 5 + day - 1;
}

static gint32
number_of (int year, int month, int day)
{
  gboolean before_march = month < 3;
  return march_day (before_march ? year - 1 : year, before_march ? month + 9 : month - 3, day) -
         DAYS_BEFORE_1970;
}

gint32
tp_day_of_date (int year, int month, int day)
{
  g_assert (tp_date_is_valid (year, month, day));
  return number_of (year, month, day);
}

void
tp_day_split (gint32 day, int *out_year, int *out_month, int *out_day)
{
  gint32 since_march = CLAMP (day, TP_DAY_FIRST, TP_DAY_LAST) + DAYS_BEFORE_1970;
  gint32 cycle = since_march / DAYS_IN_400_YEARS, rest = since_march % DAYS_IN_400_YEARS;
  gint32 year_in_cycle = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
  gint32 day_of_year = rest - (365 * year_in_cycle + year_in_cycle / 4 - year_in_cycle / 100);
  int march_month = (5 * day_of_year + 2) / 153;
  *out_day = day_of_year - (153 * march_month + 2) / 5 + 1;
  *out_month = march_month < 10 ? march_month + 3 : march_month - 9;
  *out_year = cycle * 400 + year_in_cycle + (march_month < 10 ? 0 : 1);
}

gboolean
tp_day_parse (const char *text, gint32 *out_day)
{
  int year, month, day;
  if (!tp_date_parse (text, &year, &month, &day))
    return FALSE;
  *out_day = number_of (year, month, day);
  return TRUE;
}

void
tp_day_format (gint32 day, char text[TP_DAY_TEXT])
{
  int year, month, day_of_month;
  tp_day_split (day, &year, &month, &day_of_month);
  char buffer[40];
  g_snprintf (buffer, sizeof buffer, "%04d-%02d-%02d", year, month, day_of_month);
  g_strlcpy (text, buffer, TP_DAY_TEXT);
}

static gint64
floor_divide (gint64 a, gint64 b)
{
  return a / b - (a % b < 0 ? 1 : 0);
}

gint32
tp_day_of_time (gint64 at, GTimeZone *zone)
{
  gint64 first = TP_DAY_FIRST * TP_DAY, last = TP_DAY_LAST * TP_DAY;
  gint64 seconds = floor_divide (CLAMP (at, first, last), TP_SECOND);
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds);
  gint64 local = seconds + g_time_zone_get_offset (zone, interval);
  return (gint32)CLAMP (floor_divide (local, 86400), TP_DAY_FIRST, TP_DAY_LAST);
}

gint64
tp_day_start (gint32 day, GTimeZone *zone)
{
  int year, month, day_of_month;
  tp_day_split (day, &year, &month, &day_of_month);
  return tp_time_of_date (year, month, day_of_month, zone);
}

static gint32
add_months (gint32 day, gint64 n)
{
  int year, month, day_of_month;
  tp_day_split (day, &year, &month, &day_of_month);
  gint64 months = (gint64)year * 12 + month - 1 + n;
  if (months < 12)
    return TP_DAY_FIRST;
  if (months >= 10000 * 12)
    return TP_DAY_LAST;
  int new_year = (int)(months / 12), new_month = (int)(months % 12) + 1;
  int length = g_date_get_days_in_month ((GDateMonth)new_month, (GDateYear)new_year);
  return number_of (new_year, new_month, MIN (day_of_month, length));
}

gint32
tp_day_add (gint32 day, int n, TpSegmentUnit unit)
{
  g_assert (unit != TP_SEGMENT_HOURS);
  if (unit == TP_SEGMENT_MONTHS)
    return add_months (day, n);
  if (unit == TP_SEGMENT_YEARS)
    return add_months (day, (gint64)n * 12);
  gint64 sum = day + (gint64)n * (unit == TP_SEGMENT_WEEKS ? 7 : 1);
  return (gint32)CLAMP (sum, TP_DAY_FIRST, TP_DAY_LAST);
}

gint32
tp_day_anniversary (gint32 day, int year)
{
  int birth_year, month, day_of_month;
  tp_day_split (day, &birth_year, &month, &day_of_month);
  int in_year = CLAMP (year, 1, 9999);
  /* 29 February of another year than a leap year is one day after the 28th, which is 1 March. */
  if (month == 2 && day_of_month == 29)
    return number_of (in_year, 2, 28) + 1;
  return number_of (in_year, month, day_of_month);
}

gboolean
tp_day_anniversary_within (gint32 day, gint32 first, gint32 last)
{
  int year, month, day_of_month;
  tp_day_split (first, &year, &month, &day_of_month);
  gint32 next = tp_day_anniversary (day, year);
  if (next < first)
    next = tp_day_anniversary (day, year + 1);
  return next >= first && next <= last;
}

int
tp_day_age (gint32 birth, gint32 today)
{
  int birth_year, year, month, day_of_month;
  tp_day_split (birth, &birth_year, &month, &day_of_month);
  tp_day_split (today, &year, &month, &day_of_month);
  return year - birth_year - (today < tp_day_anniversary (birth, year) ? 1 : 0);
}
