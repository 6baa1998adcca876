/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/filters.h"
#include "liquid/run.h"

/* Expressions to values. A member is looked for in this order: the object's own, then the words
 * size, first and last that arrays, text and objects understand. */

static gboolean
word_is (const char *name, gsize length, const char *word)
{
  return length == strlen (word) && memcmp (name, word, length) == 0;
}

static gboolean
undefined (TpRun *run, const char *name, gsize length, TpValue *out)
{
  *out = tp_value_nil ();
  if (run->env->strict)
    return tp_run_fail (run, TP_ERROR_INVALID, _ ("unknown name '%.*s'"), (int)length, name);
  return TRUE;
}

static gboolean
first_pair (TpRun *run, const TpValue *object, TpValue *out)
{
  TpValue *names, *values;

  *out = tp_value_nil ();
  if (tp_value_size (object) == 0)
    return TRUE;
  if (!tp_value_list (object, &run->arena, &names, &values))
    return tp_run_no_memory (run);
  return tp_run_charge (run, tp_value_size (object)) &&
         tp_run_pair (run, &names[0], &values[0], out);
}

static gboolean
sequence_member (TpRun *run, const TpValue *value, const char *name, gsize length, TpValue *out)
{
  gsize size = tp_value_size (value);

  *out = tp_value_nil ();
  if (word_is (name, length, "size"))
    *out = tp_value_integer ((gint64)size);
  else if (word_is (name, length, "first")) {
    if (size > 0)
      tp_value_at (value, 0, &run->arena, out);
  } else if (word_is (name, length, "last")) {
    if (size > 0)
      tp_value_at (value, size - 1, &run->arena, out);
  } else
    return undefined (run, name, length, out);
  return TRUE;
}

gboolean
tp_run_member (TpRun *run, const TpValue *value, const char *name, gsize length, TpValue *out)
{
  switch (value->kind) {
  case TP_VALUE_OBJECT:
    if (tp_value_find (value, name, length, &run->arena, out))
      return TRUE;
    if (word_is (name, length, "size")) {
      *out = tp_value_integer ((gint64)tp_value_size (value));
      return TRUE;
    }
    if (word_is (name, length, "first"))
      return first_pair (run, value, out);
    return undefined (run, name, length, out);
  case TP_VALUE_ARRAY:
  case TP_VALUE_RANGE:
    return sequence_member (run, value, name, length, out);
  case TP_VALUE_STRING:
    if (!word_is (name, length, "size"))
      return undefined (run, name, length, out);
    *out = tp_value_integer (g_utf8_strlen (value->text, value->length));
    return tp_run_charge_bytes (run, value->length);
  case TP_VALUE_NIL:
    *out = tp_value_nil ();
    return TRUE;
  default:
    return undefined (run, name, length, out);
  }
}

static gboolean
item (TpRun *run, const TpValue *value, const TpValue *index, TpValue *out)
{
  gsize size;

  if (index->kind == TP_VALUE_STRING)
    return tp_run_member (run, value, index->text, index->length, out);
  *out = tp_value_nil ();
  if (index->kind != TP_VALUE_INTEGER ||
      (value->kind != TP_VALUE_ARRAY && value->kind != TP_VALUE_RANGE))
    return TRUE;
  size = tp_value_size (value);
  if (index->integer >= 0 && (guint64)index->integer < size)
    tp_value_at (value, (gsize)index->integer, &run->arena, out);
  else if (index->integer < 0 && -(guint64)index->integer <= size)
    tp_value_at (value, size - (gsize) - (guint64)index->integer, &run->arena, out);
  return TRUE;
}

static gboolean
first_step (TpRun *run, const TpStep *step, TpValue *out)
{
  TpValue name;

  if (step->name != NULL)
    return tp_run_lookup (run, step->name, step->length, out);
  if (!tp_run_evaluate (run, step->index, &name))
    return FALSE;
  if (name.kind == TP_VALUE_STRING)
    return tp_run_lookup (run, name.text, name.length, out);
  *out = tp_value_nil ();
  return TRUE;
}

static gboolean
path (TpRun *run, const TpStep *step, TpValue *out)
{
  if (!first_step (run, step, out))
    return FALSE;
  for (step = step->next; step != NULL; step = step->next) {
    TpValue member, index;

    if (step->name != NULL) {
      if (!tp_run_member (run, out, step->name, step->length, &member))
        return FALSE;
    } else if (!tp_run_evaluate (run, step->index, &index) || !item (run, out, &index, &member))
      return FALSE;
    *out = member;
  }
  return TRUE;
}

static gint64
bound (const TpValue *value)
{
  TpValue number = tp_value_to_number (value);

  if (number.kind == TP_VALUE_INTEGER)
    return number.integer;
  return number.decimal > -9e18 && number.decimal < 9e18 ? (gint64)number.decimal : 0;
}

