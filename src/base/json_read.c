/* SPDX-License-Identifier: Apache-2.0 */
/* Two steps: tp_json_get finds a member and makes a node of it; a reader of one type judges a node.
 * To add a type: a reader tp_json_x and a tp_json_get_x in the same form as the others. */
#include "base/json_read.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/quote.h"
#include "base/time.h"

#include <string.h>

static void
append_path (GString *out, const TpJsonNode *node)
{
  if (node->parent != NULL)
    append_path (out, node->parent);
  if (node->name != NULL) {
    if (out->len > 0)
      g_string_append_c (out, '.');
    g_string_append (out, node->name);
  } else if (node->parent != NULL) {
    g_string_append_printf (out, "[%zu]", node->index);
  }
}

char *
tp_json_path (const TpJsonNode *node)
{
  GString *out = g_string_new (NULL);
  append_path (out, node);
  return g_string_free (out, FALSE);
}

gboolean
tp_json_fault (const TpJsonNode *node, GError **error, const char *format, ...)
{
  if (error == NULL)
    return FALSE;
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *path = tp_json_path (node);
  return *path == '\0' ? tp_error (error, TP_ERROR_INVALID, "%s", message)
                       : tp_error (error, TP_ERROR_INVALID, "%s: %s", path, message);
}

static gboolean
is_a (const TpJsonNode *node, json_type type)
{
  return node->json != NULL && json_typeof (node->json) == type;
}

gboolean
tp_json_root (json_t *json, const char *name, TpJsonNode *out_node, GError **error)
{
  *out_node = (TpJsonNode){.json = json, .name = name};
  return tp_json_object (out_node, error);
}

gboolean
tp_json_only (const TpJsonNode *object, const char *const *names, GError **error)
{
  const char *key;
  json_t *value;
  json_object_foreach (object->json, key, value) if (!g_strv_contains (names, key))
  {
    g_autofree char *shown = tp_quote (key);
    return tp_json_fault (object, error, _ ("the member '%s' is not known here"), shown);
  }
  return TRUE;
}

gboolean
tp_json_is_null (const TpJsonNode *object, const char *name)
{
  return json_is_null (json_object_get (object->json, name));
}

static gboolean
is_empty (const json_t *json)
{
  return (json_is_string (json) && json_string_length (json) == 0) ||
         (json_is_array (json) && json_array_size (json) == 0);
}

gboolean
tp_json_get (const TpJsonNode *object, const char *name, TpJsonPresence presence,
             TpJsonNode *out_node, GError **error)
{
  json_t *json = json_object_get (object->json, name);
  *out_node = (TpJsonNode){
      .json = json_is_null (json) ? NULL : json,
      .parent = object,
      .name = name,
  };
  if (out_node->json == NULL && presence != TP_JSON_OPTIONAL)
    return tp_json_fault (out_node, error, _ ("is missing"));
  if (presence == TP_JSON_NOT_EMPTY && is_empty (json))
    return tp_json_fault (out_node, error, _ ("must not be empty"));
  return TRUE;
}

gboolean
tp_json_string (const TpJsonNode *node, gsize max_length, const char **out_text, GError **error)
{
  if (!is_a (node, JSON_STRING))
    return tp_json_fault (node, error, _ ("not a text"));
  const char *text = json_string_value (node->json);
  if (json_string_length (node->json) > max_length && (gsize)g_utf8_strlen (text, -1) > max_length)
    return tp_json_fault (node, error, _ ("longer than %zu characters"), max_length);
  *out_text = text;
  return TRUE;
}

gboolean
tp_json_int64 (const TpJsonNode *node, gint64 min, gint64 max, gint64 *out_value, GError **error)
{
  if (!is_a (node, JSON_INTEGER))
    return tp_json_fault (node, error, _ ("not a whole number"));
  gint64 value = json_integer_value (node->json);
  if (value < min || value > max)
    return tp_json_fault (node, error, _ ("'%lld' is not between %lld and %lld"), (long long)value,
                          (long long)min, (long long)max);
  *out_value = value;
  return TRUE;
}

gboolean
tp_json_number (const TpJsonNode *node, double min, double max, double *out_value, GError **error)
{
  if (!json_is_number (node->json))
    return tp_json_fault (node, error, _ ("not a number"));
  double value = json_number_value (node->json);
  if (!(value >= min && value <= max))
    return tp_json_fault (node, error, _ ("'%g' is not between %g and %g"), value, min, max);
  *out_value = value;
  return TRUE;
}

