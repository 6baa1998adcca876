/* SPDX-License-Identifier: Apache-2.0 */
/* To add a backend: a constructor that sets `read`. The file backend looks at the file's status
 * (one system call) at each question and parses it only when its time stamp or size changed; an
 * unreadable or malformed file keeps the last good time. */
#include "base/clock.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/time.h"

#include <sys/stat.h>

struct TpClock {
  gint64 (*read) (TpClock *clock);
  GMutex lock;
  gint64 at;  /* fixed and file */
  char *path; /* file */
  struct timespec file_modified;
  gint64 file_size;
};

static gint64
read_system (TpClock *clock)
{
  return g_get_real_time () / 1000;
}

static gint64
read_fixed (TpClock *clock)
{
  return clock->at;
}

static gboolean
load_file (TpClock *clock, GError **error)
{
  g_autofree char *content = NULL;
  gsize length = 0;
  if (!g_file_get_contents (clock->path, &content, &length, error))
    return FALSE;
  g_strstrip (content);
  return tp_time_parse_rfc3339 (content, &clock->at, error);
}

static gint64
read_file (TpClock *clock)
{
  struct stat status;
  if (stat (clock->path, &status) == 0 && (status.st_mtim.tv_sec != clock->file_modified.tv_sec ||
                                           status.st_mtim.tv_nsec != clock->file_modified.tv_nsec ||
                                           status.st_size != clock->file_size)) {
    if (load_file (clock, NULL)) {
      clock->file_modified = status.st_mtim;
      clock->file_size = status.st_size;
    }
  }
  return clock->at;
}

static TpClock *
new_clock (gint64 (*read) (TpClock *))
{
  TpClock *clock = g_new0 (TpClock, 1);
  clock->read = read;
  g_mutex_init (&clock->lock);
  return clock;
}

TpClock *
tp_clock_new_system (void)
{
  return new_clock (read_system);
}

TpClock *
tp_clock_new_fixed (gint64 at)
{
  TpClock *clock = new_clock (read_fixed);
  clock->at = at;
  return clock;
}

TpClock *
tp_clock_new_file (const char *path, GError **error)
{
  g_autoptr (TpClock) clock = new_clock (read_file);
  g_autoptr (GError) local = NULL;
  clock->path = g_strdup (path);
  if (!load_file (clock, &local)) {
    tp_error (error, TP_ERROR_INVALID, _ ("clock file '%s': %s"), path, local->message);
    return NULL;
  }
  return g_steal_pointer (&clock);
}

void
tp_clock_free (TpClock *clock)
{
  if (clock == NULL)
    return;
  g_mutex_clear (&clock->lock);
  g_free (clock->path);
  g_free (clock);
}

gint64
tp_clock_now (TpClock *clock)
{
  g_mutex_lock (&clock->lock);
  gint64 at = clock->read (clock);
  g_mutex_unlock (&clock->lock);
  return at;
}

void
tp_clock_set (TpClock *clock, gint64 at)
{
  g_assert (clock->read == read_fixed);
  g_mutex_lock (&clock->lock);
  clock->at = at;
  g_mutex_unlock (&clock->lock);
}
