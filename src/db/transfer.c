/* SPDX-License-Identifier: Apache-2.0 */
/* Between two SQLite files the pages are copied (VACUUM INTO, and SQLite's backup interface, which
 * takes the target's lock like any writer). Between SQLite and PostgreSQL the rows are: table by
 * table with the columns that both know, in one transaction on the target and one snapshot of the
 * source.
 *
 * To add a kind of monthly table: a row in monthly[]. */
#include "db/transfer.h"

#include "base/error.h"
#include "base/i18n.h"
#include "db/conn.h"
#include "db/migrate.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#define PROGRESS_ROWS 10000
#define FETCH_ROWS 5000
#define COLUMNS_MAX 60

static const struct {
  const char *prefix;
  TpSql make;
} monthly[] = {
    {"event_",   TP_SQL_FEED_MAKE_MONTH   },
    {"message_", TP_SQL_MESSAGE_MAKE_MONTH},
};

typedef struct {
  TpConn *source, *target;
  TpTransferProgress progress;
  gpointer data;
} Transfer;

/* Statements that are built of names out of the schema itself, never of text from elsewhere. */
static gpointer
query_text (TpConn *conn, const char *sql, const TpCell *cells, guint length, GError **error)
{
  guint64 key = (guint64)1 << 48 | g_str_hash (sql);
  return conn->backend->query (conn->handle, key,
                               conn->backend->has_statement (conn->handle, key) ? NULL : sql, cells,
                               length, error);
}

/* Runs it to its end; the first column of each row into `out_texts` (may be NULL). */
static gboolean
run_text (TpConn *conn, const char *sql, GPtrArray *out_texts, GError **error)
{
  g_autoptr (GError) local = NULL;
  gpointer rows = query_text (conn, sql, NULL, 0, error);
  if (rows == NULL)
    return FALSE;
  while (conn->backend->next (rows, &local)) {
    TpCell cell;
    conn->backend->cell (rows, 0, &cell);
    if (out_texts != NULL && cell.type == TP_CELL_TEXT)
      g_ptr_array_add (out_texts, g_strndup (cell.text, cell.length));
  }
  conn->backend->finish (rows);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Names of tables, or of a table's columns, in order. */
static GPtrArray *
list_names (TpConn *conn, TpSql sql, const char *table, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TpRows) rows = table != NULL ? tp_conn_query (conn, sql, &local, "s", table)
                                          : tp_conn_query (conn, sql, &local, "");
  while (rows != NULL && tp_rows_next (rows, &local))
    g_ptr_array_add (names, g_strdup (tp_rows_text (rows, 0)));
  if (local == NULL)
    return g_steal_pointer (&names);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
has_name (GPtrArray *names, const char *name)
{
  return g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL);
}

static gboolean
make_table (Transfer *transfer, const char *table, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (monthly); i++)
    if (g_str_has_prefix (table, monthly[i].prefix))
      return tp_conn_run (transfer->target, monthly[i].make, error, "M",
                          atoi (table + strlen (monthly[i].prefix)));
  return tp_error (error, TP_ERROR_INVALID, _ ("the backup has a table that is not known: '%s'"),
                   table);
}

static char *
insert_text (const char *table, GPtrArray *columns)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) values = g_string_new (NULL);
  for (guint i = 0; i < columns->len; i++) {
    g_string_append_printf (names, i == 0 ? "\"%s\"" : ", \"%s\"", (char *)columns->pdata[i]);
    g_string_append_printf (values, i == 0 ? "$%u" : ", $%u", i + 1);
  }
  return g_strdup_printf ("INSERT INTO \"%s\" (%s) VALUES (%s)", table, names->str, values->str);
}

static gboolean
copy_row (Transfer *transfer, gpointer rows, guint columns, guint64 key, const char *insert,
          GError **error)
{
  TpCell cells[COLUMNS_MAX];
  for (guint i = 0; i < columns; i++)
    transfer->source->backend->cell (rows, i, &cells[i]);
  TpConn *target = transfer->target;
  const char *text = target->backend->has_statement (target->handle, key) ? NULL : insert;
  return target->backend->batch_add (target->handle, key, text, cells, columns, error);
}

