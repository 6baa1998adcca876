/* SPDX-License-Identifier: Apache-2.0 */
/* O_TMPFILE where the file system has it; elsewhere a name that is unlinked at once. */
#include "http/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"

static gboolean
report (int number, GError **error)
{
  gboolean is_full = number == ENOSPC || number == EDQUOT || number == EMFILE || number == ENFILE ||
                     number == ENOMEM || number == EFBIG;
  return tp_error (error, is_full ? TP_ERROR_BUSY : TP_ERROR_INTERNAL,
                   _ ("the upload cannot be kept: %s"), g_strerror (number));
}

int
tp_spool_open (const char *dir, GError **error)
{
  if (dir == NULL)
    dir = g_get_tmp_dir ();
  int fd = open (dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
    g_autofree char *path = g_build_filename (dir, "tagpost-XXXXXX", NULL);
    fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
      g_unlink (path);
  }
  if (fd < 0)
    report (errno, error);
  return fd;
}

gboolean
tp_spool_write (int fd, const char *bytes, gsize length, GError **error)
{
  while (length > 0) {
    gssize written = write (fd, bytes, length);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return report (errno, error);
    bytes += written;
    length -= (gsize)written;
  }
  return TRUE;
}
