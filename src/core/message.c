/* SPDX-License-Identifier: Apache-2.0 */
/* Rows are made and read here; core/message_send.c has what a sender does with them. Statements
 * work on lists of sequences within a chunk, which lie side by side in the table.
 *
 * To add a state: a number in TpMessageState, a name in states[], and the statements in
 * sql/message.sql that list states. */
#include "core/message.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/secret.h"
#include "base/time.h"

#include <string.h>

#define KIND_CAMPAIGN 0
#define SOURCES_PAGE 500

static const char *const states[] = {
    [TP_MESSAGE_DUE] = "due",           [TP_MESSAGE_SENDING] = "sending",
    [TP_MESSAGE_ACCEPTED] = "accepted", [TP_MESSAGE_RETRY] = "retry",
    [TP_MESSAGE_FAILED] = "failed",     [TP_MESSAGE_UNCERTAIN] = "uncertain",
    [TP_MESSAGE_SKIPPED] = "skipped",
};
G_STATIC_ASSERT (G_N_ELEMENTS (states) == TP_MESSAGE_STATES);

const char *
tp_message_state_name (TpMessageState state)
{
  return (guint)state < TP_MESSAGE_STATES ? states[state] : "unknown";
}

gboolean
tp_message_state_find (const char *name, TpMessageState *out_state)
{
  for (guint i = 0; i < TP_MESSAGE_STATES; i++)
    if (strcmp (states[i], name) == 0) {
      *out_state = (TpMessageState)i;
      return TRUE;
    }
  return FALSE;
}

void
tp_message_free (TpMessage *message)
{
  if (message == NULL)
    return;
  g_free (message->address);
  g_free (message->reply);
  g_free (message);
}

gint64
tp_message_number (gint64 source, gint64 sequence)
{
  g_assert (source > 0 && source <= G_MAXINT32 && sequence > 0 && sequence <= G_MAXUINT32);
  return source << 32 | sequence;
}

char *
tp_message_id (TpAccount *account, const TpMessageSource *source, gint64 sequence,
               const char *domain)
{
  g_autofree char *id =
      tp_account_public_id (account, TP_THING_MESSAGE, tp_message_number (source->id, sequence));
  return g_strdup_printf ("%s.%" G_GINT64_MODIFIER "x@%s", id, source->nonce, domain);
}

gboolean
tp_message_source_add (TpChange *change, gint64 campaign, TpMessageSource *out_source,
                       GError **error)
{
  TpConn *conn = tp_change_conn (change);
  gint64 now = tp_change_now (change);
  *out_source = (TpMessageSource){0, campaign, tp_time_month (now),
                                  (gint64)tp_random_below (G_MAXUINT32) + 1};
  if (!tp_conn_run (conn, TP_SQL_MESSAGE_LOCK_MONTHS, error, "") ||
      !tp_conn_run (conn, TP_SQL_MESSAGE_MAKE_MONTH, error, "M", out_source->month) ||
      !tp_conn_int64 (conn, TP_SQL_MESSAGE_SOURCE_ADD, &out_source->id, error, "iiiii",
                      (gint64)KIND_CAMPAIGN, campaign, (gint64)out_source->month, out_source->nonce,
                      now))
    return FALSE;
  return out_source->id <= G_MAXINT32 ||
         tp_error (error, TP_ERROR_LIMIT, _ ("there are too many sources of messages"));
}

gboolean
tp_message_source_get (TpConn *conn, gint64 id, TpMessageSource *out_source, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_MESSAGE_SOURCE_GET, &local, "i", id);
  if (rows != NULL && tp_rows_next (rows, &local)) {
    *out_source = (TpMessageSource){tp_rows_int64 (rows, 0), tp_rows_int64 (rows, 1),
                                    (int)tp_rows_int64 (rows, 2), tp_rows_int64 (rows, 3)};
    return TRUE;
  }
  if (local == NULL)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("no such source of messages"));
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
add_rows (TpConn *conn, const TpMessageSource *source, gint64 first_sequence,
          const TpMessageNew *messages, gsize length, gint64 now, GError **error)
{
  if (!tp_conn_batch_begin (conn, TP_SQL_MESSAGE_ADD, source->month, error))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    TpMailable reason = messages[i].mailable;
    gint64 state = reason == TP_MAILABLE ? TP_MESSAGE_DUE : TP_MESSAGE_SKIPPED;
    if (!tp_conn_batch_add (conn, error, "iiisiii", source->id, first_sequence + (gint64)i,
                            messages[i].contact, messages[i].address, state, (gint64)reason, now))
      return FALSE;
  }
  return tp_conn_batch_end (conn, error);
}

/* The part of the rows that lies in one chunk. */
static gboolean
add_chunk (TpConn *conn, const TpMessageSource *source, gint64 chunk, const TpMessageNew *messages,
           gsize length, GError **error)
{
  gboolean due = FALSE;
  for (gsize i = 0; i < length && !due; i++)
    due = messages[i].mailable == TP_MAILABLE;
  gint64 zero = 0;
  return tp_conn_run (conn, TP_SQL_MESSAGE_CHUNK_ADD, error, "iiiiI", source->id, chunk,
                      messages[0].contact, messages[length - 1].contact, due ? &zero : NULL);
}

