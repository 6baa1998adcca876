/* SPDX-License-Identifier: Apache-2.0 */
/* Holds the OpenAPI document to the server: every operation is called without credentials, with
 * too few scopes, with a query that it does not know and with wrong bodies; those that need no
 * parameter are called as they should be, and what they answer is held to the schema. */
#include "api/testing.h"

#include <string.h>

typedef struct {
  TpTestingApi *testing;
  const json_t *document;
  const char *method; /* upper case */
  const char *pattern;
  char *path; /* parameters filled with an id that nothing has */
  const json_t *operation;
  const char *lacking; /* a token without the operation's scope */
} Call;

static guint faults;

static void
fault (const Call *call, const TpTestReply *reply, const char *what)
{
  g_test_message ("%s %s: %s\n%s\n%s", call->method, call->pattern, what, reply->head, reply->body);
  faults++;
}

static gboolean
has_parameters (const Call *call)
{
  return strchr (call->pattern, '{') != NULL;
}

static gboolean
is_public (const Call *call)
{
  return json_is_array (json_object_get (call->operation, "security"));
}

static const json_t *
body_content (const Call *call)
{
  return json_object_get (json_object_get (call->operation, "requestBody"), "content");
}

static const json_t *
schema_named (const Call *call, const char *name)
{
  return json_object_get (
      json_object_get (json_object_get (call->document, "components"), "schemas"), name);
}

/* An answer of 400 and above is a problem as described, with that status. */
static void
want_problem (const Call *call, const TpTestReply *reply, guint status, guint other_status)
{
  g_autoptr (json_t) json = tp_json_parse (reply->body, reply->length, NULL);
  g_autofree char *type = tp_test_header (reply, "Content-Type");
  g_autofree char *wrong =
      json != NULL ? tp_testing_check_schema (call->document, schema_named (call, "Problem"), json)
                   : g_strdup ("no JSON");
  if (reply->status != status && reply->status != other_status)
    fault (call, reply, "another status was expected");
  else if (g_strcmp0 (type, "application/problem+json") != 0 || wrong != NULL)
    fault (call, reply, wrong != NULL ? wrong : "not a problem");
  else if (json_integer_value (json_object_get (json, "status")) != reply->status)
    fault (call, reply, "the problem has another status");
}

static TpTestReply *
send (const Call *call, const char *query, const char *token, const char *headers, const char *body)
{
  g_autofree char *target = g_strconcat (call->path, query, NULL);
  return tp_testing_api_send (call->testing, call->method, target, token, headers, body);
}

static void
check_credentials (const Call *call)
{
  static const char *const made_up[] = {NULL, "tp_made-up", ""};
  if (is_public (call))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (made_up); i++) {
    g_autoptr (TpTestReply) reply = send (call, "", made_up[i], NULL, NULL);
    want_problem (call, reply, 401, 401);
  }
  if (json_object_get (call->operation, "x-permission") == NULL)
    return;
  g_autoptr (TpTestReply) reply = send (call, "", call->lacking, NULL, NULL);
  want_problem (call, reply, 403, 403);
}

/* Wrong bodies are refused before anything is done; where the path names a thing that is not
 * there, that may be told first. */
static void
check_bodies (const Call *call)
{
  static const struct {
    const char *body;
    guint want;
  } wrong[] = {
      {"",                       400},
      {"{",                      400},
      {"{\"a\":1,\"a\":1}",      400},
      {"{} {}",                  400},
      {"{\"name\":\"\\ud800\"}", 400},
      {"[]",                     422},
      {"\"text\"",               422},
      {"{\"no_such_member\":1}", 422},
  };
  if (json_object_get (body_content (call), "application/json") == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (TpTestReply) reply =
        send (call, "", call->testing->token, "Tagpost-Client: test\r\n", wrong[i].body);
    g_test_message ("body %s", wrong[i].body);
    want_problem (call, reply, wrong[i].want, has_parameters (call) ? 404 : wrong[i].want);
  }
  g_autoptr (TpTestReply) reply = send (
      call, "", call->testing->token, "Tagpost-Client: test\r\nContent-Type: text/plain\r\n", "{}");
  want_problem (call, reply, 415, 415);
}

