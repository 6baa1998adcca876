/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/csv.h"
#include "base/ndjson.h"
#include "core/contact.h"
#include "core/import_plan.h"

/* A row of a file as what it asks for: an address, values of fields, tags, lists, permissions; or
 * why it is not taken. Touches no database, so that it can be done beside the writing. */

#define TP_IMPORT_TAGS_MAX 100000 /* different tags, and lists, in a file */

typedef struct {
  guint name;  /* of the names that were met: TpImportNames */
  guint state; /* TpSegmentListState */
} TpImportListing;

typedef struct {
  gint64 line;
  char *refusal; /* NULL: it is taken */
  char **cells;  /* of a CSV row, as they came; one block; NULL-terminated */
  TpAddress *address;
  TpContact *contact;                      /* the values: its marks tell which the row has */
  gint64 created_at;                       /* 0: not told */
  GArray *tags;                            /* guint: numbers of names; NULL: none */
  GArray *lists;                           /* TpImportListing; NULL: none */
  guint8 permissions[TP_SEGMENT_PURPOSES]; /* 1 + TpSegmentPermission; 0: not told */
  TpSubscription subscription;
  TpAddressAdvice *advice; /* NULL: there is none */
} TpImportRow;

void tp_import_row_free (TpImportRow *row);

/* Names of tags or lists, numbered from 0 as they are met. */
typedef struct {
  GPtrArray *names;    /* of char * */
  GHashTable *numbers; /* name to 1 + number */
} TpImportNames;

/* What the rows of one file are read with; for one thread. */
typedef struct {
  TpImportPlan *plan;              /* borrowed */
  const TpAddressAdviser *adviser; /* borrowed */
  GTimeZone *zone;                 /* borrowed */
  gint64 now;
  TpFieldReading reading;
  TpImportNames tags, lists;
  /* Of the row being read. */
  GArray *texts;
  GPtrArray *kept;
  const char *name_prefix, *house_number;
} TpImportRows;

void tp_import_rows_init (TpImportRows *rows, TpImportPlan *plan, const TpAddressAdviser *adviser,
                          GTimeZone *zone, gint64 now);
void tp_import_rows_clear (TpImportRows *rows);

/* Never NULL: what is wrong is the row's refusal. (transfer full) */
TpImportRow *tp_import_rows_of_csv (TpImportRows *rows, const TpCsvReader *reader,
                                    const TpCsvRow *csv);
TpImportRow *tp_import_rows_of_json (TpImportRows *rows, const TpNdjsonRow *json);

/* For import_row_json.c. Texts must live until the row is finished: keep takes one over. FALSE: the
 * row is refused. */
void tp_import_rows_start (TpImportRows *rows);
const char *tp_import_rows_keep (TpImportRows *rows, char *text);
gboolean tp_import_rows_take (TpImportRows *rows, TpImportRow *row, const TpImportColumn *column,
                              const char *text, GError **error);
gboolean tp_import_rows_add_tag (TpImportRows *rows, TpImportRow *row, const char *name,
                                 GError **error);
gboolean tp_import_rows_add_list (TpImportRows *rows, TpImportRow *row, const char *name,
                                  const char *state, GError **error);
gboolean tp_import_rows_add_permission (TpImportRow *row, const char *purpose, const char *state,
                                        GError **error);
void tp_import_rows_add_text (TpImportRows *rows, const TpField *field, const char *text,
                              TpNumberStyle style);
gboolean tp_import_rows_add_attributes (TpImportRows *rows, TpImportRow *row, const char *text,
                                        GError **error);
gboolean tp_import_rows_finish (TpImportRows *rows, TpImportRow *row, GError **error);
