/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idsets.h"
#include "core/account.h"
#include "segment/evaluate.h"
#include "segment/tree.h"

/* Which contacts a condition means: everything that needs people by a condition asks here. Only
 * live contacts are meant, never archived, erased or merged ones. Each call is of one moment (the
 * account's clock), and reads what was committed before it; the blocks of 65,536 contacts are read
 * one after the other, each in a read transaction of its own, so that none lasts. Errors: INVALID
 * and LIMIT where the condition cannot be evaluated, else the database's. */

/* All who meet it. (transfer full) */
gboolean tp_audience_select (TpAccount *account, TpSegment *segment, TpIdSets **out_matching,
                             GError **error);

/* Those `among` who meet it, as `conn` sees them: inside a change, with what it has written so far,
 * except that its events are not yet history. (transfer full) */
gboolean tp_audience_filter (TpConn *conn, TpAccount *account, TpSegment *segment,
                             const TpIdSet *among, TpIdSet **out_matching, GError **error);

typedef struct {
  guint64 count;
  guint64 mailable; /* of them, by the function that every sender asks (core/mailable.h) */
} TpAudienceCount;

/* How many meet it, and how many of them can be mailed for that purpose. */
gboolean tp_audience_count (TpAccount *account, TpSegment *segment, TpSegmentPurpose purpose,
                            TpAudienceCount *out_count, GError **error);

/* A page by contact number, ascending. */
#define TP_AUDIENCE_PAGE_MAX 1000
typedef struct {
  GArray *contacts; /* guint32 */
  guint32 next;     /* give it as `after` for the next page; 0: this is the last */
} TpAudiencePage;
gboolean tp_audience_page (TpAccount *account, TpSegment *segment, guint32 after, guint limit,
                           TpAudiencePage *out_page, GError **error);
void tp_audience_page_clear (TpAudiencePage *page);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TpAudiencePage, tp_audience_page_clear)

/* Block by block who meets it, with one set for each of its conditions, in reading order (none is
 * skipped), for the record of a campaign's start. `visit` runs outside of the read transaction and
 * may write; sets are borrowed for its call, blocks without live contacts are left out. FALSE ends
 * the walk. */
typedef gboolean (*TpAudienceVisit) (guint32 block, const TpIdSet *matching,
                                     const GPtrArray *conditions, gpointer data, GError **error);
gboolean tp_audience_conditions (TpAccount *account, TpSegment *segment, TpAudienceVisit visit,
                                 gpointer data, GError **error);

/* Why one contact meets it or not: each condition in reading order (segment/evaluate.h). NOT_FOUND
 * when the contact is not a live one. (transfer full) array of TpSegmentReason */
GPtrArray *tp_audience_explain (TpAccount *account, TpSegment *segment, guint32 contact,
                                gboolean *out_matches, GError **error);
