/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "http/response_private.h"

/* The bodies that are written piece by piece while a server runs: their threads, their number, the
 * pings of idle event streams, and their end when the server stops. Thread-safe. */

#define TP_EVENTS_MAX 5000

typedef struct TpStreams TpStreams;

TpStreams *tp_streams_new (void); /* (transfer full) */

/* Keeps the pipe as an event stream until it closes. FALSE: too many, or stopping. */
gboolean tp_streams_add_events (TpStreams *streams, TpPipe *pipe);
/* Starts the writer of the response, taking its data; returns the pipe that it writes to, or NULL:
 * too many, or stopping. (transfer full) */
TpPipe *tp_streams_start (TpStreams *streams, TpResponse *response);
/* Sends a ping on event streams that were idle for TP_EVENTS_PING seconds, and forgets closed ones.
 */
void tp_streams_tick (TpStreams *streams, gint64 now_us);

/* Lets none start, ends event streams, waits for writers until that monotonic time, then cuts them.
 * FALSE: one runs even so. */
gboolean tp_streams_stop (TpStreams *streams, gint64 until_us);
/* After a stop that returned TRUE. */
void tp_streams_free (TpStreams *streams);
