/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/seed_places.h"

/* Names of people and firms of the sample business, as they are frequent in each region; a first
 * name belongs to those born before 1980 or since. Every array ends with NULL; the more frequent
 * names stand first and are taken more often. Static and never changed. */

typedef enum { TP_SEED_WOMAN, TP_SEED_MAN, TP_SEED_SEXES } TpSeedSex;
typedef enum { TP_SEED_OLDER, TP_SEED_YOUNGER, TP_SEED_GENERATIONS } TpSeedGeneration;
#define TP_SEED_YOUNGER_SINCE 1980 /* year of birth */

extern const char *const
    *const tp_seed_first_names[TP_SEED_REGIONS][TP_SEED_SEXES][TP_SEED_GENERATIONS];
extern const char *const *const tp_seed_last_names[TP_SEED_REGIONS];
/* "%s Metallbau GmbH" around a last name. */
extern const char *const *const tp_seed_companies[TP_SEED_REGIONS];
extern const char *const tp_seed_hobbies[];
extern const char *const tp_seed_lead_sources[];
/* Domains that belong to nobody (RFC 2606). */
extern const char *const tp_seed_domains[];

/* How many there are. */
guint tp_seed_names_length (const char *const *names);
