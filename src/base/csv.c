/* SPDX-License-Identifier: Apache-2.0 */
/* A text buffer is scanned row by row (base/csv_scan.h); a row that is not complete is scanned anew
 * when the buffer has more. libcsv is not used, since it tells neither lines nor offsets and takes
 * several times as long; the test holds this reader to it. */
#include "base/csv.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "base/quote.h"
#include "base/textbuffer.h"

#include <string.h>

struct TpCsvReader {
  TpSource source;
  TpTextBuffer text;
  TpCsvSyntax syntax;
  char delimiter; /* 0: to be detected */
  gint64 line;    /* where the next row begins */
  gint64 number;  /* of the row given last */
  GPtrArray *names;
  GArray *faults; /* of TpCsvNameFault */
  TpCsvRow row;
  TpCsvField fields[TP_CSV_MAX_COLUMNS];
};

TpCsvReader *
tp_csv_reader_new (TpSource source, const TpCsvOptions *options)
{
  TpCsvReader *self = g_new0 (TpCsvReader, 1);
  self->source = source;
  self->delimiter = options != NULL ? options->delimiter : '\0';
  self->line = 1;
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->faults = g_array_new (FALSE, FALSE, sizeof (TpCsvNameFault));
  self->row.fields = self->fields;
  TpCharset charset = options != NULL ? options->charset : TP_CHARSET_DETECT;
  tp_text_buffer_init (&self->text, tp_decoder_new (source, charset, 0));
  return self;
}

void
tp_csv_reader_free (TpCsvReader *self)
{
  if (self == NULL)
    return;
  tp_text_buffer_clear (&self->text);
  g_ptr_array_unref (self->names);
  g_array_unref (self->faults);
  g_free (self);
}

guint
tp_csv_columns (const TpCsvReader *self)
{
  return self->names->len;
}

const char *
tp_csv_column (const TpCsvReader *self, guint column)
{
  g_assert (column < self->names->len);
  return self->names->pdata[column];
}

const TpCsvNameFault *
tp_csv_name_faults (const TpCsvReader *self, guint *out_length)
{
  *out_length = self->faults->len;
  return (const TpCsvNameFault *)(gpointer)self->faults->data;
}

TpCharset
tp_csv_charset (const TpCsvReader *self)
{
  return tp_decoder_charset (self->text.decoder);
}

/* Where the scan stopped: the line of the field that it was in. */
static gint64
open_line (const TpCsvReader *self, const TpCsvScan *scan)
{
  const char *begin = self->text.bytes + self->text.start;
  return self->line + tp_csv_count_lines (begin, (gsize)(scan->open - begin));
}

/* Refuses a row that is too long before it is complete, so that the buffer stays small. */
static gboolean
check_open_row (const TpCsvReader *self, const TpCsvScan *scan, GError **error)
{
  const char *begin = self->text.bytes + self->text.start, *end = self->text.bytes + self->text.end;
  if (end - scan->open > TP_CSV_MAX_FIELD)
    return tp_error (error, TP_ERROR_LIMIT,
                     scan->in_quotes
                         ? _ ("line %lld: the field that begins here is longer than %d bytes; is "
                              "its quote not closed?")
                         : _ ("line %lld: the field that begins here is longer than %d bytes"),
                     (long long)open_line (self, scan), TP_CSV_MAX_FIELD);
  if (end - begin > TP_CSV_MAX_ROW)
    return tp_error (error, TP_ERROR_LIMIT, _ ("line %lld: the row is longer than %d bytes"),
                     (long long)self->line, TP_CSV_MAX_ROW);
  return TRUE;
}

static gboolean
check_row (const TpCsvReader *self, const TpCsvScan *scan, guint stored, GError **error)
{
  for (guint i = 0; i < stored; i++)
    if (self->fields[i].length > TP_CSV_MAX_FIELD)
      return tp_error (error, TP_ERROR_LIMIT, _ ("line %lld: field %u is longer than %d bytes"),
                       (long long)self->line, i + 1, TP_CSV_MAX_FIELD);
  if (scan->end - (self->text.bytes + self->text.start) > TP_CSV_MAX_ROW)
    return tp_error (error, TP_ERROR_LIMIT, _ ("line %lld: the row is longer than %d bytes"),
                     (long long)self->line, TP_CSV_MAX_ROW);
  return TRUE;
}

