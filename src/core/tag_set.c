/* SPDX-License-Identifier: Apache-2.0 */
/* INSERT ... ON CONFLICT DO NOTHING RETURNING says exactly who did not wear the tag, DELETE ...
 * RETURNING who did; of that the set events are made. A second statement lengthens the ends of
 * those who wore it already. */
#include "core/tag_set.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/members.h"

static const gint64 *
values (const GArray *numbers)
{
  return (const gint64 *)(gpointer)numbers->data;
}

/* By contact, then tag: the order of the table, so that what is new is appended. */
static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  guint64 one = *(const guint64 *)a, other = *(const guint64 *)b;
  one = one << 32 | one >> 32;
  other = other << 32 | other >> 32;
  return one < other ? -1 : one > other;
}

/* Adds the event and gives the set to the caller. */
static void
tell (TpChange *change, TpEventKind kind, gint64 tag, TpIdSet *members, TpIdSet **out_members)
{
  tp_change_event_set (change, kind, tp_change_now (change), tp_id_set_copy (members), tag, NULL);
  if (out_members != NULL)
    *out_members = members;
  else
    tp_id_set_free (members);
}

static gboolean
check_tag (TpConn *conn, gint64 tag, GError **error)
{
  gint64 one = 0;
  g_autoptr (GError) local = NULL;
  if (tp_conn_int64 (conn, TP_SQL_TAG_IS_OPEN, &one, &local, "i", tag))
    return TRUE;
  if (local == NULL)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such tag"));
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
tp_tag_set (TpChange *change, gint64 tag, const TpIdSet *contacts, gint64 ends_at,
            TpIdSet **out_newly, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  TpActor why = tp_change_actor (change);
  gint64 *end = ends_at != 0 ? &ends_at : NULL;
  if (!check_tag (conn, tag, error))
    return FALSE;
  g_autoptr (GArray) numbers = tp_members_numbers (contacts);
  TpIdSet *newly = tp_members_take_rows (
      tp_conn_query (conn, TP_SQL_TAG_SET, error, "aiiiiI", values (numbers), (gsize)numbers->len,
                     tag, tp_change_now (change), (gint64)why.kind, why.id, end),
      tp_id_set_block (contacts), error);
  if (newly == NULL)
    return FALSE;
  if (tp_id_set_count (newly) < numbers->len &&
      !tp_conn_run (conn, TP_SQL_TAG_LENGTHEN, error, "aiI", values (numbers), (gsize)numbers->len,
                    tag, end)) {
    tp_id_set_free (newly);
    return FALSE;
  }
  tell (change, TP_EVENT_TAG_SET, tag, newly, out_newly);
  return TRUE;
}

gboolean
tp_tag_remove (TpChange *change, gint64 tag, const TpIdSet *contacts, TpIdSet **out_removed,
               GError **error)
{
  g_autoptr (GArray) numbers = tp_members_numbers (contacts);
  TpIdSet *removed =
      tp_members_take_rows (tp_conn_query (tp_change_conn (change), TP_SQL_TAG_REMOVE, error, "ai",
                                           values (numbers), (gsize)numbers->len, tag),
                            tp_id_set_block (contacts), error);
  if (removed == NULL)
    return FALSE;
  tell (change, TP_EVENT_TAG_REMOVED, tag, removed, out_removed);
  return TRUE;
}

static void
tell_by_tag (TpChange *change, TpEventKind kind, TpMembersBy *by)
{
  g_autoptr (GArray) tags = tp_members_by_numbers (by);
  for (guint i = 0; i < tags->len; i++) {
    gint64 tag = g_array_index (tags, gint64, i);
    TpIdSets *sets = tp_members_by_find (by, tag);
    for (guint n = 0; n < tp_id_sets_length (sets); n++)
      tp_change_event_set (change, kind, tp_change_now (change),
                           tp_id_set_copy (tp_id_sets_nth (sets, n)), tag, NULL);
  }
}

/* Rows of (contact, tag) as set events, one per tag and block. Takes rows; returns how many, or -1.
 */
static gint64
tell_pairs (TpChange *change, TpEventKind kind, TpRows *rows, GError **error)
{
  g_autoptr (TpRows) taken = rows;
  g_autoptr (TpMembersBy) by = tp_members_by_new ();
  g_autoptr (GError) local = NULL;
  gint64 count = 0;
  if (taken == NULL)
    return -1;
  for (; tp_rows_next (taken, &local); count++)
    tp_members_by_add (by, tp_rows_int64 (taken, 1), (guint32)tp_rows_int64 (taken, 0));
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return -1;
  }
  tell_by_tag (change, kind, by);
  return count;
}

