/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "db/db.h"

/* The TpDbFlush of an account's database: gives the members (TpChange) their events' positions.
 * `data`: the account. */
gboolean tp_change_flush (TpConn *conn, GPtrArray *members, gpointer data, GError **error);
