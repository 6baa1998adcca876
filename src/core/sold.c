/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sold.h"

GArray *
tp_sold_load_orders (TpConn *conn, const GArray *purchases, gboolean refunded, GError **error)
{
  g_autoptr (GArray) sold = g_array_new (FALSE, FALSE, sizeof (TpSold));
  g_autoptr (GError) local = NULL;
  if (purchases->len == 0)
    return g_steal_pointer (&sold);
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, refunded ? TP_SQL_SOLD_ITEMS_REFUNDED : TP_SQL_SOLD_ITEMS, &local, "a",
                     (const gint64 *)(gpointer)purchases->data, (gsize)purchases->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    TpSold item = {tp_rows_int64 (rows, 0), tp_rows_int64 (rows, 1), tp_rows_int64 (rows, 2),
                   tp_rows_int64 (rows, 3) != 0};
    g_array_append_val (sold, item);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&sold) : NULL;
}

static gboolean
is_one_of (int kind, const TpEventKind *kinds)
{
  for (; *kinds != TP_EVENT_NONE; kinds++)
    if ((int)*kinds == kind)
      return TRUE;
  return FALSE;
}

GArray *
tp_sold_load (TpChange *change, guint from, guint to, const TpEventKind *kinds, GError **error)
{
  const GPtrArray *events = tp_change_events (change);
  g_autoptr (GArray) purchases = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = from; i < to; i++) {
    const TpEvent *event = events->pdata[i];
    if (is_one_of (event->kind, kinds) && event->target != 0)
      g_array_append_val (purchases, event->target);
  }
  return tp_sold_load_orders (tp_change_conn (change), purchases, kinds[0] != TP_EVENT_PURCHASED,
                              error);
}
