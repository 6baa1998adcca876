/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idset.h"
#include "core/account.h"
#include "segment/evaluate.h"

/* What the reference evaluation asks (segment/evaluate.h), read from the database for a batch: live
 * contacts of one block of 65,536 numbers. Each kind of fact that the condition needs, and no
 * other, is loaded with one query for the whole batch; a batch then answers from memory.
 *
 * What an occurrence is:
 * - bought: an order that is not wholly refunded. At a product or category: an order with such an
 *   item that is not wholly refunded. Its time is the order's, its money the order's value less its
 *   refunds (at a product or category: of those items), whenever they were refunded.
 * - refunded: an order with a refund in the window (at a product or category: that lowers such an
 *   item); its money what was refunded in the window, and its time the refund's. Chargebacks too.
 * - An item or order is wholly refunded when at least its amount was. A refund of a whole order
 *   lowers its items by their share in what is left of them.
 * - received, opened, clicked, bounced: mails; the mail of a campaign counts once however often it
 *   was opened. What belongs to no campaign counts each time.
 * - called, signed up, did: events.
 *
 * Fields that follow from these: orders and revenue are bought's count and money, 0 when nothing
 * was bought, so always set; last_purchase, last_open and last_click are not set where there is
 * none. A rank is among all live contacts that have the field; of orders and revenue, among those
 * who bought. The share is rounded up to whole contacts; of equals the lower number comes first. */

typedef struct TpFacts TpFacts;

/* For that tree and the saved ones that it refers to, at that moment (copied, its zone referenced).
 * INVALID, LIMIT as tp_segment_evaluator_new, or the database's errors. `own_id`: the segment's
 * own, or 0. (transfer full) */
TpFacts *tp_facts_new (TpAccount *account, TpConn *conn, TpSegment *segment, gint64 own_id,
                       const TpSegmentMoment *moment, GError **error);
void tp_facts_free (TpFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpFacts, tp_facts_free)

/* Whether events are asked: then the history follower had better be near the feed's head. */
gboolean tp_facts_needs_history (const TpFacts *facts);

/* Whether a rank is asked: then tp_facts_rank wants to be called before the first evaluation. It
 * reads the ranked fields of all contacts, each block with a read transaction of its own, or all
 * with `conn` where it is given. Takes 16 bytes a contact for a while. */
gboolean tp_facts_needs_rank (const TpFacts *facts);
gboolean tp_facts_rank (TpFacts *facts, TpConn *conn, GError **error);

/* Loads a batch in place of the one before: the live contacts of the block, or those of them that
 * are `among`. */
gboolean tp_facts_load (TpFacts *facts, TpConn *conn, guint32 block, const TpIdSet *among,
                        GError **error);

/* Those loaded. (borrowed until the next load) */
const TpIdSet *tp_facts_members (const TpFacts *facts);

/* Which of them meet the condition. (transfer full) */
TpIdSet *tp_facts_matching (TpFacts *facts, GError **error);

/* Which of them meet each of the root's conditions, in reading order. (transfer full) array of
 * TpIdSet */
GPtrArray *tp_facts_matching_each (TpFacts *facts, GError **error);

/* The explanation for one that is loaded (tp_segment_explain). (transfer full) */
GPtrArray *tp_facts_explain (TpFacts *facts, guint32 contact, const TpSegmentNames *names,
                             gboolean *out_matches, GError **error);
