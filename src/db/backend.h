/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "db/cell.h"
#include "db/db.h"
#include "db/statement.h"

/* What an engine implements. Members of the family: sqlite, postgresql, and scripted (for tests).
 * Inside the db layer only. A connection is used by one thread at a time; db.c sees to it. */

typedef struct {
  const char *name;
  TpDialect dialect;
  guint capabilities; /* TpDbCapability */

  gpointer (*connect) (const char *target, gboolean writer,
                       GError **error); /* target: without the scheme for files */
  void (*disconnect) (gpointer connection);
  gboolean (*is_usable) (gpointer connection); /* FALSE: broken, to be dropped */

  gboolean (*begin) (gpointer connection, gboolean write, GError **error);
  gboolean (*commit) (gpointer connection, GError **error); /* UNCERTAIN when the answer is lost */
  void (*rollback) (gpointer connection);
  /* A command inside a group; only with TP_DB_GROUP_COMMIT. */
  gboolean (*savepoint) (gpointer connection, GError **error);
  gboolean (*release) (gpointer connection, GError **error);
  gboolean (*rollback_to) (gpointer connection); /* FALSE: the whole transaction is gone */

  /* Several statements without parameters and results. */
  gboolean (*script) (gpointer connection, const char *sql, GError **error);

  gboolean (*has_statement) (gpointer connection, guint64 key);
  gboolean (*prepare) (gpointer connection, guint64 key, const char *sql, GError **error);
  /* `sql` NULL: the connection already has the statement of that key. Rows are freed by finish. */
  gpointer (*query) (gpointer connection, guint64 key, const char *sql, const TpCell *cells,
                     guint length, GError **error);
  gboolean (*next) (gpointer rows, GError **error);
  guint (*columns) (gpointer rows);
  void (*cell) (gpointer rows, guint column, TpCell *out_cell);
  gint64 (*changes) (gpointer rows); /* rows written by a statement that was stepped to its end */
  void (*finish) (gpointer rows);

  /* Many runs of one statement without looking at results; begin and end may be NULL. */
  gboolean (*batch_begin) (gpointer connection, GError **error);
  gboolean (*batch_add) (gpointer connection, guint64 key, const char *sql, const TpCell *cells,
                         guint length, GError **error);
  gboolean (*batch_end) (gpointer connection, GError **error);
} TpBackend;

extern const TpBackend tp_backend_sqlite;
extern const TpBackend tp_backend_postgresql;
extern const TpBackend tp_backend_scripted;
