/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/render.h"

/* Renders ahead of a sender: slices of a chunk go in, come out rendered, in any order, by threads
 * that each read a snapshot of their own. Bounded by whoever pushes: at most tp_sender_pipe_room
 * more. One thread pushes and pops. */

#define TP_SENDER_SLICE 256 /* messages */

typedef struct {
  gpointer chunk; /* the pusher's */
  TpRenderItem *items;
  guint length;
  GError *error; /* out: the database failed */
} TpSenderSlice;
void tp_sender_slice_free (TpSenderSlice *slice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpSenderSlice, tp_sender_slice_free)

typedef struct TpSenderPipe TpSenderPipe;

/* All borrowed. (transfer full) */
TpSenderPipe *tp_sender_pipe_new (TpAccount *account, const TpRender *render, guint threads);
void tp_sender_pipe_free (TpSenderPipe *pipe); /* waits for what is under way, and drops it */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpSenderPipe, tp_sender_pipe_free)

gboolean tp_sender_pipe_has_room (const TpSenderPipe *pipe);
void tp_sender_pipe_push (TpSenderPipe *pipe, TpSenderSlice *slice); /* takes slice */
gboolean tp_sender_pipe_is_empty (const TpSenderPipe *pipe);
/* The next finished one; waits for it at most so long. NULL: none yet, or empty. (transfer full) */
TpSenderSlice *tp_sender_pipe_pop (TpSenderPipe *pipe, guint wait_ms);
