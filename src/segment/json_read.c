/* SPDX-License-Identifier: Apache-2.0 */
/* The reading half of segment/json.h: groups and the small conditions here, fields and actions in
 * json_read_condition.c, members and places in json_reader.c. To add a kind of condition: a reader
 * and a row in types[]. */
#include "segment/json.h"

#include "base/error.h"
#include "base/i18n.h"
#include "segment/check.h"
#include "segment/json_reader.h"

#include <string.h>

/* Nesting of the JSON itself, before trees are flattened; groups in groups of one are harmless. */
#define JSON_DEPTH_MAX (2 * TP_SEGMENT_DEPTH_MAX)

static TpSegmentNode *
read_everyone (TpJsonReader *reader, const json_t *json)
{
  return tp_json_reader_check_object (reader, json, "type")
             ? tp_segment_node_new (TP_SEGMENT_EVERYONE)
             : NULL;
}

static TpSegmentNode *
read_segment (TpJsonReader *reader, const json_t *json)
{
  g_autoptr (TpSegmentNode) node = tp_segment_node_new (TP_SEGMENT_SEGMENT);
  if (!tp_json_reader_check_object (reader, json, "type id") ||
      !tp_json_reader_thing (reader, json, TP_SEGMENT_THING_SEGMENT, &node->segment_id))
    return NULL;
  return g_steal_pointer (&node);
}

static TpSegmentNode *
read_tag (TpJsonReader *reader, const json_t *json)
{
  g_autoptr (TpSegmentNode) node = tp_segment_node_new (TP_SEGMENT_TAG);
  if (!tp_json_reader_check_object (reader, json, "type id when") ||
      !tp_json_reader_thing (reader, json, TP_SEGMENT_THING_TAG, &node->tag.id) ||
      !tp_json_reader_when (reader, json, &node->tag.when))
    return NULL;
  return g_steal_pointer (&node);
}

static TpSegmentNode *
read_list (TpJsonReader *reader, const json_t *json)
{
  g_autoptr (TpSegmentNode) node = tp_segment_node_new (TP_SEGMENT_LIST);
  const char *state = NULL;
  if (!tp_json_reader_check_object (reader, json, "type id is") ||
      !tp_json_reader_thing (reader, json, TP_SEGMENT_THING_LIST, &node->list.id) ||
      !tp_json_reader_text (reader, json, "is", &state))
    return NULL;
  if (!tp_segment_list_state_find (state, &node->list.state)) {
    tp_json_reader_expected_in (reader, "is", _ ("'confirmed', 'unconfirmed' or 'unsubscribed'"));
    return NULL;
  }
  return g_steal_pointer (&node);
}

static TpSegmentNode *
read_permission (TpJsonReader *reader, const json_t *json)
{
  g_autoptr (TpSegmentNode) node = tp_segment_node_new (TP_SEGMENT_PERMISSION);
  g_autoptr (GError) error = NULL;
  const char *purpose = NULL, *state = NULL;
  if (!tp_json_reader_check_object (reader, json, "type purpose is") ||
      !tp_json_reader_text (reader, json, "purpose", &purpose) ||
      !tp_json_reader_text (reader, json, "is", &state))
    return NULL;
  if (!tp_segment_check_purpose (purpose, &node->permission.purpose, &error)) {
    tp_json_reader_fail_in (reader, "purpose", g_steal_pointer (&error));
    return NULL;
  }
  if (!tp_segment_permission_find (state, &node->permission.state)) {
    tp_json_reader_expected_in (reader, "is", _ ("'confirmed', 'unknown' or 'withdrawn'"));
    return NULL;
  }
  return g_steal_pointer (&node);
}

static TpSegmentNode *
read_within (TpJsonReader *reader, const json_t *json)
{
  g_autoptr (TpSegmentNode) node = tp_segment_node_new (TP_SEGMENT_WITHIN);
  const char *postcode = NULL, *country = NULL;
  gint64 km = 0;
  if (!tp_json_reader_check_object (reader, json, "type km postcode country") ||
      !tp_json_reader_count (reader, json, "km", 0, TP_SEGMENT_KM_MAX, &km) ||
      !tp_json_reader_text (reader, json, "postcode", &postcode) ||
      (json_object_get (json, "country") != NULL &&
       !tp_json_reader_text (reader, json, "country", &country)))
    return NULL;
  node->within.km = (guint)km;
  node->within.postcode = g_strdup (postcode);
  node->within.country = g_strdup (country);
  return g_steal_pointer (&node);
}