static gboolean
needs_query (const Call *call)
{
  const json_t *parameters = json_object_get (call->operation, "parameters");
  for (gsize i = 0; i < json_array_size (parameters); i++) {
    const json_t *parameter = json_array_get (parameters, i);
    if (strcmp (json_string_value (json_object_get (parameter, "in")), "query") == 0 &&
        json_is_true (json_object_get (parameter, "required")))
      return TRUE;
  }
  return FALSE;
}

static void
check_answer (const Call *call, const TpTestReply *reply)
{
  const json_t *responses = json_object_get (call->operation, "responses");
  char status[8];
  g_snprintf (status, sizeof status, "%u", reply->status);
  const json_t *described = json_object_get (responses, status);
  if (described == NULL) {
    fault (call, reply, "this status is not described");
    return;
  }
  const json_t *content = json_object_get (described, "content");
  g_autofree char *type = tp_test_header (reply, "Content-Type");
  if (content != NULL && (type == NULL || json_object_get (content, type) == NULL)) {
    fault (call, reply, "this type is not described");
    return;
  }
  const json_t *schema =
      type != NULL ? json_object_get (json_object_get (content, type), "schema") : NULL;
  if (schema == NULL || strcmp (type, "application/json") != 0)
    return;
  g_autoptr (json_t) json = tp_json_parse (reply->body, reply->length, NULL);
  g_autofree char *wrong =
      json != NULL ? tp_testing_check_schema (call->document, schema, json) : g_strdup ("no JSON");
  if (wrong != NULL)
    fault (call, reply, wrong);
}

static void
check_read (const Call *call)
{
  if (strcmp (call->method, "GET") != 0)
    return;
  g_autoptr (TpTestReply) reply = send (call, "", call->testing->token, NULL, NULL);
  if (has_parameters (call))
    want_problem (call, reply, 404, 422);
  else if (needs_query (call))
    want_problem (call, reply, 422, 422);
  else
    check_answer (call, reply);
  g_autoptr (TpTestReply) odd =
      send (call, "?no_such_parameter=1", call->testing->token, NULL, NULL);
  want_problem (call, odd, 422, 422);
}

static char *
fill_path (TpTestingApi *testing, const char *pattern)
{
  g_autofree char *id =
      tp_account_public_id (testing->account.account, TP_THING_REQUEST, 123456789);
  GString *path = g_string_new (NULL);
  for (const char *at = pattern; *at != '\0'; at++) {
    if (*at == '{') {
      g_string_append (path, id);
      at = strchr (at, '}');
    } else {
      g_string_append_c (path, *at);
    }
  }
  return g_string_free (path, FALSE);
}

static void
check_operation (Call *call, const char *mail_token, const char *other_token)
{
  const char *permission = json_string_value (json_object_get (call->operation, "x-permission"));
  call->lacking = g_strcmp0 (permission, "mailbox:write") == 0 ? other_token : mail_token;
  check_credentials (call);
  check_bodies (call);
  check_read (call);
}

static void
test_document (const char *url)
{
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  g_autofree char *mail_token = tp_testing_api_token (&testing, "mailbox:write");
  g_autofree char *other_token = tp_testing_api_token (&testing, "mailbox:read");
  g_autoptr (json_t) document =
      tp_testing_api_expect (&testing, 200, "GET", "/api/v1/openapi.json", NULL);
  const char *pattern, *method;
  json_t *item, *operation;
  guint operations = 0;
  json_object_foreach (json_object_get (document, "paths"), pattern, item)
  {
    json_object_foreach (item, method, operation)
    {
      g_autofree char *upper = g_ascii_strup (method, -1);
      g_autofree char *path = fill_path (&testing, pattern);
      Call call = {&testing, document, upper, pattern, path, operation, NULL};
      check_operation (&call, mail_token, other_token);
      operations++;
    }
  }
  g_assert_cmpuint (operations, >, 20);
  g_assert_cmpuint (faults, ==, 0);
  tp_testing_api_clear (&testing);
}

