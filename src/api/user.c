/* SPDX-License-Identifier: Apache-2.0 */
/* Requests that carry a password take no Idempotency-Key: the record would hold a fast hash of it.
 * The address of a user is unique, so a repetition changes nothing. */
#include "core/user.h"

#include "api/frame.h"
#include "base/error.h"
#include "base/i18n.h"

static json_t *
json_of (TpApi *api, const TpUser *user)
{
  return json_pack ("{s:o, s:s, s:o, s:s, s:o, s:o}", "id",
                    tp_api_public_id (api, TP_THING_USER, user->id), "email", user->email, "name",
                    tp_api_text (user->name), "role", tp_role_name (user->role), "language",
                    tp_api_text (user->language), "created_at", tp_api_time (user->created_at));
}

static json_t *
get_json (TpApi *api, TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (TpUser) user = tp_user_get (conn, id, error);
  return user != NULL ? json_of (api, user) : NULL;
}

/* Nobody gives, or touches in others, more than they have themselves: only an owner may make and
 * change owners. */
static gboolean
check_rank (TpRequest *request, TpRole role, GError **error)
{
  const TpPrincipal *principal = tp_request_principal (request);
  gboolean is_owner = principal->actor.kind == TP_ACTOR_USER && principal->role == TP_ROLE_OWNER;
  TpScopes needed = tp_role_scopes (role);
  if (role == TP_ROLE_OWNER ? is_owner : (principal->scopes & needed) == needed)
    return TRUE;
  return tp_error (error, TP_ERROR_DENIED, _ ("the role '%s' is above yours"), tp_role_name (role));
}

static gboolean
list_users (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  g_autoptr (GPtrArray) users = conn != NULL ? tp_user_list (conn, error) : NULL;
  if (users == NULL)
    return FALSE;
  json_t *items = json_array ();
  for (guint i = 0; i < users->len; i++)
    json_array_append_new (items, json_of (api, users->pdata[i]));
  tp_api_list (response, "users", items, NULL);
  return TRUE;
}

static gboolean
show_user (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 id = 0;
  if (!tp_api_id (api, request, "id", TP_THING_USER, &id, error))
    return FALSE;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  json_t *json = conn != NULL ? get_json (api, conn, id, error) : NULL;
  if (json == NULL)
    return FALSE;
  tp_response_json (response, json);
  return TRUE;
}

/* Answers with the user as it is now and commits. */
static gboolean
finish (TpApi *api, TpRequest *request, TpResponse *response, TpChange **change, gint64 id,
        GError **error)
{
  json_t *json = get_json (api, tp_change_conn (*change), id, error);
  if (json == NULL)
    return FALSE;
  tp_response_json (response, json);
  return tp_api_commit (api, request, response, change, error);
}

static gboolean
read_role (const TpJsonNode *body, TpRole *out_role, GError **error)
{
  const char *text = NULL;
  return tp_json_get_string (body, "role", TP_JSON_OPTIONAL, 20, &text, error) &&
         (text == NULL || tp_role_parse (text, out_role, error));
}

static gboolean
add_user (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"email", "name", "role", "language", "password", NULL};
  TpApi *api = app;
  TpJsonNode body;
  const char *email = NULL, *name = NULL, *language = NULL, *password = NULL;
  TpRole role = TP_ROLE_READER;
  gint64 id = 0;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "email", TP_JSON_NOT_EMPTY, 300, &email, error) ||
      !tp_json_get_string (&body, "name", TP_JSON_OPTIONAL, TP_USER_NAME_MAX, &name, error) ||
      !tp_json_get_string (&body, "language", TP_JSON_OPTIONAL, 10, &language, error) ||
      !tp_json_get_string (&body, "password", TP_JSON_NOT_EMPTY, TP_PASSWORD_MAX_BYTES, &password,
                           error) ||
      !read_role (&body, &role, error) || !check_rank (request, role, error))
    return FALSE;
  g_autofree char *hash = tp_user_hash (api->hasher, email, password, error);
  g_autoptr (TpChange) change = hash != NULL ? tp_api_begin (api, request, error) : NULL;
  return change != NULL && tp_user_add (change, email, name, role, language, hash, &id, error) &&
         finish (api, request, response, &change, id, error);
}

/* A member that is absent leaves the text as it is, null takes it away. */
static gboolean
read_text (const TpJsonNode *body, const char *name, char **text, GError **error)
{
  const char *value = NULL;
  if (!tp_json_get_string (body, name, TP_JSON_OPTIONAL, TP_USER_NAME_MAX, &value, error))
    return FALSE;
  if (value != NULL || tp_json_is_null (body, name)) {
    g_free (*text);
    *text = g_strdup (value);
  }
  return TRUE;
}

