/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A set of contact numbers within one block of 65,536 (block = number >> 16): what a set event of
 * the feed carries. Kept as a sorted array up to 4096 members (2 bytes each), else as a bitset of
 * 8 KiB; written in the shortest of three forms, so a full block takes 7 bytes.
 *
 * Not thread-safe; a set that nobody changes may be read by many threads. */

#define TP_ID_BLOCK_SIZE 65536
#define TP_ID_SET_MAX_BYTES (3 + TP_ID_BLOCK_SIZE / 8) /* of a written set */
#define TP_ID_BLOCK(number) ((guint32)(number) >> 16)

typedef struct TpIdSet TpIdSet;

TpIdSet *tp_id_set_new (guint32 block); /* (transfer full); asserts block < 65,536 */
TpIdSet *tp_id_set_copy (const TpIdSet *self);
void tp_id_set_free (TpIdSet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpIdSet, tp_id_set_free)

guint32 tp_id_set_block (const TpIdSet *self);
guint tp_id_set_count (const TpIdSet *self);
gboolean tp_id_set_is_empty (const TpIdSet *self);
gboolean tp_id_set_contains (const TpIdSet *self, guint32 number); /* any block; FALSE for others */

/* The number must be of the set's block (asserted). Fast when numbers come in ascending order.
 * TRUE when it was not (was) there. */
gboolean tp_id_set_add (TpIdSet *self, guint32 number);
gboolean tp_id_set_remove (TpIdSet *self, guint32 number);
void tp_id_set_add_range (TpIdSet *self, guint32 first, guint32 last); /* both included */

/* self = self ∪, \, ∩ other; both of one block (asserted). */
void tp_id_set_union (TpIdSet *self, const TpIdSet *other);
void tp_id_set_subtract (TpIdSet *self, const TpIdSet *other);
void tp_id_set_intersect (TpIdSet *self, const TpIdSet *other);
gboolean tp_id_set_equal (const TpIdSet *a, const TpIdSet *b);

/* The members as a bitset: bit n of word w is number block * 65,536 + w * 64 + n. */
#define TP_ID_SET_WORDS (TP_ID_BLOCK_SIZE / 64)
TpIdSet *tp_id_set_new_from_bits (guint32 block, const guint64 bits[TP_ID_SET_WORDS]);
void tp_id_set_to_bits (const TpIdSet *self, guint64 out_bits[TP_ID_SET_WORDS]);

/* Ascending. The set must not change meanwhile.
 *   TpIdSetIter iter;
 *   tp_id_set_iter_init (&iter, set);
 *   for (guint32 number; tp_id_set_iter_next (&iter, &number);) */
typedef struct {
  const TpIdSet *set;
  guint at;     /* index into the array, or word of the bitset */
  guint64 left; /* bits of that word not yet given */
} TpIdSetIter;
void tp_id_set_iter_init (TpIdSetIter *iter, const TpIdSet *set);
gboolean tp_id_set_iter_next (TpIdSetIter *iter, guint32 *out_number);

/* The stored form: byte 0 the form, bytes 1 and 2 the block; then
 *   'a'  members ascending, 2 bytes each;
 *   'r'  runs ascending and apart, each its first member and its last, 2 bytes each;
 *   'b'  8192 bytes, bit n % 8 of byte n / 8.
 * Two-byte numbers are little-endian, relative to the block. The shortest form is taken, of equals
 * the first named, so equal sets have equal bytes. New forms get new letters. */
GBytes *tp_id_set_encode (const TpIdSet *self); /* (transfer full) */

/* Checks everything: form, length, order. (transfer full); INVALID. */
TpIdSet *tp_id_set_decode (const guint8 *bytes, gsize length, GError **error);