gboolean
tp_json_bool (const TpJsonNode *node, gboolean *out_value, GError **error)
{
  if (!json_is_boolean (node->json))
    return tp_json_fault (node, error, _ ("neither true nor false"));
  *out_value = json_is_true (node->json);
  return TRUE;
}

gboolean
tp_json_object (const TpJsonNode *node, GError **error)
{
  return is_a (node, JSON_OBJECT) || tp_json_fault (node, error, _ ("not an object"));
}

gboolean
tp_json_array (const TpJsonNode *node, gsize max_length, GError **error)
{
  if (!is_a (node, JSON_ARRAY))
    return tp_json_fault (node, error, _ ("not an array"));
  return json_array_size (node->json) <= max_length ||
         tp_json_fault (node, error, _ ("more than %zu items"), max_length);
}

gboolean
tp_json_get_string (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                    gsize max_length, const char **out_text, GError **error)
{
  TpJsonNode node;
  return tp_json_get (object, name, presence, &node, error) &&
         (node.json == NULL || tp_json_string (&node, max_length, out_text, error));
}

gboolean
tp_json_get_int64 (const TpJsonNode *object, const char *name, TpJsonPresence presence, gint64 min,
                   gint64 max, gint64 *out_value, GError **error)
{
  TpJsonNode node;
  return tp_json_get (object, name, presence, &node, error) &&
         (node.json == NULL || tp_json_int64 (&node, min, max, out_value, error));
}

gboolean
tp_json_get_number (const TpJsonNode *object, const char *name, TpJsonPresence presence, double min,
                    double max, double *out_value, GError **error)
{
  TpJsonNode node;
  return tp_json_get (object, name, presence, &node, error) &&
         (node.json == NULL || tp_json_number (&node, min, max, out_value, error));
}

gboolean
tp_json_get_bool (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                  gboolean *out_value, GError **error)
{
  TpJsonNode node;
  return tp_json_get (object, name, presence, &node, error) &&
         (node.json == NULL || tp_json_bool (&node, out_value, error));
}

gboolean
tp_json_get_choice (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                    const char *const *choices, int *out_index, GError **error)
{
  TpJsonNode node;
  const char *text = NULL;
  if (!tp_json_get (object, name, presence, &node, error))
    return FALSE;
  if (node.json == NULL)
    return TRUE;
  if (!tp_json_string (&node, G_MAXSIZE, &text, error))
    return FALSE;
  for (int i = 0; choices[i] != NULL; i++)
    if (strcmp (choices[i], text) == 0) {
      *out_index = i;
      return TRUE;
    }
  g_autofree char *all = g_strjoinv (", ", (char **)choices);
  return tp_json_fault (&node, error, _ ("not one of: %s"), all);
}

gboolean
tp_json_get_date (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                  const char **out_date, GError **error)
{
  TpJsonNode node;
  const char *text = NULL;
  int year, month, day;
  if (!tp_json_get (object, name, presence, &node, error))
    return FALSE;
  if (node.json == NULL)
    return TRUE;
  if (!tp_json_string (&node, G_MAXSIZE, &text, error))
    return FALSE;
  if (!tp_date_parse (text, &year, &month, &day))
    return tp_json_fault (&node, error, _ ("not a date such as 2026-01-31"));
  *out_date = text;
  return TRUE;
}

gboolean
tp_json_get_time (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                  gint64 *out_at, GError **error)
{
  TpJsonNode node;
  const char *text = NULL;
  if (!tp_json_get (object, name, presence, &node, error))
    return FALSE;
  if (node.json == NULL)
    return TRUE;
  if (!tp_json_string (&node, G_MAXSIZE, &text, error))
    return FALSE;
  return tp_time_parse_rfc3339 (text, out_at, NULL) ||
         tp_json_fault (&node, error, _ ("not a time such as 2026-01-31T14:05:00Z"));
}

gboolean
tp_json_get_object (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                    TpJsonNode *out_node, GError **error)
{
  return tp_json_get (object, name, presence, out_node, error) &&
         (out_node->json == NULL || tp_json_object (out_node, error));
}

gboolean
tp_json_get_array (const TpJsonNode *object, const char *name, TpJsonPresence presence,
                   gsize max_length, TpJsonNode *out_node, GError **error)
{
  return tp_json_get (object, name, presence, out_node, error) &&
         (out_node->json == NULL || tp_json_array (out_node, max_length, error));
}

gsize
tp_json_length (const TpJsonNode *array)
{
  return json_array_size (array->json);
}

TpJsonNode
tp_json_item (const TpJsonNode *array, gsize i)
{
  g_assert (i < json_array_size (array->json));
  return (TpJsonNode){.json = json_array_get (array->json, i), .parent = array, .index = i};
}
