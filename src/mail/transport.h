/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* How a finished mail leaves: a family of backends behind one interface. Members: folder, stream
 * (stdout), null, scripted (for tests and rehearsals) and callback (the built-in mailbox, made by
 * the layer that knows the database).
 *
 * Work is submitted in batches and answered one by one. The simple members answer within
 * tp_transport_submit; a member that keeps connections answers later, from tp_transport_wait. So a
 * caller counts on nothing but: every submitted delivery is answered exactly once, in any order,
 * within submit or a later wait, on the thread that calls them. It submits at most
 * tp_transport_capacity deliveries and waits for the rest.
 *
 * What became of a mail is a TpReply, never a GError: it reaches the ledger unchanged.
 *
 * One thread at a time; a sender with several threads makes a transport for each. */

typedef struct TpTransport TpTransport;

typedef enum {
  TP_OUTCOME_ACCEPTED,  /* the other side has taken the responsibility for it, durably */
  TP_OUTCOME_TEMPORARY, /* not now; try again later */
  TP_OUTCOME_PERMANENT, /* never */
  TP_OUTCOME_UNCERTAIN, /* the answer was lost: it may have been accepted */
} TpOutcome;
#define TP_OUTCOMES (TP_OUTCOME_UNCERTAIN + 1)

#define TP_REPLY_TEXT_MAX 1024

/* A plain value: copy it by assignment. */
typedef struct {
  TpOutcome outcome;
  int code;                     /* SMTP reply code (RFC 5321 4.2); 0: there was none */
  char enhanced[12];            /* "5.1.1" (RFC 3463), "" when there was none */
  char text[TP_REPLY_TEXT_MAX]; /* UTF-8 without control characters, cut to fit */
} TpReply;

/* What an outcome is called in JSON and in the database ("accepted"). */
const char *tp_outcome_name (TpOutcome outcome);

/* Makes a reply; the text's control characters and broken bytes are replaced. enhanced and text may
 * be NULL. */
void tp_reply_set (TpReply *reply, TpOutcome outcome, int code, const char *enhanced,
                   const char *text);

/* One mail to one recipient. The struct and all that it points to must live until it is answered.
 */
typedef struct {
  const char *from;  /* envelope sender; "" is the null sender */
  const char *to;    /* envelope recipient: TpAddress.wire */
  const char *bytes; /* the message, lines ending in CRLF */
  gsize length;
  gpointer user; /* the caller's, untouched */
} TpDelivery;

/* The reply is borrowed until the function returns. It must not submit, wait or free. */
typedef void (*TpTransportDone) (const TpDelivery *delivery, const TpReply *reply, gpointer data);

void tp_transport_free (TpTransport *transport); /* asserts that nothing is pending */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpTransport, tp_transport_free)

const char *tp_transport_name (const TpTransport *transport); /* "folder" */

/* How many deliveries may be submitted now, those pending being counted off. */
gsize tp_transport_capacity (const TpTransport *transport);

/* Asserts n <= capacity. An envelope with control characters, spaces or angle brackets, or longer
 * than RFC 5321 allows, is answered at once with permanent 501 5.1.7 (sender) or 5.1.3
 * (recipient), whatever the member. */
void tp_transport_submit (TpTransport *transport, const TpDelivery *deliveries, gsize n,
                          TpTransportDone done, gpointer data);

/* Works until at least one answer was given, or nothing is pending, or the time is over; returns
 * how many are still pending. */
gsize tp_transport_wait (TpTransport *transport, guint timeout_ms);

/* One mail, start to end. */
TpReply tp_transport_send (TpTransport *transport, const char *from, const char *to,
                           const char *bytes, gsize length);

/* How many answers of this kind it has given. */
guint64 tp_transport_count (const TpTransport *transport, TpOutcome outcome);

/* A file per mail, NAME.eml, in a folder that is made when it is missing: Return-Path and
 * Delivered-To, then the message unchanged. Accepted means that file and name are on disk; a reader
 * never sees half a file. A full disk is temporary 452 4.3.1. INVALID: not a folder that we can
 * write. */
TpTransport *tp_transport_new_folder (const char *path, GError **error);

/* Writes batch SMTP (RFC 2442) to a file descriptor, which stays the caller's: MAIL FROM, RCPT TO,
 * DATA and the dot-stuffed message. */
TpTransport *tp_transport_new_stream (int fd);

/* Accepts everything and keeps nothing but the count. */
TpTransport *tp_transport_new_null (void);

/* Hands each batch to a function that fills the replies, which come set to temporary 451. */
typedef void (*TpTransportFunc) (const TpDelivery *deliveries, gsize n, TpReply *replies,
                                 gpointer data);
TpTransport *tp_transport_new_callback (const char *name, TpTransportFunc func, gpointer data,
                                        GDestroyNotify destroy);

/* Answers on cue. For each delivery the first step that fits its recipient and is not used up
 * gives the reply; with none left it is accepted. What was submitted is kept, to be looked at. */
typedef struct {
  const char *to; /* NULL: anyone; "@x.de": anyone there; else the whole address */
  guint times;    /* 0: always */
  TpOutcome outcome;
  int code;
  const char *enhanced, *text;
  gboolean late; /* answered by wait, not by submit */
} TpScriptStep;

#define TP_SCRIPTED_KEPT_MAX 100000 /* deliveries kept; later ones are answered but not kept */

/* The steps are copied. */
TpTransport *tp_transport_new_scripted (const TpScriptStep *steps, gsize n);

/* The i-th delivery submitted, with its bytes NUL-terminated; NULL past the end. (borrowed until
 * the transport is freed) */
const TpDelivery *tp_transport_scripted_get (const TpTransport *transport, gsize i);
