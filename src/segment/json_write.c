/* SPDX-License-Identifier: Apache-2.0 */
/* The writing half of segment/json.h: one writer per kind of node. Members come in the order of the
 * contract, so that equal trees give equal bytes. */
#include "segment/json.h"

#include "segment/day.h"
#include "segment/number.h"

static json_t *
make_object (const char *type)
{
  json_t *object = json_object ();
  json_object_set_new (object, "type", json_string (type));
  return object;
}

static void
set_text (json_t *object, const char *key, const char *text)
{
  json_object_set_new (object, key, json_string (text));
}

static void
set_id (json_t *object, const char *key, const char *prefix, const TpSegmentNames *names,
        TpSegmentThing thing, gint64 id)
{
  g_autofree char *public_id = names->public_id (names->data, thing, id);
  g_autofree char *text = g_strconcat (prefix, public_id, NULL);
  set_text (object, key, text);
}

static void
set_day (json_t *object, const char *key, gint32 day)
{
  char text[TP_DAY_TEXT];
  tp_day_format (day, text);
  set_text (object, key, text);
}

static void
set_number (json_t *object, const char *key, gint64 scaled)
{
  g_autoptr (GString) text = g_string_new (NULL);
  tp_segment_number_append (text, scaled);
  set_text (object, key, text->str);
}

static void
set_span (json_t *object, gint64 n, TpSegmentUnit unit)
{
  json_object_set_new (object, "n", json_integer (n));
  set_text (object, "unit", tp_segment_unit_name (unit));
}

static void
set_when (json_t *object, const TpSegmentWhen *when)
{
  static const char *const kinds[] = {
      [TP_SEGMENT_WHEN_LAST] = "last",       [TP_SEGMENT_WHEN_MORE_THAN] = "more than",
      [TP_SEGMENT_WHEN_BEFORE] = "before",   [TP_SEGMENT_WHEN_SINCE] = "since",
      [TP_SEGMENT_WHEN_BETWEEN] = "between",
  };
  if (when->kind == TP_SEGMENT_WHEN_ALWAYS)
    return;
  json_t *json = json_object ();
  set_text (json, "kind", kinds[when->kind]);
  if (when->kind == TP_SEGMENT_WHEN_LAST || when->kind == TP_SEGMENT_WHEN_MORE_THAN)
    set_span (json, when->span.n, when->span.unit);
  else
    set_day (json, "from", when->day);
  if (when->kind == TP_SEGMENT_WHEN_BETWEEN)
    set_day (json, "to", when->last_day);
  json_object_set_new (object, "when", json);
}

static json_t *
write_value (const TpSegmentValue *value)
{
  json_t *json = json_object ();
  switch (value->kind) {
  case TP_SEGMENT_VALUE_TEXT:
    set_text (json, "text", value->text);
    break;
  case TP_SEGMENT_VALUE_NUMBER:
    set_number (json, "number", value->number);
    break;
  case TP_SEGMENT_VALUE_DATE:
    set_day (json, "date", (gint32)value->number);
    break;
  case TP_SEGMENT_VALUE_YES_NO:
    json_object_set_new (json, "yes", json_boolean (value->number != 0));
    break;
  case TP_SEGMENT_VALUE_TODAY: {
    json_t *span = json_object ();
    set_span (span, value->back ? -(gint64)value->span.n : (gint64)value->span.n, value->span.unit);
    json_object_set_new (json, "today", span);
    break;
  }
  }
  return json;
}

static json_t *
write_field (const TpSegmentNode *node, const TpSegmentNames *names)
{
  json_t *json = make_object ("field");
  const TpSegmentField *field = &node->field.field;
  TpSegmentOperator op = node->field.op;
  if (field->builtin != TP_SEGMENT_CUSTOM)
    set_text (json, "field", tp_segment_field_name (field->builtin));
  else
    set_id (json, "field", "#", names, TP_SEGMENT_THING_FIELD, field->id);
  set_text (json, "op", tp_segment_operator_name (op));
  if (node->field.n_values > 0) {
    json_t *values = json_array ();
    for (guint i = 0; i < node->field.n_values; i++)
      json_array_append_new (values, write_value (&node->field.values[i]));
    json_object_set_new (json, "values", values);
  } else if (op == TP_SEGMENT_IN_THE_NEXT || op == TP_SEGMENT_IN_THE_LAST) {
    json_t *span = json_object ();
    set_span (span, node->field.span.n, node->field.span.unit);
    json_object_set_new (json, "span", span);
  } else if (op == TP_SEGMENT_IN_TOP || op == TP_SEGMENT_IN_BOTTOM) {
    json_object_set_new (json, "percent", json_integer (node->field.percent));
  }
  return json;
}