/* Scans to the next row that is not blank; *out_found is FALSE at the end of the file. */
static gboolean
find_row (TpCsvReader *self, guint max_fields, TpCsvScan *out_scan, gboolean *out_found,
          GError **error)
{
  TpTextBuffer *text = &self->text;
  for (;;) {
    char *begin = text->bytes + text->start, *end = text->bytes + text->end;
    *out_found = FALSE;
    if (begin == end && text->ended)
      return TRUE;
    switch (
        tp_csv_scan (&self->syntax, begin, end, text->ended, self->fields, max_fields, out_scan)) {
    case TP_CSV_SCAN_ROW:
      *out_found = TRUE;
      return TRUE;
    case TP_CSV_SCAN_BLANK:
      text->start = (gsize)(out_scan->end - text->bytes);
      self->line++;
      break;
    case TP_CSV_SCAN_MORE:
      if (!check_open_row (self, out_scan, error) || !tp_text_buffer_more (text, error))
        return FALSE;
      break;
    case TP_CSV_SCAN_UNCLOSED:
      return check_open_row (self, out_scan, error) &&
             tp_error (error, TP_ERROR_INVALID,
                       _ ("line %lld: a quote is opened here and never closed"),
                       (long long)open_line (self, out_scan));
    }
  }
}

/* Makes texts of the scanned fields and steps over the row. */
static void
finish_row (TpCsvReader *self, const TpCsvScan *scan, guint stored)
{
  self->row.line = self->line++;
  self->row.columns = scan->columns;
  for (guint i = 0; i < stored; i++) {
    if (self->fields[i].quotes != TP_CSV_UNQUOTED)
      self->line += tp_csv_count_lines (self->fields[i].text, self->fields[i].length);
    tp_csv_finish_field (&self->fields[i]);
  }
  self->text.start = (gsize)(scan->end - self->text.bytes);
}

/* Excel's first line "sep=;". */
static void
take_separator_line (TpCsvReader *self)
{
  TpTextBuffer *text = &self->text;
  const char *line = text->bytes + text->start;
  if (g_ascii_strncasecmp (line, "sep=", 4) != 0 || line[4] == '\0' ||
      strchr (",;\t|", line[4]) == NULL || (line[5] != '\r' && line[5] != '\n'))
    return;
  if (self->delimiter == '\0')
    self->delimiter = line[4];
  text->start += line[5] == '\r' && line[6] == '\n' ? 7 : 6;
  self->line++;
}

static void
add_name (TpCsvReader *self, GHashTable *seen, const TpCsvField *field)
{
  char *name = g_strstrip (g_strndup (field->text, field->length));
  char *key = tp_fold (name);
  TpCsvNameFault fault = {.kind = TP_CSV_NAME_EMPTY, .column = self->names->len};
  gpointer first;
  if (g_hash_table_lookup_extended (seen, key, NULL, &first)) {
    fault.kind = TP_CSV_NAME_DOUBLE;
    fault.first = GPOINTER_TO_UINT (first);
  }
  if (*name == '\0' || fault.kind == TP_CSV_NAME_DOUBLE)
    g_array_append_val (self->faults, fault);
  if (*name != '\0' && fault.kind != TP_CSV_NAME_DOUBLE)
    g_hash_table_insert (seen, key, GUINT_TO_POINTER (self->names->len));
  else
    g_free (key);
  g_ptr_array_add (self->names, name);
}

