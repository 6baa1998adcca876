/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/parser.h"
#include "liquid/run.h"

/* render and include. A snippet is a template of its own, got from the environment while rendering.
 * `render` sees the data and its arguments alone; `include` also sees, and can change, the names of
 * the template that it stands in. */

typedef struct Argument {
  struct Argument *next;
  const char *name;
  gsize length;
  const TpExpression *value;
} Argument;

typedef struct {
  const TpExpression *name;
  const TpExpression *with; /* the bound value, NULL: none */
  gboolean each;            /* `for`: once for each item of it */
  const char *alias;        /* `as`; NULL: the snippet's own name */
  gsize alias_length;
  gboolean isolated;
  Argument *arguments;
} Snippet;

static gboolean
snippet_name (TpRun *run, const Snippet *snippet, TpValue *out)
{
  char *copy;

  if (!tp_run_evaluate (run, snippet->name, out))
    return FALSE;
  if (out->kind != TP_VALUE_STRING)
    return tp_run_fail (run, TP_ERROR_INVALID, _ ("the name of a snippet must be text"));
  copy = tp_arena_copy (&run->arena, out->text, out->length);
  if (copy == NULL)
    return tp_run_no_memory (run);
  *out = tp_value_string (copy, out->length);
  return TRUE;
}

static const TpTemplate *
load (TpRun *run, const char *name)
{
  g_autoptr (GError) problem = NULL;
  const TpTemplate *template = NULL;

  if (run->snippets >= TP_TEMPLATE_MAX_SNIPPETS) {
    tp_run_fail (run, TP_ERROR_LIMIT, _ ("snippets are nested too deeply at '%s'"), name);
    return NULL;
  }
  if (run->env->load_snippet != NULL)
    template = run->env->load_snippet (run->env->user, name, &problem);
  if (template == NULL && problem != NULL)
    tp_run_fail (run, tp_error_code (problem), _ ("snippet '%s': %s"), name, problem->message);
  else if (template == NULL)
    tp_run_fail (run, TP_ERROR_NOT_FOUND, _ ("there is no snippet '%s'"), name);
  return template;
}

static gboolean
bind (TpRun *run, const Snippet *snippet, const char *name, gsize length, TpValue value)
{
  return snippet->isolated ? tp_run_assign (run, name, length, value)
                           : tp_run_push (run, name, length, value);
}

static gboolean
bind_arguments (TpRun *run, const Snippet *snippet, const TpValue *values)
{
  for (const Argument *argument = snippet->arguments; argument != NULL; argument = argument->next)
    if (!bind (run, snippet, argument->name, argument->length, *values++))
      return FALSE;
  return TRUE;
}

static gboolean
run_body (TpRun *run, const TpTemplate *template)
{
  const TpTemplate *outer = run->template;
  gboolean done;

  run->template = template;
  run->snippets++;
  done = tp_run_body (run, template->body);
  run->snippets--;
  if (done)
    run->template = outer;
  return done;
}

/* Once, or once for each item, with the bound value under its name. */
static gboolean
run_bound (TpRun *run, const Snippet *snippet, const TpTemplate *template, const TpValue *name,
           const TpValue *bound)
{
  const char *alias = snippet->alias != NULL ? snippet->alias : name->text;
  gsize length = snippet->alias != NULL ? snippet->alias_length : name->length;
  TpLoop *state = tp_arena_alloc_zero (&run->arena, 1, sizeof *state);
  TpValue items, item;

  if (state == NULL)
    return tp_run_no_memory (run);
  if (!snippet->each || bound->kind != TP_VALUE_ARRAY)
    return bind (run, snippet, alias, length, *bound) && run_body (run, template);
  if (!tp_run_items (run, bound, &items))
    return FALSE;
  *state = (TpLoop){.name = name->text, .length = items.length};
  if (snippet->isolated && !bind (run, snippet, "forloop", 7, tp_loop_object (state)))
    return FALSE;
  for (; state->index < state->length; state->index++) {
    tp_value_at (&items, state->index, &run->arena, &item);
    if (!tp_run_charge (run, 1) || !bind (run, snippet, alias, length, item) ||
        !run_body (run, template))
      return FALSE;
    if (run->interrupt != TP_INTERRUPT_NONE)
      break;
  }
  return TRUE;
}

static gboolean
run_snippet (TpRun *run, const Snippet *snippet, const TpTemplate *template, const TpValue *name,
             const TpValue *values)
{
  TpValue bound;

  if (snippet->with != NULL)
    bound = *values++;
  if (!bind_arguments (run, snippet, values))
    return FALSE;
  return snippet->with != NULL ? run_bound (run, snippet, template, name, &bound)
                               : run_body (run, template);
}

