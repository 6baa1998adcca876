/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "db/db.h"

/* A lease: one holder at a time of something named, until a moment of the database server's clock.
 * A holder that dies loses it when it runs out, or as soon as another process of the same machine
 * asks; a holder that is slow finds out by renewing. Holders are named by
 * tp_process_name_new (process_name.h). Inside the caller's transaction. */

#define TP_LEASE_NAME_MAX 200

/* Takes it when it is free, run out or already ours. *out_taken FALSE: somebody else has it. */
gboolean tp_lease_take (TpConn *conn, const char *name, const char *holder, guint seconds,
                        gboolean *out_taken, GError **error);

/* Whether it is still ours, by the server's clock now. */
gboolean tp_lease_check (TpConn *conn, const char *name, const char *holder, gboolean *out_held,
                         GError **error);

gboolean tp_lease_release (TpConn *conn, const char *name, const char *holder, GError **error);
