/* SPDX-License-Identifier: Apache-2.0 */
/* The reader gives the same rows however the bytes arrive, and what it gave can be written and read
 * again. The first byte chooses the charset, the second the size of the pieces. */
#include "base/csv.h"
#include "base/csv_writer.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length);

/* Everything read, as CSV; NULL after an error. */
static GString *
copy (const guint8 *bytes, gsize length, gsize piece, TpCharset charset, char delimiter)
{
  TpMemory memory = {.bytes = bytes, .length = length, .piece = piece};
  TpCsvOptions options = {.charset = charset, .delimiter = delimiter};
  TpCsvFormat format = {.delimiter = ';'};
  g_autoptr (TpCsvReader) reader = tp_csv_reader_new (tp_source_memory (&memory), &options);
  g_autofree const char **texts = g_new0 (const char *, TP_CSV_MAX_COLUMNS);
  GString *out = g_string_new (NULL);
  const TpCsvRow *row = NULL;
  gboolean ok = tp_csv_read_header (reader, NULL);
  for (guint i = 0; ok && i < tp_csv_columns (reader); i++)
    texts[i] = tp_csv_column (reader, i);
  if (ok)
    tp_csv_append_row (out, &format, texts, tp_csv_columns (reader));
  while (ok && (ok = tp_csv_next (reader, &row, NULL)) && row != NULL) {
    for (guint i = 0; i < tp_csv_columns (reader); i++)
      texts[i] = row->fields[i].text;
    tp_csv_append_row (out, &format, texts, tp_csv_columns (reader));
  }
  if (!ok)
    g_string_free (g_steal_pointer (&out), TRUE);
  return out;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length)
{
  if (length < 2)
    return 0;
  TpCharset charset = (TpCharset)(bytes[0] % TP_CHARSETS);
  GString *whole = copy (bytes + 2, length - 2, 0, charset, '\0');
  GString *pieces = copy (bytes + 2, length - 2, bytes[1] % 16u + 1, charset, '\0');
  g_assert ((whole == NULL) == (pieces == NULL));
  if (whole == NULL)
    return 0;
  g_assert (g_string_equal (whole, pieces));
  GString *again = copy ((guint8 *)whole->str, whole->len, 0, TP_CHARSET_UTF_8, ';');
  g_assert (again != NULL && g_string_equal (whole, again));
  g_string_free (whole, TRUE);
  g_string_free (pieces, TRUE);
  g_string_free (again, TRUE);
  return 0;
}
