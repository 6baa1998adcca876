/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "http/form.h"

/* Reads multipart/form-data (RFC 7578, RFC 2046 section 5.1) as its bytes arrive, in memory of
 * fixed size: plain fields are kept, files go to files without a name that are gone when closed. A
 * part with a file name is a file; one with an empty name (no file was chosen) is passed over.
 * Errors are INVALID (form), LIMIT (a maximum below), BUSY (no room on the disk); after one, feed
 * and finish keep failing with the same.
 *
 * A file name is for showing only: cut to what follows the last "/" or "\", control characters
 * taken out, cut to TP_UPLOAD_NAME_MAX bytes; never empty. It is never used as a path. */

#define TP_MULTIPART_PARTS_MAX 200
#define TP_MULTIPART_FILES_MAX 10
#define TP_MULTIPART_HEADER_MAX 8192
#define TP_MULTIPART_FIELD_MAX (256 * 1024)   /* one plain field */
#define TP_MULTIPART_FIELDS_MAX (1024 * 1024) /* all plain fields together */
#define TP_MULTIPART_BOUNDARY_MAX 70
#define TP_UPLOAD_NAME_MAX 200

typedef struct {
  char *field;
  char *file_name;
  char *content_type; /* as the client says; "application/octet-stream" when it doesn't */
  int fd;             /* at offset 0 once finished */
  gint64 length;
} TpUpload;

typedef struct TpMultipart TpMultipart;

/* content_type is the whole header value, for its boundary: NULL with INVALID. spool_dir is where
 * files go. (transfer full) */
TpMultipart *tp_multipart_new (const char *content_type, const char *spool_dir, GError **error);
void tp_multipart_free (TpMultipart *multipart);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpMultipart, tp_multipart_free)

gboolean tp_multipart_feed (TpMultipart *multipart, const char *bytes, gsize length,
                            GError **error);
/* INVALID when the closing boundary is missing. */
gboolean tp_multipart_finish (TpMultipart *multipart, GError **error);

/* After finish. (borrowed) */
const TpForm *tp_multipart_form (const TpMultipart *multipart);
const TpUpload *tp_multipart_upload (const TpMultipart *multipart, const char *field); /* NULL */
gsize tp_multipart_upload_count (const TpMultipart *multipart);
