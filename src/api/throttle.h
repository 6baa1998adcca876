/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* How often something may be tried, for each key (an address, a user): `burst` times at once, then
 * once every `refill_seconds`. Kept in memory, for at most TP_THROTTLE_KEYS_MAX keys; above that,
 * those that have not been tried for long are forgotten first, then all. Thread-safe. */

#define TP_THROTTLE_KEYS_MAX 100000

typedef struct TpThrottle TpThrottle;

TpThrottle *tp_throttle_new (guint burst, guint refill_seconds); /* (transfer full) */
void tp_throttle_free (TpThrottle *throttle);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpThrottle, tp_throttle_free)

/* Takes one try at a monotonic time in microseconds. FALSE: none is left; *out_wait_seconds (may be
 * NULL) is when there is one again. */
gboolean tp_throttle_take (TpThrottle *throttle, const char *key, gint64 now_us,
                           guint *out_wait_seconds);

/* Gives a try back: it was no failure. */
void tp_throttle_give_back (TpThrottle *throttle, const char *key);
