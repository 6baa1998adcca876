/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/filters.h"

/* where, reject, find, find_index and has share one question, asked of each item: has it that
 * property, and with the wanted value where one is given? Text has a property when it contains it.
 * An item that can have none (nil, true, false) ends the search without an answer. */

typedef enum { ANSWER_NO, ANSWER_YES, ANSWER_NONE, ANSWER_ERROR } Answer;

static Answer
property_of (TpRun *run, const TpValue *item, const TpValue *property, TpValue *out)
{
  TpValue name;

  *out = tp_value_nil ();
  if (!tp_run_charge (run, 1) || !tp_filter_text (run, property, &name))
    return ANSWER_ERROR;
  switch (item->kind) {
  case TP_VALUE_OBJECT:
    tp_value_find (item, name.text, name.length, &run->arena, out);
    return ANSWER_YES;
  case TP_VALUE_STRING:
    if (property->kind == TP_VALUE_NIL)
      return ANSWER_NONE;
    if (memmem (item->text, item->length, name.text, name.length) != NULL)
      *out = name;
    return tp_run_charge_bytes (run, item->length) ? ANSWER_YES : ANSWER_ERROR;
  case TP_VALUE_NIL:
  case TP_VALUE_BOOLEAN:
    return ANSWER_NONE;
  default:
    if (tp_value_is_number (item) && tp_value_is_number (property)) {
      *out = tp_value_boolean (tp_value_equal (item, property, &run->arena));
      return ANSWER_YES;
    }
    tp_run_fail (run, TP_ERROR_INVALID, _ ("an item of the array has no members"));
    return ANSWER_ERROR;
  }
}

static Answer
ask (TpRun *run, const TpValue *item, const TpArguments *arguments)
{
  const TpValue *wanted = &arguments->values[1];
  TpValue property;
  Answer answer = property_of (run, item, &arguments->values[0], &property);

  if (answer != ANSWER_YES)
    return answer;
  if (wanted->kind == TP_VALUE_NIL)
    return tp_value_is_true (&property) ? ANSWER_YES : ANSWER_NO;
  return tp_value_equal (&property, wanted, &run->arena) ? ANSWER_YES : ANSWER_NO;
}

static gboolean
keep (TpRun *run, TpValue *value, const TpArguments *arguments, Answer kept_answer)
{
  TpValue *items;
  gsize count, kept = 0;

  if (!tp_filter_flat (run, value, &items, &count))
    return FALSE;
  *value = tp_value_nil ();
  for (gsize i = 0; i < count; i++) {
    Answer answer = ask (run, &items[i], arguments);

    if (answer == ANSWER_NONE || answer == ANSWER_ERROR)
      return answer == ANSWER_NONE;
    if (answer == kept_answer)
      items[kept++] = items[i];
  }
  *value = tp_value_array (items, kept);
  return TRUE;
}

static gboolean
where (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return keep (run, value, arguments, ANSWER_YES);
}

static gboolean
reject (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return keep (run, value, arguments, ANSWER_NO);
}

/* The first item that answers yes; its index is the count of items where there is none. */
static Answer
search (TpRun *run, const TpValue *value, const TpArguments *arguments, TpValue *out_item,
        gsize *out_index)
{
  TpValue *items;
  gsize count;

  if (!tp_filter_flat (run, value, &items, &count))
    return ANSWER_ERROR;
  for (*out_index = 0; *out_index < count; (*out_index)++) {
    Answer answer = ask (run, &items[*out_index], arguments);

    if (answer != ANSWER_NO) {
      *out_item = items[*out_index];
      return answer;
    }
  }
  return ANSWER_NO;
}

static gboolean
find (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue item;
  gsize index;
  Answer answer = search (run, value, arguments, &item, &index);

  *value = answer == ANSWER_YES ? item : tp_value_nil ();
  return answer != ANSWER_ERROR;
}

static gboolean
find_index (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue item;
  gsize index;
  Answer answer = search (run, value, arguments, &item, &index);

  *value = answer == ANSWER_YES ? tp_value_integer ((gint64)index) : tp_value_nil ();
  return answer != ANSWER_ERROR;
}

static gboolean
has (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue item;
  gsize index;
  Answer answer = search (run, value, arguments, &item, &index);

  *value = answer == ANSWER_NONE ? tp_value_nil () : tp_value_boolean (answer == ANSWER_YES);
  return answer != ANSWER_ERROR;
}

const TpFilter tp_filters_select[] = {
    {"where", where, 1, 2},
    {"reject",      reject, 1, 2},
    {"find",       find, 1, 2},
    {"find_index",find_index, 1, 2},
    {"has",      has, 1, 2},
    {NULL },
};
