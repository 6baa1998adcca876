/* SPDX-License-Identifier: Apache-2.0 */
/* Sets by (kind of event, target): an event is put under its target once for each kind of rule that
 * waits for it, and a rule finds its set by its own target, however many rules there are. */
#include "core/rule_match.h"

#include "base/fold.h"
#include "base/json.h"
#include "core/sold.h"

#include <string.h>

#define WHENS (TP_RULE_SEGMENT_LEFT + 1)

struct TpRuleMatch {
  const GPtrArray *rules;
  TpNames *names;
  TpMembersBy *by[WHENS]; /* NULL: no rule waits for that */
  GPtrArray *keys;        /* folded name of the own event that the i-th rule waits for, or NULL */
  GArray *bought, *refunded; /* gint64: orders */
};

TpRuleMatch *
tp_rule_match_new (const GPtrArray *rules, TpNames *names)
{
  TpRuleMatch *match = g_new0 (TpRuleMatch, 1);
  match->rules = rules;
  match->names = names;
  match->keys = g_ptr_array_new_with_free_func (g_free);
  match->bought = g_array_new (FALSE, FALSE, sizeof (gint64));
  match->refunded = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < rules->len; i++) {
    const TpRule *rule = rules->pdata[i];
    if (match->by[rule->event.when] == NULL)
      match->by[rule->event.when] = tp_members_by_new ();
    g_ptr_array_add (match->keys, rule->event.name != NULL ? tp_fold (rule->event.name) : NULL);
  }
  return match;
}

void
tp_rule_match_free (TpRuleMatch *match)
{
  if (match == NULL)
    return;
  for (guint i = 0; i < WHENS; i++)
    tp_members_by_free (match->by[i]);
  g_ptr_array_unref (match->keys);
  g_array_unref (match->bought);
  g_array_unref (match->refunded);
  g_free (match);
}

static void
put (TpRuleMatch *match, TpRuleWhen when, gint64 target, const TpEvent *event)
{
  if (event->members != NULL)
    tp_members_by_union (match->by[when], target, event->members);
  else if (event->contact != 0)
    tp_members_by_add (match->by[when], target, (guint32)event->contact);
}

/* The target of a rule that waits for this field: a name, or # and the public id of a custom one.
 */
static gint64
field_target (TpRuleMatch *match, const char *name)
{
  TpSegmentField field;
  gint64 id = 0;
  const TpSegmentNames *names = tp_names_segment (match->names);
  if (tp_segment_field_find (name, &field))
    return -(gint64)field.builtin;
  return *name == '#' && names->find_public (names->data, TP_SEGMENT_THING_FIELD, name + 1, &id)
             ? id
             : 0;
}

static void
put_fields (TpRuleMatch *match, const TpEvent *event)
{
  if (event->data == NULL)
    return;
  g_autoptr (json_t) data = tp_json_parse (event->data, strlen (event->data), NULL);
  json_t *fields = json_object_get (data, "fields");
  for (gsize i = 0; i < json_array_size (fields); i++) {
    const char *name = json_string_value (json_array_get (fields, i));
    gint64 target = name != NULL ? field_target (match, name) : 0;
    if (target != 0)
      put (match, TP_RULE_FIELD_CHANGED, target, event);
  }
}

/* Own events have no target: the rule's index stands for one. */
static void
put_named (TpRuleMatch *match, const TpEvent *event)
{
  if (event->data == NULL)
    return;
  g_autoptr (json_t) data = tp_json_parse (event->data, strlen (event->data), NULL);
  const char *name = json_string_value (json_object_get (data, "name"));
  if (name == NULL)
    return;
  g_autofree char *key = tp_fold (name);
  for (guint i = 0; i < match->rules->len; i++) {
    const TpRule *rule = match->rules->pdata[i];
    if (rule->event.when == TP_RULE_DID && g_strcmp0 (match->keys->pdata[i], key) == 0)
      put (match, TP_RULE_DID, (gint64)i, event);
  }
}

static void
put_thing (TpRuleMatch *match, const TpRuleEventInfo *info, const TpEvent *event)
{
  gboolean of_item =
      info->thing == TP_SEGMENT_THING_PRODUCT || info->thing == TP_SEGMENT_THING_CATEGORY;
  if (!of_item)
    put (match, info->when, event->target, event);
  else if (event->kind == TP_EVENT_PURCHASED)
    g_array_append_val (match->bought, event->target);
  else
    g_array_append_val (match->refunded, event->target);
}

void
tp_rule_match_event (TpRuleMatch *match, const TpEvent *event)
{
  for (const TpRuleEventInfo *info = tp_rule_event_table (); info->when != TP_RULE_NEVER; info++) {
    if (match->by[info->when] == NULL || !tp_rule_event_has_kind (info, event->kind))
      continue;
    switch (info->takes) {
    case TP_RULE_TAKES_NOTHING:
      put (match, info->when, 0, event);
      break;
    case TP_RULE_TAKES_THING:
      put_thing (match, info, event);
      break;
    case TP_RULE_TAKES_PURPOSE:
      put (match, info->when, event->target + 1, event);
      break;
    case TP_RULE_TAKES_FIELD:
      put_fields (match, event);
      break;
    case TP_RULE_TAKES_NAME:
      put_named (match, event);
      break;
    }
  }
}

static gboolean
put_items (TpRuleMatch *match, TpConn *conn, gboolean refunded, GError **error)
{
  TpMembersBy *products = match->by[refunded ? TP_RULE_REFUNDED_PRODUCT : TP_RULE_BOUGHT_PRODUCT];
  TpMembersBy *categories =
      match->by[refunded ? TP_RULE_REFUNDED_CATEGORY : TP_RULE_BOUGHT_CATEGORY];
  g_autoptr (GArray) sold =
      tp_sold_load_orders (conn, refunded ? match->refunded : match->bought, refunded, error);
  for (guint i = 0; sold != NULL && i < sold->len; i++) {
    const TpSold *item = &g_array_index (sold, TpSold, i);
    if (products != NULL)
      tp_members_by_add (products, item->product, (guint32)item->contact);
    if (categories != NULL && item->category != 0)
      tp_members_by_add (categories, item->category, (guint32)item->contact);
  }
  return sold != NULL;
}

gboolean
tp_rule_match_end (TpRuleMatch *match, TpConn *conn, GError **error)
{
  return put_items (match, conn, FALSE, error) && put_items (match, conn, TRUE, error);
}

const TpIdSets *
tp_rule_match_contacts (TpRuleMatch *match, guint i)
{
  const TpRule *rule = match->rules->pdata[i];
  gint64 target = rule->event.when == TP_RULE_DID ? (gint64)i : rule->event.target;
  return tp_members_by_find (match->by[rule->event.when], target);
}
