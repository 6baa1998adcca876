/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/follower.h"
#include "core/testing.h"

/* For the proof of the feed alone (core/feed_proof_test.c): what its other processes do. The test
 * runs itself again, as a process of four writers or as one follower, so that some may be killed.
 *
 * An event of the proof: `target` is the writer (from 1), `amount` its number among the events of
 * that writer that were committed (negative in a transaction that is taken back), `contact` how
 * many events of the same transaction come after it, `at` the monotonic time in microseconds before
 * the transaction began. */

#define TP_FEED_PROOF_PROCESSES 4
#define TP_FEED_PROOF_THREADS 4
#define TP_FEED_PROOF_WRITERS (TP_FEED_PROOF_PROCESSES * TP_FEED_PROOF_THREADS)
#define TP_FEED_PROOF_EVENTS 3     /* of a transaction, at most */
#define TP_FEED_PROOF_MONTH 202601 /* of its table's name, which is nothing but a name */

/* What a writer appends to its file once a commit was acknowledged. */
typedef struct {
  gint64 last;     /* the number of its last event */
  gint64 position; /* as the commit answered */
  gint64 acked_at; /* monotonic microseconds */
} TpFeedProofAck;

/* (transfer full) */
char *tp_feed_proof_ack_path (const char *folder, guint writer);

/* A follower that writes what it is given into the table, counting on. */
TpFollower tp_feed_proof_follower (const char *number, guint batch);

/* Runs as another process when the arguments ask for it, and then does not return. */
void tp_feed_proof_be_peer (int argc, char **argv);

/* Starts such a process: four writers for some milliseconds, the first of them being number
 * `first`; or the follower of that number until it is killed. Each ends with the caller. */
GPid tp_feed_proof_start_writers (const char *url, const char *folder, guint first,
                                  guint milliseconds);
GPid tp_feed_proof_start_follower (const char *url, const char *folder, guint number);
