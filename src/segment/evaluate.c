/* SPDX-License-Identifier: Apache-2.0 */
/* Walks a prepared tree for one contact. A nested segment is asked once per contact: its program
 * remembers the round of its last answer, which keeps segments that share parts from being walked
 * again and again. To add a kind of condition: its test, and a case in test_condition. */
#include "segment/evaluate.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "segment/day.h"
#include "segment/evaluator.h"
#include "segment/number.h"

#include <string.h>

gboolean
tp_segment_evaluator_fact (const TpSegmentEvaluator *evaluator, const TpSegmentFacts *facts,
                           gpointer contact, const TpSegmentField *field, TpSegmentFact *out_fact,
                           GError **error)
{
  *out_fact = (TpSegmentFact){0};
  if (field->builtin != TP_SEGMENT_AGE && field->builtin != TP_SEGMENT_BIRTHDAY)
    return facts->field (contact, field, out_fact, error);
  TpSegmentField birth_date;
  tp_segment_field_get (TP_SEGMENT_BIRTH_DATE, &birth_date);
  if (!facts->field (contact, &birth_date, out_fact, error))
    return FALSE;
  if (field->builtin == TP_SEGMENT_AGE && out_fact->n > 0)
    out_fact->number = tp_day_age ((gint32)out_fact->number, evaluator->today) * TP_SEGMENT_SCALE;
  return TRUE;
}

