/* SPDX-License-Identifier: Apache-2.0 */
/* Waits in poll() on two descriptors: the source (inotify or the server's socket) and an eventfd
 * for waking. A lost server connection is opened again at most once a second. */
#include "db/watch.h"

#include "base/error.h"
#include "base/i18n.h"
#include "db/conn.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

struct TpDbWatch {
  int wake_fd;
  int inotify_fd; /* -1: not a file */
  char *log_name; /* base name of the file's write-ahead log */
  char *target;   /* the server's connection string, or NULL */
  PGconn *pg;
  gint64 retry_at; /* monotonic */
};

static void
listen_to_server (TpDbWatch *watch)
{
  gint64 now = g_get_monotonic_time ();
  if (now < watch->retry_at)
    return;
  watch->retry_at = now + G_USEC_PER_SEC;
  g_clear_pointer (&watch->pg, PQfinish);
  watch->pg = PQconnectdb (watch->target);
  PGresult *result = PQexec (
      watch->pg, "DO $$ BEGIN EXECUTE format ('LISTEN %I', 'tagpost ' || current_schema ()); "
                 "END $$");
  PQclear (result);
  if (PQstatus (watch->pg) != CONNECTION_OK)
    g_clear_pointer (&watch->pg, PQfinish);
}

static gboolean
watch_file (TpDbWatch *watch, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  watch->log_name = g_strdup_printf ("%s-wal", name);
  watch->inotify_fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  if (watch->inotify_fd >= 0 &&
      inotify_add_watch (watch->inotify_fd, folder, IN_ATTRIB | IN_CREATE) >= 0)
    return TRUE;
  return tp_error (error, TP_ERROR_INTERNAL, _ ("cannot watch '%s': %s"), folder,
                   g_strerror (errno));
}

TpDbWatch *
tp_db_watch_new (TpDb *db, GError **error)
{
  g_autoptr (TpDbWatch) watch = g_new0 (TpDbWatch, 1);
  watch->inotify_fd = -1;
  watch->wake_fd = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (watch->wake_fd < 0) {
    tp_error (error, TP_ERROR_INTERNAL, "eventfd: %s", g_strerror (errno));
    return NULL;
  }
  if (tp_db_can (db, TP_DB_FILE) && !watch_file (watch, tp_db_target (db), error))
    return NULL;
  if (tp_db_can (db, TP_DB_NOTIFY)) {
    watch->target = g_strdup (tp_db_target (db));
    listen_to_server (watch);
  }
  return g_steal_pointer (&watch);
}

void
tp_db_watch_free (TpDbWatch *watch)
{
  if (watch == NULL)
    return;
  if (watch->wake_fd >= 0)
    close (watch->wake_fd);
  if (watch->inotify_fd >= 0)
    close (watch->inotify_fd);
  g_clear_pointer (&watch->pg, PQfinish);
  g_free (watch->log_name);
  g_free (watch->target);
  g_free (watch);
}

/* Reads what inotify has; TRUE when the log was among it. */
static gboolean
read_inotify (TpDbWatch *watch)
{
  char buffer[16384] __attribute__ ((aligned (__alignof__(struct inotify_event))));
  gboolean found = FALSE;
  gssize length;
  while ((length = read (watch->inotify_fd, buffer, sizeof buffer)) > 0)
    for (char *p = buffer; p < buffer + length;) {
      const struct inotify_event *event = (const struct inotify_event *)p;
      found = found || (event->mask & IN_Q_OVERFLOW) != 0 ||
              (event->len > 0 && strcmp (event->name, watch->log_name) == 0);
      p += sizeof *event + event->len;
    }
  return found;
}

static gboolean
read_notices (TpDbWatch *watch)
{
  gboolean found = FALSE;
  if (PQconsumeInput (watch->pg) == 0) {
    g_clear_pointer (&watch->pg, PQfinish);
    return TRUE;
  }
  for (PGnotify *notice; (notice = PQnotifies (watch->pg)) != NULL; found = TRUE)
    PQfreemem (notice);
  return found;
}

static gboolean
read_wake (TpDbWatch *watch)
{
  guint64 count;
  return read (watch->wake_fd, &count, sizeof count) == sizeof count;
}

gboolean
tp_db_watch_wait (TpDbWatch *watch, int milliseconds)
{
  gint64 deadline = g_get_monotonic_time () + milliseconds * G_GINT64_CONSTANT (1000);
  for (;;) {
    if (watch->target != NULL && watch->pg == NULL)
      listen_to_server (watch);
    int source = watch->pg != NULL ? PQsocket (watch->pg) : watch->inotify_fd;
    struct pollfd fds[] = {
        {.fd = watch->wake_fd, .events = POLLIN},
        {.fd = source,         .events = POLLIN}
    };
    int left = (int)MAX (0, (deadline - g_get_monotonic_time () + 999) / 1000);
    if (poll (fds, 2, left) <= 0)
      return FALSE;
    gboolean woken = read_wake (watch);
    gboolean changed =
        fds[1].revents != 0 && (watch->pg != NULL ? read_notices (watch) : read_inotify (watch));
    if (woken || changed)
      return TRUE;
  }
}

void
tp_db_watch_wake (TpDbWatch *watch)
{
  guint64 one = 1;
  if (write (watch->wake_fd, &one, sizeof one) < 0)
    g_assert (errno == EAGAIN); /* it is awake already */
}

gboolean
tp_db_announce (TpConn *conn, GError **error)
{
  return !tp_db_can (conn->db, TP_DB_NOTIFY) || tp_conn_run (conn, TP_SQL_DB_ANNOUNCE, error, "");
}
