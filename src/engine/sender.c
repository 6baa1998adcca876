/* SPDX-License-Identifier: Apache-2.0 */
/* One campaign's turn: chunks are leased (feed), their slices rendered by the pipe, rendered pieces
 * wait in `ready` until slots are free, a commit settles what was answered and claims what goes
 * next (sender_group.c), and the transport answers into `answered`. A chunk ends when all its
 * pieces are done with. When the work is to end early, what is not claimed is dropped and what is
 * in flight is waited for.
 *
 * Nothing is freed twice because a piece is in one place at a time: a slice, ready, the group,
 * the transport, or answered. */
#include "engine/sender.h"

#include "core/campaign_start.h"
#include "core/lease.h"
#include "core/process_name.h"
#include "engine/sender_group.h"
#include "engine/sender_pipe.h"

#include <string.h>

#define MAILBOX_GROUP 500
#define TURN_CHUNKS 16 /* of one campaign before the next has its turn */
#define CHUNKS_HELD 4
#define CHUNKS_LOOKED_AT 16
#define WAIT_MS 5 /* for answers, before they are committed */
#define POP_MS 50

/* What was submitted together; its deliveries lie side by side. */
typedef struct {
  TpDelivery *deliveries;
  guint open;
} Submission;

typedef struct {
  TpSenderWork work;
  TpSenderPipe *pipe;
  GQueue ready;        /* TpSenderPiece */
  GPtrArray *answered; /* TpSenderPiece */
  gint64 after_chunk;
  guint chunks_left;   /* of this turn */
  guint pending;       /* with the transport */
  gint64 committed_at; /* monotonic */
  guint64 *settled;
  gboolean more;  /* chunks may be left */
  gboolean ended; /* stopping, paused or cancelled */
} Turn;

static gboolean
is_stopping (const TpSenderOptions *options)
{
  return options->stopping != NULL && options->stopping (options->data);
}

static guint
threads_of (const TpSenderOptions *options)
{
  return options->threads > 0 ? options->threads : MAX (g_get_num_processors (), 1);
}

/* Leases a chunk and reads what is due in it; *out_chunk NULL: another has it. */
static gboolean
take_chunk (Turn *turn, gint64 number, TpSenderChunk **out_chunk, GError **error)
{
  TpSenderWork *work = &turn->work;
  gboolean taken = FALSE;
  gint64 uncertain = 0;
  g_autoptr (TpChange) change = tp_change_begin (
      work->account, (TpActor){TP_ACTOR_CAMPAIGN, work->campaign->id}, NULL, error);
  *out_chunk = NULL;
  if (change == NULL ||
      !tp_message_chunk_take (change, work->source, number, work->holder,
                              work->options->lease_seconds, &taken, &uncertain, error))
    return FALSE;
  g_autoptr (GPtrArray) messages = g_ptr_array_new ();
  if (taken) {
    g_clear_pointer (&messages, g_ptr_array_unref);
    messages = tp_message_read_due (tp_change_conn (change), work->source, number,
                                    tp_change_now (change), error);
    if (messages == NULL ||
        (messages->len == 0 &&
         !tp_message_chunk_release (change, work->source, number, work->holder, error)))
      return FALSE;
  }
  if (!tp_change_commit (&change, NULL, error))
    return FALSE;
  if (messages->len == 0)
    return TRUE;
  *out_chunk = g_new0 (TpSenderChunk, 1);
  (*out_chunk)->number = number;
  (*out_chunk)->messages = g_steal_pointer (&messages);
  return TRUE;
}

/* The next chunk that is due and free; none: `more` is FALSE. */
static gboolean
open_chunk (Turn *turn, GError **error)
{
  TpSenderWork *work = &turn->work;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (work->account), error);
  g_autoptr (GArray) numbers =
      conn != NULL ? tp_message_chunks_due (conn, work->source, turn->after_chunk,
                                            tp_account_now (work->account), CHUNKS_LOOKED_AT, error)
                   : NULL;
  g_clear_pointer (&conn, tp_conn_release);
  if (numbers == NULL)
    return FALSE;
  for (guint i = 0; i < numbers->len; i++) {
    TpSenderChunk *chunk = NULL;
    turn->after_chunk = g_array_index (numbers, gint64, i);
    if (!take_chunk (turn, turn->after_chunk, &chunk, error))
      return FALSE;
    if (chunk == NULL)
      continue;
    g_ptr_array_add (work->chunks, chunk);
    turn->chunks_left--;
    return TRUE;
  }
  turn->more = numbers->len == CHUNKS_LOOKED_AT;
  return TRUE;
}

