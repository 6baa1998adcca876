/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/import_contacts.h"
#include "core/testing.h"

/* For tests alone: imports texts instead of files. */

/* A file without a name that holds the text. Close it. */
int tp_import_testing_file (const char *bytes, gssize length);

/* Imports, or with `rehearse` only says what would happen; asserts that it succeeds. (transfer
 * full) */
TpImport *tp_import_testing_run (TpAccount *account, const char *file_name, const char *text,
                                 const TpImportOptions *options, gboolean rehearse);

/* "rows/added/updated/unchanged/refused". (transfer full) */
char *tp_import_testing_counts (const TpImport *import);

/* A contact as "first_name|last_name|..." of the given fields, with "tags", "lists",
 * "permissions" and "blocked" besides; "-" when there is none of that address. (transfer full) */
char *tp_import_testing_contact (TpAccount *account, const char *email, const char *fields);
