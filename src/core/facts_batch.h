/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/facts_needs.h"
#include "db/db.h"
#include "segment/evaluate.h"

/* The facts of a batch of contacts of one block, loaded for what the needs say and then asked by
 * offset (number & 0xffff). Memory grows with the facts that there are of a block, and is used
 * again by the next load. */

typedef struct TpFactsBatch TpFactsBatch;

/* `needs` is borrowed for its life, the zone of `moment` too. (transfer full) */
TpFactsBatch *tp_facts_batch_new (const TpFactsNeeds *needs, const TpSegmentMoment *moment);
void tp_facts_batch_free (TpFactsBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpFactsBatch, tp_facts_batch_free)

/* The live contacts of the block, or those of them among `among`, in place of the ones before. */
gboolean tp_facts_batch_load (TpFactsBatch *batch, TpConn *conn, guint32 block,
                              const TpIdSet *among, GError **error);
const TpIdSet *tp_facts_batch_members (const TpFactsBatch *batch); /* (borrowed until a load) */

/* Any field but birthday; age is one here too, as rank asks it. Texts are valid until the next call
 * for a field. */
void tp_facts_batch_field (TpFactsBatch *batch, guint32 offset, const TpSegmentField *field,
                           TpSegmentFact *out_fact);

gboolean tp_facts_batch_tag (TpFactsBatch *batch, guint32 offset, gint64 tag, gint64 *out_since_at);
gboolean tp_facts_batch_list (TpFactsBatch *batch, guint32 offset, gint64 list,
                              TpSegmentListState *out_state);
TpSegmentPermission tp_facts_batch_permission (TpFactsBatch *batch, guint32 offset,
                                               TpSegmentPurpose purpose);
void tp_facts_batch_occurrences (TpFactsBatch *batch, guint32 offset, const TpSegmentAct *act,
                                 TpWindow window, gint64 *out_count, gint64 *out_minor);
