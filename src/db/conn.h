/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "db/backend.h"
#include "db/db.h"

/* A connection as the db layer's own files see it. */

typedef struct TpDbGroup TpDbGroup;

struct TpConn {
  TpDb *db;
  const TpBackend *backend;
  gpointer handle;
  gboolean writer;
  gboolean open;   /* between begin and commit or release */
  gpointer member; /* given to tp_db_begin */
  gint64 changes;
  gboolean batching;
  TpSql batch_sql;
  int batch_month;
};

/* Prepares a query without running it. */
gboolean tp_conn_prepare (TpConn *conn, TpSql sql, GError **error);

/* Ends a batch that was left open by a failure. */
void tp_conn_batch_abandon (TpConn *conn);
