/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* One fact of the contacts of a batch that have it, in ascending order of their offset in the
 * block: filled once, then asked in (mostly) ascending order, which makes a look-up a step or two.
 */

typedef struct {
  guint32 offset;
  union {
    gint64 number;
    const char *text; /* borrowed from the batch */
  };
  const char *key; /* of the text, once it was asked for */
} TpFactsCell;

typedef struct {
  GArray *cells; /* TpFactsCell */
  guint at;      /* where the last one was found */
} TpFactsColumn;

void tp_facts_column_init (TpFactsColumn *column);
void tp_facts_column_clear (TpFactsColumn *column);
void tp_facts_column_empty (TpFactsColumn *column);

/* Ascending by offset; several of one offset stay in the order given. */
void tp_facts_column_add (TpFactsColumn *column, guint32 offset, gint64 number);
void tp_facts_column_add_text (TpFactsColumn *column, guint32 offset, const char *text);

/* The first of that offset, *out_n of them one after the other; NULL: none. */
TpFactsCell *tp_facts_column_find (TpFactsColumn *column, guint32 offset, guint *out_n);
