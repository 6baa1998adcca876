/* SPDX-License-Identifier: Apache-2.0 */
/* One struct, two shapes: `bits` is NULL while the members are in the sorted array. A set grows
 * into bits when it passes ARRAY_MAX; it goes back only where members may have gone in number, so
 * that adding and removing at the border does not swing.
 *
 * The stored form is in idset_code.c. */
#include "base/idset.h"

#include <string.h>

#define ARRAY_MAX 4096
#define BITSET_BYTES (TP_ID_BLOCK_SIZE / 8)

struct TpIdSet {
  guint32 block;
  guint count;
  guint capacity; /* of the array */
  guint16 *array;
  guint64 *bits;
};

TpIdSet *
tp_id_set_new (guint32 block)
{
  g_assert (block < 65536);
  TpIdSet *self = g_new0 (TpIdSet, 1);
  self->block = block;
  return self;
}

TpIdSet *
tp_id_set_copy (const TpIdSet *self)
{
  TpIdSet *copy = g_memdup2 (self, sizeof *self);
  copy->capacity = self->bits == NULL ? self->count : 0;
  copy->array = g_memdup2 (self->array, copy->capacity * sizeof *copy->array);
  copy->bits = g_memdup2 (self->bits, BITSET_BYTES);
  return copy;
}

void
tp_id_set_free (TpIdSet *self)
{
  if (self == NULL)
    return;
  g_free (self->array);
  g_free (self->bits);
  g_free (self);
}

guint32
tp_id_set_block (const TpIdSet *self)
{
  return self->block;
}

guint
tp_id_set_count (const TpIdSet *self)
{
  return self->count;
}

gboolean
tp_id_set_is_empty (const TpIdSet *self)
{
  return self->count == 0;
}

static gboolean
bit_is_set (const guint64 *bits, guint low)
{
  return bits[low / 64] >> (low % 64) & 1;
}

static void
set_bit (guint64 *bits, guint low)
{
  bits[low / 64] |= G_GUINT64_CONSTANT (1) << (low % 64);
}

static guint
count_bits (const guint64 *bits)
{
  guint count = 0;
  for (guint i = 0; i < TP_ID_SET_WORDS; i++)
    count += (guint)__builtin_popcountll (bits[i]);
  return count;
}

/* The index of the first member that is not below `low`. */
static guint
find_low (const TpIdSet *self, guint low)
{
  if (self->count == 0 || self->array[self->count - 1] < low)
    return self->count;
  guint from = 0, to = self->count;
  while (from < to) {
    guint middle = (from + to) / 2;
    if (self->array[middle] < low)
      from = middle + 1;
    else
      to = middle;
  }
  return from;
}

gboolean
tp_id_set_contains (const TpIdSet *self, guint32 number)
{
  guint low = number & 0xFFFF;
  if (TP_ID_BLOCK (number) != self->block)
    return FALSE;
  if (self->bits != NULL)
    return bit_is_set (self->bits, low);
  guint at = find_low (self, low);
  return at < self->count && self->array[at] == low;
}

void
tp_id_set_to_bits (const TpIdSet *self, guint64 out_bits[TP_ID_SET_WORDS])
{
  if (self->bits != NULL) {
    memcpy (out_bits, self->bits, BITSET_BYTES);
    return;
  }
  memset (out_bits, 0, BITSET_BYTES);
  for (guint i = 0; i < self->count; i++)
    set_bit (out_bits, self->array[i]);
}

static void
grow_into_bits (TpIdSet *self)
{
  if (self->bits != NULL)
    return;
  guint64 *bits = g_new (guint64, TP_ID_SET_WORDS);
  tp_id_set_to_bits (self, bits);
  self->bits = bits;
  g_clear_pointer (&self->array, g_free);
  self->capacity = 0;
}

/* Counts the bits anew, and goes back to the array when that is smaller. */
static void
settle (TpIdSet *self)
{
  self->count = count_bits (self->bits);
  if (self->count > ARRAY_MAX)
    return;
  self->capacity = self->count;
  self->array = g_new (guint16, self->count);
  guint filled = 0;
  for (guint word = 0; word < TP_ID_SET_WORDS; word++)
    for (guint64 left = self->bits[word]; left != 0; left &= left - 1)
      self->array[filled++] = (guint16)(word * 64 + (guint)__builtin_ctzll (left));
  g_clear_pointer (&self->bits, g_free);
}

TpIdSet *
tp_id_set_new_from_bits (guint32 block, const guint64 bits[TP_ID_SET_WORDS])
{
  TpIdSet *self = tp_id_set_new (block);
  self->bits = g_memdup2 (bits, BITSET_BYTES);
  settle (self);
  return self;
}

