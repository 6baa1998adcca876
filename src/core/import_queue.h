/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/import_undo.h"

/* Imports that are asked for over HTTP: the file is kept in the data folder and the import done by
 * the engine of a process that has it there, which also goes on with what a stop or a kill broke
 * off. */

/* Looks the file through, begins the import and keeps the file. Errors as tp_import_contacts.
 * (transfer full) */
TpImport *tp_import_queue_add (TpAccount *account, TpActor actor, int fd, const char *file_name,
                               const TpImportOptions *options, GError **error);

/* Marks an import as to be undone. Errors as tp_import_contacts_undo. */
gboolean tp_import_queue_undo (TpAccount *account, gint64 id, GError **error);

/* Does what is waiting, one after the other, until there is none or the watch says stop. What fails
 * for good is ended, with "error" in its notes. */
gboolean tp_import_queue_run (TpAccount *account, const TpImportWatch *watch, GError **error);
