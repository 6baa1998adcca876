/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/event.h"
#include "db/db.h"

/* The feed: all events in commit order, positions 1, 2, 3 ... without gaps. Events lie in one table
 * a month; which positions a month holds is in feed_month. */

/* Where the feed stands. The epoch is new after a restore: cursors of another epoch, or beyond the
 * head, are void. */
typedef struct {
  gint64 position;
  gint64 epoch;
} TpFeedPoint;

gboolean tp_feed_head (TpConn *conn, TpFeedPoint *out_head, GError **error);

/* At most `limit` events after a position, ascending, of TpEvent; empty at the head. (transfer
 * full) */
#define TP_FEED_READ_MAX 10000
GPtrArray *tp_feed_read (TpConn *conn, gint64 after, guint limit, GError **error);

/* Those of the given positions (ascending), which may lie in several months. (transfer full) */
GPtrArray *tp_feed_get_many (TpConn *conn, const gint64 *positions, gsize length, GError **error);

/* A number for an epoch: random, so that two restores never meet. */
gint64 tp_feed_new_epoch (void);

/* Makes head and first month in a new database. */
gboolean tp_feed_init (TpConn *conn, gint64 now, GError **error);

/* Gives positions to the events (of TpEvent, in order) and writes them; the last act of a
 * transaction. */
gboolean tp_feed_append (TpConn *conn, GPtrArray *events, gint64 now, gint64 *out_head,
                         GError **error);
