/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The path of a request's target, taken apart at "/" and then decoded, once. Refused: what does not
 * begin with "/", a broken percent sign, "." and ".." as a segment in any spelling, an encoded "/",
 * "\", NUL or other control character, invalid UTF-8, more than TP_PATH_BYTES_MAX bytes or
 * TP_ROUTE_SEGMENTS_MAX segments. "%252e" is the text "%2e". */

/* The segments: "/a/b" is ("a", "b"), "/" is (), "/a/" is ("a", ""). NULL with INVALID or LIMIT.
 * (transfer full: g_strfreev) */
char **tp_path_parse (const char *path, gsize length, GError **error);

/* Decodes percent signs and, where plus is set, "+" as a blank, in place of out (at least length +
 * 1 bytes), which NUL ends. Returns the length, or -1 for a broken percent sign. */
gssize tp_percent_decode (const char *bytes, gsize length, gboolean plus, char *out);
