/* SPDX-License-Identifier: Apache-2.0 */
/* Cut first, then made valid, then looked at character by character. */
#include "base/quote.h"

#include <string.h>

#define MAX_BYTES (TP_QUOTE_MAX_LENGTH * 4) /* that can matter */

static gboolean
is_harmless (gunichar c)
{
  gboolean direction = (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
                       (c >= 0x2066 && c <= 0x2069) || c == 0x061C;
  return !g_unichar_iscntrl (c) && !direction && c != 0x2028 && c != 0x2029;
}

char *
tp_quote (const char *text)
{
  gsize bytes = strnlen (text, MAX_BYTES + 4);
  g_autofree char *valid = g_utf8_make_valid (text, (gssize)bytes);
  GString *out = g_string_sized_new (bytes);
  guint length = 0;
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    if (length++ == TP_QUOTE_MAX_LENGTH) {
      g_string_append (out, "…");
      break;
    }
    g_string_append_unichar (out, is_harmless (c) ? c : 0xFFFD);
  }
  return g_string_free (out, FALSE);
}
