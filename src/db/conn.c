/* SPDX-License-Identifier: Apache-2.0 */
/* Statements and rows. A statement's key in a connection is its number and its month; its text is
 * looked up (and the month put in) only when the connection has not prepared it yet. */
#include "db/conn.h"

#include "base/error.h"
#include "base/i18n.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct TpRows {
  TpConn *conn;
  gpointer handle;
};

static guint64
statement_key (TpSql sql, int month)
{
  return (guint64)sql | (guint64)month << 16;
}

/* Puts the month into a monthly statement. (transfer full) */
static char *
statement_text (TpConn *conn, TpSql sql, int month)
{
  const char *text = tp_statements[sql].text[conn->backend->dialect];
  g_assert (tp_statements[sql].monthly == (month != 0));
  if (month == 0)
    return g_strdup (text);
  g_autofree char *digits = g_strdup_printf ("%06d", month);
  g_auto (GStrv) parts = g_strsplit (text, "{month}", -1);
  return g_strjoinv (digits, parts);
}

static void
name_query (GError **error, TpSql sql)
{
  if (error != NULL && *error != NULL)
    g_prefix_error (error, "%s: ", tp_statements[sql].name);
}

static gpointer
query_cells (TpConn *conn, TpSql sql, int month, const TpCell *cells, guint length, GError **error)
{
  guint64 key = statement_key (sql, month);
  g_autofree char *text = NULL;
  g_assert (conn->open && !conn->batching);
  if (!conn->backend->has_statement (conn->handle, key))
    text = statement_text (conn, sql, month);
  gpointer rows = conn->backend->query (conn->handle, key, text, cells, length, error);
  if (rows == NULL)
    name_query (error, sql);
  return rows;
}

gboolean
tp_conn_prepare (TpConn *conn, TpSql sql, GError **error)
{
  guint64 key = statement_key (sql, 0);
  if (conn->backend->has_statement (conn->handle, key))
    return TRUE;
  const char *text = tp_statements[sql].text[conn->backend->dialect];
  if (conn->backend->prepare (conn->handle, key, text, error))
    return TRUE;
  name_query (error, sql);
  return FALSE;
}

static TpCell
text_cell (const char *text)
{
  return text == NULL ? (TpCell){.type = TP_CELL_NULL}
                      : (TpCell){.type = TP_CELL_TEXT, .length = strlen (text), .text = text};
}

static TpCell
bytes_cell (GBytes *bytes)
{
  if (bytes == NULL)
    return (TpCell){.type = TP_CELL_NULL};
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  return (TpCell){
      .type = TP_CELL_BYTES, .length = length, .bytes = data != NULL ? data : (const guint8 *)""};
}

static TpCell
nullable_int64_cell (const gint64 *value)
{
  return value == NULL ? (TpCell){.type = TP_CELL_NULL}
                       : (TpCell){.type = TP_CELL_INT64, .int64 = *value};
}

static TpCell
read_cell (char type, va_list *args)
{
  TpCell cell = {.type = TP_CELL_NULL};
  switch (type) {
  case 'i':
    return (TpCell){.type = TP_CELL_INT64, .int64 = va_arg (*args, gint64)};
  case 'I':
    return nullable_int64_cell (va_arg (*args, const gint64 *));
  case 'd':
    return (TpCell){.type = TP_CELL_DOUBLE, .real = va_arg (*args, double)};
  case 's':
    return text_cell (va_arg (*args, const char *));
  case 'b':
    return bytes_cell (va_arg (*args, GBytes *));
  case '0':
    return cell;
  case 'a':
    cell.type = TP_CELL_INT64S;
    cell.int64s = va_arg (*args, const gint64 *);
    cell.length = va_arg (*args, gsize);
    return cell;
  case 't':
    cell.type = TP_CELL_TEXTS;
    cell.texts = va_arg (*args, const char *const *);
    cell.length = va_arg (*args, gsize);
    return cell;
  default:
    g_assert_not_reached ();
  }
}

static guint
read_cells (const char *types, va_list *args, TpCell *cells)
{
  guint length = 0;
  for (; types[length] != '\0'; length++) {
    g_assert (length < TP_DB_PARAMETERS);
    cells[length] = read_cell (types[length], args);
  }
  return length;
}

static TpRows *
query_va (TpConn *conn, TpSql sql, GError **error, const char *types, va_list *args)
{
  TpCell cells[TP_DB_PARAMETERS];
  int month = 0;
  if (types[0] == 'M') {
    month = va_arg (*args, int);
    types++;
  }
  guint length = read_cells (types, args, cells);
  gpointer handle = query_cells (conn, sql, month, cells, length, error);
  if (handle == NULL)
    return NULL;
  TpRows *rows = g_new (TpRows, 1);
  *rows = (TpRows){.conn = conn, .handle = handle};
  return rows;
}

TpRows *
tp_conn_query (TpConn *conn, TpSql sql, GError **error, const char *types, ...)
{
  va_list args;
  va_start (args, types);
  TpRows *rows = query_va (conn, sql, error, types, &args);
  va_end (args);
  return rows;
}

gboolean
tp_rows_next (TpRows *rows, GError **error)
{
  return rows->conn->backend->next (rows->handle, error);
}

void
tp_rows_free (TpRows *rows)
{
  if (rows == NULL)
    return;
  rows->conn->backend->finish (rows->handle);
  g_free (rows);
}

