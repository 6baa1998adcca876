/* SPDX-License-Identifier: Apache-2.0 */
/* The stored form of a set. To add one: a letter, its size in encode's comparison, a writer and a
 * reader. */
#include "base/idset.h"

#include "base/error.h"
#include "base/i18n.h"

#include <string.h>

#define HEAD_BYTES 3
#define BITSET_BYTES (TP_ID_BLOCK_SIZE / 8)

static guint8 *
put_16 (guint8 *out, guint value)
{
  out[0] = (guint8)(value & 0xFF);
  out[1] = (guint8)(value >> 8);
  return out + 2;
}

static guint
get_16 (const guint8 *bytes)
{
  return bytes[0] | (guint)bytes[1] << 8;
}

static void
set_bit (guint64 *bits, guint low)
{
  bits[low / 64] |= G_GUINT64_CONSTANT (1) << (low % 64);
}

static guint
count_runs (const TpIdSet *self)
{
  guint runs = 0;
  guint32 number, next = G_MAXUINT32;
  TpIdSetIter iter;
  tp_id_set_iter_init (&iter, self);
  for (gboolean first = TRUE; tp_id_set_iter_next (&iter, &number); first = FALSE) {
    runs += first || number != next;
    next = number + 1;
  }
  return runs;
}

static void
write_runs (const TpIdSet *self, guint8 *out)
{
  guint32 number;
  gboolean open = FALSE;
  guint last = 0;
  TpIdSetIter iter;
  tp_id_set_iter_init (&iter, self);
  while (tp_id_set_iter_next (&iter, &number)) {
    guint low = number & 0xFFFF;
    if (!open || low != last + 1) {
      if (open)
        out = put_16 (out, last);
      out = put_16 (out, low);
      open = TRUE;
    }
    last = low;
  }
  if (open)
    put_16 (out, last);
}

static void
write_members (const TpIdSet *self, guint8 *out)
{
  guint32 number;
  TpIdSetIter iter;
  tp_id_set_iter_init (&iter, self);
  while (tp_id_set_iter_next (&iter, &number))
    out = put_16 (out, number & 0xFFFF);
}

static void
write_bits (const TpIdSet *self, guint8 *out)
{
  guint64 bits[TP_ID_SET_WORDS];
  tp_id_set_to_bits (self, bits);
  for (guint i = 0; i < BITSET_BYTES; i++)
    out[i] = (guint8)(bits[i / 8] >> (i % 8 * 8));
}

GBytes *
tp_id_set_encode (const TpIdSet *self)
{
  gsize array_size = 2 * (gsize)tp_id_set_count (self), run_size = 4 * (gsize)count_runs (self);
  gsize size = MIN (MIN (array_size, run_size), BITSET_BYTES);
  char form = size == array_size ? 'a' : size == run_size ? 'r' : 'b';
  guint8 *bytes = g_malloc (HEAD_BYTES + size);
  bytes[0] = (guint8)form;
  guint8 *body = put_16 (bytes + 1, tp_id_set_block (self));
  if (form == 'a')
    write_members (self, body);
  else if (form == 'r')
    write_runs (self, body);
  else
    write_bits (self, body);
  return g_bytes_new_take (bytes, HEAD_BYTES + size);
}

static TpIdSet *
read_members (guint32 block, const guint8 *body, gsize size)
{
  guint64 bits[TP_ID_SET_WORDS] = {0};
  int before = -1;
  if (size % 2 != 0)
    return NULL;
  for (gsize i = 0; i < size; i += 2) {
    int low = (int)get_16 (body + i);
    if (low <= before)
      return NULL;
    set_bit (bits, (guint)low);
    before = low;
  }
  return tp_id_set_new_from_bits (block, bits);
}

static TpIdSet *
read_runs (guint32 block, const guint8 *body, gsize size)
{
  guint64 bits[TP_ID_SET_WORDS] = {0};
  int before = -2; /* the last member so far; runs stand apart */
  if (size % 4 != 0)
    return NULL;
  for (gsize i = 0; i < size; i += 4) {
    int first = (int)get_16 (body + i), last = (int)get_16 (body + i + 2);
    if (first <= before + 1 || last < first)
      return NULL;
    for (int low = first; low <= last; low++)
      set_bit (bits, (guint)low);
    before = last;
  }
  return tp_id_set_new_from_bits (block, bits);
}

static TpIdSet *
read_bits (guint32 block, const guint8 *body, gsize size)
{
  guint64 bits[TP_ID_SET_WORDS] = {0};
  if (size != BITSET_BYTES)
    return NULL;
  for (guint i = 0; i < BITSET_BYTES; i++)
    bits[i / 8] |= (guint64)body[i] << (i % 8 * 8);
  return tp_id_set_new_from_bits (block, bits);
}

TpIdSet *
tp_id_set_decode (const guint8 *bytes, gsize length, GError **error)
{
  TpIdSet *set = NULL;
  if (length >= HEAD_BYTES && length <= TP_ID_SET_MAX_BYTES) {
    guint32 block = get_16 (bytes + 1);
    const guint8 *body = bytes + HEAD_BYTES;
    gsize size = length - HEAD_BYTES;
    set = bytes[0] == 'a'   ? read_members (block, body, size)
          : bytes[0] == 'r' ? read_runs (block, body, size)
          : bytes[0] == 'b' ? read_bits (block, body, size)
                            : NULL;
  }
  if (set == NULL)
    tp_error (error, TP_ERROR_INVALID, _ ("not a stored set of contacts (%zu bytes)"), length);
  return set;
}
