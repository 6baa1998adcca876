/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Dates as people write them in files: 2026-01-31  2026/1/31  20260131  31.01.2026  31-1-2026
 * 31/01/26  1. 1. 70; a time of day behind the date is left out. The day comes before the month
 * unless it is told that the month comes first (as in the United States); nothing is guessed, so a
 * file cannot mean both. Days that do not exist (31.02.) are refused.
 *
 * Years of two digits: 00 to the next year's are of this century of 2000, the others of 1900: in
 * 2026, 27 is 2027 and 28 is 1928. */

typedef enum { TP_DATE_DAY_FIRST, TP_DATE_MONTH_FIRST } TpDateOrder;

/* The date as "2026-01-31"; `this_year` is the year of the business time. INVALID. */
gboolean tp_datein_parse (const char *text, TpDateOrder order, int this_year, char out_date[11],
                          GError **error);
