/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/value.h"

#include "liquid/money.h"

#include <math.h>
#include <stdio.h>

/* What values are to one another. To add a kind: its place in the enum, a constructor in value.h,
 * and a line in to_number, equal, compare here and in the printing of run_text.c. */

#define MAX_DEPTH 32 /* of arrays and objects when two are compared */

static gsize
range_size (const TpValue *range)
{
  guint64 span = (guint64)range->stop - (guint64)range->integer;

  if (range->stop < range->integer)
    return 0;
  return span == G_MAXUINT64 ? G_MAXSIZE : span + 1;
}

gsize
tp_value_size (const TpValue *value)
{
  switch (value->kind) {
  case TP_VALUE_RANGE:
    return range_size (value);
  case TP_VALUE_ARRAY:
    if (value->class == NULL)
      return value->length;
    return value->class->size != NULL ? value->class->size (value->self) : 0;
  case TP_VALUE_OBJECT:
    return value->class->size != NULL ? value->class->size (value->self) : 0;
  default:
    return 0;
  }
}

void
tp_value_at (const TpValue *value, gsize index, TpArena *arena, TpValue *out)
{
  if (value->kind == TP_VALUE_RANGE)
    *out = tp_value_integer (value->integer + (gint64)index);
  else if (value->class == NULL)
    *out = value->items[index];
  else
    value->class->at (value->self, index, arena, out);
}

gboolean
tp_value_list (const TpValue *object, TpArena *arena, TpValue **out_names, TpValue **out_values)
{
  gsize size = tp_value_size (object);

  *out_names = tp_arena_alloc_zero (arena, size, sizeof (TpValue));
  *out_values = tp_arena_alloc_zero (arena, size, sizeof (TpValue));
  if (*out_names == NULL || *out_values == NULL)
    return FALSE;
  if (size > 0)
    object->class->list (object->self, arena, *out_names, *out_values);
  return TRUE;
}

gboolean
tp_value_find (const TpValue *object, const char *name, gsize length, TpArena *arena, TpValue *out)
{
  if (object->kind == TP_VALUE_OBJECT && object->class->find != NULL &&
      object->class->find (object->self, name, length, arena, out))
    return TRUE;
  *out = tp_value_nil ();
  return FALSE;
}

static TpValue
number_of_text (const char *text, gsize length)
{
  char digits[64];
  gsize at = 0, whole;
  char *end;

  length = MIN (length, sizeof digits - 1);
  while (length > 0 && g_ascii_isspace (*text)) {
    text++;
    length--;
  }
  if (at < length && (text[at] == '-' || text[at] == '+'))
    at++;
  while (at < length && g_ascii_isdigit (text[at]))
    at++;
  whole = at;
  if (at + 1 < length && text[at] == '.' && g_ascii_isdigit (text[at + 1]))
    for (at++; at < length && g_ascii_isdigit (text[at]); at++)
      continue;
  memcpy (digits, text, at);
  digits[at] = '\0';
  for (gsize rest = at; rest < length; rest++)
    if (!g_ascii_isspace (text[rest])) {
      digits[at = whole] = '\0';
      break;
    }
  if (at > whole)
    return tp_value_decimal (g_ascii_strtod (digits, &end));
  return tp_value_integer (g_ascii_strtoll (digits, &end, 10));
}

TpValue
tp_value_to_number (const TpValue *value)
{
  switch (value->kind) {
  case TP_VALUE_INTEGER:
  case TP_VALUE_DECIMAL:
    return *value;
  case TP_VALUE_MONEY:
    return tp_value_decimal (tp_value_to_decimal (value));
  case TP_VALUE_STRING:
    return number_of_text (value->text, value->length);
  default:
    return tp_value_integer (0);
  }
}

double
tp_value_to_decimal (const TpValue *value)
{
  TpValue number;

  if (value->kind == TP_VALUE_MONEY)
    return (double)value->integer / tp_money_units (value->currency);
  number = tp_value_to_number (value);
  return number.kind == TP_VALUE_DECIMAL ? number.decimal : (double)number.integer;
}

gboolean
tp_value_is_empty (const TpValue *value)
{
  switch (value->kind) {
  case TP_VALUE_STRING:
    return value->length == 0;
  case TP_VALUE_ARRAY:
  case TP_VALUE_OBJECT:
    return tp_value_size (value) == 0;
  default:
    return value->kind == TP_VALUE_EMPTY;
  }
}

gboolean
tp_value_is_blank (const TpValue *value)
{
  if (value->kind == TP_VALUE_STRING) {
    for (gsize i = 0; i < value->length; i++)
      if (!g_ascii_isspace (value->text[i]))
        return FALSE;
    return TRUE;
  }
  return !tp_value_is_true (value) || value->kind == TP_VALUE_BLANK ||
         (value->kind != TP_VALUE_EMPTY && tp_value_is_empty (value));
}

static gboolean equal (const TpValue *a, const TpValue *b, TpArena *arena, guint depth);

static gboolean
arrays_equal (const TpValue *a, const TpValue *b, TpArena *arena, guint depth)
{
  gsize size = tp_value_size (a);

  if (size != tp_value_size (b))
    return FALSE;
  for (gsize i = 0; i < size; i++) {
    TpValue left, right;

    tp_value_at (a, i, arena, &left);
    tp_value_at (b, i, arena, &right);
    if (!equal (&left, &right, arena, depth + 1))
      return FALSE;
  }
  return TRUE;
}

