/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A table of plain text for the command line: columns aligned by what is displayed (CJK and emoji
 * take two places, combining marks none), two blanks between, no lines. Control characters show as
 * a replacement, so foreign text cannot steer the terminal; what is longer than the column's limit
 * is cut, with an ellipsis. */

#define TP_TABLE_MAX_COLUMNS 32
#define TP_TABLE_MAX_ROWS 10000
#define TP_TABLE_MAX_WIDTH 60 /* places of one cell */

typedef struct {
  const char *title; /* borrowed for the table's life */
  gboolean right;    /* numbers */
} TpTableColumn;

typedef struct TpTable TpTable;

TpTable *tp_table_new (const TpTableColumn *columns, gsize length); /* (transfer full) */
void tp_table_free (TpTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpTable, tp_table_free)

/* One cell per column; NULL is an empty one. FALSE when the table is full; format says so then. */
gboolean tp_table_add (TpTable *self, const char *const *cells);

/* The titles (unless all are empty) and the rows, each ending with LF and without blanks at its
 * end. (transfer full) */
char *tp_table_format (const TpTable *self);

/* The places that a text takes on a terminal. */
guint tp_display_width (const char *text);
