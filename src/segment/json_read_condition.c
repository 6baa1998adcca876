/* SPDX-License-Identifier: Apache-2.0 */
/* Fields and actions from JSON: the two conditions with many parts. Types are checked by check.c,
 * as in the text form; here a condition's name in messages is the one that the JSON gives. */
#include "segment/json_reader.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "segment/check.h"

static gboolean
read_today (TpJsonReader *reader, const json_t *object, TpSegmentValue *out_value)
{
  gsize place = tp_json_reader_push (reader, "today");
  const json_t *json = json_object_get (object, "today");
  gint64 n = 0;
  if (!tp_json_reader_check_object (reader, json, "n unit") ||
      !tp_json_reader_unit (reader, json, &out_value->span.unit))
    return FALSE;
  gint64 limit = tp_segment_unit_limit (out_value->span.unit);
  if (out_value->span.unit == TP_SEGMENT_HOURS)
    return tp_json_reader_expected_in (reader, "unit", _ ("days, weeks, months or years"));
  if (!tp_json_reader_count (reader, json, "n", -limit, limit, &n))
    return FALSE;
  tp_json_reader_pop (reader, place);
  out_value->kind = TP_SEGMENT_VALUE_TODAY;
  out_value->back = n < 0;
  out_value->span.n = (guint)ABS (n);
  if (n == 0)
    out_value->span.unit = TP_SEGMENT_DAYS;
  return TRUE;
}

static gboolean
read_plain_value (TpJsonReader *reader, const json_t *json, TpSegmentValue *out_value)
{
  if (!tp_json_reader_check_object (reader, json, "text number date today yes"))
    return FALSE;
  if (json_object_size (json) != 1)
    return tp_json_reader_expected (reader, _ ("one member: text, number, date, today or yes"));
  if (json_object_get (json, "text") != NULL) {
    const char *text = NULL;
    if (!tp_json_reader_text (reader, json, "text", &text))
      return FALSE;
    tp_segment_value_set_text (out_value, text);
    return TRUE;
  }
  if (json_object_get (json, "number") != NULL) {
    out_value->kind = TP_SEGMENT_VALUE_NUMBER;
    return tp_json_reader_number (reader, json, "number", &out_value->number);
  }
  if (json_object_get (json, "date") != NULL) {
    gint32 day = 0;
    if (!tp_json_reader_day (reader, json, "date", &day))
      return FALSE;
    *out_value = (TpSegmentValue){.kind = TP_SEGMENT_VALUE_DATE, .number = day};
    return TRUE;
  }
  if (json_object_get (json, "today") != NULL)
    return read_today (reader, json, out_value);
  const json_t *yes = json_object_get (json, "yes");
  *out_value =
      (TpSegmentValue){.kind = TP_SEGMENT_VALUE_YES_NO, .number = json_is_true (yes) ? 1 : 0};
  return json_is_boolean (yes) || tp_json_reader_expected_in (reader, "yes", "true, false");
}

static gboolean
read_value (TpJsonReader *reader, const json_t *json, const char *name, const TpSegmentField *field,
            TpSegmentValue *out_value)
{
  g_autoptr (GError) error = NULL;
  return read_plain_value (reader, json, out_value) &&
         (tp_segment_check_value (name, field, reader->names, out_value, &error) ||
          tp_json_reader_fail (reader, g_steal_pointer (&error)));
}

/* How many values an operator takes. */
static void
get_value_counts (TpSegmentOperator op, gsize *out_min, gsize *out_max)
{
  gboolean is_list = op == TP_SEGMENT_IN || op == TP_SEGMENT_NOT_IN;
  *out_min = op == TP_SEGMENT_BETWEEN ? 2 : 1;
  *out_max = is_list ? TP_SEGMENT_VALUES_MAX : *out_min;
}