gboolean
tp_conn_run (TpConn *conn, TpSql sql, GError **error, const char *types, ...)
{
  va_list args;
  va_start (args, types);
  g_autoptr (TpRows) rows = query_va (conn, sql, error, types, &args);
  va_end (args);
  if (rows == NULL)
    return FALSE;
  g_autoptr (GError) local = NULL;
  while (tp_rows_next (rows, &local))
    ;
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    name_query (error, sql);
    return FALSE;
  }
  conn->changes = conn->backend->changes (rows->handle);
  return TRUE;
}

gint64
tp_conn_changes (TpConn *conn)
{
  return conn->changes;
}

static TpCell
row_cell (TpRows *rows, guint column)
{
  TpCell cell = {.type = TP_CELL_NULL};
  g_assert (column < rows->conn->backend->columns (rows->handle));
  rows->conn->backend->cell (rows->handle, column, &cell);
  return cell;
}

gboolean
tp_rows_ended (GError **local, GError **error)
{
  if (*local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (local));
  return FALSE;
}

gboolean
tp_rows_is_null (TpRows *rows, guint column)
{
  return row_cell (rows, column).type == TP_CELL_NULL;
}

gint64
tp_rows_int64 (TpRows *rows, guint column)
{
  TpCell cell = row_cell (rows, column);
  g_assert (cell.type == TP_CELL_INT64 || cell.type == TP_CELL_NULL);
  return cell.type == TP_CELL_INT64 ? cell.int64 : 0;
}

const char *
tp_rows_text (TpRows *rows, guint column)
{
  TpCell cell = row_cell (rows, column);
  g_assert (cell.type == TP_CELL_TEXT || cell.type == TP_CELL_NULL);
  return cell.type == TP_CELL_TEXT ? cell.text : NULL;
}

const guint8 *
tp_rows_bytes (TpRows *rows, guint column, gsize *out_length)
{
  TpCell cell = row_cell (rows, column);
  g_assert (cell.type == TP_CELL_BYTES || cell.type == TP_CELL_TEXT || cell.type == TP_CELL_NULL);
  *out_length = cell.type == TP_CELL_NULL ? 0 : cell.length;
  return cell.type == TP_CELL_NULL ? NULL : cell.bytes;
}

gboolean
tp_conn_int64 (TpConn *conn, TpSql sql, gint64 *out_value, GError **error, const char *types, ...)
{
  va_list args;
  va_start (args, types);
  g_autoptr (TpRows) rows = query_va (conn, sql, error, types, &args);
  va_end (args);
  if (rows == NULL || !tp_rows_next (rows, error) || tp_rows_is_null (rows, 0))
    return FALSE;
  *out_value = tp_rows_int64 (rows, 0);
  return TRUE;
}

gboolean
tp_conn_text (TpConn *conn, TpSql sql, char **out_text, GError **error, const char *types, ...)
{
  va_list args;
  va_start (args, types);
  g_autoptr (TpRows) rows = query_va (conn, sql, error, types, &args);
  va_end (args);
  if (rows == NULL || !tp_rows_next (rows, error) || tp_rows_is_null (rows, 0))
    return FALSE;
  *out_text = g_strdup (tp_rows_text (rows, 0));
  return TRUE;
}

gboolean
tp_conn_batch_begin (TpConn *conn, TpSql sql, int month, GError **error)
{
  g_assert (conn->open && conn->writer && !conn->batching);
  if (conn->backend->batch_begin != NULL && !conn->backend->batch_begin (conn->handle, error))
    return FALSE;
  conn->batching = TRUE;
  conn->batch_sql = sql;
  conn->batch_month = month;
  return TRUE;
}

gboolean
tp_conn_batch_add_cells (TpConn *conn, const TpCell *cells, guint length, GError **error)
{
  g_assert (conn->batching);
  guint64 key = statement_key (conn->batch_sql, conn->batch_month);
  g_autofree char *text = NULL;
  if (!conn->backend->has_statement (conn->handle, key))
    text = statement_text (conn, conn->batch_sql, conn->batch_month);
  if (conn->backend->batch_add (conn->handle, key, text, cells, length, error))
    return TRUE;
  name_query (error, conn->batch_sql);
  return FALSE;
}

gboolean
tp_conn_batch_add (TpConn *conn, GError **error, const char *types, ...)
{
  TpCell cells[TP_DB_PARAMETERS];
  va_list args;
  va_start (args, types);
  guint length = read_cells (types, &args, cells);
  va_end (args);
  return tp_conn_batch_add_cells (conn, cells, length, error);
}

gboolean
tp_conn_batch_end (TpConn *conn, GError **error)
{
  g_assert (conn->batching);
  conn->batching = FALSE;
  if (conn->backend->batch_end == NULL || conn->backend->batch_end (conn->handle, error))
    return TRUE;
  name_query (error, conn->batch_sql);
  return FALSE;
}

void
tp_conn_batch_abandon (TpConn *conn)
{
  if (!conn->batching)
    return;
  conn->batching = FALSE;
  if (conn->backend->batch_end != NULL)
    conn->backend->batch_end (conn->handle, NULL);
}

gboolean
tp_conn_server_time (TpConn *conn, gint64 *out_at, GError **error)
{
  return tp_conn_int64 (conn, TP_SQL_DB_SERVER_TIME, out_at, error, "");
}
