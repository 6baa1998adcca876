/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/date.h"

#include "base/time.h"

#include <stdio.h>

/* One small reader per way of writing a date; the first that understands all of the text wins. */

typedef struct {
  int year, month, day, hour, minute, second;
} Local;

static GDateTime *
at_zone (gint64 at, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at / 1000 - (at % 1000 < 0));
  g_autoptr (GDateTime) exact = NULL;

  if (utc == NULL)
    return NULL;
  exact = g_date_time_add (utc, (at % 1000 + 1000) % 1000 * G_TIME_SPAN_MILLISECOND);
  if (exact == NULL)
    return NULL;
  return zone != NULL ? g_date_time_to_timezone (exact, zone) : g_steal_pointer (&exact);
}

static GDateTime *
of_local (const Local *local, GTimeZone *zone)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  if (!tp_date_is_valid (local->year, local->month, local->day) || local->hour < 0 ||
      local->hour > 23 || local->minute < 0 || local->minute > 59 || local->second < 0 ||
      local->second > 60)
    return NULL;
  return at_zone (tp_time_of_local (local->year, local->month, local->day, local->hour,
                                    local->minute, MIN (local->second, 59),
                                    zone != NULL ? zone : utc),
                  zone);
}

static gboolean
read_iso (const char *text, Local *out)
{
  int past = 0;

  if (sscanf (text, "%4d-%2d-%2d%n", &out->year, &out->month, &out->day, &past) == 3 &&
      text[past] == '\0')
    return TRUE;
  past = 0;
  if (sscanf (text, "%4d-%2d-%2d%*[ T]%2d:%2d%n", &out->year, &out->month, &out->day, &out->hour,
              &out->minute, &past) != 5 ||
      past == 0)
    return FALSE;
  if (text[past] == '\0')
    return TRUE;
  text += past;
  past = 0;
  return sscanf (text, ":%2d%n", &out->second, &past) == 1 && text[past] == '\0';
}

static gboolean
read_european (const char *text, Local *out)
{
  int past = 0;

  if (sscanf (text, "%2d.%2d.%4d%n", &out->day, &out->month, &out->year, &past) == 3 &&
      text[past] == '\0' && out->year >= 1000)
    return TRUE;
  past = 0;
  return sscanf (text, "%2d-%2d-%4d%n", &out->day, &out->month, &out->year, &past) == 3 &&
         text[past] == '\0' && out->year >= 1000;
}

static const char *const short_months[3][12] = {
    {"jan", "feb", "mar",  "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"},
    {"jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"},
    {"jan", "feb", "maa",  "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
};

static int
month_of (const char *name)
{
  g_autofree char *lower = g_utf8_strdown (name, -1);

  if (g_str_has_prefix (lower, "mrt"))
    return 3;
  for (guint language = 0; language < G_N_ELEMENTS (short_months); language++)
    for (int month = 0; month < 12; month++)
      if (g_str_has_prefix (lower, short_months[language][month]))
        return month + 1;
  return 0;
}

/* "March 14, 2016", "14 March 2016", "14. März 2016", with "14:05[:09]" behind it or not. */
static gboolean
read_named (const char *text, Local *out)
{
  char month[32];
  int past = 0;

  if (sscanf (text, "%31[^0-9 .,] %2d%*[, ]%4d%n", month, &out->day, &out->year, &past) != 3 ||
      past == 0) {
    past = 0;
    if (sscanf (text, "%2d%*[. ]%31[^0-9 .,]%*[., ]%4d%n", &out->day, month, &out->year, &past) !=
            3 ||
        past == 0)
      return FALSE;
  }
  out->month = month_of (month);
  text += past;
  past = 0;
  if (*text == '\0')
    return TRUE;
  if (sscanf (text, " %2d:%2d%n", &out->hour, &out->minute, &past) == 2 && text[past] == '\0')
    return TRUE;
  past = 0;
  return sscanf (text, " %2d:%2d:%2d%n", &out->hour, &out->minute, &out->second, &past) == 3 &&
         text[past] == '\0';
}

static GDateTime *
read_text (const char *text, GTimeZone *zone, gint64 now)
{
  static gboolean (*const readers[]) (const char *, Local *) = {read_iso, read_european,
                                                                read_named};
  gint64 at;

  if (g_str_equal (text, "now") || g_str_equal (text, "today"))
    return at_zone (now, zone);
  if (*text != '\0' && text[strspn (text, "0123456789")] == '\0')
    return at_zone (g_ascii_strtoll (text, NULL, 10) * 1000, zone);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++) {
    Local local = {0};

    if (readers[i](text, &local))
      return of_local (&local, zone);
  }
  if (tp_time_parse_rfc3339 (text, &at, NULL))
    return at_zone (at, zone);
  return NULL;
}

GDateTime *
tp_date_read (const TpValue *value, GTimeZone *zone, gint64 now)
{
  char text[64];
  Local local;

  switch (value->kind) {
  case TP_VALUE_DATE:
    local = (Local){.year = (int)(value->integer / 10000),
                    .month = (int)(value->integer / 100 % 100),
                    .day = (int)(value->integer % 100)};
    return of_local (&local, zone);
  case TP_VALUE_TIME:
    return at_zone (value->integer, zone);
  case TP_VALUE_INTEGER:
    if (ABS ((double)value->integer) > 2.5e11)
      return NULL;
    return at_zone (value->integer * 1000, zone);
  case TP_VALUE_STRING:
    if (value->length >= sizeof text)
      return NULL;
    memcpy (text, value->text, value->length);
    text[value->length] = '\0';
    if (!g_utf8_validate (text, -1, NULL) || strspn (text, "0123456789") > 11)
      return NULL;
    return read_text (text, zone, now);
  default:
    return NULL;
  }
}
