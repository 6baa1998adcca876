/* SPDX-License-Identifier: Apache-2.0 */
/* Storing and loading. A condition is kept as the JSON of its tree, so that renaming changes no
 * rule; a time as text ("30 days"). Actions on tags that were archived meanwhile are not loaded. */
#include "core/rule.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/time.h"
#include "core/thing.h"

#include <stdlib.h>
#include <string.h>

TpRule *
tp_rule_new (void)
{
  TpRule *rule = g_new0 (TpRule, 1);
  rule->set = g_array_new (FALSE, FALSE, sizeof (gint64));
  rule->remove = g_array_new (FALSE, FALSE, sizeof (gint64));
  return rule;
}

void
tp_rule_free (TpRule *rule)
{
  if (rule == NULL)
    return;
  tp_rule_event_clear (&rule->event);
  g_clear_pointer (&rule->condition, tp_segment_unref);
  g_array_unref (rule->set);
  g_array_unref (rule->remove);
  g_free (rule);
}

static gboolean
has_number (const GArray *numbers, gint64 number)
{
  for (guint i = 0; i < numbers->len; i++)
    if (g_array_index (numbers, gint64, i) == number)
      return TRUE;
  return FALSE;
}

static gboolean
check_tags_open (TpConn *conn, const GArray *tags, GError **error)
{
  guint found = 0;
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_RULE_OPEN_TAGS, &local, "a",
                                           (const gint64 *)(gpointer)tags->data, (gsize)tags->len);
  while (rows != NULL && tp_rows_next (rows, &local))
    found++;
  if (!tp_rows_ended (&local, error))
    return FALSE;
  return found == tags->len || tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such tag"));
}

static gboolean
check_tags (TpConn *conn, const TpRule *rule, GError **error)
{
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (gint64));
  const GArray *both[] = {rule->set, rule->remove};
  if (rule->set->len + rule->remove->len == 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("a rule must set or remove a tag"));
  if (rule->set->len + rule->remove->len > TP_RULE_TAGS_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("a rule may set and remove at most %d tags"),
                     TP_RULE_TAGS_MAX);
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    for (guint n = 0; n < both[i]->len; n++) {
      gint64 tag = g_array_index (both[i], gint64, n);
      if (has_number (tags, tag))
        return tp_error (error, TP_ERROR_INVALID, _ ("a rule names each tag once"));
      g_array_append_val (tags, tag);
    }
  return check_tags_open (conn, tags, error);
}

static gboolean
check_rule (TpConn *conn, const TpRule *rule, GError **error)
{
  gint64 count = 0;
  if (rule->lasts.n != 0 && rule->set->len == 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("a time is for tags that are set"));
  if (!check_tags (conn, rule, error) ||
      !tp_conn_int64 (conn, TP_SQL_RULE_COUNT, &count, error, ""))
    return FALSE;
  return count < TP_RULES_MAX ||
         tp_error (error, TP_ERROR_LIMIT, _ ("there are %d rules, which is the most"),
                   TP_RULES_MAX);
}

static gboolean
add_actions (TpConn *conn, gint64 id, const GArray *tags, gboolean removes, GError **error)
{
  for (guint i = 0; i < tags->len; i++)
    if (!tp_conn_batch_add (conn, error, "iii", id, g_array_index (tags, gint64, i),
                            (gint64)removes))
      return FALSE;
  return TRUE;
}

gboolean
tp_rule_add (TpChange *change, const TpRule *rule, TpNames *names, gint64 *out_id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  const TpRuleEvent *event = &rule->event;
  g_autofree char *condition = NULL, *lasts = NULL;
  g_assert (tp_rule_event_info ((int)event->when) != NULL);
  if (!check_rule (conn, rule, error))
    return FALSE;
  if (rule->condition != NULL) {
    condition = tp_names_format_json (names, rule->condition, error);
    if (condition == NULL)
      return FALSE;
  }
  if (rule->lasts.n != 0)
    lasts = tp_rule_format_span (rule->lasts);
  if (!tp_conn_int64 (conn, TP_SQL_RULE_ADD, out_id, error, "iIsssi", (gint64)event->when,
                      event->target != 0 ? &event->target : NULL, event->name, condition, lasts,
                      tp_change_now (change)) ||
      !tp_conn_batch_begin (conn, TP_SQL_RULE_ADD_ACTION, 0, error) ||
      !add_actions (conn, *out_id, rule->set, FALSE, error) ||
      !add_actions (conn, *out_id, rule->remove, TRUE, error) || !tp_conn_batch_end (conn, error))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_ADDED, TP_THING_RULE, *out_id);
  return TRUE;
}

