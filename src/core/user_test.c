/* SPDX-License-Identifier: Apache-2.0 */
/* Users, sessions, tokens, scopes and the records of repeated requests. */
#include "core/user.h"

#include "base/error.h"
#include "base/time.h"
#include "core/idempotency.h"
#include "core/session.h"
#include "core/setting.h"
#include "core/testing.h"
#include "core/token.h"

#include <string.h>

static const struct {
  const char *name;
  const char *text;
  const char *want; /* NULL: INVALID */
} scope_cases[] = {
    {"one",                  "contacts:read",             "contacts:read"                                },
    {"blanks and commas",    " tags:write,contacts:read", "contacts:read,tags:write"                     },
    {"twice is once",        "tags:read,tags:read",       "tags:read"                                    },
    {"all of a kind",        "campaigns:*",               "campaigns:read,campaigns:write,campaigns:send"},
    {"unknown",              "contacts:fly",              NULL                                           },
    {"unknown kind",         "planes:*",                  NULL                                           },
    {"part of a kind",       "cont*",                     NULL                                           },
    {"a good and a bad one", "tags:read,x",               NULL                                           },
    {"none",                 "",                          NULL                                           },
    {"only commas",          ",,",                        NULL                                           },
    {"case counts",          "Tags:read",                 NULL                                           },
};

static void
test_scopes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (scope_cases); i++) {
    TpScopes scopes = 0;
    g_autoptr (GError) error = NULL;
    gboolean ok = tp_scopes_parse (scope_cases[i].text, &scopes, &error);
    g_test_message ("%s", scope_cases[i].name);
    g_assert_cmpint (ok, ==, scope_cases[i].want != NULL);
    if (!ok) {
      g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
      continue;
    }
    g_autofree char *text = tp_scopes_format (scopes);
    g_assert_cmpstr (text, ==, scope_cases[i].want);
    g_assert_cmpuint (tp_scopes_read (text), ==, scopes);
  }
  TpScopes all = tp_role_scopes (TP_ROLE_OWNER);
  for (const TpScopeInfo *info = tp_scope_table (); info->name != NULL; info++)
    g_assert_true (all & tp_scope_find (info->name));
  g_assert_false (tp_role_scopes (TP_ROLE_EDITOR) & tp_scope_find ("users:read"));
  g_assert_false (tp_role_scopes (TP_ROLE_EDITOR) & tp_scope_find ("contacts:erase"));
  for (const TpScopeInfo *info = tp_scope_table (); info->name != NULL; info++)
    if (tp_role_scopes (TP_ROLE_READER) & tp_scope_find (info->name))
      g_assert_true (g_str_has_suffix (info->name, ":read"));
}

static const struct {
  const char *name;
  const char *password;
  gboolean want_ok;
} password_cases[] = {
    {"long enough",                     "correct horse",      TRUE },
    {"eight letters of two bytes each", "ääääääää",   TRUE },
    {"seven letters of two bytes each", "äääääää",     FALSE},
    {"empty",                           "",                   FALSE},
    {"the address itself",              "ANNA@example.com",   FALSE},
    {"not UTF-8",                       "correct \xff horse", FALSE},
};

