/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The syntax of CSV alone, for base/csv.h: RFC 4180 with what files in the wild need:
 * - lines end in CR, LF or CRLF; blank lines count for nothing;
 * - a field may be quoted with blanks around the quotes, which are left out;
 * - inside a quoted field two quotes are one, and a quote that no delimiter, line end or end of
 * file follows stands for itself ("a "big" thing");
 * - a quote within an unquoted field stands for itself, and blanks there are kept. */

typedef enum {
  TP_CSV_UNQUOTED,
  TP_CSV_QUOTED,
  TP_CSV_QUOTES_INSIDE, /* quoted, and quotes within */
} TpCsvQuotes;

typedef struct {
  char *text;
  gsize length;
  TpCsvQuotes quotes;
} TpCsvField;

typedef struct {
  char delimiter;
  guint8 stops[256]; /* what ends an unquoted run: delimiter, CR, LF, NUL */
} TpCsvSyntax;

typedef enum {
  TP_CSV_SCAN_ROW,      /* a whole row */
  TP_CSV_SCAN_BLANK,    /* a line without anything */
  TP_CSV_SCAN_MORE,     /* the text ends too early */
  TP_CSV_SCAN_UNCLOSED, /* and it is the end of the file: a quote is not closed */
} TpCsvScanResult;

typedef struct {
  guint columns; /* in the row; of these at most max_fields are stored */
  char *end;     /* after the row and its line end */
  char *open;    /* MORE, UNCLOSED: where the field begins that has not ended */
  gboolean in_quotes;
} TpCsvScan;

void tp_csv_syntax_init (TpCsvSyntax *self, char delimiter);

/* Scans one line or row from `text`, which is followed by NUL at `end`; `ended`: nothing comes
 * after it. Writes the fields' places, changes nothing. */
TpCsvScanResult tp_csv_scan (const TpCsvSyntax *syntax, char *text, char *end, gboolean ended,
                             TpCsvField *fields, guint max_fields, TpCsvScan *out_scan);

/* Takes quotes out of a scanned field and ends it with NUL, in place. */
void tp_csv_finish_field (TpCsvField *field);

/* Line ends in a text, CRLF being one. */
gint64 tp_csv_count_lines (const char *text, gsize length);

/* The delimiter of the text's first rows: of , ; tab and | the one that gives most rows the first
 * row's number of columns, at least two; of equals the one with more columns, then the first named.
 * A comma when none does. The text is as for tp_csv_scan. */
char tp_csv_detect_delimiter (char *text, char *end, gboolean ended);