gboolean
tp_rule_remove (TpChange *change, gint64 id, GError **error)
{
  gint64 removed = 0;
  g_autoptr (GError) local = NULL;
  if (tp_conn_int64 (tp_change_conn (change), TP_SQL_RULE_REMOVE, &removed, &local, "i", id)) {
    tp_thing_event (change, TP_EVENT_THING_ARCHIVED, TP_THING_RULE, id);
    return TRUE;
  }
  if (local == NULL)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such rule"));
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* A row without its condition, whose text is put into *out_condition (transfer full). */
static TpRule *
read_rule (TpRows *row, char **out_condition)
{
  TpRule *rule = tp_rule_new ();
  rule->id = tp_rows_int64 (row, 0);
  rule->event.when = (TpRuleWhen)tp_rows_int64 (row, 1);
  rule->event.target = tp_rows_int64 (row, 2);
  rule->event.name = g_strdup (tp_rows_text (row, 3));
  *out_condition = g_strdup (tp_rows_text (row, 4));
  if (!tp_rows_is_null (row, 5) && !tp_rule_parse_span (tp_rows_text (row, 5), &rule->lasts, NULL))
    g_warning ("rule %" G_GINT64_FORMAT ": not a time: '%s'", rule->id, tp_rows_text (row, 5));
  rule->created_at = tp_rows_int64 (row, 6);
  return rule;
}

/* Rules without conditions and actions, and the texts of the conditions. Takes rows. */
static gboolean
take_rules (TpRows *rows, GPtrArray *rules, GPtrArray *conditions, GError **error)
{
  g_autoptr (TpRows) taken = rows;
  g_autoptr (GError) local = NULL;
  if (taken == NULL)
    return FALSE;
  while (tp_rows_next (taken, &local)) {
    char *condition = NULL;
    TpRule *rule = read_rule (taken, &condition);
    if (tp_rule_event_info ((int)rule->event.when) == NULL) { /* of a newer program */
      tp_rule_free (rule);
      g_free (condition);
      continue;
    }
    g_ptr_array_add (rules, rule);
    g_ptr_array_add (conditions, condition);
  }
  return tp_rows_ended (&local, error);
}

/* Reads the conditions; a rule whose condition is damaged is taken out. */
static gboolean
read_conditions (GPtrArray *rules, GPtrArray *conditions, TpNames *names, GError **error)
{
  for (guint i = rules->len; i > 0; i--) {
    TpRule *rule = rules->pdata[i - 1];
    const char *condition = conditions->pdata[i - 1];
    g_autoptr (GError) local = NULL;
    if (condition == NULL)
      continue;
    rule->condition = tp_names_parse_json (names, condition, &local);
    if (rule->condition != NULL)
      continue;
    if (tp_error_code (local) != TP_ERROR_INVALID && tp_error_code (local) != TP_ERROR_LIMIT) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    g_warning ("rule %" G_GINT64_FORMAT " is left out: %s", rule->id, local->message);
    g_ptr_array_remove_index (rules, i - 1);
  }
  return TRUE;
}

static TpRule *
find_rule (GPtrArray *rules, gint64 id)
{
  for (guint i = 0; i < rules->len; i++)
    if (((TpRule *)rules->pdata[i])->id == id)
      return rules->pdata[i];
  return NULL;
}

static gboolean
load_actions (TpConn *conn, GPtrArray *rules, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) local = NULL;
  for (guint i = 0; i < rules->len; i++)
    g_array_append_val (ids, ((TpRule *)rules->pdata[i])->id);
  if (ids->len == 0)
    return TRUE;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_RULE_ACTIONS, &local, "a",
                                           (const gint64 *)(gpointer)ids->data, (gsize)ids->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    TpRule *rule = find_rule (rules, tp_rows_int64 (rows, 0));
    gint64 tag = tp_rows_int64 (rows, 1);
    g_array_append_val (tp_rows_int64 (rows, 2) != 0 ? rule->remove : rule->set, tag);
  }
  return tp_rows_ended (&local, error);
}

