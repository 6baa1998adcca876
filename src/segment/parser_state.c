/* SPDX-License-Identifier: Apache-2.0 */
/* The pieces that conditions are made of. The place of a fault is given twice: in the message for
 * people, and as numbers for an editor. */
#include "segment/parser_state.h"

#include "base/error.h"
#include "base/i18n.h"
#include "segment/check.h"

#include <string.h>

gboolean
tp_parser_is_word (const TpParser *parser, const char *word)
{
  return parser->token->kind == TP_TOKEN_WORD &&
         g_ascii_strcasecmp (parser->token->text->str, word) == 0;
}

gboolean
tp_parser_take_word (TpParser *parser, const char *word)
{
  if (!tp_parser_is_word (parser, word))
    return FALSE;
  tp_lexer_next (&parser->lexer);
  return TRUE;
}

gboolean
tp_parser_is_sign (const TpParser *parser, const char *sign)
{
  return parser->token->kind == TP_TOKEN_SIGN && strcmp (parser->token->text->str, sign) == 0;
}

gboolean
tp_parser_take_sign (TpParser *parser, const char *sign)
{
  if (!tp_parser_is_sign (parser, sign))
    return FALSE;
  tp_lexer_next (&parser->lexer);
  return TRUE;
}

static gboolean
expected_word (TpParser *parser, const char *word)
{
  g_autofree char *quoted = g_strdup_printf ("'%s'", word);
  return tp_parser_expected (parser, quoted);
}

gboolean
tp_parser_need_word (TpParser *parser, const char *word)
{
  return tp_parser_take_word (parser, word) || expected_word (parser, word);
}

gboolean
tp_parser_need_sign (TpParser *parser, const char *sign)
{
  return tp_parser_take_sign (parser, sign) || expected_word (parser, sign);
}

gboolean
tp_parser_fail_at (TpParser *parser, guint position, guint length, GError *placeless)
{
  g_autoptr (GError) owned = placeless;
  if (parser->fault != NULL)
    *parser->fault = (TpSegmentFault){.position = position, .length = length};
  return tp_error (parser->error, tp_error_code (owned), _ ("%s (at character %u)"), owned->message,
                   position);
}

gboolean
tp_parser_fail (TpParser *parser, GError *placeless)
{
  return tp_parser_fail_at (parser, parser->token->position, parser->token->length, placeless);
}

/* The current token as a message shows it. */
static char *
describe_token (const TpToken *token)
{
  g_autofree char *text = tp_segment_excerpt (token->text->str);
  switch (token->kind) {
  case TP_TOKEN_END:
    return g_strdup (_ ("the end"));
  case TP_TOKEN_TEXT:
    return g_strdup_printf ("\"%s\"", text);
  case TP_TOKEN_ID:
    return g_strdup_printf ("'#%s'", text);
  default:
    return g_strdup_printf ("'%s'", text);
  }
}

gboolean
tp_parser_expected (TpParser *parser, const char *expected)
{
  const TpToken *token = parser->token;
  if (token->kind == TP_TOKEN_FAULT)
    return tp_parser_fail (
        parser, g_error_new_literal (TP_ERROR, token->is_limit ? TP_ERROR_LIMIT : TP_ERROR_INVALID,
                                     token->fault));
  g_autofree char *found = describe_token (token);
  return tp_parser_fail (parser, g_error_new (TP_ERROR, TP_ERROR_INVALID,
                                              _ ("expected %s, found %s"), expected, found));
}

gboolean
tp_parser_read_count (TpParser *parser, guint max, guint *out_n)
{
  gint64 number = parser->token->number;
  if (parser->token->kind != TP_TOKEN_NUMBER || number % TP_SEGMENT_SCALE != 0 ||
      number / TP_SEGMENT_SCALE > max) {
    g_autofree char *expected = g_strdup_printf (_ ("a whole number from 0 to %u"), max);
    return tp_parser_expected (parser, expected);
  }
  *out_n = (guint)(number / TP_SEGMENT_SCALE);
  tp_lexer_next (&parser->lexer);
  return TRUE;
}

