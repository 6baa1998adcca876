/* SPDX-License-Identifier: Apache-2.0 */
/* Subjects: a contact's number, or -1 - block for set events. Reading merges the filed positions of
 * contact and block with a scan of the tail that is not filed yet, newest first. */
#include "core/history.h"

#include "base/compare.h"
#include "base/error.h"

#define BATCH 2000
#define PAGE 500 /* positions looked up at a time */

typedef struct {
  gint64 subject, position;
} Entry;

static gint64
block_subject (gint64 block)
{
  return -1 - block;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *one = a, *other = b;
  if (one->subject != other->subject)
    return one->subject < other->subject ? -1 : 1;
  return one->position < other->position ? -1 : one->position > other->position;
}

static gboolean
file_events (TpConn *conn, GPtrArray *events, gpointer data, GError **error)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  for (guint i = 0; i < events->len; i++) {
    const TpEvent *event = events->pdata[i];
    Entry entry = {event->contact, event->position};
    if (event->members != NULL)
      entry.subject = block_subject (tp_id_set_block (event->members));
    if (entry.subject != 0)
      g_array_append_val (entries, entry);
  }
  g_array_sort (entries, compare_entries);
  if (entries->len == 0)
    return TRUE;
  if (!tp_conn_batch_begin (conn, TP_SQL_HISTORY_ADD, 0, error))
    return FALSE;
  for (guint i = 0; i < entries->len; i++) {
    const Entry *entry = &g_array_index (entries, Entry, i);
    if (!tp_conn_batch_add (conn, error, "ii", entry->subject, entry->position))
      return FALSE;
  }
  return tp_conn_batch_end (conn, error);
}

static gboolean
clear_history (TpConn *conn, gpointer data, GError **error)
{
  return tp_conn_run (conn, TP_SQL_HISTORY_CLEAR, error, "");
}

const TpFollower tp_history_follower = {
    .name = "history",
    .batch = BATCH,
    .follow = file_events,
    .reset = clear_history,
};

static gboolean
is_wanted (const TpEvent *event, gint64 contact, const TpEventKind *kinds)
{
  gboolean about =
      event->contact == contact ||
      (event->members != NULL && tp_id_set_contains (event->members, (guint32)contact));
  if (!about || kinds == NULL)
    return about;
  for (; *kinds != TP_EVENT_NONE; kinds++)
    if ((int)*kinds == event->kind)
      return TRUE;
  return FALSE;
}

/* Moves the wanted events of `from`, newest first, to `to`, as far as there is room. */
static void
take_wanted (GPtrArray *from, gint64 contact, const TpEventKind *kinds, GPtrArray *to, guint limit)
{
  for (guint i = from->len; i > 0 && to->len < limit; i--)
    if (is_wanted (from->pdata[i - 1], contact, kinds))
      g_ptr_array_add (to, g_steal_pointer (&from->pdata[i - 1]));
}

/* The tail after the cursor, up to `before`. */
static gboolean
scan_tail (TpConn *conn, gint64 contact, gint64 cursor, gint64 before, const TpEventKind *kinds,
           GPtrArray *events, guint limit, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_event_free);
  for (gboolean more = TRUE; more;) {
    g_autoptr (GPtrArray) batch = tp_feed_read (conn, cursor, BATCH, error);
    if (batch == NULL)
      return FALSE;
    more = batch->len == BATCH;
    for (guint i = 0; i < batch->len; i++) {
      TpEvent *event = batch->pdata[i];
      cursor = event->position;
      if (event->position < before && is_wanted (event, contact, kinds))
        g_ptr_array_add (found, g_steal_pointer (&batch->pdata[i]));
    }
  }
  take_wanted (found, contact, kinds, events, limit);
  return TRUE;
}

static gboolean
collect_positions (TpConn *conn, gint64 subject, gint64 before, GArray *positions, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_HISTORY_BEFORE, &local, "iii", subject, before, (gint64)PAGE);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 position = tp_rows_int64 (rows, 0);
    g_array_append_val (positions, position);
  }
  return tp_rows_ended (&local, error);
}

/* One page of filed events before *before, which moves down; *out_more FALSE at the beginning. The
 * page ends where the shorter of both lists is cut off, so that nothing between is left out. */
