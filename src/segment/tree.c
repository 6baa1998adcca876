/* SPDX-License-Identifier: Apache-2.0 */
/* To add a kind of condition: a member in TpSegmentKind and in the node's union, what it owns in
 * node_clear, how it compares in equal_condition; then a reader in parser_condition.c, a writer in
 * format.c, both directions in json_read.c and json_write.c, what it needs in needs.c, its test in
 * evaluate.c and its value in explain.c, and a draw in sample.c. The round trip test finds what was
 * forgotten. */
#include "segment/tree.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"

#include <string.h>

struct TpSegment {
  gatomicrefcount references;
  TpSegmentNode *root;
  guint conditions;
};

static gboolean
is_group (TpSegmentKind kind)
{
  return kind == TP_SEGMENT_AND || kind == TP_SEGMENT_OR || kind == TP_SEGMENT_NOT;
}

TpSegmentNode *
tp_segment_node_new (TpSegmentKind kind)
{
  TpSegmentNode *node = g_new0 (TpSegmentNode, 1);
  node->kind = kind;
  node->depth = 1;
  if (is_group (kind))
    node->children = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_segment_node_free);
  return node;
}

static void
node_clear (TpSegmentNode *node)
{
  switch (node->kind) {
  case TP_SEGMENT_AND:
  case TP_SEGMENT_OR:
  case TP_SEGMENT_NOT:
    g_ptr_array_unref (node->children);
    break;
  case TP_SEGMENT_FIELD:
    for (guint i = 0; i < node->field.n_values; i++)
      tp_segment_value_clear (&node->field.values[i]);
    g_free (node->field.values);
    break;
  case TP_SEGMENT_WITHIN:
    g_free (node->within.postcode);
    g_free (node->within.country);
    break;
  case TP_SEGMENT_ACTION:
    g_free (node->action.act.event);
    g_free (node->action.act.event_key);
    break;
  default:
    break;
  }
}

void
tp_segment_node_free (TpSegmentNode *node)
{
  if (node == NULL)
    return;
  node_clear (node);
  g_free (node);
}

void
tp_segment_node_add (TpSegmentNode *parent, TpSegmentNode *child)
{
  if (child->kind == parent->kind && parent->kind != TP_SEGMENT_NOT) {
    g_ptr_array_extend_and_steal (parent->children, g_steal_pointer (&child->children));
    g_free (child);
    for (guint i = 0; i < parent->children->len; i++) {
      const TpSegmentNode *grandchild = g_ptr_array_index (parent->children, i);
      parent->depth = MAX (parent->depth, grandchild->depth + 1);
    }
    return;
  }
  parent->depth = MAX (parent->depth, child->depth + 1);
  g_ptr_array_add (parent->children, child);
}

TpSegmentNode *
tp_segment_node_simplify (TpSegmentNode *node)
{
  if ((node->kind != TP_SEGMENT_AND && node->kind != TP_SEGMENT_OR) || node->children->len != 1)
    return node;
  TpSegmentNode *child = g_ptr_array_steal_index (node->children, 0);
  tp_segment_node_free (node);
  return child;
}

void
tp_segment_value_set_text (TpSegmentValue *value, const char *text)
{
  *value = (TpSegmentValue){
      .kind = TP_SEGMENT_VALUE_TEXT, .text = g_strdup (text), .key = tp_fold (text)};
}

void
tp_segment_value_clear (TpSegmentValue *value)
{
  g_clear_pointer (&value->text, g_free);
  g_clear_pointer (&value->key, g_free);
}

static gboolean
equal_value (const TpSegmentValue *a, const TpSegmentValue *b)
{
  return a->kind == b->kind && g_strcmp0 (a->text, b->text) == 0 && a->number == b->number &&
         a->back == b->back && a->span.n == b->span.n && a->span.unit == b->span.unit;
}

static gboolean
equal_when (const TpSegmentWhen *a, const TpSegmentWhen *b)
{
  return a->kind == b->kind && a->span.n == b->span.n && a->span.unit == b->span.unit &&
         a->day == b->day && a->last_day == b->last_day;
}

static gboolean
equal_field (const TpSegmentNode *a, const TpSegmentNode *b)
{
  if (!tp_segment_field_equal (&a->field.field, &b->field.field) || a->field.op != b->field.op ||
      a->field.n_values != b->field.n_values || a->field.span.n != b->field.span.n ||
      a->field.span.unit != b->field.span.unit || a->field.percent != b->field.percent)
    return FALSE;
  for (guint i = 0; i < a->field.n_values; i++)
    if (!equal_value (&a->field.values[i], &b->field.values[i]))
      return FALSE;
  return TRUE;
}

static gboolean
equal_action (const TpSegmentNode *a, const TpSegmentNode *b)
{
  const TpSegmentAct *x = &a->action.act, *y = &b->action.act;
  return x->action == y->action && g_strcmp0 (x->event, y->event) == 0 && x->target == y->target &&
         x->target_id == y->target_id && a->action.times_bound == b->action.times_bound &&
         a->action.times == b->action.times && a->action.money_bound == b->action.money_bound &&
         a->action.money == b->action.money && equal_when (&a->action.when, &b->action.when);
}

