/* SPDX-License-Identifier: Apache-2.0 */
/* Logging in and out, the first user, and what one may do to oneself. None of the writes takes an
 * Idempotency-Key: the record would hold a fast hash of a password. */
#include "api/frame.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/token.h"
#include "core/user.h"

static json_t *
user_as_me (TpApi *api, TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (TpUser) user = tp_user_get (conn, id, error);
  if (user == NULL)
    return NULL;
  return json_pack ("{s:s, s:o, s:s, s:o, s:s, s:o, s:o}", "kind", "user", "id",
                    tp_api_public_id (api, TP_THING_USER, user->id), "email", user->email, "name",
                    tp_api_text (user->name), "role", tp_role_name (user->role), "language",
                    tp_api_text (user->language), "scopes",
                    tp_api_scopes (tp_role_scopes (user->role)));
}

static json_t *
token_as_me (TpApi *api, TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (TpToken) token = tp_token_get (conn, id, error);
  if (token == NULL)
    return NULL;
  return json_pack ("{s:s, s:o, s:s, s:o}", "kind", "token", "id",
                    tp_api_public_id (api, TP_THING_TOKEN, token->id), "name", token->name,
                    "scopes", tp_api_scopes (token->scopes));
}

static gboolean
answer_me (TpApi *api, TpConn *conn, TpResponse *response, TpActor actor, GError **error)
{
  json_t *json = NULL;
  if (conn != NULL)
    json = actor.kind == TP_ACTOR_USER ? user_as_me (api, conn, actor.id, error)
                                       : token_as_me (api, conn, actor.id, error);
  if (json == NULL)
    return FALSE;
  tp_response_json (response, json);
  return TRUE;
}

static gboolean
show_me (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  g_autoptr (TpConn) conn = tp_api_read (app, request, error);
  return answer_me (app, conn, response, tp_api_actor (request), error);
}

/* After a login: the request has no principal of its own yet. */
static gboolean
answer_user (TpApi *api, TpResponse *response, gint64 user, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (api->account), error);
  return answer_me (api, conn, response, (TpActor){TP_ACTOR_USER, user}, error);
}

static gboolean
log_in (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"email", "password", NULL};
  TpJsonNode body;
  const char *email = NULL, *password = NULL;
  gint64 user = 0;
  return tp_api_body (request, known, &body, error) &&
         tp_json_get_string (&body, "email", TP_JSON_REQUIRED, 300, &email, error) &&
         tp_json_get_string (&body, "password", TP_JSON_REQUIRED, TP_PASSWORD_MAX_BYTES, &password,
                             error) &&
         tp_api_log_in (app, request, response, email, password, &user, error) &&
         answer_user (app, response, user, error);
}

static gboolean
log_out (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  tp_response_empty (response);
  return tp_api_log_out (app, request, response, error);
}

static gboolean
show_setup (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 count = 0;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL || !tp_user_count (conn, &count, error))
    return FALSE;
  tp_response_json (response, json_pack ("{s:b}", "needed", count == 0));
  return TRUE;
}

static gboolean
set_up (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"token", "email", "name", "password", NULL};
  TpJsonNode body;
  TpApiSetup setup = {0};
  gint64 user = 0;
  return tp_api_body (request, known, &body, error) &&
         tp_json_get_string (&body, "token", TP_JSON_REQUIRED, 100, &setup.token, error) &&
         tp_json_get_string (&body, "email", TP_JSON_REQUIRED, 300, &setup.email, error) &&
         tp_json_get_string (&body, "name", TP_JSON_OPTIONAL, TP_USER_NAME_MAX, &setup.name,
                             error) &&
         tp_json_get_string (&body, "password", TP_JSON_REQUIRED, TP_PASSWORD_MAX_BYTES,
                             &setup.password, error) &&
         tp_api_make_first_user (app, request, response, &setup, &user, error) &&
         answer_user (app, response, user, error);
}

static gboolean
check_is_user (TpRequest *request, GError **error)
{
  return tp_api_actor (request).kind == TP_ACTOR_USER ||
         tp_error (error, TP_ERROR_DENIED, _ ("a token has no profile and no password"));
}

static gboolean
check_current (TpApi *api, TpRequest *request, const char *password, TpUser **out_user,
               GError **error)
{
  gboolean fits = FALSE;
  g_autofree char *hash = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (api->account), error);
  if (conn != NULL)
    *out_user = tp_user_get (conn, tp_api_actor (request).id, error);
  if (*out_user != NULL)
    hash = tp_user_password (conn, (*out_user)->id, error);
  g_clear_pointer (&conn, tp_conn_release);
  if (hash == NULL || !tp_password_verify (api->hasher, hash, password, &fits, NULL, error))
    return FALSE;
  return fits || tp_error (error, TP_ERROR_DENIED, _ ("the current password is wrong"));
}

/* A stolen session must not be a way to try passwords. */
static gboolean
check_tries (TpApi *api, TpRequest *request, TpResponse *response, GError **error)
{
  const TpPrincipal *principal = tp_request_principal (request);
  if (tp_throttle_take (api->logins_by_user, principal->name, g_get_monotonic_time (), NULL))
    return TRUE;
  tp_response_set_status (response, 429);
  return tp_error (error, TP_ERROR_LIMIT, _ ("too many tries; wait some minutes"));
}

