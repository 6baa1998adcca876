/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/parser.h"

#include "base/error.h"

#include <stdarg.h>

/* From pieces to a tree of nodes. To add a tag: a row in the table of its family (tags_*.c) with a
 * parse function that fills the node and a render function that runs it, and cases in
 * template_test.c.
 *
 * A block whose branches print nothing but white space prints nothing at all: each node says
 * whether it is blank, and a tag with bodies strips them when all of them are. */

gpointer
tp_template_parser_alloc (TpParser *parser, gsize size)
{
  return tp_arena_alloc_zero (&parser->template->arena, 1, size);
}

char *
tp_template_parser_copy (TpParser *parser, const char *text, gsize length)
{
  return tp_arena_copy (&parser->template->arena, text, length);
}

static gboolean
fail (TpParser *parser, TpErrorCode code, const char *where, const char *text)
{
  gsize offset = (gsize)(where - parser->template->source);
  g_autofree char *placed = NULL;

  if (parser->error != NULL)
    return FALSE;
  if (parser->options->out_place != NULL)
    *parser->options->out_place = tp_template_place (parser->template, offset);
  placed = tp_template_message (parser->template, offset, text);
  return tp_error (&parser->error, code, "%s", placed);
}

gboolean
tp_template_parser_fail (TpParser *parser, const char *where, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return fail (parser, TP_ERROR_INVALID, where, text);
}

gboolean
tp_template_parser_limit (TpParser *parser, const char *where, const char *message)
{
  return fail (parser, TP_ERROR_LIMIT, where, message);
}

gboolean
tp_template_parser_expected (TpParser *parser, const TpScanner *scanner, const char *what)
{
  const TpWord *word = &scanner->word;
  gsize length = 1;

  if (word->kind == TP_WORD_END)
    return tp_template_parser_fail (parser, word->text, _ ("expected %s at the end"), what);
  if (word->kind == TP_WORD_BAD && (*word->text == '\'' || *word->text == '"'))
    return tp_template_parser_fail (parser, word->text,
                                    _ ("text is not closed, the quote is missing"));
  length = MIN (word->length, 40);
  while (length > 1 && length < word->length && ((guchar)word->text[length] & 0xC0) == 0x80)
    length--;
  return tp_template_parser_fail (parser, word->text, _ ("expected %s, not '%.*s'"), what,
                                  (int)length, word->text);
}

gboolean
tp_template_parser_finish (TpParser *parser, const TpScanner *scanner)
{
  if (parser->error != NULL)
    return FALSE;
  return scanner->word.kind == TP_WORD_END ||
         tp_template_parser_expected (parser, scanner, _ ("the end"));
}

gboolean
tp_template_parser_no_arguments (TpParser *parser, const TpPiece *tag)
{
  TpScanner scanner;

  tp_scanner_init (&scanner, tag->text, tag->length);
  return tp_template_parser_finish (parser, &scanner);
}

void
tp_template_parser_assign (TpParser *parser, const char *name, gsize length)
{
  g_hash_table_add (parser->assigned, g_strndup (name, length));
}

static const TpTag *
find_tag (const TpPiece *piece)
{
  const TpTag *const families[] = {tp_tags_control, tp_tags_loop, tp_tags_cycle,
                                   tp_tags_assign,  tp_tags_text, tp_tags_snippet};

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    for (const TpTag *tag = families[i]; tag->name != NULL; tag++)
      if (tp_piece_is (piece, tag->name))
        return tag;
  return NULL;
}

static gboolean
unknown_tag (TpParser *parser, const TpPiece *piece)
{
  const char *where = parser->template->source + piece->offset;

  if (piece->name_length == 0)
    return tp_template_parser_fail (parser, where, _ ("a tag without a name"));
  if (tp_piece_is (piece, "else") || tp_piece_is (piece, "elsif") || tp_piece_is (piece, "when") ||
      (piece->name_length > 3 && memcmp (piece->name, "end", 3) == 0))
    return tp_template_parser_fail (parser, where,
                                    _ ("tag '%.*s' closes or continues nothing here"),
                                    (int)piece->name_length, piece->name);
  return tp_template_parser_fail (parser, where, _ ("unknown tag '%.*s'"), (int)piece->name_length,
                                  piece->name);
}

static gboolean
parse_tag (TpParser *parser, const TpPiece *piece, TpNode *node)
{
  const TpTag *tag = find_tag (piece);

  node->kind = TP_NODE_TAG;
  return tag != NULL ? tag->parse (parser, piece, node) : unknown_tag (parser, piece);
}

