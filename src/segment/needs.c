/* SPDX-License-Identifier: Apache-2.0 */
/* Gathered in one walk; ids are sorted and made unique at the end. */
#include "segment/needs.h"

#include "base/compare.h"
#include "base/error.h"
#include "base/i18n.h"

#include <string.h>

static gboolean
same_act (gconstpointer a, gconstpointer b)
{
  const TpSegmentAct *x = a, *y = b;
  return x->action == y->action && x->target == y->target && x->target_id == y->target_id &&
         g_strcmp0 (x->event_key, y->event_key) == 0;
}

static guint
hash_act (gconstpointer data)
{
  const TpSegmentAct *act = data;
  guint hash = act->event_key == NULL ? 0 : g_str_hash (act->event_key);
  return hash * 31 + (guint)act->target_id * 17 + act->target * 5 + act->action;
}

typedef struct {
  TpSegmentNeeds *needs;
  GHashTable *acts; /* the ones in needs->acts */
} Gathering;

static void
gather_field (TpSegmentNeeds *needs, const TpSegmentNode *condition)
{
  const TpSegmentField *field = &condition->field.field;
  TpSegmentOperator op = condition->field.op;
  if (field->builtin == TP_SEGMENT_CUSTOM)
    g_array_append_val (needs->fields, field->id);
  else
    needs->builtins |= G_GUINT64_CONSTANT (1) << field->builtin;
  if (field->builtin == TP_SEGMENT_AGE || field->builtin == TP_SEGMENT_BIRTHDAY)
    needs->builtins |= G_GUINT64_CONSTANT (1) << TP_SEGMENT_BIRTH_DATE;
  if (op == TP_SEGMENT_IN_TOP || op == TP_SEGMENT_IN_BOTTOM)
    needs->rank = TRUE;
}

static void
gather (const TpSegmentNode *condition, gpointer data)
{
  Gathering *gathering = data;
  TpSegmentNeeds *needs = gathering->needs;
  needs->change = MAX (needs->change, tp_window_change (condition));
  switch (condition->kind) {
  case TP_SEGMENT_SEGMENT:
    g_array_append_val (needs->segments, condition->segment_id);
    break;
  case TP_SEGMENT_TAG:
    g_array_append_val (needs->tags, condition->tag.id);
    break;
  case TP_SEGMENT_LIST:
    g_array_append_val (needs->lists, condition->list.id);
    break;
  case TP_SEGMENT_PERMISSION:
    needs->purposes |= 1u << condition->permission.purpose;
    break;
  case TP_SEGMENT_FIELD:
    gather_field (needs, condition);
    break;
  case TP_SEGMENT_WITHIN:
    needs->distance = TRUE;
    break;
  case TP_SEGMENT_ACTION:
    if (g_hash_table_add (gathering->acts, (gpointer)&condition->action.act))
      g_ptr_array_add (needs->acts, (gpointer)&condition->action.act);
    break;
  default:
    break;
  }
}

static void
make_unique (GArray *ids)
{
  guint kept = 0;
  g_array_sort (ids, tp_int64_compare);
  for (guint i = 0; i < ids->len; i++) {
    gint64 id = g_array_index (ids, gint64, i);
    if (kept == 0 || g_array_index (ids, gint64, kept - 1) != id)
      g_array_index (ids, gint64, kept++) = id;
  }
  g_array_set_size (ids, kept);
}

void
tp_segment_needs_init (TpSegmentNeeds *needs, const TpSegment *segment)
{
  *needs = (TpSegmentNeeds){
      .tags = g_array_new (FALSE, FALSE, sizeof (gint64)),
      .lists = g_array_new (FALSE, FALSE, sizeof (gint64)),
      .segments = g_array_new (FALSE, FALSE, sizeof (gint64)),
      .fields = g_array_new (FALSE, FALSE, sizeof (gint64)),
      .acts = g_ptr_array_new (),
  };
  g_autoptr (GHashTable) acts = g_hash_table_new (hash_act, same_act);
  Gathering gathering = {needs, acts};
  tp_segment_each (segment, gather, &gathering);
  make_unique (needs->tags);
  make_unique (needs->lists);
  make_unique (needs->segments);
  make_unique (needs->fields);
}

void
tp_segment_needs_clear (TpSegmentNeeds *needs)
{
  g_clear_pointer (&needs->tags, g_array_unref);
  g_clear_pointer (&needs->lists, g_array_unref);
  g_clear_pointer (&needs->segments, g_array_unref);
  g_clear_pointer (&needs->fields, g_array_unref);
  g_clear_pointer (&needs->acts, g_ptr_array_unref);
}

typedef struct {
  TpSegmentThing thing;
  gint64 id;
  gboolean found;
} Search;

static void
look_for (const TpSegmentNode *condition, gpointer data)
{
  Search *search = data;
  TpSegmentThing thing = TP_SEGMENT_THING_NONE;
  gint64 id = 0;
  switch (condition->kind) {
  case TP_SEGMENT_SEGMENT:
    thing = TP_SEGMENT_THING_SEGMENT;
    id = condition->segment_id;
    break;
  case TP_SEGMENT_TAG:
    thing = TP_SEGMENT_THING_TAG;
    id = condition->tag.id;
    break;
  case TP_SEGMENT_LIST:
    thing = TP_SEGMENT_THING_LIST;
    id = condition->list.id;
    break;
  case TP_SEGMENT_FIELD:
    thing = TP_SEGMENT_THING_FIELD;
    id = condition->field.field.id;
    break;
  case TP_SEGMENT_ACTION:
    thing = condition->action.act.target;
    id = condition->action.act.target_id;
    break;
  default:
    break;
  }
  search->found = search->found || (id != 0 && id == search->id && thing == search->thing);
}

gboolean
tp_segment_uses (const TpSegment *segment, TpSegmentThing thing, gint64 id)
{
  Search search = {thing, id, FALSE};
  tp_segment_each (segment, look_for, &search);
  return search.found;
}

gboolean
tp_segment_check_circle (TpSegment *segment, gint64 own_id, TpSegmentLoad load, gpointer load_data,
                         GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  TpSegmentMoment moment = {.zone = utc};
  g_autoptr (TpSegmentEvaluator) evaluator =
      tp_segment_evaluator_new (segment, own_id, &moment, load, load_data, error);
  return evaluator != NULL;
}
