/* SPDX-License-Identifier: Apache-2.0 */
/* Appending takes positions with an UPDATE of the one head row, whose lock is held to the commit:
 * so commit order is position order, and a reader that sees a position sees all before it. The
 * months' table never goes back in time, so positions grow with months even when the clock does
 * not. */
#include "core/feed.h"

#include "base/error.h"
#include "base/secret.h"
#include "base/time.h"

typedef struct {
  int month;
  gint64 first_position;
} Month;

gboolean
tp_feed_head (TpConn *conn, TpFeedPoint *out_head, GError **error)
{
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_FEED_HEAD, error, "");
  if (rows == NULL)
    return FALSE;
  if (!tp_rows_next (rows, error))
    return error != NULL && *error != NULL
               ? FALSE
               : tp_error (error, TP_ERROR_INTERNAL, "the feed has no head");
  *out_head = (TpFeedPoint){tp_rows_int64 (rows, 0), tp_rows_int64 (rows, 1)};
  return TRUE;
}

static gboolean
begin_month (TpConn *conn, int month, gint64 first_position, GError **error)
{
  return tp_conn_run (conn, TP_SQL_FEED_MAKE_MONTH, error, "M", month) &&
         tp_conn_run (conn, TP_SQL_FEED_ADD_MONTH, error, "ii", (gint64)month, first_position) &&
         tp_conn_run (conn, TP_SQL_FEED_SET_MONTH, error, "i", (gint64)month);
}

gint64
tp_feed_new_epoch (void)
{
  return (gint64)tp_random_below (G_MAXUINT32) << 20 | (gint64)tp_random_below (1 << 20);
}

gboolean
tp_feed_init (TpConn *conn, gint64 now, GError **error)
{
  int month = tp_time_month (now);
  if (!tp_conn_run (conn, TP_SQL_FEED_INIT, error, "ii", tp_feed_new_epoch (), (gint64)month))
    return FALSE;
  return tp_conn_changes (conn) == 0 || begin_month (conn, month, 1, error);
}

static gboolean
take_positions (TpConn *conn, guint count, gint64 *out_head, int *out_month, GError **error)
{
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_FEED_TAKE, error, "i", (gint64)count);
  if (rows == NULL || !tp_rows_next (rows, error))
    return FALSE;
  *out_head = tp_rows_int64 (rows, 0);
  *out_month = (int)tp_rows_int64 (rows, 1);
  while (tp_rows_next (rows, error))
    ;
  return TRUE;
}

static gboolean
add_event (TpConn *conn, const TpEvent *event, GError **error)
{
  g_autoptr (GBytes) members = event->members != NULL ? tp_id_set_encode (event->members) : NULL;
  const gint64 *contact = event->contact != 0 ? &event->contact : NULL;
  const gint64 *target = event->target != 0 ? &event->target : NULL;
  const gint64 *amount = event->amount != 0 ? &event->amount : NULL;
  const gint64 *actor_id = event->actor.id != 0 ? &event->actor.id : NULL;
  return tp_conn_batch_add (conn, error, "iiiIbIIiIss", event->position, event->at,
                            (gint64)event->kind, contact, members, target, amount,
                            (gint64)event->actor.kind, actor_id, event->request, event->data);
}

gboolean
tp_feed_append (TpConn *conn, GPtrArray *events, gint64 now, gint64 *out_head, GError **error)
{
  int month = 0;
  gint64 head = 0;
  if (!take_positions (conn, events->len, &head, &month, error))
    return FALSE;
  gint64 position = head - events->len;
  *out_head = head;
  if (tp_time_month (now) > month) {
    month = tp_time_month (now);
    if (!begin_month (conn, month, position + 1, error))
      return FALSE;
  }
  if (!tp_conn_batch_begin (conn, TP_SQL_FEED_ADD_EVENT, month, error))
    return FALSE;
  for (guint i = 0; i < events->len; i++) {
    TpEvent *event = events->pdata[i];
    event->position = ++position;
    if (!add_event (conn, event, error))
      return FALSE;
  }
  return tp_conn_batch_end (conn, error);
}

static GArray *
load_months (TpConn *conn, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) months = g_array_new (FALSE, FALSE, sizeof (Month));
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_FEED_MONTHS, &local, "");
  while (rows != NULL && tp_rows_next (rows, &local)) {
    Month month = {(int)tp_rows_int64 (rows, 0), tp_rows_int64 (rows, 1)};
    g_array_append_val (months, month);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&months) : NULL;
}

static TpEvent *
read_event (TpRows *rows, GError **error)
{
  g_autoptr (TpEvent) event = g_new0 (TpEvent, 1);
  event->position = tp_rows_int64 (rows, 0);
  event->at = tp_rows_int64 (rows, 1);
  event->kind = (int)tp_rows_int64 (rows, 2);
  event->contact = tp_rows_int64 (rows, 3);
  event->target = tp_rows_int64 (rows, 5);
  event->amount = tp_rows_int64 (rows, 6);
  event->actor = (TpActor){(TpActorKind)tp_rows_int64 (rows, 7), tp_rows_int64 (rows, 8)};
  event->request = g_strdup (tp_rows_text (rows, 9));
  event->data = g_strdup (tp_rows_text (rows, 10));
  gsize length = 0;
  const guint8 *members = tp_rows_bytes (rows, 4, &length);
  if (members != NULL && (event->members = tp_id_set_decode (members, length, error)) == NULL)
    return NULL;
  return g_steal_pointer (&event);
}

static gboolean
collect (TpRows *rows, GPtrArray *events, GError **error)
{
  g_autoptr (GError) local = NULL;
  while (tp_rows_next (rows, &local)) {
    TpEvent *event = read_event (rows, error);
    if (event == NULL)
      return FALSE;
    g_ptr_array_add (events, event);
  }
  return tp_rows_ended (&local, error);
}

GPtrArray *
tp_feed_read (TpConn *conn, gint64 after, guint limit, GError **error)
{
  g_assert (limit <= TP_FEED_READ_MAX);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_event_free);
  g_autoptr (GArray) months = load_months (conn, error);
  if (months == NULL)
    return NULL;
  for (guint i = 0; i < months->len && events->len < limit; i++) {
    gboolean is_last = i + 1 == months->len;
    if (!is_last && g_array_index (months, Month, i + 1).first_position <= after + 1)
      continue; /* the month ends before */
    g_autoptr (TpRows) rows =
        tp_conn_query (conn, TP_SQL_FEED_READ, error, "Mii", g_array_index (months, Month, i).month,
                       after, (gint64)(limit - events->len));
    if (rows == NULL || !collect (rows, events, error))
      return NULL;
  }
  return g_steal_pointer (&events);
}

GPtrArray *
tp_feed_get_many (TpConn *conn, const gint64 *positions, gsize length, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_event_free);
  g_autoptr (GArray) months = load_months (conn, error);
  gsize next = 0;
  for (guint i = 0; months != NULL && i < months->len && next < length; i++) {
    gint64 end =
        i + 1 < months->len ? g_array_index (months, Month, i + 1).first_position : G_MAXINT64;
    gsize first = next;
    while (next < length && positions[next] < end)
      next++;
    if (next == first)
      continue;
    g_autoptr (TpRows) rows =
        tp_conn_query (conn, TP_SQL_FEED_GET_MANY, error, "Ma",
                       g_array_index (months, Month, i).month, positions + first, next - first);
    if (rows == NULL || !collect (rows, events, error))
      return NULL;
  }
  return months != NULL ? g_steal_pointer (&events) : NULL;
}
