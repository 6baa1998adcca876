/* SPDX-License-Identifier: Apache-2.0 */
/* A type is allowed the operators in allowed[]; a new operator or type is added there. */
#include "segment/check.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "segment/nearest.h"
#include "segment/number.h"

#include <string.h>

#define EXCERPT_CHARACTERS 60
#define BIT(op) (1u << (op))
#define EQUALITY (BIT (TP_SEGMENT_EQUAL) | BIT (TP_SEGMENT_NOT_EQUAL))
#define LISTED (BIT (TP_SEGMENT_IN) | BIT (TP_SEGMENT_NOT_IN))
#define PRESENCE (BIT (TP_SEGMENT_IS_SET) | BIT (TP_SEGMENT_IS_NOT_SET))
#define ORDER                                                                                      \
  (BIT (TP_SEGMENT_LESS) | BIT (TP_SEGMENT_LESS_EQUAL) | BIT (TP_SEGMENT_GREATER) |                \
   BIT (TP_SEGMENT_GREATER_EQUAL))
#define MATCHING                                                                                   \
  (BIT (TP_SEGMENT_STARTS_WITH) | BIT (TP_SEGMENT_ENDS_WITH) | BIT (TP_SEGMENT_CONTAINS))
#define RELATIVE (BIT (TP_SEGMENT_IN_THE_NEXT) | BIT (TP_SEGMENT_IN_THE_LAST))
#define RANK (BIT (TP_SEGMENT_IN_TOP) | BIT (TP_SEGMENT_IN_BOTTOM))
#define BETWEEN BIT (TP_SEGMENT_BETWEEN)
#define ANNIVERSARY (EQUALITY | BETWEEN | LISTED | PRESENCE | RELATIVE)

static const guint allowed[TP_SEGMENT_TYPES] = {
    [TP_SEGMENT_TEXT] = EQUALITY | ORDER | BETWEEN | LISTED | PRESENCE | MATCHING,
    [TP_SEGMENT_NUMBER] = EQUALITY | ORDER | BETWEEN | LISTED | PRESENCE | RANK,
    [TP_SEGMENT_MONEY] = EQUALITY | ORDER | BETWEEN | LISTED | PRESENCE | RANK,
    [TP_SEGMENT_DATE] = EQUALITY | ORDER | BETWEEN | LISTED | PRESENCE | RELATIVE,
    [TP_SEGMENT_TIME] = EQUALITY | ORDER | BETWEEN | LISTED | PRESENCE | RELATIVE,
    [TP_SEGMENT_YES_NO] = EQUALITY | PRESENCE,
    [TP_SEGMENT_CHOICE] = EQUALITY | LISTED | PRESENCE | MATCHING,
    [TP_SEGMENT_LINK] = EQUALITY | ORDER | BETWEEN | LISTED | PRESENCE | MATCHING,
};

char *
tp_segment_excerpt (const char *text)
{
  if (g_utf8_strlen (text, -1) <= EXCERPT_CHARACTERS)
    return g_strdup (text);
  g_autofree char *beginning = g_utf8_substring (text, 0, EXCERPT_CHARACTERS);
  return g_strconcat (beginning, "…", NULL);
}

gboolean
tp_segment_check_operator (const char *name, const TpSegmentField *field, TpSegmentOperator op,
                           GError **error)
{
  guint mask = field->anniversary ? ANNIVERSARY : allowed[field->type];
  if ((mask & BIT (op)) != 0)
    return TRUE;
  if (field->anniversary)
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("'%s' comes every year: ask with =, !=, between, in, in the next or in the "
                        "last, not with '%s'"),
                     name, tp_segment_operator_name (op));
  return tp_error (error, TP_ERROR_INVALID, _ ("'%s' is %s and cannot be asked with '%s'"), name,
                   tp_segment_type_text (field->type), tp_segment_operator_name (op));
}

static gboolean
check_choice (const char *name, const TpSegmentField *field, TpSegmentValue *value, GError **error)
{
  if (field->choices == NULL)
    return TRUE;
  g_autoptr (TpNearest) nearest = tp_nearest_new (value->text);
  for (const char *const *choice = field->choices; *choice != NULL; choice++) {
    if (tp_fold_equal (*choice, value->text)) {
      tp_segment_value_clear (value);
      tp_segment_value_set_text (value, *choice);
      return TRUE;
    }
    tp_nearest_offer (nearest, *choice);
  }
  g_autofree char *given = tp_segment_excerpt (value->text);
  g_autofree char *all = g_strjoinv (", ", (char **)field->choices);
  g_autofree char *known = tp_segment_excerpt (all);
  if (tp_nearest_best (nearest) != NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("'%s' has no choice '%s'; did you mean '%s'?"),
                     name, given, tp_nearest_best (nearest));
  return tp_error (error, TP_ERROR_INVALID, _ ("'%s' has no choice '%s', only: %s"), name, given,
                   known);
}