static gboolean
change_password (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"current", "password", NULL};
  TpApi *api = app;
  TpJsonNode body;
  const char *current = NULL, *password = NULL;
  g_autoptr (TpUser) user = NULL;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "current", TP_JSON_REQUIRED, TP_PASSWORD_MAX_BYTES, &current,
                           error) ||
      !tp_json_get_string (&body, "password", TP_JSON_NOT_EMPTY, TP_PASSWORD_MAX_BYTES, &password,
                           error) ||
      !check_is_user (request, error) || !check_tries (api, request, response, error) ||
      !check_current (api, request, current, &user, error))
    return FALSE;
  tp_throttle_give_back (api->logins_by_user,
                         ((TpPrincipal *)tp_request_principal (request))->name);
  g_autofree char *hash = tp_user_hash (api->hasher, user->email, password, error);
  g_autoptr (TpChange) change = hash != NULL ? tp_api_begin (api, request, error) : NULL;
  tp_response_empty (response);
  return change != NULL && tp_user_set_password (change, user->id, hash, error) &&
         tp_api_commit (api, request, response, &change, error) &&
         tp_api_start_session (api, request, response, user->id, hash, error);
}

static gboolean
change_me (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"name", "language", NULL};
  TpApi *api = app;
  TpJsonNode body;
  const char *name = NULL, *language = NULL;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "name", TP_JSON_OPTIONAL, TP_USER_NAME_MAX, &name, error) ||
      !tp_json_get_string (&body, "language", TP_JSON_OPTIONAL, 10, &language, error) ||
      !check_is_user (request, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  g_autoptr (TpUser) user =
      change != NULL ? tp_user_get (tp_change_conn (change), tp_api_actor (request).id, error)
                     : NULL;
  if (user == NULL)
    return FALSE;
  if (name != NULL) {
    g_free (user->name);
    user->name = g_strdup (name);
  }
  if (language != NULL) {
    g_free (user->language);
    user->language = g_strdup (language);
  }
  return tp_user_change (change, user, error) &&
         answer_me (api, tp_change_conn (change), response, tp_api_actor (request), error) &&
         tp_api_commit (api, request, response, &change, error);
}

#define TEXT "{\"type\":\"string\"}"
#define TEXT_OR_NULL "{\"type\":[\"string\",\"null\"]}"

/* clang-format off */
static const TpSchema schemas[] = {
    {"Me", "{\"type\":\"object\",\"required\":[\"kind\",\"id\",\"name\",\"scopes\"],"
           "\"properties\":{\"kind\":{\"type\":\"string\",\"enum\":[\"user\",\"token\"]},"
           "\"id\":" TEXT ",\"email\":" TEXT ",\"name\":" TEXT_OR_NULL ",\"role\":" TEXT
           ",\"language\":" TEXT_OR_NULL
           ",\"scopes\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}"},
    {"MeChange", "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
                 "\"name\":" TEXT_OR_NULL ",\"language\":" TEXT_OR_NULL "}}"},
    {"Login",
     "{\"type\":\"object\",\"required\":[\"email\",\"password\"],"
     "\"additionalProperties\":false,\"properties\":{\"email\":" TEXT ",\"password\":" TEXT "}}"},
    {"Setup", "{\"type\":\"object\",\"required\":[\"token\",\"email\",\"password\"],"
              "\"additionalProperties\":false,\"properties\":{\"token\":{\"type\":\"string\","
              "\"description\":\"what the server printed when it was started\"},\"email\":" TEXT
              ",\"name\":" TEXT_OR_NULL ",\"password\":" TEXT "}}"},
    {"SetupState", "{\"type\":\"object\",\"required\":[\"needed\"],\"properties\":{\"needed\":{"
                   "\"type\":\"boolean\"}}}"},
    {"OwnPassword",
     "{\"type\":\"object\",\"required\":[\"current\",\"password\"],"
     "\"additionalProperties\":false,\"properties\":{\"current\":" TEXT ",\"password\":" TEXT "}}"},
};

static const TpRoute routes[] = {
    {"GET", "/api/v1/me", NULL, 0, show_me, "me", N_ ("who sends this, and what they may do"),
     .response_schema = "Me"},
    {"PATCH", "/api/v1/me", NULL, TP_ROUTE_IDEMPOTENT, change_me, "me",
     N_ ("change one's name or language"), .request_schema = "MeChange", .response_schema = "Me"},
    {"POST", "/api/v1/me/password", NULL, 0, change_password, "me",
     N_ ("change one's password, which ends one's other sessions"), .request_schema = "OwnPassword",
     .status = 204},
    {"POST", "/api/v1/login", NULL, TP_ROUTE_PUBLIC | TP_ROUTE_SAME_ORIGIN, log_in, "me",
     N_ ("start a session, whose cookie is set"), .request_schema = "Login",
     .response_schema = "Me"},
    {"POST", "/api/v1/logout", NULL, TP_ROUTE_PUBLIC | TP_ROUTE_SAME_ORIGIN, log_out, "me",
     N_ ("end the session"), .status = 204},
    {"GET", "/api/v1/setup", NULL, TP_ROUTE_PUBLIC, show_setup, "me",
     N_ ("whether the first user is still to be made"), .response_schema = "SetupState"},
    {"POST", "/api/v1/setup", NULL, TP_ROUTE_PUBLIC | TP_ROUTE_SAME_ORIGIN, set_up, "me",
     N_ ("make the first user, an owner, and log in"), .request_schema = "Setup", .status = 201,
     .response_schema = "Me"},
};
/* clang-format on */

const TpApiResource tp_api_me = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
