/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "liquid/lexer.h"
#include "liquid/value.h"

/* The parsed expressions of a template: plain data in the template's arena, never changed after
 * parsing. Parsing them is expression_parse.c, evaluating them evaluate.c. */

typedef struct TpExpression TpExpression;
typedef struct TpParser TpParser;
typedef struct TpFilter TpFilter;

typedef enum { TP_EXPRESSION_LITERAL, TP_EXPRESSION_PATH, TP_EXPRESSION_RANGE } TpExpressionKind;

/* One step of a path: a member by name, or by the value of an expression where name is NULL. */
typedef struct TpStep {
  struct TpStep *next;
  const char *name;
  guint32 length;
  const TpExpression *index;
} TpStep;

struct TpExpression {
  TpExpressionKind kind;
  guint32 offset; /* in the source */
  TpValue literal;
  const TpStep *steps; /* of a path; the first is the name that is looked up */
  const TpExpression *from, *to;
};

#define TP_FILTER_MAX_ARGUMENTS 3

typedef struct TpFilterCall {
  struct TpFilterCall *next;
  const TpFilter *filter;
  guint32 offset;
  guint count;
  const TpExpression *arguments[TP_FILTER_MAX_ARGUMENTS];
  const TpExpression *keyword; /* the filter's keyword argument, where given */
} TpFilterCall;

/* A value and the filters that it goes through. */
typedef struct {
  const TpExpression *value; /* NULL: nothing to print */
  const TpFilterCall *filters;
} TpOutput;

typedef enum {
  TP_COMPARE_NONE, /* is it true? */
  TP_COMPARE_EQUAL,
  TP_COMPARE_UNEQUAL,
  TP_COMPARE_LESS,
  TP_COMPARE_GREATER,
  TP_COMPARE_AT_MOST,
  TP_COMPARE_AT_LEAST,
  TP_COMPARE_CONTAINS,
} TpCompare;

/* One of the comparisons that stand between `and` and `or`. The language reads them from the right:
 * a and (b or (c and d)). */
typedef struct TpCondition {
  struct TpCondition *next;
  gboolean is_or; /* what joins it with the next */
  TpCompare compare;
  const TpExpression *left, *right;
} TpCondition;

/* Each takes its words off the scanner and returns NULL with the parser's error set when they are
 * not what is expected. */
const TpExpression *tp_parse_expression (TpParser *parser, TpScanner *scanner);
const TpOutput *tp_parse_output (TpParser *parser, TpScanner *scanner);
const TpCondition *tp_parse_condition (TpParser *parser, TpScanner *scanner);
