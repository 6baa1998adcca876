/* SPDX-License-Identifier: Apache-2.0 */
/* To add a kind whose past is a state: a query in sql/rule.sql that takes the first and the last
 * contact of a block and, with `by_target`, the rule's target, and a row in states[]. Every other
 * kind is found in the history, by the same match as when it happens. */
#include "core/rule_past.h"

#include "base/error.h"
#include "core/history.h"
#include "core/members.h"
#include "core/rule_match.h"
#include "core/rule_react.h"

#define PAUSE_US 2000 /* after each block, so that waiting writers get the lock */

static const struct {
  TpRuleWhen when;
  TpSql sql;
  gboolean by_target;
} states[] = {
    {TP_RULE_BOUGHT,               TP_SQL_RULE_PAST_BOUGHT,            FALSE},
    {TP_RULE_BOUGHT_PRODUCT,       TP_SQL_RULE_PAST_BOUGHT_PRODUCT,    TRUE },
    {TP_RULE_BOUGHT_CATEGORY,      TP_SQL_RULE_PAST_BOUGHT_CATEGORY,   TRUE },
    {TP_RULE_REFUNDED,             TP_SQL_RULE_PAST_REFUNDED,          FALSE},
    {TP_RULE_REFUNDED_PRODUCT,     TP_SQL_RULE_PAST_REFUNDED_PRODUCT,  TRUE },
    {TP_RULE_REFUNDED_CATEGORY,    TP_SQL_RULE_PAST_REFUNDED_CATEGORY, TRUE },
    {TP_RULE_CHARGED_BACK,         TP_SQL_RULE_PAST_CHARGED_BACK,      FALSE},
    {TP_RULE_JOINED_LIST,          TP_SQL_RULE_PAST_JOINED,            TRUE },
    {TP_RULE_ADDED_TO_LIST,        TP_SQL_RULE_PAST_ADDED,             TRUE },
    {TP_RULE_LEFT_LIST,            TP_SQL_RULE_PAST_LEFT,              TRUE },
    {TP_RULE_TAG_SET,              TP_SQL_RULE_PAST_WORN,              TRUE },
    {TP_RULE_PERMISSION_CONFIRMED, TP_SQL_RULE_PAST_CONFIRMED,         TRUE },
    {TP_RULE_PERMISSION_WITHDRAWN, TP_SQL_RULE_PAST_WITHDRAWN,         TRUE },
    {TP_RULE_CONTACT_ADDED,        TP_SQL_RULE_PAST_EVERYONE,          FALSE},
};

static TpIdSet *
find_by_state (TpConn *conn, const TpRule *rule, gsize row, guint32 block, GError **error)
{
  gint64 first = (gint64)block << 16, last = first + 0xFFFF;
  TpRows *rows =
      states[row].by_target
          ? tp_conn_query (conn, states[row].sql, error, "iii", first, last, rule->event.target)
          : tp_conn_query (conn, states[row].sql, error, "ii", first, last);
  return tp_members_take_rows (rows, block, error);
}

static gboolean
match_event (const TpEvent *event, gpointer data, GError **error)
{
  tp_rule_match_event (data, event);
  return TRUE;
}

static TpIdSet *
find_by_history (TpAccount *account, TpConn *conn, const TpRule *rule, guint32 block,
                 GError **error)
{
  g_autoptr (TpNames) names = tp_names_new (account, conn);
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  g_ptr_array_add (rules, (gpointer)rule);
  g_autoptr (TpRuleMatch) match = tp_rule_match_new (rules, names);
  const TpRuleEventInfo *info = tp_rule_event_info ((int)rule->event.when);
  if (!tp_history_visit_block (conn, block, info->kinds, match_event, match, error) ||
      !tp_rule_match_end (match, conn, error) || !tp_names_check (names, error))
    return NULL;
  const TpIdSets *sets = tp_rule_match_contacts (match, 0);
  const TpIdSet *found = sets != NULL ? tp_id_sets_find (sets, block) : NULL;
  return found != NULL ? tp_id_set_copy (found) : tp_id_set_new (block);
}

static TpIdSet *
find_past (TpAccount *account, TpConn *conn, const TpRule *rule, guint32 block, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (states[i].when == rule->event.when)
      return find_by_state (conn, rule, i, block, error);
  return find_by_history (account, conn, rule, block, error);
}

static gboolean
apply_block (TpAccount *account, const TpRule *rule, const TpTagBulk *bulk, guint32 block,
             TpTagBulkResult *result, GError **error)
{
  guint64 changed = 0;
  g_autoptr (TpIdSet) contacts = NULL, fired = NULL;
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
    contacts = conn != NULL ? find_past (account, conn, rule, block, error) : NULL;
  }
  if (contacts == NULL)
    return FALSE;
  if (tp_id_set_is_empty (contacts))
    return TRUE;
  g_autoptr (TpChange) change = tp_change_begin (account, bulk->actor, bulk->request, error);
  if (change == NULL || !tp_rule_fire (change, rule, contacts, &fired, &changed, error) ||
      !tp_change_commit (&change, &result->position, error))
    return FALSE;
  result->contacts += tp_id_set_count (fired);
  result->changed += changed;
  return TRUE;
}

/* The first contact with a number from `from` on; FALSE without an error: there is none. */
static gboolean
next_contact (TpAccount *account, gint64 from, gint64 *out_number, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  return conn != NULL && tp_conn_int64 (conn, TP_SQL_RULE_PAST_NEXT, out_number, error, "i", from);
}

gboolean
tp_rule_apply_past (TpAccount *account, const TpRule *rule, const TpTagBulk *bulk,
                    TpTagBulkResult *out_result, GError **error)
{
  gint64 number = 0;
  g_autoptr (GError) local = NULL;
  *out_result = (TpTagBulkResult){0};
  while (!out_result->stopped && next_contact (account, number, &number, &local)) {
    guint32 block = TP_ID_BLOCK (number);
    if (!apply_block (account, rule, bulk, block, out_result, error))
      return FALSE;
    number = ((gint64)block + 1) << 16;
    out_result->stopped =
        (bulk->progress != NULL && !bulk->progress (out_result->contacts, 0, bulk->data)) ||
        (bulk->stop != NULL && g_atomic_int_get (bulk->stop) != 0);
    g_usleep (PAUSE_US);
  }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
