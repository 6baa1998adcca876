/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/local.h"
#include "liquid/run.h"

/* Values as text. Arrays print their items one behind the other, objects like {"a"=>1}. */

#define MAX_DEPTH 32

static gboolean append (TpRun *run, const TpValue *value, GString *out, guint depth,
                        gboolean inside);

static gboolean
too_long (TpRun *run, const GString *out)
{
  return out->len > tp_run_text_limit (run) && !tp_run_no_memory (run);
}

static gboolean
append_items (TpRun *run, const TpValue *value, GString *out, guint depth, gboolean inside)
{
  gsize size = tp_value_size (value);

  if (inside)
    g_string_append_c (out, '[');
  for (gsize i = 0; i < size; i++) {
    TpValue item;

    tp_value_at (value, i, &run->arena, &item);
    if (inside && i > 0)
      g_string_append (out, ", ");
    if (!tp_run_charge (run, 1) || !append (run, &item, out, depth + 1, inside))
      return FALSE;
  }
  if (inside)
    g_string_append_c (out, ']');
  return TRUE;
}

static gboolean
append_members (TpRun *run, const TpValue *value, GString *out, guint depth)
{
  gsize size = tp_value_size (value);
  TpValue *names, *values;

  if (!tp_value_list (value, &run->arena, &names, &values))
    return tp_run_no_memory (run);
  g_string_append_c (out, '{');
  for (gsize i = 0; i < size; i++) {
    if (i > 0)
      g_string_append (out, ", ");
    if (!tp_run_charge (run, 1) || !append (run, &names[i], out, depth + 1, TRUE))
      return FALSE;
    g_string_append (out, "=>");
    if (!append (run, &values[i], out, depth + 1, TRUE))
      return FALSE;
  }
  g_string_append_c (out, '}');
  return TRUE;
}

static void
append_string (const TpValue *value, GString *out, gboolean inside)
{
  if (inside)
    g_string_append_c (out, '"');
  g_string_append_len (out, value->text, value->length);
  if (inside)
    g_string_append_c (out, '"');
}

static gboolean
append (TpRun *run, const TpValue *value, GString *out, guint depth, gboolean inside)
{
  if (depth > MAX_DEPTH)
    return tp_run_fail (run, TP_ERROR_LIMIT, _ ("the value is nested too deeply to be printed"));
  if (too_long (run, out))
    return FALSE;
  switch ((TpValueKind)value->kind) {
  case TP_VALUE_NIL:
    g_string_append (out, inside ? "nil" : "");
    return TRUE;
  case TP_VALUE_BOOLEAN:
    g_string_append (out, value->boolean ? "true" : "false");
    return TRUE;
  case TP_VALUE_INTEGER:
    g_string_append_printf (out, "%" G_GINT64_FORMAT, value->integer);
    return TRUE;
  case TP_VALUE_DECIMAL:
    tp_decimal_format (value->decimal, out);
    return TRUE;
  case TP_VALUE_MONEY:
    tp_local_money (run->env->language, value->integer, value->currency, out);
    return TRUE;
  case TP_VALUE_DATE:
  case TP_VALUE_TIME:
    tp_local_time (run, value, out);
    return TRUE;
  case TP_VALUE_STRING:
    append_string (value, out, inside);
    return TRUE;
  case TP_VALUE_RANGE:
    g_string_append_printf (out, "%" G_GINT64_FORMAT "..%" G_GINT64_FORMAT, value->integer,
                            value->stop);
    return TRUE;
  case TP_VALUE_ARRAY:
    return append_items (run, value, out, depth, inside);
  case TP_VALUE_OBJECT:
    return append_members (run, value, out, depth);
  case TP_VALUE_EMPTY:
  case TP_VALUE_BLANK:
    return TRUE;
  }
  return TRUE;
}

gboolean
tp_run_text (TpRun *run, const TpValue *value, TpValue *out)
{
  char *copy;

  if (value->kind == TP_VALUE_STRING) {
    *out = *value;
    return TRUE;
  }
  if (value->kind == TP_VALUE_NIL) {
    *out = tp_value_string ("", 0);
    return TRUE;
  }
  g_autoptr (GString) text = g_string_sized_new (64);
  if (!append (run, value, text, 0, FALSE))
    return FALSE;
  copy = tp_arena_copy (&run->arena, text->str, text->len);
  if (copy == NULL)
    return tp_run_no_memory (run);
  *out = tp_value_string (copy, (gssize)text->len);
  return tp_run_charge_bytes (run, text->len);
}

gboolean
tp_run_pair (TpRun *run, const TpValue *name, const TpValue *value, TpValue *out)
{
  TpValue *pair = tp_arena_alloc (&run->arena, 2 * sizeof (TpValue));

  if (pair == NULL)
    return tp_run_no_memory (run);
  pair[0] = *name;
  pair[1] = *value;
  *out = tp_value_array (pair, 2);
  return TRUE;
}

static gboolean
pairs_of (TpRun *run, const TpValue *object, TpValue *items, gsize size)
{
  TpValue *names, *values;

  if (!tp_value_list (object, &run->arena, &names, &values))
    return tp_run_no_memory (run);
  for (gsize i = 0; i < size; i++)
    if (!tp_run_pair (run, &names[i], &values[i], &items[i]))
      return FALSE;
  return TRUE;
}

gboolean
tp_run_items (TpRun *run, const TpValue *value, TpValue *out)
{
  gboolean many = value->kind == TP_VALUE_ARRAY || value->kind == TP_VALUE_RANGE ||
                  value->kind == TP_VALUE_OBJECT;
  gsize size = many ? tp_value_size (value) : value->kind != TP_VALUE_NIL;
  TpValue *items;

  if (value->kind == TP_VALUE_ARRAY && value->class == NULL) {
    *out = *value;
    return TRUE;
  }
  if (size > run->limits.loop_items)
    return tp_run_fail (run, TP_ERROR_LIMIT, _ ("more than %u items"),
                        (guint)run->limits.loop_items);
  items = tp_arena_alloc_zero (&run->arena, size, sizeof (TpValue));
  if (items == NULL)
    return tp_run_no_memory (run);
  *out = tp_value_array (items, size);
  if (!tp_run_charge (run, size))
    return FALSE;
  if (value->kind == TP_VALUE_OBJECT)
    return pairs_of (run, value, items, size);
  if (!many && size > 0)
    items[0] = *value;
  for (gsize i = 0; many && i < size; i++)
    tp_value_at (value, i, &run->arena, &items[i]);
  return TRUE;
}
