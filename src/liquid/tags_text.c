/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/parser.h"
#include "liquid/run.h"

/* What is not run: raw, comment, doc, the inline comment; and liquid, whose lines are tags. */

static gboolean
render_nothing (TpRun *run, const TpNode *node)
{
  return TRUE;
}

static gboolean
never_closed (TpParser *parser, const TpPiece *tag)
{
  return tp_template_parser_fail (parser, parser->template->source + tag->offset,
                                  _ ("tag '%.*s' is never closed"), (int)tag->name_length,
                                  tag->name);
}

static gboolean
skip_to_end (TpParser *parser, const TpPiece *tag, const char *end, TpPiece *out_text)
{
  if (parser->lexer.lines)
    return tp_template_parser_fail (parser, tag->name,
                                    _ ("tag '%.*s' cannot stand within 'liquid'"),
                                    (int)tag->name_length, tag->name);
  if (!tp_template_parser_no_arguments (parser, tag))
    return FALSE;
  if (!tp_template_lexer_skip_to (&parser->lexer, end, &out_text->text, &out_text->length))
    return never_closed (parser, tag);
  return TRUE;
}

static gboolean
parse_raw (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  TpPiece content;

  if (!skip_to_end (parser, tag, "endraw", &content))
    return FALSE;
  node->kind = TP_NODE_TEXT;
  node->text = content.text;
  node->length = content.length;
  node->blank = content.length == 0;
  return TRUE;
}

static gboolean
parse_doc (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  TpPiece content;

  node->render = render_nothing;
  node->blank = TRUE;
  return skip_to_end (parser, tag, "enddoc", &content);
}

/* Comments nest, and what is raw in them cannot close them. */
static gboolean
parse_comment (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  guint depth = 1;

  node->render = render_nothing;
  node->blank = TRUE;
  while (depth > 0) {
    TpPiece piece, content;

    if (tp_template_lexer_next (&parser->lexer, &piece) != NULL || piece.kind == TP_PIECE_END)
      return never_closed (parser, tag);
    if (piece.kind != TP_PIECE_TAG)
      continue;
    if (tp_piece_is (&piece, "comment"))
      depth++;
    else if (tp_piece_is (&piece, "endcomment"))
      depth--;
    else if (tp_piece_is (&piece, "raw") && !parser->lexer.lines &&
             !tp_template_lexer_skip_to (&parser->lexer, "endraw", &content.text, &content.length))
      return never_closed (parser, &piece);
  }
  return TRUE;
}

static gboolean
parse_inline_comment (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  const char *end = tag->text + tag->length;

  node->render = render_nothing;
  node->blank = TRUE;
  for (const char *at = memchr (tag->text, '\n', tag->length); at != NULL;
       at = memchr (at, '\n', (gsize)(end - at))) {
    while (at < end && g_ascii_isspace (*at))
      at++;
    if (at < end && *at != '#')
      return tp_template_parser_fail (parser, at,
                                      _ ("each line of an inline comment begins with '#'"));
  }
  return TRUE;
}

static gboolean
render_liquid (TpRun *run, const TpNode *node)
{
  return tp_run_body (run, node->data);
}

static gboolean
parse_liquid (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  static const char *const no_ends[] = {NULL};
  TpLexer outer = parser->lexer;
  TpPiece end;
  TpBody *body;

  parser->lexer = (TpLexer){
      .source = outer.source, .at = tag->text, .end = tag->text + tag->length, .lines = TRUE};
  if (parser->nesting >= TP_TEMPLATE_MAX_NESTING)
    return tp_template_parser_limit (parser, tag->name, _ ("tags are nested too deeply"));
  body = tp_template_parser_body (parser, NULL, no_ends, &end);
  parser->lexer = outer;
  if (body == NULL)
    return FALSE;
  node->blank = body->blank;
  node->render = render_liquid;
  node->data = body;
  return TRUE;
}

const TpTag tp_tags_text[] = {
    {"raw",     parse_raw           },
    {"doc",     parse_doc           },
    {"comment", parse_comment       },
    {"#",       parse_inline_comment},
    {"liquid",  parse_liquid        },
    {NULL,      NULL                },
};
