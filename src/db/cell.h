/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* One value on its way into a statement or out of a row. Pointers are borrowed: into a statement
 * for the duration of the call, out of a row until the next step. */

typedef enum {
  TP_CELL_NULL,
  TP_CELL_INT64,
  TP_CELL_DOUBLE,
  TP_CELL_TEXT, /* UTF-8 */
  TP_CELL_BYTES,
  TP_CELL_INT64S, /* a list, read in SQL as `SELECT value FROM int64s($1)`; only into a statement */
  TP_CELL_TEXTS,  /* likewise, `texts($1)` */
} TpCellType;

typedef struct {
  TpCellType type;
  gsize length; /* of text and bytes in bytes, of lists in members */
  union {
    gint64 int64;
    double real;
    const char *text; /* ends with a NUL beyond its length */
    const guint8 *bytes;
    const gint64 *int64s;
    const char *const *texts;
  };
} TpCell;
