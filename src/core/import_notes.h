/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/column.h"
#include "core/import.h"
#include "mail/address_advice.h"

/* What an import tells besides its counts: columns it did not take, likely typing errors, people
 * without permission. Kept with the run as JSON; holds no personal data (domains and counts). */

#define TP_IMPORT_NOTES_MAX 50 /* columns and domains that are named */

typedef struct TpImportNotes TpImportNotes;

/* `text` of an earlier format; NULL: empty. (transfer full) */
TpImportNotes *tp_import_notes_new (const char *text);
void tp_import_notes_free (TpImportNotes *notes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpImportNotes, tp_import_notes_free)

/* {"total", "error", "vendor", "left_out_columns": [], "typing_errors": [{"domain", "meant",
 * "rows"}], "roles", "throwaways", "subscriptions": {"unsubscribed": 3}, "without_permission"};
 * what is nought is left out. (transfer full) */
char *tp_import_notes_format (const TpImportNotes *notes);

void tp_import_notes_set_total (TpImportNotes *notes, gint64 rows);        /* of the whole file */
void tp_import_notes_set_error (TpImportNotes *notes, const char *reason); /* why it ended early */
void tp_import_notes_set_vendor (TpImportNotes *notes, const char *vendor);
void tp_import_notes_add_column (TpImportNotes *notes, const char *column);
void tp_import_notes_add_advice (TpImportNotes *notes, const TpAddress *address,
                                 const TpAddressAdvice *advice);
void tp_import_notes_add_subscription (TpImportNotes *notes, TpSubscription subscription);
void tp_import_notes_add_without_permission (TpImportNotes *notes);

/* For people, a sentence each. (transfer full) */
GPtrArray *tp_import_notes_texts (const TpImportNotes *notes);
