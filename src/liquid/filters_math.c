/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/filters.h"

#include <math.h>

/* Integers stay integers while they fit 64 bits; anything with a decimal is a decimal. Sums and
 * products are rounded to 15 digits, so that 10.1 - 2.2 is 7.9. Quotients round down, and the sign
 * of a remainder is the divisor's. */

static double
rounded (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!(fabs (value) < 1e15))
    return value;
  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, "%.15g", value), NULL);
}

static double
decimal_of (const TpValue *number)
{
  return number->kind == TP_VALUE_DECIMAL ? number->decimal : (double)number->integer;
}

typedef struct {
  TpValue left, right;
  gboolean whole; /* both integers */
} Operands;

static Operands
operands (const TpValue *value, const TpArguments *arguments)
{
  Operands pair = {tp_value_to_number (value), tp_value_to_number (&arguments->values[0]), FALSE};

  pair.whole = pair.left.kind == TP_VALUE_INTEGER && pair.right.kind == TP_VALUE_INTEGER;
  return pair;
}

static gboolean
plus (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  Operands o = operands (value, arguments);
  gint64 sum;

  if (o.whole && !__builtin_add_overflow (o.left.integer, o.right.integer, &sum))
    *value = tp_value_integer (sum);
  else
    *value = tp_value_decimal (rounded (decimal_of (&o.left) + decimal_of (&o.right)));
  return TRUE;
}

static gboolean
minus (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  Operands o = operands (value, arguments);
  gint64 difference;

  if (o.whole && !__builtin_sub_overflow (o.left.integer, o.right.integer, &difference))
    *value = tp_value_integer (difference);
  else
    *value = tp_value_decimal (rounded (decimal_of (&o.left) - decimal_of (&o.right)));
  return TRUE;
}

static gboolean
times (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  Operands o = operands (value, arguments);
  gint64 product;

  if (o.whole && !__builtin_mul_overflow (o.left.integer, o.right.integer, &product))
    *value = tp_value_integer (product);
  else
    *value = tp_value_decimal (rounded (decimal_of (&o.left) * decimal_of (&o.right)));
  return TRUE;
}

static gboolean
by_zero (TpRun *run, const Operands *o)
{
  return decimal_of (&o->right) == 0.0 &&
         !tp_run_fail (run, TP_ERROR_INVALID, _ ("division by zero"));
}

static gboolean
divided_by (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  Operands o = operands (value, arguments);
  gint64 quotient;

  if (by_zero (run, &o))
    return FALSE;
  if (!o.whole || (o.left.integer == G_MININT64 && o.right.integer == -1)) {
    *value = tp_value_decimal (decimal_of (&o.left) / decimal_of (&o.right));
    return TRUE;
  }
  quotient = o.left.integer / o.right.integer;
  if (o.left.integer % o.right.integer != 0 && (o.left.integer < 0) != (o.right.integer < 0))
    quotient--;
  *value = tp_value_integer (quotient);
  return TRUE;
}

static gboolean
modulo (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  Operands o = operands (value, arguments);
  double rest;
  gint64 remainder;

  if (by_zero (run, &o))
    return FALSE;
  if (!o.whole) {
    rest = fmod (decimal_of (&o.left), decimal_of (&o.right));
    if (rest != 0 && (rest < 0) != (decimal_of (&o.right) < 0))
      rest += decimal_of (&o.right);
    *value = tp_value_decimal (rounded (rest));
    return TRUE;
  }
  remainder = o.right.integer == -1 ? 0 : o.left.integer % o.right.integer;
  if (remainder != 0 && (remainder < 0) != (o.right.integer < 0))
    remainder += o.right.integer;
  *value = tp_value_integer (remainder);
  return TRUE;
}

static gboolean
absolute (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  *value = tp_value_to_number (value);
  if (value->kind == TP_VALUE_DECIMAL)
    value->decimal = fabs (value->decimal);
  else if (value->integer == G_MININT64)
    *value = tp_value_decimal (-(double)value->integer);
  else
    value->integer = ABS (value->integer);
  return TRUE;
}

static TpValue
whole (double value)
{
  return value >= -9.2e18 && value <= 9.2e18 ? tp_value_integer ((gint64)value)
                                             : tp_value_decimal (value);
}

static gboolean
ceiling (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  *value = tp_value_to_number (value);
  if (value->kind == TP_VALUE_DECIMAL)
    *value = whole (ceil (value->decimal));
  return TRUE;
}

static gboolean
floored (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  *value = tp_value_to_number (value);
  if (value->kind == TP_VALUE_DECIMAL)
    *value = whole (floor (value->decimal));
  return TRUE;
}

static gboolean
round_to (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue digits = tp_value_to_number (&arguments->values[0]);
  int places = (int)CLAMP (decimal_of (&digits), -18, 15);
  double scale = pow (10, places), scaled;

  *value = tp_value_to_number (value);
  if (value->kind == TP_VALUE_INTEGER && places >= 0)
    return TRUE;
  scaled = rounded (decimal_of (value) * scale);
  if (fabs (scaled) < 1e15)
    scaled = round (scaled) / scale;
  else
    scaled = decimal_of (value);
  *value = places > 0 ? tp_value_decimal (scaled) : whole (scaled);
  return TRUE;
}

static gboolean
at_least (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  Operands o = operands (value, arguments);

  *value = decimal_of (&o.left) < decimal_of (&o.right) ? o.right : o.left;
  return TRUE;
}

static gboolean
at_most (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  Operands o = operands (value, arguments);

  *value = decimal_of (&o.left) > decimal_of (&o.right) ? o.right : o.left;
  return TRUE;
}

const TpFilter tp_filters_math[] = {
    {"plus",      plus, 1, 1},
    {"minus",          minus, 1, 1},
    {"times",           times, 1, 1},
    {"divided_by",divided_by, 1, 1},
    {"modulo",          modulo, 1, 1},
    {"abs",     absolute, 0, 0},
    {"ceil",          ceiling, 0, 0},
    {"floor",           floored, 0, 0},
    {"round",     round_to, 0, 1},
    {"at_least",          at_least, 1, 1},
    {"at_most",    at_most, 1, 1},
    {NULL         },
};
