/* SPDX-License-Identifier: Apache-2.0 */
/* action [target] [amount] [when]. Each part is known by its first word, so the order is fixed and
 * nothing is looked at twice. Which targets and whether money suit an action stands in words.c. */
#include "segment/parser_state.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "segment/check.h"

static gboolean
read_event (TpParser *parser, TpSegmentAct *act)
{
  if (act->action != TP_SEGMENT_DID)
    return TRUE;
  if (!tp_parser_read_text (parser, &act->event))
    return FALSE;
  act->event_key = tp_fold (act->event);
  return TRUE;
}

static gboolean
read_target (TpParser *parser, TpSegmentAct *act)
{
  TpSegmentThing target;
  if (parser->token->kind != TP_TOKEN_WORD ||
      !tp_segment_thing_find (parser->token->text->str, &target))
    return TRUE;
  if (!tp_segment_action_takes (act->action, target))
    return tp_parser_fail (
        parser, g_error_new (TP_ERROR, TP_ERROR_INVALID, _ ("'%s' does not go with '%s'"),
                             tp_segment_action_name (act->action), tp_segment_thing_name (target)));
  tp_lexer_next (&parser->lexer);
  act->target = target;
  return target == TP_SEGMENT_THING_NONE || tp_parser_read_thing (parser, target, &act->target_id);
}

/* "at least", "at most", and "exactly" where it may stand. NONE when none of them is next. */
static gboolean
read_bound (TpParser *parser, gboolean exactly, TpSegmentBound *out_bound)
{
  *out_bound = TP_SEGMENT_BOUND_NONE;
  if (exactly && tp_parser_take_word (parser, "exactly")) {
    *out_bound = TP_SEGMENT_EXACTLY;
    return TRUE;
  }
  if (!tp_parser_take_word (parser, "at"))
    return TRUE;
  if (tp_parser_take_word (parser, "least"))
    *out_bound = TP_SEGMENT_AT_LEAST;
  else if (tp_parser_take_word (parser, "most"))
    *out_bound = TP_SEGMENT_AT_MOST;
  else
    return tp_parser_expected (parser, _ ("'least' or 'most'"));
  return TRUE;
}

static gboolean
read_times (TpParser *parser, TpSegmentNode *node)
{
  if (!read_bound (parser, TRUE, &node->action.times_bound))
    return FALSE;
  if (node->action.times_bound == TP_SEGMENT_BOUND_NONE)
    return TRUE;
  return tp_parser_read_count (parser, TP_SEGMENT_TIMES_MAX, &node->action.times) &&
         (tp_parser_take_word (parser, "time") || tp_parser_need_word (parser, "times"));
}

static gboolean
read_money (TpParser *parser, TpSegmentNode *node)
{
  if (!tp_parser_is_word (parser, "for"))
    return TRUE;
  if (!tp_segment_action_has_money (node->action.act.action))
    return tp_parser_fail (parser, g_error_new (TP_ERROR, TP_ERROR_INVALID, _ ("'%s' has no money"),
                                                tp_segment_action_name (node->action.act.action)));
  tp_lexer_next (&parser->lexer);
  if (!read_bound (parser, FALSE, &node->action.money_bound))
    return FALSE;
  if (node->action.money_bound == TP_SEGMENT_BOUND_NONE)
    return tp_parser_expected (parser, _ ("'at least' or 'at most'"));
  guint position = parser->token->position, length = parser->token->length;
  g_autoptr (GError) error = NULL;
  if (!tp_parser_read_number (parser, &node->action.money))
    return FALSE;
  return tp_segment_check_money (node->action.money, parser->names, &error) ||
         tp_parser_fail_at (parser, position, length, g_steal_pointer (&error));
}

TpSegmentNode *
tp_parser_read_action (TpParser *parser, TpSegmentAction action)
{
  g_autoptr (TpSegmentNode) node = tp_segment_node_new (TP_SEGMENT_ACTION);
  node->action.act.action = action;
  if (!read_event (parser, &node->action.act) || !read_target (parser, &node->action.act) ||
      !read_times (parser, node) || !read_money (parser, node) ||
      !tp_parser_read_when (parser, &node->action.when))
    return NULL;
  return g_steal_pointer (&node);
}
