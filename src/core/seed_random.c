/* SPDX-License-Identifier: Apache-2.0 */
/* SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014),
 * begun at a mixture of seed, stream and person. */
#include "core/seed_random.h"

#include <math.h>

static guint64
mix (guint64 z)
{
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

TpSeedRandom
tp_seed_random (guint64 seed, guint stream, gint64 whom)
{
  return (TpSeedRandom){mix (mix (seed + stream * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) +
                             (guint64)whom * G_GUINT64_CONSTANT (0xd1342543de82ef95))};
}

guint64
tp_seed_random_next (TpSeedRandom *random)
{
  random->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return mix (random->state);
}

guint
tp_seed_random_below (TpSeedRandom *random, guint bound)
{
  return (guint)((tp_seed_random_next (random) >> 32) * bound >> 32);
}

double
tp_seed_random_unit (TpSeedRandom *random)
{
  return (double)(tp_seed_random_next (random) >> 11) * 0x1p-53;
}

gboolean
tp_seed_random_chance (TpSeedRandom *random, double share)
{
  return tp_seed_random_unit (random) < share;
}

guint
tp_seed_random_times (TpSeedRandom *random, double mean, guint most)
{
  double left = tp_seed_random_unit (random), share = exp (-mean);
  guint times = 0;
  for (; times < most && left >= share; times++) {
    left -= share;
    share *= mean / (times + 1);
  }
  return times;
}
