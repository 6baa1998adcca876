/* SPDX-License-Identifier: Apache-2.0 */
/* A derived field is asked for as the action that it follows from. */
#include "core/facts_needs.h"

#include "base/compare.h"

#define BIT(builtin) (G_GUINT64_CONSTANT (1) << (builtin))
#define OF_ORDERS                                                                                  \
  (BIT (TP_SEGMENT_ORDERS) | BIT (TP_SEGMENT_REVENUE) | BIT (TP_SEGMENT_LAST_PURCHASE))

void
tp_facts_needs_init (TpFactsNeeds *needs)
{
  *needs = (TpFactsNeeds){
      .tags = g_array_new (FALSE, FALSE, sizeof (gint64)),
      .lists = g_array_new (FALSE, FALSE, sizeof (gint64)),
      .fields = g_array_new (FALSE, FALSE, sizeof (gint64)),
      .event_keys = g_ptr_array_new (),
      .ranks = g_array_new (FALSE, FALSE, sizeof (TpFactsRank)),
  };
  for (guint i = 0; i < TP_SEGMENT_ACTIONS; i++) {
    needs->acts[i].targets = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    needs->acts[i].from_at = G_MAXINT64;
    needs->acts[i].to_at = G_MININT64;
  }
}

void
tp_facts_needs_clear (TpFactsNeeds *needs)
{
  g_array_unref (needs->tags);
  g_array_unref (needs->lists);
  g_array_unref (needs->fields);
  g_ptr_array_unref (needs->event_keys);
  g_array_unref (needs->ranks);
  for (guint i = 0; i < TP_SEGMENT_ACTIONS; i++)
    g_hash_table_unref (needs->acts[i].targets);
}

int
tp_facts_needs_index (const GArray *ids, gint64 id)
{
  const gint64 *values = (const gint64 *)(gconstpointer)ids->data;
  guint from = 0, to = ids->len;
  while (from < to) {
    guint middle = from + (to - from) / 2;
    if (values[middle] == id)
      return (int)middle;
    if (values[middle] < id)
      from = middle + 1;
    else
      to = middle;
  }
  return -1;
}

/* Both are ascending with each id once, and so is the union. */
static void
add_ids (GArray *ids, const GArray *more)
{
  guint kept = 0;
  g_array_append_vals (ids, more->data, more->len);
  g_array_sort (ids, tp_int64_compare);
  for (guint i = 0; i < ids->len; i++) {
    gint64 id = g_array_index (ids, gint64, i);
    if (kept == 0 || g_array_index (ids, gint64, kept - 1) != id)
      g_array_index (ids, gint64, kept++) = id;
  }
  g_array_set_size (ids, kept);
}

static void
want_act (TpFactsNeeds *needs, TpSegmentAction action, gint64 from_at, gint64 to_at)
{
  TpFactsAct *act = &needs->acts[action];
  act->wanted = TRUE;
  act->from_at = MIN (act->from_at, from_at);
  act->to_at = MAX (act->to_at, to_at);
}

static void
want_builtins (TpFactsNeeds *needs, guint64 builtins)
{
  needs->builtins |= builtins;
  if ((builtins & OF_ORDERS) != 0)
    want_act (needs, TP_SEGMENT_BOUGHT, G_MININT64, G_MAXINT64);
  if ((builtins & BIT (TP_SEGMENT_LAST_OPEN)) != 0) {
    want_act (needs, TP_SEGMENT_OPENED, G_MININT64, G_MAXINT64);
    needs->acts[TP_SEGMENT_OPENED].any_target = TRUE;
  }
  if ((builtins & BIT (TP_SEGMENT_LAST_CLICK)) != 0) {
    want_act (needs, TP_SEGMENT_CLICKED, G_MININT64, G_MAXINT64);
    needs->acts[TP_SEGMENT_CLICKED].any_target = TRUE;
  }
}

static void
want_event (TpFactsNeeds *needs, const char *key)
{
  for (guint i = 0; i < needs->event_keys->len; i++)
    if (g_str_equal (needs->event_keys->pdata[i], key))
      return;
  g_ptr_array_add (needs->event_keys, (gpointer)key);
}

