/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Places of the sample business: cities of Germany, the Netherlands and Belgium with the range of
 * their postcodes and their people, and street names of each language. Static and never changed. */

typedef struct {
  const char *city;
  guint people;                        /* thousands: how often it is taken */
  guint first_postcode, last_postcode; /* in digits; the Netherlands put two letters behind */
} TpSeedCity;

typedef struct {
  const char *country;  /* "DE" */
  const char *language; /* "de" */
  guint weight;         /* of the region among all, in percent */
  guint postcode_digits;
  const TpSeedCity *cities;   /* ended by one without a name */
  const char *const *streets; /* NULL-terminated */
  gboolean number_first;      /* "12 rue Haute", else "Hoogstraat 12" */
  const char *const *phones;  /* numbers that are nobody's; three digits are put behind */
} TpSeedRegion;

#define TP_SEED_REGIONS 4 /* Germany, the Netherlands, Flanders, Wallonia with Brussels */
extern const TpSeedRegion tp_seed_regions[TP_SEED_REGIONS];
