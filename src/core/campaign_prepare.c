/* SPDX-License-Identifier: Apache-2.0 */
/* From a start to the finished ledger, under the lease "campaign ID". First the audience: for each
 * block of contacts a bitmap of those meant (condition -1) and one for each condition, in a change
 * of its own; blocks that are there stay as they are. Then the rows, a chunk of the ledger in each
 * change, which also moves the campaign's counters, so a kill leaves nothing half. */
#include "base/error.h"
#include "base/i18n.h"
#include "base/json.h"
#include "core/address_book.h"
#include "core/audience.h"
#include "core/campaign_start.h"
#include "core/lease.h"
#include "core/message.h"

#define MEANT (-1) /* the condition's number for who is meant by all together */

typedef struct {
  TpAccount *account;
  TpCampaign *campaign;
  TpMessageSource source;
  const TpCampaignWork *work;
  GHashTable *stored; /* blocks whose bitmaps are there */
  gboolean stopped;   /* or overtaken */
} Preparing;

static gboolean
is_stopping (const Preparing *self)
{
  return self->work->stopping != NULL && self->work->stopping (self->work->data);
}

/* Begins a change under the lease while the campaign is sending; else sets stopped. */
static TpChange *
begin (Preparing *self, GError **error)
{
  gboolean held = FALSE;
  gint64 state = 0, id = self->campaign->id;
  g_autofree char *lease = g_strdup_printf ("campaign %" G_GINT64_FORMAT, id);
  g_autoptr (TpChange) change =
      tp_change_begin (self->account, (TpActor){TP_ACTOR_CAMPAIGN, id}, NULL, error);
  if (change == NULL ||
      !tp_lease_take (tp_change_conn (change), lease, self->work->holder, self->work->lease_seconds,
                      &held, error) ||
      !tp_conn_int64 (tp_change_conn (change), TP_SQL_CAMPAIGN_STATE, &state, error, "i", id))
    return NULL;
  self->stopped = !held || state != TP_CAMPAIGN_SENDING || is_stopping (self);
  return g_steal_pointer (&change);
}

static gboolean
advance (Preparing *self, TpChange *change, int prepared, gint64 contact, gint64 recipients,
         GError **error)
{
  if (!tp_conn_run (tp_change_conn (change), TP_SQL_CAMPAIGN_ADVANCE, error, "iiii",
                    self->campaign->id, (gint64)prepared, contact, recipients) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  self->campaign->prepared = prepared;
  self->campaign->prepared_contact = contact;
  self->campaign->recipients = recipients;
  return TRUE;
}

static gboolean
add_set (TpConn *conn, gint64 campaign, gint64 condition, const TpIdSet *set, GError **error)
{
  g_autoptr (GBytes) bytes = tp_id_set_encode (set);
  return tp_conn_run (conn, TP_SQL_CAMPAIGN_AUDIENCE_ADD, error, "iiib", campaign, condition,
                      (gint64)tp_id_set_block (set), bytes);
}

static gboolean
store_block (guint32 block, const TpIdSet *matching, const GPtrArray *conditions, gpointer data,
             GError **error)
{
  Preparing *self = data;
  if (self->stopped || g_hash_table_contains (self->stored, GUINT_TO_POINTER (block + 1)))
    return !self->stopped;
  g_autoptr (TpChange) change = begin (self, error);
  if (change == NULL || self->stopped)
    return FALSE;
  TpConn *conn = tp_change_conn (change);
  for (guint i = 0; i < conditions->len; i++)
    if (!add_set (conn, self->campaign->id, i, conditions->pdata[i], error))
      return FALSE;
  return add_set (conn, self->campaign->id, MEANT, matching, error) &&
         tp_change_commit (&change, NULL, error);
}

/* {"type": "and", "of": [audience, {"type": "not", "of": [excluded]}]}, so that all conditions have
 * one numbering. */
static TpSegment *
load_segment (Preparing *self, TpConn *conn, GError **error)
{
  const TpCampaign *campaign = self->campaign;
  g_autoptr (TpNames) names = tp_names_new (self->account, conn);
  if (campaign->excluded == NULL)
    return tp_names_parse_json (names, campaign->audience, error);
  g_autofree char *json =
      g_strdup_printf ("{\"type\":\"and\",\"of\":[%s,{\"type\":\"not\",\"of\":[%s]}]}",
                       campaign->audience, campaign->excluded);
  return tp_names_parse_json (names, json, error);
}

static gboolean
load_stored (Preparing *self, TpConn *conn, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_CAMPAIGN_AUDIENCE_BLOCKS, &local, "i", self->campaign->id);
  while (rows != NULL && tp_rows_next (rows, &local))
    g_hash_table_add (self->stored, GUINT_TO_POINTER ((guint)tp_rows_int64 (rows, 0) + 1));
  return tp_rows_ended (&local, error);
}

