/* SPDX-License-Identifier: Apache-2.0 */
/* What decodes, encodes to bytes that decode to the same set and are no longer. */
#include "base/idset.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length)
{
  g_autoptr (TpIdSet) set = tp_id_set_decode (bytes, length, NULL);
  if (set == NULL)
    return 0;
  g_autoptr (GBytes) encoded = tp_id_set_encode (set);
  gsize size;
  const guint8 *data = g_bytes_get_data (encoded, &size);
  g_assert (size <= length);
  g_autoptr (TpIdSet) again = tp_id_set_decode (data, size, NULL);
  g_assert (again != NULL && tp_id_set_equal (set, again));
  return 0;
}
