/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/seed_names.h"

/* The people of the sample business, worked out one by one: person i is always the same for the
 * same plan, whoever else was asked for. They live in households of one or two with a common
 * address, mostly a common last name, and children. The time of the business is cut into periods
 * of equal length; people are numbered in the order in which they came. Pure; thread-safe. */

#define TP_SEED_PERIODS 24
#define TP_SEED_PERIOD_MS G_GINT64_CONSTANT (2629800000) /* a month of 30.4375 days */
#define TP_SEED_CHILDREN 3
#define TP_SEED_ORDERS_MAX 8 /* of a person in a period */
#define TP_SEED_TAGS_MAX 5000
#define TP_SEED_CONTACTS_MAX 100000000

typedef struct {
  guint64 seed;
  gint64 contacts;
  guint tags;
  double purchases_per_contact; /* on average, over all the time */
  guint campaigns;
  gint64 end; /* the time that the last period ends */
} TpSeedPlan;

typedef struct {
  gint64 index; /* from 0 */
  gint64 household;
  guint region; /* of tp_seed_regions */
  TpSeedSex sex;
  const char *first_name, *last_name;
  const char *title; /* "Dr.", or NULL */
  char company[80];  /* "": none */
  char email[120];
  char birth_date[11];
  char phone[24]; /* "": none */
  char street[64], postcode[8];
  const char *city, *country, *language;
  const char *status, *lead_source;
  char hobbies[64]; /* one per line; "": none */
  guint children;
  char child_birthdays[TP_SEED_CHILDREN][11];
  guint shoe_size;
  gint64 created_at;
  guint period;   /* in which they came */
  double buying;  /* orders in a period on average, before the season */
  double opening; /* share of the mails that are opened */
} TpSeedPerson;

gint64 tp_seed_period_start (const TpSeedPlan *plan, guint period);

/* How many people there are at the end of a period. */
gint64 tp_seed_known (const TpSeedPlan *plan, guint period);

void tp_seed_person (const TpSeedPlan *plan, gint64 index, TpSeedPerson *out_person);

/* What of a person decides about buying and opening alone, much cheaper: index, period, created_at,
 * buying and opening are filled in. */
void tp_seed_person_habits (const TpSeedPlan *plan, gint64 index, TpSeedPerson *out_person);

/* How much is bought at that time of the year, 1 on average: Christmas, spring, summer. */
double tp_seed_season (gint64 at);

/* The times of a person's orders in a period, ascending; returns how many. */
guint tp_seed_order_times (const TpSeedPlan *plan, const TpSeedPerson *person, guint period,
                           gint64 out_at[TP_SEED_ORDERS_MAX]);
