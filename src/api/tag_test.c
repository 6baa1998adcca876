/* SPDX-License-Identifier: Apache-2.0 */
/* Tags, rules, lists and permissions over HTTP. */
#include "api/testing.h"
#include "core/contact.h"

#include <string.h>

static const char *
text (const json_t *json, const char *name)
{
  return json_string_value (json_object_get (json, name));
}

/* Formats a path with one id. (transfer full) */
static char *
path (const char *format, const char *id)
{
  g_auto (GStrv) parts = g_strsplit (format, "ID", 2);
  return g_strconcat (parts[0], id, parts[1], NULL);
}

/* A contact; its public id. (transfer full) */
static char *
add_contact (TpTestingApi *testing, const char *email)
{
  g_autoptr (GError) error = NULL;
  TpAccount *account = testing->account.account;
  gint64 number = 0;
  g_autoptr (TpChange) change = tp_change_begin (account, tp_testing_actor, NULL, &error);
  tp_contact_add (change, email, NULL, 0, FALSE, &number, &error);
  g_assert_no_error (error);
  g_assert_true (tp_change_commit (&change, NULL, &error));
  return tp_account_public_id (account, TP_THING_CONTACT, number);
}

/* Makes a thing by POST {"name"}; its id. (transfer full) */
static char *
make (TpTestingApi *testing, const char *target, const char *name)
{
  g_autofree char *body = g_strdup_printf ("{\"name\":\"%s\"}", name);
  g_autoptr (json_t) json = tp_testing_api_expect (testing, 201, "POST", target, body);
  return g_strdup (text (json, "id"));
}

/* POSTs a body to a path with an id and asserts how many contacts were meant and changed. */
static void
expect_changed (TpTestingApi *testing, const char *format, const char *id, const char *body,
                gint64 want_contacts, gint64 want_changed)
{
  g_autofree char *target = path (format, id);
  g_autoptr (json_t) json = tp_testing_api_expect (testing, 200, "POST", target, body);
  g_assert_cmpint (json_integer_value (json_object_get (json, "contacts")), ==, want_contacts);
  g_assert_cmpint (json_integer_value (json_object_get (json, "changed")), ==, want_changed);
}

static void
expect_status (TpTestingApi *testing, const char *method, const char *format, const char *id,
               const char *body, guint want_status)
{
  g_autofree char *target = path (format, id);
  g_autoptr (json_t) json = tp_testing_api_expect (testing, want_status, method, target, body);
}

static void
test_tags (const char *url)
{
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  g_autofree char *anna = add_contact (&testing, "anna@example.com");
  g_autofree char *bert = add_contact (&testing, "bert@example.com");
  g_autofree char *tag = make (&testing, "/api/v1/tags", "VIP");
  g_autofree char *one = g_strdup_printf ("{\"contacts\":[\"%s\",\"%s\"]}", anna, anna);
  expect_changed (&testing, "/api/v1/tags/ID/contacts", tag, one, 1, 1);
  expect_changed (&testing, "/api/v1/tags/ID/contacts", tag, "{\"where\":\"everyone\"}", 2, 1);
  expect_changed (&testing, "/api/v1/tags/ID/contacts", tag, "{\"contacts\":[]}", 0, 0);
  g_autoptr (json_t) list =
      tp_testing_api_expect (&testing, 200, "GET", "/api/v1/tags?counts=true", NULL);
  json_t *first = json_array_get (json_object_get (list, "tags"), 0);
  g_assert_cmpstr (text (first, "name"), ==, "VIP");
  g_assert_cmpint (json_integer_value (json_object_get (first, "contacts")), ==, 2);
  expect_changed (&testing, "/api/v1/tags/ID/contacts/remove", tag,
                  "{\"where\":\"email = \\\"bert@example.com\\\"\"}", 1, 1);
  expect_status (&testing, "POST", "/api/v1/tags", "", "{\"name\":\"vip\"}", 409);
  expect_status (&testing, "POST", "/api/v1/tags", "", "{\"name\":\"a\\nb\"}", 422);
  expect_status (&testing, "POST", "/api/v1/tags/ID/contacts", tag, "{}", 422);
  expect_status (&testing, "POST", "/api/v1/tags/ID/contacts", tag, "{\"where\":\"evry\"}", 422);
  expect_status (&testing, "POST", "/api/v1/tags/ID/contacts", tag, "{\"contacts\":[\"1\"]}", 422);
  expect_status (&testing, "GET", "/api/v1/tags/ID", anna, NULL, 404);
  expect_status (&testing, "PATCH", "/api/v1/tags/ID", tag, "{\"name\":\"Best\"}", 200);
  expect_status (&testing, "DELETE", "/api/v1/tags/ID", tag, NULL, 204);
  expect_status (&testing, "POST", "/api/v1/tags/ID/contacts", tag, one, 404);
  expect_status (&testing, "POST", "/api/v1/tags/ID/restore", tag, NULL, 200);
  tp_testing_api_clear (&testing);
}

