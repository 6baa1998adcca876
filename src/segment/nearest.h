/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The nearest of many names to a misspelled one, for "did you mean". Distance counts characters put
 * in, left out, replaced or swapped with their neighbour, over folded text. A name counts as near
 * when no more than a third of its characters (at least one) are wrong, or when one begins with the
 * other. */

#define TP_NEAREST_LENGTH_MAX 64 /* characters looked at */

typedef struct TpNearest TpNearest;

TpNearest *tp_nearest_new (const char *wanted); /* (transfer full) */
void tp_nearest_free (TpNearest *nearest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpNearest, tp_nearest_free)

void tp_nearest_offer (TpNearest *nearest, const char *name); /* copies what it keeps */

/* The best so far as spelled, the first of equals; NULL: none is near. (borrowed until the next
 * offer) */
const char *tp_nearest_best (const TpNearest *nearest);

/* The optimal string alignment distance of two texts as they stand, in characters; texts are cut to
 * TP_NEAREST_LENGTH_MAX. */
guint tp_nearest_distance (const char *a, const char *b);
