/* SPDX-License-Identifier: Apache-2.0 */
#include "core/field.h"

#include "api/api.h"
#include "api/resources.h"
#include "base/error.h"
#include "base/i18n.h"
#include "core/contact_json.h"

static gboolean
list_fields (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  g_autoptr (TpFields) fields =
      conn != NULL ? tp_fields_load (tp_api_account (api), conn, error) : NULL;
  if (fields == NULL)
    return FALSE;
  json_t *items = json_array ();
  for (guint i = 0; i < tp_fields_length (fields); i++)
    json_array_append_new (
        items, tp_field_description_json (tp_api_account (api), tp_fields_nth (fields, i)));
  tp_api_list (response, "fields", items, NULL);
  return TRUE;
}

/* Fills the response with the field as the change leaves it, and commits. */
static gboolean
answer_and_commit (TpApi *api, TpRequest *request, TpResponse *response, TpChange **change,
                   gint64 id, GError **error)
{
  g_autoptr (TpFields) fields =
      tp_fields_load (tp_api_account (api), tp_change_conn (*change), error);
  const TpField *field = fields != NULL ? tp_fields_custom (fields, id) : NULL;
  if (field == NULL)
    return FALSE;
  tp_response_json (response, tp_field_description_json (tp_api_account (api), field));
  return tp_api_commit (api, request, response, change, error);
}

/* The member "choices", borrowed from the body, ended by NULL; *out_choices NULL: not given.
 * (transfer container) */
static gboolean
read_choices (const TpJsonNode *body, const char ***out_choices, GError **error)
{
  TpJsonNode list;
  *out_choices = NULL;
  if (!tp_json_get_array (body, "choices", TP_JSON_OPTIONAL, TP_FIELD_CHOICES_MAX, &list, error))
    return FALSE;
  if (list.json == NULL)
    return TRUE;
  g_autofree const char **choices = g_new0 (const char *, tp_json_length (&list) + 1);
  for (gsize i = 0; i < tp_json_length (&list); i++) {
    TpJsonNode item = tp_json_item (&list, i);
    if (!tp_json_string (&item, TP_FIELD_CHOICE_MAX, &choices[i], error))
      return FALSE;
  }
  *out_choices = g_steal_pointer (&choices);
  return TRUE;
}

static gboolean
add_field (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"name", "type", "several", "anniversary", "choices", NULL};
  TpJsonNode body;
  TpFieldSpec spec = {0};
  const char *type = NULL;
  gint64 id = 0;
  g_autofree const char **choices = NULL;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "name", TP_JSON_NOT_EMPTY, 200, &spec.name, error) ||
      !tp_json_get_string (&body, "type", TP_JSON_NOT_EMPTY, 20, &type, error) ||
      !tp_json_get_bool (&body, "several", TP_JSON_OPTIONAL, &spec.several, error) ||
      !tp_json_get_bool (&body, "anniversary", TP_JSON_OPTIONAL, &spec.anniversary, error) ||
      !read_choices (&body, &choices, error))
    return FALSE;
  if (!tp_field_type_find (type, &spec.type))
    return tp_error (error, TP_ERROR_INVALID, _ ("type: there is no type '%s'"), type);
  spec.choices = choices;
  g_autoptr (TpChange) change = tp_api_begin (app, request, error);
  return change != NULL && tp_field_add (change, &spec, &id, error) &&
         answer_and_commit (app, request, response, &change, id, error);
}

static gboolean
change_field (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  static const char *const known[] = {"name", "choices", NULL};
  TpJsonNode body;
  const char *name = NULL;
  gint64 id = 0;
  g_autofree const char **choices = NULL;
  if (!tp_api_id (app, request, "id", TP_THING_FIELD, &id, error) ||
      !tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "name", TP_JSON_OPTIONAL, 200, &name, error) ||
      !read_choices (&body, &choices, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (app, request, error);
  return change != NULL && (name == NULL || tp_field_rename (change, id, name, error)) &&
         (choices == NULL || tp_field_set_choices (change, id, choices, error)) &&
         answer_and_commit (app, request, response, &change, id, error);
}

static gboolean
archive_field (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  gint64 id = 0;
  if (!tp_api_id (app, request, "id", TP_THING_FIELD, &id, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (app, request, error);
  return change != NULL && tp_field_archive (change, id, error) &&
         answer_and_commit (app, request, response, &change, id, error);
}

/* clang-format off */
static const TpSchema schemas[] = {
    {"Field",
     "{\"type\":\"object\",\"required\":[\"id\",\"name\",\"type\",\"several\",\"anniversary\","
     "\"derived\",\"built_in\",\"choices\",\"archived\"],\"properties\":{\"id\":{\"type\":["
     "\"string\",\"null\"],\"description\":\"null: built in\"},\"name\":{\"type\":\"string\"},"
     "\"type\":{\"type\":\"string\",\"enum\":[\"text\",\"number\",\"money\",\"date\",\"time\","
     "\"yes_no\",\"choice\",\"link\"]},\"several\":{\"type\":\"boolean\"},\"anniversary\":{"
     "\"type\":\"boolean\"},\"derived\":{\"type\":\"boolean\"},\"built_in\":{\"type\":\"boolean\"}"
     ",\"choices\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},\"archived\":{\"type\":"
     "\"boolean\"}}}"},
    {"FieldList", TP_API_LIST_SCHEMA ("fields", "Field")},
    {"FieldInput",
     "{\"type\":\"object\",\"required\":[\"name\",\"type\"],\"additionalProperties\":false,"
     "\"properties\":{\"name\":{\"type\":\"string\"},\"type\":{\"type\":\"string\",\"enum\":["
     "\"text\",\"number\",\"money\",\"date\",\"yes_no\",\"choice\",\"link\"]},\"several\":{"
     "\"type\":\"boolean\"},\"anniversary\":{\"type\":\"boolean\"},\"choices\":{\"type\":\"array\","
     "\"items\":{\"type\":\"string\"}}}}"},
    {"FieldChange",
     "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"name\":{\"type\":"
     "\"string\"},\"choices\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}"},
};
/* clang-format on */

static const TpRoute routes[] = {
    {"GET",                            "/api/v1/fields", "contacts:read",  0,                   list_fields,    "fields",
     N_ ("all fields of contacts, built-in ones first"),                                                                                                                                                   .response_schema = "FieldList"  },
    {"POST",                           "/api/v1/fields", "contacts:write", TP_ROUTE_IDEMPOTENT, add_field,      "fields",
     N_ ("make a field"),                                                                                                                                                                                  .request_schema = "FieldInput",   .status = 201,
     .response_schema = "Field"},
    {"PATCH",       "/api/v1/fields/{id}",                       "contacts:write",                                 TP_ROUTE_IDEMPOTENT,                         change_field, "fields",
     N_ ("rename a field, or set its choices"), .request_schema = "FieldChange",
     .response_schema = "Field"},
    {"DELETE", "/api/v1/fields/{id}",                         "contacts:write",                                         TP_ROUTE_IDEMPOTENT,                                                     archive_field,
     "fields",                                                         N_ ("put a field aside; its values are kept"),                                  .response_schema = "Field"},
};

const TpApiResource tp_api_field = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