gboolean
tp_segment_check_money (gint64 scaled, const TpSegmentNames *names, GError **error)
{
  if (tp_segment_number_fits (scaled, names->currency_digits))
    return TRUE;
  return tp_error (error, TP_ERROR_INVALID, _ ("too many decimals: the account's currency has %u"),
                   names->currency_digits);
}

gboolean
tp_segment_check_value (const char *name, const TpSegmentField *field, const TpSegmentNames *names,
                        TpSegmentValue *value, GError **error)
{
  static const guint kinds[TP_SEGMENT_TYPES] = {
      [TP_SEGMENT_TEXT] = BIT (TP_SEGMENT_VALUE_TEXT),
      [TP_SEGMENT_NUMBER] = BIT (TP_SEGMENT_VALUE_NUMBER),
      [TP_SEGMENT_MONEY] = BIT (TP_SEGMENT_VALUE_NUMBER),
      [TP_SEGMENT_DATE] = BIT (TP_SEGMENT_VALUE_DATE) | BIT (TP_SEGMENT_VALUE_TODAY),
      [TP_SEGMENT_TIME] = BIT (TP_SEGMENT_VALUE_DATE) | BIT (TP_SEGMENT_VALUE_TODAY),
      [TP_SEGMENT_YES_NO] = BIT (TP_SEGMENT_VALUE_YES_NO),
      [TP_SEGMENT_CHOICE] = BIT (TP_SEGMENT_VALUE_TEXT),
      [TP_SEGMENT_LINK] = BIT (TP_SEGMENT_VALUE_TEXT),
  };
  static const char *const examples[TP_SEGMENT_TYPES] = {
      [TP_SEGMENT_TEXT] = N_ ("a text in double quotes"),
      [TP_SEGMENT_NUMBER] = N_ ("a number such as 12.5"),
      [TP_SEGMENT_MONEY] = N_ ("an amount such as 12.50"),
      [TP_SEGMENT_DATE] = N_ ("a date such as 2026-01-31, or today"),
      [TP_SEGMENT_TIME] = N_ ("a date such as 2026-01-31, or today"),
      [TP_SEGMENT_YES_NO] = N_ ("yes or no"),
      [TP_SEGMENT_CHOICE] = N_ ("a text in double quotes"),
      [TP_SEGMENT_LINK] = N_ ("a text in double quotes"),
  };
  if ((kinds[field->type] & BIT (value->kind)) == 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("'%s' is %s: expected %s"), name,
                     tp_segment_type_text (field->type), tp_text (examples[field->type]));
  if (field->type == TP_SEGMENT_MONEY)
    return tp_segment_check_money (value->number, names, error);
  return field->type != TP_SEGMENT_CHOICE || check_choice (name, field, value, error);
}

gboolean
tp_segment_check_between (const TpSegmentValue *first, const TpSegmentValue *second, GError **error)
{
  gboolean wrong = FALSE;
  if (first->kind == TP_SEGMENT_VALUE_TEXT)
    wrong = strcmp (first->key, second->key) > 0;
  else if (first->kind == second->kind && first->kind != TP_SEGMENT_VALUE_TODAY)
    wrong = first->number > second->number;
  return !wrong ||
         tp_error (error, TP_ERROR_INVALID, _ ("the first value is greater than the second"));
}

gboolean
tp_segment_check_span (TpSegmentSpan span, GError **error)
{
  guint limit = tp_segment_unit_limit (span.unit);
  return span.n <= limit || tp_error (error, TP_ERROR_INVALID, _ ("at most %u %s"), limit,
                                      tp_segment_unit_name (span.unit));
}

gboolean
tp_segment_check_field_span (const char *name, const TpSegmentField *field, TpSegmentSpan span,
                             GError **error)
{
  if (span.unit == TP_SEGMENT_HOURS && field->type != TP_SEGMENT_TIME)
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("'%s' is a date: expected days, weeks, months or years"), name);
  return tp_segment_check_span (span, error);
}

typedef struct {
  TpNearest *nearest;
  guint left; /* names still to look at */
} Walk;

static gboolean
offer_name (const char *name, gpointer visit_data)
{
  Walk *walk = visit_data;
  tp_nearest_offer (walk->nearest, name);
  return --walk->left > 0;
}

