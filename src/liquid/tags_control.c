/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/parser.h"
#include "liquid/run.h"

/* What decides: if, unless, case, ifchanged, segment. Each keeps a list of branches; of `if` the
 * first that holds is rendered, of `case` every one that matches. */

typedef struct Branch {
  struct Branch *next;
  const TpCondition *condition; /* NULL: else */
  gboolean negated;
  const TpExpression *value; /* of when; NULL: else */
  TpBody *body;
} Branch;

typedef struct {
  const TpExpression *value;
  Branch *first;
} Case;

typedef struct {
  gpointer handle;
  TpBody *inside, *outside;
} Segment;

static void
strip_branches (TpNode *node, Branch *first)
{
  node->blank = TRUE;
  for (Branch *branch = first; branch != NULL; branch = branch->next)
    node->blank = node->blank && branch->body->blank;
  for (Branch *branch = first; node->blank && branch != NULL; branch = branch->next)
    tp_body_strip (branch->body);
}

static gboolean
render_if (TpRun *run, const TpNode *node)
{
  for (const Branch *branch = node->data; branch != NULL; branch = branch->next) {
    gboolean holds = TRUE;

    if (branch->condition != NULL && !tp_run_condition (run, branch->condition, &holds))
      return FALSE;
    if (branch->condition == NULL || holds != branch->negated)
      return tp_run_body (run, branch->body);
  }
  return TRUE;
}

static gboolean
parse_branch_condition (TpParser *parser, const TpPiece *tag, Branch *branch)
{
  TpScanner scanner;

  if (tp_piece_is (tag, "else"))
    return TRUE;
  tp_scanner_init (&scanner, tag->text, tag->length);
  branch->condition = tp_parse_condition (parser, &scanner);
  branch->negated = tp_piece_is (tag, "unless");
  return branch->condition != NULL && tp_template_parser_finish (parser, &scanner);
}

static gboolean
parse_branches (TpParser *parser, const TpPiece *tag, TpNode *node, const char *const *ends)
{
  TpPiece part = *tag, next;
  Branch *first = NULL, **tail = &first;

  for (;;) {
    Branch *branch = tp_template_parser_alloc (parser, sizeof *branch);

    if (!parse_branch_condition (parser, &part, branch))
      return FALSE;
    branch->body = tp_template_parser_body (parser, tag, ends, &next);
    if (branch->body == NULL)
      return FALSE;
    *tail = branch;
    tail = &branch->next;
    if (tp_piece_is (&next, ends[0]))
      break;
    part = next;
  }
  strip_branches (node, first);
  node->render = render_if;
  node->data = first;
  return TRUE;
}

static gboolean
parse_if (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  static const char *const ends[] = {"endif", "elsif", "else", NULL};

  return parse_branches (parser, tag, node, ends);
}

static gboolean
parse_unless (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  static const char *const ends[] = {"endunless", "elsif", "else", NULL};

  return parse_branches (parser, tag, node, ends);
}

static gboolean
render_case (TpRun *run, const TpNode *node)
{
  const Case *of = node->data;
  gboolean matched = FALSE;
  TpValue value, candidate;

  if (!tp_run_evaluate (run, of->value, &value))
    return FALSE;
  for (const Branch *branch = of->first; branch != NULL; branch = branch->next) {
    gboolean runs = !matched;

    if (branch->value != NULL) {
      if (!tp_run_charge (run, 1) || !tp_run_evaluate (run, branch->value, &candidate))
        return FALSE;
      runs = tp_value_equal (&value, &candidate, &run->arena);
      matched = matched || runs;
    }
    if (runs && !tp_run_body (run, branch->body))
      return FALSE;
    if (run->interrupt != TP_INTERRUPT_NONE)
      break;
  }
  return TRUE;
}

/* A branch for each value of `when a, b or c`, all with the same body. */
static Branch **
parse_when (TpParser *parser, const TpPiece *when, Branch **tail)
{
  TpScanner scanner;

  tp_scanner_init (&scanner, when->text, when->length);
  do {
    Branch *branch = tp_template_parser_alloc (parser, sizeof *branch);

    branch->value = tp_parse_expression (parser, &scanner);
    if (branch->value == NULL)
      return NULL;
    *tail = branch;
    tail = &branch->next;
  } while (tp_scanner_accept (&scanner, ",") || tp_scanner_accept (&scanner, "or"));
  return tp_template_parser_finish (parser, &scanner) ? tail : NULL;
}

