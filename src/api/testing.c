/* SPDX-License-Identifier: Apache-2.0 */
#include "api/testing.h"

#include "core/token.h"

#include <string.h>

#define JSON_TYPE "Content-Type: application/json\r\n"

char *
tp_testing_api_token (TpTestingApi *testing, const char *scopes)
{
  static gint counter;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("token %d", g_atomic_int_add (&counter, 1));
  TpScopes set = 0;
  gint64 id = 0;
  char *secret = NULL;
  TpChange *change = tp_change_begin (testing->account.account, tp_testing_actor, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tp_scopes_parse (scopes, &set, &error));
  tp_token_add (change, name, set, 0, &id, &secret, &error);
  g_assert_no_error (error);
  tp_change_commit (&change, NULL, &error);
  g_assert_no_error (error);
  return secret;
}

void
tp_testing_api_init (TpTestingApi *testing, const char *url)
{
  static const TpServerOptions options = {
      .listen = "127.0.0.1:0", .poll_threads = 1, .worker_threads = 4};
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing->account, url);
  testing->api = tp_api_new (testing->account.account, &error);
  g_assert_no_error (error);
  testing->server =
      tp_server_start (&options, tp_api_router (testing->api), tp_api_hooks (testing->api), &error);
  g_assert_no_error (error);
  testing->token = tp_testing_api_token (testing, "*");
}

void
tp_testing_api_clear (TpTestingApi *testing)
{
  g_assert_true (tp_server_stop (testing->server));
  tp_api_free (testing->api);
  g_free (testing->token);
  tp_testing_account_clear (&testing->account);
}

TpTestReply *
tp_testing_api_send (TpTestingApi *testing, const char *method, const char *target,
                     const char *token, const char *headers, const char *body)
{
  g_autoptr (GString) lines = g_string_new (headers);
  if (token != NULL)
    g_string_append_printf (lines, "Authorization: Bearer %s\r\n", token);
  if (body != NULL && strstr (lines->str, "Content-Type:") == NULL)
    g_string_append (lines, JSON_TYPE);
  return tp_test_request (tp_server_address (testing->server), method, target, lines->str, body);
}

json_t *
tp_testing_api_expect (TpTestingApi *testing, guint want_status, const char *method,
                       const char *target, const char *body)
{
  g_autoptr (TpTestReply) reply =
      tp_testing_api_send (testing, method, target, testing->token, NULL, body);
  if (reply->status != want_status)
    g_test_message ("%s %s: %s\n%s", method, target, reply->head, reply->body);
  g_assert_cmpuint (reply->status, ==, want_status);
  return reply->length > 0 ? tp_json_parse (reply->body, reply->length, NULL) : NULL;
}

static const char *
type_of (const json_t *value)
{
  switch (json_typeof (value)) {
  case JSON_OBJECT:
    return "object";
  case JSON_ARRAY:
    return "array";
  case JSON_STRING:
    return "string";
  case JSON_INTEGER:
    return "integer";
  case JSON_REAL:
    return "number";
  case JSON_TRUE:
  case JSON_FALSE:
    return "boolean";
  case JSON_NULL:
    return "null";
  }
  g_assert_not_reached ();
}

static gboolean
is_type (const json_t *name, const json_t *value)
{
  const char *wanted = json_string_value (name), *got = type_of (value);
  return strcmp (wanted, got) == 0 ||
         (strcmp (wanted, "number") == 0 && strcmp (got, "integer") == 0);
}

static char *
check_type (const json_t *schema, const json_t *value)
{
  const json_t *type = json_object_get (schema, "type");
  gboolean fits = type == NULL || (json_is_string (type) && is_type (type, value));
  for (gsize i = 0; json_is_array (type) && i < json_array_size (type); i++)
    fits = fits || is_type (json_array_get (type, i), value);
  return fits ? NULL : g_strdup_printf ("is of type %s", type_of (value));
}

static char *
check_enum (const json_t *schema, const json_t *value)
{
  const json_t *words = json_object_get (schema, "enum");
  gboolean fits = words == NULL;
  for (gsize i = 0; i < json_array_size (words); i++)
    fits = fits || json_equal (json_array_get (words, i), value);
  return fits ? NULL : g_strdup ("is none of the words");
}

