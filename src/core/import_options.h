/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/import.h"
#include "segment/words.h"

/* What is asked of an import of contacts. Kept with the run as JSON, and part of its fingerprint.
 */

#define TP_IMPORT_NAMES_MAX 100 /* tags, lists, mappings: of each */

typedef enum {
  TP_IMPORT_CSV,
  TP_IMPORT_NDJSON,
} TpImportFormat;

typedef struct {
  TpImportFormat format;
  gboolean blocked;     /* addresses that must not be mailed, one a line or a column */
  char **tags;          /* set on every contact of the file; NULL: none */
  char **lists;         /* it is put on; NULL: none */
  char *basis;          /* of the permission; NULL: permission stays unknown */
  guint purposes;       /* 1 << TpSegmentPurpose; 0: newsletter and offers */
  char **maps;          /* "column=field"; NULL: none */
  gboolean keep;        /* fields that are set stay as they are */
  gboolean month_first; /* dates are 12/31/2026 */
} TpImportOptions;

TpImportOptions *tp_import_options_new (void); /* (transfer full) */
void tp_import_options_free (TpImportOptions *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpImportOptions, tp_import_options_free)

/* Names are names, the basis is not too long, purposes come with a basis. INVALID. */
gboolean tp_import_options_check (const TpImportOptions *options, GError **error);

/* JSON object text, the same for the same options. (transfer full) */
char *tp_import_options_format (const TpImportOptions *options);
/* What format wrote. (transfer full) */
TpImportOptions *tp_import_options_parse (const char *text, GError **error);

/* The purposes that its basis is for. */
guint tp_import_options_purposes (const TpImportOptions *options);