/* One of each, so that lists are not empty; each answer is held to its schema too. */
/* clang-format off */
static const struct {
  const char *path, *body;
} seeds[] = {
    {"/api/v1/contacts",
     "{\"email\":\"anna@example.com\",\"fields\":{\"first_name\":\"Anna\",\"birth_date\":\"1990-02-28\"}}"},
    {"/api/v1/tags", "{\"name\":\"Fair\",\"description\":\"met at the fair\"}"},
    {"/api/v1/lists", "{\"name\":\"Newsletter\"}"},
    {"/api/v1/fields", "{\"name\":\"Shoe size\",\"type\":\"number\"}"},
    {"/api/v1/rules", "{\"when\":\"signed up\",\"set\":[\"Fair\"]}"},
    {"/api/v1/segments", "{\"name\":\"At the fair\",\"text\":\"tag \\\"Fair\\\"\"}"},
    {"/api/v1/segments/count", "{\"text\":\"everyone\"}"},
    {"/api/v1/segments/page", "{\"text\":\"everyone\"}"},
    {"/api/v1/segments/parse", "{\"text\":\"age > 30 and not tag \\\"Fair\\\"\"}"},
    {"/api/v1/suppressions", "{\"address\":\"gone@example.com\",\"reason\":\"hard_bounce\"}"},
    {"/api/v1/categories", "{\"name\":\"Machines\"}"},
    {"/api/v1/products", "{\"name\":\"Espresso machine\"}"},
    {"/api/v1/orders", "{\"email\":\"anna@example.com\",\"source\":\"shop\",\"number\":\"1\",\"at\":"
                       "\"2026-05-01T10:00:00Z\",\"currency\":\"EUR\",\"items\":[{\"product\":"
                       "\"Espresso machine\",\"amount\":\"12.50\"}]}"},
    {"/api/v1/campaigns",
     "{\"name\":\"May\",\"from\":\"shop@example.com\",\"subject\":\"Hello\",\"html\":\"<p>Hello</p>\","
     "\"to\":\"everyone\"}"},
    {"/api/v1/users", "{\"email\":\"bert@example.com\",\"password\":\"correct horse\"}"},
    {"/api/v1/tokens", "{\"name\":\"shop\",\"scopes\":[\"tags:read\"]}"},
};
/* clang-format on */

static const json_t *
find_operation (const json_t *document, const char *pattern, const char *method)
{
  return json_object_get (json_object_get (json_object_get (document, "paths"), pattern), method);
}

static void
plant_seeds (TpTestingApi *testing, const json_t *document)
{
  for (gsize i = 0; i < G_N_ELEMENTS (seeds); i++) {
    const json_t *operation = find_operation (document, seeds[i].path, "post");
    Call call = {testing, document, "POST", seeds[i].path, (char *)seeds[i].path, operation, NULL};
    g_assert_nonnull (operation);
    g_autoptr (TpTestReply) reply = send (&call, "", testing->token, NULL, seeds[i].body);
    check_answer (&call, reply);
  }
}

/* The id of the first thing in the list at `path`; NULL: no list, or an empty one. (transfer full)
 */
static char *
find_first_id (TpTestingApi *testing, const char *path)
{
  g_autoptr (TpTestReply) reply =
      tp_testing_api_send (testing, "GET", path, testing->token, NULL, NULL);
  g_autoptr (json_t) json = tp_json_parse (reply->body, reply->length, NULL);
  const char *name;
  json_t *list;
  json_object_foreach (json, name, list)
  {
    const json_t *id = json_object_get (json_array_get (list, 0), "id");
    if (json_is_string (id))
      return g_strdup (json_string_value (id));
  }
  return NULL;
}

/* Reads of one thing, and of what hangs on it, by the id that its list names. */
static guint
check_things (TpTestingApi *testing, const json_t *document)
{
  const char *pattern;
  json_t *item;
  guint checked = 0;
  json_object_foreach (json_object_get (document, "paths"), pattern, item)
  {
    const char *brace = strstr (pattern, "/{id}");
    const json_t *operation = json_object_get (item, "get");
    if (brace == NULL || operation == NULL || strchr (brace + 2, '{') != NULL)
      continue;
    g_autofree char *list = g_strndup (pattern, (gsize)(brace - pattern));
    g_autofree char *id = find_first_id (testing, list);
    if (id == NULL)
      continue;
    g_autofree char *path = g_strconcat (list, "/", id, brace + strlen ("/{id}"), NULL);
    Call call = {testing, document, "GET", pattern, path, operation, NULL};
    g_autoptr (TpTestReply) reply = send (&call, "", testing->token, NULL, NULL);
    check_answer (&call, reply);
    checked++;
  }
  return checked;
}

