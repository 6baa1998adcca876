/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/field.h"
#include "core/import_notes.h"
#include "core/import_options.h"
#include "core/vendor.h"

/* Which column of a file goes where: what --map says, the account's own fields, what the vendor
 * whose export it is means, and the words of core/column.h, in this order. */

typedef struct {
  char *header;
  TpColumnKind kind;
  const TpField *field; /* FIELD */
  char *name;           /* TAG, LIST: of which */
  TpNumberStyle style;  /* of numbers in it: set once the file was read through */
} TpImportColumn;

typedef struct {
  TpFields *fields;
  const TpImportOptions *options; /* borrowed */
  const TpVendor *vendor;         /* NULL: none known */
  TpSubscription file;            /* of all rows whose cells say nothing */
  GPtrArray *columns;             /* of TpImportColumn: of the file, then members met in JSON */
  guint in_file;                  /* how many are of the file */
  GHashTable *by_header;          /* JSON members: name to TpImportColumn */
} TpImportPlan;

/* From a CSV header; for JSON lines `headers` NULL, and columns come with
 * tp_import_plan_member. INVALID: no addresses, two columns for one field, a mapping of what is not
 * there. (transfer full) */
TpImportPlan *tp_import_plan_new (TpFields *fields, const TpImportOptions *options,
                                  const char *file_name, const char *const *headers, gsize length,
                                  GError **error);
void tp_import_plan_free (TpImportPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpImportPlan, tp_import_plan_free)

/* The column of a JSON member, at most TP_IMPORT_MEMBERS_MAX of them; NULL: too many. */
#define TP_IMPORT_MEMBERS_MAX 2000
const TpImportColumn *tp_import_plan_member (TpImportPlan *plan, const char *name);

/* Tells what was not understood, and whose export it is. */
void tp_import_plan_note (const TpImportPlan *plan, TpImportNotes *notes);
