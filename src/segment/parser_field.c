/* SPDX-License-Identifier: Apache-2.0 */
/* A field's name, then what is asked of it, then the values. The operator decides what follows;
 * types are checked as soon as the operator and each value are read, so that the fault's place is
 * exact. To add an operator: a member in words.h, its words in read_operator, its values in
 * read_operands, and the types that have it in check.c. */
#include "segment/parser_state.h"

#include "base/error.h"
#include "base/i18n.h"
#include "segment/check.h"

/* What a condition that is no field begins with. */
static const char *const first_words[] = {
    "not",      "everyone", "segment", "tag",     "list",    "permission",
    "field",    "received", "opened",  "clicked", "bounced", "bought",
    "refunded", "called",   "signed",  "did",     NULL,
};

static gboolean
find_field (TpParser *parser, gboolean plain, TpSegmentField *out_field, GError **error)
{
  const TpToken *token = parser->token;
  if (plain)
    return tp_segment_check_plain_field (parser->names, token->text->str, first_words, out_field,
                                         error);
  return tp_segment_check_field (parser->names, token->text->str, token->kind == TP_TOKEN_ID,
                                 out_field, error);
}

static gboolean
read_name (TpParser *parser, TpSegmentField *out_field, char **out_name)
{
  gboolean quoted = tp_parser_take_word (parser, "field");
  const TpToken *token = parser->token;
  if (quoted && token->kind != TP_TOKEN_TEXT && token->kind != TP_TOKEN_ID)
    return tp_parser_expected (parser, _ ("the name of a field in double quotes"));
  if (!quoted && tp_lexer_is_reserved (token->text->str)) {
    g_autofree char *expected = g_strdup_printf (
        _ ("a condition (a field of that name is written field \"%s\")"), token->text->str);
    return tp_parser_expected (parser, expected);
  }
  g_autoptr (GError) error = NULL;
  if (!find_field (parser, !quoted, out_field, &error))
    return tp_parser_fail (parser, g_steal_pointer (&error));
  *out_name = g_strdup (token->text->str);
  tp_lexer_next (&parser->lexer);
  return TRUE;
}

static gboolean
read_in (TpParser *parser, TpSegmentOperator *out_op)
{
  if (tp_parser_is_sign (parser, "("))
    *out_op = TP_SEGMENT_IN;
  else if (tp_parser_take_word (parser, "top"))
    *out_op = TP_SEGMENT_IN_TOP;
  else if (tp_parser_take_word (parser, "bottom"))
    *out_op = TP_SEGMENT_IN_BOTTOM;
  else if (!tp_parser_take_word (parser, "the"))
    return tp_parser_expected (parser, _ ("'(', 'the next', 'the last', 'top' or 'bottom'"));
  else if (tp_parser_take_word (parser, "next"))
    *out_op = TP_SEGMENT_IN_THE_NEXT;
  else if (tp_parser_take_word (parser, "last"))
    *out_op = TP_SEGMENT_IN_THE_LAST;
  else
    return tp_parser_expected (parser, _ ("'next' or 'last'"));
  return TRUE;
}

