/* SPDX-License-Identifier: Apache-2.0 */
/* Recursive descent, one token ahead: expression and factor here, what is asked of fields in
 * parser_field.c, actions in parser_action.c, the pieces in parser_state.c. The recursion is
 * bounded by the count of open parentheses. To add a kind of condition that begins with a word of
 * its own: a reader and a row in conditions[], the word in lexer.c, and what tree.c says. */
#include "segment/parser.h"

#include "base/error.h"
#include "base/i18n.h"
#include "segment/check.h"
#include "segment/parser_state.h"

#include <string.h>

static TpSegmentNode *
read_everyone (TpParser *parser)
{
  return tp_segment_node_new (TP_SEGMENT_EVERYONE);
}

static TpSegmentNode *
read_segment (TpParser *parser)
{
  g_autoptr (TpSegmentNode) node = tp_segment_node_new (TP_SEGMENT_SEGMENT);
  if (!tp_parser_read_thing (parser, TP_SEGMENT_THING_SEGMENT, &node->segment_id))
    return NULL;
  return g_steal_pointer (&node);
}

static TpSegmentNode *
read_tag (TpParser *parser)
{
  g_autoptr (TpSegmentNode) node = tp_segment_node_new (TP_SEGMENT_TAG);
  if (!tp_parser_read_thing (parser, TP_SEGMENT_THING_TAG, &node->tag.id) ||
      !tp_parser_read_when (parser, &node->tag.when))
    return NULL;
  return g_steal_pointer (&node);
}

static TpSegmentNode *
read_list (TpParser *parser)
{
  g_autoptr (TpSegmentNode) node = tp_segment_node_new (TP_SEGMENT_LIST);
  if (!tp_parser_read_thing (parser, TP_SEGMENT_THING_LIST, &node->list.id))
    return NULL;
  if (tp_parser_take_word (parser, "is")) {
    if (parser->token->kind != TP_TOKEN_WORD ||
        !tp_segment_list_state_find (parser->token->text->str, &node->list.state)) {
      tp_parser_expected (parser, _ ("'confirmed', 'unconfirmed' or 'unsubscribed'"));
      return NULL;
    }
    tp_lexer_next (&parser->lexer);
  }
  return g_steal_pointer (&node);
}

static gboolean
read_purpose (TpParser *parser, TpSegmentPurpose *out_purpose)
{
  g_autoptr (GError) error = NULL;
  if (parser->token->kind != TP_TOKEN_TEXT)
    return tp_parser_expected (parser, _ ("a purpose in double quotes"));
  if (!tp_segment_check_purpose (parser->token->text->str, out_purpose, &error))
    return tp_parser_fail (parser, g_steal_pointer (&error));
  tp_lexer_next (&parser->lexer);
  return TRUE;
}

static TpSegmentNode *
read_permission (TpParser *parser)
{
  g_autoptr (TpSegmentNode) node = tp_segment_node_new (TP_SEGMENT_PERMISSION);
  if (!read_purpose (parser, &node->permission.purpose))
    return NULL;
  if (tp_parser_take_word (parser, "is")) {
    if (parser->token->kind != TP_TOKEN_WORD ||
        !tp_segment_permission_find (parser->token->text->str, &node->permission.state)) {
      tp_parser_expected (parser, _ ("'confirmed', 'unknown' or 'withdrawn'"));
      return NULL;
    }
    tp_lexer_next (&parser->lexer);
  }
  return g_steal_pointer (&node);
}

static const struct {
  const char *word;
  TpSegmentNode *(*read) (TpParser *parser);
} conditions[] = {
    {"everyone",   read_everyone  },
    {"segment",    read_segment   },
    {"tag",        read_tag       },
    {"list",       read_list      },
    {"permission", read_permission},
};

static gboolean
take_action (TpParser *parser, TpSegmentAction *out_action)
{
  if (tp_parser_is_word (parser, "signed")) {
    *out_action = TP_SEGMENT_SIGNED_UP;
    tp_lexer_next (&parser->lexer);
    return TRUE;
  }
  if (!tp_segment_action_find (parser->token->text->str, out_action))
    return FALSE;
  tp_lexer_next (&parser->lexer);
  return TRUE;
}

