/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/import_row.h"

/* The file of an import: looked through as a whole first, then read in chunks of rows by a thread
 * of its own, which is one chunk ahead of whoever takes them. */

#define TP_IMPORT_CHUNK_BYTES (32 * 1024 * 1024) /* of cells; a chunk ends there too */

typedef struct {
  int fd; /* borrowed */
  TpImportPlan *plan;
  TpFields *fields;
  GTimeZone *zone;
  TpAddressAdviser *adviser;
  gint64 now;
  gint64 rows;          /* in the whole file */
  GHashTable *repeated; /* gint64 hashes of addresses that occur more than once; NULL: not asked */
} TpImportFile;

/* Reads the file through. INVALID: it cannot be read, names no addresses, or has no rows. `options`
 * borrowed. (transfer full) */
TpImportFile *tp_import_file_new (TpAccount *account, int fd, const char *file_name,
                                  const TpImportOptions *options, gboolean find_repeated,
                                  GError **error);
void tp_import_file_free (TpImportFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpImportFile, tp_import_file_free)

/* Whether the address' key is among those that occur more than once (or, rarely, seems so). */
gboolean tp_import_file_is_repeated (const TpImportFile *file, const char *key);

typedef struct {
  GPtrArray *rows; /* of TpImportRow */
  GPtrArray *tags; /* char *: names met for the first time */
  GPtrArray *lists;
  GError *error; /* after these rows the file could not be read on */
} TpImportChunk;
void tp_import_chunk_free (TpImportChunk *chunk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpImportChunk, tp_import_chunk_free)

typedef struct TpImportReader TpImportReader;

/* Starts reading after `skip` rows. (transfer full) */
TpImportReader *tp_import_reader_new (TpImportFile *file, gint64 skip);
/* Ends the thread. */
void tp_import_reader_free (TpImportReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpImportReader, tp_import_reader_free)

/* The next rows; NULL without an error at the end. (transfer full) */
TpImportChunk *tp_import_reader_next (TpImportReader *reader, GError **error);
