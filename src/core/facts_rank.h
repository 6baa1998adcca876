/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idsets.h"
#include "core/account.h"
#include "core/facts_needs.h"

/* Who is among the top or bottom percent of a field: all live contacts' values are read, block by
 * block, and put in order. `conn` NULL: each block is read in a transaction of its own. (transfer
 * full) */
gboolean tp_facts_rank_select (TpAccount *account, TpConn *conn, const TpFactsRank *rank,
                               const TpSegmentMoment *moment, TpIdSets **out_within,
                               GError **error);

/* The highest contact number there is; 0: none. */
gboolean tp_facts_last (TpConn *conn, gint64 *out_number, GError **error);
