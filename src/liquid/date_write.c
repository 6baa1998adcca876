/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/date.h"

/* strftime's letters, each a row of one of three kinds: a number with its width, a text, or another
 * format. Independent of the C library's locale. */

#define MAX_WIDTH 64

static const char *const months[TP_LANGUAGES][12] = {
    {"January", "February", "March", "April", "May", "June", "July", "August",   "September",
     "October",                                                                                          "November", "December"},
    {"Januar",  "Februar",  "März", "April", "Mai", "Juni", "Juli", "August",   "September", "Oktober",
     "November",                                                                                                     "Dezember"},
    {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
     "oktober",                                                                                          "november", "december"},
};

static const char *const short_months[TP_LANGUAGES][12] = {
    {"Jan", "Feb", "Mar",  "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
    {"Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"},
    {"jan", "feb", "mrt",  "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
};

/* From Monday, as GDateTime counts. */
static const char *const days[TP_LANGUAGES][7] = {
    {"Monday",  "Tuesday",  "Wednesday", "Thursday",   "Friday",  "Saturday", "Sunday" },
    {"Montag",  "Dienstag", "Mittwoch",  "Donnerstag", "Freitag", "Samstag",  "Sonntag"},
    {"maandag", "dinsdag",  "woensdag",  "donderdag",  "vrijdag", "zaterdag", "zondag" },
};

static const char *const short_days[TP_LANGUAGES][7] = {
    {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
    {"Mo",  "Di",  "Mi",  "Do",  "Fr",  "Sa",  "So" },
    {"ma",  "di",  "wo",  "do",  "vr",  "za",  "zo" },
};

static const struct {
  const char *name;
  const char *format[TP_LANGUAGES];
} named[] = {
    {"short", {"%-d %b %Y", "%d.%m.%Y", "%d-%m-%Y"}              },
    {"long",  {"%-d %B %Y", "%-d. %B %Y", "%-d %B %Y"}           },
    {"full",  {"%A, %-d %B %Y", "%A, %-d. %B %Y", "%A %-d %B %Y"}},
    {"time",  {"%H:%M", "%H:%M", "%H:%M"}                        },
};

typedef struct {
  char pad;       /* '0', ' ' or '-' for none; NUL: the letter's own */
  gboolean upper; /* ^ */
  int width;      /* -1: the letter's own */
} Flags;

static gboolean
number_of (GDateTime *date, char letter, gint64 *out, int *width, char *pad)
{
  int hour = g_date_time_get_hour (date), year_day = g_date_time_get_day_of_year (date) - 1;
  int week_day = g_date_time_get_day_of_week (date);
  const struct {
    char letter;
    gint64 number;
    int width;
    char pad;
  } rows[] = {
      {'d', g_date_time_get_day_of_month (date),              2, '0'},
      {'e', g_date_time_get_day_of_month (date),              2, ' '},
      {'m', g_date_time_get_month (date),                     2, '0'},
      {'Y', g_date_time_get_year (date),                      4, '0'},
      {'y', g_date_time_get_year (date) % 100,                2, '0'},
      {'C', g_date_time_get_year (date) / 100,                2, '0'},
      {'G', g_date_time_get_week_numbering_year (date),       4, '0'},
      {'g', g_date_time_get_week_numbering_year (date) % 100, 2, '0'},
      {'V', g_date_time_get_week_of_year (date),              2, '0'},
      {'U', (year_day + 7 - week_day % 7) / 7,                2, '0'},
      {'W', (year_day + 7 - (week_day + 6) % 7) / 7,          2, '0'},
      {'j', year_day + 1,                                     3, '0'},
      {'u', week_day,                                         1, '0'},
      {'w', week_day % 7,                                     1, '0'},
      {'H', hour,                                             2, '0'},
      {'k', hour,                                             2, ' '},
      {'I', (hour + 11) % 12 + 1,                             2, '0'},
      {'l', (hour + 11) % 12 + 1,                             2, ' '},
      {'M', g_date_time_get_minute (date),                    2, '0'},
      {'S', g_date_time_get_second (date),                    2, '0'},
      {'L', g_date_time_get_microsecond (date) / 1000,        3, '0'},
      {'N', g_date_time_get_microsecond (date) * 1000LL,      9, '0'},
      {'s', g_date_time_to_unix (date),                       1, '0'},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].letter == letter) {
      *out = rows[i].number;
      *width = rows[i].width;
      *pad = rows[i].pad;
      return TRUE;
    }
  return FALSE;
}

static const char *
composite_of (char letter, TpLanguage language)
{
  const struct {
    char letter;
    const char *format;
  } rows[] = {
      {'D', "%m/%d/%y"               },
      {'F', "%Y-%m-%d"               },
      {'T', "%H:%M:%S"               },
      {'X', "%H:%M:%S"               },
      {'R', "%H:%M"                  },
      {'r', "%I:%M:%S %p"            },
      {'c', "%a %b %e %H:%M:%S %Y"   },
      {'x', named[0].format[language]},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].letter == letter)
      return rows[i].format;
  return NULL;
}

/* A text that the letter stands for, in buffer or static. */
static const char *
text_of (GDateTime *date, char letter, TpLanguage language, char buffer[32])
{
  int month = g_date_time_get_month (date) - 1, day = g_date_time_get_day_of_week (date) - 1;
  int minutes = (int)(g_date_time_get_utc_offset (date) / G_TIME_SPAN_MINUTE);

  switch (letter) {
  case 'a':
    return short_days[language][day];
  case 'A':
    return days[language][day];
  case 'b':
  case 'h':
    return short_months[language][month];
  case 'B':
    return months[language][month];
  case 'p':
    return g_date_time_get_hour (date) < 12 ? "AM" : "PM";
  case 'P':
    return g_date_time_get_hour (date) < 12 ? "am" : "pm";
  case 'n':
    return "\n";
  case 't':
    return "\t";
  case '%':
    return "%";
  case 'Z':
    g_strlcpy (buffer, g_date_time_get_timezone_abbreviation (date), 32);
    return buffer;
  case 'z':
    g_snprintf (buffer, 32, "%c%02d%02d", minutes < 0 ? '-' : '+', ABS (minutes) / 60,
                ABS (minutes) % 60);
    return buffer;
  default:
    return NULL;
  }
}

static void
put_padded (const char *text, int width, char pad, gboolean upper, GString *out)
{
  g_autofree char *large = upper ? g_utf8_strup (text, -1) : NULL;
  int length = (int)g_utf8_strlen (text, -1);

  for (; pad != '-' && length < MIN (width, MAX_WIDTH); length++)
    g_string_append_c (out, pad);
  g_string_append (out, large != NULL ? large : text);
}

static void
put_number (gint64 number, const Flags *flags, int width, char pad, GString *out)
{
  char digits[24];

  g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, number);
  put_padded (digits, flags->width >= 0 ? flags->width : width,
              flags->pad != '\0' ? flags->pad : pad, FALSE, out);
}

