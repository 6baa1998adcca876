/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idset.h"
#include "segment/needs.h"
#include "segment/tree.h"
#include "segment/window.h"

/* Which facts a tree, and the saved ones that it refers to, ask for: segment/needs.h gathered over
 * several trees, with times and targets, so that a batch loads little. */

typedef struct {
  TpSegmentField field;
  gboolean top;
  guint percent;
} TpFactsRank;

/* What of an action is looked at. */
typedef struct {
  gboolean wanted;
  gboolean any_target;
  GHashTable *targets; /* gint64 set: campaigns and forms; without any_target */
  gint64 from_at, to_at;
} TpFactsAct;

typedef struct {
  GArray *tags; /* gint64, ascending, each once; likewise the next two */
  GArray *lists;
  GArray *fields;
  guint64 builtins;
  guint32 purposes;
  TpFactsAct acts[TP_SEGMENT_ACTIONS];
  GPtrArray *event_keys; /* of DID, borrowed from the trees, each once */
  gboolean items;        /* products or categories are asked for */
  GArray *ranks;         /* TpFactsRank, each once */
} TpFactsNeeds;

void tp_facts_needs_init (TpFactsNeeds *needs);
void tp_facts_needs_clear (TpFactsNeeds *needs);

/* Adds what the tree asks; it must outlive the needs. */
void tp_facts_needs_add (TpFactsNeeds *needs, const TpSegment *segment,
                         const TpSegmentMoment *moment);

/* Adds one field alone. */
void tp_facts_needs_add_field (TpFactsNeeds *needs, const TpSegmentField *field);

gboolean tp_facts_needs_orders (const TpFactsNeeds *needs);
gboolean tp_facts_needs_events (const TpFactsNeeds *needs);

/* What the target of the events of an action is; NONE: their targets are not asked for. */
TpSegmentThing tp_facts_needs_target (TpSegmentAction action);

/* Where an id stands in an ascending array; -1: nowhere. */
int tp_facts_needs_index (const GArray *ids, gint64 id);

/* The lowest and the highest member; the set is not empty. */
void tp_facts_range (const TpIdSet *members, gint64 *out_first, gint64 *out_last);
