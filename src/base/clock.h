/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Business time: the time that facts carry and waits count from. It is passed in, so that months
 * are tested in milliseconds. Backends: the system's clock, and a file holding an RFC 3339 time
 * (TAGPOST_CLOCK in development), which is read again when it changes and so is shared by all
 * processes.
 *
 * Not for deadlines of connections (g_get_monotonic_time) nor for leases (the database server's
 * time, asked for by the db layer). Times are milliseconds since 1970-01-01T00:00:00Z, without leap
 * seconds; names end in _at.
 *
 * Thread-safe. */

typedef struct TpClock TpClock;

TpClock *tp_clock_new_system (void);                           /* (transfer full) */
TpClock *tp_clock_new_file (const char *path, GError **error); /* (transfer full); INVALID */
TpClock *tp_clock_new_fixed (gint64 at);                       /* (transfer full); for tests */
void tp_clock_free (TpClock *clock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpClock, tp_clock_free)

gint64 tp_clock_now (TpClock *clock);

/* Moves a fixed clock; asserts that it is one. */
void tp_clock_set (TpClock *clock, gint64 at);
