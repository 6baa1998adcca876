/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/arena.h"

#include <string.h>

/* A list of chunks, newest first, each twice as large as the one before up to CHUNK_MOST; a larger
 * request gets a chunk of its own size. Nothing is allocated before the first request, so a
 * rendering that makes no values costs no call of malloc. */

#define CHUNK_LEAST 4096
#define CHUNK_MOST (256 * 1024)

struct TpArenaChunk {
  TpArenaChunk *next;
  gsize size;
};

void
tp_arena_init (TpArena *arena, gsize limit)
{
  *arena = (TpArena){.limit = limit};
}

void
tp_arena_clear (TpArena *arena)
{
  while (arena->chunks != NULL) {
    TpArenaChunk *next = arena->chunks->next;

    g_free (arena->chunks);
    arena->chunks = next;
  }
  arena->at = arena->end = NULL;
  arena->used = 0;
}

static gboolean
grow (TpArena *arena, gsize size)
{
  gsize wanted = arena->chunks == NULL ? CHUNK_LEAST : MIN (arena->chunks->size * 2, CHUNK_MOST);
  TpArenaChunk *chunk;

  if (size > arena->limit)
    return FALSE;
  wanted = MAX (wanted, size + sizeof (TpArenaChunk));
  if (arena->used + wanted > arena->limit)
    wanted = size + sizeof (TpArenaChunk);
  if (arena->used + wanted > arena->limit)
    return FALSE;
  chunk = g_malloc (wanted);
  *chunk = (TpArenaChunk){.next = arena->chunks, .size = wanted};
  arena->chunks = chunk;
  arena->used += wanted;
  arena->at = (char *)(chunk + 1);
  arena->end = (char *)chunk + wanted;
  return TRUE;
}

gpointer
tp_arena_alloc (TpArena *arena, gsize size)
{
  gpointer result;

  if (size > G_MAXSIZE - 7)
    return NULL;
  size = (MAX (size, 1) + 7) & ~(gsize)7;
  if ((gsize)(arena->end - arena->at) < size && !grow (arena, size))
    return NULL;
  result = arena->at;
  arena->at += size;
  return result;
}

gpointer
tp_arena_alloc_zero (TpArena *arena, gsize count, gsize size)
{
  gpointer result;

  if (size != 0 && count > (G_MAXSIZE - 7) / size)
    return NULL;
  result = tp_arena_alloc (arena, count * size);
  if (result != NULL)
    memset (result, 0, count * size);
  return result;
}

char *
tp_arena_copy (TpArena *arena, const char *text, gsize length)
{
  char *result = length < G_MAXSIZE ? tp_arena_alloc (arena, length + 1) : NULL;

  if (result == NULL)
    return NULL;
  if (length > 0)
    memcpy (result, text, length);
  result[length] = '\0';
  return result;
}
