/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "liquid/value.h"

#include <glib.h>

/* The two levels of reading a template: the pieces of its text (plain text, outputs, tags), and the
 * words within an output or a tag. Both point into the source and copy nothing. */

typedef enum { TP_PIECE_TEXT, TP_PIECE_OUTPUT, TP_PIECE_TAG, TP_PIECE_END } TpPieceKind;

typedef struct {
  TpPieceKind kind;
  guint32 offset;   /* of its first byte, for messages */
  const char *text; /* the plain text, or what stands within the braces behind the tag's name */
  guint32 length;
  const char *name; /* of a tag */
  guint32 name_length;
} TpPiece;

typedef struct {
  const char *source; /* of the whole template: offsets count from here */
  const char *at;
  const char *end;
  gboolean lines;      /* each line is a tag: within {% liquid %} */
  gboolean trim_ahead; /* the last piece ended with a hyphen */
} TpLexer;

/* The next piece. Text comes with the white space that hyphens ask away already off. NULL or a text
 * to be translated: what is wrong, at out->offset. */
const char *tp_template_lexer_next (TpLexer *lexer, TpPiece *out);

/* The text up to the tag of that name, which is passed; for raw and doc, whose content is not
 * Liquid. FALSE when there is none. */
gboolean tp_template_lexer_skip_to (TpLexer *lexer, const char *name, const char **out_text,
                                    guint32 *out_length);

gboolean tp_piece_is (const TpPiece *tag, const char *name);

typedef enum {
  TP_WORD_END,
  TP_WORD_NAME,
  TP_WORD_STRING, /* text without its quotes */
  TP_WORD_NUMBER,
  TP_WORD_COMPARE, /* == != <> < > <= >= */
  TP_WORD_DOTS,    /* .. */
  TP_WORD_SIGN,    /* one of . , : | = ( ) [ ] */
  TP_WORD_BAD,
} TpWordKind;

typedef struct {
  TpWordKind kind;
  const char *text;
  guint32 length;
  TpValue number; /* of a TP_WORD_NUMBER */
} TpWord;

typedef struct {
  const char *at;
  const char *end;
  TpWord word; /* the one being looked at */
} TpScanner;

/* Begins with the first word of the text, which the caller keeps. */
void tp_scanner_init (TpScanner *scanner, const char *text, gsize length);
void tp_scanner_next (TpScanner *scanner);

/* Whether the word is that sign or that name. */
gboolean tp_scanner_is (const TpScanner *scanner, const char *text);

/* Passes that sign or name when it is the word. */
gboolean tp_scanner_accept (TpScanner *scanner, const char *text);
