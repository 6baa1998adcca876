/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "liquid/expression.h"
#include "liquid/lexer.h"
#include "liquid/template.h"

/* What the tags' parse functions work with, and the tree that they build. Within liquid/ only. */

typedef struct TpNode TpNode;
typedef struct TpRun TpRun;

/* Renders one node; FALSE with the run's error set. */
typedef gboolean (*TpNodeRender) (TpRun *run, const TpNode *node);

typedef enum { TP_NODE_TEXT, TP_NODE_OUTPUT, TP_NODE_TAG } TpNodeKind;

struct TpNode {
  TpNode *next;
  TpNodeKind kind;
  guint32 offset;
  gboolean blank; /* prints nothing but white space, so that it may vanish with its block */
  guint32 length; /* of the text */
  union {
    const char *text;
    const TpOutput *output;
    TpNodeRender render;
  };
  gconstpointer data; /* the tag's own */
};

typedef struct {
  TpNode *first;
  gboolean blank;
} TpBody;

struct TpTemplate {
  char *source;
  gsize length;
  char *name;
  TpArena arena;
  TpBody *body;
  GArray *variables;   /* TpTemplateVariable */
  GPtrArray *snippets; /* char *, NULL at the end */
  GPtrArray *segments; /* handles */
  void (*free_segment) (gpointer handle);
};

struct TpParser {
  TpTemplate *template;
  const TpTemplateOptions *options;
  TpLexer lexer;
  guint nesting;
  guint brackets;        /* how deep in an expression */
  gboolean in_condition; /* names met now are only asked for */
  GHashTable *assigned;  /* names that the template makes */
  GPtrArray *loop_names; /* and those that its open loops make */
  GError *error;
};

/* One kind of tag. parse gets the tag and fills the node's render, data and blank. */
typedef struct {
  const char *name;
  gboolean (*parse) (TpParser *parser, const TpPiece *tag, TpNode *node);
} TpTag;

/* Memory for the tree, cleared. It is bounded by the size of the source, so never NULL. */
gpointer tp_template_parser_alloc (TpParser *parser, gsize size);
char *tp_template_parser_copy (TpParser *parser, const char *text, gsize length);

/* Sets the error with its place, unless there is one. Returns FALSE. */
gboolean tp_template_parser_fail (TpParser *parser, const char *where, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* The same for a limit that is passed. */
gboolean tp_template_parser_limit (TpParser *parser, const char *where, const char *message);

/* "expected ..., not '...'" at the word that stands there. Returns FALSE. */
gboolean tp_template_parser_expected (TpParser *parser, const TpScanner *scanner, const char *what);

/* Fails unless all words are used up. */
gboolean tp_template_parser_finish (TpParser *parser, const TpScanner *scanner);

/* A name that the template makes from here on. */
void tp_template_parser_assign (TpParser *parser, const char *name, gsize length);

/* The content of a block up to one of the tags in ends (NULL at the end), which is passed and put
 * into out_end. NULL on an error. */
TpBody *tp_template_parser_body (TpParser *parser, const TpPiece *opening, const char *const *ends,
                                 TpPiece *out_end);

/* Takes the white space out of a body that prints nothing else. */
void tp_body_strip (TpBody *body);

/* Fails when the tag has arguments. */
gboolean tp_template_parser_no_arguments (TpParser *parser, const TpPiece *tag);

/* Where an offset of the source is. */
TpTemplatePlace tp_template_place (const TpTemplate *template, gsize offset);

/* "line 3, column 5: message", with the snippet's name where it is one. (transfer full) */
char *tp_template_message (const TpTemplate *template, gsize offset, const char *message);

/* The tags, each family in its own file; ended by a row without name. */
extern const TpTag tp_tags_control[];
extern const TpTag tp_tags_loop[];
extern const TpTag tp_tags_cycle[];
extern const TpTag tp_tags_assign[];
extern const TpTag tp_tags_text[];
extern const TpTag tp_tags_snippet[];
