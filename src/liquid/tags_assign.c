/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/parser.h"
#include "liquid/run.h"

/* What makes names: assign, capture, increment, decrement; and echo, the output as a tag. */

typedef struct {
  const char *name;
  gsize length;
  const TpOutput *output;
  TpBody *body;
} Assignment;

static Assignment *
new_assignment (TpParser *parser, const TpScanner *scanner)
{
  Assignment *assignment;

  if ((scanner->word.kind != TP_WORD_NAME && scanner->word.kind != TP_WORD_NUMBER) ||
      scanner->word.text[scanner->word.length - 1] == '?' || scanner->word.text[0] == '-') {
    tp_template_parser_expected (parser, scanner, _ ("a name"));
    return NULL;
  }
  assignment = tp_template_parser_alloc (parser, sizeof *assignment);
  assignment->name = tp_template_parser_copy (parser, scanner->word.text, scanner->word.length);
  assignment->length = scanner->word.length;
  return assignment;
}

static gboolean
render_assign (TpRun *run, const TpNode *node)
{
  const Assignment *assignment = node->data;
  TpValue value;

  return tp_run_output (run, assignment->output, &value) &&
         tp_run_assign (run, assignment->name, assignment->length, value);
}

static gboolean
parse_assign (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  Assignment *assignment;
  TpScanner scanner;

  tp_scanner_init (&scanner, tag->text, tag->length);
  assignment = new_assignment (parser, &scanner);
  if (assignment == NULL)
    return FALSE;
  tp_scanner_next (&scanner);
  if (!tp_scanner_accept (&scanner, "="))
    return tp_template_parser_expected (parser, &scanner, "=");
  assignment->output = tp_parse_output (parser, &scanner);
  if (assignment->output == NULL || !tp_template_parser_finish (parser, &scanner))
    return FALSE;
  tp_template_parser_assign (parser, assignment->name, assignment->length);
  node->blank = TRUE;
  node->render = render_assign;
  node->data = assignment;
  return TRUE;
}

static gboolean
render_capture (TpRun *run, const TpNode *node)
{
  const Assignment *assignment = node->data;
  TpValue text;

  return tp_run_capture (run, assignment->body, &text) &&
         tp_run_assign (run, assignment->name, assignment->length, text);
}

static gboolean
parse_capture (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  static const char *const ends[] = {"endcapture", NULL};
  Assignment *assignment;
  TpScanner scanner;
  TpPiece end;

  tp_scanner_init (&scanner, tag->text, tag->length);
  if (scanner.word.kind == TP_WORD_STRING)
    scanner.word.kind = scanner.word.length > 0 ? TP_WORD_NAME : TP_WORD_BAD;
  assignment = new_assignment (parser, &scanner);
  if (assignment == NULL)
    return FALSE;
  tp_scanner_next (&scanner);
  if (!tp_template_parser_finish (parser, &scanner))
    return FALSE;
  assignment->body = tp_template_parser_body (parser, tag, ends, &end);
  if (assignment->body == NULL)
    return FALSE;
  tp_template_parser_assign (parser, assignment->name, assignment->length);
  node->blank = TRUE;
  node->render = render_capture;
  node->data = assignment;
  return TRUE;
}

static gboolean
render_count (TpRun *run, const TpNode *node, gint64 before, gint64 after)
{
  const Assignment *assignment = node->data;
  gint64 *counter = tp_run_counter (run, assignment->name, assignment->length);
  TpValue value;

  if (counter == NULL)
    return FALSE;
  *counter += before;
  value = tp_value_integer (*counter);
  *counter += after;
  return tp_run_print (run, &value);
}

static gboolean
render_increment (TpRun *run, const TpNode *node)
{
  return render_count (run, node, 0, 1);
}

static gboolean
render_decrement (TpRun *run, const TpNode *node)
{
  return render_count (run, node, -1, 0);
}

static gboolean
parse_count (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  Assignment *assignment;
  TpScanner scanner;

  tp_scanner_init (&scanner, tag->text, tag->length);
  assignment = new_assignment (parser, &scanner);
  if (assignment == NULL)
    return FALSE;
  tp_scanner_next (&scanner);
  tp_template_parser_assign (parser, assignment->name, assignment->length);
  node->render = tp_piece_is (tag, "increment") ? render_increment : render_decrement;
  node->data = assignment;
  return tp_template_parser_finish (parser, &scanner);
}

static gboolean
parse_echo (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  TpScanner scanner;

  node->kind = TP_NODE_OUTPUT;
  tp_scanner_init (&scanner, tag->text, tag->length);
  if (scanner.word.kind == TP_WORD_END) {
    node->output = tp_template_parser_alloc (parser, sizeof (TpOutput));
    return TRUE;
  }
  node->output = tp_parse_output (parser, &scanner);
  return node->output != NULL && tp_template_parser_finish (parser, &scanner);
}

const TpTag tp_tags_assign[] = {
    {"assign",    parse_assign },
    {"capture",   parse_capture},
    {"increment", parse_count  },
    {"decrement", parse_count  },
    {"echo",      parse_echo   },
    {NULL,        NULL         },
};