static gboolean
store_audience (Preparing *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (self->account), error);
  g_autoptr (TpSegment) segment = conn != NULL ? load_segment (self, conn, error) : NULL;
  if (segment == NULL || !load_stored (self, conn, error))
    return FALSE;
  g_clear_pointer (&conn, tp_conn_release);
  if (!tp_audience_conditions (self->account, segment, store_block, self, &local) &&
      local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  g_autoptr (TpChange) change = self->stopped ? NULL : begin (self, error);
  if (self->stopped || change == NULL)
    return self->stopped;
  return advance (self, g_steal_pointer (&change), 1, 0, 0, error);
}

/* The next block from one on; *out_set NULL: there is none. */
static gboolean
next_block (Preparing *self, TpConn *conn, gint64 from, TpIdSet **out_set, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_CAMPAIGN_AUDIENCE_NEXT, &local, "ii", self->campaign->id, from);
  *out_set = NULL;
  if (rows != NULL && tp_rows_next (rows, &local)) {
    gsize length = 0;
    const guint8 *bytes = tp_rows_bytes (rows, 1, &length);
    *out_set = tp_id_set_decode (bytes, length, error);
    return *out_set != NULL;
  }
  return tp_rows_ended (&local, error);
}

/* The contacts of the next chunk's rows, of gint64; empty at the end. */
static GArray *
next_contacts (Preparing *self, GError **error)
{
  gint64 after = self->campaign->prepared_contact;
  guint room = TP_MESSAGE_CHUNK - (guint)(self->campaign->recipients % TP_MESSAGE_CHUNK);
  g_autoptr (GArray) contacts = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (self->account), error);
  if (conn == NULL)
    return NULL;
  for (gint64 block = after >> 16; contacts->len < room;) {
    g_autoptr (TpIdSet) set = NULL;
    if (!next_block (self, conn, block, &set, error))
      return NULL;
    if (set == NULL)
      break;
    block = tp_id_set_block (set) + 1;
    TpIdSetIter iter;
    tp_id_set_iter_init (&iter, set);
    for (guint32 number; contacts->len < room && tp_id_set_iter_next (&iter, &number);) {
      gint64 contact = number;
      if (contact > after)
        g_array_append_val (contacts, contact);
    }
  }
  return g_steal_pointer (&contacts);
}

/* Set events of those who are skipped from the start, by reason and block. */
static void
tell_skipped (TpChange *change, gint64 campaign, const TpMessageNew *messages, gsize length)
{
  for (guint reason = 1; reason < TP_MAILABLES; reason++) {
    TpIdSet *set = NULL;
    g_autofree char *data =
        g_strdup_printf ("{\"reason\":\"%s\"}", tp_mailable_name ((TpMailable)reason));
    for (gsize i = 0; i <= length; i++) {
      guint32 number = i < length ? (guint32)messages[i].contact : 0;
      if (set != NULL && (i == length || TP_ID_BLOCK (number) != tp_id_set_block (set)))
        tp_change_event_set (change, TP_EVENT_MAIL_SKIPPED, tp_change_now (change),
                             g_steal_pointer (&set), campaign, data);
      if (i == length || messages[i].mailable != (TpMailable)reason)
        continue;
      if (set == NULL)
        set = tp_id_set_new (TP_ID_BLOCK (number));
      tp_id_set_add (set, number);
    }
  }
}