static void put (GDateTime *date, const char *format, gsize length, TpLanguage language,
                 GString *out);

/* FALSE for a letter that means nothing. */
static gboolean
put_letter (GDateTime *date, char letter, const Flags *flags, TpLanguage language, GString *out)
{
  const char *composite = composite_of (letter, language), *text;
  char buffer[32];
  gint64 number;
  int width;
  char pad;

  if (number_of (date, letter, &number, &width, &pad)) {
    put_number (number, flags, width, pad, out);
    return TRUE;
  }
  if (composite != NULL) {
    put (date, composite, strlen (composite), language, out);
    return TRUE;
  }
  text = text_of (date, letter, language, buffer);
  if (text != NULL)
    put_padded (text, flags->width, flags->pad != '\0' ? flags->pad : ' ', flags->upper, out);
  return text != NULL;
}

static gsize
read_flags (const char *format, gsize length, Flags *out)
{
  gsize i = 0;

  *out = (Flags){.width = -1};
  for (; i < length && strchr ("-0_^", format[i]) != NULL && format[i] != '\0'; i++)
    if (format[i] == '^')
      out->upper = TRUE;
    else
      out->pad = format[i] == '_' ? ' ' : format[i];
  for (; i < length && g_ascii_isdigit (format[i]); i++)
    out->width = MIN (MAX (out->width, 0) * 10 + (format[i] - '0'), MAX_WIDTH);
  return i;
}

static void
put (GDateTime *date, const char *format, gsize length, TpLanguage language, GString *out)
{
  for (gsize i = 0; i < length; i++) {
    Flags flags;
    gsize letter;

    if (format[i] != '%') {
      g_string_append_c (out, format[i]);
      continue;
    }
    letter = i + 1 + read_flags (format + i + 1, length - i - 1, &flags);
    if (letter < length && put_letter (date, format[letter], &flags, language, out))
      i = letter;
    else
      g_string_append_c (out, '%');
  }
}

void
tp_date_write (GDateTime *date, const char *format, gsize length, TpLanguage language, GString *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    if (strlen (named[i].name) == length && memcmp (named[i].name, format, length) == 0) {
      format = named[i].format[language];
      length = strlen (format);
      break;
    }
  put (date, format, length, language, out);
}
