/* SPDX-License-Identifier: Apache-2.0 */
/* A pointer array sorted by block; the place of the last block asked for is remembered, since
 * numbers mostly come in runs. A block that becomes empty is taken out at once. */
#include "base/idsets.h"

struct TpIdSets {
  GPtrArray *blocks; /* of TpIdSet */
  guint last;        /* the place used last, a hint */
};

TpIdSets *
tp_id_sets_new (void)
{
  TpIdSets *self = g_new0 (TpIdSets, 1);
  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_id_set_free);
  return self;
}

void
tp_id_sets_free (TpIdSets *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

/* The place of the block, or the one where it belongs. */
static guint
find_place (const TpIdSets *self, guint32 block)
{
  guint from = 0, to = self->blocks->len;
  while (from < to) {
    guint middle = (from + to) / 2;
    if (tp_id_set_block (self->blocks->pdata[middle]) < block)
      from = middle + 1;
    else
      to = middle;
  }
  return from;
}

static gboolean
is_at (const TpIdSets *self, guint place, guint32 block)
{
  return place < self->blocks->len && tp_id_set_block (self->blocks->pdata[place]) == block;
}

static TpIdSet *
ensure (TpIdSets *self, guint32 block)
{
  if (!is_at (self, self->last, block)) {
    self->last = find_place (self, block);
    if (!is_at (self, self->last, block))
      g_ptr_array_insert (self->blocks, (int)self->last, tp_id_set_new (block));
  }
  return self->blocks->pdata[self->last];
}

const TpIdSet *
tp_id_sets_find (const TpIdSets *self, guint32 block)
{
  guint place = is_at (self, self->last, block) ? self->last : find_place (self, block);
  return is_at (self, place, block) ? self->blocks->pdata[place] : NULL;
}

static void
drop_if_empty (TpIdSets *self, guint32 block)
{
  guint place = find_place (self, block);
  if (is_at (self, place, block) && tp_id_set_is_empty (self->blocks->pdata[place]))
    g_ptr_array_remove_index (self->blocks, place);
}

gboolean
tp_id_sets_add (TpIdSets *self, guint32 number)
{
  return tp_id_set_add (ensure (self, TP_ID_BLOCK (number)), number);
}

gboolean
tp_id_sets_remove (TpIdSets *self, guint32 number)
{
  guint32 block = TP_ID_BLOCK (number);
  TpIdSet *set = (TpIdSet *)tp_id_sets_find (self, block);
  gboolean removed = set != NULL && tp_id_set_remove (set, number);
  drop_if_empty (self, block);
  return removed;
}

gboolean
tp_id_sets_contains (const TpIdSets *self, guint32 number)
{
  const TpIdSet *set = tp_id_sets_find (self, TP_ID_BLOCK (number));
  return set != NULL && tp_id_set_contains (set, number);
}

guint64
tp_id_sets_count (const TpIdSets *self)
{
  guint64 count = 0;
  for (guint i = 0; i < self->blocks->len; i++)
    count += tp_id_set_count (self->blocks->pdata[i]);
  return count;
}

void
tp_id_sets_union (TpIdSets *self, const TpIdSet *other)
{
  if (!tp_id_set_is_empty (other))
    tp_id_set_union (ensure (self, tp_id_set_block (other)), other);
}

void
tp_id_sets_subtract (TpIdSets *self, const TpIdSet *other)
{
  guint32 block = tp_id_set_block (other);
  TpIdSet *set = (TpIdSet *)tp_id_sets_find (self, block);
  if (set != NULL)
    tp_id_set_subtract (set, other);
  drop_if_empty (self, block);
}

guint
tp_id_sets_length (const TpIdSets *self)
{
  return self->blocks->len;
}

const TpIdSet *
tp_id_sets_nth (const TpIdSets *self, guint i)
{
  g_assert (i < self->blocks->len);
  return self->blocks->pdata[i];
}
