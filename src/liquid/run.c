/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/run.h"

#include <stdarg.h>
#include <time.h>

/* Walks the tree. Plain text and outputs are handled here, tags by their own function. Work is paid
 * for in steps: every node, filter, item of a loop and 64 bytes of text. The clock is only looked
 * at every CHECK_STEPS, so a mail of usual size never does. */

#define CHECK_STEPS 512
#define MAX_BINDINGS 2000
#define MAX_REGISTERS 2000

gboolean
tp_run_fail (TpRun *run, TpErrorCode code, const char *format, ...)
{
  g_autofree char *text = NULL, *placed = NULL;
  va_list arguments;

  if (run->error != NULL)
    return FALSE;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  placed = tp_template_message (run->template, run->at, text);
  return tp_error (&run->error, code, "%s", placed);
}

gboolean
tp_run_no_memory (TpRun *run)
{
  return tp_run_fail (run, TP_ERROR_LIMIT, _ ("the template takes more than %u kB of memory"),
                      (guint)(run->limits.memory_bytes / 1024));
}

static gint64
processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * 1000000 + now.tv_nsec / 1000 + 1;
}

gboolean
tp_run_check (TpRun *run)
{
  gint64 now = processor_time ();

  if (run->started == 0)
    run->started = now;
  if (run->steps > run->limits.steps)
    return tp_run_fail (run, TP_ERROR_LIMIT, _ ("the template takes more than %u steps"),
                        (guint)run->limits.steps);
  if (now - run->started > (gint64)run->limits.milliseconds * 1000)
    return tp_run_fail (run, TP_ERROR_LIMIT, _ ("the template takes longer than %u ms"),
                        run->limits.milliseconds);
  run->next_check = MIN (run->steps + CHECK_STEPS, run->limits.steps + 1);
  return TRUE;
}

gboolean
tp_run_write (TpRun *run, const char *text, gsize length)
{
  if (G_UNLIKELY (length > run->out_limit || run->out->len > run->out_limit - length))
    return run->capturing ? tp_run_no_memory (run)
                          : tp_run_fail (run, TP_ERROR_LIMIT, _ ("the output is larger than %u kB"),
                                         (guint)(run->limits.output_bytes / 1024));
  if (G_LIKELY (run->out->allocated_len - run->out->len > length)) {
    memcpy (run->out->str + run->out->len, text, length);
    run->out->len += length;
    run->out->str[run->out->len] = '\0';
  } else
    g_string_append_len (run->out, text, (gssize)length);
  return TRUE;
}

static const char *
entity_of (char c)
{
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  default:
    return "&#39;";
  }
}

static const guint8 is_special[256] = {['&'] = 1, ['<'] = 1, ['>'] = 1, ['"'] = 1, ['\''] = 1};

static gboolean
escape (TpRun *run, const char *text, gsize length,
        gboolean (*put) (TpRun *run, const char *text, gsize length))
{
  gsize done = 0;

  for (gsize i = 0; i < length; i++) {
    const char *entity;

    if (G_LIKELY (!is_special[(guchar)text[i]]))
      continue;
    entity = entity_of (text[i]);
    if (!put (run, text + done, i - done) || !put (run, entity, strlen (entity)))
      return FALSE;
    done = i + 1;
  }
  return put (run, text + done, length - done);
}

gboolean
tp_run_put_escaped (TpRun *run, const char *text, gsize length)
{
  return escape (run, text, length, tp_run_put);
}

gboolean
tp_run_print (TpRun *run, const TpValue *value)
{
  TpValue text;

  if (value->kind == TP_VALUE_NIL)
    return TRUE;
  if (value->kind == TP_VALUE_STRING)
    text = *value;
  else if (!tp_run_text (run, value, &text))
    return FALSE;
  if (!tp_run_charge_bytes (run, text.length))
    return FALSE;
  if (run->env->text || text.safe)
    return tp_run_write (run, text.text, text.length);
  return escape (run, text.text, text.length, tp_run_write);
}

static gboolean
run_output (TpRun *run, const TpNode *node)
{
  TpValue value;

  run->at = node->offset;
  return tp_run_output (run, node->output, &value) && tp_run_print (run, &value);
}

gboolean
tp_run_body (TpRun *run, const TpBody *body)
{
  for (const TpNode *node = body->first; node != NULL; node = node->next) {
    gboolean done;

    if (!tp_run_charge (run, 1))
      return FALSE;
    if (node->kind == TP_NODE_TEXT)
      done = tp_run_write (run, node->text, node->length);
    else if (node->kind == TP_NODE_OUTPUT)
      done = run_output (run, node);
    else {
      run->at = node->offset;
      done = node->render (run, node);
    }
    if (!done || run->interrupt != TP_INTERRUPT_NONE)
      return done;
  }
  return TRUE;
}

