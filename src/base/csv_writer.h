/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Writes CSV (RFC 4180): CRLF, quotes where they are needed, UTF-8.
 *
 * The formula guard: spreadsheets run a cell that begins with = + - @ tab or CR. Such a cell,
 * unless it is a number (-1.234,56) or a phone number (+49 89 1234), gets an apostrophe in front on
 * export, and import takes it off again; a cell that would look guarded by itself ('=x) gets one
 * too, so that every text comes back as it was. */

typedef struct {
  char delimiter;
  gboolean guard; /* for files that people open in a spreadsheet */
} TpCsvFormat;

#define TP_CSV_BYTE_ORDER_MARK                                                                     \
  "\xEF\xBB\xBF" /* in front of the file: Excel takes it for UTF-8 then */

/* Appends a row; a NULL field is an empty one. The caller empties `out` in time. */
void tp_csv_append_row (GString *out, const TpCsvFormat *format, const char *const *fields,
                        gsize length);

gboolean tp_csv_needs_guard (const char *text);
const char *tp_csv_unguard (const char *text); /* part of `text` */
