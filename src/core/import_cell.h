/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Texts within one cell: lists of names and whole names of people. Pure, thread-safe. */

#define TP_IMPORT_CELL_ITEMS_MAX 1000

/* Items separated by , ; | or a line break; one that holds such a mark stands in double quotes,
 * where two are one. Blank ones are left out. `marks` are the separators. NULL: more than
 * TP_IMPORT_CELL_ITEMS_MAX. (transfer full: NULL-terminated) */
#define TP_IMPORT_CELL_MARKS ",;|\n"
char **tp_import_cell_split (const char *text, const char *marks);
/* The other way, separated by ", ". (transfer full) */
char *tp_import_cell_join (const char *const *items);

/* "offers=confirmed" taken apart at the last =; without one *out_value is NULL. (transfer full) */
char *tp_import_cell_key (const char *item, char **out_value);

/* A person's whole name taken apart: "Dr. Anna de Vries", "Vries, Anna de", "Herr Max Muster".
 * Members may be NULL. */
typedef struct {
  char *addressed; /* "Herr" */
  char *title;     /* "Dr." */
  char *first;
  char *last;
} TpImportName;
void tp_import_name_split (const char *text, TpImportName *out_name);
void tp_import_name_clear (TpImportName *name);
