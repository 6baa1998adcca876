/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Progress of a long command on stderr: a bar on a terminal, a line every few seconds elsewhere,
 * with rate and remaining time. One thread. */

typedef struct {
  const char *what; /* "rows" (marked) */
  gint64 begun_at;  /* monotonic, microseconds */
  gint64 shown_at;
  gboolean is_terminal;
  gboolean shown;
} TpProgress;

void tp_progress_init (TpProgress *progress, const char *what);

/* total 0: not known. Shows at most ten times a second (terminal), else every five seconds. */
void tp_progress_update (TpProgress *progress, gint64 done, gint64 total);

/* Takes the bar away. */
void tp_progress_end (TpProgress *progress);
