/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"
#include "core/feed.h"

/* A follower reads the feed from its cursor. One that writes commits its cursor together with its
 * effects, so a kill neither loses nor repeats an event. A cursor of another epoch, or beyond the
 * head, is void: the follower begins at the head's epoch from position 0, its `reset` having
 * cleared what it made. */

typedef struct {
  const char *name; /* of its cursor */
  guint batch;      /* events at a time, at most TP_FEED_READ_MAX */
  /* Writes the effects of these events. Called inside the transaction that moves the cursor. */
  gboolean (*follow) (TpConn *conn, GPtrArray *events, gpointer data, GError **error);
  /* Removes all effects; NULL: nothing to remove. */
  gboolean (*reset) (TpConn *conn, gpointer data, GError **error);
} TpFollower;

/* Handles one batch. *out_more FALSE: it is at the head. Two processes may run the same follower:
 * the cursor's row is locked, and who comes second sees the moved cursor. */
gboolean tp_follower_step (TpAccount *account, const TpFollower *follower, gpointer data,
                           gboolean *out_more, GError **error);

/* Steps until the head as it was at the call. */
gboolean tp_follower_catch_up (TpAccount *account, const TpFollower *follower, gpointer data,
                               GError **error);

/* Its cursor; position 0 when it never ran or is void. */
gboolean tp_follower_cursor (TpConn *conn, const TpFollower *follower, TpFeedPoint *out_cursor,
                             GError **error);
