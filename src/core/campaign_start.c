/* SPDX-License-Identifier: Apache-2.0 */
/* Pausing and cancelling lock the campaign's row; whoever makes rows or claims them reads its state
 * in that same change (sharing the lock), so nothing is made or claimed after a pause was
 * acknowledged. Preparing is core/campaign_prepare.c. */
#include "core/campaign_start.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/campaign_private.h"
#include "core/feed.h"
#include "core/message.h"
#include "core/thing.h"

#define CANCEL_CHUNKS 64 /* looked up at a time */

/* Locks it; CONFLICT unless it is in one of the states (bits by number). */
static gboolean
lock_in (TpChange *change, gint64 id, guint allowed, gint64 *out_state, GError **error)
{
  if (!tp_campaign_lock (tp_change_conn (change), id, out_state, error))
    return FALSE;
  return (allowed & 1U << *out_state) != 0 ||
         tp_error (error, TP_ERROR_CONFLICT, _ ("the campaign is %s"),
                   tp_campaign_state_text ((TpCampaignState)*out_state));
}

#define IN(state) (1U << (state))

/* The caller has locked it. */
static gboolean
begin_sending (TpChange *change, gint64 id, GError **error)
{
  TpFeedPoint head;
  TpMessageSource source;
  TpConn *conn = tp_change_conn (change);
  if (!tp_feed_head (conn, &head, error) || !tp_message_source_add (change, id, &source, error) ||
      !tp_conn_run (conn, TP_SQL_CAMPAIGN_START, error, "iiiii", id, (gint64)TP_CAMPAIGN_SENDING,
                    source.id, tp_change_now (change), head.position))
    return FALSE;
  tp_change_event (change, TP_EVENT_CAMPAIGN_STARTED, 0, id, 0, NULL);
  return TRUE;
}

gboolean
tp_campaign_start (TpChange *change, gint64 id, GError **error)
{
  gint64 state = 0;
  return lock_in (change, id, IN (TP_CAMPAIGN_DRAFT) | IN (TP_CAMPAIGN_SCHEDULED), &state, error) &&
         begin_sending (change, id, error);
}

static gboolean
schedule (TpChange *change, gint64 id, TpCampaignState to, const gint64 *at, GError **error)
{
  if (!tp_conn_run (tp_change_conn (change), TP_SQL_CAMPAIGN_SCHEDULE, error, "iiIi", id,
                    (gint64)to, at, tp_change_now (change)))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_CHANGED, TP_THING_CAMPAIGN, id);
  return TRUE;
}

gboolean
tp_campaign_schedule (TpChange *change, gint64 id, gint64 at, GError **error)
{
  gint64 state = 0;
  if (!lock_in (change, id, IN (TP_CAMPAIGN_DRAFT) | IN (TP_CAMPAIGN_SCHEDULED), &state, error))
    return FALSE;
  if (at <= tp_change_now (change))
    return tp_error (error, TP_ERROR_INVALID, _ ("at: a time to come is expected"));
  return schedule (change, id, TP_CAMPAIGN_SCHEDULED, &at, error);
}

gboolean
tp_campaign_unschedule (TpChange *change, gint64 id, GError **error)
{
  gint64 state = 0;
  return lock_in (change, id, IN (TP_CAMPAIGN_SCHEDULED), &state, error) &&
         schedule (change, id, TP_CAMPAIGN_DRAFT, NULL, error);
}

static gboolean
move (TpChange *change, gint64 id, TpCampaignState to, GError **error)
{
  return tp_conn_run (tp_change_conn (change), TP_SQL_CAMPAIGN_SET_STATE, error, "iii", id,
                      (gint64)to, tp_change_now (change));
}

gboolean
tp_campaign_pause (TpChange *change, gint64 id, GError **error)
{
  gint64 state = 0;
  if (!lock_in (change, id, IN (TP_CAMPAIGN_SENDING), &state, error) ||
      !move (change, id, TP_CAMPAIGN_PAUSED, error))
    return FALSE;
  tp_change_event (change, TP_EVENT_CAMPAIGN_PAUSED, 0, id, 0, NULL);
  return TRUE;
}

