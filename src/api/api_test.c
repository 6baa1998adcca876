/* SPDX-License-Identifier: Apache-2.0 */
/* What the frame promises: who may do what, requests that are repeated, positions, cursors, logins,
 * and the first user. */
#include "api/testing.h"

#include "base/time.h"
#include "core/user.h"

#include <string.h>

#define CLIENT "Tagpost-Client: test\r\n"
#define PASSWORD "correct horse"

/* The text of a member; "" when it is not there. (transfer full) */
static char *
member (const TpTestReply *reply, const char *name)
{
  g_autoptr (json_t) json = tp_json_parse (reply->body, reply->length, NULL);
  const char *text = json_string_value (json_object_get (json, name));
  return g_strdup (text != NULL ? text : "");
}

static gsize
count_tags (TpTestingApi *testing)
{
  g_autoptr (json_t) json =
      tp_testing_api_expect (testing, 200, "GET", "/api/v1/tags?limit=500", NULL);
  return json_array_size (json_object_get (json, "tags"));
}

static TpTestReply *
add_tag (TpTestingApi *testing, const char *token, const char *key, const char *body)
{
  g_autofree char *headers = key != NULL ? g_strdup_printf ("Idempotency-Key: %s\r\n", key) : NULL;
  return tp_testing_api_send (testing, "POST", "/api/v1/tags", token, headers, body);
}

static void
test_repeated_request (const char *url)
{
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  g_autoptr (TpTestReply) first = add_tag (&testing, testing.token, "k1", "{\"name\":\"A\"}");
  g_autoptr (TpTestReply) again = add_tag (&testing, testing.token, "k1", "{\"name\":\"A\"}");
  g_autoptr (TpTestReply) changed = add_tag (&testing, testing.token, "k1", "{\"name\":\"B\"}");
  g_autoptr (TpTestReply) unkeyed = add_tag (&testing, testing.token, NULL, "{\"name\":\"A\"}");
  g_autoptr (TpTestReply) failed = add_tag (&testing, testing.token, "k2", "{\"name\":\"A\"}");
  g_autoptr (TpTestReply) failed_again =
      add_tag (&testing, testing.token, "k2", "{\"name\":\"A\"}");
  g_autofree char *other_token = tp_testing_api_token (&testing, "tags:*");
  g_autoptr (TpTestReply) other = add_tag (&testing, other_token, "k1", "{\"name\":\"C\"}");
  g_autofree char *replayed = tp_test_header (again, "Idempotency-Replayed");
  g_assert_cmpuint (first->status, ==, 201);
  g_assert_cmpuint (again->status, ==, 201);
  g_assert_cmpstr (first->body, ==, again->body);
  g_assert_cmpstr (replayed, ==, "true");
  g_assert_cmpuint (changed->status, ==, 422);
  g_assert_cmpuint (unkeyed->status, ==, 409);
  g_assert_cmpuint (failed->status, ==, 409);
  g_assert_cmpuint (failed_again->status, ==, 409);
  g_assert_cmpuint (other->status, ==, 201); /* a key belongs to who sent it */
  g_assert_cmpuint (count_tags (&testing), ==, 2);
  tp_testing_api_clear (&testing);
}

typedef struct {
  TpTestingApi *testing;
  guint status;
} Racer;

static gpointer
race (gpointer data)
{
  Racer *racer = data;
  g_autoptr (TpTestReply) reply =
      add_tag (racer->testing, racer->testing->token, "race", "{\"name\":\"Race\"}");
  racer->status = reply->status;
  return NULL;
}