gboolean
tp_csv_read_header (TpCsvReader *self, GError **error)
{
  TpTextBuffer *text = &self->text;
  TpCsvScan scan;
  gboolean found;
  g_assert (self->names->len == 0);
  if (!tp_text_buffer_more (text, error))
    return FALSE;
  take_separator_line (self);
  if (self->delimiter == '\0')
    self->delimiter =
        tp_csv_detect_delimiter (text->bytes + text->start, text->bytes + text->end, text->ended);
  tp_csv_syntax_init (&self->syntax, self->delimiter);
  if (!find_row (self, TP_CSV_MAX_COLUMNS, &scan, &found, error))
    return FALSE;
  if (!found)
    return tp_error (error, TP_ERROR_INVALID, _ ("the file is empty"));
  if (scan.columns > TP_CSV_MAX_COLUMNS)
    return tp_error (error, TP_ERROR_LIMIT, _ ("line %lld: %u columns; at most %d are taken"),
                     (long long)self->line, scan.columns, TP_CSV_MAX_COLUMNS);
  if (!check_row (self, &scan, scan.columns, error))
    return FALSE;
  finish_row (self, &scan, scan.columns);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < scan.columns; i++)
    add_name (self, seen, &self->fields[i]);
  return TRUE;
}

static TpCsvRowFault
judge_columns (const TpCsvReader *self, const TpCsvScan *scan, guint stored)
{
  if (scan->columns < self->names->len)
    return TP_CSV_ROW_SHORT;
  for (guint i = self->names->len; i < stored; i++)
    if (self->fields[i].length > 0)
      return TP_CSV_ROW_LONG;
  return scan->columns > TP_CSV_MAX_COLUMNS ? TP_CSV_ROW_LONG : TP_CSV_ROW_FINE;
}

gboolean
tp_csv_next (TpCsvReader *self, const TpCsvRow **out_row, GError **error)
{
  TpCsvScan scan;
  gboolean found;
  g_assert (self->names->len > 0);
  *out_row = NULL;
  if (!find_row (self, TP_CSV_MAX_COLUMNS, &scan, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  guint stored = MIN (scan.columns, TP_CSV_MAX_COLUMNS);
  if (!check_row (self, &scan, stored, error))
    return FALSE;
  finish_row (self, &scan, stored);
  self->row.fault = judge_columns (self, &scan, stored);
  self->row.number = ++self->number;
  for (guint i = stored; i < self->names->len; i++)
    self->fields[i] = (TpCsvField){.text = self->text.bytes + self->text.end};
  *out_row = &self->row;
  return TRUE;
}

TpCsvPosition
tp_csv_position (const TpCsvReader *self)
{
  return (TpCsvPosition){
      .number = self->number,
      .line = self->line,
      .offset = tp_text_buffer_offset (&self->text),
      .charset = tp_csv_charset (self),
  };
}

gboolean
tp_csv_seek (TpCsvReader *self, const TpCsvPosition *position, GError **error)
{
  g_assert (self->names->len > 0);
  if (position->offset > 0 && self->source.seek != NULL) {
    if (!self->source.seek (self->source.data, position->offset, error))
      return FALSE;
    tp_text_buffer_clear (&self->text);
    tp_text_buffer_init (&self->text,
                         tp_decoder_new (self->source, position->charset, position->offset));
    self->number = position->number;
    self->line = position->line;
    return TRUE;
  }
  if (position->number < self->number)
    return tp_error (error, TP_ERROR_INVALID, _ ("this file can only be read forward"));
  const TpCsvRow *row;
  while (self->number < position->number) {
    if (!tp_csv_next (self, &row, error))
      return FALSE;
    if (row == NULL)
      return tp_error (error, TP_ERROR_INVALID, _ ("the file has fewer rows than before"));
  }
  return TRUE;
}

char *
tp_csv_name_fault_text (const TpCsvReader *self, const TpCsvNameFault *fault)
{
  if (fault->kind == TP_CSV_NAME_EMPTY)
    return g_strdup_printf (_ ("column %u has no name"), fault->column + 1);
  const char *name = tp_csv_column (self, fault->column);
  g_autofree char *shown = tp_quote (name);
  return g_strdup_printf (_ ("the names of columns %u and %u are the same: '%s'"), fault->first + 1,
                          fault->column + 1, shown);
}

char *
tp_csv_row_fault_text (const TpCsvReader *self, const TpCsvRow *row)
{
  return row->fault == TP_CSV_ROW_FINE ? NULL
                                       : g_strdup_printf (_ ("%u columns where the header has %u"),
                                                          row->columns, tp_csv_columns (self));
}
