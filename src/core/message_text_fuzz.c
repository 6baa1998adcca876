/* SPDX-License-Identifier: Apache-2.0 */
#include "core/message_text.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Any bytes end, within the limit; text that was UTF-8 stays so. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GString) out = g_string_new (NULL);
  tp_message_text_from_html ((const char *)data, size, out);
  g_assert (out->len <= TP_MESSAGE_TEXT_MAX + 8);
  if (g_utf8_validate ((const char *)data, (gssize)size, NULL))
    g_assert (g_utf8_validate (out->str, (gssize)out->len, NULL));
  return 0;
}
