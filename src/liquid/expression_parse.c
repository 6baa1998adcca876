/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/expression.h"
#include "liquid/filters.h"
#include "liquid/parser.h"

/* Recursive descent over the words of one tag. Only brackets and ranges nest, bounded by
 * TP_TEMPLATE_MAX_NESTING; filters, steps of a path and comparisons are lists. */

static TpExpression *
new_expression (TpParser *parser, TpExpressionKind kind, const char *at)
{
  TpExpression *expression = tp_template_parser_alloc (parser, sizeof *expression);

  expression->kind = kind;
  expression->offset = (guint32)(at - parser->template->source);
  return expression;
}

static gboolean
is_local (const TpParser *parser, const char *name)
{
  if (g_hash_table_contains (parser->assigned, name))
    return TRUE;
  for (guint i = parser->loop_names->len; i > 0; i--)
    if (g_str_equal (g_ptr_array_index (parser->loop_names, i - 1), name))
      return TRUE;
  return FALSE;
}

static void
note_variable (TpParser *parser, const TpExpression *path)
{
  TpTemplateVariable variable = {.has_default = parser->in_condition};
  g_autoptr (GString) text = NULL;

  if (path->steps->name == NULL || is_local (parser, path->steps->name))
    return;
  text = g_string_new (NULL);
  for (const TpStep *step = path->steps; step != NULL && step->name != NULL; step = step->next) {
    if (step != path->steps)
      g_string_append_c (text, '.');
    g_string_append_len (text, step->name, step->length);
  }
  variable.path = tp_template_parser_copy (parser, text->str, text->len);
  variable.place.line = path->offset; /* becomes a place when all is parsed */
  g_array_append_val (parser->template->variables, variable);
}

static gboolean
parse_bracket (TpParser *parser, TpScanner *scanner, TpStep *step)
{
  const TpExpression *index;

  if (parser->brackets >= TP_TEMPLATE_MAX_NESTING)
    return tp_template_parser_limit (parser, scanner->word.text,
                                     _ ("brackets are nested too deeply"));
  parser->brackets++;
  index = tp_parse_expression (parser, scanner);
  parser->brackets--;
  if (index == NULL)
    return FALSE;
  if (!tp_scanner_accept (scanner, "]"))
    return tp_template_parser_expected (parser, scanner, "]");
  if (index->kind == TP_EXPRESSION_LITERAL && index->literal.kind == TP_VALUE_STRING) {
    step->name = index->literal.text;
    step->length = index->literal.length;
  } else
    step->index = index;
  return TRUE;
}

/* The name that the scanner stands on. */
static void
take_name (TpParser *parser, TpScanner *scanner, TpStep *step)
{
  step->name = tp_template_parser_copy (parser, scanner->word.text, scanner->word.length);
  step->length = scanner->word.length;
  tp_scanner_next (scanner);
}

static const TpExpression *
parse_path (TpParser *parser, TpScanner *scanner)
{
  TpExpression *path = new_expression (parser, TP_EXPRESSION_PATH, scanner->word.text);
  const TpStep **tail = &path->steps;

  for (;;) {
    TpStep *step;

    if (path->steps != NULL && !tp_scanner_is (scanner, ".") && !tp_scanner_is (scanner, "["))
      break;
    step = tp_template_parser_alloc (parser, sizeof *step);
    if (tp_scanner_accept (scanner, "[")) {
      if (!parse_bracket (parser, scanner, step))
        return NULL;
    } else {
      if (path->steps != NULL)
        tp_scanner_next (scanner);
      if (scanner->word.kind != TP_WORD_NAME) {
        tp_template_parser_expected (parser, scanner, _ ("a name"));
        return NULL;
      }
      take_name (parser, scanner, step);
    }
    *tail = step;
    tail = (const TpStep **)&step->next;
  }
  note_variable (parser, path);
  return path;
}

