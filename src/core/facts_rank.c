/* SPDX-License-Identifier: Apache-2.0 */
#include "core/facts_rank.h"

#include "core/facts_batch.h"

typedef struct {
  gint64 value;
  guint32 contact;
} Value;

gboolean
tp_facts_last (TpConn *conn, gint64 *out_number, GError **error)
{
  g_autoptr (GError) local = NULL;
  *out_number = 0;
  tp_conn_int64 (conn, TP_SQL_FACTS_LAST, out_number, &local, "");
  return tp_rows_ended (&local, error);
}

/* Orders and revenue are 0 where nothing was bought; that is not among those ranked. */
static gboolean
is_ranked (TpFactsBatch *batch, guint32 offset, const TpSegmentField *field)
{
  TpSegmentAct bought = {.action = TP_SEGMENT_BOUGHT};
  gint64 count = 1, minor = 0;
  if (field->builtin == TP_SEGMENT_ORDERS || field->builtin == TP_SEGMENT_REVENUE)
    tp_facts_batch_occurrences (batch, offset, &bought, (TpWindow){G_MININT64, G_MAXINT64}, &count,
                                &minor);
  return count > 0;
}

static void
collect (TpFactsBatch *batch, const TpSegmentField *field, GArray *values)
{
  TpIdSetIter iter;
  tp_id_set_iter_init (&iter, tp_facts_batch_members (batch));
  for (guint32 contact; tp_id_set_iter_next (&iter, &contact);) {
    TpSegmentFact fact;
    tp_facts_batch_field (batch, contact & 0xffff, field, &fact);
    Value value = {fact.number, contact};
    if (fact.n > 0 && is_ranked (batch, contact & 0xffff, field))
      g_array_append_val (values, value);
  }
}

static int
compare_values (gconstpointer a, gconstpointer b, gpointer data)
{
  const Value *one = a, *other = b;
  gboolean top = *(const gboolean *)data;
  if (one->value != other->value)
    return (one->value < other->value) == top ? 1 : -1;
  return (one->contact > other->contact) - (one->contact < other->contact);
}

static gboolean
collect_all (TpAccount *account, TpConn *conn, TpFactsBatch *batch, const TpSegmentField *field,
             gint64 last, GArray *values, GError **error)
{
  for (gint64 block = 0; block <= last >> 16; block++) {
    g_autoptr (TpConn) own = conn == NULL ? tp_db_read (tp_account_db (account), error) : NULL;
    if ((conn == NULL && own == NULL) ||
        !tp_facts_batch_load (batch, conn == NULL ? own : conn, (guint32)block, NULL, error))
      return FALSE;
    collect (batch, field, values);
  }
  return TRUE;
}

static gboolean
find_last (TpAccount *account, TpConn *conn, gint64 *out_last, GError **error)
{
  if (conn != NULL)
    return tp_facts_last (conn, out_last, error);
  g_autoptr (TpConn) own = tp_db_read (tp_account_db (account), error);
  return own != NULL && tp_facts_last (own, out_last, error);
}

gboolean
tp_facts_rank_select (TpAccount *account, TpConn *conn, const TpFactsRank *rank,
                      const TpSegmentMoment *moment, TpIdSets **out_within, GError **error)
{
  gint64 last = 0;
  TpFactsNeeds needs;
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (Value));
  if (!find_last (account, conn, &last, error))
    return FALSE;
  tp_facts_needs_init (&needs);
  tp_facts_needs_add_field (&needs, &rank->field);
  TpFactsBatch *batch = tp_facts_batch_new (&needs, moment);
  gboolean ok = collect_all (account, conn, batch, &rank->field, last, values, error);
  tp_facts_batch_free (batch);
  tp_facts_needs_clear (&needs);
  if (!ok)
    return FALSE;
  gboolean top = rank->top;
  guint taken = (guint)(((guint64)values->len * rank->percent + 99) / 100);
  g_array_sort_with_data (values, compare_values, &top);
  *out_within = tp_id_sets_new ();
  for (guint i = 0; i < taken; i++)
    tp_id_sets_add (*out_within, g_array_index (values, Value, i).contact);
  return TRUE;
}
