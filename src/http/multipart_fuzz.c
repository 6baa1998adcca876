/* SPDX-License-Identifier: Apache-2.0 */
/* The first byte says in which steps the rest is fed; a form must come out the same as in one step.
 */
#include "http/multipart.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Fields and files as one text; NULL: refused. */
static char *
parse (const char *bytes, gsize length, gsize step)
{
  g_autoptr (TpMultipart) multipart =
      tp_multipart_new ("multipart/form-data; boundary=b", NULL, NULL);
  gboolean ok = TRUE;
  for (gsize at = 0; at < length && ok; at += step)
    ok = tp_multipart_feed (multipart, bytes + at, MIN (step, length - at), NULL);
  if (!tp_multipart_finish (multipart, NULL))
    return NULL;
  g_assert (ok);
  GString *text = g_string_new (NULL);
  const TpForm *form = tp_multipart_form (multipart);
  for (gsize i = 0; i < tp_form_length (form); i++)
    g_string_append_printf (text, "%s=%s\n", tp_form_name (form, i), tp_form_value (form, i));
  const TpUpload *upload = tp_multipart_upload (multipart, "f");
  if (upload != NULL) {
    g_assert (strpbrk (upload->file_name, "/\\") == NULL && upload->file_name[0] != '\0');
    g_string_append_printf (text, "%s %" G_GINT64_FORMAT, upload->file_name, upload->length);
  }
  return g_string_free (text, FALSE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;
  const char *bytes = (const char *)data + 1;
  g_autofree char *whole = parse (bytes, size - 1, size);
  g_autofree char *pieces = parse (bytes, size - 1, (gsize)data[0] % 16 + 1);
  g_assert (g_strcmp0 (whole, pieces) == 0);
  return 0;
}
