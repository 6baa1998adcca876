/* SPDX-License-Identifier: Apache-2.0 */
/* Segments are cut at the raw "/" before anything is decoded, so that an encoded one cannot move a
 * border; each is decoded once and then looked at, never again. */
#include "http/path.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "http/route.h"

static int
hex_value (char c)
{
  return g_ascii_isxdigit (c) ? g_ascii_xdigit_value (c) : -1;
}

gssize
tp_percent_decode (const char *bytes, gsize length, gboolean plus, char *out)
{
  gsize written = 0;
  for (gsize i = 0; i < length; i++) {
    char c = bytes[i];
    if (c == '+' && plus) {
      c = ' ';
    } else if (c == '%') {
      if (length - i < 3 || hex_value (bytes[i + 1]) < 0 || hex_value (bytes[i + 2]) < 0)
        return -1;
      c = (char)(hex_value (bytes[i + 1]) * 16 + hex_value (bytes[i + 2]));
      i += 2;
    }
    out[written++] = c;
  }
  out[written] = '\0';
  return (gssize)written;
}

static gboolean
segment_is_safe (const char *segment, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    guchar c = (guchar)segment[i];
    if (c < 0x20 || c == 0x7f || c == '/' || c == '\\')
      return FALSE;
  }
  return strcmp (segment, ".") != 0 && strcmp (segment, "..") != 0 &&
         g_utf8_validate (segment, (gssize)length, NULL);
}

static gboolean
add_segment (GPtrArray *segments, const char *raw, gsize length, GError **error)
{
  if (segments->len == TP_ROUTE_SEGMENTS_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("the path has more than %d parts"),
                     TP_ROUTE_SEGMENTS_MAX);
  g_autofree char *decoded = g_malloc (length + 1);
  gssize decoded_length = tp_percent_decode (raw, length, FALSE, decoded);
  if (decoded_length < 0 || !segment_is_safe (decoded, (gsize)decoded_length)) {
    g_autofree char *shown = g_strndup (raw, MIN (length, 100));
    g_autofree char *valid = g_utf8_make_valid (shown, -1);
    return tp_error (error, TP_ERROR_INVALID, _ ("the path has a part that is not allowed: '%s'"),
                     valid);
  }
  g_ptr_array_add (segments, g_steal_pointer (&decoded));
  return TRUE;
}

char **
tp_path_parse (const char *path, gsize length, GError **error)
{
  if (length > TP_PATH_BYTES_MAX) {
    tp_error (error, TP_ERROR_LIMIT, _ ("the path is longer than %d bytes"), TP_PATH_BYTES_MAX);
    return NULL;
  }
  if (length == 0 || path[0] != '/') {
    tp_error (error, TP_ERROR_INVALID, _ ("the path does not begin with '/'"));
    return NULL;
  }
  g_autoptr (GPtrArray) segments = g_ptr_array_new_with_free_func (g_free);
  const char *end = path + length;
  for (const char *start = path + 1; length > 1;) {
    const char *slash = memchr (start, '/', (gsize)(end - start));
    const char *stop = slash != NULL ? slash : end;
    if (!add_segment (segments, start, (gsize)(stop - start), error))
      return NULL;
    if (slash == NULL)
      break;
    start = slash + 1;
  }
  g_ptr_array_add (segments, NULL);
  g_ptr_array_set_free_func (segments, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&segments), FALSE);
}
