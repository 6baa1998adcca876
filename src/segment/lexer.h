/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Cuts the text of a segment into words, texts, numbers, dates, ids and signs, counting characters.
 * A plain value on the caller's stack; the text is borrowed and must be valid UTF-8. */

typedef enum {
  TP_TOKEN_END,
  TP_TOKEN_WORD,   /* letters, digits, _; not beginning with a digit */
  TP_TOKEN_TEXT,   /* in double quotes; text is what stands between, unescaped */
  TP_TOKEN_NUMBER, /* without a sign */
  TP_TOKEN_DATE,   /* day is set */
  TP_TOKEN_ID,     /* # and a public id; text is the id */
  TP_TOKEN_SIGN,   /* = != < <= > >= ( ) , % + - */
  TP_TOKEN_FAULT,  /* not a token; fault says why */
} TpTokenKind;

typedef struct {
  TpTokenKind kind;
  GString *text;     /* spelled, or as said above; owned by the lexer, valid until the next token */
  gint64 number;     /* NUMBER: scaled */
  gint32 day;        /* DATE */
  guint position;    /* of its first character, from 1 */
  guint length;      /* in characters */
  char *fault;       /* FAULT: message in the process' language (owned by the lexer) */
  gboolean is_limit; /* FAULT: a named limit is passed */
} TpToken;

typedef struct {
  const char *cursor;
  guint position;     /* of cursor */
  guint previous_end; /* the position behind the token before the current one */
  TpToken token;      /* the current one */
} TpLexer;

/* Begins before the first token: call tp_lexer_next. */
void tp_lexer_init (TpLexer *lexer, const char *text);
void tp_lexer_clear (TpLexer *lexer);

/* Reads the next token into lexer->token. END and FAULT repeat. */
void tp_lexer_next (TpLexer *lexer);

/* Whether a name can be written without quotes: it is a word and means nothing else. */
gboolean tp_lexer_is_plain_name (const char *name);

/* Whether the language uses that word itself (case does not count). */
gboolean tp_lexer_is_reserved (const char *word);
