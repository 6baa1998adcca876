/* SPDX-License-Identifier: Apache-2.0 */
/* Any one sign of a foreign page is enough to refuse, and there must be a sign of our own: what a
 * browser says of where a form was filled in, or the header, which a program has to add. */
#include "http/origin.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"

gboolean
tp_origin_names_host (const char *origin, const char *host)
{
  gboolean is_https = g_ascii_strncasecmp (origin, "https://", 8) == 0;
  if (!is_https && g_ascii_strncasecmp (origin, "http://", 7) != 0)
    return FALSE;
  const char *default_port = is_https ? ":443" : ":80";
  g_autofree char *left = g_ascii_strdown (origin + (is_https ? 8 : 7), -1);
  g_autofree char *right = g_ascii_strdown (host, -1);
  if (g_str_has_suffix (left, default_port))
    left[strlen (left) - strlen (default_port)] = '\0';
  if (g_str_has_suffix (right, default_port))
    right[strlen (right) - strlen (default_port)] = '\0';
  return left[0] != '\0' && strcmp (left, right) == 0;
}

gboolean
tp_origin_check (const TpRequest *request, GError **error)
{
  static const char *const safe_methods[] = {"GET", "HEAD", "OPTIONS", NULL};
  if (g_strv_contains (safe_methods, tp_request_method (request)))
    return TRUE;
  const char *origin = tp_request_header (request, "Origin");
  const char *site = tp_request_header (request, "Sec-Fetch-Site");
  gboolean is_own =
      tp_request_header (request, TP_HEADER_CLIENT) != NULL || origin != NULL || site != NULL;
  if (origin != NULL)
    is_own &= tp_origin_names_host (origin, tp_request_host (request));
  if (site != NULL)
    is_own &= strcmp (site, "same-origin") == 0 || strcmp (site, "none") == 0;
  return is_own || tp_error (error, TP_ERROR_DENIED,
                             _ ("the request does not come from a page of this server"));
}
