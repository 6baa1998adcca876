/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/json.h"

/* Reads jansson's own structures; nothing is copied. */

static gboolean
find_member (gconstpointer self, const char *name, gsize length, TpArena *arena, TpValue *out)
{
  const json_t *found = json_object_getn (self, name, length);

  if (found == NULL)
    return FALSE;
  *out = tp_value_json (found);
  return TRUE;
}

static gsize
object_size (gconstpointer self)
{
  return json_object_size (self);
}

static void
list_members (gconstpointer self, TpArena *arena, TpValue *out_names, TpValue *out_values)
{
  json_t *object = (json_t *)self;
  gsize i = 0;

  for (void *member = json_object_iter (object); member != NULL;
       member = json_object_iter_next (object, member), i++) {
    out_names[i] =
        tp_value_string (json_object_iter_key (member), (gssize)json_object_iter_key_len (member));
    out_values[i] = tp_value_json (json_object_iter_value (member));
  }
}

static gsize
array_size (gconstpointer self)
{
  return json_array_size (self);
}

static void
array_at (gconstpointer self, gsize index, TpArena *arena, TpValue *out)
{
  *out = tp_value_json (json_array_get (self, index));
}

static const TpValueClass object_class = {
    .find = find_member, .size = object_size, .list = list_members};
static const TpValueClass array_class = {.size = array_size, .at = array_at};

TpValue
tp_value_json (const json_t *json)
{
  if (json == NULL)
    return tp_value_nil ();
  switch (json_typeof (json)) {
  case JSON_OBJECT:
    return tp_value_object (&object_class, json);
  case JSON_ARRAY:
    return tp_value_lazy_array (&array_class, json);
  case JSON_STRING:
    return tp_value_string (json_string_value (json), (gssize)json_string_length (json));
  case JSON_INTEGER:
    return tp_value_integer (json_integer_value (json));
  case JSON_REAL:
    return tp_value_decimal (json_real_value (json));
  case JSON_TRUE:
  case JSON_FALSE:
    return tp_value_boolean (json_is_true (json));
  default:
    return tp_value_nil ();
  }
}
