/* SPDX-License-Identifier: Apache-2.0 */
/* What parses, prints, and the print is a fixed point. */
#include "base/json.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length)
{
  g_autoptr (json_t) json = tp_json_parse ((const char *)bytes, length, NULL);
  if (json == NULL)
    return 0;
  g_autofree char *text = tp_json_text (json);
  g_autoptr (json_t) again = tp_json_parse (text, strlen (text), NULL);
  g_assert (again != NULL);
  g_autofree char *second = tp_json_text (again);
  g_assert (strcmp (text, second) == 0);
  return 0;
}