static gboolean
objects_equal (const TpValue *a, const TpValue *b, TpArena *arena, guint depth)
{
  gsize size = tp_value_size (a);
  TpValue *names, *values;

  if (a->self == b->self && a->class == b->class)
    return TRUE;
  if (size != tp_value_size (b) || !tp_value_list (a, arena, &names, &values))
    return FALSE;
  for (gsize i = 0; i < size; i++) {
    TpValue other;

    if (!tp_value_find (b, names[i].text, names[i].length, arena, &other) ||
        !equal (&values[i], &other, arena, depth + 1))
      return FALSE;
  }
  return TRUE;
}

static gboolean
equal (const TpValue *a, const TpValue *b, TpArena *arena, guint depth)
{
  int order;

  if (depth > MAX_DEPTH)
    return FALSE;
  if (b->kind == TP_VALUE_EMPTY || b->kind == TP_VALUE_BLANK)
    return a->kind == b->kind ||
           (a->kind != TP_VALUE_EMPTY && a->kind != TP_VALUE_BLANK &&
            (b->kind == TP_VALUE_EMPTY ? tp_value_is_empty (a) : tp_value_is_blank (a)));
  if (a->kind == TP_VALUE_EMPTY || a->kind == TP_VALUE_BLANK)
    return equal (b, a, arena, depth);
  if (a->kind == TP_VALUE_NIL || b->kind == TP_VALUE_NIL)
    return a->kind == b->kind;
  if (a->kind == TP_VALUE_BOOLEAN)
    return b->kind == TP_VALUE_BOOLEAN && a->boolean == b->boolean;
  if (a->kind == TP_VALUE_RANGE && b->kind == TP_VALUE_RANGE)
    return a->integer == b->integer && a->stop == b->stop;
  if (a->kind == TP_VALUE_STRING && b->kind == TP_VALUE_STRING)
    return a->length == b->length && memcmp (a->text, b->text, a->length) == 0;
  if (a->kind == TP_VALUE_ARRAY && b->kind == TP_VALUE_ARRAY)
    return arrays_equal (a, b, arena, depth);
  if (a->kind == TP_VALUE_OBJECT && b->kind == TP_VALUE_OBJECT)
    return objects_equal (a, b, arena, depth);
  return tp_value_compare (a, b, &order) && order == 0;
}

gboolean
tp_value_equal (const TpValue *a, const TpValue *b, TpArena *arena)
{
  return equal (a, b, arena, 0);
}

/* A date and text compare as the text "2026-01-31". */
static TpValue
comparable (const TpValue *value, const TpValue *other, char buffer[16])
{
  if (value->kind != TP_VALUE_DATE || other->kind != TP_VALUE_STRING)
    return *value;
  return tp_value_string (
      buffer, g_snprintf (buffer, 16, "%04d-%02d-%02d", (int)(value->integer / 10000 % 10000),
                          (int)(value->integer / 100 % 100), (int)(value->integer % 100)));
}

static gboolean
is_amount (const TpValue *value)
{
  return tp_value_is_number (value) || value->kind == TP_VALUE_MONEY;
}

gboolean
tp_value_compare (const TpValue *first, const TpValue *second, int *out_order)
{
  char first_date[16], second_date[16];
  TpValue a = comparable (first, second, first_date), b = comparable (second, first, second_date);

  if (is_amount (&a) && is_amount (&b) &&
      (a.kind != b.kind || a.kind == TP_VALUE_DECIMAL ||
       (a.kind == TP_VALUE_MONEY && memcmp (a.currency, b.currency, 3) != 0))) {
    double left = tp_value_to_decimal (&a), right = tp_value_to_decimal (&b);

    *out_order = left < right ? -1 : left > right;
    return TRUE;
  }
  if (a.kind != b.kind)
    return FALSE;
  switch (a.kind) {
  case TP_VALUE_INTEGER:
  case TP_VALUE_MONEY:
  case TP_VALUE_DATE:
  case TP_VALUE_TIME:
    *out_order = a.integer < b.integer ? -1 : a.integer > b.integer;
    return TRUE;
  case TP_VALUE_STRING:
    *out_order = memcmp (a.text, b.text, MIN (a.length, b.length));
    if (*out_order == 0)
      *out_order = a.length < b.length ? -1 : a.length > b.length;
    return TRUE;
  default:
    return FALSE;
  }
}

void
tp_decimal_format (double decimal, GString *out)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  const char *format[] = {"%.15g", "%.16g", "%.17g"};

  if (isnan (decimal) || isinf (decimal)) {
    g_string_append (out, isnan (decimal) ? "NaN" : decimal < 0 ? "-Infinity" : "Infinity");
    return;
  }
  if (fabs (decimal) >= 1e15 && fabs (decimal) < 1e20) {
    g_ascii_formatd (text, sizeof text, "%.1f", decimal);
    g_string_append (out, text);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (format); i++) {
    g_ascii_formatd (text, sizeof text, format[i], decimal);
    if (g_ascii_strtod (text, NULL) == decimal)
      break;
  }
  g_string_append (out, text);
  if (strpbrk (text, ".e") == NULL)
    g_string_append (out, ".0");
}