static gboolean
parse_text (TpParser *parser, const TpPiece *piece, TpNode *node)
{
  TpValue text = tp_value_string (piece->text, piece->length);

  node->kind = TP_NODE_TEXT;
  node->text = piece->text;
  node->length = piece->length;
  node->blank = tp_value_is_blank (&text);
  return TRUE;
}

static gboolean
parse_print (TpParser *parser, const TpPiece *piece, TpNode *node)
{
  TpScanner scanner;

  node->kind = TP_NODE_OUTPUT;
  tp_scanner_init (&scanner, piece->text, piece->length);
  if (scanner.word.kind == TP_WORD_END) {
    node->output = tp_template_parser_alloc (parser, sizeof (TpOutput));
    return TRUE;
  }
  node->output = tp_parse_output (parser, &scanner);
  return node->output != NULL && tp_template_parser_finish (parser, &scanner);
}

static gboolean
parse_node (TpParser *parser, const TpPiece *piece, TpNode *node)
{
  node->offset = piece->offset;
  switch (piece->kind) {
  case TP_PIECE_TEXT:
    return parse_text (parser, piece, node);
  case TP_PIECE_OUTPUT:
    return parse_print (parser, piece, node);
  default:
    return parse_tag (parser, piece, node);
  }
}

static gboolean
is_end (const TpPiece *piece, const char *const *ends)
{
  if (piece->kind == TP_PIECE_TAG)
    for (; *ends != NULL; ends++)
      if (tp_piece_is (piece, *ends))
        return TRUE;
  return FALSE;
}

static gboolean
not_closed (TpParser *parser, const TpPiece *opening)
{
  return tp_template_parser_fail (parser, parser->template->source + opening->offset,
                                  _ ("tag '%.*s' is never closed"), (int)opening->name_length,
                                  opening->name);
}

/* Bounds the tree: no tag can make more of it than its own size allows. */
static gboolean
is_small_enough (TpParser *parser, const TpPiece *piece)
{
  const char *where = parser->template->source + piece->offset;

  if (piece->kind != TP_PIECE_TEXT && piece->length > TP_TEMPLATE_MAX_TAG_BYTES &&
      !(piece->kind == TP_PIECE_TAG && (tp_piece_is (piece, "liquid") || tp_piece_is (piece, "#"))))
    return tp_template_parser_limit (parser, where, _ ("the tag is too long"));
  if (parser->template->arena.used > TP_TEMPLATE_MAX_MEMORY)
    return tp_template_parser_limit (parser, where, _ ("the template has too many tags"));
  return TRUE;
}

/* Nodes up to one of the ends, or to the end of the text where there is no opening tag. */
static gboolean
parse_nodes (TpParser *parser, const TpPiece *opening, const char *const *ends, TpBody *body,
             TpPiece *piece)
{
  TpNode **tail = &body->first;

  for (;;) {
    const char *wrong = tp_template_lexer_next (&parser->lexer, piece);
    TpNode *node;

    if (wrong != NULL)
      return tp_template_parser_fail (parser, parser->template->source + piece->offset, "%s",
                                      tp_text (wrong));
    if (!is_small_enough (parser, piece))
      return FALSE;
    if (is_end (piece, ends))
      return TRUE;
    if (piece->kind == TP_PIECE_END)
      return opening == NULL || not_closed (parser, opening);
    if (piece->kind == TP_PIECE_TEXT && piece->length == 0)
      continue;
    node = tp_template_parser_alloc (parser, sizeof *node);
    if (!parse_node (parser, piece, node))
      return FALSE;
    body->blank = body->blank && node->blank;
    *tail = node;
    tail = &node->next;
  }
}

TpBody *
tp_template_parser_body (TpParser *parser, const TpPiece *opening, const char *const *ends,
                         TpPiece *out_end)
{
  TpBody *body = tp_template_parser_alloc (parser, sizeof *body);
  gboolean parsed;

  if (parser->nesting >= TP_TEMPLATE_MAX_NESTING) {
    tp_template_parser_limit (parser, parser->lexer.at, _ ("tags are nested too deeply"));
    return NULL;
  }
  body->blank = TRUE;
  parser->nesting++;
  parsed = parse_nodes (parser, opening, ends, body, out_end);
  parser->nesting--;
  return parsed ? body : NULL;
}

void
tp_body_strip (TpBody *body)
{
  TpNode **link = &body->first;

  while (*link != NULL)
    if ((*link)->kind == TP_NODE_TEXT)
      *link = (*link)->next;
    else
      link = &(*link)->next;
}
