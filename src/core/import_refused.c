/* SPDX-License-Identifier: Apache-2.0 */
#include "core/import_refused.h"

#include "base/csv_writer.h"
#include "base/error.h"
#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES (256 * 1024)

struct TpImportRefused {
  char *path;
  int fd; /* -1: nothing was refused yet */
  gint64 bytes;
  GString *buffer; /* not written yet */
  char **header;
};

static const TpCsvFormat format = {',', TRUE};

static gboolean
fail (const TpImportRefused *refused, GError **error)
{
  return tp_error (error, TP_ERROR_INTERNAL, _ ("cannot write '%s': %s"), refused->path,
                   g_strerror (errno));
}

static gboolean
open_file (TpImportRefused *refused, GError **error)
{
  refused->fd = g_open (refused->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (refused->fd >= 0 && ftruncate (refused->fd, refused->bytes) == 0 &&
      lseek (refused->fd, refused->bytes, SEEK_SET) >= 0)
    return TRUE;
  return fail (refused, error);
}

static char **
full_header (const char *const *header, gsize columns)
{
  char **full = g_new0 (char *, columns + 3);
  full[0] = g_strdup (_ ("line"));
  full[1] = g_strdup (_ ("reason"));
  for (gsize i = 0; i < columns; i++)
    full[i + 2] = g_strdup (header[i]);
  return full;
}

TpImportRefused *
tp_import_refused_new (TpAccount *account, TpImport *import, const char *const *header,
                       gsize columns, GError **error)
{
  g_autofree char *folder = g_build_filename (tp_account_data_folder (account), "imports", NULL);
  g_autofree char *name = g_strdup_printf ("refused-%" G_GINT64_FORMAT ".csv", import->id);
  g_autoptr (TpImportRefused) refused = g_new0 (TpImportRefused, 1);
  refused->path = import->refused_file != NULL ? g_strdup (import->refused_file)
                                               : g_build_filename (folder, name, NULL);
  refused->fd = -1;
  refused->bytes = import->refused_bytes;
  refused->buffer = g_string_new (NULL);
  refused->header = full_header (header, header != NULL ? columns : 0);
  if (g_mkdir_with_parents (folder, 0700) != 0) {
    fail (refused, error);
    return NULL;
  }
  if (import->refused_file != NULL && !open_file (refused, error))
    return NULL;
  return g_steal_pointer (&refused);
}

void
tp_import_refused_free (TpImportRefused *refused)
{
  if (refused == NULL)
    return;
  if (refused->fd >= 0)
    close (refused->fd);
  g_string_free (refused->buffer, TRUE);
  g_strfreev (refused->header);
  g_free (refused->path);
  g_free (refused);
}

static gboolean
write_buffer (TpImportRefused *refused, GError **error)
{
  for (gsize done = 0; done < refused->buffer->len;) {
    gssize written = write (refused->fd, refused->buffer->str + done, refused->buffer->len - done);
    if (written < 0 && errno != EINTR)
      return fail (refused, error);
    done += (gsize)MAX (written, 0);
  }
  refused->bytes += (gint64)refused->buffer->len;
  g_string_truncate (refused->buffer, 0);
  return TRUE;
}

gboolean
tp_import_refused_add (TpImportRefused *refused, gint64 line, const char *reason,
                       const char *const *cells, gsize length, GError **error)
{
  if (refused->fd < 0) {
    if (!open_file (refused, error))
      return FALSE;
    g_string_append (refused->buffer, TP_CSV_BYTE_ORDER_MARK);
    tp_csv_append_row (refused->buffer, &format, (const char *const *)refused->header,
                       g_strv_length (refused->header));
  }
  g_autofree const char **row = g_new (const char *, length + 2);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, line);
  row[0] = number;
  row[1] = reason;
  for (gsize i = 0; i < length; i++)
    row[i + 2] = cells[i];
  tp_csv_append_row (refused->buffer, &format, row, length + 2);
  return refused->buffer->len < BUFFER_BYTES || write_buffer (refused, error);
}

gboolean
tp_import_refused_sync (TpImportRefused *refused, TpImport *import, GError **error)
{
  if (refused->fd < 0)
    return TRUE;
  if (!write_buffer (refused, error))
    return FALSE;
  if (fdatasync (refused->fd) != 0)
    return fail (refused, error);
  g_free (import->refused_file);
  import->refused_file = g_strdup (refused->path);
  import->refused_bytes = refused->bytes;
  return TRUE;
}
