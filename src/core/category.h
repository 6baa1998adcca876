/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Categories of products: names, unique (by tp_fold) among what is not archived. */

typedef struct {
  gint64 id;
  char *name;
  gint64 created_at;
  gint64 archived_at; /* 0: in use */
} TpCategory;

void tp_category_free (TpCategory *category);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpCategory, tp_category_free)

/* By number, archived or not. NOT_FOUND. (transfer full) */
TpCategory *tp_category_get (TpConn *conn, gint64 id, GError **error);

/* Makes one. INVALID: not a name; CONFLICT: the name is taken. Event thing_added. */
gboolean tp_category_make (TpChange *change, const char *name, gint64 *out_id, GError **error);

/* The numbers of these names, which are made where they are missing; a NULL name has number 0. At
 * most TP_CATEGORY_MANY_MAX names, which may repeat. INVALID: not a name. */
#define TP_CATEGORY_MANY_MAX 65536
gboolean tp_category_find_or_make_many (TpChange *change, const char *const *names, gsize length,
                                        gint64 *out_ids, GError **error);

/* NOT_FOUND, INVALID, CONFLICT. Event thing_changed. */
gboolean tp_category_rename (TpChange *change, gint64 id, const char *name, GError **error);

/* Its products keep it. CONFLICT while rules or segments use it, which are named. Event
 * thing_archived. */
gboolean tp_category_archive (TpChange *change, gint64 id, GError **error);

/* Those in use by name, of TpCategory, after a name key ("" from the beginning), at most `limit`.
 * *out_next: the key to go on after, NULL at the end. (transfer full) */
#define TP_CATEGORY_PAGE_MAX 1000
GPtrArray *tp_category_page (TpConn *conn, const char *after, guint limit, char **out_next,
                             GError **error);
