/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Addresses that must not be mailed, and why; also whole domains, as "*@example.com" (not their
 * subdomains). They belong to the address, known to us or not, and outlive its contact unless that
 * is erased. The key is personal.
 *
 * Stored numbers never change their meaning. */

typedef enum {
  TP_SUPPRESSION_HARD_BOUNCE = 1,
  TP_SUPPRESSION_SOFT_BOUNCES = 2, /* they lasted */
  TP_SUPPRESSION_COMPLAINT = 3,
  TP_SUPPRESSION_UNSUBSCRIBED = 4, /* asked for by the person: from everything */
  TP_SUPPRESSION_MANUAL = 5,
  TP_SUPPRESSION_INVALID = 6, /* cannot be delivered by its form or domain */
  TP_SUPPRESSION_CLEANED = 7, /* taken over from the list of another program */
} TpSuppressionReason;
#define TP_SUPPRESSION_REASONS (TP_SUPPRESSION_CLEANED + 1)

const char *tp_suppression_reason_name (TpSuppressionReason reason); /* "hard_bounce" */
gboolean tp_suppression_reason_find (const char *name, TpSuppressionReason *out_reason);

#define TP_SUPPRESSION_DETAIL_MAX 1000 /* characters; longer ones are cut */
#define TP_SUPPRESSION_CHUNK 8192
#define TP_SUPPRESSION_PAGE_MAX 1000

typedef struct {
  char *key; /* of an address, or "*@domain" */
  TpSuppressionReason reason;
  char *detail; /* the server's words, or NULL */
  gint64 since;
} TpSuppression;
void tp_suppression_free (TpSuppression *suppression);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpSuppression, tp_suppression_free)

/* The key of an address or of "*@domain". (transfer full); NULL: INVALID. */
char *tp_suppression_key (const char *text, GError **error);

/* Suppresses it; one that is there keeps its since, and its reason unless the new one weighs more
 * (complaint and unsubscribed stay). Event address_suppressed about its contact (or nobody), with
 * data {"address", "reason"}. `key` from tp_suppression_key or mail/address.h. */
gboolean tp_suppression_set (TpChange *change, const char *key, TpSuppressionReason reason,
                             const char *detail, GError **error);
/* Many, at most TP_SUPPRESSION_CHUNK; *out_added: how many were not there. Set events about the
 * contacts, data {"reason"}. */
gboolean tp_suppression_set_many (TpChange *change, const char *const *keys, gsize length,
                                  TpSuppressionReason reason, const char *detail, guint *out_added,
                                  GError **error);
/* NOT_FOUND. Event address_released. */
gboolean tp_suppression_release (TpChange *change, const char *key, GError **error);

/* NULL without an error: it is not suppressed, its domain neither. (transfer full) */
TpSuppression *tp_suppression_find (TpConn *conn, const char *key, GError **error);
/* out_reasons[i]: that of keys[i] or its domain, 0: none. At most 65,536. */
gboolean tp_suppression_find_many (TpConn *conn, const char *const *keys, gsize length,
                                   guint8 *out_reasons, GError **error);
/* By key, those after `after` (NULL: from the first) of a reason (0: all); of TpSuppression.
 * (transfer full) */
GPtrArray *tp_suppression_page (TpConn *conn, TpSuppressionReason reason, const char *after,
                                guint limit, GError **error);
