/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/import_row.h"
#include "core/suppression.h"

/* A contact while a chunk of rows is applied to it: what the database holds of it, what the rows
 * change, and what stood before. Writing and rehearsing differ only in what is done with it
 * afterwards. */

typedef struct {
  gint64 list;
  int before; /* TpSegmentListState; -1: was not on it */
  gint64 since;
  int now;
} TpImportListed;

typedef struct {
  int before; /* TpSegmentPermission; -1: no row */
  gint64 since, consent;
  int now;
} TpImportPermission;

typedef struct {
  TpContact *contact; /* (owned); NULL: new, and no row was applied yet */
  gboolean is_new;
  guint rows;    /* that changed it */
  GArray *worn;  /* gint64: tags, ascending, with those newly set */
  GArray *newly; /* gint64: tags that rows set */
  GArray *lists; /* TpImportListed */
  TpImportPermission permissions[TP_SEGMENT_PURPOSES];
  gboolean was_blocked;        /* its address was so before */
  TpSuppressionReason blocked; /* 0: not by these rows */
  json_t *before;              /* {"field": [before, after]}; NULL: no field changed */
} TpImportedContact;

TpImportedContact *tp_imported_contact_new (TpContact *contact,
                                            gboolean is_new); /* takes contact */
void tp_imported_contact_free (TpImportedContact *state);

/* What the rows' names are in the database: by their numbers. */
typedef struct {
  GArray *tags;                    /* gint64 */
  GArray *lists;                   /* gint64 */
  guint option_tags, option_lists; /* the first so many are for every row */
} TpImportIds;

/* Applies a row. TRUE: it changed something (or the state is new). The row's contact may be taken
 * over. */
gboolean tp_imported_contact_apply (TpImportedContact *state, TpImportRow *row,
                                    const TpImportPlan *plan, const TpImportIds *ids);

/* At the end of a chunk: takes out what rows changed and changed back. FALSE: in the end nothing is
 * different, so its rows changed nothing. */
gboolean tp_imported_contact_finish (TpImportedContact *state, const TpFields *fields);

/* What undoing needs of a contact that was there before: JSON object text; NULL: nothing changed.
 * (transfer full) */
char *tp_imported_contact_before (const TpImportedContact *state);

/* The state becomes what a following row finds: nothing is newly changed. */
void tp_imported_contact_settle (TpImportedContact *state);
