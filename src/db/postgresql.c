/* SPDX-License-Identifier: Apache-2.0 */
/* PostgreSQL through libpq. Parameters go as text (the server infers their types), bytes as bytes,
 * lists as array literals; results come in binary form. A batch is a pipeline: statements are sent
 * without waiting, their answers read at synchronisation points every BATCH_SYNC rows. */
#include "base/error.h"
#include "base/i18n.h"
#include "db/backend.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#define BATCH_SYNC 1000

/* Type numbers of pg_type that answers may have. */
enum {
  BOOL_OID = 16,
  BYTEA_OID = 17,
  INT8_OID = 20,
  INT2_OID = 21,
  INT4_OID = 23,
  FLOAT4_OID = 700,
  FLOAT8_OID = 701
};

typedef struct {
  PGconn *pg;
  GHashTable *statements; /* set of keys */
  guint unsynced;         /* statements of the pipeline since the last synchronisation */
} Connection;

typedef struct {
  PGresult *result;
  int row;
} Rows;

typedef struct {
  const char *values[TP_DB_PARAMETERS];
  int lengths[TP_DB_PARAMETERS];
  int formats[TP_DB_PARAMETERS];
  char *owned[TP_DB_PARAMETERS];
} Parameters;

static TpErrorCode
classify (const char *state)
{
  if (state == NULL)
    return TP_ERROR_INTERNAL;
  if (g_str_has_prefix (state, "23"))
    return TP_ERROR_CONFLICT;
  if (strcmp (state, "53100") == 0)
    return TP_ERROR_LIMIT;
  if (g_str_has_prefix (state, "40") || g_str_has_prefix (state, "53") ||
      g_str_has_prefix (state, "55") || g_str_has_prefix (state, "57"))
    return TP_ERROR_BUSY; /* serialisation, resources, locks, shutdown */
  return TP_ERROR_INTERNAL;
}

/* The primary message alone: the detail may hold values. */
static gboolean
fail_with (Connection *c, PGresult *result, GError **error)
{
  const char *state = result != NULL ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;
  const char *message =
      result != NULL ? PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
  g_autofree char *text = g_strdup (message != NULL ? message : PQerrorMessage (c->pg));
  TpErrorCode code = PQstatus (c->pg) == CONNECTION_OK ? classify (state) : TP_ERROR_BUSY;
  return tp_error (error, code, "%s", g_strstrip (text));
}

static gboolean
run (Connection *c, const char *sql, GError **error)
{
  PGresult *result = PQexec (c->pg, sql);
  ExecStatusType status = PQresultStatus (result);
  gboolean ok =
      status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
  if (!ok)
    fail_with (c, result, error);
  PQclear (result);
  return ok;
}

static void
disconnect (gpointer connection)
{
  Connection *c = connection;
  PQfinish (c->pg);
  g_hash_table_unref (c->statements);
  g_free (c);
}

static void
ignore_notice (void *data, const PGresult *result)
{
}

/* Makes the schema that the search path names first when it is missing. */
static gboolean
make_schema (Connection *c, GError **error)
{
  static const char sql[] =
      "DO $$ DECLARE name text := trim (both ' \"' from split_part (current_setting "
      "('search_path'), ',', 1)); "
      "BEGIN IF current_schema () IS NULL AND name <> '' THEN "
      "EXECUTE format ('CREATE SCHEMA IF NOT EXISTS %I', name); END IF; END $$";
  return run (c, sql, error);
}

