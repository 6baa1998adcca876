/* SPDX-License-Identifier: Apache-2.0 */
/* Adding a token takes no Idempotency-Key: the record would keep the secret. */
#include "core/token.h"

#include "api/frame.h"
#include "base/error.h"
#include "base/i18n.h"

json_t *
tp_api_scopes (TpScopes scopes)
{
  g_autofree char *text = tp_scopes_format (scopes);
  g_auto (GStrv) names = g_strsplit (text, ",", -1);
  json_t *list = json_array ();
  for (guint i = 0; names[i] != NULL; i++)
    json_array_append_new (list, json_string (names[i]));
  return list;
}

static json_t *
json_of (TpApi *api, const TpToken *token)
{
  return json_pack ("{s:o, s:s, s:o, s:o, s:o, s:o}", "id",
                    tp_api_public_id (api, TP_THING_TOKEN, token->id), "name", token->name,
                    "scopes", tp_api_scopes (token->scopes), "user",
                    tp_api_public_id (api, TP_THING_USER, token->user), "created_at",
                    tp_api_time (token->created_at), "used_at", tp_api_time (token->used_at));
}

static gboolean
list_tokens (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  g_autoptr (GPtrArray) tokens = conn != NULL ? tp_token_list (conn, error) : NULL;
  if (tokens == NULL)
    return FALSE;
  json_t *items = json_array ();
  for (guint i = 0; i < tokens->len; i++)
    json_array_append_new (items, json_of (api, tokens->pdata[i]));
  tp_api_list (response, "tokens", items, NULL);
  return TRUE;
}

/* Nobody gives more than they have. */
static gboolean
read_scopes (TpRequest *request, const TpJsonNode *body, TpScopes *out_scopes, GError **error)
{
  const TpPrincipal *principal = tp_request_principal (request);
  TpJsonNode list;
  if (!tp_json_get_array (body, "scopes", TP_JSON_NOT_EMPTY, 100, &list, error))
    return FALSE;
  *out_scopes = 0;
  for (gsize i = 0; i < tp_json_length (&list); i++) {
    TpJsonNode item = tp_json_item (&list, i);
    const char *name = NULL;
    TpScopes scope = 0;
    if (!tp_json_string (&item, 50, &name, error) || !tp_scopes_parse (name, &scope, error))
      return FALSE;
    if ((principal->scopes & scope) != scope)
      return tp_error (error, TP_ERROR_DENIED, _ ("you don't have the permission '%s' yourself"),
                       name);
    *out_scopes |= scope;
  }
  return TRUE;
}

static gboolean
add_token (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"name", "scopes", NULL};
  TpApi *api = app;
  TpJsonNode body;
  const char *name = NULL;
  TpScopes scopes = 0;
  gint64 id = 0;
  g_autofree char *secret = NULL;
  TpActor actor = tp_api_actor (request);
  gint64 user = actor.kind == TP_ACTOR_USER ? actor.id : 0;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "name", TP_JSON_NOT_EMPTY, TP_TOKEN_NAME_MAX, &name, error) ||
      !read_scopes (request, &body, &scopes, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  if (change == NULL || !tp_token_add (change, name, scopes, user, &id, &secret, error))
    return FALSE;
  g_autoptr (TpToken) token = tp_token_get (tp_change_conn (change), id, error);
  if (token == NULL)
    return FALSE;
  json_t *json = json_of (api, token);
  json_object_set_new (json, "token", json_string (secret));
  tp_response_json (response, json);
  return tp_api_commit (api, request, response, &change, error);
}

static gboolean
remove_token (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 id = 0;
  if (!tp_api_id (api, request, "id", TP_THING_TOKEN, &id, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  tp_response_empty (response);
  return change != NULL && tp_token_remove (change, id, error) &&
         tp_api_commit (api, request, response, &change, error);
}

static gboolean
list_scopes (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  json_t *items = json_array ();
  for (const TpScopeInfo *info = tp_scope_table (); info->name != NULL; info++)
    json_array_append_new (items, json_pack ("{s:s, s:s}", "name", info->name, "help", info->help));
  tp_api_list (response, "scopes", items, NULL);
  return TRUE;
}

#define TOKEN                                                                                      \
  "\"id\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},\"scopes\":{\"type\":\"array\","    \
  "\"items\":{\"type\":\"string\"}},\"user\":{\"type\":[\"string\",\"null\"]},"                    \
  "\"created_at\":{\"type\":\"string\",\"format\":\"date-time\"},"                                 \
  "\"used_at\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}"

/* clang-format off */
static const TpSchema schemas[] = {
    {"Token", "{\"type\":\"object\",\"required\":[\"id\",\"name\",\"scopes\",\"user\","
              "\"created_at\",\"used_at\"],\"properties\":{" TOKEN "}}"},
    {"TokenList", TP_API_LIST_SCHEMA ("tokens", "Token")},
    {"TokenInput",
     "{\"type\":\"object\",\"required\":[\"name\",\"scopes\"],\"additionalProperties\":false,"
     "\"properties\":{\"name\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":100},"
     "\"scopes\":{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"string\"}}}}"},
    {"NewToken", "{\"type\":\"object\",\"required\":[\"id\",\"name\",\"scopes\",\"token\"],"
                 "\"properties\":{" TOKEN ",\"token\":{\"type\":\"string\",\"description\":"
                 "\"the secret, which is shown this once\"}}}"},
    {"Scope", "{\"type\":\"object\",\"required\":[\"name\",\"help\"],\"properties\":{\"name\":{"
              "\"type\":\"string\"},\"help\":{\"type\":\"string\"}}}"},
    {"ScopeList", TP_API_LIST_SCHEMA ("scopes", "Scope")},
};

static const TpRoute routes[] = {
    {"GET", "/api/v1/tokens", "users:read", 0, list_tokens, "tokens", N_ ("list tokens"),
     .response_schema = "TokenList"},
    {"POST", "/api/v1/tokens", "users:write", 0, add_token, "tokens",
     N_ ("make a token, with scopes that you have yourself"), .request_schema = "TokenInput",
     .status = 201, .response_schema = "NewToken"},
    {"DELETE", "/api/v1/tokens/{id}", "users:write", TP_ROUTE_IDEMPOTENT, remove_token, "tokens",
     N_ ("take a token back at once"), .status = 204},
    {"GET", "/api/v1/scopes", NULL, 0, list_scopes, "tokens", N_ ("list the scopes that there are"),
     .response_schema = "ScopeList"},
};
/* clang-format on */

const TpApiResource tp_api_token = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
