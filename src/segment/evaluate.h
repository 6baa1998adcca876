/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/names.h"
#include "segment/tree.h"
#include "segment/window.h"

/* The reference evaluation: one contact at a time, over facts that the caller looks up. It serves
 * explain, and it is the oracle that the index is held to, so it is plain rather than clever; still
 * it allocates nothing per contact, as long as the facts bring folded keys. */

/* A contact's value or values of a field. */
typedef struct {
  guint n;                  /* how many; 0: the field is not set */
  const char *const *texts; /* TEXT, CHOICE, LINK: n texts as spelled */
  const char *const *keys;  /* tp_fold of each; NULL: the evaluator folds (and allocates) */
  gint64
      number; /* NUMBER: scaled by TP_SEGMENT_SCALE; MONEY: minor units of the account's currency;
                 DATE: the day (segment/day.h); TIME: milliseconds; YES_NO: 1 or 0. n is 1 */
} TpSegmentFact;

/* All functions: FALSE and *error when the facts cannot be had; that ends the evaluation. What they
 * point to stays valid until the next call with the same contact. `contact` is the caller's. */
typedef struct {
  /* Any field but age and birthday, which the evaluator derives from BIRTH_DATE. */
  gboolean (*field) (gpointer contact, const TpSegmentField *field, TpSegmentFact *out_fact,
                     GError **error);

  /* Whether it wears the tag now, and since when. */
  gboolean (*tag) (gpointer contact, gint64 tag_id, gboolean *out_worn, gint64 *out_since_at,
                   GError **error);

  /* Its state on the list; *out_on FALSE: it was never put there. */
  gboolean (*list) (gpointer contact, gint64 list_id, gboolean *out_on,
                    TpSegmentListState *out_state, GError **error);

  gboolean (*permission) (gpointer contact, TpSegmentPurpose purpose,
                          TpSegmentPermission *out_state, GError **error);

  /* How many times it did that in the window: orders for bought and refunded, messages for
   * received, opened, clicked and bounced (human hits only), else events; and for bought and
   * refunded the sum of their money in minor units of the account's currency. DESIGN "Identity and
   * growth" says what refunds do to both. */
  gboolean (*occurrences) (gpointer contact, const TpSegmentAct *act, TpWindow window,
                           gint64 *out_count, gint64 *out_minor, GError **error);

  /* Whether it is among the top (or bottom) percent of all contacts that have the field. NULL: no
   * condition may ask (INVALID). */
  gboolean (*rank) (gpointer contact, const TpSegmentField *field, gboolean top, guint percent,
                    gboolean *out_within, GError **error);

  /* Kilometres from its postal address, the nearest one, to a postcode (country NULL: any);
   * *out_known FALSE: one of both places is not known. NULL: no condition may ask (INVALID). */
  gboolean (*distance) (gpointer contact, const char *postcode, const char *country,
                        gboolean *out_known, double *out_km, GError **error);
} TpSegmentFacts;

/* Loads a saved segment's tree by id: (transfer full), or NULL and *error. */
typedef TpSegment *(*TpSegmentLoad) (gpointer data, gint64 segment_id, GError **error);

#define TP_SEGMENT_NESTED_MAX 1000 /* segments that one refers to, directly or not */

/* A tree made ready for one moment: its windows and ranges are worked out, the segments it refers
 * to are loaded. Not to be shared between threads at the same time (it remembers nested answers).
 */
typedef struct TpSegmentEvaluator TpSegmentEvaluator;

/* `moment` is copied, its zone referenced. `own_id` is the segment's own id, 0 when it is not
 * saved. `load` may be NULL, then `segment "..."` is INVALID. INVALID: it refers to itself by way
 * of others; LIMIT: to too many; or what load says. (transfer full) */
TpSegmentEvaluator *tp_segment_evaluator_new (TpSegment *segment, gint64 own_id,
                                              const TpSegmentMoment *moment, TpSegmentLoad load,
                                              gpointer load_data, GError **error);
void tp_segment_evaluator_free (TpSegmentEvaluator *evaluator);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpSegmentEvaluator, tp_segment_evaluator_free)

gboolean tp_segment_evaluate (TpSegmentEvaluator *evaluator, const TpSegmentFacts *facts,
                              gpointer contact, gboolean *out_matches, GError **error);

/* One condition of the evaluator's own tree alone (a borrowed node of tp_segment_each). */
gboolean tp_segment_evaluate_condition (TpSegmentEvaluator *evaluator, const TpSegmentFacts *facts,
                                        gpointer contact, const TpSegmentNode *condition,
                                        gboolean *out_matches, GError **error);

/* One condition of an explanation. */
typedef struct {
  char *condition; /* canonical text, without a `not` before it */
  gboolean matches;
  char *value; /* what the contact has, for people: "42", "worn since 2026-03-01", "not set" */
} TpSegmentReason;
void tp_segment_reason_free (TpSegmentReason *reason);

/* Every condition in reading order, and whether the contact matches altogether. Texts are in the
 * process' language, numbers and dates as the segment language writes them. (transfer full) array
 * of TpSegmentReason; NULL and *error as tp_segment_evaluate. */
GPtrArray *tp_segment_explain (TpSegmentEvaluator *evaluator, const TpSegmentFacts *facts,
                               gpointer contact, const TpSegmentNames *names, gboolean *out_matches,
                               GError **error);
