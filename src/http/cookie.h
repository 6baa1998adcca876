/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Cookies (RFC 6265). A session cookie is always HttpOnly, SameSite=Lax, Path=/ and host-only; over
 * HTTPS it is Secure and its name carries "__Host-". Over plain HTTP (loopback, a test) browsers
 * refuse that prefix, so it is left out. */

/* The value in a Cookie header of the first cookie of that name; NULL: none. (transfer full) */
char *tp_cookie_find (const char *header, const char *name);

/* "__Host-session" or "session". (transfer full) */
char *tp_cookie_session_name (const char *name, gboolean https);

/* The value of a Set-Cookie header; max_age in seconds, 0 removes it, negative: until the browser
 * is closed. The value is of cookie octets (asserted; hex or base64url is). (transfer full) */
char *tp_cookie_format_session (const char *name, const char *value, gint64 max_age,
                                gboolean https);