static void
want_rank (TpFactsNeeds *needs, const TpSegmentNode *node)
{
  TpFactsRank wanted = {node->field.field, node->field.op == TP_SEGMENT_IN_TOP,
                        node->field.percent};
  for (guint i = 0; i < needs->ranks->len; i++) {
    const TpFactsRank *rank = &g_array_index (needs->ranks, TpFactsRank, i);
    if (tp_segment_field_equal (&rank->field, &wanted.field) && rank->top == wanted.top &&
        rank->percent == wanted.percent)
      return;
  }
  g_array_append_val (needs->ranks, wanted);
}

TpSegmentThing
tp_facts_needs_target (TpSegmentAction action)
{
  switch (action) {
  case TP_SEGMENT_RECEIVED:
  case TP_SEGMENT_OPENED:
  case TP_SEGMENT_CLICKED:
  case TP_SEGMENT_BOUNCED:
    return TP_SEGMENT_THING_CAMPAIGN;
  case TP_SEGMENT_SIGNED_UP:
    return TP_SEGMENT_THING_FORM;
  default:
    return TP_SEGMENT_THING_NONE;
  }
}

typedef struct {
  TpFactsNeeds *needs;
  const TpSegmentMoment *moment;
} Gathering;

static void
gather (const TpSegmentNode *node, gpointer data)
{
  Gathering *gathering = data;
  TpFactsNeeds *needs = gathering->needs;
  if (node->kind == TP_SEGMENT_FIELD &&
      (node->field.op == TP_SEGMENT_IN_TOP || node->field.op == TP_SEGMENT_IN_BOTTOM))
    want_rank (needs, node);
  if (node->kind != TP_SEGMENT_ACTION)
    return;
  const TpSegmentAct *act = &node->action.act;
  TpWindow window = tp_window_of_when (&node->action.when, gathering->moment);
  want_act (needs, act->action, window.from_at, window.to_at);
  if (act->event_key != NULL)
    want_event (needs, act->event_key);
  if (act->target == TP_SEGMENT_THING_NONE)
    needs->acts[act->action].any_target = TRUE;
  else if (act->target == TP_SEGMENT_THING_PRODUCT || act->target == TP_SEGMENT_THING_CATEGORY)
    needs->items = TRUE;
  else if (act->target == tp_facts_needs_target (act->action))
    g_hash_table_add (needs->acts[act->action].targets,
                      g_memdup2 (&act->target_id, sizeof act->target_id));
}

void
tp_facts_needs_add (TpFactsNeeds *needs, const TpSegment *segment, const TpSegmentMoment *moment)
{
  TpSegmentNeeds own;
  Gathering gathering = {needs, moment};
  tp_segment_needs_init (&own, segment);
  add_ids (needs->tags, own.tags);
  add_ids (needs->lists, own.lists);
  add_ids (needs->fields, own.fields);
  want_builtins (needs, own.builtins);
  needs->purposes |= own.purposes;
  tp_segment_needs_clear (&own);
  tp_segment_each (segment, gather, &gathering);
}

void
tp_facts_needs_add_field (TpFactsNeeds *needs, const TpSegmentField *field)
{
  guint64 builtins = BIT (field->builtin);
  if (field->builtin == TP_SEGMENT_CUSTOM) {
    g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_array_append_val (ids, field->id);
    add_ids (needs->fields, ids);
    return;
  }
  if (field->builtin == TP_SEGMENT_AGE || field->builtin == TP_SEGMENT_BIRTHDAY)
    builtins |= BIT (TP_SEGMENT_BIRTH_DATE);
  want_builtins (needs, builtins);
}

gboolean
tp_facts_needs_orders (const TpFactsNeeds *needs)
{
  return needs->acts[TP_SEGMENT_BOUGHT].wanted || needs->acts[TP_SEGMENT_REFUNDED].wanted;
}

gboolean
tp_facts_needs_events (const TpFactsNeeds *needs)
{
  for (guint i = 0; i < TP_SEGMENT_ACTIONS; i++)
    if (needs->acts[i].wanted && i != TP_SEGMENT_BOUGHT && i != TP_SEGMENT_REFUNDED)
      return TRUE;
  return FALSE;
}

void
tp_facts_range (const TpIdSet *members, gint64 *out_first, gint64 *out_last)
{
  guint32 number = 0;
  TpIdSetIter iter;
  tp_id_set_iter_init (&iter, members);
  tp_id_set_iter_next (&iter, &number);
  *out_first = number;
  while (tp_id_set_iter_next (&iter, &number))
    ;
  *out_last = number;
}
