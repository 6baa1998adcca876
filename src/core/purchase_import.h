/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/import.h"

/* Import of purchases from CSV (base/csv.h) with a header; columns, by these names or their German
 * and Dutch ones, or by `map`:
 *
 *   email     whose order it is; an unknown address makes a contact
 *   order     the order's number in its source; rows of one number are one order
 *   line      tells the rows of an order apart
 *   date      wanted; a day, or a day and a time of the account's zone, or RFC 3339. Without a time
 *             of day it is 00:00, so the row counts for that day
 *   product   wanted
 *   category  given to a product that has none
 *   quantity  1 unless given
 *   amount    wanted; of the row
 *   currency  unless it stands beside the amount, or is the account's
 *   kind      purchase (unless given), refund or chargeback
 *
 * A row with a negative amount or quantity is a refund too. It needs the order's number, and lowers
 * the item of the same line, or else of the same product; refunds are taken after all orders of the
 * file, so the file may be sorted in any way.
 *
 * A row is known by (source, order, line) and then unchanged; without a line by what it holds and
 * its occurrence in the file; likewise without an order's number, each such row then being an order
 * of its own. The date of an order is that of its first row.
 *
 * The file is worked through in changes of at most TP_IMPORT_CHUNK_ROWS rows, whose effects commit
 * together with the run's counters: broken off at any moment it goes on where it stopped
 * (core/import.h). Refused rows go to the run's file of refused rows with line and reason. */

#define TP_PURCHASE_IMPORT_SOURCE "import" /* the source unless one is named */

typedef struct {
  const char *const *map; /* "column=field" each, NULL-terminated; may be NULL */
  const char *source;     /* NULL: TP_PURCHASE_IMPORT_SOURCE */
  const char *currency;   /* where the file tells none; NULL: the account's */
  gboolean month_first;   /* 01/31/2026 */
  /* Told the rows done of all; FALSE: stop after the last commit. May be NULL. */
  gboolean (*progress) (gint64 done, gint64 total, gpointer data);
  gpointer data;
} TpPurchaseImportOptions;

/* Imports from the descriptor, which must be of a file (it is read more than once, the first time
 * before anything is written). INVALID: the options, the columns, or a file that cannot be read to
 * its end (base/csv.h); BUSY: stopped by `progress`, or another process is at this import.
 * (transfer full) */
TpImport *tp_purchase_import (TpAccount *account, TpActor actor, int fd, const char *file_name,
                              const TpPurchaseImportOptions *options, GError **error);

/* Says what the same import would do, and writes nothing; it does not add up refunds. The import
 * has id 0. (transfer full) */
TpImport *tp_purchase_import_rehearse (TpAccount *account, int fd,
                                       const TpPurchaseImportOptions *options, GError **error);

/* Takes back what a run brought: its orders with all that was added to them since; the items that
 * it added to others' orders, with their refunds, and refunds of such an order as a whole that are
 * more than what is left of it; the refunds that it brought; contacts that it made and that nothing
 * else touched are archived, until an import brings an order of theirs again. Events
 * purchase_removed, and purchased for what was given back and is bought again. A run that was
 * broken off can be undone too. Broken off itself, it goes on when called again. Of `options` (may
 * be NULL) only the progress counts. NOT_FOUND; CONFLICT: undone already, or no import of
 * purchases; BUSY. (transfer full) */
TpImport *tp_purchase_import_undo (TpAccount *account, TpActor actor, gint64 id,
                                   const TpPurchaseImportOptions *options, GError **error);