/* The bound value first, then the arguments, in the arena: all seen from outside the snippet. */
static TpValue *
evaluate_all (TpRun *run, const Snippet *snippet)
{
  TpValue *values;
  guint count = snippet->with != NULL;

  for (const Argument *argument = snippet->arguments; argument != NULL; argument = argument->next)
    count++;
  values = tp_arena_alloc_zero (&run->arena, count, sizeof (TpValue));
  if (values == NULL) {
    tp_run_no_memory (run);
    return NULL;
  }
  count = 0;
  if (snippet->with != NULL && !tp_run_evaluate (run, snippet->with, &values[count++]))
    return NULL;
  for (const Argument *argument = snippet->arguments; argument != NULL; argument = argument->next)
    if (!tp_run_evaluate (run, argument->value, &values[count++]))
      return NULL;
  return values;
}

static guint
length_of (const GArray *bindings)
{
  return bindings != NULL ? bindings->len : 0;
}

static gboolean
run_isolated (TpRun *run, const Snippet *snippet, const TpTemplate *template, const TpValue *name,
              const TpValue *values)
{
  guint scope = run->first_scope, local = run->first_local, counter = run->first_counter;
  const TpLoop *loop = run->loop;
  gboolean done;

  run->first_scope = length_of (run->scopes);
  run->first_local = length_of (run->locals);
  run->first_counter = length_of (run->counters);
  run->loop = NULL;
  done = run_snippet (run, snippet, template, name, values);
  if (run->locals != NULL)
    g_array_set_size (run->locals, run->first_local);
  if (run->counters != NULL)
    g_array_set_size (run->counters, run->first_counter);
  run->first_scope = scope;
  run->first_local = local;
  run->first_counter = counter;
  run->loop = loop;
  run->interrupt = TP_INTERRUPT_NONE;
  return done;
}

static gboolean
render_snippet (TpRun *run, const TpNode *node)
{
  const Snippet *snippet = node->data;
  guint scopes = length_of (run->scopes);
  const TpTemplate *template;
  const TpValue *values;
  TpValue name;
  gboolean done;

  if (!snippet_name (run, snippet, &name))
    return FALSE;
  template = load (run, name.text);
  values = template != NULL ? evaluate_all (run, snippet) : NULL;
  if (values == NULL)
    return FALSE;
  if (snippet->isolated)
    done = run_isolated (run, snippet, template, &name, values);
  else
    done = run_snippet (run, snippet, template, &name, values);
  tp_run_pop (run, scopes);
  return done;
}

static gboolean
parse_alias (TpParser *parser, TpScanner *scanner, Snippet *snippet)
{
  if (!tp_scanner_accept (scanner, "as"))
    return TRUE;
  if (scanner->word.kind != TP_WORD_NAME)
    return tp_template_parser_expected (parser, scanner, _ ("a name"));
  snippet->alias = tp_template_parser_copy (parser, scanner->word.text, scanner->word.length);
  snippet->alias_length = scanner->word.length;
  tp_scanner_next (scanner);
  return TRUE;
}

static gboolean
parse_arguments (TpParser *parser, TpScanner *scanner, Snippet *snippet)
{
  Argument **tail = &snippet->arguments;

  for (;;) {
    Argument *argument;

    while (tp_scanner_accept (scanner, ","))
      continue;
    if (scanner->word.kind == TP_WORD_END)
      return TRUE;
    if (scanner->word.kind != TP_WORD_NAME)
      return tp_template_parser_expected (parser, scanner, _ ("a name"));
    argument = tp_template_parser_alloc (parser, sizeof *argument);
    argument->name = tp_template_parser_copy (parser, scanner->word.text, scanner->word.length);
    argument->length = scanner->word.length;
    tp_scanner_next (scanner);
    if (!tp_scanner_accept (scanner, ":"))
      return tp_template_parser_expected (parser, scanner, ":");
    argument->value = tp_parse_expression (parser, scanner);
    if (argument->value == NULL)
      return FALSE;
    *tail = argument;
    tail = &argument->next;
  }
}

static gboolean
parse_snippet (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  Snippet *snippet = tp_template_parser_alloc (parser, sizeof *snippet);
  TpScanner scanner;

  snippet->isolated = tp_piece_is (tag, "render");
  tp_scanner_init (&scanner, tag->text, tag->length);
  if (snippet->isolated && scanner.word.kind != TP_WORD_STRING)
    return tp_template_parser_expected (parser, &scanner, _ ("the name of a snippet in quotes"));
  snippet->name = tp_parse_expression (parser, &scanner);
  if (snippet->name == NULL)
    return FALSE;
  if (snippet->name->literal.kind == TP_VALUE_STRING)
    g_ptr_array_add (parser->template->snippets, g_strdup (snippet->name->literal.text));
  snippet->each = tp_scanner_is (&scanner, "for");
  if (tp_scanner_accept (&scanner, "for") || tp_scanner_accept (&scanner, "with")) {
    snippet->with = tp_parse_expression (parser, &scanner);
    if (snippet->with == NULL || !parse_alias (parser, &scanner, snippet))
      return FALSE;
  }
  node->render = render_snippet;
  node->data = snippet;
  return parse_arguments (parser, &scanner, snippet);
}

const TpTag tp_tags_snippet[] = {
    {"render",  parse_snippet},
    {"include", parse_snippet},
    {NULL,      NULL         },
};
