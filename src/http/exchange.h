/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "http/request_private.h"

/* A request's life beside its connection: made when its first line has come, shared by poll thread
 * and worker, settled once, gone with the last reference. */

TpRequest *tp_request_new (TpExchange *exchange, struct MHD_Connection *connection,
                           const char *target); /* (transfer full) */
TpRequest *tp_request_ref (TpRequest *request);
void tp_request_unref (TpRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpRequest, tp_request_unref)

/* Makes the answer from the response and, where the connection waits for it, wakes it. Does nothing
 * once abandoned. */
void tp_request_settle (TpRequest *request);
/* Wakes the connection without an answer, for the next stage. */
void tp_request_wake (TpRequest *request);
/* Suspends the connection, to be woken by the two above. FALSE: it is settled already. */
gboolean tp_request_suspend (TpRequest *request);
/* The server stops: every suspended connection is woken and gets 503; its response is left to the
 * worker that fills it. */
void tp_exchange_abandon (TpExchange *exchange);

/* The answer for a request that was abandoned, or whose own could not be made. (transfer full) */
struct MHD_Response *tp_exchange_unavailable (TpRequest *request);