static gboolean
change_user (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"name", "role", "language", NULL};
  TpApi *api = app;
  TpJsonNode body;
  gint64 id = 0;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_api_id (api, request, "id", TP_THING_USER, &id, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  g_autoptr (TpUser) user =
      change != NULL ? tp_user_get (tp_change_conn (change), id, error) : NULL;
  return user != NULL && check_rank (request, user->role, error) &&
         read_text (&body, "name", &user->name, error) &&
         read_text (&body, "language", &user->language, error) &&
         read_role (&body, &user->role, error) && check_rank (request, user->role, error) &&
         tp_user_change (change, user, error) &&
         finish (api, request, response, &change, id, error);
}

/* The user of the path, when the sender may change it. (transfer full) */
static TpUser *
get_lesser (TpApi *api, TpRequest *request, GError **error)
{
  gint64 id = 0;
  if (!tp_api_id (api, request, "id", TP_THING_USER, &id, error))
    return NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (api->account), error);
  g_autoptr (TpUser) user = conn != NULL ? tp_user_get (conn, id, error) : NULL;
  return user != NULL && check_rank (request, user->role, error) ? g_steal_pointer (&user) : NULL;
}

static gboolean
set_password (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"password", NULL};
  TpApi *api = app;
  TpJsonNode body;
  const char *password = NULL;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "password", TP_JSON_NOT_EMPTY, TP_PASSWORD_MAX_BYTES, &password,
                           error))
    return FALSE;
  g_autoptr (TpUser) user = get_lesser (api, request, error);
  g_autofree char *hash =
      user != NULL ? tp_user_hash (api->hasher, user->email, password, error) : NULL;
  g_autoptr (TpChange) change = hash != NULL ? tp_api_begin (api, request, error) : NULL;
  tp_response_empty (response);
  return change != NULL && tp_user_set_password (change, user->id, hash, error) &&
         tp_api_commit (api, request, response, &change, error);
}

static gboolean
remove_user (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  g_autoptr (TpUser) user = get_lesser (api, request, error);
  g_autoptr (TpChange) change = user != NULL ? tp_api_begin (api, request, error) : NULL;
  tp_response_empty (response);
  return change != NULL && tp_user_remove (change, user->id, error) &&
         tp_api_commit (api, request, response, &change, error);
}

#define ROLE "{\"type\":\"string\",\"enum\":[\"owner\",\"admin\",\"editor\",\"reader\"]}"
#define LANGUAGE "{\"type\":[\"string\",\"null\"],\"enum\":[\"en\",\"de\",\"nl\",null]}"
#define OPTIONAL_TEXT "{\"type\":[\"string\",\"null\"],\"maxLength\":200}"
#define PASSWORD "{\"type\":\"string\",\"minLength\":8,\"maxLength\":1024}"

/* clang-format off */
static const TpSchema schemas[] = {
    {"User", "{\"type\":\"object\",\"required\":[\"id\",\"email\",\"name\",\"role\",\"language\","
             "\"created_at\"],\"properties\":{\"id\":{\"type\":\"string\"},\"email\":{\"type\":"
             "\"string\"},\"name\":" OPTIONAL_TEXT ",\"role\":" ROLE ",\"language\":" LANGUAGE
             ",\"created_at\":{\"type\":\"string\",\"format\":\"date-time\"}}}"},
    {"UserList", TP_API_LIST_SCHEMA ("users", "User")},
    {"UserInput",
     "{\"type\":\"object\",\"required\":[\"email\",\"password\"],\"additionalProperties\":false,"
     "\"properties\":{\"email\":{\"type\":\"string\"},\"name\":" OPTIONAL_TEXT ",\"role\":" ROLE
     ",\"language\":" LANGUAGE ",\"password\":" PASSWORD "}}"},
    {"UserChange",
     "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"name\":" OPTIONAL_TEXT
     ",\"role\":" ROLE ",\"language\":" LANGUAGE "}}"},
    {"NewPassword", "{\"type\":\"object\",\"required\":[\"password\"],\"additionalProperties\":"
                    "false,\"properties\":{\"password\":" PASSWORD "}}"},
};

static const TpRoute routes[] = {
    {"GET", "/api/v1/users", "users:read", 0, list_users, "users", N_ ("list users"),
     .response_schema = "UserList"},
    {"POST", "/api/v1/users", "users:write", 0, add_user, "users", N_ ("add a user"),
     .request_schema = "UserInput", .status = 201, .response_schema = "User"},
    {"GET", "/api/v1/users/{id}", "users:read", 0, show_user, "users", N_ ("show a user"),
     .response_schema = "User"},
    {"PATCH", "/api/v1/users/{id}", "users:write", TP_ROUTE_IDEMPOTENT, change_user, "users",
     N_ ("change a user"), .request_schema = "UserChange", .response_schema = "User"},
    {"POST", "/api/v1/users/{id}/password", "users:write", 0, set_password, "users",
     N_ ("give a user another password, which ends its sessions"), .request_schema = "NewPassword",
     .status = 204},
    {"DELETE", "/api/v1/users/{id}", "users:write", TP_ROUTE_IDEMPOTENT, remove_user, "users",
     N_ ("remove a user with its sessions and tokens"), .status = 204},
};
/* clang-format on */

const TpApiResource tp_api_user = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