static gboolean
read_values (TpJsonReader *reader, const json_t *object, const char *name,
             const TpSegmentField *field, TpSegmentNode *node)
{
  gsize min = 0, max = 0, place = tp_json_reader_push (reader, "values");
  TpSegmentOperator op = node->field.op;
  const json_t *json = json_object_get (object, "values");
  get_value_counts (op, &min, &max);
  if (!json_is_array (json) || json_array_size (json) < min || json_array_size (json) > max) {
    g_autofree char *expected =
        g_strdup_printf (_ ("an array of %u to %u values"), (guint)min, (guint)max);
    return tp_json_reader_expected (reader, expected);
  }
  gboolean part = op == TP_SEGMENT_STARTS_WITH || op == TP_SEGMENT_ENDS_WITH ||
                  op == TP_SEGMENT_CONTAINS; /* part of a choice is no choice */
  TpSegmentField any_text = {.type = TP_SEGMENT_TEXT};
  node->field.values = g_new0 (TpSegmentValue, json_array_size (json));
  node->field.n_values = (guint)json_array_size (json);
  for (gsize i = 0; i < json_array_size (json); i++) {
    gsize element = tp_json_reader_push_index (reader, i);
    if (!read_value (reader, json_array_get (json, i), name, part ? &any_text : field,
                     &node->field.values[i]))
      return FALSE;
    tp_json_reader_pop (reader, element);
  }
  g_autoptr (GError) error = NULL;
  if (op == TP_SEGMENT_BETWEEN &&
      !tp_segment_check_between (&node->field.values[0], &node->field.values[1], &error))
    return tp_json_reader_fail (reader, g_steal_pointer (&error));
  tp_json_reader_pop (reader, place);
  return TRUE;
}

static gboolean
read_field_span (TpJsonReader *reader, const json_t *object, const char *name,
                 const TpSegmentField *field, TpSegmentSpan *out_span)
{
  gsize place = tp_json_reader_push (reader, "span");
  const json_t *json = json_object_get (object, "span");
  g_autoptr (GError) error = NULL;
  if (!tp_json_reader_check_object (reader, json, "n unit") ||
      !tp_json_reader_span (reader, json, out_span))
    return FALSE;
  if (!tp_segment_check_field_span (name, field, *out_span, &error))
    return tp_json_reader_fail (reader, g_steal_pointer (&error));
  tp_json_reader_pop (reader, place);
  return TRUE;
}

static gboolean
read_operands (TpJsonReader *reader, const json_t *json, const char *name,
               const TpSegmentField *field, TpSegmentNode *node)
{
  gint64 percent = 0;
  switch (node->field.op) {
  case TP_SEGMENT_IS_SET:
  case TP_SEGMENT_IS_NOT_SET:
    return tp_json_reader_check_object (reader, json, "type field op");
  case TP_SEGMENT_IN_THE_NEXT:
  case TP_SEGMENT_IN_THE_LAST:
    return tp_json_reader_check_object (reader, json, "type field op span") &&
           read_field_span (reader, json, name, field, &node->field.span);
  case TP_SEGMENT_IN_TOP:
  case TP_SEGMENT_IN_BOTTOM:
    if (!tp_json_reader_check_object (reader, json, "type field op percent") ||
        !tp_json_reader_count (reader, json, "percent", 1, 100, &percent))
      return FALSE;
    node->field.percent = (guint)percent;
    return TRUE;
  default:
    return tp_json_reader_check_object (reader, json, "type field op values") &&
           read_values (reader, json, name, field, node);
  }
}

TpSegmentNode *
tp_json_reader_field (TpJsonReader *reader, const json_t *json)
{
  const char *name = NULL, *op = NULL;
  TpSegmentField field = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (TpSegmentNode) node = tp_segment_node_new (TP_SEGMENT_FIELD);
  if (!tp_json_reader_text (reader, json, "field", &name) ||
      !tp_json_reader_text (reader, json, "op", &op))
    return NULL;
  gboolean by_id = *name == '#';
  if (by_id ? !tp_segment_check_field (reader->names, name + 1, TRUE, &field, &error)
            : !tp_segment_field_find (name, &field)) {
    if (error == NULL)
      tp_json_reader_expected_in (reader, "field", _ ("a built-in field, or # and an id"));
    else
      tp_json_reader_fail_in (reader, "field", g_steal_pointer (&error));
    return NULL;
  }
  node->field.field = field;
  node->field.field.choices = NULL;
  if (!tp_segment_operator_find (op, &node->field.op)) {
    tp_json_reader_expected_in (reader, "op", _ ("an operator such as >= or starts with"));
    return NULL;
  }
  if (!tp_segment_check_operator (name, &field, node->field.op, &error)) {
    tp_json_reader_fail_in (reader, "op", g_steal_pointer (&error));
    return NULL;
  }
  return read_operands (reader, json, name, &field, node) ? g_steal_pointer (&node) : NULL;
}

