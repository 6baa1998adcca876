/* SPDX-License-Identifier: Apache-2.0 */
#include "core/token.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/table.h"
#include "base/time.h"
#include "cmd/commands.h"

static json_t *
json_of (TpAccount *account, const TpToken *token)
{
  g_autofree char *id = tp_account_public_id (account, TP_THING_TOKEN, token->id);
  g_autofree char *scopes = tp_scopes_format (token->scopes);
  g_autofree char *created = tp_time_format_rfc3339 (token->created_at);
  g_autofree char *used = token->used_at != 0 ? tp_time_format_rfc3339 (token->used_at) : NULL;
  g_auto (GStrv) names = g_strsplit (scopes, ",", -1);
  json_t *list = json_array ();
  for (guint i = 0; names[i] != NULL; i++)
    json_array_append_new (list, json_string (names[i]));
  return json_pack ("{s:s, s:s, s:o, s:s, s:s?}", "id", id, "name", token->name, "scopes", list,
                    "created_at", created, "used_at", used);
}

static gboolean
add_token (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  const char *text = tp_command_option (line, "scopes"), *name = tp_command_argument (line, 0);
  TpScopes scopes = 0;
  gint64 id = 0;
  g_autofree char *secret = NULL;
  if (account == NULL)
    return FALSE;
  if (text == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("--scopes is needed, such as contacts:read"));
  if (!tp_scopes_parse (text, &scopes, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_change_begin (account, tp_command_actor, NULL, error);
  if (change == NULL || !tp_token_add (change, name, scopes, 0, &id, &secret, error) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  g_autofree char *public_id = tp_account_public_id (account, TP_THING_TOKEN, id);
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:s, s:s}", "id", public_id, "token", secret));
  tp_command_note (line, _ ("This is the only time that the token is shown:"));
  tp_command_print (line, "%s\n", secret);
  return TRUE;
}

static void
print_tokens (TpCommandLine *line, const GPtrArray *tokens)
{
  const TpTableColumn columns[] = {
      {_ ("name"),      FALSE},
      {_ ("last used"), FALSE},
      {_ ("scopes"),    FALSE}
  };
  g_autoptr (TpTable) table = tp_table_new (columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < tokens->len; i++) {
    const TpToken *token = tokens->pdata[i];
    g_autofree char *scopes = tp_scopes_format (token->scopes);
    g_autofree char *used = token->used_at != 0 ? tp_time_format_rfc3339 (token->used_at) : NULL;
    const char *const cells[] = {token->name, used, scopes};
    tp_table_add (table, cells);
  }
  g_autofree char *text = tp_table_format (table);
  tp_command_print (line, "%s", text);
}

static gboolean
list_tokens (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpConn) conn = account != NULL ? tp_db_read (tp_account_db (account), error) : NULL;
  g_autoptr (GPtrArray) tokens = conn != NULL ? tp_token_list (conn, error) : NULL;
  if (tokens == NULL)
    return FALSE;
  json_t *items = json_array ();
  for (guint i = 0; i < tokens->len; i++)
    json_array_append_new (items, json_of (account, tokens->pdata[i]));
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:O}", "tokens", items));
  else
    print_tokens (line, tokens);
  json_decref (items);
  return TRUE;
}

/* By public id, or by name. */
static gboolean
find_token (TpAccount *account, TpConn *conn, const char *text, gint64 *out_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  if (tp_account_find_public_id (account, TP_THING_TOKEN, text, out_id))
    return TRUE;
  g_autoptr (TpToken) token = tp_token_find_name (conn, text, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (token == NULL)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("no token '%s'"), text);
  *out_id = token->id;
  return TRUE;
}

static gboolean
remove_token (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  gint64 id = 0;
  g_autoptr (TpChange) change =
      account != NULL ? tp_change_begin (account, tp_command_actor, NULL, error) : NULL;
  if (change == NULL ||
      !find_token (account, tp_change_conn (change), tp_command_argument (line, 0), &id, error) ||
      !tp_token_remove (change, id, error) || !tp_change_commit (&change, NULL, error))
    return FALSE;
  g_autofree char *public_id = tp_account_public_id (account, TP_THING_TOKEN, id);
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:s}", "id", public_id));
  return TRUE;
}

/* clang-format off */
static const TpOption add_options[] = {
    {"scopes", N_ ("A,B"), FALSE, N_ ("what it may do: contacts:read, tags:*, ... or *")},
    {NULL},
};

const TpCommand tp_commands_token[] = {
    {"token add", "NAME --scopes A,B", N_ ("make a token for the API; it is shown once"),
     add_options, 1, 1, add_token},
    {"token list", "", N_ ("the tokens, and when they were last used"), NULL, 0, 0, list_tokens},
    {"token remove", "NAME|ID", N_ ("take a token back at once"), NULL, 1, 1, remove_token},
    {NULL},
};
/* clang-format on */
