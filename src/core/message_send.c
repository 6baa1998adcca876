/* SPDX-License-Identifier: Apache-2.0 */
/* What a sender does with rows. Every step is conditional on the row's state (and its number of
 * tries), so that whoever was overtaken changes nothing: leases keep processes from doing work
 * twice, these conditions keep them from writing it down twice. */
#include "core/message.h"

#include "base/compare.h"
#include "core/lease.h"

#include <string.h>

static char *
lease_name (const TpMessageSource *source, gint64 chunk)
{
  return g_strdup_printf ("message %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, source->id, chunk);
}

/* Takes rows, which may be NULL with *error set: their first column. */
static GArray *
take_numbers (TpRows *rows, GError **error)
{
  g_autoptr (TpRows) taken = rows;
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  while (taken != NULL && tp_rows_next (taken, &local)) {
    gint64 number = tp_rows_int64 (taken, 0);
    g_array_append_val (numbers, number);
  }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (taken != NULL)
    return g_steal_pointer (&numbers);
  return NULL;
}

GArray *
tp_message_chunks_due (TpConn *conn, const TpMessageSource *source, gint64 after, gint64 now,
                       guint limit, GError **error)
{
  return take_numbers (tp_conn_query (conn, TP_SQL_MESSAGE_CHUNKS_DUE, error, "iiii", source->id,
                                      after, now, (gint64)limit),
                       error);
}

gboolean
tp_message_next_at (TpConn *conn, gint64 source, gint64 *out_at, GError **error)
{
  g_autoptr (GError) local = NULL;
  if (!tp_conn_int64 (conn, TP_SQL_MESSAGE_NEXT_AT, out_at, &local, "i", source))
    *out_at = -1;
  return tp_rows_ended (&local, error);
}

gboolean
tp_message_chunk_take (TpChange *change, const TpMessageSource *source, gint64 chunk,
                       const char *holder, guint seconds, gboolean *out_taken,
                       gint64 *out_uncertain, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autofree char *name = lease_name (source, chunk);
  *out_uncertain = 0;
  if (!tp_lease_take (conn, name, holder, seconds, out_taken, error))
    return FALSE;
  if (!*out_taken)
    return TRUE;
  if (!tp_conn_run (conn, TP_SQL_MESSAGE_RECOVER, error, "Miiii", source->month, source->id,
                    chunk * TP_MESSAGE_CHUNK + 1, (chunk + 1) * TP_MESSAGE_CHUNK,
                    tp_change_now (change)))
    return FALSE;
  *out_uncertain = tp_conn_changes (conn);
  return TRUE;
}

gboolean
tp_message_chunk_renew (TpConn *conn, const TpMessageSource *source, gint64 chunk,
                        const char *holder, guint seconds, gboolean *out_held, GError **error)
{
  g_autofree char *name = lease_name (source, chunk);
  return tp_lease_take (conn, name, holder, seconds, out_held, error);
}

gboolean
tp_message_chunk_release (TpChange *change, const TpMessageSource *source, gint64 chunk,
                          const char *holder, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  gboolean held = FALSE;
  g_autofree char *name = lease_name (source, chunk);
  if (!tp_lease_check (conn, name, holder, &held, error))
    return FALSE;
  return !held ||
         (tp_conn_run (conn, TP_SQL_MESSAGE_CHUNK_SETTLE, error, "Miiii", source->month, source->id,
                       chunk, chunk * TP_MESSAGE_CHUNK + 1, (chunk + 1) * TP_MESSAGE_CHUNK) &&
          tp_lease_release (conn, name, holder, error));
}

GArray *
tp_message_claim (TpChange *change, const TpMessageSource *source, const gint64 *sequences,
                  gsize length, TpMessageState as, GError **error)
{
  g_assert (as == TP_MESSAGE_SENDING || as == TP_MESSAGE_ACCEPTED);
  TpSql sql = as == TP_MESSAGE_SENDING ? TP_SQL_MESSAGE_CLAIM : TP_SQL_MESSAGE_CLAIM_ACCEPTED;
  GArray *claimed =
      take_numbers (tp_conn_query (tp_change_conn (change), sql, error, "Miai", source->month,
                                   source->id, sequences, length, tp_change_now (change)),
                    error);
  if (claimed != NULL)
    g_array_sort (claimed, tp_int64_compare);
  return claimed;
}

gboolean
tp_message_skip (TpChange *change, const TpMessageSource *source, const gint64 *sequences,
                 gsize length, TpMailable reason, const char *reply, GError **error)
{
  return tp_conn_run (tp_change_conn (change), TP_SQL_MESSAGE_SKIP, error, "Miaiis", source->month,
                      source->id, sequences, length, (gint64)reason, tp_change_now (change), reply);
}

static gboolean
is_like (const TpMessageOutcome *a, const TpMessageOutcome *b)
{
  return a->state == b->state && a->tries == b->tries && a->retry_at == b->retry_at &&
         g_strcmp0 (a->reply, b->reply) == 0;
}

static gboolean
settle_rest (TpChange *change, const TpMessageSource *source, const TpMessageOutcome *outcomes,
             gsize length, const TpMessageOutcome *but, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  gint64 now = tp_change_now (change);
  if (!tp_conn_batch_begin (conn, TP_SQL_MESSAGE_SETTLE, source->month, error))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    const TpMessageOutcome *outcome = &outcomes[i];
    const gint64 *retry_at = outcome->retry_at != 0 ? &outcome->retry_at : NULL;
    if (!is_like (outcome, but) &&
        !tp_conn_batch_add (conn, error, "iiiiIsi", source->id, outcome->sequence,
                            (gint64)outcome->tries, (gint64)outcome->state, retry_at,
                            outcome->reply, now))
      return FALSE;
  }
  return tp_conn_batch_end (conn, error);
}

/* Those like the first, mostly all, are written by one statement, the others by one each. */
gboolean
tp_message_settle (TpChange *change, const TpMessageSource *source,
                   const TpMessageOutcome *outcomes, gsize length, GError **error)
{
  if (length == 0)
    return TRUE;
  static const TpMessageOutcome none = {.tries = G_MAXUINT};
  const TpMessageOutcome *like = outcomes[0].retry_at == 0 ? &outcomes[0] : &none;
  g_autoptr (GArray) sequences = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (gsize i = 0; i < length; i++)
    if (is_like (&outcomes[i], like))
      g_array_append_val (sequences, outcomes[i].sequence);
  if (sequences->len > 0 &&
      !tp_conn_run (tp_change_conn (change), TP_SQL_MESSAGE_SETTLE_MANY, error, "Miaiisi",
                    source->month, source->id, (const gint64 *)(gpointer)sequences->data,
                    (gsize)sequences->len, (gint64)like->tries, (gint64)like->state, like->reply,
                    tp_change_now (change)))
    return FALSE;
  return sequences->len == length || settle_rest (change, source, outcomes, length, like, error);
}

gboolean
tp_message_cancel_chunk (TpChange *change, const TpMessageSource *source, gint64 chunk,
                         GError **error)
{
  return tp_conn_run (tp_change_conn (change), TP_SQL_MESSAGE_CANCEL, error, "Miiiii",
                      source->month, source->id, chunk * TP_MESSAGE_CHUNK + 1,
                      (chunk + 1) * TP_MESSAGE_CHUNK, (gint64)TP_MAILABLE_CANCELLED,
                      tp_change_now (change));
}