static json_t *
write_action (const TpSegmentNode *node, const TpSegmentNames *names)
{
  json_t *json = make_object ("action");
  const TpSegmentAct *act = &node->action.act;
  set_text (json, "action", tp_segment_action_name (act->action));
  if (act->event != NULL)
    set_text (json, "event", act->event);
  if (act->target != TP_SEGMENT_THING_NONE) {
    json_t *target = json_object ();
    set_text (target, "kind", tp_segment_thing_name (act->target));
    set_id (target, "id", "", names, act->target, act->target_id);
    json_object_set_new (json, "target", target);
  }
  if (node->action.times_bound != TP_SEGMENT_BOUND_NONE) {
    json_t *times = json_object ();
    set_text (times, "bound", tp_segment_bound_name (node->action.times_bound));
    json_object_set_new (times, "n", json_integer (node->action.times));
    json_object_set_new (json, "times", times);
  }
  if (node->action.money_bound != TP_SEGMENT_BOUND_NONE) {
    json_t *money = json_object ();
    set_text (money, "bound", tp_segment_bound_name (node->action.money_bound));
    set_number (money, "amount", node->action.money);
    json_object_set_new (json, "money", money);
  }
  set_when (json, &node->action.when);
  return json;
}

static json_t *
write_within (const TpSegmentNode *node)
{
  json_t *json = make_object ("within");
  json_object_set_new (json, "km", json_integer (node->within.km));
  set_text (json, "postcode", node->within.postcode);
  if (node->within.country != NULL)
    set_text (json, "country", node->within.country);
  return json;
}

static json_t *
write_named (const char *type, const TpSegmentNames *names, TpSegmentThing thing, gint64 id)
{
  json_t *json = make_object (type);
  set_id (json, "id", "", names, thing, id);
  return json;
}

static json_t *write_node (const TpSegmentNode *node, const TpSegmentNames *names);

static json_t *
write_group (const char *type, const TpSegmentNode *node, const TpSegmentNames *names)
{
  json_t *json = make_object (type);
  json_t *children = json_array ();
  for (guint i = 0; i < node->children->len; i++)
    json_array_append_new (children, write_node (g_ptr_array_index (node->children, i), names));
  json_object_set_new (json, "of", children);
  return json;
}

static json_t *
write_node (const TpSegmentNode *node, const TpSegmentNames *names)
{
  json_t *json = NULL;
  switch (node->kind) {
  case TP_SEGMENT_AND:
    return write_group ("and", node, names);
  case TP_SEGMENT_OR:
    return write_group ("or", node, names);
  case TP_SEGMENT_NOT:
    return write_group ("not", node, names);
  case TP_SEGMENT_EVERYONE:
    return make_object ("everyone");
  case TP_SEGMENT_SEGMENT:
    return write_named ("segment", names, TP_SEGMENT_THING_SEGMENT, node->segment_id);
  case TP_SEGMENT_TAG:
    json = write_named ("tag", names, TP_SEGMENT_THING_TAG, node->tag.id);
    set_when (json, &node->tag.when);
    return json;
  case TP_SEGMENT_LIST:
    json = write_named ("list", names, TP_SEGMENT_THING_LIST, node->list.id);
    set_text (json, "is", tp_segment_list_state_name (node->list.state));
    return json;
  case TP_SEGMENT_PERMISSION:
    json = make_object ("permission");
    set_text (json, "purpose", tp_segment_purpose_name (node->permission.purpose));
    set_text (json, "is", tp_segment_permission_name (node->permission.state));
    return json;
  case TP_SEGMENT_FIELD:
    return write_field (node, names);
  case TP_SEGMENT_WITHIN:
    return write_within (node);
  case TP_SEGMENT_ACTION:
    return write_action (node, names);
  }
  g_assert_not_reached ();
}

json_t *
tp_segment_to_json (const TpSegment *segment, const TpSegmentNames *names)
{
  return write_node (tp_segment_root (segment), names);
}

char *
tp_segment_format_json (const TpSegment *segment, const TpSegmentNames *names)
{
  json_t *json = tp_segment_to_json (segment, names);
  char *dumped = json_dumps (json, JSON_COMPACT);
  g_assert (dumped != NULL);
  char *text = g_strdup (dumped);
  free (dumped);
  json_decref (json);
  return text;
}
