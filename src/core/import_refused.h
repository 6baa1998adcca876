/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/import.h"

/* The file of refused rows, in the data folder's imports/: the line, the reason and the cells as
 * they came, as CSV with the formula guard. Made when the first row is refused. */

typedef struct TpImportRefused TpImportRefused;

/* Opens it for a run; one that is resumed is cut back to what was committed. `header` names the
 * columns (may be NULL). (transfer full) */
TpImportRefused *tp_import_refused_new (TpAccount *account, TpImport *import,
                                        const char *const *header, gsize columns, GError **error);
void tp_import_refused_free (TpImportRefused *refused);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpImportRefused, tp_import_refused_free)

/* Adds a row. */
gboolean tp_import_refused_add (TpImportRefused *refused, gint64 line, const char *reason,
                                const char *const *cells, gsize length, GError **error);

/* Brings what was added to disk and sets the run's refused_file and refused_bytes: before each
 * commit. */
gboolean tp_import_refused_sync (TpImportRefused *refused, TpImport *import, GError **error);