static void
push_slice (Turn *turn, TpSenderChunk *chunk)
{
  TpSenderSlice *slice = g_new0 (TpSenderSlice, 1);
  slice->chunk = chunk;
  slice->length = MIN (TP_SENDER_SLICE, chunk->messages->len - chunk->handed);
  slice->items = g_new0 (TpRenderItem, slice->length);
  for (guint i = 0; i < slice->length; i++)
    slice->items[i].message = chunk->messages->pdata[chunk->handed + i];
  chunk->handed += slice->length;
  chunk->open += slice->length;
  tp_sender_pipe_push (turn->pipe, slice);
}

/* Keeps the pipe full. */
static gboolean
feed (Turn *turn, GError **error)
{
  GPtrArray *chunks = turn->work.chunks;
  while (!turn->ended && tp_sender_pipe_has_room (turn->pipe)) {
    TpSenderChunk *chunk = chunks->len > 0 ? chunks->pdata[chunks->len - 1] : NULL;
    if (chunk != NULL && chunk->handed < chunk->messages->len) {
      push_slice (turn, chunk);
      continue;
    }
    if (!turn->more || turn->chunks_left == 0 || chunks->len >= CHUNKS_HELD)
      return TRUE;
    if (!open_chunk (turn, error))
      return FALSE;
  }
  return TRUE;
}

/* Takes the slice apart. */
static gboolean
take_slice (Turn *turn, TpSenderSlice *slice, GError **error)
{
  g_autoptr (TpSenderSlice) taken = slice;
  if (taken->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&taken->error));
    return FALSE;
  }
  for (guint i = 0; i < taken->length; i++) {
    TpSenderPiece *piece = g_new0 (TpSenderPiece, 1);
    piece->chunk = taken->chunk;
    piece->message = taken->items[i].message;
    piece->item = taken->items[i];
    taken->items[i] = (TpRenderItem){0};
    g_queue_push_tail (&turn->ready, piece);
  }
  return TRUE;
}

static guint
slots (const Turn *turn)
{
  TpTransport *transport = turn->work.options->transport;
  if (transport == NULL)
    return MAILBOX_GROUP;
  return (guint)MIN (tp_transport_capacity (transport), TP_SENDER_GROUP);
}

/* Collects what is rendered; waits only when there is nothing else to do. */
static gboolean
collect (Turn *turn, GError **error)
{
  guint want = slots (turn);
  while (turn->ready.length < want) {
    gboolean idle = turn->pending == 0 && turn->answered->len == 0;
    gboolean wait = idle && !tp_sender_pipe_is_empty (turn->pipe);
    TpSenderSlice *slice = tp_sender_pipe_pop (turn->pipe, wait ? POP_MS : 0);
    if (slice == NULL)
      return TRUE;
    if (!take_slice (turn, slice, error) || !feed (turn, error))
      return FALSE;
  }
  return TRUE;
}

static TpMessageState
state_of (const Turn *turn, const TpSenderPiece *piece, TpOutcome outcome, gint64 *out_retry_at)
{
  const TpSenderOptions *options = turn->work.options;
  *out_retry_at = 0;
  switch (outcome) {
  case TP_OUTCOME_ACCEPTED:
    return TP_MESSAGE_ACCEPTED;
  case TP_OUTCOME_PERMANENT:
    return TP_MESSAGE_FAILED;
  case TP_OUTCOME_UNCERTAIN:
    return TP_MESSAGE_UNCERTAIN;
  case TP_OUTCOME_TEMPORARY:
    break;
  }
  if (piece->message->tries >= options->retries)
    return TP_MESSAGE_FAILED;
  *out_retry_at = tp_account_now (turn->work.account) + options->retry_ms[piece->message->tries];
  return TP_MESSAGE_RETRY;
}

/* "451 4.3.1 words", as far as there are, within TP_MESSAGE_REPLY_MAX. */
static char *
format_reply (const TpReply *reply)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (reply->code != 0)
    g_string_append_printf (text, "%d ", reply->code);
  if (reply->enhanced[0] != '\0')
    g_string_append_printf (text, "%s ", reply->enhanced);
  g_string_append (text, reply->text);
  if (text->len > TP_MESSAGE_REPLY_MAX) {
    const char *cut = g_utf8_find_prev_char (text->str, text->str + TP_MESSAGE_REPLY_MAX + 1);
    g_string_truncate (text, (gsize)(cut - text->str));
  }
  return g_strdup (g_strstrip (text->str));
}

static void
submission_done (Turn *turn, Submission *submission)
{
  turn->pending--;
  if (--submission->open > 0)
    return;
  g_free (submission->deliveries);
  g_free (submission);
}

static void
take_answer (const TpDelivery *delivery, const TpReply *reply, gpointer data)
{
  Turn *turn = data;
  TpSenderPiece *piece = delivery->user;
  piece->state = state_of (turn, piece, reply->outcome, &piece->retry_at);
  piece->reply = format_reply (reply);
  g_ptr_array_add (turn->answered, piece);
  submission_done (turn, piece->group);
}