/* Who may write tags but not read contacts learns nothing about them by conditions. */
static void
test_condition_needs_reading (const char *url)
{
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  g_autofree char *tag = make (&testing, "/api/v1/tags", "VIP");
  g_autofree char *target = path ("/api/v1/tags/ID/contacts", tag);
  g_autofree char *token = tp_testing_api_token (&testing, "tags:write");
  g_autoptr (TpTestReply) refused =
      tp_testing_api_send (&testing, "POST", target, token, NULL, "{\"where\":\"everyone\"}");
  g_autoptr (TpTestReply) taken =
      tp_testing_api_send (&testing, "POST", target, token, NULL, "{\"contacts\":[]}");
  g_assert_cmpuint (refused->status, ==, 403);
  g_assert_cmpuint (taken->status, ==, 200);
  tp_testing_api_clear (&testing);
}

static void
test_rules (const char *url)
{
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  g_autofree char *anna = add_contact (&testing, "anna@example.com");
  g_autofree char *tag = make (&testing, "/api/v1/tags", "A");
  g_autofree char *one = g_strdup_printf ("{\"contacts\":[\"%s\"]}", anna);
  expect_changed (&testing, "/api/v1/tags/ID/contacts", tag, one, 1, 1);
  g_autoptr (json_t) rule =
      tp_testing_api_expect (&testing, 201, "POST", "/api/v1/rules",
                             "{\"when\":\"TAG set  \\\"a\\\"\",\"if\":\"tag "
                             "\\\"A\\\"\",\"set\":[\"B\"],\"for\":\"1 days\"}");
  const char *id = text (rule, "id");
  g_assert_cmpstr (text (rule, "when"), ==, "tag set \"A\"");
  g_assert_cmpstr (text (rule, "if"), ==, "tag \"A\"");
  g_assert_cmpstr (text (rule, "for"), ==, "1 day");
  expect_changed (&testing, "/api/v1/rules/ID/past", id, NULL, 1, 1);
  expect_changed (&testing, "/api/v1/rules/ID/past", id, NULL, 1, 0);
  expect_status (&testing, "DELETE", "/api/v1/tags/ID", tag, NULL, 409);
  expect_status (&testing, "POST", "/api/v1/rules", "", "{\"when\":\"tag st\",\"set\":[\"B\"]}",
                 422);
  expect_status (&testing, "POST", "/api/v1/rules", "", "{\"when\":\"bought\"}", 422);
  expect_status (&testing, "POST", "/api/v1/rules", "",
                 "{\"when\":\"bought\",\"remove\":[\"#none\"]}", 404);
  g_autoptr (json_t) list = tp_testing_api_expect (&testing, 200, "GET", "/api/v1/rules", NULL);
  g_assert_cmpuint (json_array_size (json_object_get (list, "rules")), ==, 1);
  expect_status (&testing, "DELETE", "/api/v1/rules/ID", id, NULL, 204);
  expect_status (&testing, "DELETE", "/api/v1/rules/ID", id, NULL, 404);
  tp_testing_api_clear (&testing);
}

