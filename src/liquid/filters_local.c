/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/date.h"
#include "liquid/filters.h"
#include "liquid/local.h"
#include "liquid/money.h"
#include "liquid/salutation.h"

#include <math.h>

/* Filters that depend on the contact's language and the account's zone and currency. */

static gboolean
take (TpRun *run, const GString *text, TpValue *out)
{
  tp_run_begin (run);
  return tp_run_put (run, text->str, text->len) && tp_run_take (run, out);
}

static gboolean
date (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  g_autoptr (GDateTime) moment = tp_date_read (value, run->env->zone, run->env->now);
  g_autoptr (GString) text = NULL;
  TpValue format;

  if (!tp_filter_text (run, &arguments->values[0], &format))
    return FALSE;
  if (moment == NULL || format.length == 0)
    return TRUE;
  if (format.length > 1024)
    return tp_run_fail (run, TP_ERROR_LIMIT, _ ("the format is longer than %d bytes"), 1024);
  text = g_string_new (NULL);
  tp_date_write (moment, format.text, format.length, run->env->language, text);
  return tp_run_charge (run, 20) && take (run, text, value);
}

/* An amount in minor units and its currency: money as it is, other numbers as whole units. */
static gboolean
amount (TpRun *run, const TpValue *value, const TpArguments *arguments, TpValue *out)
{
  const char *currency = run->env->currency != NULL ? run->env->currency : "EUR";
  TpValue code = arguments->values[0];
  double minor;

  if (code.kind == TP_VALUE_STRING) {
    if (code.length != 3 || !g_ascii_isupper (code.text[0]) || !g_ascii_isupper (code.text[1]) ||
        !g_ascii_isupper (code.text[2]))
      return tp_run_fail (run, TP_ERROR_INVALID, _ ("a currency is three large letters"));
    currency = code.text;
  }
  if (value->kind == TP_VALUE_MONEY) {
    *out = *value;
    return TRUE;
  }
  minor = round (tp_value_to_decimal (value) * tp_money_units (currency) * (1 + 1e-14));
  if (!(fabs (minor) < 9e18))
    return tp_run_fail (run, TP_ERROR_INVALID, _ ("the amount is too large"));
  *out = tp_value_money ((gint64)minor, currency);
  return TRUE;
}

static gboolean
money (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  g_autoptr (GString) text = NULL;
  TpValue sum;

  if (value->kind == TP_VALUE_NIL)
    return TRUE;
  if (!amount (run, value, arguments, &sum))
    return FALSE;
  text = g_string_new (NULL);
  tp_local_money (run->env->language, sum.integer, sum.currency, text);
  return take (run, text, value);
}

static gboolean
number (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  g_autoptr (GString) text = NULL;
  TpValue decimals = tp_value_to_number (&arguments->values[0]);
  int places = -1;

  if (value->kind == TP_VALUE_NIL)
    return TRUE;
  if (arguments->values[0].kind != TP_VALUE_NIL && decimals.kind == TP_VALUE_INTEGER)
    places = (int)CLAMP (decimals.integer, 0, 15);
  text = g_string_new (NULL);
  tp_local_number (run->env->language, tp_value_to_decimal (value), places, text);
  return take (run, text, value);
}

/* A member of the contact as text that ends in NUL; NULL where it is not text. */
static gboolean
member (TpRun *run, const TpValue *contact, const char *name, const char **out)
{
  TpValue found, text;

  *out = NULL;
  tp_value_find (contact, name, strlen (name), &run->arena, &found);
  if (found.kind != TP_VALUE_STRING)
    return TRUE;
  tp_run_begin (run);
  if (!tp_run_put (run, found.text, found.length) || !tp_run_take (run, &text))
    return FALSE;
  *out = text.text;
  return TRUE;
}

static gboolean
salutation (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  g_autoptr (GString) text = g_string_new (NULL);
  TpPerson person = {NULL};
  TpValue manner;

  if (!tp_filter_text (run, &arguments->values[0], &manner) ||
      !member (run, value, "gender", &person.gender) ||
      !member (run, value, "salutation", &person.salutation) ||
      !member (run, value, "title", &person.title) ||
      !member (run, value, "first_name", &person.first_name) ||
      !member (run, value, "last_name", &person.last_name))
    return FALSE;
  if (manner.length > 0 && g_strcmp0 (manner.text, "informal") != 0 &&
      g_strcmp0 (manner.text, "formal") != 0)
    return tp_run_fail (run, TP_ERROR_INVALID,
                        _ ("a salutation is 'formal' or 'informal', not '%s'"), manner.text);
  tp_salutation_format (&person, run->env->language,
                        manner.length > 0 && g_str_equal (manner.text, "informal"), text);
  return take (run, text, value);
}

const TpFilter tp_filters_local[] = {
    {"date", date, 1, 1},
    {"money",     money, 0, 1},
    {"number",      number, 0, 1},
    {"salutation",salutation, 0, 1},
    {NULL    },
};