static void
offer_names (const TpSegmentNames *names, TpSegmentThing thing, TpNearest *nearest)
{
  Walk walk = {nearest, TP_SEGMENT_SUGGESTIONS_MAX};
  for (guint i = TP_SEGMENT_CUSTOM + 1; thing == TP_SEGMENT_THING_FIELD && i < TP_SEGMENT_BUILTINS;
       i++)
    tp_nearest_offer (nearest, tp_segment_field_name (i));
  if (names->each != NULL)
    names->each (names->data, thing, offer_name, &walk);
}

/* "unknown tag 'Bougth A'; did you mean 'Bought A'?" */
static gboolean
refuse_unknown (const char *what, const char *name, const TpNearest *nearest, GError **error)
{
  g_autofree char *given = tp_segment_excerpt (name);
  if (tp_nearest_best (nearest) == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("unknown %s '%s'"), what, given);
  g_autofree char *best = tp_segment_excerpt (tp_nearest_best (nearest));
  return tp_error (error, TP_ERROR_INVALID, _ ("unknown %s '%s'; did you mean '%s'?"), what, given,
                   best);
}

gboolean
tp_segment_check_thing (const TpSegmentNames *names, TpSegmentThing thing, const char *name,
                        gboolean by_id, gint64 *out_id, GError **error)
{
  if (by_id) {
    g_autofree char *given = tp_segment_excerpt (name);
    return names->find_public (names->data, thing, name, out_id) ||
           tp_error (error, TP_ERROR_INVALID, _ ("unknown %s '#%s'"), tp_segment_thing_name (thing),
                     given);
  }
  if (names->find (names->data, thing, name, out_id))
    return TRUE;
  g_autoptr (TpNearest) nearest = tp_nearest_new (name);
  offer_names (names, thing, nearest);
  return refuse_unknown (tp_segment_thing_name (thing), name, nearest, error);
}

static gboolean
get_custom_field (const TpSegmentNames *names, const char *name, gint64 id,
                  TpSegmentField *out_field, GError **error)
{
  *out_field = (TpSegmentField){0};
  if (!names->field (names->data, id, out_field))
    return tp_error (error, TP_ERROR_INVALID, _ ("unknown %s '%s'"), "field", name);
  out_field->builtin = TP_SEGMENT_CUSTOM;
  out_field->id = id;
  return TRUE;
}

gboolean
tp_segment_check_field (const TpSegmentNames *names, const char *name, gboolean by_id,
                        TpSegmentField *out_field, GError **error)
{
  gint64 id = 0;
  if (!by_id && tp_segment_field_find (name, out_field))
    return TRUE;
  return tp_segment_check_thing (names, TP_SEGMENT_THING_FIELD, name, by_id, &id, error) &&
         get_custom_field (names, name, id, out_field, error);
}

gboolean
tp_segment_check_plain_field (const TpSegmentNames *names, const char *name,
                              const char *const *words, TpSegmentField *out_field, GError **error)
{
  gint64 id = 0;
  if (tp_segment_field_find (name, out_field))
    return TRUE;
  if (names->find (names->data, TP_SEGMENT_THING_FIELD, name, &id))
    return get_custom_field (names, name, id, out_field, error);
  g_autoptr (TpNearest) nearest = tp_nearest_new (name);
  for (; *words != NULL; words++)
    tp_nearest_offer (nearest, *words);
  offer_names (names, TP_SEGMENT_THING_FIELD, nearest);
  return refuse_unknown (_ ("field or condition"), name, nearest, error);
}

gboolean
tp_segment_check_purpose (const char *name, TpSegmentPurpose *out_purpose, GError **error)
{
  if (tp_segment_purpose_find (name, out_purpose))
    return TRUE;
  g_autoptr (TpNearest) nearest = tp_nearest_new (name);
  g_autoptr (GString) known = g_string_new (NULL);
  for (guint i = 0; i < TP_SEGMENT_PURPOSES; i++) {
    tp_nearest_offer (nearest, tp_segment_purpose_name (i));
    g_string_append_printf (known, "%s%s", i == 0 ? "" : ", ", tp_segment_purpose_name (i));
  }
  g_autofree char *given = tp_segment_excerpt (name);
  if (tp_nearest_best (nearest) != NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("unknown purpose '%s'; did you mean '%s'?"), given,
                     tp_nearest_best (nearest));
  return tp_error (error, TP_ERROR_INVALID, _ ("unknown purpose '%s': expected one of %s"), given,
                   known->str);
}
