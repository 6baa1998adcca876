/* SPDX-License-Identifier: Apache-2.0 */
/* The document is built from small objects, one function each, in the order of OpenAPI 3.1:
 * document, path item, operation, parameter, body, response. References are checked while the
 * operations are made, and those inside schemas afterwards. */
#include "http/openapi.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/json.h"
#include "http/pattern.h"

#define REF_PREFIX "#/components/schemas/"

static const char problem_schema[] =
    "{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"detail\",\"code\"],"
    "\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
    "\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\"},"
    "\"code\":{\"type\":\"string\",\"description\":\"a word for programs\"},"
    "\"field\":{\"type\":\"string\",\"description\":\"the member or parameter that is wrong\"},"
    "\"position\":{\"type\":\"integer\",\"description\":\"the byte in a text where it is wrong\"},"
    "\"request_id\":{\"type\":\"string\"}}}";

static json_t *
schema_ref (const char *name)
{
  g_autofree char *ref = g_strconcat (REF_PREFIX, name, NULL);
  return json_pack ("{s:s}", "$ref", ref);
}

static json_t *
split_choices (const char *choices)
{
  g_auto (GStrv) parts = g_strsplit (choices, "|", -1);
  json_t *list = json_array ();
  for (guint i = 0; parts[i] != NULL; i++)
    json_array_append_new (list, json_string (parts[i]));
  return list;
}

static json_t *
fallback_of (const TpQueryParam *param)
{
  if (param->type == TP_QUERY_INT)
    return json_integer (g_ascii_strtoll (param->fallback, NULL, 10));
  if (param->type == TP_QUERY_BOOL)
    return json_boolean (strchr ("ty1", param->fallback[0]) != NULL);
  return json_string (param->fallback);
}

static json_t *
schema_of (const TpQueryParam *param)
{
  json_t *schema = NULL;
  switch (param->type) {
  case TP_QUERY_INT:
    schema = json_pack ("{s:s, s:I, s:I}", "type", "integer", "minimum", (json_int_t)param->min,
                        "maximum", (json_int_t)param->max);
    break;
  case TP_QUERY_BOOL:
    schema = json_pack ("{s:s}", "type", "boolean");
    break;
  case TP_QUERY_CHOICE:
    schema = json_pack ("{s:s, s:o}", "type", "string", "enum", split_choices (param->choices));
    break;
  case TP_QUERY_TEXT:
    schema = json_pack ("{s:s}", "type", "string");
    break;
  }
  if (param->fallback != NULL)
    json_object_set_new (schema, "default", fallback_of (param));
  return schema;
}

static json_t *
parameter (const char *name, const char *place, const char *help, gboolean required, json_t *schema)
{
  json_t *object = json_pack ("{s:s, s:s, s:b, s:o}", "name", name, "in", place, "required",
                              (int)required, "schema", schema);
  if (help != NULL)
    json_object_set_new (object, "description", json_string (help));
  return object;
}

static json_t *
parameters_of (const TpRoute *route, const TpPattern *pattern)
{
  json_t *list = json_array ();
  for (guint i = 0; i < pattern->length; i++)
    if (pattern->segments[i].kind != TP_SEGMENT_LITERAL)
      json_array_append_new (list, parameter (pattern->segments[i].text, "path", NULL, TRUE,
                                              json_pack ("{s:s}", "type", "string")));
  for (const TpQueryParam *param = route->query; param != NULL && param->name != NULL; param++)
    json_array_append_new (
        list, parameter (param->name, "query", param->help, param->required, schema_of (param)));
  if (route->flags & TP_ROUTE_IDEMPOTENT)
    json_array_append_new (
        list, parameter ("Idempotency-Key", "header",
                         "the same key gives the same answer and does nothing again", FALSE,
                         json_pack ("{s:s, s:i}", "type", "string", "maxLength", 255)));
  return list;
}

static json_t *
content_of (const char *types, const char *schema)
{
  json_t *content = json_object ();
  g_auto (GStrv) list = g_strsplit (types, "|", -1);
  for (guint i = 0; list[i] != NULL; i++)
    json_object_set_new (content, strcmp (list[i], "*") == 0 ? "*/*" : list[i],
                         schema != NULL ? json_pack ("{s:o}", "schema", schema_ref (schema))
                                        : json_object ());
  return content;
}

static json_t *
responses_of (const TpRoute *route)
{
  json_t *success = json_pack ("{s:s}", "description", "done");
  const char *type = route->response_type;
  if (type == NULL && route->response_schema != NULL)
    type = "application/json";
  if (type != NULL)
    json_object_set_new (success, "content", content_of (type, route->response_schema));
  char status[8];
  g_snprintf (status, sizeof status, "%u", route->status != 0 ? route->status : 200);
  return json_pack ("{s:o, s:{s:s, s:o}}", status, success, "default", "description", "a problem",
                    "content", content_of ("application/problem+json", "Problem"));
}

