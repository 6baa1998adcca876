/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/progress.h"
#include "cmd/command.h"

/* What the commands that import have in common: where rows come from, what is shown while it runs,
 * and waiting for another process. */

/* The file to be read, "-" being the standard input, kept in a file without a name since imports
 * read more than once. The account must be open. To be closed; -1: error. */
int tp_import_input_open (TpCommandLine *line, const char *path, GError **error);

/* Shown while it runs; made at the first report, when the total is known. */
typedef struct {
  const char *what;
  TpProgress *progress;
} TpImportShown;

/* For TpImportWatch and the like; data is a TpImportShown. FALSE: the command is to stop. */
gboolean tp_import_shown_update (gint64 done, gint64 total, gpointer data);
void tp_import_shown_end (TpImportShown *shown);

/* Whether to try again after this error, the `waited`-th: another process may be at it, or died on
 * another machine, and then its lease runs out within a minute. Waits a second if so. */
gboolean tp_import_waits (TpCommandLine *line, const GError *error, int waited);

json_t *tp_import_text_or_null (const char *text); /* (transfer full) */
