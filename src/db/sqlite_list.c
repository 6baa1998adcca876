/* SPDX-License-Identifier: Apache-2.0 */
/* An eponymous virtual table with one visible column `value` and a hidden one that takes the bound
 * pointer. A list in ascending order could tell SQLite so; it is not needed, since lists are
 * scanned. */
#include "db/sqlite_list.h"

#include <glib.h>
#include <string.h>

#define POINTER_TYPE "tp_list"

typedef struct {
  gboolean is_text;
  gsize length;
  gint64 *int64s;
  char **texts;
} List;

typedef struct {
  sqlite3_vtab base;
} ListTable;

typedef struct {
  sqlite3_vtab_cursor base;
  const List *list;
  gsize row;
} ListCursor;

static void
free_list (void *data)
{
  List *list = data;
  g_free (list->int64s);
  g_strfreev (list->texts);
  g_free (list);
}

int
tp_sqlite_list_bind (sqlite3_stmt *statement, int parameter, const TpCell *cell)
{
  List *list = g_new0 (List, 1);
  list->is_text = cell->type == TP_CELL_TEXTS;
  list->length = cell->length;
  if (list->is_text) {
    list->texts = g_new0 (char *, cell->length + 1);
    for (gsize i = 0; i < cell->length; i++)
      list->texts[i] = g_strdup (cell->texts[i]);
  } else {
    list->int64s = g_memdup2 (cell->int64s, cell->length * sizeof (gint64));
  }
  return sqlite3_bind_pointer (statement, parameter, list, POINTER_TYPE, free_list);
}

static int
connect_table (sqlite3 *db, void *data, int argc, const char *const *argv, sqlite3_vtab **out_table,
               char **out_error)
{
  int code = sqlite3_declare_vtab (db, "CREATE TABLE list (value, source HIDDEN)");
  if (code != SQLITE_OK)
    return code;
  sqlite3_vtab_config (db, SQLITE_VTAB_INNOCUOUS);
  ListTable *table = g_new0 (ListTable, 1);
  *out_table = &table->base;
  return SQLITE_OK;
}

static int
disconnect_table (sqlite3_vtab *table)
{
  g_free (table);
  return SQLITE_OK;
}

/* The list must be given: a plan without it is refused. */
static int
best_index (sqlite3_vtab *table, sqlite3_index_info *info)
{
  for (int i = 0; i < info->nConstraint; i++) {
    const struct sqlite3_index_constraint *constraint = &info->aConstraint[i];
    if (constraint->iColumn != 1 || constraint->op != SQLITE_INDEX_CONSTRAINT_EQ)
      continue;
    if (!constraint->usable)
      return SQLITE_CONSTRAINT;
    info->aConstraintUsage[i].argvIndex = 1;
    info->aConstraintUsage[i].omit = 1;
    info->estimatedCost = 10;
    info->estimatedRows = 100;
    return SQLITE_OK;
  }
  return SQLITE_CONSTRAINT;
}

static int
open_cursor (sqlite3_vtab *table, sqlite3_vtab_cursor **out_cursor)
{
  ListCursor *cursor = g_new0 (ListCursor, 1);
  *out_cursor = &cursor->base;
  return SQLITE_OK;
}

static int
close_cursor (sqlite3_vtab_cursor *cursor)
{
  g_free (cursor);
  return SQLITE_OK;
}

static int
filter (sqlite3_vtab_cursor *base, int number, const char *text, int argc, sqlite3_value **argv)
{
  ListCursor *cursor = (ListCursor *)base;
  cursor->list = sqlite3_value_pointer (argv[0], POINTER_TYPE);
  cursor->row = 0;
  return SQLITE_OK;
}

static int
next_row (sqlite3_vtab_cursor *base)
{
  ((ListCursor *)base)->row++;
  return SQLITE_OK;
}

static int
at_end (sqlite3_vtab_cursor *base)
{
  const ListCursor *cursor = (const ListCursor *)base;
  return cursor->list == NULL || cursor->row >= cursor->list->length;
}

static int
read_column (sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
  const ListCursor *cursor = (const ListCursor *)base;
  if (column != 0)
    return SQLITE_OK;
  if (cursor->list->is_text)
    sqlite3_result_text (context, cursor->list->texts[cursor->row], -1, SQLITE_STATIC);
  else
    sqlite3_result_int64 (context, cursor->list->int64s[cursor->row]);
  return SQLITE_OK;
}

static int
read_rowid (sqlite3_vtab_cursor *base, sqlite3_int64 *out_rowid)
{
  *out_rowid = (sqlite3_int64)((const ListCursor *)base)->row;
  return SQLITE_OK;
}

static const sqlite3_module module = {
    .xConnect = connect_table,
    .xDisconnect = disconnect_table,
    .xBestIndex = best_index,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = filter,
    .xNext = next_row,
    .xEof = at_end,
    .xColumn = read_column,
    .xRowid = read_rowid,
};

int
tp_sqlite_list_register (sqlite3 *db)
{
  int code = sqlite3_create_module (db, "int64s", &module, NULL);
  return code == SQLITE_OK ? sqlite3_create_module (db, "texts", &module, NULL) : code;
}
