/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/import_contacts.h"

/* Imports addresses that must not be mailed: one a line, with or without a header, or the address
 * column of a CSV file; "*@example.com" for a whole domain. Of the outcome, added are those newly
 * blocked, unchanged those that were. As tp_import_contacts. (transfer full) */
TpImport *tp_import_blocked (TpAccount *account, TpActor actor, int fd, const char *file_name,
                             const TpImportOptions *options, const TpImportWatch *watch,
                             GError **error);
TpImport *tp_import_blocked_rehearse (TpAccount *account, int fd, const char *file_name,
                                      const TpImportOptions *options, const TpImportWatch *watch,
                                      GError **error);
