/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Memory that is given back all at once: a template's tree, or everything that one rendering makes.
 * What it hands out is never moved and lives until the arena is cleared. It refuses to grow beyond
 * its limit, so that no template can take more memory than it was granted. Not thread-safe. */

typedef struct TpArenaChunk TpArenaChunk;

typedef struct {
  TpArenaChunk *chunks;
  char *at;
  char *end;
  gsize used;  /* bytes taken from the system */
  gsize limit; /* most that used may become */
} TpArena;

void tp_arena_init (TpArena *arena, gsize limit);
void tp_arena_clear (TpArena *arena);

/* Memory aligned to 8 bytes, not cleared; NULL when the limit would be passed. */
gpointer tp_arena_alloc (TpArena *arena, gsize size);

/* The same, cleared, for count things of that size; NULL also when the product overflows. */
gpointer tp_arena_alloc_zero (TpArena *arena, gsize count, gsize size);

/* A copy of length bytes with a NUL behind it; NULL when the limit would be passed. */
char *tp_arena_copy (TpArena *arena, const char *text, gsize length);
