/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/import_notes.h"
#include "core/import_options.h"

/* Imports contacts from CSV or JSON lines: new ones are added, known ones (by e-mail address)
 * updated, what is identical left alone, and what cannot be taken refused with its reason, so that
 * rows = added + updated + unchanged + refused.
 *
 * - The file is read through once before anything is written, so one that cannot be read whole
 *   changes nothing.
 * - Cells that hold something overwrite, unless options keep; empty ones never clear. Rows of the
 *   same address are applied in order.
 * - Who was erased is refused. Who unsubscribed stays so, whatever the file says; who unsubscribed
 *   according to the file is unsubscribed here. Addresses that bounced there are blocked here.
 * - Chunks of TP_IMPORT_CHUNK_ROWS rows are committed one by one, each with the run's counters: the
 *   same call after a kill goes on. Memory does not grow with the file.
 * - Of every contact that is changed, what was there before is kept (core/import_undo.h). */

typedef struct {
  /* Rows done of all; FALSE: stop after the last commit. */
  gboolean (*progress) (gint64 done, gint64 total, gpointer data);
  gpointer data;
} TpImportWatch;

/* Imports from the descriptor, which must be of a file (it is read twice). `watch` may be NULL.
 * INVALID: the options, the columns or the file as a whole; LIMIT; BUSY: stopped by the watch, or
 * another process is at this import. (transfer full) */
TpImport *tp_import_contacts (TpAccount *account, TpActor actor, int fd, const char *file_name,
                              const TpImportOptions *options, const TpImportWatch *watch,
                              GError **error);

/* Says what the same import would do, and writes nothing. The import has id 0. (transfer full) */
TpImport *tp_import_contacts_rehearse (TpAccount *account, int fd, const char *file_name,
                                       const TpImportOptions *options, const TpImportWatch *watch,
                                       GError **error);
