/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The facts behind mail/address_advice.h. Every array is sorted by strcmp (by its first member) for
 * a binary search; address_advice_test.c holds them to it. */

typedef struct {
  const char *domain;
  gboolean is_unmistakable; /* a name so much its own that one letter off is a typing error */
} TpAdviceProvider;

typedef struct {
  const char *wrong, *right;
  gboolean is_never_real; /* of a top-level domain: there is none of that name */
} TpAdviceCorrection;

extern const TpAdviceProvider tp_advice_providers[];
extern const gsize tp_advice_n_providers;

/* Whole domains that people type instead of another. */
extern const TpAdviceCorrection tp_advice_domains[];
extern const gsize tp_advice_n_domains;

/* Likewise what stands behind the first dot. */
extern const TpAdviceCorrection tp_advice_tops[];
extern const gsize tp_advice_n_tops;

extern const char *const tp_advice_roles[];
extern const gsize tp_advice_n_roles;

extern const char *const tp_advice_throwaways[];
extern const gsize tp_advice_n_throwaways;
