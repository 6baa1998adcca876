/* SPDX-License-Identifier: Apache-2.0 */
/* Rounds: the events of one round are those that the reactions to the round before made. For each
 * rule the contacts for whom it has fired in this change are kept, and left out from then on. */
#include "core/rule_react.h"

#include "base/error.h"
#include "core/audience.h"
#include "core/automatic_tag.h"
#include "core/rule_match.h"
#include "core/tag_set.h"

static gboolean
meet_condition (TpChange *change, const TpRule *rule, const TpIdSet *contacts,
                TpIdSet **out_matching, GError **error)
{
  g_autoptr (GError) local = NULL;
  if (rule->condition == NULL) {
    *out_matching = tp_id_set_copy (contacts);
    return TRUE;
  }
  if (tp_audience_filter (tp_change_conn (change), tp_change_account (change), rule->condition,
                          contacts, out_matching, &local))
    return TRUE;
  if (tp_error_code (local) != TP_ERROR_INVALID && tp_error_code (local) != TP_ERROR_LIMIT) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  g_warning ("rule %" G_GINT64_FORMAT " does nothing: %s", rule->id, local->message);
  *out_matching = tp_id_set_new (tp_id_set_block (contacts));
  return TRUE;
}

static gboolean
act (TpChange *change, const TpRule *rule, const TpIdSet *contacts, guint64 *changed,
     GError **error)
{
  g_autoptr (GTimeZone) zone = tp_account_zone (tp_change_account (change));
  gint64 ends_at = tp_rule_ends_at (rule, tp_change_now (change), zone);
  for (guint i = 0; i < rule->set->len; i++) {
    g_autoptr (TpIdSet) newly = NULL;
    if (!tp_tag_set (change, g_array_index (rule->set, gint64, i), contacts, ends_at, &newly,
                     error))
      return FALSE;
    *changed += tp_id_set_count (newly);
  }
  for (guint i = 0; i < rule->remove->len; i++) {
    g_autoptr (TpIdSet) removed = NULL;
    if (!tp_tag_remove (change, g_array_index (rule->remove, gint64, i), contacts, &removed, error))
      return FALSE;
    *changed += tp_id_set_count (removed);
  }
  return TRUE;
}

gboolean
tp_rule_fire (TpChange *change, const TpRule *rule, const TpIdSet *contacts, TpIdSet **out_fired,
              guint64 *out_changed, GError **error)
{
  g_autoptr (TpIdSet) matching = NULL;
  *out_changed = 0;
  if (!meet_condition (change, rule, contacts, &matching, error))
    return FALSE;
  if (!tp_id_set_is_empty (matching)) {
    TpActor before = tp_change_set_actor (change, (TpActor){TP_ACTOR_RULE, rule->id});
    gboolean ok = act (change, rule, matching, out_changed, error);
    tp_change_set_actor (change, before);
    if (!ok)
      return FALSE;
  }
  *out_fired = g_steal_pointer (&matching);
  return TRUE;
}

/* The numbers of the rule events that one of these events is. */
static GArray *
whens_of (const GPtrArray *events, guint from, guint to)
{
  GArray *whens = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (const TpRuleEventInfo *info = tp_rule_event_table (); info->when != TP_RULE_NEVER; info++)
    for (guint i = from; i < to; i++)
      if (tp_rule_event_has_kind (info, ((const TpEvent *)events->pdata[i])->kind)) {
        gint64 when = info->when;
        g_array_append_val (whens, when);
        break;
      }
  return whens;
}

/* Fires a rule for those of a block for whom it has not fired yet. */
static gboolean
fire_new (TpChange *change, const TpRule *rule, const TpIdSet *contacts, TpMembersBy *fired,
          GError **error)
{
  guint64 changed = 0;
  g_autoptr (TpIdSet) now = NULL, rest = tp_id_set_copy (contacts);
  TpIdSets *had = tp_members_by_find (fired, rule->id);
  const TpIdSet *before = had != NULL ? tp_id_sets_find (had, tp_id_set_block (rest)) : NULL;
  if (before != NULL)
    tp_id_set_subtract (rest, before);
  if (tp_id_set_is_empty (rest))
    return TRUE;
  if (!tp_rule_fire (change, rule, rest, &now, &changed, error))
    return FALSE;
  tp_members_by_union (fired, rule->id, now);
  return TRUE;
}

static gboolean
fire_all (TpChange *change, GPtrArray *rules, TpRuleMatch *match, TpMembersBy *fired,
          GError **error)
{
  for (guint i = 0; i < rules->len; i++) {
    const TpIdSets *contacts = tp_rule_match_contacts (match, i);
    for (guint n = 0; contacts != NULL && n < tp_id_sets_length (contacts); n++)
      if (!fire_new (change, rules->pdata[i], tp_id_sets_nth (contacts, n), fired, error))
        return FALSE;
  }
  return TRUE;
}

/* Lets the rules react to the events from `from` to before `to`. */
static gboolean
react (TpChange *change, guint from, guint to, TpMembersBy *fired, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  const GPtrArray *events = tp_change_events (change);
  g_autoptr (GArray) whens = whens_of (events, from, to);
  if (whens->len == 0)
    return TRUE;
  g_autoptr (TpNames) names = tp_names_new (tp_change_account (change), conn);
  g_autoptr (GPtrArray) rules = tp_rule_waiting (conn, names, whens, error);
  if (rules == NULL || rules->len == 0)
    return rules != NULL;
  g_autoptr (TpRuleMatch) match = tp_rule_match_new (rules, names);
  for (guint i = from; i < to; i++)
    tp_rule_match_event (match, events->pdata[i]);
  return tp_rule_match_end (match, conn, error) && tp_names_check (names, error) &&
         fire_all (change, rules, match, fired, error);
}

gboolean
tp_rule_react (TpChange *change, GError **error)
{
  g_autoptr (TpMembersBy) fired = tp_members_by_new ();
  const GPtrArray *events = tp_change_events (change);
  guint from = 0;
  for (int round = 0; round < TP_RULE_CHAIN_MAX && from < events->len; round++) {
    guint to = events->len;
    if (!tp_automatic_tag_react (change, from, to, error) ||
        !react (change, from, to, fired, error))
      return FALSE;
    from = to;
  }
  return TRUE;
}
