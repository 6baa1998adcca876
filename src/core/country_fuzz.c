/* SPDX-License-Identifier: Apache-2.0 */
/* Countries, languages and phone numbers: what is understood must be understood again as itself.
 * The first byte chooses the country of phone numbers. */
#include "core/country.h"
#include "core/phone.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_code (const char *(*find) (const char *), const char *text)
{
  const char *code = find (text);
  if (code != NULL)
    g_assert_cmpstr (find (code), ==, code);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size < 1)
    return 0;
  g_autofree char *text = g_strndup ((const char *)data + 1, size - 1);
  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  check_code (tp_country_find, text);
  check_code (tp_language_find, text);
  g_autofree char *key = tp_phone_key (text, data[0] % 2 == 0 ? "DE" : NULL);
  if (key != NULL && key[0] == '+') {
    g_autofree char *again = tp_phone_key (key, NULL);
    g_assert_cmpstr (again, ==, key);
  }
  return 0;
}
