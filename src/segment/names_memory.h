/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/names.h"
#include "segment/sample.h"

/* Names kept in memory: the double of an account's things for tests, fuzzing and rehearsal. Not
 * thread-safe while being filled. */

typedef struct TpNamesMemory TpNamesMemory;

TpNamesMemory *tp_names_memory_new (void); /* (transfer full) */
void tp_names_memory_free (TpNamesMemory *memory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpNamesMemory, tp_names_memory_free)

/* Adds a thing and returns its id: 1, 2, 3, ... over all kinds. Its public id is the kind's name
 * and the id: "tag1". A name that another thing of the kind has is asserted against. */
gint64 tp_names_memory_add (TpNamesMemory *memory, TpSegmentThing thing, const char *name);

/* Adds a custom field. `choices` is copied; NULL: none. */
gint64 tp_names_memory_add_field (TpNamesMemory *memory, const char *name, TpSegmentType type,
                                  gboolean several, gboolean anniversary,
                                  const char *const *choices);

void tp_names_memory_rename (TpNamesMemory *memory, gint64 id,
                             const char *name); /* NULL: archived */

/* Some of every kind, archived ones among them. */
void tp_names_memory_fill (TpNamesMemory *memory);

/* What is in memory, ready for sampling (with a few texts, ranks and distances); `today` is the
 * caller's to set, clearing too. Fields' choices are borrowed while memory lives. */
void tp_names_memory_sample_things (TpNamesMemory *memory, TpSegmentSampleThings *out_things);

/* (borrowed while memory lives); two digits of currency */
const TpSegmentNames *tp_names_memory_names (TpNamesMemory *memory);