static gpointer
connect (const char *target, gboolean writer, GError **error)
{
  Connection *c = g_new0 (Connection, 1);
  c->statements = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  const char *keywords[] = {"dbname", "client_encoding", "application_name",
                            "fallback_application_name", NULL};
  const char *values[] = {target, "UTF8", "tagpost", "tagpost", NULL};
  c->pg = PQconnectdbParams (keywords, values, 1);
  PQsetNoticeReceiver (c->pg, ignore_notice, NULL);
  g_autoptr (GError) local = NULL;
  if (PQstatus (c->pg) == CONNECTION_OK && PQserverVersion (c->pg) < 150000)
    tp_error (&local, TP_ERROR_INVALID, _ ("PostgreSQL %d is too old, 15 is wanted"),
              PQserverVersion (c->pg) / 10000);
  else if (PQstatus (c->pg) == CONNECTION_OK &&
           run (c, "SET timezone = 'UTC'; SET lock_timeout = '30s'; SET synchronous_commit = on",
                &local) &&
           make_schema (c, &local))
    return c;
  g_autofree char *why =
      g_strstrip (g_strdup (local != NULL ? local->message : PQerrorMessage (c->pg)));
  tp_error (error, local != NULL ? tp_error_code (local) : TP_ERROR_BUSY,
            _ ("cannot open the database: %s"), why);
  disconnect (c);
  return NULL;
}

static gboolean
is_usable (gpointer connection)
{
  Connection *c = connection;
  return PQstatus (c->pg) == CONNECTION_OK && PQtransactionStatus (c->pg) == PQTRANS_IDLE &&
         PQpipelineStatus (c->pg) == PQ_PIPELINE_OFF;
}

static gboolean
begin (gpointer connection, gboolean write, GError **error)
{
  return run (connection, write ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
              error);
}

static gboolean
commit (gpointer connection, GError **error)
{
  Connection *c = connection;
  PGresult *result = PQexec (c->pg, "COMMIT");
  gboolean ok =
      PQresultStatus (result) == PGRES_COMMAND_OK && strcmp (PQcmdStatus (result), "COMMIT") == 0;
  if (!ok && PQstatus (c->pg) != CONNECTION_OK)
    tp_error (error, TP_ERROR_UNCERTAIN,
              _ ("the connection was lost during the commit: it may have happened"));
  else if (!ok && PQresultStatus (result) == PGRES_COMMAND_OK)
    tp_error (error, TP_ERROR_INTERNAL, _ ("the transaction was lost"));
  else if (!ok)
    fail_with (c, result, error);
  PQclear (result);
  return ok;
}

static void
rollback (gpointer connection)
{
  Connection *c = connection;
  if (PQstatus (c->pg) == CONNECTION_OK && PQtransactionStatus (c->pg) != PQTRANS_IDLE)
    run (c, "ROLLBACK", NULL);
}

static gboolean
run_script (gpointer connection, const char *sql, GError **error)
{
  return run (connection, sql, error);
}

static gboolean
has_statement (gpointer connection, guint64 key)
{
  return g_hash_table_contains (((Connection *)connection)->statements, &key);
}

static void
name_statement (guint64 key, char *name, gsize size)
{
  g_snprintf (name, (gulong)size, "q%" G_GUINT64_FORMAT, key);
}

static gboolean
prepare (gpointer connection, guint64 key, const char *sql, GError **error)
{
  Connection *c = connection;
  char name[32];
  name_statement (key, name, sizeof name);
  PGresult *result = PQprepare (c->pg, name, sql, 0, NULL);
  gboolean ok = PQresultStatus (result) == PGRES_COMMAND_OK;
  if (ok)
    g_hash_table_add (c->statements, g_memdup2 (&key, sizeof key));
  else
    fail_with (c, result, error);
  PQclear (result);
  return ok;
}

