/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Times and dates as text, and the calendar of an account's time zone. A time is milliseconds since
 * 1970-01-01T00:00:00Z (gint64), a date is text "2026-01-31", compared by byte. */

#define TP_SECOND G_GINT64_CONSTANT (1000)
#define TP_MINUTE (60 * TP_SECOND)
#define TP_HOUR (60 * TP_MINUTE)
#define TP_DAY (24 * TP_HOUR)

/* RFC 3339 (section 5.6), a zone offset being required; seconds' fractions are cut to milliseconds.
 * INVALID. */
gboolean tp_time_parse_rfc3339 (const char *text, gint64 *out_at, GError **error);

/* "2026-01-31T14:05:09.120Z"; without the fraction when it is zero. (transfer full) */
char *tp_time_format_rfc3339 (gint64 at);

/* The zone's local date at that time: "2026-01-31". (transfer full) */
char *tp_time_format_date (gint64 at, GTimeZone *zone);

/* A date of the proleptic Gregorian calendar, years 1 to 9999: "2026-02-31" is not one. */
gboolean tp_date_is_valid (int year, int month, int day);
gboolean tp_date_parse (const char *text, int *out_year, int *out_month, int *out_day);

/* 00:00 of that date in the zone. A local time that the zone skips is the first moment after the
 * gap; of one that occurs twice the first counts. */
gint64 tp_time_of_date (int year, int month, int day, GTimeZone *zone);

/* A local time in the zone, by the same rules for gap and overlap. */
gint64 tp_time_of_local (int year, int month, int day, int hour, int minute, int second,
                         GTimeZone *zone);

/* The calendar month of a time in UTC as 202601: the name of monthly tables. */
int tp_time_month (gint64 at);