/* Reads through a cursor on PostgreSQL, so that no table is held in memory; SQLite steps anyway. */
static gboolean
copy_rows (Transfer *transfer, const char *table, const char *fetch, guint columns,
           const char *insert, gint64 *done, gint64 *out_copied, GError **error)
{
  guint64 key = (guint64)1 << 49 | g_str_hash (insert);
  const TpBackend *source = transfer->source->backend;
  g_autoptr (GError) local = NULL;
  gpointer rows = query_text (transfer->source, fetch, NULL, 0, error);
  gboolean ok = rows != NULL;
  for (*out_copied = 0; ok && source->next (rows, &local); ++*out_copied) {
    ok = copy_row (transfer, rows, columns, key, insert, error);
    if (++*done % PROGRESS_ROWS == 0 && transfer->progress != NULL)
      transfer->progress (table, *done, transfer->data);
  }
  if (rows != NULL)
    source->finish (rows);
  if (local == NULL)
    return ok;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
copy_contents (Transfer *transfer, const char *table, GPtrArray *columns, const char *select,
               GError **error)
{
  g_autofree char *insert = insert_text (table, columns);
  gint64 done = 0, copied = 0;
  if (transfer->source->backend->dialect == TP_DIALECT_SQLITE)
    return copy_rows (transfer, table, select, columns->len, insert, &done, &copied, error);
  g_autofree char *declare = g_strdup_printf ("DECLARE transfer NO SCROLL CURSOR FOR %s", select);
  g_autofree char *fetch = g_strdup_printf ("FETCH %d FROM transfer", FETCH_ROWS);
  const TpBackend *source = transfer->source->backend;
  if (!source->script (transfer->source->handle, declare, error))
    return FALSE;
  do {
    /* A plan for FETCH is bound to the cursor it was made for. */
    g_autofree char *once = g_strdup_printf ("%s -- %s %" G_GINT64_FORMAT, fetch, table, done);
    if (!copy_rows (transfer, table, once, columns->len, insert, &done, &copied, error))
      return FALSE;
  } while (copied == FETCH_ROWS);
  return source->script (transfer->source->handle, "CLOSE transfer", error);
}

/* What both sides have; a column of one engine alone has a default on the other. */
static GPtrArray *
common_columns (Transfer *transfer, const char *table, GError **error)
{
  g_autoptr (GPtrArray) theirs = list_names (transfer->source, TP_SQL_DB_COLUMNS, table, error);
  g_autoptr (GPtrArray) ours =
      theirs != NULL ? list_names (transfer->target, TP_SQL_DB_COLUMNS, table, error) : NULL;
  for (guint i = ours != NULL ? ours->len : 0; i > 0; i--)
    if (!has_name (theirs, ours->pdata[i - 1]))
      g_ptr_array_remove_index (ours, i - 1);
  return g_steal_pointer (&ours);
}

static gboolean
copy_table (Transfer *transfer, const char *table, GError **error)
{
  g_autoptr (GPtrArray) columns = common_columns (transfer, table, error);
  if (columns == NULL)
    return FALSE;
  g_autoptr (GString) select = g_string_new ("SELECT ");
  g_assert (columns->len > 0 && columns->len <= COLUMNS_MAX);
  for (guint i = 0; i < columns->len; i++)
    g_string_append_printf (select, i == 0 ? "\"%s\"" : ", \"%s\"", (char *)columns->pdata[i]);
  g_string_append_printf (select, " FROM \"%s\"", table);
  TpConn *target = transfer->target;
  if (target->backend->batch_begin != NULL && !target->backend->batch_begin (target->handle, error))
    return FALSE;
  gboolean ok = copy_contents (transfer, table, columns, select->str, error);
  if (target->backend->batch_end != NULL &&
      !target->backend->batch_end (target->handle, ok ? error : NULL))
    ok = FALSE;
  if (!ok && error != NULL && *error != NULL)
    g_prefix_error (error, "%s: ", table);
  return ok;
}

/* Empties every table of the target and fills it from the source. */
static gboolean
transfer_all (Transfer *transfer, GError **error)
{
  g_autoptr (GPtrArray) tables = list_names (transfer->source, TP_SQL_DB_TABLES, NULL, error);
  g_autoptr (GPtrArray) there =
      tables != NULL ? list_names (transfer->target, TP_SQL_DB_TABLES, NULL, error) : NULL;
  if (there == NULL)
    return FALSE;
  for (guint i = 0; i < there->len; i++) {
    g_autofree char *sql = g_strdup_printf ("DELETE FROM \"%s\"", (char *)there->pdata[i]);
    if (!transfer->target->backend->script (transfer->target->handle, sql, error))
      return FALSE;
  }
  for (guint i = 0; i < tables->len; i++) {
    const char *table = tables->pdata[i];
    if ((!has_name (there, table) && !make_table (transfer, table, error)) ||
        !copy_table (transfer, table, error))
      return FALSE;
  }
  return tp_conn_run (transfer->target, TP_SQL_DB_RESET_SEQUENCES, error, "");
}

static gboolean
transfer_between (TpDb *from, TpDb *to, TpTransferProgress progress, gpointer data, GError **error)
{
  g_autoptr (TpConn) source = tp_db_read (from, error);
  g_autoptr (TpConn) target = source != NULL ? tp_db_begin (to, NULL, error) : NULL;
  if (target == NULL)
    return FALSE;
  Transfer transfer = {source, target, progress, data};
  return transfer_all (&transfer, error) && tp_db_commit (&target, error);
}

static void
remove_database (const char *path)
{
  static const char *const endings[] = {"", "-wal", "-shm"};
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *file = g_strconcat (path, endings[i], NULL);
    g_unlink (file);
  }
}

/* A new file with the rows of a database that is not a file; it is given its name by a copy of
 * itself. */