static TpSegmentNode *
read_condition (TpParser *parser)
{
  TpSegmentAction action;
  if (parser->token->kind != TP_TOKEN_WORD) {
    tp_parser_expected (parser, _ ("a condition"));
    return NULL;
  }
  if (++parser->conditions > TP_SEGMENT_CONDITIONS_MAX) {
    tp_parser_fail (parser,
                    g_error_new (TP_ERROR, TP_ERROR_LIMIT, _ ("too many conditions: at most %d"),
                                 TP_SEGMENT_CONDITIONS_MAX));
    return NULL;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (tp_parser_take_word (parser, conditions[i].word))
      return conditions[i].read (parser);
  if (!take_action (parser, &action))
    return tp_parser_read_field (parser);
  if (action == TP_SEGMENT_SIGNED_UP && !tp_parser_need_word (parser, "up"))
    return NULL;
  return tp_parser_read_action (parser, action);
}

static TpSegmentNode *read_expression (TpParser *parser);

static gboolean
fail_depth (TpParser *parser)
{
  return tp_parser_fail (parser, g_error_new (TP_ERROR, TP_ERROR_LIMIT,
                                              _ ("nested too deeply: at most %d levels"),
                                              TP_SEGMENT_DEPTH_MAX));
}

static TpSegmentNode *
read_operand (TpParser *parser)
{
  if (!tp_parser_is_sign (parser, "("))
    return read_condition (parser);
  if (parser->parentheses == TP_SEGMENT_DEPTH_MAX) {
    fail_depth (parser);
    return NULL;
  }
  parser->parentheses++;
  tp_lexer_next (&parser->lexer);
  g_autoptr (TpSegmentNode) node = read_expression (parser);
  if (node == NULL)
    return NULL;
  if (!tp_parser_take_sign (parser, ")")) {
    tp_parser_expected (parser, _ ("'and', 'or' or ')'"));
    return NULL;
  }
  parser->parentheses--;
  return g_steal_pointer (&node);
}

static TpSegmentNode *
read_factor (TpParser *parser)
{
  gboolean negated = tp_parser_take_word (parser, "not");
  g_autoptr (TpSegmentNode) node = read_operand (parser);
  if (node == NULL || !negated)
    return g_steal_pointer (&node);
  g_autoptr (TpSegmentNode) negation = tp_segment_node_new (TP_SEGMENT_NOT);
  tp_segment_node_add (negation, g_steal_pointer (&node));
  return g_steal_pointer (&negation);
}

/* One or more operands with a word between them, as one node. */
static TpSegmentNode *
read_chain (TpParser *parser, TpSegmentKind kind, const char *word,
            TpSegmentNode *(*read) (TpParser *parser))
{
  g_autoptr (TpSegmentNode) chain = tp_segment_node_new (kind);
  do {
    TpSegmentNode *operand = read (parser);
    if (operand == NULL)
      return NULL;
    tp_segment_node_add (chain, operand);
    if (chain->children->len > 1 && chain->depth > TP_SEGMENT_DEPTH_MAX) {
      fail_depth (parser);
      return NULL;
    }
  } while (tp_parser_take_word (parser, word));
  return tp_segment_node_simplify (g_steal_pointer (&chain));
}

static TpSegmentNode *
read_term (TpParser *parser)
{
  return read_chain (parser, TP_SEGMENT_AND, "and", read_factor);
}

static TpSegmentNode *
read_expression (TpParser *parser)
{
  return read_chain (parser, TP_SEGMENT_OR, "or", read_term);
}

/* The text as a whole; its length first, for all else walks over it. */
static gboolean
check_text (TpParser *parser, const char *text)
{
  gsize length = strnlen (text, TP_SEGMENT_TEXT_MAX + 1);
  if (length > TP_SEGMENT_TEXT_MAX)
    return tp_parser_fail_at (parser, 1, 0,
                              g_error_new (TP_ERROR, TP_ERROR_LIMIT,
                                           _ ("the text is too long: at most %d bytes"),
                                           TP_SEGMENT_TEXT_MAX));
  const char *end = NULL;
  if (!g_utf8_validate (text, (gssize)length, &end))
    return tp_parser_fail_at (
        parser, (guint)g_utf8_strlen (text, end - text) + 1, 1,
        g_error_new (TP_ERROR, TP_ERROR_INVALID, _ ("the text is not valid UTF-8")));
  return TRUE;
}

TpSegment *
tp_segment_parse (const char *text, const TpSegmentNames *names, TpSegmentFault *out_fault,
                  GError **error)
{
  TpParser parser = {.names = names, .fault = out_fault, .error = error};
  if (!check_text (&parser, text))
    return NULL;
  tp_lexer_init (&parser.lexer, text);
  parser.token = &parser.lexer.token;
  tp_lexer_next (&parser.lexer);
  g_autoptr (TpSegmentNode) root = read_expression (&parser);
  if (root != NULL && parser.token->kind != TP_TOKEN_END) {
    tp_parser_expected (&parser, _ ("'and', 'or' or the end"));
    g_clear_pointer (&root, tp_segment_node_free);
  }
  TpSegment *segment = NULL;
  GError *placeless = NULL;
  if (root != NULL) {
    segment = tp_segment_new (g_steal_pointer (&root), &placeless);
    if (segment == NULL)
      tp_parser_fail_at (&parser, 1, 0, placeless);
  }
  tp_lexer_clear (&parser.lexer);
  return segment;
}