static gboolean
meets_key (const TpSegmentNode *node, const TpSegmentPrepared *prepared, const char *key)
{
  const TpSegmentValue *values = node->field.values;
  switch (node->field.op) {
  case TP_SEGMENT_LESS:
    return strcmp (key, values[0].key) < 0;
  case TP_SEGMENT_LESS_EQUAL:
    return strcmp (key, values[0].key) <= 0;
  case TP_SEGMENT_GREATER:
    return strcmp (key, values[0].key) > 0;
  case TP_SEGMENT_GREATER_EQUAL:
    return strcmp (key, values[0].key) >= 0;
  case TP_SEGMENT_BETWEEN:
    return strcmp (key, values[0].key) >= 0 && strcmp (key, values[1].key) <= 0;
  case TP_SEGMENT_STARTS_WITH:
    return g_str_has_prefix (key, values[0].key);
  case TP_SEGMENT_ENDS_WITH:
    return g_str_has_suffix (key, values[0].key);
  case TP_SEGMENT_CONTAINS:
    return strstr (key, values[0].key) != NULL;
  default:
    break;
  }
  if (prepared->keys != NULL)
    return g_hash_table_contains (prepared->keys, key);
  for (guint i = 0; i < node->field.n_values; i++)
    if (strcmp (key, values[i].key) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
any_text_meets (const TpSegmentNode *node, const TpSegmentPrepared *prepared,
                const TpSegmentFact *fact)
{
  for (guint i = 0; i < fact->n; i++) {
    g_autofree char *folded = fact->keys == NULL ? tp_fold (fact->texts[i]) : NULL;
    if (meets_key (node, prepared, folded == NULL ? fact->keys[i] : folded))
      return TRUE;
  }
  return FALSE;
}

static gboolean
number_meets (const TpSegmentEvaluator *evaluator, const TpSegmentField *field,
              const GArray *ranges, gint64 number)
{
  if (field->type == TP_SEGMENT_MONEY)
    number = tp_segment_number_of_minor (number, evaluator->moment.currency_digits);
  for (guint i = 0; i < ranges->len; i++) {
    TpRange range = g_array_index (ranges, TpRange, i);
    gboolean within =
        field->anniversary
            ? tp_day_anniversary_within ((gint32)number, (gint32)range.from, (gint32)range.to)
            : number >= range.from && number <= range.to;
    if (within)
      return TRUE;
  }
  return FALSE;
}

static gboolean
test_rank (const TpSegmentNode *node, const TpSegmentFacts *facts, gpointer contact,
           gboolean *out_matches, GError **error)
{
  if (facts->rank == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("ranks cannot be asked here"));
  return facts->rank (contact, &node->field.field, node->field.op == TP_SEGMENT_IN_TOP,
                      node->field.percent, out_matches, error);
}

static gboolean
test_field (TpSegmentEvaluator *evaluator, const TpSegmentPrepared *prepared,
            const TpSegmentNode *node, const TpSegmentFacts *facts, gpointer contact,
            gboolean *out_matches, GError **error)
{
  const TpSegmentField *field = &node->field.field;
  TpSegmentOperator op = node->field.op;
  TpSegmentFact fact;
  if (op == TP_SEGMENT_IN_TOP || op == TP_SEGMENT_IN_BOTTOM)
    return test_rank (node, facts, contact, out_matches, error);
  if (!tp_segment_evaluator_fact (evaluator, facts, contact, field, &fact, error))
    return FALSE;
  if (op == TP_SEGMENT_IS_SET || op == TP_SEGMENT_IS_NOT_SET) {
    *out_matches = (fact.n > 0) == (op == TP_SEGMENT_IS_SET);
    return TRUE;
  }
  gboolean negated = op == TP_SEGMENT_NOT_EQUAL || op == TP_SEGMENT_NOT_IN;
  if (fact.n == 0)
    *out_matches = FALSE;
  else if (tp_segment_type_is_text (field->type))
    *out_matches = any_text_meets (node, prepared, &fact) != negated;
  else
    *out_matches = number_meets (evaluator, field, prepared->ranges, fact.number) != negated;
  return TRUE;
}

static gboolean
within_bound (TpSegmentBound bound, gint64 value, gint64 wanted)
{
  switch (bound) {
  case TP_SEGMENT_AT_LEAST:
    return value >= wanted;
  case TP_SEGMENT_AT_MOST:
    return value <= wanted;
  case TP_SEGMENT_EXACTLY:
    return value == wanted;
  default:
    return TRUE;
  }
}

static gboolean
test_action (TpSegmentEvaluator *evaluator, const TpSegmentPrepared *prepared,
             const TpSegmentNode *node, const TpSegmentFacts *facts, gpointer contact,
             gboolean *out_matches, GError **error)
{
  gint64 count = 0, minor = 0;
  if (!facts->occurrences (contact, &node->action.act, prepared->window, &count, &minor, error))
    return FALSE;
  gint64 money = tp_segment_number_of_minor (minor, evaluator->moment.currency_digits);
  if (node->action.times_bound == TP_SEGMENT_BOUND_NONE &&
      node->action.money_bound == TP_SEGMENT_BOUND_NONE)
    *out_matches = count > 0;
  else
    *out_matches = within_bound (node->action.times_bound, count, node->action.times) &&
                   within_bound (node->action.money_bound, money, node->action.money);
  return TRUE;
}

static gboolean
test_tag (const TpSegmentPrepared *prepared, const TpSegmentNode *node, const TpSegmentFacts *facts,
          gpointer contact, gboolean *out_matches, GError **error)
{
  gboolean worn = FALSE;
  gint64 since_at = 0;
  if (!facts->tag (contact, node->tag.id, &worn, &since_at, error))
    return FALSE;
  *out_matches =
      worn && (node->tag.when.kind == TP_SEGMENT_WHEN_ALWAYS ||
               (since_at >= prepared->window.from_at && since_at < prepared->window.to_at));
  return TRUE;
}

static gboolean
test_list (const TpSegmentNode *node, const TpSegmentFacts *facts, gpointer contact,
           gboolean *out_matches, GError **error)
{
  gboolean on = FALSE;
  TpSegmentListState state = TP_SEGMENT_LIST_UNCONFIRMED;
  if (!facts->list (contact, node->list.id, &on, &state, error))
    return FALSE;
  *out_matches = on && state == node->list.state;
  return TRUE;
}

static gboolean
test_permission (const TpSegmentNode *node, const TpSegmentFacts *facts, gpointer contact,
                 gboolean *out_matches, GError **error)
{
  TpSegmentPermission state = TP_SEGMENT_PERMISSION_UNKNOWN;
  if (!facts->permission (contact, node->permission.purpose, &state, error))
    return FALSE;
  *out_matches = state == node->permission.state;
  return TRUE;
}

static gboolean
test_within (const TpSegmentNode *node, const TpSegmentFacts *facts, gpointer contact,
             gboolean *out_matches, GError **error)
{
  gboolean known = FALSE;
  double km = 0;
  if (facts->distance == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("distances cannot be asked here"));
  if (!facts->distance (contact, node->within.postcode, node->within.country, &known, &km, error))
    return FALSE;
  *out_matches = known && km <= node->within.km;
  return TRUE;
}

/* One walk over a tree for one contact. */
typedef struct {
  TpSegmentEvaluator *evaluator;
  const TpSegmentFacts *facts;
  gpointer contact;
  GError **error;
} Walk;

static gboolean walk_node (const Walk *walk, const TpSegmentProgram *program,
                           const TpSegmentNode *node, gboolean *out_matches);

static gboolean
test_nested (const Walk *walk, TpSegmentProgram *program, gboolean *out_matches)
{
  if (program->round != walk->evaluator->round) {
    if (!walk_node (walk, program, tp_segment_root (program->segment), &program->answer))
      return FALSE;
    program->round = walk->evaluator->round;
  }
  *out_matches = program->answer;
  return TRUE;
}

static gboolean
test_condition (const Walk *walk, const TpSegmentProgram *program, const TpSegmentNode *node,
                gboolean *out_matches)
{
  const TpSegmentPrepared *prepared = &program->prepared[node->condition];
  const TpSegmentFacts *facts = walk->facts;
  gpointer contact = walk->contact;
  *out_matches = FALSE;
  switch (node->kind) {
  case TP_SEGMENT_EVERYONE:
    *out_matches = TRUE;
    return TRUE;
  case TP_SEGMENT_SEGMENT:
    return test_nested (walk, prepared->nested, out_matches);
  case TP_SEGMENT_TAG:
    return test_tag (prepared, node, facts, contact, out_matches, walk->error);
  case TP_SEGMENT_LIST:
    return test_list (node, facts, contact, out_matches, walk->error);
  case TP_SEGMENT_PERMISSION:
    return test_permission (node, facts, contact, out_matches, walk->error);
  case TP_SEGMENT_FIELD:
    return test_field (walk->evaluator, prepared, node, facts, contact, out_matches, walk->error);
  case TP_SEGMENT_WITHIN:
    return test_within (node, facts, contact, out_matches, walk->error);
  case TP_SEGMENT_ACTION:
    return test_action (walk->evaluator, prepared, node, facts, contact, out_matches, walk->error);
  default:
    g_assert_not_reached ();
  }
}

static gboolean
walk_node (const Walk *walk, const TpSegmentProgram *program, const TpSegmentNode *node,
           gboolean *out_matches)
{
  if (node->kind != TP_SEGMENT_AND && node->kind != TP_SEGMENT_OR && node->kind != TP_SEGMENT_NOT)
    return test_condition (walk, program, node, out_matches);
  gboolean is_or = node->kind == TP_SEGMENT_OR, matches = !is_or;
  for (guint i = 0; i < node->children->len && matches != is_or; i++)
    if (!walk_node (walk, program, g_ptr_array_index (node->children, i), &matches))
      return FALSE;
  *out_matches = node->kind == TP_SEGMENT_NOT ? !matches : matches;
  return TRUE;
}

gboolean
tp_segment_evaluate (TpSegmentEvaluator *evaluator, const TpSegmentFacts *facts, gpointer contact,
                     gboolean *out_matches, GError **error)
{
  Walk walk = {evaluator, facts, contact, error};
  evaluator->round++;
  return walk_node (&walk, evaluator->root, tp_segment_root (evaluator->root->segment),
                    out_matches);
}

gboolean
tp_segment_evaluate_condition (TpSegmentEvaluator *evaluator, const TpSegmentFacts *facts,
                               gpointer contact, const TpSegmentNode *condition,
                               gboolean *out_matches, GError **error)
{
  Walk walk = {evaluator, facts, contact, error};
  evaluator->round++;
  return test_condition (&walk, evaluator->root, condition, out_matches);
}
