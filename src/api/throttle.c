/* SPDX-License-Identifier: Apache-2.0 */
/* A bucket per key, filled by time when it is looked at; a full one needs not be kept. */
#include "api/throttle.h"

#include <math.h>

typedef struct {
  double left;
  gint64 filled_us;
} Bucket;

struct TpThrottle {
  GMutex lock;
  GHashTable *buckets; /* key → Bucket */
  double burst;
  double refill_us;
};

TpThrottle *
tp_throttle_new (guint burst, guint refill_seconds)
{
  TpThrottle *throttle = g_new0 (TpThrottle, 1);
  g_mutex_init (&throttle->lock);
  throttle->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  throttle->burst = burst;
  throttle->refill_us = (double)refill_seconds * G_USEC_PER_SEC;
  return throttle;
}

void
tp_throttle_free (TpThrottle *throttle)
{
  if (throttle == NULL)
    return;
  g_hash_table_unref (throttle->buckets);
  g_mutex_clear (&throttle->lock);
  g_free (throttle);
}

static double
fill_at (const TpThrottle *throttle, const Bucket *bucket, gint64 now_us)
{
  double filled = bucket->left + (double)(now_us - bucket->filled_us) / throttle->refill_us;
  return MIN (filled, throttle->burst);
}

static void
make_room (TpThrottle *throttle, gint64 now_us)
{
  GHashTableIter iter;
  gpointer bucket;
  g_hash_table_iter_init (&iter, throttle->buckets);
  while (g_hash_table_iter_next (&iter, NULL, &bucket))
    if (fill_at (throttle, bucket, now_us) > throttle->burst - 1)
      g_hash_table_iter_remove (&iter);
  if (g_hash_table_size (throttle->buckets) >= TP_THROTTLE_KEYS_MAX)
    g_hash_table_remove_all (throttle->buckets);
}

static Bucket *
find_bucket (TpThrottle *throttle, const char *key, gint64 now_us)
{
  Bucket *bucket = g_hash_table_lookup (throttle->buckets, key);
  if (bucket != NULL)
    return bucket;
  if (g_hash_table_size (throttle->buckets) >= TP_THROTTLE_KEYS_MAX)
    make_room (throttle, now_us);
  bucket = g_new0 (Bucket, 1);
  bucket->left = throttle->burst;
  bucket->filled_us = now_us;
  g_hash_table_insert (throttle->buckets, g_strdup (key), bucket);
  return bucket;
}

gboolean
tp_throttle_take (TpThrottle *throttle, const char *key, gint64 now_us, guint *out_wait_seconds)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&throttle->lock);
  Bucket *bucket = find_bucket (throttle, key, now_us);
  bucket->left = fill_at (throttle, bucket, now_us);
  bucket->filled_us = now_us;
  if (bucket->left >= 1) {
    bucket->left -= 1;
    return TRUE;
  }
  if (out_wait_seconds != NULL)
    *out_wait_seconds = (guint)ceil ((1 - bucket->left) * throttle->refill_us / G_USEC_PER_SEC);
  return FALSE;
}

void
tp_throttle_give_back (TpThrottle *throttle, const char *key)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&throttle->lock);
  Bucket *bucket = g_hash_table_lookup (throttle->buckets, key);
  if (bucket != NULL)
    bucket->left = MIN (bucket->left + 1, throttle->burst);
}
