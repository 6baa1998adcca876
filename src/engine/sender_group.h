/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/campaign.h"
#include "core/message.h"
#include "core/render.h"
#include "engine/sender.h"

/* What a sender writes down in one commit: the outcomes of messages that were tried, and the claim
 * of those that go next. */

/* A leased chunk of the ledger. */
typedef struct {
  gint64 number;
  GPtrArray *messages; /* TpMessage: what was due when it was taken */
  guint handed;        /* of them given to be rendered */
  guint open;          /* handed and not done with */
  gboolean lost;       /* its lease is another's */
} TpSenderChunk;
void tp_sender_chunk_free (TpSenderChunk *chunk);

/* A message on its way. */
typedef struct {
  TpSenderChunk *chunk;
  const TpMessage *message; /* (borrowed from the chunk) */
  TpRenderItem item;
  gpointer group; /* the submission it belongs to */
  TpMessageState state;
  gint64 retry_at;
  char *reply;
} TpSenderPiece;
void tp_sender_piece_free (TpSenderPiece *piece);

typedef struct {
  TpAccount *account;
  const TpCampaign *campaign;
  const TpMessageSource *source;
  const TpRender *render;
  const TpSenderOptions *options;
  const char *holder;
  GPtrArray *chunks; /* TpSenderChunk: those held */
} TpSenderWork;

/* Settles `answered` (of TpSenderPiece), which is then empty, and claims what of `group` may go:
 * afterwards it holds only what is to be submitted, nothing with the mailbox, where the same commit
 * delivers. Pieces that were settled, skipped, delivered or are another's are freed and counted off
 * their chunks. Renews the leases of all chunks, and releases and frees those that have no more.
 * *out_sending FALSE: the campaign is not being sent, so nothing was claimed and the group is
 * dropped. *out_done: how many were settled, skipped or delivered. On errors nothing is changed. */
gboolean tp_sender_commit (TpSenderWork *work, GPtrArray *answered, GPtrArray *group,
                           gboolean *out_sending, guint *out_done, GError **error);
