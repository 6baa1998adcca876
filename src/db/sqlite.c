/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite in WAL mode, every commit synced. Readers see snapshots beside the one writer; a writer of
 * another process is waited for with short sleeps, since SQLite's own back-off grows to 100 ms and
 * its lock is unfair. */
#include "base/error.h"
#include "base/i18n.h"
#include "db/backend.h"
#include "db/sqlite_list.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#define BUSY_MILLISECONDS 30000
#define WRITER_CACHE_KIB 131072
#define READER_CACHE_KIB 16384
#define CHECKPOINT_PAGES 8192

typedef struct {
  sqlite3 *db;
  GHashTable *statements; /* key → sqlite3_stmt */
  gint64 busy_since;
} Connection;

typedef struct {
  Connection *connection;
  sqlite3_stmt *statement;
  gboolean pooled; /* the statement belongs to the connection */
  gboolean at_end;
} Rows;

static gboolean
fail (Connection *c, GError **error)
{
  int code = sqlite3_extended_errcode (c->db) & 0xff;
  TpErrorCode kind = TP_ERROR_INTERNAL;
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
    return tp_error (error, kind, _ ("the database is damaged (%s); see: tagpost doctor"),
                     sqlite3_errmsg (c->db));
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
    kind = TP_ERROR_BUSY;
  else if (code == SQLITE_CONSTRAINT)
    kind = TP_ERROR_CONFLICT;
  else if (code == SQLITE_FULL)
    kind = TP_ERROR_LIMIT;
  return tp_error (error, kind, "%s", sqlite3_errmsg (c->db));
}

static int
wait_for_lock (void *data, int tries)
{
  Connection *c = data;
  gint64 now = g_get_monotonic_time ();
  if (tries == 0)
    c->busy_since = now;
  if (now - c->busy_since > BUSY_MILLISECONDS * G_GINT64_CONSTANT (1000))
    return 0;
  g_usleep (tries < 20 ? 500 : 2000);
  return 1;
}

static gboolean
run_script (gpointer connection, const char *sql, GError **error)
{
  Connection *c = connection;
  return sqlite3_exec (c->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail (c, error);
}

static void
disconnect (gpointer connection)
{
  Connection *c = connection;
  g_hash_table_unref (c->statements);
  sqlite3_close (c->db);
  g_free (c);
}

static void
finalize (gpointer statement)
{
  sqlite3_finalize (statement);
}

/* Memory statistics cost a lock at each allocation; nothing here asks for them. */
static void
configure (void)
{
  static gsize configured = 0; /* the library's settings are the process' */
  if (g_once_init_enter (&configured)) {
    sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
    g_once_init_leave (&configured, 1);
  }
}

static gpointer
connect (const char *target, gboolean writer, GError **error)
{
  configure ();
  Connection *c = g_new0 (Connection, 1);
  c->statements = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, finalize);
  g_autofree char *pragmas = g_strdup_printf (
      "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
      "PRAGMA cache_size = -%d; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = %d;"
      "PRAGMA journal_size_limit = 134217728; PRAGMA mmap_size = 1073741824;"
      "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = OFF",
      writer ? WRITER_CACHE_KIB : READER_CACHE_KIB, CHECKPOINT_PAGES);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (writer ? SQLITE_OPEN_CREATE : 0);
  gboolean ok = sqlite3_open_v2 (target, &c->db, flags, NULL) == SQLITE_OK &&
                sqlite3_busy_handler (c->db, wait_for_lock, c) == SQLITE_OK &&
                tp_sqlite_list_register (c->db) == SQLITE_OK &&
                sqlite3_exec (c->db, pragmas, NULL, NULL, NULL) == SQLITE_OK;
  if (ok)
    return c;
  int code = sqlite3_extended_errcode (c->db) & 0xff;
  if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
    tp_error (error, TP_ERROR_INTERNAL,
              _ ("'%s' is damaged or not a database; restore a backup with: tagpost restore FILE"),
              target);
  else
    tp_error (error, TP_ERROR_INTERNAL, _ ("cannot open the database '%s': %s"), target,
              sqlite3_errmsg (c->db));
  disconnect (c);
  return NULL;
}

static gboolean
is_usable (gpointer connection)
{
  return TRUE;
}

