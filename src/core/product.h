/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Products: what can be bought, by name, unique (by tp_fold) among what is not archived; each in
 * one category or none. Orders bring the products that they name. */

typedef struct {
  gint64 id;
  char *name;
  gint64 category;     /* 0: none */
  char *category_name; /* NULL: none */
  gint64 created_at;
  gint64 archived_at; /* 0: in use */
} TpProduct;

void tp_product_free (TpProduct *product);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpProduct, tp_product_free)

/* By number, archived or not. NOT_FOUND. (transfer full) */
TpProduct *tp_product_get (TpConn *conn, gint64 id, GError **error);

/* Makes one; category 0: none. INVALID: not a name; CONFLICT: the name is taken; NOT_FOUND: no such
 * category. Event thing_added. */
gboolean tp_product_make (TpChange *change, const char *name, gint64 category, gint64 *out_id,
                          GError **error);

/* The numbers of these names, which are made where they are missing. categories[i] (may be 0) is
 * given to a product that has none; one that has another keeps it. At most TP_PRODUCT_MANY_MAX
 * names, which may repeat. INVALID: not a name. */
#define TP_PRODUCT_MANY_MAX 65536
gboolean tp_product_find_or_make_many (TpChange *change, const char *const *names,
                                       const gint64 *categories, gsize length, gint64 *out_ids,
                                       GError **error);

/* name NULL: stays. category -1: stays, 0: none. NOT_FOUND, INVALID, CONFLICT. Event
 * thing_changed. */
gboolean tp_product_change (TpChange *change, gint64 id, const char *name, gint64 category,
                            GError **error);

/* What was bought of it stays bought; its name becomes free. CONFLICT while rules or segments use
 * it, which are named. Event thing_archived. */
gboolean tp_product_archive (TpChange *change, gint64 id, GError **error);

/* Those in use by name, of TpProduct, after a name key ("" from the beginning), at most `limit`.
 * *out_next: the key to go on after, NULL at the end. (transfer full) */
#define TP_PRODUCT_PAGE_MAX 1000
GPtrArray *tp_product_page (TpConn *conn, const char *after, guint limit, char **out_next,
                            GError **error);