/* One that was put aside before its time came has no ledger yet. */
gboolean
tp_campaign_resume (TpChange *change, gint64 id, GError **error)
{
  gint64 state = 0;
  if (!lock_in (change, id, IN (TP_CAMPAIGN_PAUSED), &state, error))
    return FALSE;
  g_autoptr (TpCampaign) campaign = tp_campaign_get (tp_change_conn (change), id, error);
  if (campaign == NULL)
    return FALSE;
  if (campaign->source == 0)
    return begin_sending (change, id, error);
  if (!move (change, id, TP_CAMPAIGN_SENDING, error))
    return FALSE;
  tp_thing_event (change, TP_EVENT_THING_CHANGED, TP_THING_CAMPAIGN, id);
  return TRUE;
}

gboolean
tp_campaign_cancel (TpChange *change, gint64 id, GError **error)
{
  gint64 state = 0;
  guint begun = IN (TP_CAMPAIGN_SENDING) | IN (TP_CAMPAIGN_PAUSED);
  guint allowed = begun | IN (TP_CAMPAIGN_DRAFT) | IN (TP_CAMPAIGN_SCHEDULED);
  if (!lock_in (change, id, allowed, &state, error) ||
      !move (change, id, TP_CAMPAIGN_CANCELLED, error))
    return FALSE;
  if ((begun & IN (state)) == 0 &&
      !tp_conn_run (tp_change_conn (change), TP_SQL_CAMPAIGN_END_UNPREPARED, error, "ii", id,
                    tp_change_now (change)))
    return FALSE;
  tp_change_event (change, TP_EVENT_CAMPAIGN_CANCELLED, 0, id, 0, NULL);
  return TRUE;
}

static TpActor
campaign_actor (gint64 id)
{
  return (TpActor){TP_ACTOR_CAMPAIGN, id};
}

gboolean
tp_campaign_end (TpAccount *account, gint64 id, gboolean *out_ended, GError **error)
{
  g_autoptr (TpChange) change = tp_change_begin (account, campaign_actor (id), NULL, error);
  gint64 state = 0;
  *out_ended = FALSE;
  if (change == NULL || !tp_campaign_lock (tp_change_conn (change), id, &state, error) ||
      !tp_conn_run (tp_change_conn (change), TP_SQL_CAMPAIGN_END, error, "iiiii", id,
                    (gint64)TP_CAMPAIGN_SENDING, (gint64)TP_CAMPAIGN_DONE, tp_change_now (change),
                    (gint64)TP_CAMPAIGN_CANCELLED))
    return FALSE;
  *out_ended = tp_conn_changes (tp_change_conn (change)) == 1;
  if (*out_ended)
    tp_change_event (change, TP_EVENT_CAMPAIGN_ENDED, 0, id, 0, NULL);
  else
    *out_ended = state == TP_CAMPAIGN_DONE;
  return tp_change_commit (&change, NULL, error);
}

/* *out_done FALSE: another process has it under way. */
static gboolean
cancel_chunk (TpAccount *account, const TpMessageSource *source, gint64 chunk,
              const TpCampaignWork *work, gboolean *out_done, GError **error)
{
  gint64 uncertain = 0;
  g_autoptr (TpChange) change =
      tp_change_begin (account, campaign_actor (source->owner), NULL, error);
  if (change == NULL || !tp_message_chunk_take (change, source, chunk, work->holder,
                                                work->lease_seconds, out_done, &uncertain, error))
    return FALSE;
  if (*out_done && (!tp_message_cancel_chunk (change, source, chunk, error) ||
                    !tp_message_chunk_release (change, source, chunk, work->holder, error)))
    return FALSE;
  return tp_change_commit (&change, NULL, error);
}

static gboolean
is_stopping (const TpCampaignWork *work)
{
  return work->stopping != NULL && work->stopping (work->data);
}

static gboolean
cancel_chunks (TpAccount *account, const TpMessageSource *source, const TpCampaignWork *work,
               gboolean *out_done, GError **error)
{
  gint64 after = -1;
  *out_done = TRUE;
  for (guint found = CANCEL_CHUNKS; found == CANCEL_CHUNKS;) {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
    g_autoptr (GArray) chunks =
        conn != NULL ? tp_message_chunks_due (conn, source, after, G_MAXINT64, CANCEL_CHUNKS, error)
                     : NULL;
    g_clear_pointer (&conn, tp_conn_release);
    if (chunks == NULL)
      return FALSE;
    found = chunks->len;
    for (guint i = 0; i < found; i++) {
      gboolean done = FALSE;
      after = g_array_index (chunks, gint64, i);
      if (!is_stopping (work) && !cancel_chunk (account, source, after, work, &done, error))
        return FALSE;
      *out_done = *out_done && done;
    }
  }
  return TRUE;
}