static const TpExpression *
parse_range (TpParser *parser, TpScanner *scanner)
{
  TpExpression *range = new_expression (parser, TP_EXPRESSION_RANGE, scanner->word.text);

  if (parser->brackets >= TP_TEMPLATE_MAX_NESTING) {
    tp_template_parser_limit (parser, scanner->word.text, _ ("brackets are nested too deeply"));
    return NULL;
  }
  parser->brackets++;
  tp_scanner_next (scanner);
  range->from = tp_parse_expression (parser, scanner);
  if (range->from != NULL && scanner->word.kind == TP_WORD_DOTS) {
    tp_scanner_next (scanner);
    range->to = tp_parse_expression (parser, scanner);
  } else if (range->from != NULL)
    tp_template_parser_expected (parser, scanner, "..");
  parser->brackets--;
  if (range->to == NULL)
    return NULL;
  if (!tp_scanner_accept (scanner, ")")) {
    tp_template_parser_expected (parser, scanner, ")");
    return NULL;
  }
  return range;
}

static gboolean
word_literal (const TpWord *word, TpValue *out)
{
  static const struct {
    const char *word;
    TpValue value;
  } literals[] = {
      {"true",  {.kind = TP_VALUE_BOOLEAN, .boolean = TRUE} },
      {"false", {.kind = TP_VALUE_BOOLEAN, .boolean = FALSE}},
      {"nil",   {.kind = TP_VALUE_NIL}                      },
      {"null",  {.kind = TP_VALUE_NIL}                      },
      {"empty", {.kind = TP_VALUE_EMPTY}                    },
      {"blank", {.kind = TP_VALUE_BLANK}                    },
  };

  for (guint i = 0; i < G_N_ELEMENTS (literals); i++)
    if (strlen (literals[i].word) == word->length &&
        memcmp (literals[i].word, word->text, word->length) == 0) {
      *out = literals[i].value;
      return TRUE;
    }
  return FALSE;
}

const TpExpression *
tp_parse_expression (TpParser *parser, TpScanner *scanner)
{
  const TpWord *word = &scanner->word;
  TpValue literal;

  if (tp_scanner_is (scanner, "("))
    return parse_range (parser, scanner);
  if (word->kind == TP_WORD_STRING)
    literal =
        tp_value_string (tp_template_parser_copy (parser, word->text, word->length), word->length);
  else if (word->kind == TP_WORD_NUMBER)
    literal = word->number;
  else if (word->kind != TP_WORD_NAME && !tp_scanner_is (scanner, "[")) {
    tp_template_parser_expected (parser, scanner, _ ("a value"));
    return NULL;
  } else if (word->kind != TP_WORD_NAME || !word_literal (word, &literal))
    return parse_path (parser, scanner);

  TpExpression *expression = new_expression (parser, TP_EXPRESSION_LITERAL, word->text);
  expression->literal = literal;
  tp_scanner_next (scanner);
  return expression;
}

/* A keyword argument is a name and a colon before the value. */
static gboolean
at_keyword (const TpScanner *scanner)
{
  TpScanner ahead = *scanner;

  if (scanner->word.kind != TP_WORD_NAME)
    return FALSE;
  tp_scanner_next (&ahead);
  return tp_scanner_is (&ahead, ":");
}

static gboolean
parse_argument (TpParser *parser, TpScanner *scanner, TpFilterCall *call)
{
  const TpExpression *value;

  if (at_keyword (scanner)) {
    if (call->filter->keyword == NULL || !tp_scanner_is (scanner, call->filter->keyword))
      return tp_template_parser_fail (
          parser, scanner->word.text, _ ("filter '%s' has no argument named '%.*s'"),
          call->filter->name, (int)scanner->word.length, scanner->word.text);
    tp_scanner_next (scanner);
    tp_scanner_next (scanner);
    call->keyword = tp_parse_expression (parser, scanner);
    return call->keyword != NULL;
  }
  if (call->count >= call->filter->most)
    return tp_template_parser_fail (parser, scanner->word.text,
                                    _ ("too many arguments for filter '%s'"), call->filter->name);
  value = tp_parse_expression (parser, scanner);
  if (value != NULL)
    call->arguments[call->count++] = value;
  return value != NULL;
}

static gboolean
unknown_filter (TpParser *parser, const TpWord *word)
{
  const char *near = tp_filter_suggest (word->text, word->length);

  if (near != NULL)
    return tp_template_parser_fail (parser, word->text,
                                    _ ("unknown filter '%.*s', did you mean '%s'?"),
                                    (int)word->length, word->text, near);
  return tp_template_parser_fail (parser, word->text, _ ("unknown filter '%.*s'"),
                                  (int)word->length, word->text);
}

