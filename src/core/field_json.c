/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "base/i18n.h"
#include "core/field.h"

#include <string.h>

#define NUMBER_TEXT 40

static gboolean
append_json (GString *text, const TpField *field, const json_t *json, GError **error)
{
  switch (json_typeof (json)) {
  case JSON_NULL:
    return TRUE;
  case JSON_TRUE:
  case JSON_FALSE:
    g_string_append (text, json_is_true (json) ? "yes" : "no");
    return TRUE;
  case JSON_STRING:
    g_string_append (text, json_string_value (json));
    return TRUE;
  case JSON_INTEGER:
    g_string_append_printf (text, "%" JSON_INTEGER_FORMAT, json_integer_value (json));
    return TRUE;
  case JSON_REAL: {
    char number[NUMBER_TEXT];
    g_ascii_formatd (number, sizeof number, "%.6f", json_real_value (json));
    g_string_append (text, number);
    return TRUE;
  }
  default:
    return tp_error (error, TP_ERROR_INVALID, _ ("%s: an object is not a value"), field->name);
  }
}

char *
tp_field_text_of_json (const TpField *field, const json_t *json, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (!json_is_array (json))
    return append_json (text, field, json, error) ? g_string_free (g_steal_pointer (&text), FALSE)
                                                  : NULL;
  if (!field->kind.several && json_array_size (json) > 1) {
    tp_error (error, TP_ERROR_INVALID, _ ("%s: it takes one value only"), field->name);
    return NULL;
  }
  for (gsize i = 0; i < json_array_size (json); i++) {
    const json_t *item = json_array_get (json, i);
    if (i > 0)
      g_string_append_c (text, '\n');
    if (json_is_array (item) || text->len > TP_FIELD_STORED_MAX) {
      tp_error (error, TP_ERROR_INVALID, _ ("%s: not a list of values"), field->name);
      return NULL;
    }
    if (!append_json (text, field, item, error))
      return NULL;
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static json_t *
value_to_json (const TpField *field, const char *value, gsize length)
{
  g_autofree char *text = g_strndup (value, length);
  if (field->kind.type == TP_SEGMENT_YES_NO)
    return json_boolean (strcmp (text, "yes") == 0);
  if (field->kind.type != TP_SEGMENT_NUMBER)
    return json_string (text);
  return strchr (text, '.') == NULL && length < 18 ? json_integer (g_ascii_strtoll (text, NULL, 10))
                                                   : json_real (g_ascii_strtod (text, NULL));
}

json_t *
tp_field_to_json (const TpField *field, const char *stored)
{
  if (stored == NULL)
    return json_null ();
  if (strchr (stored, '\n') == NULL)
    return value_to_json (field, stored, strlen (stored));
  json_t *values = json_array ();
  for (const char *at = stored; at != NULL;) {
    gsize length = strcspn (at, "\n");
    json_array_append_new (values, value_to_json (field, at, length));
    at = at[length] != '\0' ? at + length + 1 : NULL;
  }
  return values;
}