static gboolean
read_target (TpJsonReader *reader, const json_t *object, TpSegmentAct *act)
{
  const json_t *json = json_object_get (object, "target");
  const char *kind = NULL;
  if (json == NULL)
    return TRUE;
  gsize place = tp_json_reader_push (reader, "target");
  if (!tp_json_reader_check_object (reader, json, "kind id") ||
      !tp_json_reader_text (reader, json, "kind", &kind))
    return FALSE;
  if (!tp_segment_thing_find (kind, &act->target) || act->target == TP_SEGMENT_THING_NONE ||
      !tp_segment_action_takes (act->action, act->target)) {
    act->target = TP_SEGMENT_THING_NONE;
    return tp_json_reader_fail_in (reader, "kind",
                                   g_error_new (TP_ERROR, TP_ERROR_INVALID,
                                                _ ("'%s' has no such target"),
                                                tp_segment_action_name (act->action)));
  }
  if (!tp_json_reader_thing (reader, json, act->target, &act->target_id))
    return FALSE;
  tp_json_reader_pop (reader, place);
  return TRUE;
}

static gboolean
read_bound (TpJsonReader *reader, const json_t *json, gboolean exactly, TpSegmentBound *out_bound)
{
  const char *text = NULL;
  if (!tp_json_reader_text (reader, json, "bound", &text))
    return FALSE;
  if (tp_segment_bound_find (text, out_bound) && (exactly || *out_bound != TP_SEGMENT_EXACTLY))
    return TRUE;
  return tp_json_reader_expected_in (reader, "bound",
                                     exactly ? "at least, at most, exactly" : "at least, at most");
}

static gboolean
read_times (TpJsonReader *reader, const json_t *object, TpSegmentNode *node)
{
  const json_t *json = json_object_get (object, "times");
  gint64 n = 0;
  if (json == NULL)
    return TRUE;
  gsize place = tp_json_reader_push (reader, "times");
  if (!tp_json_reader_check_object (reader, json, "bound n") ||
      !read_bound (reader, json, TRUE, &node->action.times_bound) ||
      !tp_json_reader_count (reader, json, "n", 0, TP_SEGMENT_TIMES_MAX, &n))
    return FALSE;
  node->action.times = (guint)n;
  tp_json_reader_pop (reader, place);
  return TRUE;
}

static gboolean
read_money (TpJsonReader *reader, const json_t *object, TpSegmentNode *node)
{
  const json_t *json = json_object_get (object, "money");
  g_autoptr (GError) error = NULL;
  if (json == NULL)
    return TRUE;
  gsize place = tp_json_reader_push (reader, "money");
  if (!tp_segment_action_has_money (node->action.act.action))
    return tp_json_reader_fail (reader,
                                g_error_new (TP_ERROR, TP_ERROR_INVALID, _ ("'%s' has no money"),
                                             tp_segment_action_name (node->action.act.action)));
  if (!tp_json_reader_check_object (reader, json, "bound amount") ||
      !read_bound (reader, json, FALSE, &node->action.money_bound) ||
      !tp_json_reader_number (reader, json, "amount", &node->action.money))
    return FALSE;
  if (!tp_segment_check_money (node->action.money, reader->names, &error))
    return tp_json_reader_fail_in (reader, "amount", g_steal_pointer (&error));
  tp_json_reader_pop (reader, place);
  return TRUE;
}

static gboolean
read_event (TpJsonReader *reader, const json_t *json, TpSegmentAct *act)
{
  const char *event = NULL;
  if (!tp_json_reader_text (reader, json, "event", &event))
    return FALSE;
  act->event = g_strdup (event);
  act->event_key = tp_fold (event);
  return TRUE;
}

TpSegmentNode *
tp_json_reader_action (TpJsonReader *reader, const json_t *json)
{
  g_autoptr (TpSegmentNode) node = tp_segment_node_new (TP_SEGMENT_ACTION);
  TpSegmentAct *act = &node->action.act;
  const char *action = NULL;
  if (!tp_json_reader_text (reader, json, "action", &action))
    return NULL;
  if (!tp_segment_action_find (action, &act->action)) {
    tp_json_reader_expected_in (reader, "action", _ ("an action such as bought or opened"));
    return NULL;
  }
  gboolean has_event = act->action == TP_SEGMENT_DID;
  if (!tp_json_reader_check_object (reader, json,
                                    has_event ? "type action event target times money when"
                                              : "type action target times money when") ||
      (has_event && !read_event (reader, json, act)) || !read_target (reader, json, act) ||
      !read_times (reader, json, node) || !read_money (reader, json, node) ||
      !tp_json_reader_when (reader, json, &node->action.when))
    return NULL;
  return g_steal_pointer (&node);
}
