/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"
#include "core/mailable.h"

/* The ledger: one row per message, keyed (source, sequence), in which everything that becomes of it
 * is written, so that a kill at any moment loses none and sends none twice unseen. A campaign is a
 * source; its rows are in the order of contacts. Rows lie in a table per month of the source's
 * start and are touched in key order, TP_MESSAGE_CHUNK at a time; message_chunk says when a chunk
 * has work.
 *
 *   due ─▶ sending ─▶ accepted | failed | uncertain | retry (then as due)        due, retry ─▶
 * skipped
 *
 * `sending` is committed before the first byte leaves. Who finds such rows after the lease of their
 * chunk ran out does not know whether they were sent: they become uncertain. `tries` counts how
 * often a message was sent or tried, and fences: an outcome counts only for the try it belongs to.
 *
 * address and reply are personal: tp_message_erase. */

/* Stored numbers. */
typedef enum {
  TP_MESSAGE_DUE = 0,
  TP_MESSAGE_SENDING = 1,
  TP_MESSAGE_ACCEPTED = 2,
  TP_MESSAGE_RETRY = 3,
  TP_MESSAGE_FAILED = 4,
  TP_MESSAGE_UNCERTAIN = 5,
  TP_MESSAGE_SKIPPED = 6,
} TpMessageState;
#define TP_MESSAGE_STATES (TP_MESSAGE_SKIPPED + 1)

const char *tp_message_state_name (TpMessageState state); /* "due" */
gboolean tp_message_state_find (const char *name, TpMessageState *out_state);

#define TP_MESSAGE_CHUNK 4096     /* rows; leased as one */
#define TP_MESSAGE_REPLY_MAX 1000 /* bytes */
#define TP_MESSAGE_PAGE_MAX 1000

typedef struct {
  gint64 id;    /* below 2^31 */
  gint64 owner; /* the campaign */
  int month;
  gint64 nonce;
} TpMessageSource;

/* A new source of the change's month, whose table is made when missing. */
gboolean tp_message_source_add (TpChange *change, gint64 campaign, TpMessageSource *out_source,
                                GError **error);
gboolean tp_message_source_get (TpConn *conn, gint64 id, TpMessageSource *out_source,
                                GError **error);

typedef struct {
  gint64 sequence; /* from 1 */
  gint64 contact;
  char *address; /* as spelled at the start; NULL: none, or erased */
  TpMessageState state;
  TpMailable reason; /* of skipped */
  guint tries;
  gint64 retry_at; /* business time; 0: none */
  gint64 changed_at;
  char *reply; /* the server's words, or why it could not be rendered; NULL: none */
} TpMessage;
void tp_message_free (TpMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpMessage, tp_message_free)

/* The number behind a message's public id (TP_THING_MESSAGE). */
gint64 tp_message_number (gint64 source, gint64 sequence);

/* "id.nonce@domain": constant over retries, new for every message. (transfer full) */
char *tp_message_id (TpAccount *account, const TpMessageSource *source, gint64 sequence,
                     const char *domain);

/* Making rows, ascending and without gaps. */
typedef struct {
  gint64 contact;
  const char *address; /* NULL: none */
  TpMailable mailable; /* else it is skipped for that reason */
} TpMessageNew;
gboolean tp_message_add_many (TpChange *change, const TpMessageSource *source,
                              gint64 first_sequence, const TpMessageNew *messages, gsize length,
                              GError **error);

/* Chunks with something to do at `now`, after a chunk (-1: from the first), of gint64. (transfer
 * full) */
GArray *tp_message_chunks_due (TpConn *conn, const TpMessageSource *source, gint64 after,
                               gint64 now, guint limit, GError **error);
/* When the next one has; *out_at -1: never, all are settled. */
gboolean tp_message_next_at (TpConn *conn, gint64 source, gint64 *out_at, GError **error);
/* Leases a chunk. Rows that another left in sending become uncertain; *out_uncertain: how many. */
gboolean tp_message_chunk_take (TpChange *change, const TpMessageSource *source, gint64 chunk,
                                const char *holder, guint seconds, gboolean *out_taken,
                                gint64 *out_uncertain, GError **error);
gboolean tp_message_chunk_renew (TpConn *conn, const TpMessageSource *source, gint64 chunk,
                                 const char *holder, guint seconds, gboolean *out_held,
                                 GError **error);
/* Works out when it has work again, and ends the lease. */
gboolean tp_message_chunk_release (TpChange *change, const TpMessageSource *source, gint64 chunk,
                                   const char *holder, GError **error);

/* What of a chunk can be sent now, of TpMessage. (transfer full) */
GPtrArray *tp_message_read_due (TpConn *conn, const TpMessageSource *source, gint64 chunk,
                                gint64 now, GError **error);
/* Rows after a sequence, of a state (-1: any). (transfer full) of TpMessage */
GPtrArray *tp_message_page (TpConn *conn, const TpMessageSource *source, gint64 after, int state,
                            guint limit, GError **error);
/* A contact's message of that source; NULL without an error: none. (transfer full) */
TpMessage *tp_message_find (TpConn *conn, const TpMessageSource *source, gint64 contact,
                            GError **error);

/* Those of the sequences that were due, or due for a retry, are sending now (or accepted: for a
 * transport whose effect is part of this change); their tries is one more. (transfer full) of
 * gint64, ascending */
GArray *tp_message_claim (TpChange *change, const TpMessageSource *source, const gint64 *sequences,
                          gsize length, TpMessageState as, GError **error);
gboolean tp_message_skip (TpChange *change, const TpMessageSource *source, const gint64 *sequences,
                          gsize length, TpMailable reason, const char *reply, GError **error);

/* What a try came to. */
typedef struct {
  gint64 sequence;
  guint tries; /* the number of the try */
  TpMessageState state;
  gint64 retry_at;
  char *reply; /* (borrowed) */
} TpMessageOutcome;
gboolean tp_message_settle (TpChange *change, const TpMessageSource *source,
                            const TpMessageOutcome *outcomes, gsize length, GError **error);

/* Everything in a chunk that was not sent is skipped as cancelled. */
gboolean tp_message_cancel_chunk (TpChange *change, const TpMessageSource *source, gint64 chunk,
                                  GError **error);

/* Adds up rows first to last, by state, and the skipped ones by reason. */
typedef struct {
  gint64 states[TP_MESSAGE_STATES];
  gint64 reasons[TP_MAILABLES];
} TpMessageCounts;
gboolean tp_message_count (TpConn *conn, const TpMessageSource *source, gint64 first, gint64 last,
                           TpMessageCounts *counts, GError **error);

/* Blanks what is personal in all messages to a contact. */
gboolean tp_message_erase (TpConn *conn, gint64 contact, GError **error);
