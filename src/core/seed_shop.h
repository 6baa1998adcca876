/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/seed_person.h"

/* The shop of the sample business, a roastery: its products, what goes into a basket, its tags and
 * its mails. Pure; static and never changed. */

#define TP_SEED_PRODUCTS 30
#define TP_SEED_SOURCES 3
#define TP_SEED_ITEMS_MAX 3
#define TP_SEED_MAILS_MAX 200 /* campaigns */

typedef struct {
  const char *name, *category;
  gint64 price;  /* euro cents */
  guint weight;  /* how often it is taken */
  gboolean kept; /* one is enough; else it is bought again */
} TpSeedProduct;
extern const TpSeedProduct tp_seed_products[TP_SEED_PRODUCTS];
extern const char *const tp_seed_sources[TP_SEED_SOURCES];

typedef struct {
  guint source;
  guint length;
  guint products[TP_SEED_ITEMS_MAX]; /* each once */
  guint quantities[TP_SEED_ITEMS_MAX];
  gint64 refunded_at; /* 0: not; of the first item, later than the order */
} TpSeedBasket;

/* The n-th order of a person in a period. */
void tp_seed_basket (const TpSeedPlan *plan, gint64 index, guint period, guint n, gint64 at,
                     TpSeedBasket *out_basket);

/* "Interest: espresso"; each number another name. (transfer full) */
char *tp_seed_tag_name (guint tag);
/* The share of people who wear it. */
double tp_seed_tag_share (guint tag);

/* The n-th of the plan's campaigns. (transfer full) */
char *tp_seed_mail_name (guint n);
const char *tp_seed_mail_subject (guint n);
extern const char tp_seed_mail_html[];
extern const char tp_seed_mail_text[];
