/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Tags: labels on contacts. Names are unique (by tp_fold) among what is not archived. Who wears a
 * tag is core/tag_set.h. */

/* How a tag came to be: made by a person, or the kind of automatic tag (core/automatic_tag.h), then
 * `origin_id` is the product, campaign, ... that it is about. Stored numbers. */
typedef enum {
  TP_TAG_MANUAL = 0,
  TP_TAG_BOUGHT = 1,
  TP_TAG_REFUNDED = 2,
  TP_TAG_CHARGED_BACK = 3,
  TP_TAG_RECEIVED = 4,
  TP_TAG_OPENED = 5,
  TP_TAG_CLICKED = 6,
  TP_TAG_JOINED = 7,
} TpTagOrigin;
#define TP_TAG_ORIGINS (TP_TAG_JOINED + 1)

typedef struct {
  gint64 id;
  char *name;
  TpTagOrigin origin;
  gint64 origin_id;
  char *description; /* NULL: none */
  gint64 created_at;
  gint64 archived_at; /* 0: not archived */
} TpTag;

void tp_tag_free (TpTag *tag);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpTag, tp_tag_free)

/* By number, archived or not; get: NOT_FOUND when it is not there. (transfer full) */
TpTag *tp_tag_get (TpConn *conn, gint64 id, GError **error);

/* By name among what is not archived. NULL without an error when there is none. (transfer full) */
TpTag *tp_tag_find (TpConn *conn, const char *name, GError **error);

/* The number of the tag of that name, which is made (with an event) when it is missing. INVALID:
 * not a name. */
gboolean tp_tag_find_or_make (TpChange *change, const char *name, gint64 *out_id, GError **error);

/* The same for many names at once, as an import has them: out_ids has room for `length`. */
gboolean tp_tag_find_or_make_many (TpChange *change, const char *const *names, gsize length,
                                   gint64 *out_ids, GError **error);

/* Makes one. INVALID, CONFLICT (the name is taken). `description` may be NULL, at most
 * TP_TAG_DESCRIPTION_MAX characters. */
#define TP_TAG_DESCRIPTION_MAX 2000
gboolean tp_tag_make (TpChange *change, const char *name, const char *description, gint64 *out_id,
                      GError **error);

/* Changes what is not NULL. An automatic tag that was renamed keeps that name. NOT_FOUND, INVALID,
 * CONFLICT. */
gboolean tp_tag_change (TpChange *change, gint64 id, const char *name, const char *description,
                        GError **error);

/* Archives: its name becomes free, no one can be given it. Who wears it is kept, and shown again
 * when it is brought back (CONFLICT when the name is taken meanwhile). CONFLICT while rules or
 * segments use it, which are named. */
gboolean tp_tag_archive (TpChange *change, gint64 id, GError **error);
gboolean tp_tag_restore (TpChange *change, gint64 id, GError **error);

/* Those that are not archived, of TpTag, by name, after a name key ("" from the beginning), at most
 * `limit`. *out_next: the key to go on after, NULL at the end. (transfer full) */
#define TP_TAG_PAGE_MAX 1000
GPtrArray *tp_tag_page (TpConn *conn, const char *after, guint limit, char **out_next,
                        GError **error);

/* How many contacts wear each of these tags: one pass over the blocks of contacts, about a second
 * for ten million worn tags. Archived contacts count, erased and merged ones wear none. */
gboolean tp_tag_count (TpConn *conn, const gint64 *ids, gsize length, gint64 *out_counts,
                       GError **error);
