/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/campaign.h"

/* Locks a campaign's row until the change ends and tells its state; NOT_FOUND. */
gboolean tp_campaign_lock (TpConn *conn, gint64 id, gint64 *out_state, GError **error);
