/* SPDX-License-Identifier: Apache-2.0 */
/* Joins the evaluator of segment/ with the batches of facts_batch.c: the evaluator's contact is
 * this object, set to one contact after the other. */
#include "core/facts.h"

#include "base/error.h"
#include "core/facts_batch.h"
#include "core/facts_needs.h"
#include "core/facts_rank.h"
#include "core/segment.h"

struct TpFacts {
  TpAccount *account;
  TpSegmentMoment moment;
  GPtrArray *segments; /* TpSegment: the root and those it refers to */
  TpSegmentEvaluator *evaluator;
  TpFactsNeeds needs;
  TpFactsBatch *batch;
  GPtrArray *ranks; /* TpIdSets, in the order of needs.ranks; empty until tp_facts_rank */
  guint32 contact;  /* the one that is asked about */
};

static guint32
offset_of (const TpFacts *facts)
{
  return facts->contact & 0xffff;
}

static gboolean
ask_field (gpointer contact, const TpSegmentField *field, TpSegmentFact *out_fact, GError **error)
{
  TpFacts *facts = contact;
  tp_facts_batch_field (facts->batch, offset_of (facts), field, out_fact);
  return TRUE;
}

static gboolean
ask_tag (gpointer contact, gint64 tag_id, gboolean *out_worn, gint64 *out_since_at, GError **error)
{
  TpFacts *facts = contact;
  *out_worn = tp_facts_batch_tag (facts->batch, offset_of (facts), tag_id, out_since_at);
  return TRUE;
}

static gboolean
ask_list (gpointer contact, gint64 list_id, gboolean *out_on, TpSegmentListState *out_state,
          GError **error)
{
  TpFacts *facts = contact;
  *out_on = tp_facts_batch_list (facts->batch, offset_of (facts), list_id, out_state);
  return TRUE;
}

static gboolean
ask_permission (gpointer contact, TpSegmentPurpose purpose, TpSegmentPermission *out_state,
                GError **error)
{
  TpFacts *facts = contact;
  *out_state = tp_facts_batch_permission (facts->batch, offset_of (facts), purpose);
  return TRUE;
}

static gboolean
ask_occurrences (gpointer contact, const TpSegmentAct *act, TpWindow window, gint64 *out_count,
                 gint64 *out_minor, GError **error)
{
  TpFacts *facts = contact;
  tp_facts_batch_occurrences (facts->batch, offset_of (facts), act, window, out_count, out_minor);
  return TRUE;
}

static gboolean
ask_rank (gpointer contact, const TpSegmentField *field, gboolean top, guint percent,
          gboolean *out_within, GError **error)
{
  TpFacts *facts = contact;
  for (guint i = 0; i < facts->ranks->len; i++) {
    const TpFactsRank *rank = &g_array_index (facts->needs.ranks, TpFactsRank, i);
    if (rank->top == top && rank->percent == percent &&
        tp_segment_field_equal (&rank->field, field)) {
      *out_within = tp_id_sets_contains (facts->ranks->pdata[i], facts->contact);
      return TRUE;
    }
  }
  return tp_error (error, TP_ERROR_INTERNAL, "the rank of '%s' was not read",
                   field->builtin == TP_SEGMENT_CUSTOM ? "a field"
                                                       : tp_segment_field_name (field->builtin));
}

static const TpSegmentFacts callbacks = {
    .field = ask_field,
    .tag = ask_tag,
    .list = ask_list,
    .permission = ask_permission,
    .occurrences = ask_occurrences,
    .rank = ask_rank,
    .distance = NULL,
};

/* Loads a segment that is referred to, and keeps it. */
typedef struct {
  TpFacts *facts;
  TpSavedSegmentLoad load;
} Loading;

static TpSegment *
load_segment (gpointer data, gint64 id, GError **error)
{
  Loading *loading = data;
  TpSegment *segment = tp_saved_segment_load (&loading->load, id, error);
  if (segment != NULL)
    g_ptr_array_add (loading->facts->segments, tp_segment_ref (segment));
  return segment;
}

