/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idsets.h"
#include "core/change.h"

/* Who wears which tag. Everything works on sets: one statement per tag and block of contacts, and
 * one set event of exactly those that changed. Only contacts that are neither erased nor merged get
 * tags. Why a tag was set is the change's actor.
 *
 * A tag may end: `ends_at` is when (0: never). Setting a tag that is worn keeps its first `since`;
 * it only lengthens an end: to the later of both, or to never.
 *
 * None of this is personal data in itself; erasure removes the rows of the contact (erase_tags in
 * sql/erase.sql). */

/* Sets one tag on a set of contacts. *out_newly (may be NULL) are those that did not wear it.
 * NOT_FOUND: no such tag, or archived. (transfer full) */
gboolean tp_tag_set (TpChange *change, gint64 tag, const TpIdSet *contacts, gint64 ends_at,
                     TpIdSet **out_newly, GError **error);

/* Removes it; *out_removed (may be NULL) are those that wore it. (transfer full) */
gboolean tp_tag_remove (TpChange *change, gint64 tag, const TpIdSet *contacts,
                        TpIdSet **out_removed, GError **error);

/* Many tags on many contacts in one statement: `pairs` of TP_MEMBERS_PAIR (contact, tag)
 * (core/members.h), of any blocks, at most TP_TAG_PAIRS_MAX; sorted by this function. Pairs with
 * an archived tag are left out. One set event per tag and block. */
#define TP_TAG_PAIRS_MAX (4 * TP_ID_BLOCK_SIZE)
gboolean tp_tag_set_pairs (TpChange *change, GArray *pairs, gint64 ends_at, GError **error);
/* The same for contacts that this very change has added, so that nothing need be looked up. */
gboolean tp_tag_add_pairs (TpChange *change, GArray *pairs, GError **error);
gboolean tp_tag_remove_pairs (TpChange *change, GArray *pairs, GError **error);

/* A tag that a contact wears. */
typedef struct {
  gint64 contact;
  gint64 tag;
  char *name;
  gint64 since;
  TpActor why;
  gint64 ends_at; /* 0: never */
} TpWornTag;
void tp_worn_tag_free (TpWornTag *worn);

/* The tags (not archived) of these contacts, ordered by contact and name, of TpWornTag. At most
 * TP_TAG_CONTACTS_MAX contacts. (transfer full) */
#define TP_TAG_CONTACTS_MAX 10000
GPtrArray *tp_tag_of_contacts (TpConn *conn, const gint64 *contacts, gsize length, GError **error);

/* Those of a block who wear the tag. (transfer full) */
TpIdSet *tp_tag_wearers (TpConn *conn, gint64 tag, guint32 block, GError **error);

/* Removes the tags whose end has come by business time, at most TP_TAG_EXPIRE_MAX in one change;
 * *out_more: there may be further ones. Several processes may do it at once. */
#define TP_TAG_EXPIRE_MAX 8192
gboolean tp_tag_expire (TpAccount *account, gboolean *out_more, GError **error);

/* The same command over any number of contacts: one change per block, with a pause between, so that
 * other writers have their turn. */
typedef struct {
  TpActor actor;
  const char *request;                                               /* may be NULL */
  gboolean (*progress) (guint64 done, guint64 total, gpointer data); /* may be NULL; FALSE: stop */
  gpointer data;
  const gint *stop; /* may be NULL; read atomically: not 0 ends it after the running block */
} TpTagBulk;

typedef struct {
  guint64 contacts; /* looked at */
  guint64 changed;  /* newly set, or removed */
  gint64 position;  /* in the feed after the last change */
  gboolean stopped; /* what was done so far stays */
} TpTagBulkResult;

gboolean tp_tag_set_all (TpAccount *account, gint64 tag, const TpIdSets *contacts, gint64 ends_at,
                         const TpTagBulk *bulk, TpTagBulkResult *out_result, GError **error);
gboolean tp_tag_remove_all (TpAccount *account, gint64 tag, const TpIdSets *contacts,
                            const TpTagBulk *bulk, TpTagBulkResult *out_result, GError **error);