static gboolean
fill_messages (Preparing *self, TpConn *conn, const GArray *contacts, TpMessageNew *messages,
               char **spellings, GError **error)
{
  g_autofree TpMailableCheck *checks = g_new0 (TpMailableCheck, contacts->len);
  for (guint i = 0; i < contacts->len; i++)
    checks[i].contact = g_array_index (contacts, gint64, i);
  if (!tp_mailable_check (conn, self->campaign->purpose, self->campaign->list, checks,
                          contacts->len, error) ||
      !tp_address_book_chosen_many (conn, (const gint64 *)(gpointer)contacts->data, contacts->len,
                                    spellings, error))
    return FALSE;
  for (guint i = 0; i < contacts->len; i++) {
    messages[i] = (TpMessageNew){checks[i].contact, spellings[i], checks[i].mailable};
    if (checks[i].mailable == TP_MAILABLE && spellings[i] == NULL)
      messages[i].mailable = TP_MAILABLE_NO_ADDRESS;
  }
  return TRUE;
}

static gboolean
add_rows (Preparing *self, const GArray *contacts, GError **error)
{
  g_autofree TpMessageNew *messages = g_new0 (TpMessageNew, contacts->len);
  g_autofree char **spellings = g_new0 (char *, contacts->len);
  g_autoptr (TpChange) change = begin (self, error);
  if (change == NULL || self->stopped)
    return change != NULL;
  gboolean ok =
      fill_messages (self, tp_change_conn (change), contacts, messages, spellings, error) &&
      tp_message_add_many (change, &self->source, self->campaign->recipients + 1, messages,
                           contacts->len, error);
  if (ok) {
    tell_skipped (change, self->campaign->id, messages, contacts->len);
    ok = advance (self, g_steal_pointer (&change), 1, messages[contacts->len - 1].contact,
                  self->campaign->recipients + contacts->len, error);
  }
  for (guint i = 0; i < contacts->len; i++)
    g_free (spellings[i]);
  return ok;
}

static gboolean
make_ledger (Preparing *self, GError **error)
{
  while (!self->stopped) {
    g_autoptr (GArray) contacts = next_contacts (self, error);
    if (contacts == NULL || (contacts->len > 0 && !add_rows (self, contacts, error)))
      return FALSE;
    if (contacts->len > 0)
      continue;
    g_autofree char *lease = g_strdup_printf ("campaign %" G_GINT64_FORMAT, self->campaign->id);
    g_autoptr (TpChange) change = begin (self, error);
    if (change == NULL || self->stopped)
      return change != NULL;
    return tp_lease_release (tp_change_conn (change), lease, self->work->holder, error) &&
           advance (self, g_steal_pointer (&change), 2, self->campaign->prepared_contact,
                    self->campaign->recipients, error);
  }
  return TRUE;
}

static gboolean
prepare (Preparing *self, GError **error)
{
  /* What another process did meanwhile counts only once the lease is ours. */
  g_autoptr (TpChange) change = begin (self, error);
  if (change == NULL)
    return FALSE;
  gint64 id = self->campaign->id;
  g_clear_pointer (&self->campaign, tp_campaign_free);
  self->campaign = tp_campaign_get (tp_change_conn (change), id, error);
  if (self->campaign == NULL || !tp_change_commit (&change, NULL, error))
    return FALSE;
  if (self->stopped || self->campaign->prepared == 2)
    return TRUE;
  return (self->campaign->prepared > 0 || store_audience (self, error)) &&
         (self->stopped || make_ledger (self, error));
}

gboolean
tp_campaign_prepare (TpAccount *account, gint64 id, const TpCampaignWork *work, gboolean *out_done,
                     GError **error)
{
  Preparing self = {.account = account, .work = work};
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  *out_done = FALSE;
  if (conn == NULL || (self.campaign = tp_campaign_get (conn, id, error)) == NULL)
    return FALSE;
  gboolean ok = TRUE;
  if (self.campaign->state == TP_CAMPAIGN_SENDING && self.campaign->prepared < 2) {
    ok = tp_message_source_get (conn, self.campaign->source, &self.source, error);
    g_clear_pointer (&conn, tp_conn_release);
    self.stored = g_hash_table_new (NULL, NULL);
    ok = ok && prepare (&self, error);
    g_hash_table_unref (self.stored);
  }
  *out_done = ok && self.campaign->prepared == 2;
  g_clear_pointer (&self.campaign, tp_campaign_free);
  return ok;
}
