/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"
#include "core/field.h"
#include "core/seed.h"
#include "core/seed_random.h"
#include "core/seed_shop.h"

/* The parts of a seed, for core/seed.c alone. */

typedef enum {
  TP_SEED_NEWSLETTER,
  TP_SEED_MAGAZINE,
  TP_SEED_GREETINGS,
  TP_SEED_LISTS,
} TpSeedList;

typedef enum {
  TP_SEED_FIELD_HOUSEHOLD,
  TP_SEED_FIELD_CHILDREN,
  TP_SEED_FIELD_CHILD_1, /* and the following */
  TP_SEED_FIELD_SHOE_SIZE = TP_SEED_FIELD_CHILD_1 + TP_SEED_CHILDREN,
  TP_SEED_FIELDS,
} TpSeedField;

typedef struct {
  TpAccount *account;
  TpClock *clock;
  const TpSeedPlan *plan;
  guint chunk;
  const TpSeedOptions *options;
  TpSeedResult *result;
  gint64 base; /* the contact number of person i is base + i */
  gint64 custom[TP_SEED_FIELDS];
  GArray *tags; /* gint64 */
  gint64 lists[TP_SEED_LISTS];
  gint64 products[TP_SEED_PRODUCTS];
  gint64 sources[TP_SEED_SOURCES];
  gint64 done, total; /* steps, for the progress */
} TpSeedRun;

extern const TpActor tp_seed_actor;

/* Tells the progress; FALSE without an error when it is to stop. */
gboolean tp_seed_step (TpSeedRun *run, gint64 steps);

/* Who joins in a period. */
gboolean tp_seed_join (TpSeedRun *run, guint period, GError **error);
/* What is bought in a period. */
gboolean tp_seed_sell (TpSeedRun *run, guint period, GError **error);
/* The n-th campaign, and what becomes of it. */
gboolean tp_seed_mail (TpSeedRun *run, guint n, GError **error);