static void
test_lists (const char *url)
{
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  g_autofree char *anna = add_contact (&testing, "anna@example.com");
  g_autofree char *list = make (&testing, "/api/v1/lists", "News");
  static const struct {
    const char *more;
    gint64 want_changed;
  } cases[] = {
      {"",                                                                              1},
      {",\"state\":\"unsubscribed\"",                                                   1},
      {",\"state\":\"confirmed\"",                                                      0},
      {",\"state\":\"confirmed\",\"consent\":{\"kind\":\"spoken\",\"basis\":\"fair\"}", 1},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *body = g_strdup_printf ("{\"contacts\":[\"%s\"]%s}", anna, cases[i].more);
    expect_changed (&testing, "/api/v1/lists/ID/contacts", list, body, 1, cases[i].want_changed);
  }
  g_autofree char *target = path ("/api/v1/lists/ID", list);
  g_autoptr (json_t) json = tp_testing_api_expect (&testing, 200, "GET", target, NULL);
  g_assert_cmpint (json_integer_value (json_object_get (json, "confirmed")), ==, 1);
  expect_status (&testing, "POST", "/api/v1/lists/ID/contacts", list,
                 "{\"where\":\"everyone\",\"state\":\"gone\"}", 422);
  expect_status (&testing, "POST", "/api/v1/lists/ID/contacts", list,
                 "{\"where\":\"everyone\",\"consent\":{\"basis\":\"\"}}", 422);
  expect_changed (&testing, "/api/v1/lists/ID/contacts/remove", list, "{\"where\":\"everyone\"}", 1,
                  1);
  expect_status (&testing, "DELETE", "/api/v1/lists/ID", list, NULL, 204);
  tp_testing_api_clear (&testing);
}

static void
test_permissions (const char *url)
{
  static const struct {
    const char *body;
    guint want_status;
    const char *want_state; /* of offers */
  } cases[] = {
      {"{\"purpose\":\"offers\",\"state\":\"confirmed\"}",              422, "unknown"  },
      {"{\"purpose\":\"offers\",\"state\":\"confirmed\",\"consent\":{\"kind\":\"double_opt_in\","
       "\"basis\":\"form\",\"details\":{\"wording\":\"Yes\"}}}", 200, "confirmed"},
      {"{\"purpose\":\"offers\",\"state\":\"withdrawn\"}",              200, "withdrawn"},
      {"{\"purpose\":\"offers\",\"state\":\"unknown\"}",                200, "withdrawn"},
      {"{\"purpose\":\"spam\",\"state\":\"unknown\"}",                  422, "withdrawn"},
      {"{\"purpose\":\"offers\",\"state\":\"perhaps\"}",                422, "withdrawn"},
      {"{\"purpose\":\"offers\"}",                                      422, "withdrawn"},
  };
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  g_autofree char *anna = add_contact (&testing, "anna@example.com");
  g_autofree char *target = path ("/api/v1/contacts/ID/permissions", anna);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].body);
    expect_status (&testing, "POST", "/api/v1/contacts/ID/permissions", anna, cases[i].body,
                   cases[i].want_status);
    g_autoptr (json_t) json = tp_testing_api_expect (&testing, 200, "GET", target, NULL);
    json_t *list = json_object_get (json, "permissions");
    g_assert_cmpuint (json_array_size (list), ==, 7);
    g_assert_cmpstr (text (json_array_get (list, 1), "purpose"), ==, "offers");
    g_assert_cmpstr (text (json_array_get (list, 1), "state"), ==, cases[i].want_state);
  }
  tp_testing_api_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/api/tags", test_tags);
  tp_testing_add ("/api/a condition needs reading", test_condition_needs_reading);
  tp_testing_add ("/api/rules", test_rules);
  tp_testing_add ("/api/lists", test_lists);
  tp_testing_add ("/api/permissions", test_permissions);
  return g_test_run ();
}
