/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/template.h"

#include "base/error.h"
#include "liquid/parser.h"
#include "liquid/run.h"

/* The public face: a template is its source, a tree in one arena that points into it, and three
 * lists found on the way. */

TpTemplatePlace
tp_template_place (const TpTemplate *template, gsize offset)
{
  TpTemplatePlace place = {1, 1};

  for (gsize i = 0; i < MIN (offset, template->length); i++)
    if (template->source[i] == '\n') {
      place.line++;
      place.column = 1;
    } else if (((guchar) template->source[i] & 0xC0) != 0x80)
      place.column++;
  return place;
}

char *
tp_template_message (const TpTemplate *template, gsize offset, const char *message)
{
  TpTemplatePlace place = tp_template_place (template, offset);

  if (template->name != NULL)
    return g_strdup_printf (_ ("snippet '%s', line %u, column %u: %s"), template->name, place.line,
                            place.column, message);
  return g_strdup_printf (_ ("line %u, column %u: %s"), place.line, place.column, message);
}

static gint
by_offset (gconstpointer a, gconstpointer b)
{
  const TpTemplateVariable *left = a, *right = b;

  return left->place.line < right->place.line ? -1 : left->place.line > right->place.line;
}

/* Until here place.line is the offset; one pass over the source turns all into places. */
static void
place_variables (TpTemplate *template)
{
  TpTemplatePlace place = {1, 1};
  gsize at = 0;

  g_array_sort (template->variables, by_offset);
  for (guint i = 0; i < template->variables->len; i++) {
    TpTemplateVariable *variable = &g_array_index (template->variables, TpTemplateVariable, i);

    for (; at < variable->place.line; at++)
      if (template->source[at] == '\n') {
        place.line++;
        place.column = 1;
      } else if (((guchar) template->source[at] & 0xC0) != 0x80)
        place.column++;
    variable->place = place;
  }
}

static TpTemplate *
new_template (const char *source, gsize length, const TpTemplateOptions *options)
{
  TpTemplate *template = g_new0 (TpTemplate, 1);

  template->source = g_strndup (source, length);
  template->length = length;
  template->name = g_strdup (options->name);
  template->free_segment = options->free_segment;
  tp_arena_init (&template->arena, G_MAXSIZE);
  template->variables = g_array_new (FALSE, FALSE, sizeof (TpTemplateVariable));
  template->snippets = g_ptr_array_new_with_free_func (g_free);
  template->segments = g_ptr_array_new ();
  return template;
}

void
tp_template_free (TpTemplate *template)
{
  if (template == NULL)
    return;
  for (guint i = 0; template->free_segment != NULL && i < template->segments->len; i++)
    template->free_segment (g_ptr_array_index (template->segments, i));
  g_ptr_array_unref (template->segments);
  g_ptr_array_unref (template->snippets);
  g_array_unref (template->variables);
  tp_arena_clear (&template->arena);
  g_free (template->name);
  g_free (template->source);
  g_free (template);
}

static gboolean
check_source (const char *source, gsize length, const TpTemplateOptions *options, GError **error)
{
  const char *end = source;

  if (length > TP_TEMPLATE_MAX_BYTES)
    return tp_error (error, TP_ERROR_LIMIT, _ ("template is larger than %d bytes"),
                     TP_TEMPLATE_MAX_BYTES);
  if (!g_utf8_validate_len (source, length, &end)) {
    TpTemplate before = {
        .source = (char *)source, .length = (gsize)(end - source), .name = (char *)options->name};
    g_autofree char *message =
        tp_template_message (&before, before.length, _ ("the text is not UTF-8"));

    if (options->out_place != NULL)
      *options->out_place = tp_template_place (&before, before.length);
    return tp_error (error, TP_ERROR_INVALID, "%s", message);
  }
  return TRUE;
}

TpTemplate *
tp_template_parse (const char *source, gssize length, const TpTemplateOptions *options,
                   GError **error)
{
  static const TpTemplateOptions no_options;
  static const char *const no_ends[] = {NULL};
  gsize size = length < 0 ? strlen (source) : (gsize)length;
  g_autoptr (TpTemplate) template = NULL;
  TpParser parser = {.options = options != NULL ? options : &no_options};
  TpPiece end;

  if (!check_source (source, size, parser.options, error))
    return NULL;
  template = parser.template = new_template (source, size, parser.options);
  parser.lexer = (TpLexer){template->source, template->source, template->source + size};
  parser.assigned = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  parser.loop_names = g_ptr_array_new ();
  template->body = tp_template_parser_body (&parser, NULL, no_ends, &end);
  g_hash_table_unref (parser.assigned);
  g_ptr_array_unref (parser.loop_names);
  if (template->body == NULL) {
    g_propagate_error (error, parser.error);
    return NULL;
  }
  g_ptr_array_add (template->snippets, NULL);
  place_variables (template);
  return g_steal_pointer (&template);
}

const TpTemplateVariable *
tp_template_variables (const TpTemplate *template, gsize *out_length)
{
  *out_length = template->variables->len;
  return (const TpTemplateVariable *)(void *)template->variables->data;
}

const char *const *
tp_template_snippets (const TpTemplate *template)
{
  return (const char *const *)template->snippets->pdata;
}

static void
clear_run (TpRun *run)
{
  GArray *bindings[] = {run->scopes, run->locals, run->counters};

  for (guint i = 0; i < G_N_ELEMENTS (bindings); i++)
    if (bindings[i] != NULL)
      g_array_unref (bindings[i]);
  if (run->registers != NULL)
    g_hash_table_unref (run->registers);
  if (run->scratch != NULL)
    g_string_free (run->scratch, TRUE);
  tp_arena_clear (&run->arena);
}

static void
init_run (TpRun *run, const TpTemplate *template, const TpTemplateEnv *env, GString *out)
{
  *run = (TpRun){.template = template, .env = env, .out = out};
  if (env->limits != NULL)
    run->limits = *env->limits;
  if (run->limits.steps == 0)
    run->limits.steps = 1000000;
  if (run->limits.output_bytes == 0)
    run->limits.output_bytes = 2 * 1024 * 1024;
  if (run->limits.memory_bytes == 0)
    run->limits.memory_bytes = 4 * 1024 * 1024;
  if (run->limits.loop_items == 0)
    run->limits.loop_items = 100000;
  if (run->limits.milliseconds == 0)
    run->limits.milliseconds = 30;
  run->next_check = MIN (256, run->limits.steps + 1);
  run->out_limit = out->len + run->limits.output_bytes;
  tp_arena_init (&run->arena, run->limits.memory_bytes);
}

gboolean
tp_template_render (const TpTemplate *template, const TpTemplateEnv *env, GString *out,
                    GError **error)
{
  gsize before = out->len;
  gboolean rendered;
  TpRun run;

  init_run (&run, template, env, out);
  rendered = tp_run_body (&run, template->body);
  clear_run (&run);
  if (!rendered) {
    g_string_truncate (out, before);
    g_propagate_error (error, run.error);
  }
  return rendered;
}

gboolean
tp_template_has_value (const TpTemplateEnv *env, const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", -1);
  TpArena arena;
  TpValue value = env->data;

  tp_arena_init (&arena, G_MAXUINT16);
  for (guint i = 0; steps[i] != NULL; i++) {
    TpValue member;

    tp_value_find (&value, steps[i], strlen (steps[i]), &arena, &member);
    value = member;
  }
  gboolean has = value.kind != TP_VALUE_NIL && !tp_value_is_empty (&value);
  tp_arena_clear (&arena);
  return has;
}
