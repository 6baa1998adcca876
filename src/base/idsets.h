/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idset.h"

/* A set of any contact numbers as a list of TpIdSet, one per block that has members, ascending by
 * block: how a command over many contacts is split into chunks and set events. At most 65,536
 * blocks; a full one takes 8 KiB.
 *
 * Not thread-safe; a set that nobody changes may be read by many threads. */

typedef struct TpIdSets TpIdSets;

TpIdSets *tp_id_sets_new (void); /* (transfer full) */
void tp_id_sets_free (TpIdSets *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpIdSets, tp_id_sets_free)

/* In any order; fast when numbers of one block come together. TRUE when it was not there. */
gboolean tp_id_sets_add (TpIdSets *self, guint32 number);
gboolean tp_id_sets_remove (TpIdSets *self, guint32 number);
gboolean tp_id_sets_contains (const TpIdSets *self, guint32 number);
guint64 tp_id_sets_count (const TpIdSets *self);

void tp_id_sets_union (TpIdSets *self, const TpIdSet *other);
void tp_id_sets_subtract (TpIdSets *self, const TpIdSet *other);

/* The blocks that have members: nth (borrowed until the next change), i < length. */
guint tp_id_sets_length (const TpIdSets *self);
const TpIdSet *tp_id_sets_nth (const TpIdSets *self, guint i);
/* The members in that block, or NULL when there are none (borrowed until the next change). */
const TpIdSet *tp_id_sets_find (const TpIdSets *self, guint32 block);
