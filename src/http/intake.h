/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "http/request_private.h"

/* Reads a request's head: headers held to RFC 9112, the sender's address, target, route, what body
 * is announced. FALSE: the response holds the problem, and must_close is set where what follows on
 * the connection cannot be trusted. Never blocks. */
gboolean tp_intake (TpRequest *request, const char *method, const char *version);
