/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/lexer.h"
#include "segment/names.h"
#include "segment/parser.h"
#include "segment/tree.h"

/* What the parts of the parser share; nothing outside parser*.c includes it. Reading functions
 * return FALSE or NULL with the error set, or the thing read with the next token current. */

typedef struct {
  TpLexer lexer;
  const TpToken *token; /* the current one */
  const TpSegmentNames *names;
  guint parentheses; /* open ones */
  guint conditions;  /* read so far */
  guint n_values;    /* in lists, read so far */
  TpSegmentFault *fault;
  GError **error;
} TpParser;

/* Whether the current token is that word or sign; take also moves on. */
gboolean tp_parser_is_word (const TpParser *parser, const char *word);
gboolean tp_parser_take_word (TpParser *parser, const char *word);
gboolean tp_parser_is_sign (const TpParser *parser, const char *sign);
gboolean tp_parser_take_sign (TpParser *parser, const char *sign);

/* Take or fail, saying what was expected (the word itself). */
gboolean tp_parser_need_word (TpParser *parser, const char *word);
gboolean tp_parser_need_sign (TpParser *parser, const char *sign);

/* Fails at the current token: "expected ..., found ... (at character N)", or with the lexer's own
 * fault. `expected` is a text for people. */
gboolean tp_parser_expected (TpParser *parser, const char *expected);

/* Fails at a place with an error that knows no place yet (taken over). */
gboolean tp_parser_fail_at (TpParser *parser, guint position, guint length, GError *placeless);
gboolean tp_parser_fail (TpParser *parser, GError *placeless); /* at the current token */

/* A whole number from 0 to max. */
gboolean tp_parser_read_count (TpParser *parser, guint max, guint *out_n);
gboolean tp_parser_read_span (TpParser *parser, TpSegmentSpan *out_span); /* N unit */
gboolean tp_parser_read_text (TpParser *parser, char **out_text);
gboolean tp_parser_read_thing (TpParser *parser, TpSegmentThing thing, gint64 *out_id);
gboolean tp_parser_read_when (TpParser *parser, TpSegmentWhen *out_when); /* optional */
gboolean tp_parser_read_number (TpParser *parser, gint64 *out_scaled);    /* with a sign */

TpSegmentNode *tp_parser_read_field (TpParser *parser);
TpSegmentNode *tp_parser_read_action (TpParser *parser, TpSegmentAction action);