static void
submit (Turn *turn, GPtrArray *group)
{
  if (group->len == 0)
    return;
  Submission *submission = g_new0 (Submission, 1);
  submission->deliveries = g_new0 (TpDelivery, group->len);
  submission->open = group->len + 1; /* ours, until all are submitted */
  turn->pending += group->len + 1;
  for (guint i = 0; i < group->len; i++) {
    TpSenderPiece *piece = group->pdata[i];
    piece->group = submission;
    submission->deliveries[i] = (TpDelivery){tp_render_sender (turn->work.render), piece->item.to,
                                             piece->item.bytes->str, piece->item.bytes->len, piece};
  }
  tp_transport_submit (turn->work.options->transport, submission->deliveries, group->len,
                       take_answer, turn);
  submission_done (turn, submission);
}

static void
drop_piece (Turn *turn, TpSenderPiece *piece)
{
  piece->chunk->open--;
  tp_sender_piece_free (piece);
}

/* What was not claimed goes back; chunks hand out nothing more. */
static void
drop_unclaimed (Turn *turn)
{
  for (TpSenderPiece *piece; (piece = g_queue_pop_head (&turn->ready)) != NULL;)
    drop_piece (turn, piece);
  while (!tp_sender_pipe_is_empty (turn->pipe)) {
    g_autoptr (TpSenderSlice) slice = tp_sender_pipe_pop (turn->pipe, POP_MS);
    if (slice != NULL)
      ((TpSenderChunk *)slice->chunk)->open -= slice->length;
  }
  for (guint i = 0; i < turn->work.chunks->len; i++) {
    TpSenderChunk *chunk = turn->work.chunks->pdata[i];
    chunk->handed = chunk->messages->len;
  }
}

static gboolean
commit (Turn *turn, GPtrArray *group, GError **error)
{
  gboolean sending = FALSE;
  guint done = 0;
  const TpSenderOptions *options = turn->work.options;
  turn->committed_at = g_get_monotonic_time ();
  if (!tp_sender_commit (&turn->work, turn->answered, group, &sending, &done, error))
    return FALSE;
  turn->ended = turn->ended || !sending;
  *turn->settled += done;
  if (options->progress != NULL)
    options->progress (*turn->settled, options->data);
  return TRUE;
}

static gboolean
must_renew (const Turn *turn)
{
  gint64 third = turn->work.options->lease_seconds * G_USEC_PER_SEC / 3;
  return turn->work.chunks->len > 0 && g_get_monotonic_time () - turn->committed_at > third;
}

static void
free_group (Turn *turn, GPtrArray *group)
{
  for (guint i = 0; i < group->len; i++)
    drop_piece (turn, group->pdata[i]);
}

/* One group: what was answered is settled, what is ready goes. */
static gboolean
step (Turn *turn, GError **error)
{
  g_autoptr (GPtrArray) group = g_ptr_array_new ();
  guint want = slots (turn);
  for (guint i = 0; i < want && turn->ready.length > 0; i++)
    g_ptr_array_add (group, g_queue_pop_head (&turn->ready));
  if ((group->len > 0 || turn->answered->len > 0 || must_renew (turn)) &&
      !commit (turn, group, error)) {
    free_group (turn, group);
    return FALSE;
  }
  submit (turn, group);
  if (turn->pending > 0 && turn->answered->len < TP_SENDER_GROUP)
    tp_transport_wait (turn->work.options->transport, WAIT_MS);
  return TRUE;
}

static gboolean
has_work (const Turn *turn)
{
  return turn->ready.length > 0 || turn->pending > 0 || turn->answered->len > 0 ||
         !tp_sender_pipe_is_empty (turn->pipe);
}

static gboolean
run_turn (Turn *turn, GError **error)
{
  for (;;) {
    turn->ended = turn->ended || is_stopping (turn->work.options);
    if (turn->ended)
      return TRUE;
    if (!feed (turn, error) || !collect (turn, error) || !step (turn, error))
      return FALSE;
    if (!has_work (turn) && turn->work.chunks->len == 0 && (!turn->more || turn->chunks_left == 0))
      return TRUE;
  }
}

/* Drops what was not claimed, waits for what is in flight (the transport has deadlines), settles it
 * and gives the chunks back. */
static gboolean
finish_turn (Turn *turn, GError **error)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  drop_unclaimed (turn);
  while (turn->pending > 0)
    tp_transport_wait (turn->work.options->transport, POP_MS);
  return (turn->answered->len == 0 && turn->work.chunks->len == 0) || commit (turn, none, error);
}

