/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Pairs of contacts that may be the same person. A search goes over all live contacts in chunks,
 * keeps its findings in a table, and is repeated when asked; pages read that table. Pairs that were
 * dismissed stay away, and pairs of which one is no longer live are not shown.
 *
 * Memory: 12 bytes per value, in as many passes as keep it near TP_DUPLICATE_PASS values. */

typedef enum {
  TP_DUPLICATE_PHONE = 1,   /* the same phone number */
  TP_DUPLICATE_NAME = 2,    /* the same name and postcode */
  TP_DUPLICATE_ADDRESS = 3, /* the same mailbox by dots, +, or a like domain */
} TpDuplicateReason;
const char *tp_duplicate_reason_name (TpDuplicateReason reason); /* "phone" */

#define TP_DUPLICATE_PASS 4000000
#define TP_DUPLICATE_GROUP_MAX 10 /* contacts that share a value beyond which it tells nothing */
#define TP_DUPLICATE_PAIRS_MAX 100000
#define TP_DUPLICATE_PAGE_MAX 500

typedef struct {
  gint64 one, other; /* one < other */
  TpDuplicateReason reason;
} TpDuplicate;

/* Replaces the findings. *out_pairs (may be NULL): how many there are, at most
 * TP_DUPLICATE_PAIRS_MAX. `country`: of phone numbers without a country code, or NULL. */
gboolean tp_duplicate_search (TpAccount *account, const char *country, guint *out_pairs,
                              GError **error);

/* Those after (after_one, after_other), ascending, of TpDuplicate; 0, 0: from the first. (transfer
 * full) */
GArray *tp_duplicate_page (TpConn *conn, gint64 after_one, gint64 after_other, guint limit,
                           GError **error);
/* NOT_FOUND: no such contacts. */
gboolean tp_duplicate_dismiss (TpChange *change, gint64 one, gint64 other, GError **error);
