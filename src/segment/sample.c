/* SPDX-License-Identifier: Apache-2.0 */
/* Draws a kind, then draws its parts under the rules of check.c; a draw that the things at hand do
 * not allow becomes another one. To add a kind of condition: a draw and a row in draws[]. */
#include "segment/sample.h"

#include "base/fold.h"
#include "segment/check.h"
#include "segment/day.h"

#include <string.h>

/* Levels of groups; beyond, only conditions are drawn. */
#define LEVELS 30
#define SPREAD_DAYS 800

typedef struct {
  GRand *random;
  const TpSegmentSampleThings *things;
} Sampler;

void
tp_segment_sample_things_init (TpSegmentSampleThings *things)
{
  *things = (TpSegmentSampleThings){.currency_digits = 2};
  for (guint i = 0; i < TP_SEGMENT_THINGS; i++)
    things->ids[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
  things->fields = g_array_new (FALSE, FALSE, sizeof (TpSegmentField));
}

void
tp_segment_sample_things_clear (TpSegmentSampleThings *things)
{
  for (guint i = 0; i < TP_SEGMENT_THINGS; i++)
    g_clear_pointer (&things->ids[i], g_array_unref);
  g_clear_pointer (&things->fields, g_array_unref);
}

/* From 0 to n - 1. */
static guint
below (const Sampler *sampler, guint n)
{
  return (guint)g_rand_int_range (sampler->random, 0, (gint32)n);
}

static gboolean
chance (const Sampler *sampler, guint one_in)
{
  return below (sampler, one_in) == 0;
}

static gint64
draw_id (const Sampler *sampler, TpSegmentThing thing)
{
  const GArray *ids = sampler->things->ids[thing];
  return g_array_index (ids, gint64, below (sampler, ids->len));
}

static const char *
draw_text (const Sampler *sampler)
{
  return sampler->things->texts[below (sampler, g_strv_length ((char **)sampler->things->texts))];
}

static gint32
draw_day (const Sampler *sampler)
{
  gint32 offset = g_rand_int_range (sampler->random, -SPREAD_DAYS, SPREAD_DAYS / 4);
  return sampler->things->today + offset;
}

static TpSegmentSpan
draw_span (const Sampler *sampler, gboolean hours)
{
  guint first = hours ? TP_SEGMENT_HOURS : TP_SEGMENT_DAYS;
  TpSegmentSpan span = {.unit = first + below (sampler, TP_SEGMENT_UNITS - first)};
  span.n = below (sampler, span.unit >= TP_SEGMENT_MONTHS ? 30 : 100);
  return span;
}

static TpSegmentWhen
draw_when (const Sampler *sampler)
{
  TpSegmentWhen when = {.kind = below (sampler, TP_SEGMENT_WHEN_BETWEEN + 1)};
  if (when.kind == TP_SEGMENT_WHEN_LAST || when.kind == TP_SEGMENT_WHEN_MORE_THAN)
    when.span = draw_span (sampler, TRUE);
  else if (when.kind != TP_SEGMENT_WHEN_ALWAYS)
    when.day = draw_day (sampler);
  if (when.kind == TP_SEGMENT_WHEN_BETWEEN)
    when.last_day = when.day + (gint32)below (sampler, 400);
  return when;
}

static gint64
draw_number (const Sampler *sampler, guint digits)
{
  gint64 unit = TP_SEGMENT_SCALE;
  for (guint i = 0; i < digits && chance (sampler, 2); i++)
    unit /= 10;
  return (gint64)g_rand_int_range (sampler->random, -50, 1000) * unit;
}

static TpSegmentNode *
draw_everyone (const Sampler *sampler)
{
  return tp_segment_node_new (TP_SEGMENT_EVERYONE);
}

static TpSegmentNode *
draw_segment (const Sampler *sampler)
{
  TpSegmentNode *node = tp_segment_node_new (TP_SEGMENT_SEGMENT);
  node->segment_id = draw_id (sampler, TP_SEGMENT_THING_SEGMENT);
  return node;
}

static TpSegmentNode *
draw_tag (const Sampler *sampler)
{
  TpSegmentNode *node = tp_segment_node_new (TP_SEGMENT_TAG);
  node->tag.id = draw_id (sampler, TP_SEGMENT_THING_TAG);
  if (chance (sampler, 2))
    node->tag.when = draw_when (sampler);
  return node;
}

static TpSegmentNode *
draw_list (const Sampler *sampler)
{
  TpSegmentNode *node = tp_segment_node_new (TP_SEGMENT_LIST);
  node->list.id = draw_id (sampler, TP_SEGMENT_THING_LIST);
  node->list.state = below (sampler, TP_SEGMENT_LIST_STATES);
  return node;
}

static TpSegmentNode *
draw_permission (const Sampler *sampler)
{
  TpSegmentNode *node = tp_segment_node_new (TP_SEGMENT_PERMISSION);
  node->permission.purpose = below (sampler, TP_SEGMENT_PURPOSES);
  node->permission.state = below (sampler, TP_SEGMENT_PERMISSIONS);
  return node;
}

static TpSegmentNode *
draw_within (const Sampler *sampler)
{
  TpSegmentNode *node = tp_segment_node_new (TP_SEGMENT_WITHIN);
  node->within.km = below (sampler, 500);
  node->within.postcode = g_strdup (draw_text (sampler));
  node->within.country = chance (sampler, 2) ? g_strdup (draw_text (sampler)) : NULL;
  return node;
}

static TpSegmentField
draw_field (const Sampler *sampler)
{
  const GArray *custom = sampler->things->fields;
  guint n = below (sampler, TP_SEGMENT_BUILTINS - 1 + custom->len);
  if (n >= TP_SEGMENT_BUILTINS - 1)
    return g_array_index (custom, TpSegmentField, n - (TP_SEGMENT_BUILTINS - 1));
  TpSegmentField field;
  tp_segment_field_get (n + 1, &field);
  return field;
}

static void
draw_today (const Sampler *sampler, TpSegmentValue *value)
{
  value->kind = TP_SEGMENT_VALUE_TODAY;
  value->span = draw_span (sampler, FALSE);
  value->back = value->span.n > 0 && chance (sampler, 2);
  if (value->span.n == 0)
    value->span.unit = TP_SEGMENT_DAYS;
}

static void
draw_value (const Sampler *sampler, const TpSegmentField *field, TpSegmentValue *value)
{
  switch (field->type) {
  case TP_SEGMENT_NUMBER:
  case TP_SEGMENT_MONEY:
    value->kind = TP_SEGMENT_VALUE_NUMBER;
    value->number = draw_number (
        sampler, field->type == TP_SEGMENT_MONEY ? sampler->things->currency_digits : 4);
    return;
  case TP_SEGMENT_DATE:
  case TP_SEGMENT_TIME:
    if (chance (sampler, 3)) {
      draw_today (sampler, value);
      return;
    }
    value->kind = TP_SEGMENT_VALUE_DATE;
    value->number = draw_day (sampler);
    return;
  case TP_SEGMENT_YES_NO:
    value->kind = TP_SEGMENT_VALUE_YES_NO;
    value->number = below (sampler, 2);
    return;
  default:
    if (field->choices == NULL)
      tp_segment_value_set_text (value, draw_text (sampler));
    else
      tp_segment_value_set_text (
          value, field->choices[below (sampler, g_strv_length ((char **)field->choices))]);
    return;
  }
}

static TpSegmentOperator
draw_operator (const Sampler *sampler, const TpSegmentField *field)
{
  for (;;) {
    TpSegmentOperator op = below (sampler, TP_SEGMENT_OPERATORS);
    gboolean is_rank = op == TP_SEGMENT_IN_TOP || op == TP_SEGMENT_IN_BOTTOM;
    if ((sampler->things->rank || !is_rank) && tp_segment_check_operator ("", field, op, NULL))
      return op;
  }
}

static void
draw_values (const Sampler *sampler, const TpSegmentField *field, TpSegmentNode *node)
{
  gboolean is_list = node->field.op == TP_SEGMENT_IN || node->field.op == TP_SEGMENT_NOT_IN;
  guint n = is_list ? 1 + below (sampler, 12) : node->field.op == TP_SEGMENT_BETWEEN ? 2 : 1;
  node->field.n_values = n;
  node->field.values = g_new0 (TpSegmentValue, n);
  for (guint i = 0; i < n; i++)
    draw_value (sampler, field, &node->field.values[i]);
  if (node->field.op == TP_SEGMENT_BETWEEN &&
      !tp_segment_check_between (&node->field.values[0], &node->field.values[1], NULL)) {
    TpSegmentValue first = node->field.values[0];
    node->field.values[0] = node->field.values[1];
    node->field.values[1] = first;
  }
}

static TpSegmentNode *
draw_field_condition (const Sampler *sampler)
{
  TpSegmentNode *node = tp_segment_node_new (TP_SEGMENT_FIELD);
  TpSegmentField field = draw_field (sampler);
  node->field.field = field;
  node->field.field.choices = NULL;
  node->field.op = draw_operator (sampler, &field);
  switch (node->field.op) {
  case TP_SEGMENT_IS_SET:
  case TP_SEGMENT_IS_NOT_SET:
    break;
  case TP_SEGMENT_IN_THE_NEXT:
  case TP_SEGMENT_IN_THE_LAST:
    node->field.span = draw_span (sampler, field.type == TP_SEGMENT_TIME);
    break;
  case TP_SEGMENT_IN_TOP:
  case TP_SEGMENT_IN_BOTTOM:
    node->field.percent = 1 + below (sampler, 100);
    break;
  default:
    draw_values (sampler, &field, node);
    break;
  }
  return node;
}

static void
draw_target (const Sampler *sampler, TpSegmentAct *act)
{
  TpSegmentThing target = below (sampler, TP_SEGMENT_THINGS);
  if (target == TP_SEGMENT_THING_NONE || sampler->things->ids[target]->len == 0 ||
      !tp_segment_action_takes (act->action, target))
    return;
  act->target = target;
  act->target_id = draw_id (sampler, target);
}

static TpSegmentNode *
draw_action (const Sampler *sampler)
{
  TpSegmentNode *node = tp_segment_node_new (TP_SEGMENT_ACTION);
  TpSegmentAct *act = &node->action.act;
  act->action = below (sampler, TP_SEGMENT_ACTIONS);
  if (act->action == TP_SEGMENT_DID) {
    act->event = g_strdup (draw_text (sampler));
    act->event_key = tp_fold (act->event);
  }
  for (int tries = 0; tries < 4 && act->target == TP_SEGMENT_THING_NONE; tries++)
    draw_target (sampler, act);
  if (chance (sampler, 2)) {
    node->action.times_bound = TP_SEGMENT_AT_LEAST + below (sampler, 3);
    node->action.times = below (sampler, 6);
  }
  if (tp_segment_action_has_money (act->action) && chance (sampler, 3)) {
    node->action.money_bound = TP_SEGMENT_AT_LEAST + below (sampler, 2);
    node->action.money = draw_number (sampler, sampler->things->currency_digits);
  }
  if (chance (sampler, 2))
    node->action.when = draw_when (sampler);
  return node;
}

static const struct {
  TpSegmentNode *(*draw) (const Sampler *sampler);
  TpSegmentThing thing; /* of which there must be some */
  guint weight;
} draws[] = {
    {draw_everyone,        TP_SEGMENT_THING_NONE,    1 },
    {draw_segment,         TP_SEGMENT_THING_SEGMENT, 2 },
    {draw_tag,             TP_SEGMENT_THING_TAG,     6 },
    {draw_list,            TP_SEGMENT_THING_LIST,    3 },
    {draw_permission,      TP_SEGMENT_THING_NONE,    2 },
    {draw_field_condition, TP_SEGMENT_THING_NONE,    12},
    {draw_within,          TP_SEGMENT_THING_NONE,    1 },
    {draw_action,          TP_SEGMENT_THING_NONE,    8 },
};

static TpSegmentNode *
draw_condition (const Sampler *sampler)
{
  for (;;) {
    guint i = below (sampler, G_N_ELEMENTS (draws));
    gboolean has_things =
        draws[i].thing == TP_SEGMENT_THING_NONE || sampler->things->ids[draws[i].thing]->len > 0;
    gboolean allowed = draws[i].draw != draw_within || sampler->things->distance;
    if (has_things && allowed && below (sampler, 12) < draws[i].weight)
      return draws[i].draw (sampler);
  }
}

static TpSegmentNode *
draw_node (const Sampler *sampler, guint conditions, guint level)
{
  if (level < LEVELS && chance (sampler, 5)) {
    TpSegmentNode *negation = tp_segment_node_new (TP_SEGMENT_NOT);
    tp_segment_node_add (negation, draw_node (sampler, conditions, level + 1));
    return negation;
  }
  if (conditions <= 1 || level >= LEVELS)
    return draw_condition (sampler);
  TpSegmentNode *group = tp_segment_node_new (chance (sampler, 2) ? TP_SEGMENT_AND : TP_SEGMENT_OR);
  while (conditions > 0) {
    guint part = 1 + below (sampler, MAX (1, conditions - (group->children->len == 0 ? 1 : 0)));
    tp_segment_node_add (group, draw_node (sampler, part, level + 1));
    conditions -= part;
  }
  return tp_segment_node_simplify (group);
}

TpSegment *
tp_segment_sample (GRand *random, const TpSegmentSampleThings *things, guint conditions)
{
  Sampler sampler = {random, things};
  TpSegment *segment = tp_segment_new (
      draw_node (&sampler, CLAMP (conditions, 1, TP_SEGMENT_CONDITIONS_MAX), 1), NULL);
  g_assert (segment != NULL);
  return segment;
}