static void
turn_clear (Turn *turn)
{
  g_clear_pointer (&turn->pipe, tp_sender_pipe_free);
  g_ptr_array_set_free_func (turn->answered, (GDestroyNotify)tp_sender_piece_free);
  g_ptr_array_unref (turn->answered);
  g_ptr_array_unref (turn->work.chunks);
}

static gboolean
take_turn (Turn *turn, GError **error)
{
  const TpSenderOptions *options = turn->work.options;
  turn->work.chunks = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_sender_chunk_free);
  turn->answered = g_ptr_array_new ();
  turn->pipe = tp_sender_pipe_new (turn->work.account, turn->work.render, threads_of (options));
  turn->after_chunk = -1;
  turn->chunks_left = TURN_CHUNKS;
  turn->committed_at = g_get_monotonic_time ();
  turn->more = TRUE;
  g_queue_init (&turn->ready);
  gboolean ok = run_turn (turn, error);
  ok = finish_turn (turn, ok ? error : NULL) && ok;
  turn_clear (turn);
  return ok;
}

/* What all turns of one call share. */
typedef struct {
  TpAccount *account;
  const TpSenderOptions *options;
  char *holder;
  guint64 settled;
  gboolean worked;
} Run;

static TpCampaign *
load_campaign (Run *run, gint64 id, TpMessageSource *out_source, TpRender **out_render,
               GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (run->account), error);
  g_autoptr (TpCampaign) campaign = conn != NULL ? tp_campaign_get (conn, id, error) : NULL;
  *out_render = NULL;
  if (campaign == NULL || campaign->source == 0 || campaign->prepared < 2)
    return g_steal_pointer (&campaign);
  if (!tp_message_source_get (conn, campaign->source, out_source, error))
    return NULL;
  *out_render = tp_render_new (run->account, conn, campaign, out_source, error);
  return *out_render != NULL ? g_steal_pointer (&campaign) : NULL;
}

static gboolean
end_campaign (Run *run, const TpCampaign *campaign, GError **error)
{
  gint64 next_at = 0;
  gboolean ended = FALSE;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (run->account), error);
  if (conn == NULL || !tp_message_next_at (conn, campaign->source, &next_at, error))
    return FALSE;
  g_clear_pointer (&conn, tp_conn_release);
  if (next_at >= 0)
    return TRUE;
  run->worked = TRUE;
  return tp_campaign_end (run->account, campaign->id, &ended, error);
}

static gboolean
send_campaign (Run *run, gint64 id, GError **error)
{
  TpMessageSource source = {0};
  g_autoptr (TpRender) render = NULL;
  g_autoptr (TpCampaign) campaign = load_campaign (run, id, &source, &render, error);
  if (campaign == NULL)
    return FALSE;
  if (campaign->state != TP_CAMPAIGN_SENDING || render == NULL)
    return TRUE;
  guint64 before = run->settled;
  Turn turn = {.settled = &run->settled};
  turn.work = (TpSenderWork){.account = run->account,
                             .campaign = campaign,
                             .source = &source,
                             .render = render,
                             .options = run->options,
                             .holder = run->holder};
  if (!take_turn (&turn, error))
    return FALSE;
  run->worked = run->worked || run->settled > before;
  return turn.ended || end_campaign (run, campaign, error);
}

/* Whatever the campaign's next step is. */
static gboolean
work_on (Run *run, gint64 id, GError **error)
{
  const TpSenderOptions *options = run->options;
  TpCampaignWork work = {run->holder, options->lease_seconds, options->stopping, options->data};
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (run->account), error);
  g_autoptr (TpCampaign) campaign = conn != NULL ? tp_campaign_get (conn, id, error) : NULL;
  g_clear_pointer (&conn, tp_conn_release);
  gboolean done = TRUE;
  if (campaign == NULL)
    return FALSE;
  if (campaign->state == TP_CAMPAIGN_CANCELLED && campaign->ended_at == 0)
    return tp_campaign_finish_cancel (run->account, id, &work, &run->worked, error);
  if (campaign->state != TP_CAMPAIGN_SENDING)
    return TRUE;
  if (campaign->prepared < 2) {
    if (!tp_campaign_prepare (run->account, id, &work, &done, error))
      return FALSE;
    run->worked = run->worked || done;
  }
  return !done || send_campaign (run, id, error);
}

gboolean
tp_sender_run (TpAccount *account, gint64 campaign, const TpSenderOptions *options,
               gboolean *out_worked, GError **error)
{
  g_autofree char *holder = tp_process_name_new ();
  Run run = {.account = account, .options = options, .holder = holder};
  g_autoptr (GArray) due = tp_campaign_due (account, campaign, error);
  gboolean ok = due != NULL;
  for (guint i = 0; ok && i < due->len && !is_stopping (options); i++)
    ok = work_on (&run, g_array_index (due, gint64, i), error);
  *out_worked = run.worked;
  return ok;
}
