/* SPDX-License-Identifier: Apache-2.0 */
#include "core/token.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "base/secret.h"

#include <string.h>

#define TOKEN_PREFIX "tp_"

void
tp_token_free (TpToken *token)
{
  if (token == NULL)
    return;
  g_free (token->name);
  g_free (token);
}

/* The next row; NULL at the end or with an error. */
static TpToken *
read_token (TpRows *rows, GError **error)
{
  if (rows == NULL || !tp_rows_next (rows, error))
    return NULL;
  TpToken *token = g_new0 (TpToken, 1);
  token->id = tp_rows_int64 (rows, 0);
  token->name = g_strdup (tp_rows_text (rows, 1));
  token->scopes = tp_scopes_read (tp_rows_text (rows, 2));
  token->user = tp_rows_int64 (rows, 3);
  token->created_at = tp_rows_int64 (rows, 4);
  token->used_at = tp_rows_int64 (rows, 5);
  return token;
}

static gboolean
check_name (const char *name, GError **error)
{
  if (*name == '\0' || g_utf8_strlen (name, -1) > TP_TOKEN_NAME_MAX)
    return tp_error (error, TP_ERROR_INVALID, _ ("a token's name has 1 to %d characters"),
                     TP_TOKEN_NAME_MAX);
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_iscntrl (g_utf8_get_char (at)))
      return tp_error (error, TP_ERROR_INVALID, _ ("a token's name has no control characters"));
  return TRUE;
}

static gboolean
check_free (TpConn *conn, const char *name, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpToken) other = tp_token_find_name (conn, name, &local);
  gint64 count = 0;
  if (other != NULL)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("there is a token '%s' already"), other->name);
  if (local != NULL || !tp_conn_int64 (conn, TP_SQL_TOKEN_COUNT, &count, &local, "")) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  return count < TP_TOKENS_MAX ||
         tp_error (error, TP_ERROR_LIMIT, _ ("there are %d tokens already"), TP_TOKENS_MAX);
}

gboolean
tp_token_add (TpChange *change, const char *name, TpScopes scopes, gint64 user, gint64 *out_id,
              char **out_secret, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (!check_name (name, error) || !check_free (conn, name, error))
    return FALSE;
  g_autofree char *secret = tp_token_new (TOKEN_PREFIX);
  g_autofree char *names = tp_scopes_format (scopes);
  g_autofree char *key = tp_fold (name);
  g_autoptr (GBytes) hash = tp_secret_hash (secret);
  if (!tp_conn_int64 (conn, TP_SQL_TOKEN_ADD, out_id, error, "ssbsIi", name, key, hash, names,
                      user != 0 ? &user : NULL, tp_change_now (change)))
    return FALSE;
  tp_change_event (change, TP_EVENT_TOKEN_CHANGED, 0, *out_id, 0, "{\"what\":\"added\"}");
  *out_secret = g_steal_pointer (&secret);
  return TRUE;
}

TpToken *
tp_token_find (TpConn *conn, const char *secret, GError **error)
{
  if (!g_str_has_prefix (secret, TOKEN_PREFIX))
    return NULL;
  g_autoptr (GBytes) hash = tp_secret_hash (secret);
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_TOKEN_FIND, error, "b", hash);
  return read_token (rows, error);
}

TpToken *
tp_token_find_name (TpConn *conn, const char *name, GError **error)
{
  g_autofree char *key = tp_fold (name);
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_TOKEN_FIND_NAME, error, "s", key);
  return read_token (rows, error);
}

TpToken *
tp_token_get (TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_TOKEN_GET, &local, "i", id);
  TpToken *token = read_token (rows, &local);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (token == NULL)
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no such token"));
  return token;
}

GPtrArray *
tp_token_list (TpConn *conn, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_token_free);
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_TOKEN_LIST, &local, "i", (gint64)TP_TOKENS_MAX);
  for (TpToken *token; (token = read_token (rows, &local)) != NULL;)
    g_ptr_array_add (tokens, token);
  return tp_rows_ended (&local, error) ? g_steal_pointer (&tokens) : NULL;
}

gboolean
tp_token_remove (TpChange *change, gint64 id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (!tp_conn_run (conn, TP_SQL_TOKEN_ARCHIVE, error, "ii", id, tp_change_now (change)))
    return FALSE;
  if (tp_conn_changes (conn) == 0)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no such token"));
  tp_change_event (change, TP_EVENT_TOKEN_CHANGED, 0, id, 0, "{\"what\":\"removed\"}");
  return TRUE;
}

gboolean
tp_token_touch (TpChange *change, const gint64 *ids, gsize length, GError **error)
{
  return tp_conn_run (tp_change_conn (change), TP_SQL_TOKEN_TOUCH, error, "ai", ids, length,
                      tp_change_now (change));
}