static gboolean
end_cancelled (TpAccount *account, gint64 id, GError **error)
{
  g_autoptr (TpChange) change = tp_change_begin (account, campaign_actor (id), NULL, error);
  return change != NULL &&
         tp_conn_run (tp_change_conn (change), TP_SQL_CAMPAIGN_END_UNPREPARED, error, "ii", id,
                      tp_change_now (change)) &&
         tp_change_commit (&change, NULL, error);
}

gboolean
tp_campaign_finish_cancel (TpAccount *account, gint64 id, const TpCampaignWork *work,
                           gboolean *out_done, GError **error)
{
  TpMessageSource source = {0};
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  g_autoptr (TpCampaign) campaign = conn != NULL ? tp_campaign_get (conn, id, error) : NULL;
  *out_done = FALSE;
  if (campaign == NULL)
    return FALSE;
  *out_done = campaign->ended_at != 0;
  if (*out_done || campaign->state != TP_CAMPAIGN_CANCELLED)
    return TRUE;
  if (campaign->source != 0 && !tp_message_source_get (conn, campaign->source, &source, error))
    return FALSE;
  g_clear_pointer (&conn, tp_conn_release);
  *out_done = TRUE;
  if (campaign->source != 0 && !cancel_chunks (account, &source, work, out_done, error))
    return FALSE;
  return !*out_done || end_cancelled (account, id, error);
}

/* What is very late may be wrong by now: it waits until somebody resumes it. */
static gboolean
put_aside (TpChange *change, gint64 id, GError **error)
{
  gint64 state = 0;
  if (!lock_in (change, id, IN (TP_CAMPAIGN_SCHEDULED), &state, error) ||
      !move (change, id, TP_CAMPAIGN_PAUSED, error))
    return FALSE;
  tp_change_event (change, TP_EVENT_CAMPAIGN_PAUSED, 0, id, 0, NULL);
  return TRUE;
}

/* Starts a scheduled one, or puts it aside; another process may have been first. */
static gboolean
start_scheduled (TpAccount *account, gint64 id, gboolean is_late, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpChange) change = tp_change_begin (account, campaign_actor (id), NULL, &local);
  if (change != NULL &&
      (is_late ? put_aside (change, id, &local) : tp_campaign_start (change, id, &local)) &&
      tp_change_commit (&change, NULL, &local))
    return TRUE;
  if (tp_error_code (local) == TP_ERROR_CONFLICT)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

typedef struct {
  gint64 id, state, send_at;
} Open;

static GArray *
load_open (TpAccount *account, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (Open));
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  if (conn == NULL)
    return NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_CAMPAIGN_OPEN, &local, "ii", (gint64)0,
                                           (gint64)TP_CAMPAIGN_OPEN_MAX);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    Open one = {tp_rows_int64 (rows, 0), tp_rows_int64 (rows, 1), tp_rows_int64 (rows, 2)};
    g_array_append_val (open, one);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&open) : NULL;
}

GArray *
tp_campaign_due (TpAccount *account, gint64 only, GError **error)
{
  g_autoptr (GArray) due = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) open = load_open (account, error);
  if (open == NULL)
    return NULL;
  for (guint i = 0; i < open->len; i++) {
    const Open *one = &g_array_index (open, Open, i);
    if (only != 0 && one->id != only)
      continue;
    if (one->state == TP_CAMPAIGN_SCHEDULED) {
      gint64 late = tp_account_now (account) - one->send_at;
      if (late < 0)
        continue;
      if (!start_scheduled (account, one->id, late > TP_CAMPAIGN_LATE_MAX, error))
        return NULL;
      if (late > TP_CAMPAIGN_LATE_MAX)
        continue;
    }
    g_array_append_val (due, one->id);
  }
  return g_steal_pointer (&due);
}
