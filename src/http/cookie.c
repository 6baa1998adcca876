/* SPDX-License-Identifier: Apache-2.0 */
/* The names and values of a Cookie header are looked through in place; nothing is decoded. */
#include "http/cookie.h"

#include <string.h>

static gboolean
is_cookie_octet (guchar c)
{
  return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

char *
tp_cookie_find (const char *header, const char *name)
{
  gsize name_length = strlen (name);
  for (const char *at = header; at != NULL;) {
    at += strspn (at, " \t;");
    const char *end = at + strcspn (at, ";");
    if ((gsize)(end - at) > name_length && strncmp (at, name, name_length) == 0 &&
        at[name_length] == '=') {
      g_autofree char *value =
          g_strndup (at + name_length + 1, (gsize)(end - at) - name_length - 1);
      g_strchomp (value);
      gsize length = strlen (value);
      if (length >= 2 && value[0] == '"' && value[length - 1] == '"')
        return g_strndup (value + 1, length - 2);
      return g_steal_pointer (&value);
    }
    at = *end == ';' ? end + 1 : NULL;
  }
  return NULL;
}

char *
tp_cookie_session_name (const char *name, gboolean https)
{
  return g_strconcat (https ? "__Host-" : "", name, NULL);
}

char *
tp_cookie_format_session (const char *name, const char *value, gint64 max_age, gboolean https)
{
  for (const char *at = value; *at != '\0'; at++)
    g_assert (is_cookie_octet ((guchar)*at));
  GString *cookie = g_string_new (NULL);
  g_string_append_printf (cookie, "%s%s=%s; Path=/; HttpOnly; SameSite=Lax", https ? "__Host-" : "",
                          name, value);
  if (https)
    g_string_append (cookie, "; Secure");
  if (max_age >= 0)
    g_string_append_printf (cookie, "; Max-Age=%" G_GINT64_FORMAT, max_age);
  return g_string_free (cookie, FALSE);
}