static void
test_passwords (void)
{
  g_autoptr (TpHasher) hasher = tp_hasher_new (1);
  for (gsize i = 0; i < G_N_ELEMENTS (password_cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *hash =
        tp_user_hash (hasher, "anna@example.com", password_cases[i].password, &error);
    g_test_message ("%s", password_cases[i].name);
    g_assert_cmpint (hash != NULL, ==, password_cases[i].want_ok);
    if (hash == NULL)
      g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  }
  g_autofree char *endless = g_strnfill (TP_PASSWORD_MAX_BYTES + 1, 'x');
  g_assert_null (tp_user_hash (hasher, "a@example.com", endless, NULL));
}

static TpChange *
begin (TpTestingAccount *testing)
{
  g_autoptr (GError) error = NULL;
  TpChange *change = tp_change_begin (testing->account, tp_testing_actor, NULL, &error);
  g_assert_no_error (error);
  return change;
}

static void
commit (TpChange *change)
{
  g_autoptr (GError) error = NULL;
  tp_change_commit (&change, NULL, &error);
  g_assert_no_error (error);
}

static gint64
add_user (TpTestingAccount *testing, const char *email, TpRole role)
{
  g_autoptr (GError) error = NULL;
  gint64 id = 0;
  TpChange *change = begin (testing);
  tp_user_add (change, email, NULL, role, "de", "hash", &id, &error);
  g_assert_no_error (error);
  commit (change);
  return id;
}

static TpErrorCode
try_to_add (TpTestingAccount *testing, const char *email, const char *name, const char *language)
{
  g_autoptr (GError) error = NULL;
  gint64 id = 0;
  g_autoptr (TpChange) change = begin (testing);
  g_assert_false (tp_user_add (change, email, name, TP_ROLE_READER, language, "hash", &id, &error));
  return tp_error_code (error);
}

static void
test_users (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  gint64 anna = add_user (&testing, "Anna@Example.com", TP_ROLE_OWNER);
  gint64 bert = add_user (&testing, "bert@example.com", TP_ROLE_EDITOR);
  g_assert_cmpint (try_to_add (&testing, "anna@example.com", NULL, NULL), ==, TP_ERROR_CONFLICT);
  g_assert_cmpint (try_to_add (&testing, "no address", NULL, NULL), ==, TP_ERROR_INVALID);
  g_assert_cmpint (try_to_add (&testing, "a@b.example\r\nX: y", NULL, NULL), ==, TP_ERROR_INVALID);
  g_assert_cmpint (try_to_add (&testing, "c@example.com", "", NULL), ==, TP_ERROR_INVALID);
  g_assert_cmpint (try_to_add (&testing, "c@example.com", "a\tb", NULL), ==, TP_ERROR_INVALID);
  g_assert_cmpint (try_to_add (&testing, "c@example.com", NULL, "fr"), ==, TP_ERROR_INVALID);
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
    g_autoptr (TpUser) found = tp_user_find (conn, "ANNA@EXAMPLE.COM", &error);
    g_assert_cmpint (found->id, ==, anna);
    g_assert_cmpstr (found->email, ==, "Anna@Example.com");
    g_assert_null (tp_user_find (conn, "carl@example.com", &error));
    g_assert_null (tp_user_find (conn, "' OR 1=1 --", &error));
    g_assert_no_error (error);
    g_autoptr (GPtrArray) users = tp_user_list (conn, &error);
    g_assert_cmpuint (users->len, ==, 2);
    g_assert_cmpint (((TpUser *)users->pdata[1])->id, ==, bert);
  }
  TpChange *change = begin (&testing);
  g_assert_true (tp_user_remove (change, bert, &error));
  commit (change);
  change = begin (&testing);
  g_assert_false (tp_user_remove (change, bert, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  tp_change_free (change);
  add_user (&testing, "bert@example.com", TP_ROLE_READER); /* the address is free again */
  tp_testing_account_clear (&testing);
}

static void
set_role (TpTestingAccount *testing, gint64 id, TpRole role, GError **error)
{
  g_autoptr (TpChange) change = begin (testing);
  g_autoptr (TpUser) user = tp_user_get (tp_change_conn (change), id, error);
  g_assert_nonnull (user);
  user->role = role;
  if (tp_user_change (change, user, error))
    tp_change_commit (&change, NULL, error);
}

static void
test_last_owner (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  gint64 anna = add_user (&testing, "anna@example.com", TP_ROLE_OWNER);
  gint64 bert = add_user (&testing, "bert@example.com", TP_ROLE_ADMIN);
  TpChange *change = begin (&testing);
  g_assert_false (tp_user_remove (change, anna, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  tp_change_free (change);
  g_clear_error (&error);
  set_role (&testing, anna, TP_ROLE_ADMIN, &error);
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  set_role (&testing, bert, TP_ROLE_OWNER, &error);
  g_assert_no_error (error);
  set_role (&testing, anna, TP_ROLE_READER, &error);
  g_assert_no_error (error);
  set_role (&testing, bert, TP_ROLE_READER, &error);
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  tp_testing_account_clear (&testing);
}

static char *
start_session (TpTestingAccount *testing, gint64 user, const char *hash, GError **error)
{
  char *secret = NULL;
  g_autoptr (TpChange) change = begin (testing);
  if (tp_session_start (change, user, hash, NULL, &secret, error))
    commit (g_steal_pointer (&change));
  return secret;
}

static gboolean
has_session (TpTestingAccount *testing, const char *secret, gint64 want_user)
{
  g_autoptr (GError) error = NULL;
  TpSession session = {0};
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing->account), &error);
  gboolean found =
      tp_session_find (conn, tp_account_now (testing->account), secret, &session, &error);
  g_assert_no_error (error);
  if (found)
    g_assert_cmpint (session.user, ==, want_user);
  return found;
}

static void
test_sessions (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  gint64 anna = add_user (&testing, "anna@example.com", TP_ROLE_OWNER);
  gint64 bert = add_user (&testing, "bert@example.com", TP_ROLE_READER);
  g_autofree char *first = start_session (&testing, anna, "hash", &error);
  g_autofree char *second = start_session (&testing, anna, "hash", &error);
  g_autofree char *other = start_session (&testing, bert, "hash", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (first, !=, second);
  g_assert_true (has_session (&testing, first, anna));
  g_assert_true (has_session (&testing, other, bert));
  g_assert_false (has_session (&testing, "tps_made-up", 0));
  g_assert_null (start_session (&testing, anna, "another hash", &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_DENIED);
  g_clear_error (&error);

  TpChange *change = begin (&testing); /* a new password ends hers, and only hers */
  g_assert_true (tp_user_set_password (change, anna, "new hash", &error));
  commit (change);
  g_assert_false (has_session (&testing, first, anna));
  g_assert_false (has_session (&testing, second, anna));
  g_assert_true (has_session (&testing, other, bert));

  tp_clock_set (testing.clock, TP_TESTING_NOW + 14 * TP_DAY);
  g_assert_true (has_session (&testing, other, bert));
  tp_clock_set (testing.clock, TP_TESTING_NOW + 14 * TP_DAY + 1);
  g_assert_false (has_session (&testing, other, bert));
  tp_clock_set (testing.clock, TP_TESTING_NOW);
  change = begin (&testing);
  g_assert_true (tp_user_remove (change, bert, &error));
  commit (change);
  g_assert_false (has_session (&testing, other, bert));
  tp_testing_account_clear (&testing);
}

static void
test_session_is_kept_by_use (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  TpSession session = {0};
  tp_testing_account_init (&testing, url);
  gint64 anna = add_user (&testing, "anna@example.com", TP_ROLE_OWNER);
  g_autofree char *secret = start_session (&testing, anna, "hash", &error);
  tp_clock_set (testing.clock, TP_TESTING_NOW + 10 * TP_DAY);
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
    g_assert_true (
        tp_session_find (conn, tp_account_now (testing.account), secret, &session, &error));
  }
  TpChange *change = begin (&testing);
  g_assert_true (tp_session_touch (change, &session, 1, &error));
  commit (change);
  tp_clock_set (testing.clock, TP_TESTING_NOW + 20 * TP_DAY);
  change = begin (&testing);
  g_assert_true (tp_session_tidy (change, &error));
  commit (change);
  g_assert_true (has_session (&testing, secret, anna));
  change = begin (&testing);
  g_assert_true (tp_session_end (change, session.hash, &error));
  commit (change);
  g_assert_false (has_session (&testing, secret, anna));
  tp_testing_account_clear (&testing);
}

static void
test_sessions_are_bounded (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  gint64 anna = add_user (&testing, "anna@example.com", TP_ROLE_OWNER);
  g_autofree char *oldest = start_session (&testing, anna, "hash", &error);
  for (guint i = 0; i < TP_SESSIONS_OF_USER_MAX; i++) {
    g_assert_true (has_session (&testing, oldest, anna));
    tp_clock_set (testing.clock, TP_TESTING_NOW + (i + 1) * TP_SECOND);
    g_free (start_session (&testing, anna, "hash", &error));
    g_assert_no_error (error);
  }
  g_assert_false (has_session (&testing, oldest, anna));
  tp_testing_account_clear (&testing);
}

static void
test_tokens (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  gint64 id = 0, other = 0;
  g_autofree char *secret = NULL;
  g_autofree char *second = NULL;
  tp_testing_account_init (&testing, url);
  gint64 bert = add_user (&testing, "bert@example.com", TP_ROLE_READER);
  TpScopes scopes = tp_scope_find ("tags:read");
  TpChange *change = begin (&testing);
  g_assert_true (tp_token_add (change, "Shop", scopes, 0, &id, &secret, &error));
  g_assert_true (tp_token_add (change, "Bert's", scopes, bert, &other, &second, &error));
  commit (change);
  change = begin (&testing);
  g_assert_false (tp_token_add (change, "SHOP", scopes, 0, &other, &second, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  tp_change_free (change);
  g_clear_error (&error);
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
    g_autoptr (TpToken) found = tp_token_find (conn, secret, &error);
    g_assert_cmpint (found->id, ==, id);
    g_assert_cmpuint (found->scopes, ==, scopes);
    g_assert_cmpint (found->used_at, ==, 0);
    g_assert_null (tp_token_find (conn, "tp_made-up", &error));
    g_assert_no_error (error);
  }
  change = begin (&testing);
  g_assert_true (tp_token_touch (change, &id, 1, &error));
  g_assert_true (tp_user_remove (change, bert, &error)); /* and the token that he made */
  commit (change);
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
    g_autoptr (TpToken) found = tp_token_get (conn, id, &error);
    g_assert_cmpint (found->used_at, ==, TP_TESTING_NOW);
    g_assert_null (tp_token_find (conn, second, &error));
    g_assert_no_error (error);
  }
  change = begin (&testing);
  g_assert_true (tp_token_remove (change, id, &error));
  g_assert_false (tp_token_remove (change, id, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  commit (change);
  tp_testing_account_clear (&testing);
}

static gboolean
store (TpTestingAccount *testing, const char *principal, guint status, const char *body)
{
  g_autoptr (GError) error = NULL;
  gboolean stored = FALSE;
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  const TpIdempotency record = {(char *)"print", status, (char *)"application/json", NULL, bytes};
  TpChange *change = begin (testing);
  tp_idempotency_store (change, principal, "key", &record, &stored, &error);
  g_assert_no_error (error);
  commit (change);
  return stored;
}

/* The status, 0 for none; the body goes to *out_body. */
static guint
find (TpTestingAccount *testing, const char *principal, char **out_body)
{
  g_autoptr (GError) error = NULL;
  TpIdempotency record = {0};
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing->account), &error);
  tp_idempotency_find (conn, tp_account_now (testing->account), principal, "key", &record, &error);
  g_assert_no_error (error);
  guint status = record.status;
  gsize length = 0;
  const char *bytes = record.body != NULL ? g_bytes_get_data (record.body, &length) : NULL;
  *out_body = bytes != NULL ? g_strndup (bytes, length) : NULL;
  tp_idempotency_clear (&record);
  return status;
}

static void
test_idempotency (const char *url)
{
  TpTestingAccount testing;
  g_autofree char *body = NULL;
  g_autofree char *later = NULL;
  g_autofree char *none = NULL;
  g_autofree char *endless = g_strnfill (TP_IDEMPOTENCY_BODY_MAX + 1, 'x');
  tp_testing_account_init (&testing, url);
  g_assert_true (store (&testing, "user 1", 201, "{\"a\":1}"));
  g_assert_false (store (&testing, "user 1", 200, "{\"a\":2}"));
  g_assert_true (store (&testing, "user 2", 204, endless));
  g_assert_cmpuint (find (&testing, "user 1", &body), ==, 201);
  g_assert_cmpstr (body, ==, "{\"a\":1}");
  g_assert_cmpuint (find (&testing, "user 2", &none), ==, 204);
  g_assert_null (none);
  g_assert_cmpuint (find (&testing, "user 3", &none), ==, 0);
  tp_clock_set (testing.clock, TP_TESTING_NOW + 48 * TP_HOUR + 1);
  g_assert_cmpuint (find (&testing, "user 1", &none), ==, 0);
  g_assert_true (store (&testing, "user 1", 200, "{\"a\":3}"));
  g_autoptr (GError) error = NULL;
  TpChange *change = begin (&testing);
  g_assert_true (tp_idempotency_tidy (change, &error));
  commit (change);
  g_assert_cmpuint (find (&testing, "user 1", &later), ==, 200);
  g_assert_cmpstr (later, ==, "{\"a\":3}");
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/user/scopes", test_scopes);
  g_test_add_func ("/user/passwords", test_passwords);
  tp_testing_add ("/user/users", test_users);
  tp_testing_add ("/user/last owner", test_last_owner);
  tp_testing_add ("/user/sessions", test_sessions);
  tp_testing_add ("/user/session is kept by use", test_session_is_kept_by_use);
  tp_testing_add ("/user/sessions are bounded", test_sessions_are_bounded);
  tp_testing_add ("/user/tokens", test_tokens);
  tp_testing_add ("/user/idempotency", test_idempotency);
  return g_test_run ();
}
