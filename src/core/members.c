/* SPDX-License-Identifier: Apache-2.0 */
#include "core/members.h"

#include "base/compare.h"

GArray *
tp_members_numbers (const TpIdSet *members)
{
  GArray *numbers = g_array_sized_new (FALSE, FALSE, sizeof (gint64), tp_id_set_count (members));
  TpIdSetIter iter;
  tp_id_set_iter_init (&iter, members);
  for (guint32 number; tp_id_set_iter_next (&iter, &number);) {
    gint64 value = number;
    g_array_append_val (numbers, value);
  }
  return numbers;
}

TpIdSet *
tp_members_take_rows (TpRows *rows, guint32 block, GError **error)
{
  g_autoptr (TpRows) taken = rows;
  g_autoptr (TpIdSet) members = tp_id_set_new (block);
  g_autoptr (GError) local = NULL;
  if (taken == NULL)
    return NULL;
  while (tp_rows_next (taken, &local))
    tp_id_set_add (members, (guint32)tp_rows_int64 (taken, 0));
  return tp_rows_ended (&local, error) ? g_steal_pointer (&members) : NULL;
}

struct TpMembersBy {
  GHashTable *sets; /* gint64 → TpIdSets */
  gint64 last;      /* the number asked for last, and its set */
  TpIdSets *last_sets;
};

TpMembersBy *
tp_members_by_new (void)
{
  TpMembersBy *self = g_new0 (TpMembersBy, 1);
  self->sets =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)tp_id_sets_free);
  return self;
}

void
tp_members_by_free (TpMembersBy *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->sets);
  g_free (self);
}

static TpIdSets *
sets_of (TpMembersBy *self, gint64 number)
{
  if (self->last_sets != NULL && self->last == number)
    return self->last_sets;
  self->last = number;
  self->last_sets = g_hash_table_lookup (self->sets, &number);
  if (self->last_sets == NULL) {
    self->last_sets = tp_id_sets_new ();
    g_hash_table_insert (self->sets, g_memdup2 (&number, sizeof number), self->last_sets);
  }
  return self->last_sets;
}

void
tp_members_by_add (TpMembersBy *self, gint64 number, guint32 contact)
{
  tp_id_sets_add (sets_of (self, number), contact);
}

void
tp_members_by_union (TpMembersBy *self, gint64 number, const TpIdSet *contacts)
{
  tp_id_sets_union (sets_of (self, number), contacts);
}

GArray *
tp_members_by_numbers (TpMembersBy *self)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, self->sets);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_array_append_vals (numbers, key, 1);
  g_array_sort (numbers, tp_int64_compare);
  return numbers;
}

TpIdSets *
tp_members_by_find (TpMembersBy *self, gint64 number)
{
  return g_hash_table_lookup (self->sets, &number);
}
