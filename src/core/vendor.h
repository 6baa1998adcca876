/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/column.h"

/* The exports of other mailing programs, recognised by their headers, so that what their columns
 * say about who left, bounced or never asked is understood. Pure, thread-safe, static storage. */

typedef struct {
  const char *key; /* of the header (tp_column_key) */
  TpColumn column;
} TpVendorColumn;

typedef struct {
  const char *name;              /* "Mailchimp" */
  guint needed;                  /* so many of `columns` make it recognised */
  const TpVendorColumn *columns; /* those of its own; ends with a NULL key */
} TpVendor;

/* The vendor whose own headers are there; NULL: none known. */
const TpVendor *tp_vendor_find (const char *const *headers, gsize length);

/* What the vendor means by a header; FALSE: nothing of its own. */
gboolean tp_vendor_column (const TpVendor *vendor, const char *header, TpColumn *out_column);

/* What a file of that name holds, as Mailchimp's export is one file per state
 * (unsubscribed_members_export_1a2b.csv). NONE: the name says nothing. */
TpSubscription tp_vendor_subscription_of_file (const TpVendor *vendor, const char *file_name);
