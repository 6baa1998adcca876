/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/error.h"
#include "liquid/parser.h"
#include "liquid/template.h"

/* One rendering: its names, its limits, its output. What tags and filters work with. Within liquid/
 * only. Every function that returns gboolean answers FALSE with the run's error set. */

typedef struct {
  const char *name;
  gsize length;
  TpValue value;
} TpBinding;

/* A loop that is running, as `forloop` and `tablerowloop` show it. */
typedef struct TpLoop {
  const struct TpLoop *parent;
  const char *name;
  gsize length;
  gsize index; /* from 0 */
  gsize columns;
} TpLoop;

typedef enum { TP_INTERRUPT_NONE, TP_INTERRUPT_BREAK, TP_INTERRUPT_CONTINUE } TpInterrupt;

struct TpRun {
  const TpTemplate *template; /* the one whose source `at` counts in */
  const TpTemplateEnv *env;
  guint32 at; /* where an error would be */
  GError *error;

  GString *out;
  gsize out_limit; /* that out->len may become */
  TpArena arena;
  GString *scratch;
  gsize captured; /* bytes in captures that wait for an inner one */
  gboolean capturing;

  GArray *scopes; /* TpBinding, innermost last: loop variables and arguments of snippets */
  GArray *locals; /* by assign and capture */
  GArray *counters;
  guint first_scope; /* those before belong to the template that renders this one */
  guint first_local;
  guint first_counter;
  const TpLoop *loop;
  TpInterrupt interrupt;
  guint snippets; /* how deep */

  GHashTable *registers; /* char * → gint64 *: positions of cycle and offset: continue */
  TpValue last_changed;  /* of ifchanged */

  TpTemplateLimits limits;
  guint64 steps;
  guint64 next_check;
  gint64 started; /* processor time in µs; 0 before the first check */
};

gboolean tp_run_fail (TpRun *run, TpErrorCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);
gboolean tp_run_no_memory (TpRun *run);

gboolean tp_run_check (TpRun *run);

static inline gboolean
tp_run_charge (TpRun *run, guint64 steps)
{
  run->steps += steps;
  return G_LIKELY (run->steps < run->next_check) || tp_run_check (run);
}

/* Work on that many bytes of text. */
static inline gboolean
tp_run_charge_bytes (TpRun *run, gsize bytes)
{
  return tp_run_charge (run, bytes / 64);
}

gboolean tp_run_body (TpRun *run, const TpBody *body);

/* The body into text of the run's arena, as HTML that is safe when the run escapes. */
gboolean tp_run_capture (TpRun *run, const TpBody *body, TpValue *out);

/* Appends as it is; and a value as the output tag does: escaped unless safe. */
gboolean tp_run_write (TpRun *run, const char *text, gsize length);
gboolean tp_run_print (TpRun *run, const TpValue *value);

/* Names. */
gboolean tp_run_push (TpRun *run, const char *name, gsize length, TpValue value);
void tp_run_pop (TpRun *run, guint scopes);
gboolean tp_run_assign (TpRun *run, const char *name, gsize length, TpValue value);
gint64 *tp_run_counter (TpRun *run, const char *name, gsize length);

/* The number kept under that key during this rendering, 0 at first; NULL with the error set. */
gint64 *tp_run_register (TpRun *run, char kind, const char *key, gsize length);

/* Values. */
gboolean tp_run_evaluate (TpRun *run, const TpExpression *expression, TpValue *out);
gboolean tp_run_output (TpRun *run, const TpOutput *output, TpValue *out);
gboolean tp_run_condition (TpRun *run, const TpCondition *condition, gboolean *out);
gboolean tp_run_lookup (TpRun *run, const char *name, gsize length, TpValue *out);
gboolean tp_run_member (TpRun *run, const TpValue *value, const char *name, gsize length,
                        TpValue *out);

/* Any value as text, and as an array of its items laid out in the arena: an array or a range its
 * items, an object its pairs, nil nothing, anything else itself. */
gboolean tp_run_text (TpRun *run, const TpValue *value, TpValue *out);
gboolean tp_run_items (TpRun *run, const TpValue *value, TpValue *out);

/* A pair [name, value], as loops over objects see it. */
gboolean tp_run_pair (TpRun *run, const TpValue *name, const TpValue *value, TpValue *out);

/* The largest text that a filter or capture may make. */
static inline gsize
tp_run_text_limit (const TpRun *run)
{
  return run->limits.memory_bytes / 4;
}

/* Text in the making: begin, put, and take it as a value in the arena. One at a time. */
void tp_run_begin (TpRun *run);
gboolean tp_run_put (TpRun *run, const char *text, gsize length);
gboolean tp_run_take (TpRun *run, TpValue *out);

/* Text escaped for HTML. */
gboolean tp_run_put_escaped (TpRun *run, const char *text, gsize length);

TpValue tp_loop_object (const TpLoop *loop);
TpValue tp_table_loop_object (const TpLoop *loop);