gboolean
tp_run_evaluate (TpRun *run, const TpExpression *expression, TpValue *out)
{
  TpValue from, to;

  switch (expression->kind) {
  case TP_EXPRESSION_LITERAL:
    *out = expression->literal;
    return TRUE;
  case TP_EXPRESSION_PATH:
    run->at = expression->offset;
    return path (run, expression->steps, out);
  case TP_EXPRESSION_RANGE:
    if (!tp_run_evaluate (run, expression->from, &from) ||
        !tp_run_evaluate (run, expression->to, &to))
      return FALSE;
    *out = (TpValue){.kind = TP_VALUE_RANGE, .integer = bound (&from), .stop = bound (&to)};
    return TRUE;
  }
  return FALSE;
}

static gboolean
apply (TpRun *run, const TpFilterCall *call, TpValue *value)
{
  TpArguments arguments = {.count = call->count};

  for (guint i = 0; i < call->count; i++)
    if (!tp_run_evaluate (run, call->arguments[i], &arguments.values[i]))
      return FALSE;
  if (call->keyword != NULL && !tp_run_evaluate (run, call->keyword, &arguments.keyword))
    return FALSE;
  run->at = call->offset;
  return tp_run_charge (run, 1) && call->filter->apply (run, value, &arguments);
}

gboolean
tp_run_output (TpRun *run, const TpOutput *output, TpValue *out)
{
  *out = tp_value_nil ();
  if (output->value == NULL)
    return TRUE;
  if (!tp_run_evaluate (run, output->value, out))
    return FALSE;
  for (const TpFilterCall *call = output->filters; call != NULL; call = call->next)
    if (!apply (run, call, out))
      return FALSE;
  return TRUE;
}

static gboolean
contains (TpRun *run, const TpValue *left, const TpValue *right, gboolean *out)
{
  TpValue text, member;

  *out = FALSE;
  if (!tp_value_is_true (left) || !tp_value_is_true (right))
    return TRUE;
  if (left->kind == TP_VALUE_STRING) {
    if (!tp_run_text (run, right, &text))
      return FALSE;
    *out = memmem (left->text, left->length, text.text, text.length) != NULL;
    return tp_run_charge_bytes (run, left->length);
  }
  if (left->kind == TP_VALUE_OBJECT) {
    *out = right->kind == TP_VALUE_STRING &&
           tp_value_find (left, right->text, right->length, &run->arena, &member);
    return TRUE;
  }
  if (left->kind == TP_VALUE_RANGE)
    *out = right->kind == TP_VALUE_INTEGER && right->integer >= left->integer &&
           right->integer <= left->stop;
  if (left->kind != TP_VALUE_ARRAY)
    return TRUE;
  for (gsize i = 0; i < tp_value_size (left) && !*out; i++) {
    tp_value_at (left, i, &run->arena, &member);
    *out = tp_value_equal (&member, right, &run->arena);
    if (!tp_run_charge (run, 1 + (right->kind == TP_VALUE_STRING ? right->length / 64 : 0)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_special (const TpValue *value)
{
  return value->kind == TP_VALUE_NIL || value->kind == TP_VALUE_EMPTY ||
         value->kind == TP_VALUE_BLANK;
}

static gboolean
ordered (TpRun *run, TpCompare compare, const TpValue *left, const TpValue *right, gboolean *out)
{
  int order;

  *out = FALSE;
  if (is_special (left) || is_special (right))
    return TRUE;
  if (!tp_value_compare (left, right, &order))
    return tp_run_fail (run, TP_ERROR_INVALID, _ ("values of different kinds have no order"));
  switch (compare) {
  case TP_COMPARE_LESS:
    *out = order < 0;
    break;
  case TP_COMPARE_GREATER:
    *out = order > 0;
    break;
  case TP_COMPARE_AT_MOST:
    *out = order <= 0;
    break;
  default:
    *out = order >= 0;
    break;
  }
  return TRUE;
}

static gboolean
charge_comparison (TpRun *run, const TpValue *value)
{
  if (value->kind == TP_VALUE_STRING)
    return tp_run_charge_bytes (run, value->length);
  return tp_run_charge (run, value->kind == TP_VALUE_RANGE ? 0 : tp_value_size (value));
}

static gboolean
comparison (TpRun *run, const TpCondition *condition, gboolean *out)
{
  TpValue left, right;

  if (!tp_run_charge (run, 1) || !tp_run_evaluate (run, condition->left, &left))
    return FALSE;
  if (condition->compare == TP_COMPARE_NONE) {
    *out = tp_value_is_true (&left);
    return TRUE;
  }
  if (!tp_run_evaluate (run, condition->right, &right))
    return FALSE;
  switch (condition->compare) {
  case TP_COMPARE_EQUAL:
  case TP_COMPARE_UNEQUAL:
    *out = tp_value_equal (&left, &right, &run->arena) == (condition->compare == TP_COMPARE_EQUAL);
    return charge_comparison (run, &left);
  case TP_COMPARE_CONTAINS:
    return contains (run, &left, &right, out);
  default:
    run->at = condition->left->offset;
    return ordered (run, condition->compare, &left, &right, out);
  }
}

/* a and (b or (c and d)): what stands to the right decides only when the left does not. */
gboolean
tp_run_condition (TpRun *run, const TpCondition *condition, gboolean *out)
{
  for (;; condition = condition->next) {
    if (!comparison (run, condition, out))
      return FALSE;
    if (condition->next == NULL || *out == condition->is_or)
      return TRUE;
  }
}
