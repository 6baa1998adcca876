/* SPDX-License-Identifier: Apache-2.0 */
/* Forms, paths, cookies and forwarded addresses: the small texts that anybody can send. */
#include <stdint.h>
#include <string.h>

#include "http/cookie.h"
#include "http/form.h"
#include "http/network.h"
#include "http/part_header.h"
#include "http/path.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
try_form (const char *bytes, gsize length)
{
  g_autoptr (TpForm) form = tp_form_parse (bytes, length, NULL);
  for (gsize i = 0; form != NULL && i < tp_form_length (form); i++) {
    g_assert (g_utf8_validate (tp_form_name (form, i), -1, NULL));
    g_assert (g_utf8_validate (tp_form_value (form, i), -1, NULL));
    g_assert (tp_form_get (form, tp_form_name (form, i)) != NULL);
  }
}

static void
try_path (const char *bytes, gsize length)
{
  g_auto (GStrv) segments = tp_path_parse (bytes, length, NULL);
  for (guint i = 0; segments != NULL && segments[i] != NULL; i++) {
    g_assert (strpbrk (segments[i], "/\\\r\n") == NULL);
    g_assert (strcmp (segments[i], "..") != 0);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const trusted[] = {"10.0.0.0/8", "2001:db8::/32", NULL};
  g_autoptr (TpNetworks) networks = tp_networks_parse (trusted, NULL);
  g_autofree char *text = g_strndup ((const char *)data, size);
  try_form ((const char *)data, size);
  try_path ((const char *)data, size);
  g_autofree char *cookie = tp_cookie_find (text, "session");
  g_autofree char *client = tp_networks_client (networks, "10.0.0.1", text);
  g_autofree char *parameter = tp_header_parameter (text, "boundary");
  g_autofree char *type = tp_header_media_type (text);
  g_assert (client != NULL && strpbrk (client, "<>\"' ") == NULL);
  const char *texts[] = {text, NULL};
  g_autoptr (TpNetworks) parsed = tp_networks_parse (texts, NULL);
  return 0;
}