static gboolean
equal_children (const TpSegmentNode *a, const TpSegmentNode *b)
{
  if (a->children->len != b->children->len)
    return FALSE;
  for (guint i = 0; i < a->children->len; i++)
    if (!tp_segment_node_equal (g_ptr_array_index (a->children, i),
                                g_ptr_array_index (b->children, i)))
      return FALSE;
  return TRUE;
}

gboolean
tp_segment_node_equal (const TpSegmentNode *a, const TpSegmentNode *b)
{
  if (a->kind != b->kind || a->depth != b->depth)
    return FALSE;
  switch (a->kind) {
  case TP_SEGMENT_AND:
  case TP_SEGMENT_OR:
  case TP_SEGMENT_NOT:
    return equal_children (a, b);
  case TP_SEGMENT_EVERYONE:
    return TRUE;
  case TP_SEGMENT_SEGMENT:
    return a->segment_id == b->segment_id;
  case TP_SEGMENT_TAG:
    return a->tag.id == b->tag.id && equal_when (&a->tag.when, &b->tag.when);
  case TP_SEGMENT_LIST:
    return a->list.id == b->list.id && a->list.state == b->list.state;
  case TP_SEGMENT_PERMISSION:
    return a->permission.purpose == b->permission.purpose &&
           a->permission.state == b->permission.state;
  case TP_SEGMENT_FIELD:
    return equal_field (a, b);
  case TP_SEGMENT_WITHIN:
    return a->within.km == b->within.km &&
           g_strcmp0 (a->within.postcode, b->within.postcode) == 0 &&
           g_strcmp0 (a->within.country, b->within.country) == 0;
  case TP_SEGMENT_ACTION:
    return equal_action (a, b);
  }
  g_assert_not_reached ();
}

/* Numbers the conditions and counts listed values; the depth is known to be small. */
static void
number_conditions (TpSegmentNode *node, guint *next, guint *n_values)
{
  if (is_group (node->kind)) {
    for (guint i = 0; i < node->children->len; i++)
      number_conditions (g_ptr_array_index (node->children, i), next, n_values);
    return;
  }
  node->condition = (*next)++;
  if (node->kind == TP_SEGMENT_FIELD &&
      (node->field.op == TP_SEGMENT_IN || node->field.op == TP_SEGMENT_NOT_IN))
    *n_values += node->field.n_values;
}

TpSegment *
tp_segment_new (TpSegmentNode *root, GError **error)
{
  g_autoptr (TpSegmentNode) owned = root;
  guint conditions = 0, n_values = 0;
  if (root->depth > TP_SEGMENT_DEPTH_MAX) {
    tp_error (error, TP_ERROR_LIMIT, _ ("nested too deeply: at most %d levels"),
              TP_SEGMENT_DEPTH_MAX);
    return NULL;
  }
  number_conditions (root, &conditions, &n_values);
  if (conditions > TP_SEGMENT_CONDITIONS_MAX) {
    tp_error (error, TP_ERROR_LIMIT, _ ("too many conditions: at most %d"),
              TP_SEGMENT_CONDITIONS_MAX);
    return NULL;
  }
  if (n_values > TP_SEGMENT_VALUES_MAX) {
    tp_error (error, TP_ERROR_LIMIT, _ ("too many values in lists: at most %d"),
              TP_SEGMENT_VALUES_MAX);
    return NULL;
  }
  TpSegment *segment = g_new0 (TpSegment, 1);
  g_atomic_ref_count_init (&segment->references);
  segment->root = g_steal_pointer (&owned);
  segment->conditions = conditions;
  return segment;
}

TpSegment *
tp_segment_ref (TpSegment *segment)
{
  g_atomic_ref_count_inc (&segment->references);
  return segment;
}

void
tp_segment_unref (TpSegment *segment)
{
  if (segment == NULL || !g_atomic_ref_count_dec (&segment->references))
    return;
  tp_segment_node_free (segment->root);
  g_free (segment);
}

const TpSegmentNode *
tp_segment_root (const TpSegment *segment)
{
  return segment->root;
}

guint
tp_segment_conditions (const TpSegment *segment)
{
  return segment->conditions;
}

gboolean
tp_segment_equal (const TpSegment *a, const TpSegment *b)
{
  return tp_segment_node_equal (a->root, b->root);
}

static void
visit_conditions (const TpSegmentNode *node, TpSegmentVisit visit, gpointer data)
{
  if (!is_group (node->kind)) {
    visit (node, data);
    return;
  }
  for (guint i = 0; i < node->children->len; i++)
    visit_conditions (g_ptr_array_index (node->children, i), visit, data);
}

void
tp_segment_each (const TpSegment *segment, TpSegmentVisit visit, gpointer data)
{
  visit_conditions (segment->root, visit, data);
}