/* All captures that are open share one allowance. */
gboolean
tp_run_capture (TpRun *run, const TpBody *body, TpValue *out)
{
  GString *outer = run->out;
  gsize outer_limit = run->out_limit, waiting = run->capturing ? outer->len : 0;
  gboolean outer_capturing = run->capturing, done;
  g_autoptr (GString) text = g_string_new (NULL);
  char *copy;

  run->captured += waiting;
  run->capturing = TRUE;
  run->out = text;
  run->out_limit = tp_run_text_limit (run) - MIN (run->captured, tp_run_text_limit (run));
  done = tp_run_body (run, body);
  run->out = outer;
  run->out_limit = outer_limit;
  run->capturing = outer_capturing;
  run->captured -= waiting;
  if (!done)
    return FALSE;
  copy = tp_arena_copy (&run->arena, text->str, text->len);
  if (copy == NULL)
    return tp_run_no_memory (run);
  *out = tp_value_string (copy, (gssize)text->len);
  out->safe = !run->env->text;
  return tp_run_charge_bytes (run, text->len);
}

static TpBinding *
find_binding (GArray *bindings, guint first, const char *name, gsize length)
{
  if (bindings == NULL)
    return NULL;
  for (guint i = bindings->len; i > first; i--) {
    TpBinding *binding = &g_array_index (bindings, TpBinding, i - 1);

    if (binding->length == length && memcmp (binding->name, name, length) == 0)
      return binding;
  }
  return NULL;
}

static TpBinding *
add_binding (TpRun *run, GArray **bindings, const char *name, gsize length)
{
  TpBinding binding = {.name = name, .length = length};

  if (*bindings == NULL)
    *bindings = g_array_new (FALSE, FALSE, sizeof (TpBinding));
  if ((*bindings)->len >= MAX_BINDINGS) {
    tp_run_fail (run, TP_ERROR_LIMIT, _ ("the template makes more than %d names"), MAX_BINDINGS);
    return NULL;
  }
  g_array_append_val (*bindings, binding);
  return &g_array_index (*bindings, TpBinding, (*bindings)->len - 1);
}

gboolean
tp_run_push (TpRun *run, const char *name, gsize length, TpValue value)
{
  TpBinding *binding = add_binding (run, &run->scopes, name, length);

  if (binding != NULL)
    binding->value = value;
  return binding != NULL;
}

void
tp_run_pop (TpRun *run, guint scopes)
{
  if (run->scopes != NULL)
    g_array_set_size (run->scopes, scopes);
}

gboolean
tp_run_assign (TpRun *run, const char *name, gsize length, TpValue value)
{
  TpBinding *binding = find_binding (run->locals, run->first_local, name, length);

  if (binding == NULL)
    binding = add_binding (run, &run->locals, name, length);
  if (binding != NULL)
    binding->value = value;
  return binding != NULL;
}

gint64 *
tp_run_counter (TpRun *run, const char *name, gsize length)
{
  TpBinding *binding = find_binding (run->counters, run->first_counter, name, length);

  if (binding == NULL) {
    binding = add_binding (run, &run->counters, name, length);
    if (binding != NULL)
      binding->value = tp_value_integer (0);
  }
  return binding != NULL ? &binding->value.integer : NULL;
}

gboolean
tp_run_lookup (TpRun *run, const char *name, gsize length, TpValue *out)
{
  const TpBinding *binding = find_binding (run->scopes, run->first_scope, name, length);

  if (binding == NULL)
    binding = find_binding (run->locals, run->first_local, name, length);
  if (binding == NULL)
    binding = find_binding (run->counters, run->first_counter, name, length);
  if (binding != NULL) {
    *out = binding->value;
    return TRUE;
  }
  if (!tp_value_find (&run->env->data, name, length, &run->arena, out) && run->env->strict)
    return tp_run_fail (run, TP_ERROR_INVALID, _ ("unknown name '%.*s'"), (int)length, name);
  return TRUE;
}

gint64 *
tp_run_register (TpRun *run, char kind, const char *key, gsize length)
{
  g_autofree char *full = g_strdup_printf ("%c%.*s", kind, (int)length, key);
  gint64 *number;

  if (run->registers == NULL)
    run->registers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  number = g_hash_table_lookup (run->registers, full);
  if (number != NULL)
    return number;
  if (g_hash_table_size (run->registers) >= MAX_REGISTERS || length > 4096) {
    tp_run_fail (run, TP_ERROR_LIMIT, _ ("the template has too many cycles or loops"));
    return NULL;
  }
  number = g_new0 (gint64, 1);
  g_hash_table_insert (run->registers, g_steal_pointer (&full), number);
  return number;
}

void
tp_run_begin (TpRun *run)
{
  if (run->scratch == NULL)
    run->scratch = g_string_new (NULL);
  g_string_truncate (run->scratch, 0);
}

gboolean
tp_run_put (TpRun *run, const char *text, gsize length)
{
  if (run->scratch->len + length > tp_run_text_limit (run))
    return tp_run_no_memory (run);
  g_string_append_len (run->scratch, text, (gssize)length);
  return TRUE;
}

gboolean
tp_run_take (TpRun *run, TpValue *out)
{
  char *copy = tp_arena_copy (&run->arena, run->scratch->str, run->scratch->len);

  if (copy == NULL)
    return tp_run_no_memory (run);
  *out = tp_value_string (copy, (gssize)run->scratch->len);
  return tp_run_charge_bytes (run, run->scratch->len);
}
