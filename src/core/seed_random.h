/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Chance that can be asked again: a number follows from the seed, what is asked for and for whom,
 * never from what was asked before. So the sample business is the same however it is cut into
 * chunks. Thread-safe. */

/* What is asked for: every use has a stream of its own. */
typedef enum {
  TP_SEED_HOUSEHOLD,
  TP_SEED_FAMILY,
  TP_SEED_HOME,
  TP_SEED_SELF,
  TP_SEED_HABIT,
  TP_SEED_TASTE,
  TP_SEED_TAGS,
  TP_SEED_STANDING, /* on lists, and permissions */
  TP_SEED_ORDERS,   /* and from here on one for each period or campaign */
  TP_SEED_ORDER = 1000,
  TP_SEED_MAIL = 2000,
} TpSeedStream;

/* A generator: 64 bits a step. */
typedef struct {
  guint64 state;
} TpSeedRandom;

TpSeedRandom tp_seed_random (guint64 seed, guint stream, gint64 whom);
guint64 tp_seed_random_next (TpSeedRandom *random);
guint tp_seed_random_below (TpSeedRandom *random, guint bound); /* 0 up to bound - 1 */
double tp_seed_random_unit (TpSeedRandom *random);              /* 0 up to but not including 1 */
gboolean tp_seed_random_chance (TpSeedRandom *random, double share);
/* How often something happens that happens `mean` times on average, at most `most`. */
guint tp_seed_random_times (TpSeedRandom *random, double mean, guint most);