/* All that a query over rules gives. Takes rows. */
static GPtrArray *
load_rules (TpConn *conn, TpRows *rows, TpNames *names, GError **error)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_rule_free);
  g_autoptr (GPtrArray) conditions = g_ptr_array_new_with_free_func (g_free);
  return take_rules (rows, rules, conditions, error) &&
                 read_conditions (rules, conditions, names, error) &&
                 load_actions (conn, rules, error)
             ? g_steal_pointer (&rules)
             : NULL;
}

GPtrArray *
tp_rule_list (TpConn *conn, TpNames *names, GError **error)
{
  return load_rules (conn, tp_conn_query (conn, TP_SQL_RULE_LIST, error, "i", (gint64)TP_RULES_MAX),
                     names, error);
}

GPtrArray *
tp_rule_waiting (TpConn *conn, TpNames *names, const GArray *whens, GError **error)
{
  return load_rules (conn,
                     tp_conn_query (conn, TP_SQL_RULE_WAITING, error, "a",
                                    (const gint64 *)(gpointer)whens->data, (gsize)whens->len),
                     names, error);
}

TpRule *
tp_rule_get (TpConn *conn, gint64 id, TpNames *names, GError **error)
{
  g_autoptr (GPtrArray) rules =
      load_rules (conn, tp_conn_query (conn, TP_SQL_RULE_GET, error, "i", id), names, error);
  if (rules == NULL)
    return NULL;
  if (rules->len == 1)
    return g_ptr_array_steal_index (rules, 0);
  tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such rule"));
  return NULL;
}

gboolean
tp_rule_parse_span (const char *text, TpSegmentSpan *out_span, GError **error)
{
  g_autofree char *clean = g_strstrip (g_strdup (text));
  char *end = NULL;
  guint64 n = g_ascii_isdigit (*clean) ? g_ascii_strtoull (clean, &end, 10) : 0;
  TpSegmentUnit unit;
  if (end == NULL || n == 0 || !tp_segment_unit_find (g_strchug (end), &unit))
    return tp_error (error, TP_ERROR_INVALID, _ ("not a time: '%s'; '30 days' is one"), text);
  if (n > tp_segment_unit_limit (unit))
    return tp_error (error, TP_ERROR_INVALID, _ ("at most %u %s are expected"),
                     tp_segment_unit_limit (unit), tp_segment_unit_name (unit));
  *out_span = (TpSegmentSpan){.n = (guint)n, .unit = unit};
  return TRUE;
}

char *
tp_rule_format_span (TpSegmentSpan span)
{
  return g_strdup_printf ("%u %s", span.n,
                          span.n == 1 ? tp_segment_unit_singular (span.unit)
                                      : tp_segment_unit_name (span.unit));
}

gint64
tp_rule_ends_at (const TpRule *rule, gint64 now, GTimeZone *zone)
{
  int n = (int)rule->lasts.n;
  if (n == 0)
    return 0;
  if (rule->lasts.unit == TP_SEGMENT_HOURS)
    return now + n * TP_HOUR;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  g_autoptr (GDateTime) end = NULL;
  switch (rule->lasts.unit) {
  case TP_SEGMENT_WEEKS:
    end = g_date_time_add_weeks (local, n);
    break;
  case TP_SEGMENT_MONTHS:
    end = g_date_time_add_months (local, n);
    break;
  case TP_SEGMENT_YEARS:
    end = g_date_time_add_years (local, n);
    break;
  default:
    end = g_date_time_add_days (local, n);
  }
  return end != NULL ? g_date_time_to_unix (end) * 1000 + now % 1000 : 0;
}
