/* SPDX-License-Identifier: Apache-2.0 */
/* The text is made by a pure function; around it stand the clock that limits how often it is shown
 * and the difference between a terminal and anything else. */
#include "base/progress.h"

#include "base/i18n.h"

#include <string.h>
#include <unistd.h>

#define DRAW_EVERY (G_TIME_SPAN_SECOND / 10)
#define LINE_EVERY (10 * G_TIME_SPAN_SECOND)
#define BAR_WIDTH 24

struct TpProgress {
  int fd;
  gboolean terminal;
  const char *what;
  gint64 total, done;
  gint64 begun, shown; /* monotonic microseconds */
  gsize drawn;         /* bytes of the text on the terminal */
  gboolean finished;
};

char *
tp_progress_text (const char *what, gint64 done, gint64 total, gint64 milliseconds, guint width)
{
  GString *out = g_string_new (what);
  double rate = (double)done * 1000 / (double)MAX (milliseconds, 1);
  if (total > 0) {
    double share = CLAMP ((double)done / (double)total, 0, 1);
    guint filled = (guint)(share * width);
    if (width > 0) {
      g_string_append (out, "  [");
      for (guint i = 0; i < width; i++)
        g_string_append_c (out, i < filled ? '#' : ' ');
      g_string_append_c (out, ']');
    }
    g_string_append_printf (out, "  %d %%  %lld/%lld", (int)(share * 100), (long long)done,
                            (long long)total);
  } else {
    g_string_append_printf (out, "  %lld", (long long)done);
  }
  if (milliseconds >= 1000) {
    g_string_append_printf (out, "  %.0f/s", rate);
    if (total > done && rate > 0) {
      g_string_append (out, "  ");
      g_string_append_printf (out, _ ("%.0f s left"), (double)(total - done) / rate);
    }
  }
  return g_string_free (out, FALSE);
}

TpProgress *
tp_progress_new (int fd, const char *what, gint64 total)
{
  TpProgress *self = g_new0 (TpProgress, 1);
  self->fd = fd;
  self->terminal = isatty (fd) == 1;
  self->what = what;
  self->total = total;
  self->begun = self->shown = g_get_monotonic_time ();
  return self;
}

static void
write_all (int fd, const char *text, gsize length)
{
  while (length > 0) {
    gssize written = write (fd, text, length);
    if (written <= 0)
      return; /* progress is worth no error */
    text += written;
    length -= (gsize)written;
  }
}

static void
show (TpProgress *self, gint64 now, gboolean last)
{
  g_autofree char *text =
      tp_progress_text (self->what, self->done, self->total, (now - self->begun) / 1000,
                        self->terminal ? BAR_WIDTH : 0);
  gsize length = strlen (text);
  guint blanks = self->drawn > length ? (guint)(self->drawn - length) : 0;
  g_autofree char *line =
      self->terminal ? g_strdup_printf ("\r%s%*s%s", text, (int)blanks, "", last ? "\n" : "")
                     : g_strdup_printf ("%s\n", text);
  write_all (self->fd, line, strlen (line));
  self->drawn = length;
  self->shown = now;
}

void
tp_progress_update (TpProgress *self, gint64 done)
{
  gint64 now = g_get_monotonic_time ();
  self->done = done;
  if (now - self->shown >= (self->terminal ? DRAW_EVERY : LINE_EVERY))
    show (self, now, FALSE);
}

void
tp_progress_finish (TpProgress *self)
{
  if (!self->finished && self->done > 0)
    show (self, g_get_monotonic_time (), TRUE);
  self->finished = TRUE;
}

void
tp_progress_free (TpProgress *self)
{
  if (self == NULL)
    return;
  if (!self->finished && self->terminal && self->drawn > 0)
    write_all (self->fd, "\n", 1);
  g_free (self);
}
