/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/i18n.h"
#include "liquid/value.h"

#include <glib.h>

/* Dates for templates: reading what people and programs write, and writing by strftime's letters
 * with the names of days and months in a language. */

/* A value as local time of the zone (NULL: UTC): a date at its first moment, a time, a number or
 * digits as seconds since 1970, text as "now", "today", "2026-01-31", "2026-01-31 14:05[:09]",
 * RFC 3339, "31.01.2026", "31-01-2026", "January 31, 2026" or "31 January 2026" (English, German or
 * Dutch names, short ones too). NULL when it is none of these. (transfer full) */
GDateTime *tp_date_read (const TpValue *value, GTimeZone *zone, gint64 now);

/* Appends by a format as strftime has it (%a %A %b %B %c %C %d %D %e %F %g %G %h %H %I %j %k %l %L
 * %m %M %n %N %p %P %r %R %s %S %t %T %u %U %V %w %W %x %X %y %Y %z %Z %%, between them the flags -
 * 0 _ ^ and a width), or by one of the names short, long, full, time. A letter that means nothing
 * is left as it is. */
void tp_date_write (GDateTime *date, const char *format, gsize length, TpLanguage language,
                    GString *out);
