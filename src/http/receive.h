/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "http/request_private.h"

/* Takes a request's body in as it comes: into memory, within what all requests may hold together;
 * into a file; or through the multipart parser. After an error the rest is passed over, until
 * TP_RECEIVE_EXCESS bytes beyond the limit have come, when the connection is cut. Never waits but
 * for the disk. */

#define TP_RECEIVE_EXCESS (1024 * 1024)

/* Once, after tp_intake: makes ready. FALSE: the response holds the problem. */
gboolean tp_receive_start (TpRequest *request);
/* FALSE: cut the connection. */
gboolean tp_receive (TpRequest *request, const char *bytes, gsize length);
/* At the end of the body. FALSE: the response holds the problem. */
gboolean tp_receive_finish (TpRequest *request);
