/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idset.h"
#include "core/change.h"
#include "segment/words.h"

/* Subscription lists, and the state of contacts on them: unconfirmed, confirmed or unsubscribed
 * (TpSegmentListState, stored numbers). Names are unique among what is not archived. */

typedef struct {
  gint64 id;
  char *name;
  char *description; /* NULL: none */
  gint64 created_at;
  gint64 archived_at; /* 0: not archived */
} TpList;

void tp_list_free (TpList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpList, tp_list_free)

#define TP_LIST_DESCRIPTION_MAX 2000
#define TP_LIST_PAGE_MAX 1000

/* As of tags (core/tag.h). */
TpList *tp_list_get (TpConn *conn, gint64 id, GError **error);
TpList *tp_list_find (TpConn *conn, const char *name, GError **error);
gboolean tp_list_find_or_make (TpChange *change, const char *name, gint64 *out_id, GError **error);
gboolean tp_list_make (TpChange *change, const char *name, const char *description, gint64 *out_id,
                       GError **error);
gboolean tp_list_change (TpChange *change, gint64 id, const char *name, const char *description,
                         GError **error);
gboolean tp_list_archive (TpChange *change, gint64 id, GError **error);
gboolean tp_list_restore (TpChange *change, gint64 id, GError **error);
GPtrArray *tp_list_page (TpConn *conn, const char *after, guint limit, char **out_next,
                         GError **error);

/* How many contacts are on each of these lists, by state: out_counts[i][state]. */
gboolean tp_list_count (TpConn *conn, const gint64 *ids, gsize length,
                        gint64 (*out_counts)[TP_SEGMENT_LIST_STATES], GError **error);

/* Who asks for a state. Nobody but the person itself, or someone with new evidence of its will,
 * brings back who unsubscribed. */
typedef enum {
  TP_LIST_BY_IMPORT, /* or rule, or anybody else: unsubscribed stays, confirmed is not lowered to
                        unconfirmed */
  TP_LIST_BY_PERSON, /* the person itself, or an explicit request with a consent: anything goes */
} TpListAuthority;

/* Puts a set of contacts (erased and merged ones are left out) on the list in a state. *out_changed
 * (may be NULL) are those whose state is another now. NOT_FOUND: no such list, or archived.
 * (transfer full) */
gboolean tp_list_put (TpChange *change, gint64 list, const TpIdSet *contacts,
                      TpSegmentListState state, TpListAuthority authority, TpIdSet **out_changed,
                      GError **error);

/* The same for contacts that this very change has added, so that nothing need be looked up. */
gboolean tp_list_add_new (TpChange *change, gint64 list, const TpIdSet *contacts,
                          TpSegmentListState state, GError **error);

/* Takes them off altogether: no trace of an unsubscription stays but the events, so this is for
 * correcting mistakes. */
gboolean tp_list_remove (TpChange *change, gint64 list, const TpIdSet *contacts,
                         TpIdSet **out_removed, GError **error);

typedef struct {
  gint64 contact;
  gint64 list;
  char *name;
  TpSegmentListState state;
  gint64 since;
  TpActor why;
} TpListMember;
void tp_list_member_free (TpListMember *member);

/* The lists (not archived) of these contacts, at most 10,000, ordered by contact and name, of
 * TpListMember. (transfer full) */
GPtrArray *tp_list_of_contacts (TpConn *conn, const gint64 *contacts, gsize length, GError **error);