static json_t *
operation_of (const TpRoute *route, const TpPattern *pattern)
{
  json_t *operation =
      json_pack ("{s:[s], s:s, s:o, s:o}", "tags", route->tag, "summary", route->summary,
                 "parameters", parameters_of (route, pattern), "responses", responses_of (route));
  if (route->request_schema != NULL || route->request_type != NULL) {
    const char *types = route->request_type != NULL ? route->request_type : "application/json";
    json_object_set_new (operation, "requestBody",
                         json_pack ("{s:b, s:o}", "required", 1, "content",
                                    content_of (types, route->request_schema)));
  }
  if (route->flags & TP_ROUTE_PUBLIC)
    json_object_set_new (operation, "security", json_array ());
  if (route->permission != NULL)
    json_object_set_new (operation, "x-permission", json_string (route->permission));
  return operation;
}

/* "/files/{path*}" is "/files/{path}" in the document. */
static char *
document_path (const TpPattern *pattern)
{
  GString *path = g_string_new (NULL);
  for (guint i = 0; i < pattern->length; i++) {
    gboolean is_literal = pattern->segments[i].kind == TP_SEGMENT_LITERAL;
    g_string_append_printf (path, is_literal ? "/%s" : "/{%s}", pattern->segments[i].text);
  }
  return g_string_free (path, FALSE);
}

static gboolean
check_schema_name (json_t *schemas, const TpRoute *route, const char *name, GError **error)
{
  if (name == NULL || json_object_get (schemas, name) != NULL)
    return TRUE;
  return tp_error (error, TP_ERROR_INTERNAL,
                   "route '%s %s' names the schema '%s', which is missing", route->method,
                   route->path, name);
}

static gboolean
add_operation (json_t *paths, json_t *schemas, const TpRoute *route, GError **error)
{
  if (!check_schema_name (schemas, route, route->request_schema, error) ||
      !check_schema_name (schemas, route, route->response_schema, error))
    return FALSE;
  TpPattern pattern;
  if (!tp_pattern_parse (route->path, &pattern, error))
    return FALSE;
  g_autofree char *path = document_path (&pattern);
  g_autofree char *method = g_ascii_strdown (route->method, -1);
  json_t *item = json_object_get (paths, path);
  if (item == NULL) {
    item = json_object ();
    json_object_set_new (paths, path, item);
  }
  json_object_set_new (item, method, operation_of (route, &pattern));
  tp_pattern_clear (&pattern);
  return TRUE;
}

static gboolean
add_schema (json_t *schemas, const char *name, const char *text, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (json_t) schema = tp_json_parse (text, strlen (text), &fault);
  if (schema == NULL)
    return tp_error (error, TP_ERROR_INTERNAL, "schema '%s': %s", name, fault->message);
  if (json_object_get (schemas, name) != NULL)
    return tp_error (error, TP_ERROR_INTERNAL, "schema '%s' is there twice", name);
  json_object_set (schemas, name, schema);
  return TRUE;
}

/* Every "$ref" below value must name a schema. Schemas are ours and shallow. */
static gboolean
check_refs (json_t *schemas, const char *owner, json_t *value, GError **error)
{
  const char *key;
  json_t *member;
  gsize index;
  json_array_foreach (value, index,
                      member) if (!check_refs (schemas, owner, member, error)) return FALSE;
  json_object_foreach (value, key, member)
  {
    const char *ref = strcmp (key, "$ref") == 0 ? json_string_value (member) : NULL;
    if (ref != NULL && (!g_str_has_prefix (ref, REF_PREFIX) ||
                        json_object_get (schemas, ref + strlen (REF_PREFIX)) == NULL))
      return tp_error (error, TP_ERROR_INTERNAL, "schema '%s' refers to '%s', which is missing",
                       owner, ref);
    if (!check_refs (schemas, owner, member, error))
      return FALSE;
  }
  return TRUE;
}

static json_t *
build_schemas (const TpSchemaTable *tables, gsize length, GError **error)
{
  g_autoptr (json_t) schemas = json_object ();
  if (!add_schema (schemas, "Problem", problem_schema, error))
    return NULL;
  for (gsize i = 0; i < length; i++)
    for (gsize j = 0; j < tables[i].length; j++)
      if (!add_schema (schemas, tables[i].schemas[j].name, tables[i].schemas[j].json, error))
        return NULL;
  const char *name;
  json_t *schema;
  json_object_foreach (schemas, name, schema)
  {
    if (!check_refs (schemas, name, schema, error))
      return NULL;
  }
  return g_steal_pointer (&schemas);
}

json_t *
tp_openapi_build (const TpRouter *router, const TpSchemaTable *tables, gsize length,
                  const char *title, const char *version, GError **error)
{
  g_autoptr (json_t) schemas = build_schemas (tables, length, error);
  g_autoptr (json_t) paths = json_object ();
  if (schemas == NULL)
    return NULL;
  for (gsize i = 0; i < tp_router_length (router); i++) {
    const TpRoute *route = tp_router_get (router, i);
    if (!(route->flags & TP_ROUTE_HIDDEN) && !add_operation (paths, schemas, route, error))
      return NULL;
  }
  return json_pack (
      "{s:s, s:{s:s, s:s}, s:O, s:{s:O, s:{s:{s:s, s:s}, s:{s:s, s:s, s:s}}}, s:[{s:[]}, {s:[]}]}",
      "openapi", "3.1.0", "info", "title", title, "version", version, "paths", paths, "components",
      "schemas", schemas, "securitySchemes", "bearer", "type", "http", "scheme", "bearer",
      "session", "type", "apiKey", "in", "cookie", "name", "__Host-session", "security", "bearer",
      "session");
}