static gboolean
read_page (TpConn *conn, gint64 contact, gint64 *before, GArray *positions, gboolean *out_more,
           GError **error)
{
  gint64 subjects[] = {contact, block_subject (contact >> 16)};
  gint64 cut = 0;
  g_array_set_size (positions, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++) {
    guint had = positions->len;
    if (!collect_positions (conn, subjects[i], *before, positions, error))
      return FALSE;
    if (positions->len - had == PAGE)
      cut = MAX (cut, g_array_index (positions, gint64, positions->len - 1));
  }
  g_array_sort (positions, tp_int64_compare);
  guint below = 0;
  while (below < positions->len && g_array_index (positions, gint64, below) < cut)
    below++;
  g_array_remove_range (positions, 0, below);
  *out_more = cut > 0;
  *before = cut;
  return TRUE;
}

GPtrArray *
tp_history_read (TpConn *conn, gint64 contact, gint64 before, const TpEventKind *kinds, guint limit,
                 GError **error)
{
  TpFeedPoint cursor;
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_event_free);
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (before == 0)
    before = G_MAXINT64;
  if (!tp_follower_cursor (conn, &tp_history_follower, &cursor, error) ||
      (before > cursor.position &&
       !scan_tail (conn, contact, cursor.position, before, kinds, events, limit, error)))
    return NULL;
  before = MIN (before, cursor.position + 1);
  for (gboolean more = TRUE; more && events->len < limit;) {
    if (!read_page (conn, contact, &before, positions, &more, error))
      return NULL;
    g_autoptr (GPtrArray) page =
        tp_feed_get_many (conn, (const gint64 *)(gpointer)positions->data, positions->len, error);
    if (page == NULL)
      return NULL;
    take_wanted (page, contact, kinds, events, limit);
  }
  return g_steal_pointer (&events);
}

static gboolean
visit_events (GPtrArray *events, gint64 block, const TpEventKind *kinds, TpHistoryVisit visit,
              gpointer data, GError **error)
{
  for (guint i = 0; i < events->len; i++) {
    const TpEvent *event = events->pdata[i];
    gboolean about = event->members != NULL ? tp_id_set_block (event->members) == block
                                            : event->contact != 0 && event->contact >> 16 == block;
    gboolean wanted = FALSE;
    for (const TpEventKind *kind = kinds; about && !wanted && *kind != TP_EVENT_NONE; kind++)
      wanted = (int)*kind == event->kind;
    if (wanted && !visit (event, data, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
visit_filed (TpConn *conn, gint64 block, const TpEventKind *kinds, TpHistoryVisit visit,
             gpointer data, GError **error)
{
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 after = 0, first = block << 16;
  do {
    g_autoptr (GError) local = NULL;
    g_autoptr (TpRows) rows =
        tp_conn_query (conn, TP_SQL_HISTORY_OF_RANGE, &local, "iiiii", MAX (first, 1),
                       first + 0xffff, block_subject (block), after, (gint64)BATCH);
    g_array_set_size (positions, 0);
    while (rows != NULL && tp_rows_next (rows, &local)) {
      after = tp_rows_int64 (rows, 0);
      g_array_append_val (positions, after);
    }
    if (!tp_rows_ended (&local, error))
      return FALSE;
    g_clear_pointer (&rows, tp_rows_free);
    g_autoptr (GPtrArray) events =
        tp_feed_get_many (conn, (const gint64 *)(gpointer)positions->data, positions->len, error);
    if (events == NULL || !visit_events (events, block, kinds, visit, data, error))
      return FALSE;
  } while (positions->len == BATCH);
  return TRUE;
}

gboolean
tp_history_visit_block (TpConn *conn, gint64 block, const TpEventKind *kinds, TpHistoryVisit visit,
                        gpointer data, GError **error)
{
  TpFeedPoint cursor;
  if (!tp_follower_cursor (conn, &tp_history_follower, &cursor, error) ||
      !visit_filed (conn, block, kinds, visit, data, error))
    return FALSE;
  for (gboolean more = TRUE; more;) {
    g_autoptr (GPtrArray) batch = tp_feed_read (conn, cursor.position, BATCH, error);
    if (batch == NULL || !visit_events (batch, block, kinds, visit, data, error))
      return FALSE;
    more = batch->len == BATCH;
    if (batch->len > 0)
      cursor.position = ((TpEvent *)batch->pdata[batch->len - 1])->position;
  }
  return TRUE;
}
