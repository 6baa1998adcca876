/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/json.h"
#include "liquid/template.h"

/* The public collection of Liquid cases (golden-liquid), rendered without escaping. It is read from
 * where it stands and skipped where it does not. A case that this language answers otherwise on
 * purpose is listed below with the reason; the test fails when an unlisted case fails and when a
 * listed one passes. */

static const struct {
  const char *name;
  const char *reason;
} exceptions[] = {
    {"tags, case, unexpected when token",
     "the same template is an error in the case after it, which asks for the strict reading"},
};

typedef struct {
  const json_t *sources;
  GHashTable *parsed;
} Snippets;

static const TpTemplate *
load_snippet (gpointer user, const char *name, GError **error)
{
  Snippets *snippets = user;
  const char *source = json_string_value (json_object_get (snippets->sources, name));
  TpTemplateOptions options = {.name = name};
  TpTemplate *template = g_hash_table_lookup (snippets->parsed, name);

  if (template != NULL || source == NULL)
    return template;
  template = tp_template_parse (source, -1, &options, error);
  if (template != NULL)
    g_hash_table_insert (snippets->parsed, g_strdup (name), template);
  return template;
}

static char *
render (const json_t *test, GError **error)
{
  const char *source = json_string_value (json_object_get (test, "template"));
  g_autoptr (TpTemplate) template = tp_template_parse (source, -1, NULL, error);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GHashTable) parsed =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)tp_template_free);
  Snippets snippets = {json_object_get (test, "templates"), parsed};
  TpTemplateEnv env = {.data = tp_value_json (json_object_get (test, "data")),
                       .text = TRUE,
                       .load_snippet = load_snippet,
                       .user = &snippets};

  if (template == NULL || !tp_template_render (template, &env, out, error))
    return NULL;
  return g_strdup (out->str);
}

static gboolean
is_wanted (const json_t *test, const char *got)
{
  const json_t *results = json_object_get (test, "results");
  const json_t *result = json_object_get (test, "result");

  if (json_is_true (json_object_get (test, "invalid")))
    return got == NULL;
  if (result != NULL)
    return g_strcmp0 (got, json_string_value (result)) == 0;
  for (size_t i = 0; i < json_array_size (results); i++)
    if (g_strcmp0 (got, json_string_value (json_array_get (results, i))) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_exception (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (exceptions); i++)
    if (g_str_equal (exceptions[i].name, name))
      return TRUE;
  return FALSE;
}

static json_t *
load_cases (void)
{
  const char *shared = g_getenv ("TP_SHARED"), *source = g_getenv ("TP_SOURCE");
  g_autofree char *beside = g_build_filename (source != NULL ? source : ".", "..", "shared", NULL);
  g_autofree char *path = g_build_filename (shared != NULL ? shared : beside, "data", "liquid",
                                            "golden_liquid.json", NULL);

  return json_load_file (path, 0, NULL);
}

static void
test_golden (void)
{
  json_t *cases = load_cases ();
  const json_t *tests = json_object_get (cases, "tests");
  guint failed = 0;

  if (cases == NULL) {
    g_test_skip ("golden_liquid.json is not here");
    return;
  }
  for (size_t i = 0; i < json_array_size (tests); i++) {
    const json_t *test = json_array_get (tests, i);
    const char *name = json_string_value (json_object_get (test, "name"));
    g_autoptr (GError) error = NULL;
    g_autofree char *got = render (test, &error);

    if (is_wanted (test, got) != is_exception (name))
      continue;
    failed++;
    g_test_message ("%s: %s%s got: %s", name, is_exception (name) ? "listed, but passes; " : "",
                    json_string_value (json_object_get (test, "template")),
                    got != NULL ? got : error->message);
  }
  g_test_message ("%zu cases, %u exceptions", json_array_size (tests),
                  (guint)G_N_ELEMENTS (exceptions));
  json_decref (cases);
  g_assert_cmpuint (failed, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/liquid/golden", test_golden);
  return g_test_run ();
}
