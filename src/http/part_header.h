/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The headers of one part of multipart/form-data, and header values with parameters in general. */

typedef struct {
  char *name;
  char *file_name;         /* for showing, see http/multipart.h; NULL: a plain field */
  gboolean no_file_chosen; /* file name given and empty */
  char *content_type;      /* never NULL after parse */
} TpPartHeader;

/* block is what stands between the delimiter and the empty line, beginning with its CR LF. Refused
 * with INVALID: no Content-Disposition: form-data, no name, a Content-Transfer-Encoding that
 * encodes, lines that are not headers. */
gboolean tp_part_header_parse (const char *block, gsize length, TpPartHeader *out_header,
                               GError **error);
void tp_part_header_clear (TpPartHeader *header);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TpPartHeader, tp_part_header_clear)

/* A parameter of "text/html; charset=utf-8": token or quoted, in which only the quote can be
 * escaped, since browsers send backslashes of paths as they are. NULL: none. (transfer full) */
char *tp_header_parameter (const char *value, const char *name);

/* The part before the parameters, lower case, stripped. (transfer full) */
char *tp_header_media_type (const char *value);
