/* SPDX-License-Identifier: Apache-2.0 */
/* GTimeZone knows the zones' rules; day numbers are counted here, since GDateTime has no way to say
 * "the first moment after the gap". */
#include "base/time.h"

#include "base/error.h"
#include "base/i18n.h"

#include <string.h>

/* Days since 1970-01-01 of the proleptic Gregorian calendar, by counting from 1 March (so leap days
 * come last). */
static gint64
day_number (int year, int month, int day)
{
  int shifted_year = month <= 2 ? year - 1 : year;
  int shifted_month = month <= 2 ? month + 9 : month - 3;
  gint64 leap_days = shifted_year / 4 - shifted_year / 100 + shifted_year / 400;
  return (gint64)shifted_year * 365 + leap_days + (153 * shifted_month + 2) / 5 + day - 1 - 719468;
}

gboolean
tp_date_is_valid (int year, int month, int day)
{
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
         g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

/* Reads exactly `digits` digits. */
static gboolean
read_digits (const char **cursor, int digits, int *out_value)
{
  int value = 0;
  for (int i = 0; i < digits; i++, (*cursor)++) {
    if (!g_ascii_isdigit (**cursor))
      return FALSE;
    value = value * 10 + (**cursor - '0');
  }
  *out_value = value;
  return TRUE;
}

static gboolean
read_char (const char **cursor, const char *allowed)
{
  if (**cursor == '\0' || strchr (allowed, **cursor) == NULL)
    return FALSE;
  (*cursor)++;
  return TRUE;
}

static gboolean
read_date (const char **cursor, int *out_year, int *out_month, int *out_day)
{
  return read_digits (cursor, 4, out_year) && read_char (cursor, "-") &&
         read_digits (cursor, 2, out_month) && read_char (cursor, "-") &&
         read_digits (cursor, 2, out_day) && tp_date_is_valid (*out_year, *out_month, *out_day);
}

gboolean
tp_date_parse (const char *text, int *out_year, int *out_month, int *out_day)
{
  return read_date (&text, out_year, out_month, out_day) && *text == '\0';
}

static gboolean
read_offset (const char **cursor, int *out_minutes)
{
  if (read_char (cursor, "Zz")) {
    *out_minutes = 0;
    return TRUE;
  }
  int sign = **cursor == '-' ? -1 : 1, hours, minutes;
  if (!read_char (cursor, "+-") || !read_digits (cursor, 2, &hours) || !read_char (cursor, ":") ||
      !read_digits (cursor, 2, &minutes) || hours > 23 || minutes > 59)
    return FALSE;
  *out_minutes = sign * (hours * 60 + minutes);
  return TRUE;
}

static gboolean
read_fraction (const char **cursor, int *out_milliseconds)
{
  *out_milliseconds = 0;
  if (!read_char (cursor, "."))
    return TRUE;
  if (!g_ascii_isdigit (**cursor))
    return FALSE;
  for (int scale = 100; g_ascii_isdigit (**cursor); (*cursor)++, scale /= 10)
    *out_milliseconds += scale * (**cursor - '0');
  return TRUE;
}

gboolean
tp_time_parse_rfc3339 (const char *text, gint64 *out_at, GError **error)
{
  const char *cursor = text;
  int year, month, day, hour, minute, second, milliseconds, offset;
  if (!read_date (&cursor, &year, &month, &day) || !read_char (&cursor, "Tt ") ||
      !read_digits (&cursor, 2, &hour) || !read_char (&cursor, ":") ||
      !read_digits (&cursor, 2, &minute) || !read_char (&cursor, ":") ||
      !read_digits (&cursor, 2, &second) || hour > 23 || minute > 59 || second > 60 ||
      !read_fraction (&cursor, &milliseconds) || !read_offset (&cursor, &offset) || *cursor != '\0')
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("not a time such as 2026-01-31T14:05:00Z: '%.64s'"), text);
  *out_at = day_number (year, month, day) * TP_DAY + hour * TP_HOUR +
            (minute - offset) * TP_MINUTE + second * TP_SECOND + milliseconds;
  return TRUE;
}

/* Times are clamped to what GDateTime can hold (years 1 to 9999). */
static GDateTime *
new_date_time (gint64 at, GTimeZone *zone)
{
  const gint64 first = day_number (1, 1, 2) * TP_DAY, last = day_number (9999, 12, 30) * TP_DAY;
  gint64 clamped = CLAMP (at, first, last);
  gint64 seconds = clamped / 1000 - (clamped % 1000 < 0 ? 1 : 0);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  return g_date_time_to_timezone (utc, zone);
}

char *
tp_time_format_rfc3339 (gint64 at)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = new_date_time (at, utc);
  int milliseconds = (int)((at % 1000 + 1000) % 1000);
  g_autofree char *seconds = g_strdup_printf (
      "%04d-%02d-%02dT%02d:%02d:%02d", g_date_time_get_year (time), g_date_time_get_month (time),
      g_date_time_get_day_of_month (time), g_date_time_get_hour (time),
      g_date_time_get_minute (time), g_date_time_get_second (time));
  return milliseconds == 0 ? g_strdup_printf ("%sZ", seconds)
                           : g_strdup_printf ("%s.%03dZ", seconds, milliseconds);
}

char *
tp_time_format_date (gint64 at, GTimeZone *zone)
{
  g_autoptr (GDateTime) time = new_date_time (at, zone);
  return g_strdup_printf ("%04d-%02d-%02d", g_date_time_get_year (time),
                          g_date_time_get_month (time), g_date_time_get_day_of_month (time));
}

gint64
tp_time_of_local (int year, int month, int day, int hour, int minute, int second, GTimeZone *zone)
{
  gint64 local = day_number (year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
  gint64 moment = local;
  int interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &moment);
  /* adjust_time moved `moment` when the local time falls into a gap; in an overlap choose the
   * earlier instant, which is the one with the larger offset. */
  gint64 instant = moment - g_time_zone_get_offset (zone, interval);
  gint64 other = local;
  int other_interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_DAYLIGHT, &other);
  gint64 other_instant = other - g_time_zone_get_offset (zone, other_interval);
  return MIN (instant, other_instant) * 1000;
}

gint64
tp_time_of_date (int year, int month, int day, GTimeZone *zone)
{
  return tp_time_of_local (year, month, day, 0, 0, 0, zone);
}

int
tp_time_month (gint64 at)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = new_date_time (at, utc);
  return g_date_time_get_year (time) * 100 + g_date_time_get_month (time);
}
