/* SPDX-License-Identifier: Apache-2.0 */
/* Prepares trees for evaluation: what each condition needs beside its node is worked out once, so
 * that a contact costs lookups and comparisons only. Nested segments get programs of their own, one
 * per segment. To add a kind of condition that needs something: a member of TpSegmentPrepared, a
 * case in prepare. */
#include "segment/evaluator.h"

#include "base/error.h"
#include "base/i18n.h"
#include "segment/day.h"

/* From this many values on, a list of texts is looked up rather than walked. */
#define KEYS_FROM 8

static void
program_free (gpointer data)
{
  TpSegmentProgram *program = data;
  for (guint i = 0; i < tp_segment_conditions (program->segment); i++) {
    g_clear_pointer (&program->prepared[i].ranges, g_array_unref);
    g_clear_pointer (&program->prepared[i].keys, g_hash_table_unref);
  }
  g_free (program->prepared);
  tp_segment_unref (program->segment);
  g_free (program);
}

void
tp_segment_evaluator_free (TpSegmentEvaluator *evaluator)
{
  if (evaluator == NULL)
    return;
  g_clear_pointer (&evaluator->root, program_free);
  g_hash_table_unref (evaluator->programs);
  g_time_zone_unref (evaluator->moment.zone);
  g_free (evaluator);
}

/* While programs are built. */
typedef struct {
  TpSegmentEvaluator *evaluator;
  gint64 own_id;
  TpSegmentLoad load;
  gpointer load_data;
  guint depth; /* segments within segments */
  GError **error;
  gboolean failed;
  TpSegmentProgram *program; /* whose conditions are being prepared */
} Builder;

static TpSegmentProgram *build_program (Builder *builder, TpSegment *segment, gint64 id);

static gboolean
fail (Builder *builder, TpErrorCode code, const char *message)
{
  builder->failed = TRUE;
  return tp_error (builder->error, code, "%s", message);
}

static TpSegmentProgram *
build_nested (Builder *builder, gint64 id)
{
  TpSegmentEvaluator *evaluator = builder->evaluator;
  TpSegmentProgram *known = g_hash_table_lookup (evaluator->programs, &id);
  if (id == builder->own_id || (known != NULL && known->is_building)) {
    fail (builder, TP_ERROR_INVALID, _ ("the segment refers to itself, by way of others perhaps"));
    return NULL;
  }
  if (known != NULL)
    return known;
  if (builder->load == NULL) {
    fail (builder, TP_ERROR_INVALID, _ ("segments cannot be used here"));
    return NULL;
  }
  if (builder->depth >= TP_SEGMENT_DEPTH_MAX ||
      g_hash_table_size (evaluator->programs) >= TP_SEGMENT_NESTED_MAX) {
    fail (builder, TP_ERROR_LIMIT, _ ("the segment refers to too many others"));
    return NULL;
  }
  g_autoptr (TpSegment) segment = builder->load (builder->load_data, id, builder->error);
  builder->failed = segment == NULL;
  return segment == NULL ? NULL : build_program (builder, segment, id);
}

static void
prepare_field (Builder *builder, const TpSegmentNode *node, TpSegmentPrepared *prepared)
{
  gboolean has_range = node->field.n_values > 0 || node->field.op == TP_SEGMENT_IN_THE_NEXT ||
                       node->field.op == TP_SEGMENT_IN_THE_LAST;
  if (!tp_segment_type_is_text (node->field.field.type)) {
    if (has_range) {
      prepared->ranges = g_array_new (FALSE, FALSE, sizeof (TpRange));
      tp_window_ranges (node, &builder->evaluator->moment, prepared->ranges);
    }
    return;
  }
  if (node->field.n_values < KEYS_FROM)
    return;
  prepared->keys = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < node->field.n_values; i++)
    g_hash_table_add (prepared->keys, node->field.values[i].key);
}

static void
prepare (const TpSegmentNode *node, gpointer data)
{
  Builder *builder = data;
  TpSegmentPrepared *prepared = &builder->program->prepared[node->condition];
  if (builder->failed)
    return;
  if (node->kind == TP_SEGMENT_TAG)
    prepared->window = tp_window_of_when (&node->tag.when, &builder->evaluator->moment);
  else if (node->kind == TP_SEGMENT_ACTION)
    prepared->window = tp_window_of_when (&node->action.when, &builder->evaluator->moment);
  else if (node->kind == TP_SEGMENT_FIELD)
    prepare_field (builder, node, prepared);
  else if (node->kind == TP_SEGMENT_SEGMENT)
    prepared->nested = build_nested (builder, node->segment_id);
}

/* id 0: the root, which is not among the nested ones. */
static TpSegmentProgram *
build_program (Builder *builder, TpSegment *segment, gint64 id)
{
  TpSegmentProgram *outer = builder->program, *program = g_new0 (TpSegmentProgram, 1);
  program->segment = tp_segment_ref (segment);
  program->prepared = g_new0 (TpSegmentPrepared, tp_segment_conditions (segment));
  program->is_building = TRUE;
  if (id == 0)
    builder->evaluator->root = program;
  else
    g_hash_table_insert (builder->evaluator->programs, g_memdup2 (&id, sizeof id), program);
  builder->program = program;
  builder->depth++;
  tp_segment_each (segment, prepare, builder);
  builder->depth--;
  builder->program = outer;
  program->is_building = FALSE;
  return program;
}

TpSegmentEvaluator *
tp_segment_evaluator_new (TpSegment *segment, gint64 own_id, const TpSegmentMoment *moment,
                          TpSegmentLoad load, gpointer load_data, GError **error)
{
  g_autoptr (TpSegmentEvaluator) evaluator = g_new0 (TpSegmentEvaluator, 1);
  evaluator->moment = *moment;
  g_time_zone_ref (moment->zone);
  evaluator->today = tp_day_of_time (moment->now_at, moment->zone);
  evaluator->programs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, program_free);
  Builder builder = {.evaluator = evaluator,
                     .own_id = own_id == 0 ? -1 : own_id,
                     .load = load,
                     .load_data = load_data,
                     .error = error};
  build_program (&builder, segment, 0);
  return builder.failed ? NULL : g_steal_pointer (&evaluator);
}

const TpSegmentMoment *
tp_segment_evaluator_moment (const TpSegmentEvaluator *evaluator)
{
  return &evaluator->moment;
}

TpSegment *
tp_segment_evaluator_segment (const TpSegmentEvaluator *evaluator)
{
  return evaluator->root->segment;
}
