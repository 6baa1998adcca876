/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Where foreign bytes come from: a file descriptor, memory, an upload. A plain struct that is
 * copied; what `data` points to outlives it. */
typedef struct {
  /* Reads up to size bytes: how many, 0 at the end, -1 with an error. Fewer than asked is no end.
   */
  gssize (*read) (gpointer data, guint8 *buffer, gsize size, GError **error);
  /* Goes to a byte offset; NULL: cannot. */
  gboolean (*seek) (gpointer data, gint64 offset, GError **error);
  gpointer data;
} TpSource;

/* The descriptor stays the caller's; a pipe has no seek. Read errors are INTERNAL. */
TpSource tp_source_fd (int fd);

/* `self` keeps the place; the bytes are borrowed. At most `piece` bytes a read (0: no limit). */
typedef struct {
  const guint8 *bytes;
  gsize length, at, piece;
} TpMemory;
TpSource tp_source_memory (TpMemory *self);