static gboolean
parse_whens (TpParser *parser, const TpPiece *tag, Case *of, const char *const *ends)
{
  TpPiece next;
  Branch **tail = &of->first;

  if (tp_template_parser_body (parser, tag, ends, &next) == NULL)
    return FALSE;
  while (!tp_piece_is (&next, "endcase")) {
    Branch **from = tail;
    TpBody *body;

    if (tp_piece_is (&next, "when"))
      tail = parse_when (parser, &next, tail);
    else {
      *tail = tp_template_parser_alloc (parser, sizeof (Branch));
      tail = &(*tail)->next;
    }
    body = tail != NULL ? tp_template_parser_body (parser, tag, ends, &next) : NULL;
    if (body == NULL)
      return FALSE;
    for (Branch *branch = *from; branch != NULL; branch = branch->next)
      branch->body = body;
  }
  return TRUE;
}

static gboolean
parse_case (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  static const char *const ends[] = {"endcase", "when", "else", NULL};
  Case *of = tp_template_parser_alloc (parser, sizeof *of);
  TpScanner scanner;

  tp_scanner_init (&scanner, tag->text, tag->length);
  of->value = tp_parse_expression (parser, &scanner);
  if (of->value == NULL || !tp_template_parser_finish (parser, &scanner) ||
      !parse_whens (parser, tag, of, ends))
    return FALSE;
  strip_branches (node, of->first);
  node->render = render_case;
  node->data = of;
  return TRUE;
}

static gboolean
render_ifchanged (TpRun *run, const TpNode *node)
{
  TpValue text;

  if (!tp_run_capture (run, node->data, &text))
    return FALSE;
  if (text.length == run->last_changed.length &&
      memcmp (text.text, run->last_changed.text != NULL ? run->last_changed.text : "",
              text.length) == 0)
    return TRUE;
  run->last_changed = text;
  return tp_run_write (run, text.text, text.length);
}

static gboolean
parse_ifchanged (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  static const char *const ends[] = {"endifchanged", NULL};
  TpPiece end;

  node->render = render_ifchanged;
  node->data = tp_template_parser_body (parser, tag, ends, &end);
  return node->data != NULL;
}

static gboolean
render_segment (TpRun *run, const TpNode *node)
{
  const Segment *segment = node->data;
  g_autoptr (GError) problem = NULL;
  gboolean in = FALSE;

  if (run->env->in_segment == NULL)
    return tp_run_fail (run, TP_ERROR_INVALID, _ ("segments cannot be asked for here"));
  if (!run->env->in_segment (run->env->user, segment->handle, &in, &problem))
    return tp_run_fail (run, tp_error_code (problem), _ ("segment: %s"), problem->message);
  if (in)
    return tp_run_body (run, segment->inside);
  return segment->outside == NULL || tp_run_body (run, segment->outside);
}

static gboolean
prepare_segment (TpParser *parser, const TpPiece *tag, Segment *segment)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *expression = NULL;
  TpScanner scanner;

  tp_scanner_init (&scanner, tag->text, tag->length);
  if (scanner.word.kind != TP_WORD_STRING)
    return tp_template_parser_expected (parser, &scanner, _ ("a segment expression in quotes"));
  expression = g_strndup (scanner.word.text, scanner.word.length);
  if (parser->options->prepare_segment == NULL)
    return tp_template_parser_fail (parser, scanner.word.text,
                                    _ ("segments cannot be asked for here"));
  segment->handle = parser->options->prepare_segment (parser->options->user, expression, &problem);
  if (segment->handle == NULL)
    return tp_template_parser_fail (parser, scanner.word.text, _ ("segment: %s"), problem->message);
  g_ptr_array_add (parser->template->segments, segment->handle);
  tp_scanner_next (&scanner);
  return tp_template_parser_finish (parser, &scanner);
}

static gboolean
parse_segment (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  static const char *const ends[] = {"endsegment", "else", NULL};
  Segment *segment = tp_template_parser_alloc (parser, sizeof *segment);
  TpPiece end;

  if (!prepare_segment (parser, tag, segment))
    return FALSE;
  segment->inside = tp_template_parser_body (parser, tag, ends, &end);
  if (segment->inside == NULL)
    return FALSE;
  if (tp_piece_is (&end, "else")) {
    segment->outside = tp_template_parser_body (parser, tag, ends, &end);
    if (segment->outside == NULL)
      return FALSE;
    if (tp_piece_is (&end, "else"))
      return tp_template_parser_fail (parser, end.name, _ ("a second 'else'"));
  }
  node->render = render_segment;
  node->data = segment;
  return TRUE;
}

const TpTag tp_tags_control[] = {
    {"if",        parse_if       },
    {"unless",    parse_unless   },
    {"case",      parse_case     },
    {"ifchanged", parse_ifchanged},
    {"segment",   parse_segment  },
    {NULL,        NULL           },
};
