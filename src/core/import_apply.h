/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/import_file.h"
#include "core/import_refused.h"
#include "core/imported_contact.h"

/* One import at work: chunk after chunk is applied, and written or only counted. */

typedef struct {
  TpAccount *account;
  const TpImportFile *file;
  TpImport *import; /* its counters go on */
  TpImportNotes *notes;
  TpImportRefused *refused; /* NULL: a rehearsal */
  TpImportIds ids;
  GHashTable *carried; /* rehearsal: key to TpImportedContact, of addresses that come again */
  GHashTable *missing; /* rehearsal: folded names to numbers of what would be made */
} TpImportWork;

void tp_import_work_init (TpImportWork *work, TpAccount *account, const TpImportFile *file,
                          TpImport *import);
void tp_import_work_clear (TpImportWork *work);

/* What the rows of a chunk make of the contacts they are about. */
typedef struct {
  GPtrArray *states;     /* of TpImportedContact, in the order in which they were met */
  GHashTable *by_key;    /* address key to TpImportedContact (borrowed) */
  GHashTable *by_number; /* gint64 to TpImportedContact (borrowed) */
} TpImportedContacts;
void tp_imported_contacts_clear (TpImportedContacts *states);

/* Looks up what the database has of the rows' addresses, then applies every row, counting it and
 * writing refused ones. `change` NULL: a rehearsal, which reads with `conn`. */
gboolean tp_import_apply_chunk (TpImportWork *work, TpImportChunk *chunk, TpChange *change,
                                TpConn *conn, TpImportedContacts *out_states, GError **error);

/* Writes what was applied. BUSY: another writer added one of the addresses meanwhile. */
gboolean tp_import_write_chunk (TpImportWork *work, TpChange *change, TpImportedContacts *states,
                                GError **error);