gboolean
tp_id_set_add (TpIdSet *self, guint32 number)
{
  g_assert (TP_ID_BLOCK (number) == self->block);
  guint low = number & 0xFFFF;
  if (self->bits == NULL) {
    guint at = find_low (self, low);
    if (at < self->count && self->array[at] == low)
      return FALSE;
    if (self->count < ARRAY_MAX) {
      if (self->count == self->capacity) {
        self->capacity = CLAMP (self->capacity * 2, 8, ARRAY_MAX);
        self->array = g_renew (guint16, self->array, self->capacity);
      }
      memmove (self->array + at + 1, self->array + at, (self->count - at) * sizeof (guint16));
      self->array[at] = (guint16)low;
      self->count++;
      return TRUE;
    }
    grow_into_bits (self);
  }
  if (bit_is_set (self->bits, low))
    return FALSE;
  set_bit (self->bits, low);
  self->count++;
  return TRUE;
}

gboolean
tp_id_set_remove (TpIdSet *self, guint32 number)
{
  if (!tp_id_set_contains (self, number))
    return FALSE;
  guint low = number & 0xFFFF;
  self->count--;
  if (self->bits != NULL) {
    self->bits[low / 64] &= ~(G_GUINT64_CONSTANT (1) << (low % 64));
    return TRUE;
  }
  for (guint16 *at = self->array + find_low (self, low); at < self->array + self->count; at++)
    at[0] = at[1];
  return TRUE;
}

void
tp_id_set_add_range (TpIdSet *self, guint32 first, guint32 last)
{
  g_assert (first <= last && TP_ID_BLOCK (first) == self->block &&
            TP_ID_BLOCK (last) == self->block);
  grow_into_bits (self);
  for (guint low = first & 0xFFFF; low <= (last & 0xFFFF);) {
    if (low % 64 == 0 && low + 63 <= (last & 0xFFFF)) {
      self->bits[low / 64] = G_MAXUINT64;
      low += 64;
    } else {
      set_bit (self->bits, low++);
    }
  }
  settle (self);
}

void
tp_id_set_union (TpIdSet *self, const TpIdSet *other)
{
  g_assert (self->block == other->block);
  if (other->bits == NULL) {
    for (guint i = 0; i < other->count; i++)
      tp_id_set_add (self, self->block << 16 | other->array[i]);
    return;
  }
  grow_into_bits (self);
  for (guint i = 0; i < TP_ID_SET_WORDS; i++)
    self->bits[i] |= other->bits[i];
  self->count = count_bits (self->bits);
}

/* Keeps the members that are (or are not) in other. */
static void
keep (TpIdSet *self, const TpIdSet *other, gboolean wanted)
{
  g_assert (self->block == other->block);
  if (self->bits != NULL) {
    guint64 bits[TP_ID_SET_WORDS];
    tp_id_set_to_bits (other, bits);
    for (guint i = 0; i < TP_ID_SET_WORDS; i++)
      self->bits[i] &= wanted ? bits[i] : ~bits[i];
    settle (self);
    return;
  }
  guint kept = 0;
  for (guint i = 0; i < self->count; i++)
    if (tp_id_set_contains (other, self->block << 16 | self->array[i]) == wanted)
      self->array[kept++] = self->array[i];
  self->count = kept;
}

void
tp_id_set_subtract (TpIdSet *self, const TpIdSet *other)
{
  keep (self, other, FALSE);
}

void
tp_id_set_intersect (TpIdSet *self, const TpIdSet *other)
{
  keep (self, other, TRUE);
}

gboolean
tp_id_set_equal (const TpIdSet *a, const TpIdSet *b)
{
  if (a->block != b->block || a->count != b->count)
    return FALSE;
  guint64 bits_a[TP_ID_SET_WORDS], bits_b[TP_ID_SET_WORDS];
  tp_id_set_to_bits (a, bits_a);
  tp_id_set_to_bits (b, bits_b);
  return memcmp (bits_a, bits_b, BITSET_BYTES) == 0;
}

void
tp_id_set_iter_init (TpIdSetIter *iter, const TpIdSet *set)
{
  *iter = (TpIdSetIter){.set = set, .left = set->bits != NULL ? set->bits[0] : 0};
}

gboolean
tp_id_set_iter_next (TpIdSetIter *iter, guint32 *out_number)
{
  const TpIdSet *set = iter->set;
  if (set->bits == NULL) {
    if (iter->at >= set->count)
      return FALSE;
    *out_number = set->block << 16 | set->array[iter->at++];
    return TRUE;
  }
  while (iter->left == 0) {
    if (iter->at + 1 >= TP_ID_SET_WORDS)
      return FALSE;
    iter->left = set->bits[++iter->at];
  }
  *out_number = set->block << 16 | (iter->at * 64 + (guint)__builtin_ctzll (iter->left));
  iter->left &= iter->left - 1;
  return TRUE;
}
