/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idsets.h"
#include "base/json.h"
#include "core/import_undo.h"

/* The single steps of undoing an import (core/import_undo.h): what it kept of the time before, and
 * putting that back. */

#define TP_IMPORT_RESTORE_ROWS 2000 /* in one change */

typedef struct {
  gint64 sequence;
  gint64 contact; /* 0: `json` says which contacts were added */
  json_t *json;
} TpImportBefore;

/* The next rows of an import below its undo_sequence, of TpImportBefore, the newest first: some
 * changed contacts, or one row about added ones; empty at the end. (transfer full) */
GPtrArray *tp_import_restore_load (TpChange *change, const TpImport *import, GError **error);

/* Puts back what these rows say and counts it. */
gboolean tp_import_restore (TpChange *change, const TpImport *import, const GPtrArray *rows,
                            const TpIdSets *touched, TpImportUndone *undone, GError **error);

/* Frees some of the addresses that the import blocked; *out_released 0: there are none left. */
gboolean tp_import_restore_release (TpChange *change, const TpImport *import, guint *out_released,
                                    GError **error);