gboolean
tp_tag_add_pairs (TpChange *change, GArray *pairs, GError **error)
{
  TpActor why = tp_change_actor (change);
  g_autoptr (TpMembersBy) by = tp_members_by_new ();
  g_assert (pairs->len <= TP_TAG_PAIRS_MAX);
  g_array_sort (pairs, compare_pairs);
  for (guint i = 0; i < pairs->len; i++) {
    gint64 pair = g_array_index (pairs, gint64, i);
    tp_members_by_add (by, pair >> 32, (guint32)(pair & G_MAXUINT32));
  }
  if (pairs->len > 0 &&
      !tp_conn_run (tp_change_conn (change), TP_SQL_TAG_ADD_PAIRS, error, "aiii", values (pairs),
                    (gsize)pairs->len, tp_change_now (change), (gint64)why.kind, why.id))
    return FALSE;
  tell_by_tag (change, TP_EVENT_TAG_SET, by);
  return TRUE;
}

gboolean
tp_tag_set_pairs (TpChange *change, GArray *pairs, gint64 ends_at, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  TpActor why = tp_change_actor (change);
  gint64 *end = ends_at != 0 ? &ends_at : NULL;
  g_assert (pairs->len <= TP_TAG_PAIRS_MAX);
  if (pairs->len == 0)
    return TRUE;
  g_array_sort (pairs, compare_pairs);
  gint64 newly = tell_pairs (change, TP_EVENT_TAG_SET,
                             tp_conn_query (conn, TP_SQL_TAG_SET_PAIRS, error, "aiiiI",
                                            values (pairs), (gsize)pairs->len,
                                            tp_change_now (change), (gint64)why.kind, why.id, end),
                             error);
  if (newly < 0 || newly == pairs->len)
    return newly >= 0;
  return tp_conn_run (conn, TP_SQL_TAG_LENGTHEN_PAIRS, error, "aI", values (pairs),
                      (gsize)pairs->len, end);
}

gboolean
tp_tag_remove_pairs (TpChange *change, GArray *pairs, GError **error)
{
  g_assert (pairs->len <= TP_TAG_PAIRS_MAX);
  if (pairs->len == 0)
    return TRUE;
  g_array_sort (pairs, compare_pairs);
  return tell_pairs (change, TP_EVENT_TAG_REMOVED,
                     tp_conn_query (tp_change_conn (change), TP_SQL_TAG_REMOVE_PAIRS, error, "a",
                                    values (pairs), (gsize)pairs->len),
                     error) >= 0;
}

/* Read first, so that asking often takes no lock. */
static gboolean
is_due (TpAccount *account, gboolean *out_due, GError **error)
{
  gint64 one = 0;
  g_autoptr (GError) local = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  if (conn == NULL)
    return FALSE;
  *out_due = tp_conn_int64 (conn, TP_SQL_TAG_IS_DUE, &one, &local, "i", tp_account_now (account));
  return tp_rows_ended (&local, error);
}

gboolean
tp_tag_expire (TpAccount *account, gboolean *out_more, GError **error)
{
  static const TpActor system = {TP_ACTOR_SYSTEM, 0};
  gboolean due = FALSE;
  *out_more = FALSE;
  if (!is_due (account, &due, error))
    return FALSE;
  if (!due)
    return TRUE;
  g_autoptr (TpChange) change = tp_change_begin (account, system, NULL, error);
  if (change == NULL)
    return FALSE;
  gint64 count = tell_pairs (change, TP_EVENT_TAG_REMOVED,
                             tp_conn_query (tp_change_conn (change), TP_SQL_TAG_EXPIRE, error, "ii",
                                            tp_change_now (change), (gint64)TP_TAG_EXPIRE_MAX),
                             error);
  *out_more = count == TP_TAG_EXPIRE_MAX;
  return count >= 0 && tp_change_commit (&change, NULL, error);
}

void
tp_worn_tag_free (TpWornTag *worn)
{
  if (worn == NULL)
    return;
  g_free (worn->name);
  g_free (worn);
}

static TpWornTag *
read_worn (TpRows *row)
{
  TpWornTag *worn = g_new0 (TpWornTag, 1);
  worn->contact = tp_rows_int64 (row, 0);
  worn->tag = tp_rows_int64 (row, 1);
  worn->name = g_strdup (tp_rows_text (row, 2));
  worn->since = tp_rows_int64 (row, 3);
  worn->why = (TpActor){(TpActorKind)tp_rows_int64 (row, 4), tp_rows_int64 (row, 5)};
  worn->ends_at = tp_rows_int64 (row, 6);
  return worn;
}

GPtrArray *
tp_tag_of_contacts (TpConn *conn, const gint64 *contacts, gsize length, GError **error)
{
  g_autoptr (GPtrArray) worn = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_worn_tag_free);
  g_autoptr (GError) local = NULL;
  g_assert (length <= TP_TAG_CONTACTS_MAX);
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_TAG_OF_CONTACTS, &local, "a", contacts, length);
  while (rows != NULL && tp_rows_next (rows, &local))
    g_ptr_array_add (worn, read_worn (rows));
  return tp_rows_ended (&local, error) ? g_steal_pointer (&worn) : NULL;
}

TpIdSet *
tp_tag_wearers (TpConn *conn, gint64 tag, guint32 block, GError **error)
{
  gint64 first = (gint64)block << 16;
  return tp_members_take_rows (
      tp_conn_query (conn, TP_SQL_TAG_WEARERS, error, "iii", tag, first, first + 0xFFFF), block,
      error);
}
