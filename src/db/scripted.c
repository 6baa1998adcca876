/* SPDX-License-Identifier: Apache-2.0 */
/* A connection holds the lines of its kind and a cursor; a new connection of the same kind begins
 * at the script's first line. */
#include "db/scripted.h"

#include "base/error.h"
#include "db/backend.h"

#include <string.h>

typedef struct {
  char **lines;
  gsize next;
} Connection;

typedef struct {
  char **rows;
  char **cells; /* of the current row */
  gsize next;
} Rows;

static void
disconnect (gpointer connection)
{
  Connection *c = connection;
  g_strfreev (c->lines);
  g_free (c);
}

static gpointer
connect (const char *target, gboolean writer, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (target, "\n", -1);
  g_autoptr (GStrvBuilder) own = g_strv_builder_new ();
  const char *prefix = writer ? "w " : "r ";
  for (gsize i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (g_strstrip (lines[i]), prefix))
      g_strv_builder_add (own, lines[i] + strlen (prefix));
  Connection *c = g_new0 (Connection, 1);
  c->lines = g_strv_builder_end (own);
  return c;
}

static gboolean
is_usable (gpointer connection)
{
  return TRUE;
}

static gboolean
fail_on_cue (const char *cue, GError **error)
{
  g_auto (GStrv) words = g_strsplit (cue, " ", 2);
  for (int code = 0; code < TP_ERROR_CODES; code++)
    if (strcmp (tp_error_name ((TpErrorCode)code), words[0]) == 0)
      return tp_error (error, (TpErrorCode)code, "%s", words[1] != NULL ? words[1] : "");
  return tp_error (error, TP_ERROR_INTERNAL, "script: no such error '%s'", words[0]);
}

/* Takes the next line, which must be about `name`; *out_answer is what stands behind "=" or NULL.
 */
static gboolean
take_line (Connection *c, const char *name, const char **out_answer, GError **error)
{
  const char *line = c->lines[c->next];
  gsize length = strlen (name);
  *out_answer = NULL;
  if (line == NULL || strncmp (line, name, length) != 0 ||
      (line[length] != '\0' && line[length] != ' '))
    return tp_error (error, TP_ERROR_INTERNAL, "script: '%s' came where '%s' was expected", name,
                     line != NULL ? line : "the end");
  c->next++;
  const char *rest = line + length;
  if (g_str_has_prefix (rest, " ! "))
    return fail_on_cue (rest + 3, error);
  if (g_str_has_prefix (rest, " = "))
    *out_answer = rest + 3;
  return TRUE;
}

static gboolean
begin (gpointer connection, gboolean write, GError **error)
{
  const char *answer;
  return take_line (connection, "begin", &answer, error);
}

static gboolean
commit (gpointer connection, GError **error)
{
  const char *answer;
  return take_line (connection, "commit", &answer, error);
}

static void
rollback (gpointer connection)
{
}

static gboolean
run_script (gpointer connection, const char *sql, GError **error)
{
  return TRUE;
}

static gboolean
has_statement (gpointer connection, guint64 key)
{
  return TRUE;
}

static gboolean
prepare (gpointer connection, guint64 key, const char *sql, GError **error)
{
  return TRUE;
}

static gpointer
query (gpointer connection, guint64 key, const char *sql, const TpCell *cells, guint length,
       GError **error)
{
  const char *answer;
  if (!take_line (connection, tp_statements[key & 0xffff].name, &answer, error))
    return NULL;
  Rows *rows = g_new0 (Rows, 1);
  rows->rows = answer != NULL ? g_strsplit (answer, ";", -1) : g_new0 (char *, 1);
  return rows;
}

static gboolean
next (gpointer data, GError **error)
{
  Rows *rows = data;
  g_clear_pointer (&rows->cells, g_strfreev);
  if (rows->rows[rows->next] == NULL)
    return FALSE;
  rows->cells = g_strsplit (rows->rows[rows->next++], "|", -1);
  for (gsize i = 0; rows->cells[i] != NULL; i++)
    g_strstrip (rows->cells[i]);
  return TRUE;
}

static guint
columns (gpointer data)
{
  return g_strv_length (((Rows *)data)->cells);
}

static void
read_cell (gpointer data, guint column, TpCell *out_cell)
{
  char *text = ((Rows *)data)->cells[column];
  gsize length = strlen (text);
  if (strcmp (text, "null") == 0) {
    *out_cell = (TpCell){.type = TP_CELL_NULL};
  } else if (text[0] == '\'') {
    if (text[length - 1] == '\'')
      text[--length] = '\0';
    *out_cell = (TpCell){.type = TP_CELL_TEXT, .length = length - 1, .text = text + 1};
  } else {
    *out_cell = (TpCell){.type = TP_CELL_INT64, .int64 = g_ascii_strtoll (text, NULL, 10)};
  }
}

static gint64
changes (gpointer data)
{
  return (gint64)((Rows *)data)->next;
}

static void
finish (gpointer data)
{
  Rows *rows = data;
  g_strfreev (rows->rows);
  g_strfreev (rows->cells);
  g_free (rows);
}

static gboolean
batch_add (gpointer connection, guint64 key, const char *sql, const TpCell *cells, guint length,
           GError **error)
{
  gpointer rows = query (connection, key, sql, cells, length, error);
  if (rows == NULL)
    return FALSE;
  finish (rows);
  return TRUE;
}

const TpBackend tp_backend_scripted = {
    .name = "scripted",
    .dialect = TP_DIALECT_SQLITE,
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
    .batch_add = batch_add,
};
