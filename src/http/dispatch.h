/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "http/request_private.h"

/* Runs other people's code for a request: hooks and handler. May block (but for INLINE routes,
 * whose handlers promise not to). */

/* Finds the principal and asks whether it may. FALSE: the response holds the problem. */
gboolean tp_dispatch_authorize (TpRequest *request);

/* All from the authorization, unless it was done before, to the handler's end. Afterwards the
 * response is filled, unless the request is deferred. */
void tp_dispatch (TpRequest *request);
