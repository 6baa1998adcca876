/* SPDX-License-Identifier: Apache-2.0 */
/* The order within the commit: the campaign's state (shared lock), leases, outcomes, who may be
 * mailed, skips, claims, captured mails, events, released chunks. Everything that it counts is
 * counted only once the commit stands. */
#include "engine/sender_group.h"

#include "base/idsets.h"
#include "core/captured_mail.h"

#include <string.h>

typedef struct {
  TpSenderWork *work;
  TpChange *change;
  GPtrArray *done; /* TpSenderPiece (borrowed): done with once the commit stands */
} Commit;

void
tp_sender_piece_free (TpSenderPiece *piece)
{
  if (piece == NULL)
    return;
  tp_render_item_clear (&piece->item);
  g_free (piece->reply);
  g_free (piece);
}

void
tp_sender_chunk_free (TpSenderChunk *chunk)
{
  if (chunk == NULL)
    return;
  g_ptr_array_unref (chunk->messages);
  g_free (chunk);
}

/* A set event per block of the pieces' contacts, which may come in any order. */
static void
tell (Commit *commit, TpEventKind kind, const GPtrArray *pieces, const char *data)
{
  g_autoptr (TpIdSets) sets = tp_id_sets_new ();
  for (guint i = 0; i < pieces->len; i++) {
    const TpSenderPiece *piece = pieces->pdata[i];
    tp_id_sets_add (sets, (guint32)piece->message->contact);
  }
  for (guint i = 0; i < tp_id_sets_length (sets); i++)
    tp_change_event_set (commit->change, kind, tp_change_now (commit->change),
                         tp_id_set_copy (tp_id_sets_nth (sets, i)), commit->work->campaign->id,
                         data);
}

static gboolean
renew (Commit *commit, GError **error)
{
  TpSenderWork *work = commit->work;
  for (guint i = 0; i < work->chunks->len; i++) {
    TpSenderChunk *chunk = work->chunks->pdata[i];
    gboolean held = FALSE;
    if (!tp_message_chunk_renew (tp_change_conn (commit->change), work->source, chunk->number,
                                 work->holder, work->options->lease_seconds, &held, error))
      return FALSE;
    chunk->lost = chunk->lost || !held;
  }
  return TRUE;
}

static gboolean
settle (Commit *commit, const GPtrArray *answered, GError **error)
{
  g_autoptr (GPtrArray) accepted = g_ptr_array_new ();
  g_autoptr (GPtrArray) failed = g_ptr_array_new ();
  g_autofree TpMessageOutcome *outcomes = g_new0 (TpMessageOutcome, answered->len);
  for (guint i = 0; i < answered->len; i++) {
    TpSenderPiece *piece = answered->pdata[i];
    outcomes[i] = (TpMessageOutcome){piece->message->sequence, piece->message->tries + 1,
                                     piece->state, piece->retry_at, piece->reply};
    if (piece->state == TP_MESSAGE_ACCEPTED)
      g_ptr_array_add (accepted, piece);
    else if (piece->state == TP_MESSAGE_FAILED)
      g_ptr_array_add (failed, piece);
    g_ptr_array_add (commit->done, piece);
  }
  if (!tp_message_settle (commit->change, commit->work->source, outcomes, answered->len, error))
    return FALSE;
  tell (commit, TP_EVENT_MAIL_RECEIVED, accepted, NULL);
  tell (commit, TP_EVENT_MAIL_FAILED, failed, NULL);
  return TRUE;
}

static gboolean
skip (Commit *commit, const GPtrArray *pieces, TpMailable reason, const char *reply, GError **error)
{
  g_autoptr (GArray) sequences = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *data = g_strdup_printf ("{\"reason\":\"%s\"}", tp_mailable_name (reason));
  for (guint i = 0; i < pieces->len; i++) {
    TpSenderPiece *piece = pieces->pdata[i];
    g_array_append_val (sequences, piece->message->sequence);
    g_ptr_array_add (commit->done, piece);
  }
  if (sequences->len == 0)
    return TRUE;
  tell (commit, TP_EVENT_MAIL_SKIPPED, pieces, data);
  return tp_message_skip (commit->change, commit->work->source,
                          (const gint64 *)(gpointer)sequences->data, sequences->len, reason, reply,
                          error);
}