/* However many come at once: one acts, the others get its answer or are told to wait. */
static void
test_repeated_at_the_same_time (const char *url)
{
  TpTestingApi testing;
  Racer racers[8];
  GThread *threads[8];
  guint done = 0;
  tp_testing_api_init (&testing, url);
  for (guint i = 0; i < G_N_ELEMENTS (racers); i++) {
    racers[i] = (Racer){&testing, 0};
    threads[i] = g_thread_new ("race", race, &racers[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (racers); i++) {
    g_thread_join (threads[i]);
    g_assert_true (racers[i].status == 201 || racers[i].status == 409);
    done += racers[i].status == 201;
  }
  g_assert_cmpuint (done, >=, 1);
  g_assert_cmpuint (count_tags (&testing), ==, 1);
  g_autoptr (TpTestReply) later = add_tag (&testing, testing.token, "race", "{\"name\":\"Race\"}");
  g_assert_cmpuint (later->status, ==, 201);
  tp_testing_api_clear (&testing);
}

static guint
read_at (TpTestingApi *testing, const char *position)
{
  g_autofree char *headers = g_strdup_printf ("Tagpost-Position: %s\r\n", position);
  g_autoptr (TpTestReply) reply =
      tp_testing_api_send (testing, "GET", "/api/v1/tags", testing->token, headers, NULL);
  return reply->status;
}

static void
test_position (const char *url)
{
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  g_autoptr (TpTestReply) added = add_tag (&testing, testing.token, NULL, "{\"name\":\"A\"}");
  g_autofree char *position = tp_test_header (added, "Tagpost-Position");
  g_assert_nonnull (position);
  g_assert_cmpuint (read_at (&testing, position), ==, 200);
  g_autofree char *beyond = g_strdup_printf ("9%s", position);
  g_assert_cmpuint (read_at (&testing, beyond), ==, 503);     /* not there within a second */
  g_assert_cmpuint (read_at (&testing, "999999-1"), ==, 200); /* from before a restore */
  g_assert_cmpuint (read_at (&testing, "-1-1"), ==, 422);
  g_assert_cmpuint (read_at (&testing, "1"), ==, 422);
  g_assert_cmpuint (read_at (&testing, "1e9-x"), ==, 422);
  tp_testing_api_clear (&testing);
}

static void
test_cursors (const char *url)
{
  TpTestingApi testing;
  guint pages = 0;
  g_autofree char *target = g_strdup ("/api/v1/tags?limit=2");
  g_autofree char *cursor = NULL;
  tp_testing_api_init (&testing, url);
  for (guint i = 0; i < 5; i++) {
    g_autofree char *body = g_strdup_printf ("{\"name\":\"Tag %u\"}", i);
    g_autoptr (TpTestReply) reply = add_tag (&testing, testing.token, NULL, body);
    g_assert_cmpuint (reply->status, ==, 201);
  }
  for (gsize seen = 0; target != NULL; pages++) {
    g_autoptr (json_t) page = tp_testing_api_expect (&testing, 200, "GET", target, NULL);
    const char *next = json_string_value (json_object_get (page, "next"));
    seen += json_array_size (json_object_get (page, "tags"));
    g_assert_cmpuint (seen, ==, MIN ((pages + 1) * 2, 5));
    g_free (target);
    target = next != NULL ? g_strdup_printf ("/api/v1/tags?limit=2&after=%s", next) : NULL;
    if (next != NULL && cursor == NULL)
      cursor = g_strdup (next);
  }
  g_assert_cmpuint (pages, ==, 3);
  g_autofree char *elsewhere = g_strdup_printf ("/api/v1/lists?after=%s", cursor);
  json_decref (tp_testing_api_expect (&testing, 422, "GET", elsewhere, NULL));
  cursor[strlen (cursor) - 2] ^= 1;
  g_autofree char *tampered = g_strdup_printf ("/api/v1/tags?after=%s", cursor);
  json_decref (tp_testing_api_expect (&testing, 422, "GET", tampered, NULL));
  json_decref (tp_testing_api_expect (&testing, 422, "GET", "/api/v1/tags?after=Tag%201", NULL));
  json_decref (tp_testing_api_expect (&testing, 422, "GET", "/api/v1/tags?limit=1e9", NULL));
  json_decref (tp_testing_api_expect (&testing, 422, "GET", "/api/v1/tags?limit=501", NULL));
  json_decref (tp_testing_api_expect (&testing, 422, "GET", "/api/v1/tags?sort=id;drop", NULL));
  tp_testing_api_clear (&testing);
}

static gint64
make_user (TpTestingApi *testing, const char *email, TpRole role)
{
  g_autoptr (GError) error = NULL;
  gint64 id = 0;
  g_autoptr (TpHasher) hasher = tp_hasher_new (1);
  g_autofree char *hash = tp_user_hash (hasher, email, PASSWORD, &error);
  TpChange *change = tp_change_begin (testing->account.account, tp_testing_actor, NULL, &error);
  tp_user_add (change, email, NULL, role, NULL, hash, &id, &error);
  g_assert_no_error (error);
  tp_change_commit (&change, NULL, &error);
  g_assert_no_error (error);
  return id;
}

static TpTestReply *
log_in (TpTestingApi *testing, const char *email, const char *password)
{
  g_autofree char *body =
      g_strdup_printf ("{\"email\":\"%s\",\"password\":\"%s\"}", email, password);
  return tp_testing_api_send (testing, "POST", "/api/v1/login", NULL, CLIENT, body);
}

/* "Cookie: session=...\r\n" for the session that the reply started. (transfer full) */
static char *
cookie_of (const TpTestReply *reply)
{
  g_autofree char *header = tp_test_header (reply, "Set-Cookie");
  g_assert_nonnull (header);
  g_assert_nonnull (strstr (header, "HttpOnly"));
  g_assert_nonnull (strstr (header, "SameSite=Lax"));
  *strchr (header, ';') = '\0';
  return g_strdup_printf ("Cookie: %s\r\n" CLIENT, header);
}

static guint
send_as (TpTestingApi *testing, const char *cookie, const char *method, const char *target,
         const char *body)
{
  g_autoptr (TpTestReply) reply = tp_testing_api_send (testing, method, target, NULL, cookie, body);
  return reply->status;
}

static char *
session_for (TpTestingApi *testing, const char *email)
{
  g_autoptr (TpTestReply) reply = log_in (testing, email, PASSWORD);
  g_assert_cmpuint (reply->status, ==, 200);
  return cookie_of (reply);
}

static void
test_login (const char *url)
{
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  make_user (&testing, "anna@example.com", TP_ROLE_OWNER);
  g_autoptr (TpTestReply) wrong = log_in (&testing, "anna@example.com", "wrong horse");
  g_autoptr (TpTestReply) unknown = log_in (&testing, "bert@example.com", "wrong horse");
  g_autoptr (TpTestReply) odd = log_in (&testing, "' OR 1=1 --", "wrong horse");
  g_autofree char *detail = member (wrong, "detail");
  g_autofree char *other_detail = member (unknown, "detail");
  g_assert_cmpuint (wrong->status, ==, 401);
  g_assert_cmpuint (unknown->status, ==, 401);
  g_assert_cmpuint (odd->status, ==, 401);
  g_assert_cmpstr (detail, ==, other_detail);
  g_autofree char *cookie = session_for (&testing, "ANNA@example.com");
  g_assert_cmpuint (send_as (&testing, cookie, "GET", "/api/v1/me", NULL), ==, 200);
  g_autofree char *foreign = g_strconcat (cookie, "Origin: https://evil.example\r\n", NULL);
  g_assert_cmpuint (send_as (&testing, foreign, "POST", "/api/v1/logout", NULL), ==, 403);
  g_autofree char *bare = g_strndup (cookie, (gsize)(strstr (cookie, "\r\n") + 2 - cookie));
  g_assert_cmpuint (send_as (&testing, bare, "POST", "/api/v1/tags", "{\"name\":\"A\"}"), ==, 403);
  g_assert_cmpuint (send_as (&testing, cookie, "POST", "/api/v1/tags", "{\"name\":\"A\"}"), ==,
                    201);
  g_assert_cmpuint (send_as (&testing, cookie, "POST", "/api/v1/logout", NULL), ==, 204);
  g_assert_cmpuint (send_as (&testing, cookie, "GET", "/api/v1/me", NULL), ==, 401);
  tp_testing_api_clear (&testing);
}

static void
test_login_is_throttled (const char *url)
{
  TpTestingApi testing;
  guint tries = 0;
  guint status = 401;
  tp_testing_api_init (&testing, url);
  make_user (&testing, "anna@example.com", TP_ROLE_OWNER);
  for (; status == 401 && tries < 30; tries++) {
    g_autoptr (TpTestReply) reply = log_in (&testing, "anna@example.com", "wrong horse");
    status = reply->status;
  }
  g_assert_cmpuint (status, ==, 429);
  g_assert_cmpuint (tries, ==, 11);
  g_autoptr (TpTestReply) right = log_in (&testing, "Anna@Example.com", PASSWORD);
  g_autofree char *wait = tp_test_header (right, "Retry-After");
  g_assert_cmpuint (right->status, ==, 429);
  g_assert_cmpstr (wait, !=, NULL);
  g_autoptr (TpTestReply) other = log_in (&testing, "bert@example.com", "wrong horse");
  g_assert_cmpuint (other->status, ==, 401);
  tp_testing_api_clear (&testing);
}

static void
test_new_password_ends_sessions (const char *url)
{
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  make_user (&testing, "anna@example.com", TP_ROLE_OWNER);
  g_autofree char *here = session_for (&testing, "anna@example.com");
  g_autofree char *stolen = session_for (&testing, "anna@example.com");
  g_assert_cmpuint (send_as (&testing, here, "POST", "/api/v1/me/password",
                             "{\"current\":\"wrong horse\",\"password\":\"better horse\"}"),
                    ==, 403);
  g_assert_cmpuint (send_as (&testing, here, "POST", "/api/v1/me/password",
                             "{\"current\":\"" PASSWORD "\",\"password\":\"short\"}"),
                    ==, 422);
  g_autoptr (TpTestReply) changed =
      tp_testing_api_send (&testing, "POST", "/api/v1/me/password", NULL, here,
                           "{\"current\":\"" PASSWORD "\",\"password\":\"better horse\"}");
  g_assert_cmpuint (changed->status, ==, 204);
  g_autofree char *anew = cookie_of (changed);
  g_assert_cmpuint (send_as (&testing, anew, "GET", "/api/v1/me", NULL), ==, 200);
  g_assert_cmpuint (send_as (&testing, here, "GET", "/api/v1/me", NULL), ==, 401);
  g_assert_cmpuint (send_as (&testing, stolen, "GET", "/api/v1/me", NULL), ==, 401);
  tp_testing_api_clear (&testing);
}

static void
test_ranks (const char *url)
{
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  TpAccount *account = testing.account.account;
  gint64 anna = make_user (&testing, "anna@example.com", TP_ROLE_OWNER);
  gint64 bert = make_user (&testing, "bert@example.com", TP_ROLE_ADMIN);
  make_user (&testing, "carl@example.com", TP_ROLE_READER);
  g_autofree char *owner = session_for (&testing, "anna@example.com");
  g_autofree char *admin = session_for (&testing, "bert@example.com");
  g_autofree char *reader = session_for (&testing, "carl@example.com");
  g_autofree char *anna_id = tp_account_public_id (account, TP_THING_USER, anna);
  g_autofree char *bert_id = tp_account_public_id (account, TP_THING_USER, bert);
  g_autofree char *anna_path = g_strconcat ("/api/v1/users/", anna_id, NULL);
  g_autofree char *bert_path = g_strconcat ("/api/v1/users/", bert_id, NULL);
  const struct {
    const char *name, *cookie, *method, *path, *body;
    guint want;
  } cases[] = {
      {"a reader reads",                   reader, "GET",    "/api/v1/tags",  NULL,                    200},
      {"a reader does not write",          reader, "POST",   "/api/v1/tags",  "{\"name\":\"A\"}",      403},
      {"a reader does not see users",      reader, "GET",    "/api/v1/users", NULL,                    403},
      {"an admin does not touch an owner", admin,  "DELETE", anna_path,       NULL,                    403},
      {"nor demote one",                   admin,  "PATCH",  anna_path,       "{\"role\":\"reader\"}", 403},
      {"nor make itself one",              admin,  "PATCH",  bert_path,       "{\"role\":\"owner\"}",  403},
      {"nor make another",                 admin,  "POST",   "/api/v1/users",
       "{\"email\":\"d@example.com\",\"password\":\"correct horse\",\"role\":\"owner\"}",              403},
      {"an admin adds a reader",           admin,  "POST",   "/api/v1/users",
       "{\"email\":\"d@example.com\",\"password\":\"correct horse\",\"role\":\"reader\"}",             201},
      {"not twice",                        admin,  "POST",   "/api/v1/users",
       "{\"email\":\"D@example.com\",\"password\":\"correct horse\",\"role\":\"reader\"}",             409},
      {"the last owner stays",             owner,  "DELETE", anna_path,       NULL,                    409},
      {"and stays an owner",               owner,  "PATCH",  anna_path,       "{\"role\":\"admin\"}",  409},
      {"an owner makes another",           owner,  "PATCH",  bert_path,       "{\"role\":\"owner\"}",  200},
      {"who may then remove the first",    admin,  "DELETE", anna_path,       NULL,                    204},
      {"whose session has ended",          owner,  "GET",    "/api/v1/me",    NULL,                    401},
      {"no such role",                     admin,  "PATCH",  bert_path,       "{\"role\":\"king\"}",   422},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_assert_cmpuint (
        send_as (&testing, cases[i].cookie, cases[i].method, cases[i].path, cases[i].body), ==,
        cases[i].want);
  }
  tp_testing_api_clear (&testing);
}

static void
test_tokens (const char *url)
{
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  g_autofree char *lesser = tp_testing_api_token (&testing, "users:*,tags:read");
  g_autoptr (TpTestReply) too_much =
      tp_testing_api_send (&testing, "POST", "/api/v1/tokens", lesser, NULL,
                           "{\"name\":\"more\",\"scopes\":[\"contacts:erase\"]}");
  g_autoptr (TpTestReply) made =
      tp_testing_api_send (&testing, "POST", "/api/v1/tokens", lesser, NULL,
                           "{\"name\":\"less\",\"scopes\":[\"tags:read\"]}");
  g_assert_cmpuint (too_much->status, ==, 403);
  g_assert_cmpuint (made->status, ==, 201);
  g_autofree char *secret = member (made, "token");
  g_autofree char *id = member (made, "id");
  g_autofree char *path = g_strconcat ("/api/v1/tokens/", id, NULL);
  g_autoptr (TpTestReply) used =
      tp_testing_api_send (&testing, "GET", "/api/v1/tags", secret, NULL, NULL);
  g_autoptr (TpTestReply) beyond =
      tp_testing_api_send (&testing, "GET", "/api/v1/lists", secret, NULL, NULL);
  g_assert_cmpuint (used->status, ==, 200);
  g_assert_cmpuint (beyond->status, ==, 403);
  g_autoptr (TpTestReply) list =
      tp_testing_api_send (&testing, "GET", "/api/v1/tokens", lesser, NULL, NULL);
  g_assert_null (strstr (list->body, secret));
  json_t *none = tp_testing_api_expect (&testing, 204, "DELETE", path, NULL);
  g_assert_null (none);
  g_autoptr (TpTestReply) after =
      tp_testing_api_send (&testing, "GET", "/api/v1/tags", secret, NULL, NULL);
  g_assert_cmpuint (after->status, ==, 401);
  tp_testing_api_clear (&testing);
}

static guint
set_up (TpTestingApi *testing, const char *token, const char *password)
{
  g_autofree char *body = g_strdup_printf (
      "{\"token\":\"%s\",\"email\":\"anna@example.com\",\"password\":\"%s\"}", token, password);
  g_autoptr (TpTestReply) reply =
      tp_testing_api_send (testing, "POST", "/api/v1/setup", NULL, CLIENT, body);
  return reply->status;
}

static void
test_setup (const char *url)
{
  TpTestingApi testing;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  g_autofree char *none = NULL;
  tp_testing_api_init (&testing, url);
  g_assert_cmpuint (set_up (&testing, "", PASSWORD), ==, 403); /* none was asked for yet */
  g_assert_true (tp_api_open_setup (testing.api, &token, &error));
  g_assert_cmpuint (set_up (&testing, "setup_wrong", PASSWORD), ==, 403);
  g_assert_cmpuint (set_up (&testing, token, "short"), ==, 422); /* and the token is good still */
  g_assert_cmpuint (set_up (&testing, token, PASSWORD), ==, 201);
  g_assert_cmpuint (set_up (&testing, token, PASSWORD), ==, 403);
  g_assert_true (tp_api_open_setup (testing.api, &none, &error));
  g_assert_null (none);
  g_autoptr (TpTestReply) in = log_in (&testing, "anna@example.com", PASSWORD);
  g_assert_cmpuint (in->status, ==, 200);
  tp_testing_api_clear (&testing);
}

static void
test_settings (const char *url)
{
  static const struct {
    const char *name, *body;
    guint want;
  } cases[] = {
      {"a text",                       "{\"account_name\":\"Höfler & Söhne\"}",        200},
      {"a number",                     "{\"session_days\":30}",                          200},
      {"a number as text",             "{\"session_days\":\"30\"}",                      422},
      {"out of range",                 "{\"session_days\":100000}",                      422},
      {"no such zone",                 "{\"time_zone\":\"Europe/Nowhere\"}",             422},
      {"no such currency",             "{\"currency\":\"XYZ\"}",                         422},
      {"no such setting",              "{\"no_such\":1}",                                422},
      {"an internal one",              "{\"secret_key\":\"00\"}",                        422},
      {"a wrong one after a good one", "{\"account_name\":\"lost\",\"session_days\":0}", 422},
      {"back to the default",          "{\"session_days\":null}",                        200},
  };
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_autoptr (json_t) answer =
        tp_testing_api_expect (&testing, cases[i].want, "PATCH", "/api/v1/settings", cases[i].body);
    g_assert_nonnull (answer);
  }
  g_autoptr (TpTestReply) all =
      tp_testing_api_send (&testing, "GET", "/api/v1/settings", testing.token, NULL, NULL);
  g_assert_nonnull (strstr (all->body, "Höfler & Söhne"));
  g_assert_null (strstr (all->body, "secret_key"));
  g_assert_null (strstr (all->body, "id_key"));
  tp_testing_api_clear (&testing);
}

/* The forms of the server's own pages, as a browser without script sends them. */
static void
test_pages (const char *url)
{
  TpTestingApi testing;
  static const char form[] = "email=anna%40example.com&password=correct+horse";
  tp_testing_api_init (&testing, url);
  make_user (&testing, "anna@example.com", TP_ROLE_OWNER);
  const char *address = tp_server_address (testing.server);
  g_autofree char *headers = g_strdup_printf (
      "Content-Type: application/x-www-form-urlencoded\r\nOrigin: http://%s\r\n", address);
  g_autoptr (TpTestReply) german =
      tp_testing_api_send (&testing, "GET", "/", NULL, "Accept-Language: de\r\n", NULL);
  g_assert_nonnull (strstr (german->body, "lang=\"de\""));
  g_assert_nonnull (strstr (german->body, "action=\"/login\""));
  g_autoptr (TpTestReply) in =
      tp_testing_api_send (&testing, "POST", "/login", NULL, headers, form);
  g_assert_cmpuint (in->status, ==, 303);
  g_autofree char *cookie = cookie_of (in);
  g_autoptr (TpTestReply) home = tp_testing_api_send (&testing, "GET", "/", NULL, cookie, NULL);
  g_assert_nonnull (strstr (home->body, "anna@example.com"));
  g_autoptr (TpTestReply) wrong = tp_testing_api_send (&testing, "POST", "/login", NULL, headers,
                                                       "email=%3Cscript%3E&password=x");
  g_assert_cmpuint (wrong->status, ==, 401);
  g_assert_null (strstr (wrong->body, "<script>"));
  g_autoptr (TpTestReply) foreign = tp_testing_api_send (
      &testing, "POST", "/login", NULL,
      "Content-Type: application/x-www-form-urlencoded\r\nOrigin: https://evil.example\r\n", form);
  g_assert_cmpuint (foreign->status, ==, 403);
  tp_testing_api_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/api/repeated request", test_repeated_request);
  tp_testing_add ("/api/repeated at the same time", test_repeated_at_the_same_time);
  tp_testing_add ("/api/position", test_position);
  tp_testing_add ("/api/cursors", test_cursors);
  tp_testing_add ("/api/login", test_login);
  tp_testing_add ("/api/login is throttled", test_login_is_throttled);
  tp_testing_add ("/api/new password ends sessions", test_new_password_ends_sessions);
  tp_testing_add ("/api/ranks", test_ranks);
  tp_testing_add ("/api/tokens", test_tokens);
  tp_testing_add ("/api/setup", test_setup);
  tp_testing_add ("/api/settings", test_settings);
  tp_testing_add ("/api/pages", test_pages);
  return g_test_run ();
}
