/* SPDX-License-Identifier: Apache-2.0 */
/* Part headers are short and few, so they are copied, split into lines and read one by one. To heed
 * another header: a branch in read_line. */
#include "http/part_header.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "http/multipart.h"

/* Reads one value at *at, token or quoted string, and moves *at behind it. (transfer full) */
static char *
read_value (const char **at)
{
  GString *value = g_string_new (NULL);
  const char *c = *at;
  if (*c != '"') {
    gsize length = strcspn (c, "; \t");
    g_string_append_len (value, c, (gssize)length);
    *at = c + length;
    return g_string_free (value, FALSE);
  }
  for (c++; *c != '\0' && *c != '"'; c++) {
    if (c[0] == '\\' && c[1] == '"')
      c++;
    g_string_append_c (value, *c);
  }
  *at = *c == '"' ? c + 1 : c;
  return g_string_free (value, FALSE);
}

char *
tp_header_parameter (const char *value, const char *name)
{
  const char *at = value + strcspn (value, ";");
  while (*at == ';') {
    at++;
    at += strspn (at, " \t");
    gsize length = strcspn (at, "=; \t");
    gboolean is_it = length == strlen (name) && g_ascii_strncasecmp (at, name, length) == 0;
    at += length;
    if (*at == '=') {
      at++;
      g_autofree char *found = read_value (&at);
      if (is_it)
        return g_steal_pointer (&found);
    }
    at += strcspn (at, ";");
  }
  return NULL;
}

char *
tp_header_media_type (const char *value)
{
  g_autofree char *type = g_ascii_strdown (value, (gssize)strcspn (value, ";"));
  return g_strdup (g_strstrip (type));
}

void
tp_part_header_clear (TpPartHeader *header)
{
  g_clear_pointer (&header->name, g_free);
  g_clear_pointer (&header->file_name, g_free);
  g_clear_pointer (&header->content_type, g_free);
}

static char *
display_name (const char *file_name)
{
  const char *base = file_name;
  for (const char *at = file_name; *at != '\0'; at++)
    if (*at == '/' || *at == '\\')
      base = at + 1;
  g_autofree char *valid = g_utf8_make_valid (base, -1);
  g_autoptr (GString) shown = g_string_new (NULL);
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    /* Bidirectional overrides (Cf) would let "gpj.exe" be read as "exe.jpg". */
    if (g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
      continue;
    if (shown->len + 6 > TP_UPLOAD_NAME_MAX)
      break;
    g_string_append_unichar (shown, c);
  }
  return g_strdup (shown->len > 0 ? shown->str : "file");
}

static gboolean
read_disposition (const char *value, TpPartHeader *header, GError **error)
{
  g_autofree char *type = tp_header_media_type (value);
  g_autofree char *name = tp_header_parameter (value, "name");
  if (strcmp (type, "form-data") != 0 || name == NULL || header->name != NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("a part of the form has no name"));
  if (strlen (name) > TP_FORM_NAME_MAX || !g_utf8_validate (name, -1, NULL))
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("a part of the form has a name that is not allowed"));
  g_autofree char *file_name = tp_header_parameter (value, "filename");
  header->name = g_steal_pointer (&name);
  header->no_file_chosen = file_name != NULL && file_name[0] == '\0';
  header->file_name = file_name != NULL ? display_name (file_name) : NULL;
  return TRUE;
}

static gboolean
read_line (const char *line, TpPartHeader *header, GError **error)
{
  const char *colon = strchr (line, ':');
  if (colon == NULL || colon == line)
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("a part of the form has a line that is not a header"));
  g_autofree char *name = g_ascii_strdown (line, colon - line);
  g_autofree char *value = g_strstrip (g_strdup (colon + 1));
  if (strcmp (name, "content-disposition") == 0)
    return read_disposition (value, header, error);
  if (strcmp (name, "content-type") == 0) {
    g_free (header->content_type);
    header->content_type = tp_header_media_type (value);
  } else if (strcmp (name, "content-transfer-encoding") == 0 &&
             g_ascii_strcasecmp (value, "binary") != 0 && g_ascii_strcasecmp (value, "8bit") != 0 &&
             g_ascii_strcasecmp (value, "7bit") != 0) {
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("a part of the form has an encoding that is not allowed"));
  }
  return TRUE;
}

gboolean
tp_part_header_parse (const char *block, gsize length, TpPartHeader *out_header, GError **error)
{
  if (memchr (block, '\0', length) != NULL)
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("a part of the form has a line that is not a header"));
  g_autofree char *text = g_strndup (block, length);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0' && !read_line (lines[i], out_header, error))
      return FALSE;
  if (out_header->name == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("a part of the form has no name"));
  if (out_header->content_type == NULL || out_header->content_type[0] == '\0') {
    g_free (out_header->content_type);
    out_header->content_type = g_strdup ("application/octet-stream");
  }
  return TRUE;
}
