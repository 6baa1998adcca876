/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON object: members by the same names as columns, those of "fields" too; tags, lists and
 * permissions as the export writes them, or as arrays of names, or as an object of states. */
#include "base/error.h"
#include "base/i18n.h"
#include "core/import_row.h"

#include <string.h>

/* Any value as text; NULL: an object or array. (transfer full) */
static char *
text_of (const json_t *value)
{
  switch (json_typeof (value)) {
  case JSON_STRING:
    return g_strdup (json_string_value (value));
  case JSON_TRUE:
    return g_strdup ("yes");
  case JSON_FALSE:
    return g_strdup ("no");
  case JSON_INTEGER:
  case JSON_REAL:
    return tp_json_text (value);
  default:
    return NULL;
  }
}

/* The member of an object in an array, or the value itself when it is a text. */
static const char *
name_of (const json_t *item, const char *member)
{
  return json_is_object (item) ? json_string_value (json_object_get (item, member))
                               : json_string_value (item);
}

static gboolean
take_item (TpImportRows *rows, TpImportRow *row, TpColumnKind kind, const json_t *item,
           GError **error)
{
  const char *name = name_of (item, kind == TP_COLUMN_PERMISSIONS ? "purpose" : "name");
  const char *state =
      json_is_object (item) ? json_string_value (json_object_get (item, "state")) : NULL;
  if (name == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("a name is missing among tags or lists"));
  if (kind == TP_COLUMN_TAGS)
    return tp_import_rows_add_tag (rows, row, name, error);
  if (kind == TP_COLUMN_LISTS)
    return tp_import_rows_add_list (rows, row, name, state, error);
  return tp_import_rows_add_permission (row, name, state, error);
}

static gboolean
take_items (TpImportRows *rows, TpImportRow *row, TpColumnKind kind, json_t *value, GError **error)
{
  size_t i;
  json_t *item;
  const char *key;
  json_array_foreach (value, i, item) if (!take_item (rows, row, kind, item, error)) return FALSE;
  if (!json_is_object (value))
    return TRUE;
  json_object_foreach (value, key, item)
  {
    const char *state = json_string_value (item);
    if (!(kind == TP_COLUMN_TAGS    ? tp_import_rows_add_tag (rows, row, key, error)
          : kind == TP_COLUMN_LISTS ? tp_import_rows_add_list (rows, row, key, state, error)
                                    : tp_import_rows_add_permission (row, key, state, error)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
take_field (TpImportRows *rows, const TpField *field, const json_t *value, GError **error)
{
  g_autofree char *text = tp_field_text_of_json (field, value, error);
  if (text == NULL)
    return FALSE;
  if (*text == '\0')
    return TRUE;
  tp_import_rows_add_text (rows, field, tp_import_rows_keep (rows, g_steal_pointer (&text)),
                           TP_NUMBER_POINT);
  return TRUE;
}

static gboolean take_members (TpImportRows *rows, TpImportRow *row, json_t *object, guint depth,
                              GError **error);

static gboolean
take_member (TpImportRows *rows, TpImportRow *row, const char *name, json_t *value, guint depth,
             GError **error)
{
  if (strcmp (name, "fields") == 0 && json_is_object (value) && depth == 0)
    return take_members (rows, row, value, 1, error);
  const TpImportColumn *column = tp_import_plan_member (rows->plan, name);
  if (column == NULL)
    return tp_error (error, TP_ERROR_LIMIT, _ ("the file has more than %d different members"),
                     TP_IMPORT_MEMBERS_MAX);
  if (json_is_null (value) || column->kind == TP_COLUMN_UNKNOWN ||
      column->kind == TP_COLUMN_IGNORED)
    return TRUE;
  if (column->kind == TP_COLUMN_FIELD)
    return take_field (rows, column->field, value, error);
  if (json_is_array (value) || json_is_object (value)) {
    if (column->kind == TP_COLUMN_ATTRIBUTES && json_is_object (value) && depth == 0)
      return take_members (rows, row, value, 1, error);
    if (column->kind == TP_COLUMN_TAGS || column->kind == TP_COLUMN_LISTS ||
        column->kind == TP_COLUMN_PERMISSIONS)
      return take_items (rows, row, column->kind, value, error);
    return tp_error (error, TP_ERROR_INVALID, _ ("%s: a text is expected"), name);
  }
  g_autofree char *text = text_of (value);
  if (*text == '\0')
    return TRUE;
  return tp_import_rows_take (rows, row, column,
                              tp_import_rows_keep (rows, g_steal_pointer (&text)), error);
}

static gboolean
take_members (TpImportRows *rows, TpImportRow *row, json_t *object, guint depth, GError **error)
{
  const char *name;
  json_t *value;
  json_object_foreach (object, name,
                       value) if (!take_member (rows, row, name, value, depth, error)) return FALSE;
  return TRUE;
}

gboolean
tp_import_rows_add_attributes (TpImportRows *rows, TpImportRow *row, const char *text,
                               GError **error)
{
  g_autoptr (json_t) object = tp_json_parse (text, strlen (text), error);
  if (object == NULL)
    return FALSE;
  if (!json_is_object (object))
    return tp_error (error, TP_ERROR_INVALID, _ ("the attributes are no JSON object"));
  return take_members (rows, row, object, 1, error);
}

static gboolean
take_object (TpImportRows *rows, TpImportRow *row, const TpNdjsonRow *json, GError **error)
{
  if (json->json == NULL)
    return tp_error (error, TP_ERROR_INVALID, "%s", json->fault->message);
  if (!json_is_object (json->json))
    return tp_error (error, TP_ERROR_INVALID, _ ("not a JSON object"));
  return take_members (rows, row, json->json, 0, error) && tp_import_rows_finish (rows, row, error);
}

TpImportRow *
tp_import_rows_of_json (TpImportRows *rows, const TpNdjsonRow *json)
{
  g_autoptr (GError) error = NULL;
  TpImportRow *row = g_new0 (TpImportRow, 1);
  row->line = json->line;
  row->cells = g_malloc (2 * sizeof (char *) + json->length + 1);
  row->cells[0] = (char *)(row->cells + 2);
  memcpy (row->cells[0], json->text, json->length + 1);
  row->cells[1] = NULL;
  tp_import_rows_start (rows);
  if (!take_object (rows, row, json, &error))
    row->refusal = g_strdup (error->message);
  return row;
}
