/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/field.h"
#include "segment/words.h"

/* How the segment language learns the names of an account's things: which id a name stands for, and
 * what an id is called now. Trees keep the ids, so that renaming changes no segment.
 *
 * Who fills this in promises: names of one kind are unique (by tp_fold) among what is not archived;
 * ids are positive; a public id is 1 to 64 of A-Z a-z 0-9 _ -. Functions are called on the thread
 * that parses or formats. segment/names_memory.h is a ready one for tests and rehearsal. */

#define TP_SEGMENT_PUBLIC_ID_MAX 64
#define TP_SEGMENT_SUGGESTIONS_MAX 20000 /* names looked at for the nearest one */

/* Called for each name; FALSE ends the walk. */
typedef gboolean (*TpSegmentNameVisit) (const char *name, gpointer visit_data);

typedef struct {
  gpointer data; /* handed to every function */

  /* The id of the thing that is called so now (not archived). FALSE: there is none. Custom fields
   * are things too (TP_SEGMENT_THING_FIELD); built-in ones are not asked for here. */
  gboolean (*find) (gpointer data, TpSegmentThing thing, const char *name, gint64 *out_id);

  /* The id of a thing by its public id, archived or not. FALSE: there is none. */
  gboolean (*find_public) (gpointer data, TpSegmentThing thing, const char *public_id,
                           gint64 *out_id);

  /* The present name; NULL when it is archived or has none: then text shows # and its public id.
   * (transfer full) */
  char *(*name) (gpointer data, TpSegmentThing thing, gint64 id);

  /* The public id; "0" for an id that is not known. (transfer full) */
  char *(*public_id) (gpointer data, TpSegmentThing thing, gint64 id);

  /* Walks over the present names, for the nearest to an unknown one; NULL: no suggestions. */
  void (*each) (gpointer data, TpSegmentThing thing, TpSegmentNameVisit visit, gpointer visit_data);

  /* Type and choices of a custom field; `builtin` and `id` are filled in by the caller. FALSE:
   * there is none. Its `choices` stay valid until the parsing function returns. */
  gboolean (*field) (gpointer data, gint64 id, TpSegmentField *out_field);

  guint currency_digits; /* of the account's currency: 2 with EUR, 0 with JPY; at most 4 */
} TpSegmentNames;
