/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "db/db.h"

/* Brings the schema up to what this program knows (sql/migration/NNNN_name.sql), one transaction
 * for each migration, so that after a kill the schema is the old or the new one. Processes that
 * start together wait for each other. Migrations expand first and contract a release later; each
 * says the oldest program that may still run on its schema, and a program that is older refuses
 * (INVALID). Before the first migration of a database that holds data and is one file, the file is
 * copied to FILE.before-NNNN. `applied_at` is business time. */
gboolean tp_db_migrate (TpDb *db, gint64 applied_at, GError **error);

/* The newest schema number that this program knows. */
int tp_db_schema_number (void);

/* Copies a consistent state of a one-file database (TP_DB_FILE) into a new file, beside running
 * writers. The copy is written under another name, synced and renamed, so that no half file looks
 * whole. CONFLICT: it exists. */
gboolean tp_db_copy_file (TpDb *db, const char *path, GError **error);