static gboolean
read_operator (TpParser *parser, TpSegmentOperator *out_op)
{
  static const struct {
    const char *first;
    const char *second;
    TpSegmentOperator op;
  } words[] = {
      {"between",  NULL,   TP_SEGMENT_BETWEEN    },
      {"starts",   "with", TP_SEGMENT_STARTS_WITH},
      {"ends",     "with", TP_SEGMENT_ENDS_WITH  },
      {"contains", NULL,   TP_SEGMENT_CONTAINS   },
      {"not",      "in",   TP_SEGMENT_NOT_IN     },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (tp_parser_take_word (parser, words[i].first)) {
      *out_op = words[i].op;
      return words[i].second == NULL || tp_parser_need_word (parser, words[i].second);
    }
  if (tp_parser_take_word (parser, "in"))
    return read_in (parser, out_op);
  if (tp_parser_take_word (parser, "is")) {
    *out_op = tp_parser_take_word (parser, "not") ? TP_SEGMENT_IS_NOT_SET : TP_SEGMENT_IS_SET;
    return tp_parser_need_word (parser, "set");
  }
  if (parser->token->kind == TP_TOKEN_SIGN &&
      tp_segment_operator_find (parser->token->text->str, out_op)) {
    tp_lexer_next (&parser->lexer);
    return TRUE;
  }
  return tp_parser_expected (
      parser, _ ("=, !=, <, <=, >, >=, between, in, not in, is set, is not set, starts with, ends "
                 "with or contains"));
}

/* today [("+"|"-") N unit] */
static gboolean
read_today (TpParser *parser, TpSegmentValue *out_value)
{
  *out_value = (TpSegmentValue){.kind = TP_SEGMENT_VALUE_TODAY};
  out_value->span.unit = TP_SEGMENT_DAYS;
  gboolean back = tp_parser_take_sign (parser, "-");
  if (!back && !tp_parser_take_sign (parser, "+"))
    return TRUE;
  guint position = parser->token->position;
  if (!tp_parser_read_span (parser, &out_value->span))
    return FALSE;
  if (out_value->span.unit == TP_SEGMENT_HOURS)
    return tp_parser_fail_at (
        parser, position, parser->token->position - position,
        g_error_new (TP_ERROR, TP_ERROR_INVALID,
                     _ ("today is a date: expected days, weeks, months or years")));
  out_value->back = back && out_value->span.n > 0;
  if (out_value->span.n == 0)
    out_value->span.unit = TP_SEGMENT_DAYS;
  return TRUE;
}

/* A value by what it looks like. Whatever it holds is the caller's, also after an error. */
static gboolean
read_plain_value (TpParser *parser, TpSegmentValue *out_value)
{
  const TpToken *token = parser->token;
  if (tp_parser_take_word (parser, "today"))
    return read_today (parser, out_value);
  if (token->kind == TP_TOKEN_NUMBER || tp_parser_is_sign (parser, "-")) {
    out_value->kind = TP_SEGMENT_VALUE_NUMBER;
    return tp_parser_read_number (parser, &out_value->number);
  }
  if (token->kind == TP_TOKEN_TEXT)
    tp_segment_value_set_text (out_value, token->text->str);
  else if (token->kind == TP_TOKEN_DATE)
    *out_value = (TpSegmentValue){.kind = TP_SEGMENT_VALUE_DATE, .number = token->day};
  else if (tp_parser_is_word (parser, "yes") || tp_parser_is_word (parser, "no"))
    *out_value = (TpSegmentValue){.kind = TP_SEGMENT_VALUE_YES_NO,
                                  .number = tp_parser_is_word (parser, "yes") ? 1 : 0};
  else
    return tp_parser_expected (parser,
                               _ ("a text in double quotes, a number, a date, yes, no or today"));
  tp_lexer_next (&parser->lexer);
  return TRUE;
}

static gboolean
read_value (TpParser *parser, const char *name, const TpSegmentField *field, GArray *values)
{
  guint position = parser->token->position;
  g_autoptr (GError) error = NULL;
  g_array_set_size (values, values->len + 1);
  TpSegmentValue *value = &g_array_index (values, TpSegmentValue, values->len - 1);
  if (!read_plain_value (parser, value))
    return FALSE;
  return tp_segment_check_value (name, field, parser->names, value, &error) ||
         tp_parser_fail_at (parser, position, parser->lexer.previous_end - position,
                            g_steal_pointer (&error));
}

static gboolean
read_between (TpParser *parser, const char *name, const TpSegmentField *field, GArray *values)
{
  guint position = parser->token->position;
  g_autoptr (GError) error = NULL;
  if (!read_value (parser, name, field, values) || !tp_parser_need_word (parser, "and") ||
      !read_value (parser, name, field, values))
    return FALSE;
  return tp_segment_check_between (&g_array_index (values, TpSegmentValue, 0),
                                   &g_array_index (values, TpSegmentValue, 1), &error) ||
         tp_parser_fail_at (parser, position, parser->lexer.previous_end - position,
                            g_steal_pointer (&error));
}

static gboolean
read_list (TpParser *parser, const char *name, const TpSegmentField *field, GArray *values)
{
  if (!tp_parser_need_sign (parser, "("))
    return FALSE;
  do {
    if (++parser->n_values > TP_SEGMENT_VALUES_MAX)
      return tp_parser_fail (parser, g_error_new (TP_ERROR, TP_ERROR_LIMIT,
                                                  _ ("too many values in lists: at most %d"),
                                                  TP_SEGMENT_VALUES_MAX));
    if (!read_value (parser, name, field, values))
      return FALSE;
  } while (tp_parser_take_sign (parser, ","));
  return tp_parser_take_sign (parser, ")") || tp_parser_expected (parser, _ ("',' or ')'"));
}

static gboolean
read_field_span (TpParser *parser, const char *name, const TpSegmentField *field,
                 TpSegmentSpan *out_span)
{
  guint position = parser->token->position;
  g_autoptr (GError) error = NULL;
  if (!tp_parser_read_span (parser, out_span))
    return FALSE;
  return tp_segment_check_field_span (name, field, *out_span, &error) ||
         tp_parser_fail_at (parser, position, parser->lexer.previous_end - position,
                            g_steal_pointer (&error));
}

static gboolean
read_percent (TpParser *parser, guint *out_percent)
{
  guint position = parser->token->position, length = parser->token->length;
  if (!tp_parser_read_count (parser, 100, out_percent))
    return FALSE;
  if (*out_percent == 0)
    return tp_parser_fail_at (
        parser, position, length,
        g_error_new (TP_ERROR, TP_ERROR_INVALID, _ ("expected a whole number from 1 to 100")));
  return tp_parser_need_sign (parser, "%");
}

static gboolean
read_operands (TpParser *parser, const char *name, const TpSegmentField *field, TpSegmentNode *node,
               GArray *values)
{
  switch (node->field.op) {
  case TP_SEGMENT_IS_SET:
  case TP_SEGMENT_IS_NOT_SET:
    return TRUE;
  case TP_SEGMENT_BETWEEN:
    return read_between (parser, name, field, values);
  case TP_SEGMENT_IN:
  case TP_SEGMENT_NOT_IN:
    return read_list (parser, name, field, values);
  case TP_SEGMENT_IN_THE_NEXT:
  case TP_SEGMENT_IN_THE_LAST:
    return read_field_span (parser, name, field, &node->field.span);
  case TP_SEGMENT_IN_TOP:
  case TP_SEGMENT_IN_BOTTOM:
    return read_percent (parser, &node->field.percent);
  case TP_SEGMENT_STARTS_WITH:
  case TP_SEGMENT_ENDS_WITH:
  case TP_SEGMENT_CONTAINS: {
    /* part of a choice is no choice */
    TpSegmentField any_text = {.type = TP_SEGMENT_TEXT};
    return read_value (parser, name, &any_text, values);
  }
  default:
    return read_value (parser, name, field, values);
  }
}

/* N "km of" TEXT [ "in" TEXT ] */
static TpSegmentNode *
read_within (TpParser *parser)
{
  g_autoptr (TpSegmentNode) node = tp_segment_node_new (TP_SEGMENT_WITHIN);
  if (!tp_parser_read_count (parser, TP_SEGMENT_KM_MAX, &node->within.km) ||
      !tp_parser_need_word (parser, "km") || !tp_parser_need_word (parser, "of") ||
      !tp_parser_read_text (parser, &node->within.postcode))
    return NULL;
  if (tp_parser_take_word (parser, "in") && !tp_parser_read_text (parser, &node->within.country))
    return NULL;
  return g_steal_pointer (&node);
}

static gboolean
read_question (TpParser *parser, const char *name, const TpSegmentField *field, TpSegmentNode *node,
               GArray *values)
{
  guint position = parser->token->position;
  g_autoptr (GError) error = NULL;
  if (!read_operator (parser, &node->field.op))
    return FALSE;
  if (!tp_segment_check_operator (name, field, node->field.op, &error))
    return tp_parser_fail_at (parser, position, parser->lexer.previous_end - position,
                              g_steal_pointer (&error));
  return read_operands (parser, name, field, node, values);
}

TpSegmentNode *
tp_parser_read_field (TpParser *parser)
{
  TpSegmentField field;
  g_autofree char *name = NULL;
  if (!read_name (parser, &field, &name))
    return NULL;
  if (field.builtin == TP_SEGMENT_POSTCODE && tp_parser_take_word (parser, "within"))
    return read_within (parser);
  g_autoptr (TpSegmentNode) node = tp_segment_node_new (TP_SEGMENT_FIELD);
  GArray *values = g_array_new (FALSE, TRUE, sizeof (TpSegmentValue));
  gboolean ok = read_question (parser, name, &field, node, values);
  node->field.field = field;
  node->field.field.choices = NULL;
  node->field.n_values = values->len;
  node->field.values = (TpSegmentValue *)g_array_free (values, FALSE);
  return ok ? g_steal_pointer (&node) : NULL;
}
