/* SPDX-License-Identifier: Apache-2.0 */
/* To add a migration: the next numbered file in sql/migration/, beginning with "-- oldest program:
 * N". */
#include "db/migrate.h"

#include "base/error.h"
#include "base/i18n.h"
#include "db/conn.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

int
tp_db_schema_number (void)
{
  int number = 0;
  while (tp_migrations[number].number != 0)
    number++;
  return number;
}

static gboolean
read_version (TpConn *conn, int *out_version, int *out_oldest, GError **error)
{
  *out_version = *out_oldest = 0;
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_DB_SCHEMA_VERSION, error, "");
  if (rows == NULL)
    return FALSE;
  if (tp_rows_next (rows, &local)) {
    *out_version = (int)tp_rows_int64 (rows, 0);
    *out_oldest = (int)tp_rows_int64 (rows, 1);
  }
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  return TRUE;
}

/* Runs the next migration that is missing; *out_done when none is. */
static gboolean
migrate_once (TpDb *db, gint64 applied_at, gboolean *out_done, int *out_version, GError **error)
{
  int oldest = 0;
  *out_done = TRUE;
  g_autoptr (TpConn) conn = tp_db_begin (db, NULL, error);
  if (conn == NULL || !tp_conn_run (conn, TP_SQL_DB_SCHEMA_LOCK, error, "") ||
      !tp_conn_run (conn, TP_SQL_DB_SCHEMA_MAKE, error, "") ||
      !read_version (conn, out_version, &oldest, error))
    return FALSE;
  if (oldest > tp_db_schema_number ())
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("the database was made by a newer program (schema %d, this one has %d)"),
                     *out_version, tp_db_schema_number ());
  if (*out_version >= tp_db_schema_number ())
    return tp_db_commit (&conn, error);
  const TpMigration *migration = &tp_migrations[*out_version];
  *out_done = FALSE;
  if (!conn->backend->script (conn->handle, migration->text[conn->backend->dialect], error)) {
    g_prefix_error (error, "migration %04d_%s: ", migration->number, migration->name);
    return FALSE;
  }
  return tp_conn_run (conn, TP_SQL_DB_SCHEMA_ADD, error, "iisi", (gint64)migration->number,
                      (gint64)migration->oldest_program, migration->name, applied_at) &&
         tp_db_commit (&conn, error);
}

/* The version as it stands, 0 for a new database. */
static gboolean
find_version (TpDb *db, int *out_version, GError **error)
{
  int oldest;
  g_autoptr (TpConn) conn = tp_db_begin (db, NULL, error);
  return conn != NULL && tp_conn_run (conn, TP_SQL_DB_SCHEMA_LOCK, error, "") &&
         tp_conn_run (conn, TP_SQL_DB_SCHEMA_MAKE, error, "") &&
         read_version (conn, out_version, &oldest, error) && tp_db_commit (&conn, error);
}

gboolean
tp_db_migrate (TpDb *db, gint64 applied_at, GError **error)
{
  int version = 0;
  if (!find_version (db, &version, error))
    return FALSE;
  if (version > 0 && version < tp_db_schema_number () && tp_db_can (db, TP_DB_FILE)) {
    g_autofree char *copy = g_strdup_printf ("%s.before-%04d", tp_db_target (db), version + 1);
    g_autoptr (GError) local = NULL;
    if (!tp_db_copy_file (db, copy, &local) &&
        !g_error_matches (local, TP_ERROR, TP_ERROR_CONFLICT)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  }
  gboolean done = FALSE;
  while (!done)
    if (!migrate_once (db, applied_at, &done, &version, error))
      return FALSE;
  return TRUE;
}

static gboolean
sync_path (const char *path)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0)
    return FALSE;
  gboolean ok = fsync (fd) == 0;
  close (fd);
  return ok;
}

static gboolean
publish (const char *temporary, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  if (sync_path (temporary) && g_rename (temporary, path) == 0 && sync_path (folder))
    return TRUE;
  return tp_error (error, TP_ERROR_INTERNAL, _ ("cannot write '%s': %s"), path, g_strerror (errno));
}

gboolean
tp_db_copy_file (TpDb *db, const char *path, GError **error)
{
  g_assert (tp_db_can (db, TP_DB_FILE));
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return tp_error (error, TP_ERROR_CONFLICT, _ ("'%s' exists already"), path);
  g_autofree char *temporary = g_strdup_printf ("%s.part-%08x", path, g_random_int ());
  sqlite3 *source = NULL;
  sqlite3_stmt *vacuum = NULL;
  gboolean ok =
      sqlite3_open_v2 (tp_db_target (db), &source, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
      sqlite3_busy_timeout (source, 30000) == SQLITE_OK &&
      sqlite3_prepare_v2 (source, "VACUUM INTO ?1", -1, &vacuum, NULL) == SQLITE_OK &&
      sqlite3_bind_text (vacuum, 1, temporary, -1, SQLITE_STATIC) == SQLITE_OK &&
      sqlite3_step (vacuum) == SQLITE_DONE;
  if (!ok)
    tp_error (error, TP_ERROR_INTERNAL, _ ("cannot write '%s': %s"), path, sqlite3_errmsg (source));
  sqlite3_finalize (vacuum);
  sqlite3_close (source);
  ok = ok && publish (temporary, path, error);
  if (!ok)
    g_unlink (temporary);
  return ok;
}