gboolean
tp_message_add_many (TpChange *change, const TpMessageSource *source, gint64 first_sequence,
                     const TpMessageNew *messages, gsize length, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (length > 0 && first_sequence + (gint64)length > G_MAXUINT32)
    return tp_error (error, TP_ERROR_LIMIT, _ ("there are too many messages"));
  if (!add_rows (conn, source, first_sequence, messages, length, tp_change_now (change), error))
    return FALSE;
  for (gsize i = 0; i < length;) {
    gint64 chunk = (first_sequence + (gint64)i - 1) / TP_MESSAGE_CHUNK;
    gsize part = (gsize)((chunk + 1) * TP_MESSAGE_CHUNK + 1 - (first_sequence + (gint64)i));
    part = MIN (part, length - i);
    if (!add_chunk (conn, source, chunk, messages + i, part, error))
      return FALSE;
    i += part;
  }
  return TRUE;
}

/* Takes rows, which may be NULL with *error set. */
static GPtrArray *
take_messages (TpRows *rows, GError **error)
{
  g_autoptr (TpRows) taken = rows;
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_message_free);
  while (taken != NULL && tp_rows_next (taken, &local)) {
    TpMessage *message = g_new0 (TpMessage, 1);
    message->sequence = tp_rows_int64 (taken, 0);
    message->contact = tp_rows_int64 (taken, 1);
    message->address = g_strdup (tp_rows_text (taken, 2));
    message->state = (TpMessageState)tp_rows_int64 (taken, 3);
    message->reason = (TpMailable)tp_rows_int64 (taken, 4);
    message->tries = (guint)tp_rows_int64 (taken, 5);
    message->retry_at = tp_rows_int64 (taken, 6);
    message->changed_at = tp_rows_int64 (taken, 7);
    message->reply = g_strdup (tp_rows_text (taken, 8));
    g_ptr_array_add (messages, message);
  }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (taken != NULL)
    return g_steal_pointer (&messages);
  return NULL;
}

GPtrArray *
tp_message_read_due (TpConn *conn, const TpMessageSource *source, gint64 chunk, gint64 now,
                     GError **error)
{
  return take_messages (tp_conn_query (conn, TP_SQL_MESSAGE_READ_DUE, error, "Miiii", source->month,
                                       source->id, chunk * TP_MESSAGE_CHUNK + 1,
                                       (chunk + 1) * TP_MESSAGE_CHUNK, now),
                        error);
}

GPtrArray *
tp_message_page (TpConn *conn, const TpMessageSource *source, gint64 after, int state, guint limit,
                 GError **error)
{
  g_assert (limit <= TP_MESSAGE_PAGE_MAX);
  return take_messages (tp_conn_query (conn, TP_SQL_MESSAGE_PAGE, error, "Miiiii", source->month,
                                       source->id, after, (gint64)G_MAXUINT32, (gint64)state,
                                       (gint64)limit),
                        error);
}

TpMessage *
tp_message_find (TpConn *conn, const TpMessageSource *source, gint64 contact, GError **error)
{
  g_autoptr (GPtrArray) found = take_messages (
      tp_conn_query (conn, TP_SQL_MESSAGE_FIND, error, "Mii", source->month, source->id, contact),
      error);
  return found != NULL && found->len > 0 ? g_ptr_array_steal_index (found, 0) : NULL;
}

gboolean
tp_message_count (TpConn *conn, const TpMessageSource *source, gint64 first, gint64 last,
                  TpMessageCounts *counts, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_MESSAGE_COUNT, &local, "Miii",
                                           source->month, source->id, first, last);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 state = tp_rows_int64 (rows, 0), reason = tp_rows_int64 (rows, 1);
    if (state < TP_MESSAGE_STATES)
      counts->states[state] += tp_rows_int64 (rows, 2);
    if (state == TP_MESSAGE_SKIPPED && reason < TP_MAILABLES)
      counts->reasons[reason] += tp_rows_int64 (rows, 2);
  }
  return tp_rows_ended (&local, error);
}

/* A page of the sources that may have messages to the contact. */
static GArray *
sources_of (TpConn *conn, gint64 contact, gint64 after, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (TpMessageSource));
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_MESSAGE_SOURCES_OF_CONTACT, &local, "iii",
                                           contact, after, (gint64)SOURCES_PAGE);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    TpMessageSource source = {.id = tp_rows_int64 (rows, 0), .month = (int)tp_rows_int64 (rows, 1)};
    g_array_append_val (sources, source);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&sources) : NULL;
}

gboolean
tp_message_erase (TpConn *conn, gint64 contact, GError **error)
{
  gint64 after = 0;
  for (guint found = SOURCES_PAGE; found == SOURCES_PAGE;) {
    g_autoptr (GArray) sources = sources_of (conn, contact, after, error);
    if (sources == NULL)
      return FALSE;
    found = sources->len;
    for (guint i = 0; i < found; i++) {
      const TpMessageSource *source = &g_array_index (sources, TpMessageSource, i);
      after = source->id;
      if (!tp_conn_run (conn, TP_SQL_MESSAGE_ERASE, error, "Mii", source->month, source->id,
                        contact))
        return FALSE;
    }
  }
  return TRUE;
}