/* The same reads when there is something to be read. */
static void
test_answers (const char *url)
{
  TpTestingApi testing;
  tp_testing_api_init (&testing, url);
  g_autoptr (json_t) document =
      tp_testing_api_expect (&testing, 200, "GET", "/api/v1/openapi.json", NULL);
  const char *pattern;
  json_t *item;
  plant_seeds (&testing, document);
  json_object_foreach (json_object_get (document, "paths"), pattern, item)
  {
    const json_t *operation = json_object_get (item, "get");
    Call call = {&testing, document, "GET", pattern, (char *)pattern, operation, NULL};
    if (operation == NULL || has_parameters (&call) || needs_query (&call))
      continue;
    g_autoptr (TpTestReply) reply = send (&call, "", testing.token, NULL, NULL);
    check_answer (&call, reply);
  }
  g_assert_cmpuint (check_things (&testing, document), >, 10);
  g_assert_cmpuint (faults, ==, 0);
  tp_testing_api_clear (&testing);
}

/* The validator itself must be able to say no. */
static const struct {
  const char *name, *schema, *value;
  gboolean want;
} schema_cases[] = {
    {"type",                   "{\"type\":\"string\"}",                                    "\"a\"",        TRUE },
    {"wrong type",             "{\"type\":\"string\"}",                                    "1",            FALSE},
    {"one of two types",       "{\"type\":[\"string\",\"null\"]}",                         "null",         TRUE },
    {"none of two types",      "{\"type\":[\"string\",\"null\"]}",                         "1",            FALSE},
    {"an integer is a number", "{\"type\":\"number\"}",                                    "1",            TRUE },
    {"a number is no integer", "{\"type\":\"integer\"}",                                   "1.5",          FALSE},
    {"word",                   "{\"enum\":[\"a\",null]}",                                  "null",         TRUE },
    {"no such word",           "{\"enum\":[\"a\"]}",                                       "\"b\"",        FALSE},
    {"missing member",         "{\"required\":[\"a\"]}",                                   "{}",           FALSE},
    {"member",                 "{\"properties\":{\"a\":{\"type\":\"integer\"}}}",          "{\"a\":1}",    TRUE },
    {"wrong member",           "{\"properties\":{\"a\":{\"type\":\"integer\"}}}",          "{\"a\":\"\"}", FALSE},
    {"undescribed member",     "{\"properties\":{\"a\":{}}}",                              "{\"b\":1}",    FALSE},
    {"free member",            "{\"additionalProperties\":{\"type\":\"integer\"}}",        "{\"b\":1}",    TRUE },
    {"wrong free member",      "{\"additionalProperties\":{\"type\":\"integer\"}}",        "{\"b\":[]}",   FALSE},
    {"items",                  "{\"items\":{\"type\":\"integer\"}}",                       "[1,2]",        TRUE },
    {"wrong item",             "{\"items\":{\"type\":\"integer\"}}",                       "[1,null]",     FALSE},
    {"too small",              "{\"minimum\":2}",                                          "1",            FALSE},
    {"too large",              "{\"maximum\":2}",                                          "3",            FALSE},
    {"any of",                 "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"null\"}]}", "null",         TRUE },
    {"none of any",            "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"null\"}]}", "[]",           FALSE},
    {"not all of",             "{\"allOf\":[{\"type\":\"integer\"},{\"minimum\":2}]}",     "1",            FALSE},
    {"by reference",           "{\"$ref\":\"#/components/schemas/T\"}",                    "true",         TRUE },
    {"wrong by reference",     "{\"$ref\":\"#/components/schemas/T\"}",                    "1",            FALSE},
};

static void
test_validator (void)
{
  g_autoptr (json_t) document =
      json_pack ("{s:{s:{s:{s:s}}}}", "components", "schemas", "T", "type", "boolean");
  for (gsize i = 0; i < G_N_ELEMENTS (schema_cases); i++) {
    g_autoptr (json_t) schema =
        tp_json_parse (schema_cases[i].schema, strlen (schema_cases[i].schema), NULL);
    g_autoptr (json_t) value =
        tp_json_parse (schema_cases[i].value, strlen (schema_cases[i].value), NULL);
    g_autofree char *wrong = tp_testing_check_schema (document, schema, value);
    g_test_message ("%s: %s", schema_cases[i].name, wrong != NULL ? wrong : "fits");
    g_assert_cmpint (wrong == NULL, ==, schema_cases[i].want);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/openapi/validator", test_validator);
  tp_testing_add ("/openapi/document", test_document);
  tp_testing_add ("/openapi/answers", test_answers);
  return g_test_run ();
}
