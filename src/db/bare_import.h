/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* For benchmarks alone: what the import of contacts is measured against. A loop as bare as C allows
 * over the engine's own functions, without checks, that takes a file apart at its commas and writes
 * the same tables, indexes and events in transactions of the same size, each synced.
 *
 * The file is CSV without quotes: a header, then email, first name, last name, birth date,
 * postcode, city, language and three tags between semicolons, "T00" to "T19". */

#define TP_BARE_TAGS 20
#define TP_BARE_TAGS_WORN 3
#define TP_BARE_CHUNK 8192 /* contacts in a transaction */

/* `database` is the file of an account without contacts, whose tags are numbered from `first_tag`
 * on. INTERNAL: whatever goes wrong. *out_seconds: from the first row to the last commit. */
gboolean tp_bare_import (const char *database, const char *csv, gint64 first_tag,
                         double *out_seconds, GError **error);
