/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "liquid/run.h"

/* Numbers, amounts and dates the way people write them in the language of the run. Within liquid/
 * only; all append to out. */

/* 1234.5 with 2 decimals: "1,234.50", German and Dutch "1.234,50". decimals -1: as many as it has.
 */
void tp_local_number (TpLanguage language, double number, int decimals, GString *out);

/* Minor units: "€12.50", "12,50 €", "€ 12,50"; blanks in it do not break the line. */
void tp_local_money (TpLanguage language, gint64 minor, const char *currency, GString *out);

/* A day as "31 January 2026", a moment with " 14:05" behind it. */
void tp_local_time (const TpRun *run, const TpValue *value, GString *out);
