/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Where orders come from: a shop, a till, a file. Order numbers are unique within a source. */

typedef struct {
  gint64 id;
  char *name;
  gint64 created_at;
} TpPurchaseSource;

void tp_purchase_source_free (TpPurchaseSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpPurchaseSource, tp_purchase_source_free)

#define TP_PURCHASE_SOURCES_MAX 1000 /* in an account; LIMIT */

/* The source of that name (by tp_fold), made when it is missing. INVALID: not a name; LIMIT. */
gboolean tp_purchase_source_find_or_make (TpChange *change, const char *name, gint64 *out_id,
                                          GError **error);
/* The same without making it: *out_id 0 when there is none. */
gboolean tp_purchase_source_find (TpConn *conn, const char *name, gint64 *out_id, GError **error);

/* All by name, of TpPurchaseSource. (transfer full) */
GPtrArray *tp_purchase_source_list (TpConn *conn, GError **error);