static char *
format_int64s (const TpCell *cell)
{
  GString *text = g_string_new ("{");
  for (gsize i = 0; i < cell->length; i++)
    g_string_append_printf (text, i == 0 ? "%" G_GINT64_FORMAT : ",%" G_GINT64_FORMAT,
                            cell->int64s[i]);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static char *
format_texts (const TpCell *cell)
{
  GString *text = g_string_new ("{");
  for (gsize i = 0; i < cell->length; i++) {
    g_string_append (text, i == 0 ? "\"" : ",\"");
    for (const char *p = cell->texts[i]; *p != '\0'; p++) {
      if (*p == '"' || *p == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *p);
    }
    g_string_append_c (text, '"');
  }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static void
fill_parameter (Parameters *parameters, guint i, const TpCell *cell)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  parameters->lengths[i] = 0;
  parameters->formats[i] = cell->type == TP_CELL_BYTES;
  parameters->owned[i] = NULL;
  switch (cell->type) {
  case TP_CELL_NULL:
    parameters->values[i] = NULL;
    return;
  case TP_CELL_TEXT:
    parameters->values[i] = cell->text;
    return;
  case TP_CELL_BYTES:
    parameters->values[i] = (const char *)cell->bytes;
    parameters->lengths[i] = (int)cell->length;
    return;
  case TP_CELL_INT64:
    parameters->owned[i] = g_strdup_printf ("%" G_GINT64_FORMAT, cell->int64);
    break;
  case TP_CELL_DOUBLE:
    parameters->owned[i] = g_strdup (g_ascii_dtostr (number, sizeof number, cell->real));
    break;
  case TP_CELL_INT64S:
    parameters->owned[i] = format_int64s (cell);
    break;
  case TP_CELL_TEXTS:
    parameters->owned[i] = format_texts (cell);
    break;
  }
  parameters->values[i] = parameters->owned[i];
}

static void
clear_parameters (Parameters *parameters, guint length)
{
  for (guint i = 0; i < length; i++)
    g_free (parameters->owned[i]);
}

static gpointer
query (gpointer connection, guint64 key, const char *sql, const TpCell *cells, guint length,
       GError **error)
{
  Connection *c = connection;
  char name[32];
  if (sql != NULL && !prepare (c, key, sql, error))
    return NULL;
  name_statement (key, name, sizeof name);
  Parameters parameters;
  for (guint i = 0; i < length; i++)
    fill_parameter (&parameters, i, &cells[i]);
  PGresult *result = PQexecPrepared (c->pg, name, (int)length, parameters.values,
                                     parameters.lengths, parameters.formats, 1);
  clear_parameters (&parameters, length);
  ExecStatusType status = PQresultStatus (result);
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    fail_with (c, result, error);
    PQclear (result);
    return NULL;
  }
  Rows *rows = g_new (Rows, 1);
  *rows = (Rows){.result = result, .row = -1};
  return rows;
}

static gboolean
next (gpointer data, GError **error)
{
  Rows *rows = data;
  return ++rows->row < PQntuples (rows->result);
}

static guint
columns (gpointer data)
{
  return (guint)PQnfields (((Rows *)data)->result);
}

static gint64
read_integer (const guint8 *bytes, int length)
{
  gint64 value = (gint8)bytes[0];
  for (int i = 1; i < length; i++)
    value = (gint64)((guint64)value << 8 | bytes[i]);
  return value;
}

static double
read_real (const guint8 *bytes, int length)
{
  guint64 bits = (guint64)read_integer (bytes, length);
  if (length == 8) {
    double value;
    memcpy (&value, &bits, sizeof value);
    return value;
  }
  guint32 short_bits = (guint32)bits;
  float value;
  memcpy (&value, &short_bits, sizeof value);
  return (double)value;
}

static void
read_cell (gpointer data, guint column, TpCell *out_cell)
{
  Rows *rows = data;
  int i = (int)column;
  if (PQgetisnull (rows->result, rows->row, i)) {
    *out_cell = (TpCell){.type = TP_CELL_NULL};
    return;
  }
  const guint8 *bytes = (const guint8 *)PQgetvalue (rows->result, rows->row, i);
  int length = PQgetlength (rows->result, rows->row, i);
  switch (PQftype (rows->result, i)) {
  case BOOL_OID:
  case INT2_OID:
  case INT4_OID:
  case INT8_OID:
    *out_cell = (TpCell){.type = TP_CELL_INT64, .int64 = read_integer (bytes, length)};
    break;
  case FLOAT4_OID:
  case FLOAT8_OID:
    *out_cell = (TpCell){.type = TP_CELL_DOUBLE, .real = read_real (bytes, length)};
    break;
  case BYTEA_OID:
    *out_cell = (TpCell){.type = TP_CELL_BYTES, .length = (gsize)length, .bytes = bytes};
    break;
  default:
    /* Text. Sums of BIGINT are NUMERIC: the query casts them. */
    g_assert (PQftype (rows->result, i) != 1700);
    *out_cell =
        (TpCell){.type = TP_CELL_TEXT, .length = (gsize)length, .text = (const char *)bytes};
  }
}

