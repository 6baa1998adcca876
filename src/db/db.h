/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "db/cell.h"
#include "db/sql.h"

#include <glib.h>

/* SQL over SQLite and PostgreSQL.
 *
 * A TpDb is one database: connections for reading, and the way to write. All SQL stands in sql/
 * under names and is the same text for both engines wherever possible (tools/embed_sql.py says
 * how); the program asks for capabilities, never for the engine.
 *
 * Reading:   g_autoptr (TpConn) conn = tp_db_read (db, error);         a snapshot; released at the
 * end of the scope. Hold it for a second at most, or SQLite's log grows. Writing:   g_autoptr
 * (TpConn) conn = tp_db_begin (db, member, error);
 *            ... tp_conn_run (...) ...
 *            return tp_db_commit (&conn, error);                       rolled back when not
 * committed.
 *
 * Group commit. Where only one may write at a time (SQLite), the commands of several threads share
 * one transaction and one sync to disk: each runs alone, inside a savepoint, so that its failure
 * takes back only itself, and tp_db_commit returns once the group is durable. A group takes at most
 * 1000 commands or 20 ms. Before the group's COMMIT the flush function is called once with the
 * members of all its commands (that is where events get their positions). On an engine with
 * concurrent writers every command is a group of its own. A thread may hold one writing connection
 * and must not begin a second.
 *
 * A statement that fails ends its command: roll back and return. Conflicts that are to be survived
 * are said in SQL (ON CONFLICT). Errors: CONFLICT for a broken unique key, BUSY when a lock was not
 * had within 30 s or the pool is exhausted, LIMIT when the disk is full, UNCERTAIN when the answer
 * to a commit was lost, INTERNAL otherwise; messages hold the query's name but no bound value.
 *
 * Thread-safe, except that a TpConn and its rows belong to the thread that got it. */

typedef struct TpDb TpDb;
typedef struct TpConn TpConn;
typedef struct TpRows TpRows;

typedef enum {
  TP_DB_GROUP_COMMIT = 1 << 0, /* one writer at a time: commands are committed in groups */
  TP_DB_NOTIFY = 1 << 1,       /* other processes can be told of a commit */
  TP_DB_FILE =
      1 << 2, /* the database is one file, which can be watched, copied and restored as such */
} TpDbCapability;

/* Runs inside the group's transaction as its last act but COMMIT; `members` are those given to
 * tp_db_begin, in order, without the NULL ones. Failing fails the whole group. */
typedef gboolean (*TpDbFlush) (TpConn *conn, GPtrArray *members, gpointer data, GError **error);

/* `url`: "sqlite:FILE", a file's path, "postgresql://..." (a schema that the search path names
 * first and that is missing is made), or "scripted:" (db/scripted.h). Does not migrate. INVALID,
 * INTERNAL. (transfer full) */
TpDb *tp_db_open (const char *url, GError **error);
void tp_db_free (TpDb *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpDb, tp_db_free)

void tp_db_set_flush (TpDb *db, TpDbFlush flush, gpointer data);
gboolean tp_db_can (TpDb *db, TpDbCapability capability);
const char *tp_db_engine (TpDb *db); /* "sqlite", "postgresql", "scripted": for people to read */
const char *
tp_db_target (TpDb *db); /* the file's path, or the connection string (may hold a password) */

TpConn *tp_db_read (TpDb *db, GError **error); /* (transfer full) */
TpConn *tp_db_begin (TpDb *db, gpointer member,
                     GError **error); /* (transfer full); member borrowed until commit */
gboolean tp_db_commit (TpConn **conn, GError **error); /* takes *conn, whatever the outcome */
void tp_conn_release (TpConn *conn);                   /* rolls back what was not committed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpConn, tp_conn_release)

/* Prepares every named query once, so that a fault in any of them shows at the start. */
gboolean tp_db_prepare_all (TpDb *db, GError **error);

/* Statements. `types` has a letter for each parameter:
 *   i  gint64                      I  const gint64 *, NULL for NULL
 *   d  double                      s  const char *, NULL for NULL
 *   b  GBytes *, NULL for NULL     0  NULL (takes no argument)
 *   a  const gint64 *, gsize: a list, in SQL `SELECT value FROM int64s($1)`
 *   t  const char *const *, gsize: likewise, `texts($1)`
 * preceded by M and an int for a query on a monthly table. At most TP_DB_PARAMETERS of them. */
#define TP_DB_PARAMETERS 64

/* For statements whose rows don't matter. Then tp_conn_changes tells how many rows were written. */
gboolean tp_conn_run (TpConn *conn, TpSql sql, GError **error, const char *types, ...);
gint64 tp_conn_changes (TpConn *conn);

/* A statement with rows. On PostgreSQL the whole answer is fetched: bound it by LIMIT or by a range
 * of keys. Finish one before committing. (transfer full) */
TpRows *tp_conn_query (TpConn *conn, TpSql sql, GError **error, const char *types, ...);
gboolean tp_rows_next (TpRows *rows, GError **error); /* FALSE at the end, or with an error set */
void tp_rows_free (TpRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpRows, tp_rows_free)

/* Columns of the current row, from 0. NULL reads as 0, NULL. Text and bytes are borrowed until
 * the next step. */
gboolean tp_rows_is_null (TpRows *rows, guint column);
gint64 tp_rows_int64 (TpRows *rows, guint column);
const char *tp_rows_text (TpRows *rows, guint column);
const guint8 *tp_rows_bytes (TpRows *rows, guint column, gsize *out_length);

/* The first column of the first row. FALSE: no row (or NULL), without an error; or an error. */
gboolean tp_conn_int64 (TpConn *conn, TpSql sql, gint64 *out_value, GError **error,
                        const char *types, ...);
gboolean tp_conn_text (TpConn *conn, TpSql sql, char **out_text, GError **error, const char *types,
                       ...);

/* How rows, or one of the two above, ended: TRUE without an error, else hands *local on. So a loop
 * that fails and one that is at its end are told apart with one line. */
gboolean tp_rows_ended (GError **local, GError **error);

/* Many runs of one statement; nothing else may use the connection until the end. PostgreSQL sends
 * them without waiting, so an error may be told only at the end. */
gboolean tp_conn_batch_begin (TpConn *conn, TpSql sql, int month,
                              GError **error); /* month 0: not monthly */
gboolean tp_conn_batch_add (TpConn *conn, GError **error, const char *types, ...);
gboolean tp_conn_batch_add_cells (TpConn *conn, const TpCell *cells, guint length, GError **error);
gboolean tp_conn_batch_end (TpConn *conn, GError **error);

/* The database server's time in milliseconds since 1970, for leases and shared pace alone. */
gboolean tp_conn_server_time (TpConn *conn, gint64 *out_at, GError **error);