/* Parts a group into those that may go and, by reason, those that may not. */
static gboolean
ask_mailable (Commit *commit, const GPtrArray *group, GPtrArray *go, GError **error)
{
  TpSenderWork *work = commit->work;
  g_autofree TpMailableCheck *checks = g_new0 (TpMailableCheck, group->len);
  for (guint i = 0; i < group->len; i++) {
    const TpSenderPiece *piece = group->pdata[i];
    checks[i] = (TpMailableCheck){.contact = piece->message->contact, .address = piece->item.key};
  }
  if (!tp_mailable_check (tp_change_conn (commit->change), work->campaign->purpose,
                          work->campaign->list, checks, group->len, error))
    return FALSE;
  for (guint reason = 0; reason < TP_MAILABLES; reason++) {
    g_autoptr (GPtrArray) pieces = g_ptr_array_new ();
    for (guint i = 0; i < group->len; i++) {
      TpSenderPiece *piece = group->pdata[i];
      if (checks[i].mailable != (TpMailable)reason)
        continue;
      GPtrArray *to = reason == TP_MAILABLE ? go : pieces;
      g_ptr_array_add (piece->chunk->lost ? commit->done : to, piece);
    }
    if (!skip (commit, pieces, (TpMailable)reason, NULL, error))
      return FALSE;
  }
  return TRUE;
}

