/* SPDX-License-Identifier: Apache-2.0 */
/* A row is scanned once without change; when it is complete its fields are finished in place. NUL
 * cannot occur in the text and stands at its end, so the inner loops need no bounds check. */
#include "base/csv_scan.h"

#include <string.h>

#define DETECT_ROWS 50

void
tp_csv_syntax_init (TpCsvSyntax *self, char delimiter)
{
  memset (self, 0, sizeof *self);
  self->delimiter = delimiter;
  self->stops[0] = self->stops['\r'] = self->stops['\n'] = self->stops[(guchar)delimiter] = 1;
}

static char *
skip_blanks (const TpCsvSyntax *syntax, char *at)
{
  while (*at == ' ' || (*at == '\t' && syntax->delimiter != '\t'))
    at++;
  return at;
}

/* From behind the opening quote to behind the field, where a delimiter, a line end or the end
 * stands; NULL when the text ends within. */
static char *
scan_quoted (const TpCsvSyntax *syntax, char *at, char *end, gboolean ended, TpCsvField *field)
{
  field->text = at;
  field->quotes = TP_CSV_QUOTED;
  for (;;) {
    char *quote = memchr (at, '"', (gsize)(end - at));
    if (quote == NULL)
      return NULL;
    if (quote[1] == '"') {
      field->quotes = TP_CSV_QUOTES_INSIDE;
      at = quote + 2;
      continue;
    }
    char *next = skip_blanks (syntax, quote + 1);
    if (next == end && !ended)
      return NULL;
    if (syntax->stops[(guchar)*next]) {
      field->length = (gsize)(quote - field->text);
      return next;
    }
    field->quotes = TP_CSV_QUOTES_INSIDE;
    at = quote + 1;
  }
}

static char *
scan_unquoted (const TpCsvSyntax *syntax, char *at, TpCsvField *field)
{
  field->text = at;
  field->quotes = TP_CSV_UNQUOTED;
  while (!syntax->stops[(guchar)*at])
    at++;
  field->length = (gsize)(at - field->text);
  return at;
}

/* Behind the line end at `at`; NULL when it is not clear yet whether LF follows a CR. */
static char *
skip_line_end (char *at, char *end, gboolean ended)
{
  if (at == end)
    return ended ? at : NULL;
  if (*at == '\r' && at + 1 == end && !ended)
    return NULL;
  return at + (at[0] == '\r' && at[1] == '\n' ? 2 : 1);
}

static TpCsvScanResult
scan_blank (const TpCsvSyntax *syntax, char *text, char *end, gboolean ended, TpCsvScan *out_scan)
{
  char *at = skip_blanks (syntax, text);
  if (*at != '\r' && *at != '\n' && at != end)
    return TP_CSV_SCAN_ROW;
  out_scan->end = skip_line_end (at, end, ended);
  return out_scan->end == NULL ? TP_CSV_SCAN_MORE : TP_CSV_SCAN_BLANK;
}

TpCsvScanResult
tp_csv_scan (const TpCsvSyntax *syntax, char *text, char *end, gboolean ended, TpCsvField *fields,
             guint max_fields, TpCsvScan *out_scan)
{
  *out_scan = (TpCsvScan){.open = text};
  TpCsvScanResult result = scan_blank (syntax, text, end, ended, out_scan);
  if (result != TP_CSV_SCAN_ROW)
    return result;
  TpCsvField unstored;
  for (char *at = text;; at++) {
    TpCsvField *field = out_scan->columns < max_fields ? &fields[out_scan->columns] : &unstored;
    out_scan->open = at;
    char *begin = skip_blanks (syntax, at);
    out_scan->in_quotes = *begin == '"';
    at = out_scan->in_quotes ? scan_quoted (syntax, begin + 1, end, ended, field)
                             : scan_unquoted (syntax, at, field);
    if (at == NULL)
      return ended ? TP_CSV_SCAN_UNCLOSED : TP_CSV_SCAN_MORE;
    out_scan->columns++;
    if (*at == syntax->delimiter)
      continue;
    out_scan->end = skip_line_end (at, end, ended);
    return out_scan->end == NULL ? TP_CSV_SCAN_MORE : TP_CSV_SCAN_ROW;
  }
}

void
tp_csv_finish_field (TpCsvField *field)
{
  if (field->quotes == TP_CSV_QUOTES_INSIDE) {
    char *to = field->text;
    const char *end = field->text + field->length;
    for (const char *from = field->text; from < end; from++) {
      *to++ = *from;
      if (from[0] == '"' && from + 1 < end && from[1] == '"')
        from++;
    }
    field->length = (gsize)(to - field->text);
  }
  field->text[field->length] = '\0';
}

gint64
tp_csv_count_lines (const char *text, gsize length)
{
  gint64 lines = 0;
  for (gsize i = 0; i < length; i++)
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == length || text[i + 1] != '\n')))
      lines++;
  return lines;
}

/* Columns of the first row, and how many of 1000 rows have as many. */
static guint
judge_delimiter (char delimiter, char *text, char *end, gboolean ended, guint *out_columns)
{
  TpCsvSyntax syntax;
  TpCsvScan scan;
  guint rows = 0, alike = 0;
  tp_csv_syntax_init (&syntax, delimiter);
  *out_columns = 0;
  for (char *at = text; rows < DETECT_ROWS && at < end; at = scan.end) {
    TpCsvScanResult result = tp_csv_scan (&syntax, at, end, ended, NULL, 0, &scan);
    if (result == TP_CSV_SCAN_MORE || result == TP_CSV_SCAN_UNCLOSED)
      break;
    if (result == TP_CSV_SCAN_BLANK)
      continue;
    if (rows++ == 0)
      *out_columns = scan.columns;
    alike += scan.columns == *out_columns;
  }
  return rows == 0 ? 0 : alike * 1000 / rows;
}

char
tp_csv_detect_delimiter (char *text, char *end, gboolean ended)
{
  static const char candidates[] = {',', ';', '\t', '|'};
  char best = ',';
  guint best_score = 0, best_columns = 1;
  for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++) {
    guint columns, score = judge_delimiter (candidates[i], text, end, ended, &columns);
    if (columns < 2 || score < best_score || (score == best_score && columns <= best_columns))
      continue;
    best = candidates[i];
    best_score = score;
    best_columns = columns;
  }
  return best;
}
