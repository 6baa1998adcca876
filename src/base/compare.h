/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* For g_array_sort and bsearch over gint64: ascending. */
static inline int
tp_int64_compare (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *)a, other = *(const gint64 *)b;
  return (one > other) - (one < other);
}
