/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/session.h"

/* Which sessions and tokens were used, written down together once a minute, so that no request has
 * to write for it. What is noted within the last minute of a process that ends at once is lost.
 * Thread-safe. */

#define TP_SEEN_SECONDS 60
#define TP_SEEN_COARSE (60 * 60 * 1000) /* ms: what was noted after this is not noted again */
#define TP_SEEN_MAX 10000               /* of each, in a minute */

typedef struct TpSeen TpSeen;

TpSeen *tp_seen_new (TpAccount *account); /* (transfer full) */
/* Writes what is left. */
void tp_seen_free (TpSeen *seen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpSeen, tp_seen_free)

void tp_seen_add_session (TpSeen *seen, const TpSession *session);
void tp_seen_add_token (TpSeen *seen, gint64 token, gint64 used_at);