/* Those whose template failed for them are skipped with the reason, each its own. */
static gboolean
skip_faults (Commit *commit, GPtrArray *go, GError **error)
{
  for (guint i = go->len; i > 0; i--) {
    TpSenderPiece *piece = go->pdata[i - 1];
    g_autoptr (GPtrArray) one = g_ptr_array_new ();
    if (piece->item.fault == NULL)
      continue;
    g_ptr_array_add (one, piece);
    g_ptr_array_remove_index (go, i - 1);
    if (!skip (commit, one, TP_MAILABLE_NOT_RENDERED, piece->item.fault, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
claim (Commit *commit, GPtrArray *go, TpMessageState as, GError **error)
{
  g_autoptr (GArray) sequences = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < go->len; i++) {
    const TpSenderPiece *piece = go->pdata[i];
    g_array_append_val (sequences, piece->message->sequence);
  }
  if (go->len == 0)
    return TRUE;
  g_autoptr (GArray) claimed =
      tp_message_claim (commit->change, commit->work->source,
                        (const gint64 *)(gpointer)sequences->data, sequences->len, as, error);
  if (claimed == NULL)
    return FALSE;
  for (guint i = go->len; i > 0 && claimed->len < sequences->len; i--) {
    TpSenderPiece *piece = go->pdata[i - 1];
    gboolean found = FALSE;
    for (guint j = 0; j < claimed->len && !found; j++)
      found = g_array_index (claimed, gint64, j) == piece->message->sequence;
    if (!found)
      g_ptr_array_add (commit->done, g_ptr_array_remove_index (go, i - 1));
  }
  return TRUE;
}

static gboolean
capture (Commit *commit, const GPtrArray *go, GError **error)
{
  TpSenderWork *work = commit->work;
  g_autofree TpCapturedMailNew *mails = g_new0 (TpCapturedMailNew, go->len + 1);
  for (guint i = 0; i < go->len; i++) {
    TpSenderPiece *piece = go->pdata[i];
    mails[i] = (TpCapturedMailNew){
        .sender = tp_render_sender (work->render),
        .recipient = piece->item.to,
        .subject = piece->item.subject,
        .contact = piece->message->contact,
        .campaign = work->campaign->id,
        .message = tp_message_number (work->source->id, piece->message->sequence),
        .bytes = piece->item.bytes->str,
        .length = piece->item.bytes->len,
    };
    g_ptr_array_add (commit->done, piece);
  }
  tell (commit, TP_EVENT_MAIL_RECEIVED, go, NULL);
  return tp_captured_mail_add_many (commit->change, mails, go->len, error);
}

/* *group becomes what is to be submitted. */
static gboolean
take_group (Commit *commit, GPtrArray *group, GPtrArray *go, GError **error)
{
  gboolean is_mailbox = commit->work->options->transport == NULL;
  return ask_mailable (commit, group, go, error) && skip_faults (commit, go, error) &&
         claim (commit, go, is_mailbox ? TP_MESSAGE_ACCEPTED : TP_MESSAGE_SENDING, error) &&
         (!is_mailbox || capture (commit, go, error));
}

/* How many pieces of the chunk this commit is done with. */
static guint
done_of (const Commit *commit, const TpSenderChunk *chunk)
{
  guint n = 0;
  for (guint i = 0; i < commit->done->len; i++)
    n += ((const TpSenderPiece *)commit->done->pdata[i])->chunk == chunk;
  return n;
}

static gboolean
is_finished (const Commit *commit, const TpSenderChunk *chunk)
{
  gboolean handed = chunk->lost || chunk->handed == chunk->messages->len;
  return handed && chunk->open == done_of (commit, chunk);
}

static gboolean
release (Commit *commit, GError **error)
{
  TpSenderWork *work = commit->work;
  for (guint i = 0; i < work->chunks->len; i++) {
    TpSenderChunk *chunk = work->chunks->pdata[i];
    if (is_finished (commit, chunk) &&
        !tp_message_chunk_release (commit->change, work->source, chunk->number, work->holder,
                                   error))
      return FALSE;
  }
  return TRUE;
}

/* After the commit: frees the pieces that are done with and the chunks that have no more. What is
 * left of the group is to be submitted. */
static void
clean_up (Commit *commit, GPtrArray *answered, GPtrArray *group, const GPtrArray *go)
{
  TpSenderWork *work = commit->work;
  for (guint i = work->chunks->len; i > 0; i--) {
    TpSenderChunk *chunk = work->chunks->pdata[i - 1];
    gboolean finished = is_finished (commit, chunk);
    chunk->open -= done_of (commit, chunk);
    chunk->handed = chunk->lost ? chunk->messages->len : chunk->handed;
    if (finished)
      g_ptr_array_remove_index (work->chunks, i - 1);
  }
  g_ptr_array_set_size (answered, 0);
  g_ptr_array_set_size (group, 0);
  for (guint i = 0; i < go->len && work->options->transport != NULL; i++)
    g_ptr_array_add (group, go->pdata[i]);
  g_ptr_array_set_free_func (commit->done, (GDestroyNotify)tp_sender_piece_free);
}

gboolean
tp_sender_commit (TpSenderWork *work, GPtrArray *answered, GPtrArray *group, gboolean *out_sending,
                  guint *out_done, GError **error)
{
  gint64 state = 0;
  g_autoptr (GPtrArray) go = g_ptr_array_new ();
  g_autoptr (GPtrArray) done = g_ptr_array_new ();
  g_autoptr (TpChange) change = tp_change_begin (
      work->account, (TpActor){TP_ACTOR_CAMPAIGN, work->campaign->id}, NULL, error);
  Commit commit = {work, change, done};
  if (change == NULL || !tp_conn_int64 (tp_change_conn (change), TP_SQL_CAMPAIGN_STATE, &state,
                                        error, "i", work->campaign->id))
    return FALSE;
  *out_sending = state == TP_CAMPAIGN_SENDING;
  guint dropped = *out_sending ? 0 : group->len;
  if (!renew (&commit, error) || !settle (&commit, answered, error) ||
      (*out_sending && !take_group (&commit, group, go, error)))
    return FALSE;
  if (!*out_sending)
    for (guint i = 0; i < group->len; i++)
      g_ptr_array_add (done, group->pdata[i]);
  if (!release (&commit, error) || !tp_change_commit (&change, NULL, error))
    return FALSE;
  *out_done = done->len - dropped;
  clean_up (&commit, answered, group, go);
  return TRUE;
}
