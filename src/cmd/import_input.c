/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/import_input.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/import.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define COPY_BYTES (1024 * 1024)
#define WAIT_SECONDS (TP_IMPORT_LEASE_SECONDS + 5)

/* Copies what comes until the end. */
static gboolean
copy_all (int from, int to)
{
  g_autofree char *buffer = g_malloc (COPY_BYTES);
  for (;;) {
    gssize length = read (from, buffer, COPY_BYTES);
    if (length == 0)
      return TRUE;
    if (length < 0 && errno != EINTR)
      return FALSE;
    for (gssize done = 0, written; done < length; done += MAX (written, 0)) {
      written = write (to, buffer + done, (gsize)(length - done));
      if (written < 0 && errno != EINTR)
        return FALSE;
    }
  }
}

/* Standard input, kept in a file without a name, since the file is read more than once. */
static int
spool_input (TpCommandLine *line, GError **error)
{
  g_autofree char *path = g_build_filename (tp_command_data_folder (line), "import-XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0 && g_unlink (path) == 0 && copy_all (STDIN_FILENO, fd))
    return fd;
  tp_error (error, TP_ERROR_INTERNAL, _ ("cannot keep the standard input: %s"), g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

int
tp_import_input_open (TpCommandLine *line, const char *path, GError **error)
{
  GStatBuf info;
  if (strcmp (path, "-") == 0)
    return spool_input (line, error);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0)
    tp_error (error, TP_ERROR_INVALID, _ ("cannot open '%s': %s"), path, g_strerror (errno));
  else if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    return fd;
  else
    tp_error (error, TP_ERROR_INVALID, _ ("'%s' is not a file"), path);
  if (fd >= 0)
    close (fd);
  return -1;
}

gboolean
tp_import_shown_update (gint64 done, gint64 total, gpointer data)
{
  TpImportShown *shown = data;
  if (shown->progress == NULL)
    shown->progress = tp_progress_new (STDERR_FILENO, shown->what, total);
  tp_progress_update (shown->progress, done);
  return !tp_command_is_stopping ();
}

void
tp_import_shown_end (TpImportShown *shown)
{
  if (shown->progress == NULL)
    return;
  tp_progress_finish (shown->progress);
  g_clear_pointer (&shown->progress, tp_progress_free);
}

gboolean
tp_import_waits (TpCommandLine *line, const GError *error, int waited)
{
  if (tp_error_code (error) != TP_ERROR_BUSY || waited == WAIT_SECONDS || tp_command_is_stopping ())
    return FALSE;
  if (waited == 0)
    tp_command_note (line, "%s", _ ("another process is at this import; waiting for it"));
  g_usleep (G_USEC_PER_SEC);
  return TRUE;
}

json_t *
tp_import_text_or_null (const char *text)
{
  return text != NULL ? json_string (text) : json_null ();
}