static gboolean
backup_rows (TpDb *db, const char *path, TpTransferProgress progress, gpointer data, GError **error)
{
  g_autofree char *temporary = g_strdup_printf ("%s.rows-%08x", path, g_random_int ());
  g_autoptr (TpDb) file = tp_db_open (temporary, error);
  gboolean ok = file != NULL && tp_db_migrate (file, 0, error) &&
                transfer_between (db, file, progress, data, error) &&
                tp_db_copy_file (file, path, error);
  g_clear_pointer (&file, tp_db_free);
  remove_database (temporary);
  return ok;
}

char *
tp_db_check (TpDb *db, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (db, error);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  if (conn == NULL || !tp_db_can (db, TP_DB_FILE))
    return NULL;
  if (!run_text (conn, "PRAGMA quick_check (20)", texts, error) || texts->len == 0)
    return NULL;
  if (texts->len == 1 && strcmp (texts->pdata[0], "ok") == 0)
    return NULL;
  g_ptr_array_add (texts, NULL);
  return g_strjoinv ("; ", (char **)texts->pdata);
}

/* The engine copies a damaged file without an error; that would be found out at the restore. */
static gboolean
is_sound (TpDb *db, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *fault = tp_db_check (db, &local);
  if (fault != NULL)
    return tp_error (error, TP_ERROR_INTERNAL,
                     _ ("the database is damaged, a copy of it would be no backup; see: tagpost "
                        "doctor: %s"),
                     fault);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
tp_db_backup (TpDb *db, const char *path, TpTransferProgress progress, gpointer data,
              GError **error)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return tp_error (error, TP_ERROR_CONFLICT, _ ("'%s' exists already"), path);
  if (tp_db_can (db, TP_DB_FILE))
    return is_sound (db, error) && tp_db_copy_file (db, path, error);
  return backup_rows (db, path, progress, data, error);
}

/* A sound copy of the backup in this program's schema; NULL with an error. (transfer full) */
static TpDb *
open_copy (const char *path, const char *copy, gint64 applied_at, GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR)) {
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("no file '%s'"), path);
    return NULL;
  }
  g_autoptr (TpDb) original = tp_db_open (path, error);
  if (original == NULL || !tp_db_copy_file (original, copy, error))
    return NULL;
  g_autoptr (TpDb) db = tp_db_open (copy, error);
  g_autoptr (GError) local = NULL;
  g_autofree char *fault = db != NULL ? tp_db_check (db, &local) : NULL;
  if (fault != NULL)
    tp_error (error, TP_ERROR_INVALID, _ ("the backup is damaged: %s"), fault);
  else if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (db != NULL && tp_db_migrate (db, applied_at, error))
    return g_steal_pointer (&db);
  return NULL;
}

/* Page by page into the live file. */
static gboolean
restore_pages (TpDb *db, const char *copy, GError **error)
{
  sqlite3 *source = NULL, *target = NULL;
  sqlite3_backup *backup = NULL;
  int code = SQLITE_ERROR;
  if (sqlite3_open_v2 (copy, &source, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
      sqlite3_open_v2 (tp_db_target (db), &target, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
      sqlite3_busy_timeout (target, 30000) == SQLITE_OK &&
      (backup = sqlite3_backup_init (target, "main", source, "main")) != NULL) {
    while ((code = sqlite3_backup_step (backup, -1)) == SQLITE_BUSY || code == SQLITE_LOCKED)
      g_usleep (20000);
    code = sqlite3_backup_finish (backup);
  }
  if (code != SQLITE_OK)
    tp_error (error, TP_ERROR_INTERNAL, _ ("cannot restore: %s"), sqlite3_errmsg (target));
  sqlite3_close (source);
  sqlite3_close (target);
  return code == SQLITE_OK;
}

static gboolean
prepare_copy (TpDb *copy, TpTransferPrepare prepare, gpointer data, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_begin (copy, NULL, error);
  return conn != NULL && prepare (conn, data, error) && tp_db_commit (&conn, error);
}

gboolean
tp_db_restore (TpDb *db, const char *path, gint64 applied_at, TpTransferPrepare prepare,
               TpTransferProgress progress, gpointer data, GError **error)
{
  g_autofree char *name = g_strdup_printf ("tagpost-restore-%08x.db", g_random_int ());
  g_autofree char *copy = tp_db_can (db, TP_DB_FILE)
                              ? g_strdup_printf ("%s.%s", tp_db_target (db), name)
                              : g_build_filename (g_get_tmp_dir (), name, NULL);
  g_autoptr (TpDb) source = open_copy (path, copy, applied_at, error);
  gboolean ok = source != NULL && (prepare == NULL || prepare_copy (source, prepare, data, error));
  if (ok && tp_db_can (db, TP_DB_FILE)) {
    g_clear_pointer (&source, tp_db_free);
    ok = restore_pages (db, copy, error);
  } else if (ok) {
    ok = transfer_between (source, db, progress, data, error);
  }
  g_clear_pointer (&source, tp_db_free);
  remove_database (copy);
  return ok;
}
