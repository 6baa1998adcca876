/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "http/response.h"

/* Server-sent events to one client (HTML, "Server-sent events"). A handler gets the stream from
 * tp_response_events, gives it to whoever will send, and returns; the sender keeps it until the
 * stream is closed: by the client, by the server's stop, by its queue running over (the client
 * connects again and names its Last-Event-ID), or by tp_events_close.
 *
 * Nothing here blocks; every function may be called from any thread. An idle stream gets a ":ping"
 * comment every TP_EVENTS_PING seconds, by which a client that went away is noticed. */

#define TP_EVENTS_QUEUE_MAX (256 * 1024)
#define TP_EVENTS_PING 15

TpEvents *tp_events_ref (TpEvents *events);
void tp_events_unref (TpEvents *events);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpEvents, tp_events_unref)

/* Sends one event. name and id may be NULL and hold no line ends (asserted); data may be of several
 * lines. FALSE: the stream is closed. */
gboolean tp_events_send (TpEvents *events, const char *name, const char *id, const char *data);
gboolean tp_events_is_open (TpEvents *events);
void tp_events_close (TpEvents *events);

/* Called once when the stream closes, at once if it is already; on any thread, with no lock held;
 * set once. */
void tp_events_on_close (TpEvents *events, void (*closed) (gpointer data), gpointer data);
