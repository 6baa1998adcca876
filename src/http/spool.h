/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Files without a name, for bodies too large for memory: gone when closed, also after a kill. */

/* A descriptor open for reading and writing, close-on-exec; -1 with INTERNAL, or BUSY where the
 * disk or the descriptors are used up. dir NULL: the system's. (transfer full) */
int tp_spool_open (const char *dir, GError **error);

/* Writes all; BUSY: no room left; INTERNAL. */
gboolean tp_spool_write (int fd, const char *bytes, gsize length, GError **error);
