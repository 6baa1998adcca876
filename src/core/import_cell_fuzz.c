/* SPDX-License-Identifier: Apache-2.0 */
/* Lists in cells come back as they were written; names and headers of any bytes are taken apart
 * without harm. */
#include "core/column.h"
#include "core/import_cell.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length);

static void
check_list (const char *text)
{
  g_auto (GStrv) items = tp_import_cell_split (text, TP_IMPORT_CELL_MARKS);
  if (items == NULL)
    return;
  g_autofree char *joined = tp_import_cell_join ((const char *const *)items);
  g_auto (GStrv) again = tp_import_cell_split (joined, TP_IMPORT_CELL_MARKS);
  g_assert_true (g_strv_equal ((const char *const *)items, (const char *const *)again));
}

static void
check_name (const char *text)
{
  TpImportName name;
  if (!g_utf8_validate (text, -1, NULL))
    return;
  tp_import_name_split (text, &name);
  g_assert_true (name.first == NULL || *name.first != '\0');
  g_assert_true (name.last == NULL || *name.last != '\0');
  tp_import_name_clear (&name);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length)
{
  gboolean yes;
  TpSubscription subscription;
  g_autofree char *text = g_strndup ((const char *)bytes, length);
  check_list (text);
  check_name (text);
  tp_column_find (text);
  tp_column_yes_no (text, &yes);
  tp_subscription_find (text, &subscription);
  return 0;
}
