/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "http/connections.h"
#include "http/request_private.h"

/* Moves a request from stage to stage. libmicrohttpd calls tp_stage_handle on a poll thread for
 * every piece of it, which never waits: where hooks or a handler must run, the connection is
 * suspended and the request goes to the workers' pool, whose threads run tp_stage_work; settling or
 * waking the request brings tp_stage_handle back. */

/* An MHD_AccessHandlerCallback; cls is the TpExchange. */
enum MHD_Result tp_stage_handle (void *cls, struct MHD_Connection *connection, const char *url,
                                 const char *method, const char *version, const char *upload,
                                 size_t *upload_length, void **context);

/* The workers' GFunc; takes the reference to the request that data is. */
void tp_stage_work (gpointer data, gpointer user_data);

/* What is noted of the connection. (borrowed) */
TpConnection *tp_stage_connection (struct MHD_Connection *connection);