gboolean
tp_parser_read_span (TpParser *parser, TpSegmentSpan *out_span)
{
  guint position = parser->token->position, length = parser->token->length;
  g_autoptr (GError) error = NULL;
  if (!tp_parser_read_count (parser, tp_segment_unit_limit (TP_SEGMENT_HOURS), &out_span->n))
    return FALSE;
  if (parser->token->kind != TP_TOKEN_WORD ||
      !tp_segment_unit_find (parser->token->text->str, &out_span->unit))
    return tp_parser_expected (parser, _ ("hours, days, weeks, months or years"));
  if (!tp_segment_check_span (*out_span, &error))
    return tp_parser_fail_at (parser, position, length, g_steal_pointer (&error));
  tp_lexer_next (&parser->lexer);
  return TRUE;
}

gboolean
tp_parser_read_text (TpParser *parser, char **out_text)
{
  if (parser->token->kind != TP_TOKEN_TEXT)
    return tp_parser_expected (parser, _ ("a text in double quotes"));
  *out_text = g_strdup (parser->token->text->str);
  tp_lexer_next (&parser->lexer);
  return TRUE;
}

gboolean
tp_parser_read_thing (TpParser *parser, TpSegmentThing thing, gint64 *out_id)
{
  const TpToken *token = parser->token;
  if (token->kind != TP_TOKEN_TEXT && token->kind != TP_TOKEN_ID) {
    g_autofree char *expected =
        g_strdup_printf (_ ("the name of a %s in double quotes"), tp_segment_thing_name (thing));
    return tp_parser_expected (parser, expected);
  }
  g_autoptr (GError) error = NULL;
  if (!tp_segment_check_thing (parser->names, thing, token->text->str, token->kind == TP_TOKEN_ID,
                               out_id, &error))
    return tp_parser_fail (parser, g_steal_pointer (&error));
  tp_lexer_next (&parser->lexer);
  return TRUE;
}

gboolean
tp_parser_read_number (TpParser *parser, gint64 *out_scaled)
{
  gboolean negative = tp_parser_take_sign (parser, "-");
  if (parser->token->kind != TP_TOKEN_NUMBER)
    return tp_parser_expected (parser, _ ("a number"));
  *out_scaled = negative ? -parser->token->number : parser->token->number;
  tp_lexer_next (&parser->lexer);
  return TRUE;
}

static gboolean
read_day (TpParser *parser, gint32 *out_day)
{
  if (parser->token->kind != TP_TOKEN_DATE)
    return tp_parser_expected (parser, _ ("a date such as 2026-01-31"));
  *out_day = parser->token->day;
  tp_lexer_next (&parser->lexer);
  return TRUE;
}

static gboolean
read_when_between (TpParser *parser, TpSegmentWhen *out_when)
{
  if (!read_day (parser, &out_when->day) || !tp_parser_need_word (parser, "and"))
    return FALSE;
  guint position = parser->token->position, length = parser->token->length;
  if (!read_day (parser, &out_when->last_day))
    return FALSE;
  if (out_when->last_day < out_when->day)
    return tp_parser_fail_at (
        parser, position, length,
        g_error_new (TP_ERROR, TP_ERROR_INVALID, _ ("the second date is before the first")));
  return TRUE;
}

gboolean
tp_parser_read_when (TpParser *parser, TpSegmentWhen *out_when)
{
  *out_when = (TpSegmentWhen){0};
  if (tp_parser_take_word (parser, "in")) {
    out_when->kind = TP_SEGMENT_WHEN_LAST;
    return tp_parser_need_word (parser, "the") && tp_parser_need_word (parser, "last") &&
           tp_parser_read_span (parser, &out_when->span);
  }
  if (tp_parser_take_word (parser, "more")) {
    out_when->kind = TP_SEGMENT_WHEN_MORE_THAN;
    return tp_parser_need_word (parser, "than") && tp_parser_read_span (parser, &out_when->span) &&
           tp_parser_need_word (parser, "ago");
  }
  if (tp_parser_take_word (parser, "before")) {
    out_when->kind = TP_SEGMENT_WHEN_BEFORE;
    return read_day (parser, &out_when->day);
  }
  if (tp_parser_take_word (parser, "since")) {
    out_when->kind = TP_SEGMENT_WHEN_SINCE;
    return read_day (parser, &out_when->day);
  }
  if (tp_parser_take_word (parser, "between")) {
    out_when->kind = TP_SEGMENT_WHEN_BETWEEN;
    return read_when_between (parser, out_when);
  }
  return TRUE;
}