/* BEGIN and its like are kept as statements too, under keys beyond those of the named queries. */
static gboolean
run_control (Connection *c, guint64 key, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (c->statements, &key);
  if (statement == NULL) {
    if (sqlite3_prepare_v3 (c->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
        SQLITE_OK)
      return fail (c, error);
    g_hash_table_insert (c->statements, g_memdup2 (&key, sizeof key), statement);
  }
  int code = sqlite3_step (statement);
  if (code != SQLITE_DONE && code != SQLITE_ROW)
    fail (c, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE || code == SQLITE_ROW;
}

enum {
  KEY_READ = 1,
  KEY_WRITE,
  KEY_COMMIT,
  KEY_ROLLBACK,
  KEY_SAVEPOINT,
  KEY_RELEASE,
  KEY_BACK,
  KEY_SNAPSHOT
};
#define CONTROL(key) ((guint64)(key) << 56)

static gboolean
begin (gpointer connection, gboolean write, GError **error)
{
  Connection *c = connection;
  if (write)
    return run_control (c, CONTROL (KEY_WRITE), "BEGIN IMMEDIATE", error);
  /* The snapshot is taken by the first statement that reads. */
  return run_control (c, CONTROL (KEY_READ), "BEGIN", error) &&
         run_control (c, CONTROL (KEY_SNAPSHOT), "SELECT 1 FROM sqlite_schema LIMIT 1", error);
}

/* Who watches the log (db/watch.c) sees it written, but that is before the sync and so before the
 * commit can be read: a touch tells when it can. It is a hint, so it may fail. */
static gboolean
commit (gpointer connection, GError **error)
{
  Connection *c = connection;
  if (!run_control (c, CONTROL (KEY_COMMIT), "COMMIT", error))
    return FALSE;
  const char *file = sqlite3_db_filename (c->db, "main");
  if (file != NULL && *file != '\0')
    utimensat (AT_FDCWD, sqlite3_filename_wal (file), NULL, 0);
  return TRUE;
}

static void
rollback (gpointer connection)
{
  Connection *c = connection;
  if (!sqlite3_get_autocommit (c->db))
    run_control (c, CONTROL (KEY_ROLLBACK), "ROLLBACK", NULL);
}

static gboolean
savepoint (gpointer connection, GError **error)
{
  return run_control (connection, CONTROL (KEY_SAVEPOINT), "SAVEPOINT command", error);
}

static gboolean
release (gpointer connection, GError **error)
{
  return run_control (connection, CONTROL (KEY_RELEASE), "RELEASE command", error);
}

static gboolean
rollback_to (gpointer connection)
{
  Connection *c = connection;
  return !sqlite3_get_autocommit (c->db) &&
         run_control (c, CONTROL (KEY_BACK), "ROLLBACK TO command", NULL) && release (c, NULL);
}

static gboolean
has_statement (gpointer connection, guint64 key)
{
  return g_hash_table_contains (((Connection *)connection)->statements, &key);
}

static sqlite3_stmt *
get_statement (Connection *c, guint64 key, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (c->statements, &key);
  if (statement != NULL && !sqlite3_stmt_busy (statement))
    return statement;
  /* The same query runs inside its own loop: give it a statement for this once. */
  gboolean again = statement != NULL;
  const char *text = again ? sqlite3_sql (statement) : sql;
  if (sqlite3_prepare_v3 (c->db, text, -1, again ? 0 : SQLITE_PREPARE_PERSISTENT, &statement,
                          NULL) != SQLITE_OK) {
    fail (c, error);
    return NULL;
  }
  if (!again)
    g_hash_table_insert (c->statements, g_memdup2 (&key, sizeof key), statement);
  return statement;
}

static gboolean
prepare (gpointer connection, guint64 key, const char *sql, GError **error)
{
  return get_statement (connection, key, sql, error) != NULL;
}

static int
bind_cell (sqlite3_stmt *statement, int parameter, const TpCell *cell,
           sqlite3_destructor_type lifetime)
{
  switch (cell->type) {
  case TP_CELL_NULL:
    return sqlite3_bind_null (statement, parameter);
  case TP_CELL_INT64:
    return sqlite3_bind_int64 (statement, parameter, cell->int64);
  case TP_CELL_DOUBLE:
    return sqlite3_bind_double (statement, parameter, cell->real);
  case TP_CELL_TEXT:
    return sqlite3_bind_text64 (statement, parameter, cell->text, cell->length, lifetime,
                                SQLITE_UTF8);
  case TP_CELL_BYTES:
    return sqlite3_bind_blob64 (statement, parameter, cell->bytes, cell->length, lifetime);
  case TP_CELL_INT64S:
  case TP_CELL_TEXTS:
    return tp_sqlite_list_bind (statement, parameter, cell);
  }
  return SQLITE_MISUSE;
}

static gboolean
bind_cells (Connection *c, sqlite3_stmt *statement, const TpCell *cells, guint length,
            sqlite3_destructor_type lifetime, GError **error)
{
  g_assert ((int)length == sqlite3_bind_parameter_count (statement));
  for (guint i = 0; i < length; i++)
    if (bind_cell (statement, (int)i + 1, &cells[i], lifetime) != SQLITE_OK)
      return fail (c, error);
  return TRUE;
}

static gpointer
query (gpointer connection, guint64 key, const char *sql, const TpCell *cells, guint length,
       GError **error)
{
  Connection *c = connection;
  sqlite3_stmt *statement = get_statement (c, key, sql, error);
  if (statement == NULL)
    return NULL;
  gboolean pooled = statement == g_hash_table_lookup (c->statements, &key);
  if (!bind_cells (c, statement, cells, length, SQLITE_TRANSIENT, error)) {
    if (!pooled)
      sqlite3_finalize (statement);
    return NULL;
  }
  Rows *rows = g_new0 (Rows, 1);
  *rows = (Rows){.connection = c, .statement = statement, .pooled = pooled};
  return rows;
}

static gboolean
next (gpointer data, GError **error)
{
  Rows *rows = data;
  if (rows->at_end)
    return FALSE;
  int code = sqlite3_step (rows->statement);
  if (code == SQLITE_ROW)
    return TRUE;
  rows->at_end = TRUE;
  return code == SQLITE_DONE ? FALSE : fail (rows->connection, error);
}

static guint
columns (gpointer data)
{
  return (guint)sqlite3_column_count (((Rows *)data)->statement);
}

static void
read_cell (gpointer data, guint column, TpCell *out_cell)
{
  sqlite3_stmt *statement = ((Rows *)data)->statement;
  int i = (int)column;
  switch (sqlite3_column_type (statement, i)) {
  case SQLITE_INTEGER:
    *out_cell = (TpCell){.type = TP_CELL_INT64, .int64 = sqlite3_column_int64 (statement, i)};
    break;
  case SQLITE_FLOAT:
    *out_cell = (TpCell){.type = TP_CELL_DOUBLE, .real = sqlite3_column_double (statement, i)};
    break;
  case SQLITE_TEXT:
    *out_cell =
        (TpCell){.type = TP_CELL_TEXT, .text = (const char *)sqlite3_column_text (statement, i)};
    out_cell->length = (gsize)sqlite3_column_bytes (statement, i);
    break;
  case SQLITE_BLOB:
    *out_cell = (TpCell){.type = TP_CELL_BYTES, .bytes = sqlite3_column_blob (statement, i)};
    out_cell->length = (gsize)sqlite3_column_bytes (statement, i);
    if (out_cell->bytes == NULL)
      out_cell->bytes = (const guint8 *)"";
    break;
  default:
    *out_cell = (TpCell){.type = TP_CELL_NULL};
  }
}

static gint64
changes (gpointer data)
{
  return sqlite3_changes64 (((Rows *)data)->connection->db);
}

static void
finish (gpointer data)
{
  Rows *rows = data;
  if (rows->pooled) {
    sqlite3_reset (rows->statement);
    sqlite3_clear_bindings (rows->statement);
  } else {
    sqlite3_finalize (rows->statement);
  }
  g_free (rows);
}

static gboolean
batch_add (gpointer connection, guint64 key, const char *sql, const TpCell *cells, guint length,
           GError **error)
{
  Connection *c = connection;
  sqlite3_stmt *statement = get_statement (c, key, sql, error);
  if (statement == NULL || !bind_cells (c, statement, cells, length, SQLITE_STATIC, error))
    return FALSE;
  int code;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    ;
  if (code != SQLITE_DONE)
    fail (c, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE;
}

const TpBackend tp_backend_sqlite = {
    .name = "sqlite",
    .dialect = TP_DIALECT_SQLITE,
    .capabilities = TP_DB_GROUP_COMMIT | TP_DB_FILE,
    .connect = connect,
    .disconnect = disconnect,
    .is_usable = is_usable,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .savepoint = savepoint,
    .release = release,
    .rollback_to = rollback_to,
    .script = run_script,
    .has_statement = has_statement,
    .prepare = prepare,
    .query = query,
    .next = next,
    .columns = columns,
    .cell = read_cell,
    .changes = changes,
    .finish = finish,
    .batch_add = batch_add,
};
