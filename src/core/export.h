/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/account.h"
#include "segment/tree.h"

/* Writes contacts out, for files that people open and for other programs: CSV with the formula
 * guard (base/csv_writer.h) or JSON lines. Importing either again gives the same contacts
 * (core/import_contacts.h); lists and permissions as confirmed need a basis then.
 *
 * Live contacts alone, ascending by number, page by page, so that no read lasts and memory does not
 * grow; a contact that is changed meanwhile is written as it is when its page comes. */

typedef enum {
  TP_EXPORT_CSV,
  TP_EXPORT_NDJSON,
} TpExportFormat;
gboolean tp_export_format_find (const char *name, TpExportFormat *out_format); /* "csv" */

typedef struct {
  TpExportFormat format;
  TpSegment *where;   /* NULL: everyone */
  const char *fields; /* "email,first_name,tags": besides fields also id, created, tags, lists and
                         permissions; NULL: all */
} TpExportOptions;

/* FALSE with an error ends the export. */
typedef gboolean (*TpExportWrite) (const char *bytes, gsize length, gpointer data, GError **error);

/* INVALID: a field that is not there, or is not stored with contacts; or the condition. */
gboolean tp_export_contacts (TpAccount *account, const TpExportOptions *options,
                             TpExportWrite write, gpointer data, gint64 *out_count, GError **error);

/* Only the check, before a stream is begun. */
gboolean tp_export_check (TpAccount *account, const TpExportOptions *options, GError **error);
