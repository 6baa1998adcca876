/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/charset.h"
#include "base/csv_scan.h"
#include "base/source.h"

/* Reads CSV files as people have them: any of the encodings of base/charset.h, delimiter , ; tab or
 * | found from the first rows or told by Excel's first line "sep=;", the syntax of base/csv_scan.h.
 * Memory stays below 20 MiB whatever the file holds.
 *
 * What concerns one row is reported with the row and reading goes on; what makes the rest of the
 * file unreadable is an error: INVALID for wrong bytes and for a quote that is never closed, LIMIT
 * for what passes the limits below; the message begins with the line.
 *
 *   g_autoptr (TpCsvReader) reader = tp_csv_reader_new (tp_source_fd (fd), NULL);
 *   const TpCsvRow *row;
 *   gboolean ok = tp_csv_read_header (reader, error);
 *   while (ok && (ok = tp_csv_next (reader, &row, error)) && row != NULL)
 *     ...
 *
 * Not thread-safe. */

#define TP_CSV_MAX_COLUMNS 2048
#define TP_CSV_MAX_FIELD (1024 * 1024)   /* bytes of UTF-8 */
#define TP_CSV_MAX_ROW (4 * 1024 * 1024) /* with quotes and delimiters */

typedef struct {
  TpCharset charset; /* DETECT unless known */
  char delimiter;    /* 0: detect */
} TpCsvOptions;

typedef enum {
  TP_CSV_ROW_FINE,
  TP_CSV_ROW_SHORT, /* fewer columns than the header; the missing ones are given empty */
  TP_CSV_ROW_LONG,  /* more, and not all of these are empty; they are left out */
} TpCsvRowFault;

typedef struct {
  const TpCsvField *fields; /* as many as the header has columns, each ending with NUL */
  guint columns;            /* as the file has them */
  gint64 number;            /* 1 is the first after the header */
  gint64 line;              /* where it begins; 1 is the file's first */
  TpCsvRowFault fault;
} TpCsvRow;

typedef enum {
  TP_CSV_NAME_EMPTY,  /* the column has no name */
  TP_CSV_NAME_DOUBLE, /* an earlier column has the same name, whatever its case */
} TpCsvNameFaultKind;

typedef struct {
  TpCsvNameFaultKind kind;
  guint column; /* from 0 */
  guint first;  /* DOUBLE: the earlier one */
} TpCsvNameFault;

/* Where reading can go on: after the row `number`. */
typedef struct {
  gint64 number, line;
  gint64 offset; /* in the source; -1: unknown, since the text is converted */
  TpCharset charset;
} TpCsvPosition;

typedef struct TpCsvReader TpCsvReader;

/* The source must stand at its beginning; options may be NULL. (transfer full) */
TpCsvReader *tp_csv_reader_new (TpSource source, const TpCsvOptions *options);
void tp_csv_reader_free (TpCsvReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpCsvReader, tp_csv_reader_free)

/* Reads the first row as the columns' names (with blanks around them taken off); to be called once,
 * before the others. INVALID also when the file is empty. */
gboolean tp_csv_read_header (TpCsvReader *self, GError **error);
guint tp_csv_columns (const TpCsvReader *self);
const char *tp_csv_column (const TpCsvReader *self, guint column); /* borrowed */
/* Columns without name and names that occur twice; it is for the caller to refuse them or not. */
const TpCsvNameFault *tp_csv_name_faults (const TpCsvReader *self, guint *out_length);
TpCharset tp_csv_charset (const TpCsvReader *self); /* DETECT: only ASCII so far */

/* The next row, or NULL at the end; it and its texts are borrowed until the next call. */
gboolean tp_csv_next (TpCsvReader *self, const TpCsvRow **out_row, GError **error);

/* The place after the row given last. */
TpCsvPosition tp_csv_position (const TpCsvReader *self);

/* Goes on from a position of the same file, after the header was read: at once where the offset is
 * known and the source can seek, else by reading up to it. */
gboolean tp_csv_seek (TpCsvReader *self, const TpCsvPosition *position, GError **error);

/* "the names of columns 2 and 5 are the same: 'email'". (transfer full) */
char *tp_csv_name_fault_text (const TpCsvReader *self, const TpCsvNameFault *fault);
/* "3 columns where the header has 4"; NULL for a fine row. (transfer full) */
char *tp_csv_row_fault_text (const TpCsvReader *self, const TpCsvRow *row);