static const TpFilterCall *
parse_filter (TpParser *parser, TpScanner *scanner)
{
  TpFilterCall *call = tp_template_parser_alloc (parser, sizeof *call);
  const char *where = scanner->word.text;

  if (scanner->word.kind != TP_WORD_NAME) {
    tp_template_parser_expected (parser, scanner, _ ("the name of a filter"));
    return NULL;
  }
  call->offset = (guint32)(where - parser->template->source);
  call->filter = tp_filter_find (where, scanner->word.length);
  if (call->filter == NULL) {
    unknown_filter (parser, &scanner->word);
    return NULL;
  }
  tp_scanner_next (scanner);
  if (tp_scanner_accept (scanner, ":"))
    do
      if (!parse_argument (parser, scanner, call))
        return NULL;
    while (tp_scanner_accept (scanner, ","));
  if (call->count < call->filter->least) {
    tp_template_parser_fail (parser, where, _ ("filter '%s' needs an argument"),
                             call->filter->name);
    return NULL;
  }
  return call;
}

const TpOutput *
tp_parse_output (TpParser *parser, TpScanner *scanner)
{
  TpOutput *output = tp_template_parser_alloc (parser, sizeof *output);
  const TpFilterCall **tail = &output->filters;
  GArray *variables = parser->template->variables;
  guint before = variables->len;

  output->value = tp_parse_expression (parser, scanner);
  if (output->value == NULL)
    return NULL;
  guint named = variables->len;
  while (tp_scanner_accept (scanner, "|")) {
    const TpFilterCall *call = parse_filter (parser, scanner);

    if (call == NULL)
      return NULL;
    if (named > before && g_str_equal (call->filter->name, "default"))
      g_array_index (variables, TpTemplateVariable, named - 1).has_default = TRUE;
    *tail = call;
    tail = (const TpFilterCall **)&call->next;
  }
  return output;
}

static TpCompare
compare_of (const TpScanner *scanner)
{
  static const struct {
    const char *text;
    TpCompare compare;
  } signs[] = {
      {"==",       TP_COMPARE_EQUAL   },
      {"!=",       TP_COMPARE_UNEQUAL },
      {"<>",       TP_COMPARE_UNEQUAL },
      {"<=",       TP_COMPARE_AT_MOST },
      {">=",       TP_COMPARE_AT_LEAST},
      {"<",        TP_COMPARE_LESS    },
      {">",        TP_COMPARE_GREATER },
      {"contains", TP_COMPARE_CONTAINS},
  };

  if (scanner->word.kind != TP_WORD_COMPARE && scanner->word.kind != TP_WORD_NAME)
    return TP_COMPARE_NONE;
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (scanner->word.length == strlen (signs[i].text) &&
        memcmp (scanner->word.text, signs[i].text, scanner->word.length) == 0)
      return signs[i].compare;
  return TP_COMPARE_NONE;
}

static TpCondition *
parse_comparison (TpParser *parser, TpScanner *scanner)
{
  TpCondition *condition = tp_template_parser_alloc (parser, sizeof *condition);

  condition->left = tp_parse_expression (parser, scanner);
  if (condition->left == NULL)
    return NULL;
  condition->compare = compare_of (scanner);
  if (condition->compare == TP_COMPARE_NONE)
    return condition;
  tp_scanner_next (scanner);
  condition->right = tp_parse_expression (parser, scanner);
  return condition->right != NULL ? condition : NULL;
}

const TpCondition *
tp_parse_condition (TpParser *parser, TpScanner *scanner)
{
  TpCondition *first = NULL, **tail = &first;

  parser->in_condition = TRUE;
  for (;;) {
    TpCondition *condition = parse_comparison (parser, scanner);

    if (condition == NULL)
      return NULL;
    *tail = condition;
    tail = &condition->next;
    condition->is_or = tp_scanner_is (scanner, "or");
    if (!condition->is_or && !tp_scanner_is (scanner, "and"))
      break;
    tp_scanner_next (scanner);
  }
  parser->in_condition = FALSE;
  return first;
}
