/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <jansson.h>

/* JSON (RFC 8259) from outside, read strictly, and JSON as we write it. Refused: keys given twice,
 * anything after the value, bytes that are not UTF-8, lone surrogates, U+0000 in a text, integers
 * beyond 64 bits, and what passes the limits below. Members of an object are read with
 * base/json_read.h.
 *
 * Thread-safe; a json_t itself belongs to one thread at a time. */

#define TP_JSON_MAX_BYTES (16 * 1024 * 1024)
#define TP_JSON_MAX_DEPTH 64
#define TP_JSON_MAX_VALUES 1000000 /* bounds the tree: about 100 bytes of memory a value */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

/* Any JSON value, not only an object or array; NULL and INVALID with line and column, or LIMIT.
 * `bytes` need not end with NUL. (transfer full: json_decref, or g_autoptr) */
json_t *tp_json_parse (const char *bytes, gsize length, GError **error);

/* Compact, keys sorted by byte, numbers in the shortest form that reads back as the same number:
 * the same value always gives the same text, so it can be hashed and compared. A real number that
 * is not finite cannot be built with jansson. (transfer full) */
char *tp_json_text (const json_t *json);