static const struct {
  const char *type;
  TpSegmentNode *(*read) (TpJsonReader *reader, const json_t *json);
} types[] = {
    {"everyone",   read_everyone        },
    {"segment",    read_segment         },
    {"tag",        read_tag             },
    {"list",       read_list            },
    {"permission", read_permission      },
    {"within",     read_within          },
    {"field",      tp_json_reader_field },
    {"action",     tp_json_reader_action},
};

static TpSegmentNode *
read_condition (TpJsonReader *reader, const json_t *json, const char *type)
{
  if (++reader->conditions > TP_SEGMENT_CONDITIONS_MAX) {
    tp_json_reader_fail (reader, g_error_new (TP_ERROR, TP_ERROR_LIMIT,
                                              _ ("too many conditions: at most %d"),
                                              TP_SEGMENT_CONDITIONS_MAX));
    return NULL;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].type, type) == 0)
      return types[i].read (reader, json);
  tp_json_reader_expected_in (reader, "type",
                              "and, or, not, everyone, segment, tag, list, permission, field, "
                              "within, action");
  return NULL;
}

static TpSegmentNode *read_node (TpJsonReader *reader, const json_t *json, guint depth);

static TpSegmentNode *
read_group (TpJsonReader *reader, const json_t *json, TpSegmentKind kind, guint depth)
{
  g_autoptr (TpSegmentNode) group = tp_segment_node_new (kind);
  if (!tp_json_reader_check_object (reader, json, "type of"))
    return NULL;
  const json_t *children = json_object_get (json, "of");
  gsize n = json_array_size (children);
  if (!json_is_array (children) || n == 0 || (kind == TP_SEGMENT_NOT && n != 1)) {
    tp_json_reader_expected_in (reader, "of",
                                kind == TP_SEGMENT_NOT ? _ ("an array of one node")
                                                       : _ ("an array of nodes, not empty"));
    return NULL;
  }
  gsize place = tp_json_reader_push (reader, "of");
  for (gsize i = 0; i < n; i++) {
    gsize element = tp_json_reader_push_index (reader, i);
    TpSegmentNode *child = read_node (reader, json_array_get (children, i), depth + 1);
    if (child == NULL)
      return NULL;
    tp_segment_node_add (group, child);
    tp_json_reader_pop (reader, element);
  }
  tp_json_reader_pop (reader, place);
  return tp_segment_node_simplify (g_steal_pointer (&group));
}

static TpSegmentNode *
read_node (TpJsonReader *reader, const json_t *json, guint depth)
{
  const char *type = NULL;
  if (depth > JSON_DEPTH_MAX) {
    tp_json_reader_fail (reader,
                         g_error_new (TP_ERROR, TP_ERROR_LIMIT,
                                      _ ("nested too deeply: at most %d levels"), JSON_DEPTH_MAX));
    return NULL;
  }
  if (!json_is_object (json)) {
    tp_json_reader_expected (reader, _ ("an object"));
    return NULL;
  }
  if (!tp_json_reader_text (reader, json, "type", &type))
    return NULL;
  if (strcmp (type, "and") == 0)
    return read_group (reader, json, TP_SEGMENT_AND, depth);
  if (strcmp (type, "or") == 0)
    return read_group (reader, json, TP_SEGMENT_OR, depth);
  if (strcmp (type, "not") == 0)
    return read_group (reader, json, TP_SEGMENT_NOT, depth);
  return read_condition (reader, json, type);
}

TpSegment *
tp_segment_from_json (const json_t *json, const TpSegmentNames *names, GError **error)
{
  TpJsonReader reader = {.names = names, .path = g_string_new (NULL), .error = error};
  TpSegmentNode *root = read_node (&reader, json, 1);
  g_string_free (reader.path, TRUE);
  return root == NULL ? NULL : tp_segment_new (root, error);
}

TpSegment *
tp_segment_parse_json (const char *text, gsize length, const TpSegmentNames *names, GError **error)
{
  json_error_t fault;
  if (length > TP_SEGMENT_JSON_MAX) {
    tp_error (error, TP_ERROR_LIMIT, _ ("the text is too long: at most %d bytes"),
              TP_SEGMENT_JSON_MAX);
    return NULL;
  }
  json_t *json = json_loadb (text, length, JSON_REJECT_DUPLICATES, &fault);
  if (json == NULL) {
    tp_error (error, TP_ERROR_INVALID, _ ("not JSON: %s (line %d, column %d)"), fault.text,
              fault.line, fault.column);
    return NULL;
  }
  TpSegment *segment = tp_segment_from_json (json, names, error);
  json_decref (json);
  return segment;
}
