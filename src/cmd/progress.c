/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/progress.h"

#include "base/i18n.h"

#include <stdio.h>
#include <unistd.h>

#define TERMINAL_MICROSECONDS 100000
#define LINE_MICROSECONDS 5000000
#define BAR_WIDTH 30

void
tp_progress_init (TpProgress *progress, const char *what)
{
  *progress = (TpProgress){
      .what = what, .begun_at = g_get_monotonic_time (), .is_terminal = isatty (STDERR_FILENO)};
  progress->shown_at = progress->begun_at;
}

static char *
format_seconds (gint64 seconds)
{
  if (seconds >= 3600)
    return g_strdup_printf ("%d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
                            (int)(seconds % 60));
  return g_strdup_printf ("%d:%02d", (int)(seconds / 60), (int)(seconds % 60));
}

static void
print_bar (gint64 done, gint64 total)
{
  int filled = (int)(done * BAR_WIDTH / total);
  fputs ("\r[", stderr);
  for (int i = 0; i < BAR_WIDTH; i++)
    fputc (i < filled ? '#' : '.', stderr);
  fputs ("] ", stderr);
}

static void
print_numbers (const TpProgress *progress, gint64 done, gint64 total, gint64 elapsed)
{
  gint64 rate = elapsed > 0 ? done * G_USEC_PER_SEC / elapsed : 0;
  fprintf (stderr, "%" G_GINT64_FORMAT, done);
  if (total > 0)
    fprintf (stderr, " / %" G_GINT64_FORMAT, total);
  fprintf (stderr, " %s, %" G_GINT64_FORMAT "/s", _ (progress->what), rate);
  if (total > done && rate > 0) {
    g_autofree char *left = format_seconds ((total - done) / rate + 1);
    fprintf (stderr, _ (", %s left"), left);
  }
}

void
tp_progress_update (TpProgress *progress, gint64 done, gint64 total)
{
  gint64 now = g_get_monotonic_time ();
  if (now - progress->shown_at <
      (progress->is_terminal ? TERMINAL_MICROSECONDS : LINE_MICROSECONDS))
    return;
  progress->shown_at = now;
  progress->shown = TRUE;
  if (progress->is_terminal && total > 0)
    print_bar (MIN (done, total), total);
  else if (progress->is_terminal)
    fputc ('\r', stderr);
  print_numbers (progress, done, total, now - progress->begun_at);
  fputs (progress->is_terminal ? "\033[K" : "\n", stderr);
}

void
tp_progress_end (TpProgress *progress)
{
  if (progress->is_terminal && progress->shown)
    fputs ("\r\033[K", stderr);
}
