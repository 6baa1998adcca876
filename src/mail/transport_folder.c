/* SPDX-License-Identifier: Apache-2.0 */
/* Each mail is written under a hidden name, synced and renamed; the folder is synced once for the
 * whole batch, and only then are the answers given. */
#include "mail/transport_backend.h"

#include "base/error.h"
#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define BATCH_MAX 200

typedef struct {
  int folder; /* file descriptor */
  guint32 run;
  guint64 serial;
} Folder;

typedef struct {
  gboolean renamed;
  int fault; /* errno */
} Written;

static gboolean
write_parts (int fd, struct iovec *parts, int n)
{
  while (n > 0) {
    gssize written = writev (fd, parts, n);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return FALSE;
    for (; n > 0 && (gsize)written >= parts->iov_len; n--, parts++)
      written -= (gssize)parts->iov_len;
    if (n > 0) {
      parts->iov_base = (char *)parts->iov_base + written;
      parts->iov_len -= (gsize)written;
    }
  }
  return TRUE;
}

static gboolean
write_file (int fd, const TpDelivery *delivery)
{
  g_autofree char *head =
      g_strdup_printf ("Return-Path: <%s>\r\nDelivered-To: %s\r\n", delivery->from, delivery->to);
  struct iovec parts[] = {
      {head,                    strlen (head)   },
      {(char *)delivery->bytes, delivery->length},
  };
  gboolean written = write_parts (fd, parts, G_N_ELEMENTS (parts)) && fsync (fd) == 0;
  int fault = errno;
  if (close (fd) != 0 && written)
    return FALSE;
  errno = fault;
  return written;
}

static Written
store (Folder *self, const TpDelivery *delivery)
{
  g_autofree char *name =
      g_strdup_printf ("%" G_GINT64_FORMAT "-%08x-%06" G_GUINT64_FORMAT ".eml",
                       g_get_real_time () / G_USEC_PER_SEC, self->run, ++self->serial);
  g_autofree char *hidden = g_strconcat (".", name, ".part", NULL);
  int fd = openat (self->folder, hidden, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return (Written){FALSE, errno};
  if (write_file (fd, delivery) && renameat (self->folder, hidden, self->folder, name) == 0)
    return (Written){TRUE, 0};
  int fault = errno;
  unlinkat (self->folder, hidden, 0);
  return (Written){FALSE, fault};
}

static void
answer (const Written *written, TpReply *reply)
{
  gboolean full = written->fault == ENOSPC || written->fault == EDQUOT;
  if (written->fault == 0)
    tp_reply_set (reply, TP_OUTCOME_ACCEPTED, 250, "2.0.0", "stored");
  else if (written->renamed)
    tp_reply_set (reply, TP_OUTCOME_UNCERTAIN, 451, "4.3.0", g_strerror (written->fault));
  else
    tp_reply_set (reply, TP_OUTCOME_TEMPORARY, full ? 452 : 451, full ? "4.3.1" : "4.3.0",
                  g_strerror (written->fault));
}

static void
submit_folder (TpTransport *transport, const TpDelivery *deliveries, gsize n, TpTransportDone done,
               gpointer data)
{
  Folder *self = tp_transport_state (transport);
  Written written[BATCH_MAX];
  for (gsize i = 0; i < n; i++)
    written[i] = store (self, &deliveries[i]);
  int fault = fsync (self->folder) == 0 ? 0 : errno;
  for (gsize i = 0; i < n; i++) {
    TpReply reply;
    if (written[i].renamed)
      written[i].fault = fault;
    answer (&written[i], &reply);
    tp_transport_answer (transport, &deliveries[i], &reply, done, data);
  }
}

static void
free_folder (gpointer state)
{
  Folder *self = state;
  close (self->folder);
  g_free (self);
}

TpTransport *
tp_transport_new_folder (const char *path, GError **error)
{
  static const TpTransportClass klass = {"folder", BATCH_MAX, submit_folder, NULL, free_folder};
  int fd = -1;
  if (g_mkdir_with_parents (path, 0700) != 0 ||
      (fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0 ||
      faccessat (fd, ".", W_OK | X_OK, AT_EACCESS) != 0) {
    tp_error (error, TP_ERROR_INVALID, _ ("cannot write into folder '%s': %s"), path,
              g_strerror (errno));
    if (fd >= 0)
      close (fd);
    return NULL;
  }
  Folder *self = g_new0 (Folder, 1);
  self->folder = fd;
  self->run = g_random_int ();
  return tp_transport_new (&klass, self);
}
