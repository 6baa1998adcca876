/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/i18n.h"
#include "liquid/value.h"

#include <glib.h>

/* Liquid, the language of subjects, mails and pages: a template is parsed once, is immutable from
 * then on, may be shared by threads, and is rendered for each contact. A template reaches what it
 * is given in TpTemplateEnv and nothing else.
 *
 *   output      {{ contact.first_name | default: 'friend' }}      {% echo %}
 *   conditions  if elsif else, unless, case when else, ifchanged, segment
 *   loops       for (else, break, continue, limit, offset, reversed), tablerow, cycle
 *   values      assign, capture, increment, decrement
 *   text        raw, comment, doc, # inline comment, liquid
 *   snippets    render, include
 *
 * {% segment 'expression' %} ... {% else %} ... {% endsegment %} asks whether the contact is in a
 * segment; the hooks below prepare the expression and answer. Filters: liquid/filters.c has the
 * table. Every output is escaped for HTML unless the environment asks for text or the last filter
 * is `raw`; what `capture` took is not escaped twice.
 *
 * Where the language leaves a choice: an unknown filter, a wrong number of arguments, a division by
 * zero and an order asked between text and number are errors; a name that is not there is nil, or
 * an error in strict mode; a name that is there without a value is nil in both.
 *
 * Errors begin with the place, "line 3, column 5: ", counted in characters from 1. INVALID for what
 * the author can mend, LIMIT for a limit below, NOT_FOUND for a snippet. */

#define TP_TEMPLATE_MAX_BYTES (2 * 1024 * 1024)  /* of source */
#define TP_TEMPLATE_MAX_TAG_BYTES (16 * 1024)    /* of one output or tag */
#define TP_TEMPLATE_MAX_MEMORY (8 * 1024 * 1024) /* of the parsed tree */
#define TP_TEMPLATE_MAX_NESTING 64               /* of blocks, and of brackets in an expression */
#define TP_TEMPLATE_MAX_SNIPPETS 16              /* snippets within snippets */

typedef struct TpTemplate TpTemplate;

typedef struct {
  guint line;
  guint column;
} TpTemplatePlace;

typedef struct {
  const char *name; /* of a snippet, for messages; NULL for a whole mail */
  /* Turns the text of a segment tag into a handle; NULL and an error where it cannot. Without it
   * the tag is an error. */
  gpointer (*prepare_segment) (gpointer user, const char *expression, GError **error);
  void (*free_segment) (gpointer handle); /* may be NULL */
  gpointer user;                          /* for prepare_segment */
  TpTemplatePlace *out_place;             /* where an error was; may be NULL */
} TpTemplateOptions;

/* What one rendering may use, 0 meaning the default. A step is a tag, a filter, an item of a loop
 * or 64 bytes of text that a filter works on. Time is the processor time of the thread. */
typedef struct {
  guint64 steps;      /* 1,000,000 */
  gsize output_bytes; /* 2 MB */
  gsize memory_bytes; /* 4 MB: everything that assign, capture and filters make */
  gsize loop_items;   /* 100,000 per loop, and of a range that is made into an array */
  guint milliseconds; /* 30 */
} TpTemplateLimits;

typedef struct {
  TpValue data;         /* an object: the names that a template can say */
  GTimeZone *zone;      /* borrowed; NULL: UTC */
  TpLanguage language;  /* of month names, numbers and salutations */
  const char *currency; /* of amounts that bring none; NULL: EUR */
  gint64 now;           /* business time, for "now" and "today" */
  gboolean text;        /* do not escape for HTML: subjects, plain text parts */
  gboolean strict;      /* a name that is not there is an error */

  /* A snippet by name, borrowed until the rendering ends; NULL and an error where there is none.
   * Without it every snippet is missing. */
  const TpTemplate *(*load_snippet) (gpointer user, const char *name, GError **error);
  /* Whether the contact is in the segment; FALSE and an error where that cannot be told. */
  gboolean (*in_segment) (gpointer user, gpointer handle, gboolean *out_in, GError **error);
  gpointer user;

  const TpTemplateLimits *limits; /* borrowed; NULL: the defaults */
} TpTemplateEnv;

/* source: UTF-8, copied; length may be -1. options may be NULL. (transfer full) INVALID, LIMIT. */
TpTemplate *tp_template_parse (const char *source, gssize length, const TpTemplateOptions *options,
                               GError **error);
void tp_template_free (TpTemplate *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpTemplate, tp_template_free)

/* Appends to out; on an error out is what it was before. Thread-safe. */
gboolean tp_template_render (const TpTemplate *template, const TpTemplateEnv *env, GString *out,
                             GError **error);

/* A name that a template reads from its data, as far as it is known without rendering. Names that
 * the template itself makes (assign, capture, loops) are left out; each occurrence is listed. */
typedef struct {
  const char *path; /* "contact.first_name" */
  TpTemplatePlace place;
  gboolean has_default; /* goes through the filter default, or is only asked for in a condition */
} TpTemplateVariable;

/* Borrowed until the template is freed, in the order of the text. */
const TpTemplateVariable *tp_template_variables (const TpTemplate *template, gsize *out_length);

/* The snippets that it names literally. Borrowed until the template is freed; NULL at the end. */
const char *const *tp_template_snippets (const TpTemplate *template);

/* Whether that path leads to a value that is neither nil nor empty text. */
gboolean tp_template_has_value (const TpTemplateEnv *env, const char *path);
