/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"
#include "base/source.h"

/* Reads JSON lines: one JSON value a line, UTF-8 (with or without byte order mark), lines ending in
 * LF or CRLF; blank lines count for nothing. A line that is not JSON is reported and reading goes
 * on. Not thread-safe. */

#define TP_NDJSON_MAX_LINE (1024 * 1024) /* bytes */

typedef struct TpNdjsonReader TpNdjsonReader;

/* The source must stand at its beginning. (transfer full) */
TpNdjsonReader *tp_ndjson_reader_new (TpSource source);
void tp_ndjson_reader_free (TpNdjsonReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpNdjsonReader, tp_ndjson_reader_free)

typedef struct {
  const char *text; /* the line, ending with NUL */
  gsize length;
  json_t *json;        /* NULL: not JSON */
  const GError *fault; /* why, when json is NULL */
  gint64 number;       /* 1 is the first that is not blank */
  gint64 line;         /* 1 is the file's first */
} TpNdjsonRow;

/* The next value, or NULL at the end; all of it is borrowed until the next call. INVALID for bytes
 * that are not UTF-8, LIMIT for a line that is too long, whose number the message tells. */
gboolean tp_ndjson_next (TpNdjsonReader *self, const TpNdjsonRow **out_row, GError **error);
