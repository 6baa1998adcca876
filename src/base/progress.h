/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Progress of a long command on stderr: on a terminal a bar that is drawn over itself, elsewhere a
 * line every ten seconds. Cheap to call for every row. Not thread-safe. */

typedef struct TpProgress TpProgress;

/* `what` is shown in front ("importing"), borrowed; a total of 0 is unknown. (transfer full) */
TpProgress *tp_progress_new (int fd, const char *what, gint64 total);
void tp_progress_update (TpProgress *self, gint64 done);
/* Draws the last state and ends the line; also when nothing was drawn yet, unless nothing was done.
 */
void tp_progress_finish (TpProgress *self);
void tp_progress_free (TpProgress *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpProgress, tp_progress_free)

/* "importing  [#####     ]  50 %  500/1000  100/s  5 s left": `width` places for the bar, 0 for
 * none. (transfer full) */
char *tp_progress_text (const char *what, gint64 done, gint64 total, gint64 milliseconds,
                        guint width);