static gint64
changes (gpointer data)
{
  return g_ascii_strtoll (PQcmdTuples (((Rows *)data)->result), NULL, 10);
}

static void
finish (gpointer data)
{
  Rows *rows = data;
  PQclear (rows->result);
  g_free (rows);
}

static gboolean
batch_begin (gpointer connection, GError **error)
{
  Connection *c = connection;
  c->unsynced = 0;
  return PQenterPipelineMode (c->pg) == 1 || fail_with (c, NULL, error);
}

/* Reads all answers up to the synchronisation point; the first failure is the one that counts. */
static gboolean
synchronise (Connection *c, GError **error)
{
  gboolean ok = PQpipelineSync (c->pg) == 1;
  gboolean synced = FALSE;
  if (!ok)
    return fail_with (c, NULL, error);
  while (!synced) {
    PGresult *result = PQgetResult (c->pg);
    if (result == NULL) {
      if (PQstatus (c->pg) != CONNECTION_OK)
        return ok ? fail_with (c, NULL, error) : FALSE;
      continue; /* the end of one statement's answers */
    }
    ExecStatusType status = PQresultStatus (result);
    synced = status == PGRES_PIPELINE_SYNC;
    if (ok && status == PGRES_FATAL_ERROR)
      ok = fail_with (c, result, error);
    PQclear (result);
  }
  c->unsynced = 0;
  return ok;
}

static gboolean
batch_add (gpointer connection, guint64 key, const char *sql, const TpCell *cells, guint length,
           GError **error)
{
  Connection *c = connection;
  char name[32];
  name_statement (key, name, sizeof name);
  if (sql != NULL) {
    if (PQsendPrepare (c->pg, name, sql, 0, NULL) != 1)
      return fail_with (c, NULL, error);
    g_hash_table_add (c->statements, g_memdup2 (&key, sizeof key));
    if (!synchronise (c, error)) {
      g_hash_table_remove (c->statements, &key);
      return FALSE;
    }
  }
  Parameters parameters;
  for (guint i = 0; i < length; i++)
    fill_parameter (&parameters, i, &cells[i]);
  int sent = PQsendQueryPrepared (c->pg, name, (int)length, parameters.values, parameters.lengths,
                                  parameters.formats, 1);
  clear_parameters (&parameters, length);
  if (sent != 1)
    return fail_with (c, NULL, error);
  return ++c->unsynced < BATCH_SYNC || synchronise (c, error);
}

static gboolean
batch_end (gpointer connection, GError **error)
{
  Connection *c = connection;
  gboolean ok = synchronise (c, error);
  PQexitPipelineMode (c->pg);
  return ok;
}

const TpBackend tp_backend_postgresql = {
    .name = "postgresql",
    .dialect = TP_DIALECT_POSTGRESQL,
    .capabilities = TP_DB_NOTIFY,
    .connect = connect,
    .disconnect = disconnect,
    .is_usable = is_usable,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .script = run_script,
    .has_statement = has_statement,
    .prepare = prepare,
    .query = query,
    .next = next,
    .columns = columns,
    .cell = read_cell,
    .changes = changes,
    .finish = finish,
    .batch_begin = batch_begin,
    .batch_add = batch_add,
    .batch_end = batch_end,
};