TpFacts *
tp_facts_new (TpAccount *account, TpConn *conn, TpSegment *segment, gint64 own_id,
              const TpSegmentMoment *moment, GError **error)
{
  g_autoptr (TpFacts) facts = g_new0 (TpFacts, 1);
  facts->account = account;
  facts->moment = *moment;
  g_time_zone_ref (moment->zone);
  facts->segments = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_segment_unref);
  facts->ranks = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_id_sets_free);
  tp_facts_needs_init (&facts->needs);
  g_ptr_array_add (facts->segments, tp_segment_ref (segment));
  Loading loading = {
      facts, {account, conn}
  };
  facts->evaluator =
      tp_segment_evaluator_new (segment, own_id, moment, load_segment, &loading, error);
  if (facts->evaluator == NULL)
    return NULL;
  for (guint i = 0; i < facts->segments->len; i++)
    tp_facts_needs_add (&facts->needs, facts->segments->pdata[i], moment);
  facts->batch = tp_facts_batch_new (&facts->needs, &facts->moment);
  return g_steal_pointer (&facts);
}

void
tp_facts_free (TpFacts *facts)
{
  if (facts == NULL)
    return;
  tp_facts_batch_free (facts->batch);
  tp_facts_needs_clear (&facts->needs);
  tp_segment_evaluator_free (facts->evaluator);
  g_ptr_array_unref (facts->segments);
  g_ptr_array_unref (facts->ranks);
  g_time_zone_unref (facts->moment.zone);
  g_free (facts);
}

gboolean
tp_facts_needs_rank (const TpFacts *facts)
{
  return facts->needs.ranks->len > 0;
}

gboolean
tp_facts_needs_history (const TpFacts *facts)
{
  return tp_facts_needs_events (&facts->needs);
}

gboolean
tp_facts_rank (TpFacts *facts, TpConn *conn, GError **error)
{
  g_ptr_array_set_size (facts->ranks, 0);
  for (guint i = 0; i < facts->needs.ranks->len; i++) {
    const TpFactsRank *rank = &g_array_index (facts->needs.ranks, TpFactsRank, i);
    TpIdSets *within = NULL;
    if (!tp_facts_rank_select (facts->account, conn, rank, &facts->moment, &within, error))
      return FALSE;
    g_ptr_array_add (facts->ranks, within);
  }
  return TRUE;
}

gboolean
tp_facts_load (TpFacts *facts, TpConn *conn, guint32 block, const TpIdSet *among, GError **error)
{
  return tp_facts_batch_load (facts->batch, conn, block, among, error);
}

const TpIdSet *
tp_facts_members (const TpFacts *facts)
{
  return tp_facts_batch_members (facts->batch);
}

TpIdSet *
tp_facts_matching (TpFacts *facts, GError **error)
{
  const TpIdSet *members = tp_facts_members (facts);
  g_autoptr (TpIdSet) matching = tp_id_set_new (tp_id_set_block (members));
  TpIdSetIter iter;
  tp_id_set_iter_init (&iter, members);
  while (tp_id_set_iter_next (&iter, &facts->contact)) {
    gboolean matches = FALSE;
    if (!tp_segment_evaluate (facts->evaluator, &callbacks, facts, &matches, error))
      return NULL;
    if (matches)
      tp_id_set_add (matching, facts->contact);
  }
  return g_steal_pointer (&matching);
}

/* The walk over the root's conditions. */
typedef struct {
  TpFacts *facts;
  GPtrArray *sets;
  GError **error;
  gboolean failed;
} Walk;

static void
match_condition (const TpSegmentNode *condition, gpointer data)
{
  Walk *walk = data;
  TpFacts *facts = walk->facts;
  const TpIdSet *members = tp_facts_members (facts);
  TpIdSet *set = tp_id_set_new (tp_id_set_block (members));
  g_ptr_array_add (walk->sets, set);
  TpIdSetIter iter;
  tp_id_set_iter_init (&iter, members);
  while (!walk->failed && tp_id_set_iter_next (&iter, &facts->contact)) {
    gboolean matches = FALSE;
    walk->failed = !tp_segment_evaluate_condition (facts->evaluator, &callbacks, facts, condition,
                                                   &matches, walk->error);
    if (matches)
      tp_id_set_add (set, facts->contact);
  }
}

GPtrArray *
tp_facts_matching_each (TpFacts *facts, GError **error)
{
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_id_set_free);
  Walk walk = {facts, sets, error, FALSE};
  tp_segment_each (facts->segments->pdata[0], match_condition, &walk);
  return walk.failed ? NULL : g_steal_pointer (&sets);
}

GPtrArray *
tp_facts_explain (TpFacts *facts, guint32 contact, const TpSegmentNames *names,
                  gboolean *out_matches, GError **error)
{
  g_assert (tp_id_set_contains (tp_facts_members (facts), contact));
  facts->contact = contact;
  return tp_segment_explain (facts->evaluator, &callbacks, facts, names, out_matches, error);
}