static char *
check_range (const json_t *schema, const json_t *value)
{
  const json_t *min = json_object_get (schema, "minimum");
  const json_t *max = json_object_get (schema, "maximum");
  if (!json_is_number (value))
    return NULL;
  if ((min != NULL && json_number_value (value) < json_number_value (min)) ||
      (max != NULL && json_number_value (value) > json_number_value (max)))
    return g_strdup ("is out of range");
  return NULL;
}

static char *
at (const char *place, char *fault)
{
  char *told = fault != NULL ? g_strdup_printf ("%s: %s", place, fault) : NULL;
  g_free (fault);
  return told;
}

static char *
check_required (const json_t *schema, const json_t *value)
{
  const json_t *names = json_object_get (schema, "required");
  for (gsize i = 0; json_is_object (value) && i < json_array_size (names); i++) {
    const char *name = json_string_value (json_array_get (names, i));
    if (json_object_get (value, name) == NULL)
      return g_strdup_printf ("has no '%s'", name);
  }
  return NULL;
}

/* Members that are described by name, and the others. */
static char *
check_members (const json_t *document, const json_t *schema, const json_t *value)
{
  const json_t *known = json_object_get (schema, "properties");
  const json_t *others = json_object_get (schema, "additionalProperties");
  const char *name;
  json_t *member;
  json_object_foreach ((json_t *)value, name, member)
  {
    const json_t *described = json_object_get (known, name);
    if (described == NULL && json_is_false (others))
      return g_strdup_printf ("'%s' is not described", name);
    if (described == NULL && known != NULL && others == NULL)
      return g_strdup_printf ("'%s' is not described", name);
    const json_t *used = described != NULL ? described : others;
    char *fault =
        json_is_object (used) ? at (name, tp_testing_check_schema (document, used, member)) : NULL;
    if (fault != NULL)
      return fault;
  }
  return NULL;
}

static char *
check_items (const json_t *document, const json_t *schema, const json_t *value)
{
  const json_t *items = json_object_get (schema, "items");
  for (gsize i = 0; items != NULL && json_is_array (value) && i < json_array_size (value); i++) {
    g_autofree char *place = g_strdup_printf ("[%" G_GSIZE_FORMAT "]", i);
    char *fault = at (place, tp_testing_check_schema (document, items, json_array_get (value, i)));
    if (fault != NULL)
      return fault;
  }
  return NULL;
}

/* anyOf, oneOf (taken as anyOf) and allOf. */
static char *
check_groups (const json_t *document, const json_t *schema, const json_t *value)
{
  static const char *const names[] = {"anyOf", "oneOf", "allOf"};
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const json_t *group = json_object_get (schema, names[i]);
    gsize length = json_array_size (group), fitting = 0;
    g_autofree char *last = NULL;
    for (gsize j = 0; j < length; j++) {
      char *fault = tp_testing_check_schema (document, json_array_get (group, j), value);
      fitting += fault == NULL;
      if (fault != NULL) {
        g_free (last);
        last = fault;
      }
    }
    if (group != NULL && fitting < (strcmp (names[i], "allOf") == 0 ? length : 1))
      return g_steal_pointer (&last);
  }
  return NULL;
}

char *
tp_testing_check_schema (const json_t *document, const json_t *schema, const json_t *value)
{
  const char *ref = json_string_value (json_object_get (schema, "$ref"));
  if (ref != NULL) {
    const json_t *schemas = json_object_get (json_object_get (document, "components"), "schemas");
    const json_t *target = json_object_get (schemas, strrchr (ref, '/') + 1);
    g_assert_nonnull (target);
    return tp_testing_check_schema (document, target, value);
  }
  char *fault = check_type (schema, value);
  fault = fault != NULL ? fault : check_enum (schema, value);
  fault = fault != NULL ? fault : check_range (schema, value);
  fault = fault != NULL ? fault : check_required (schema, value);
  fault = fault != NULL ? fault : check_groups (document, schema, value);
  fault = fault != NULL ? fault : check_items (document, schema, value);
  return fault != NULL ? fault : check_members (document, schema, value);
}
