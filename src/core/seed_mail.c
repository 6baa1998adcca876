/* SPDX-License-Identifier: Apache-2.0 */
/* A campaign is added, started and prepared as any other; then, instead of a sender, chance settles
 * its ledger chunk by chunk and lets people open, click, unsubscribe and complain. */
#include "core/seed_private.h"

#include "base/error.h"
#include "core/campaign.h"
#include "core/campaign_start.h"
#include "core/list.h"
#include "core/message.h"
#include "core/permission.h"
#include "core/suppression.h"

#define HOLDER "seed"
#define LEASE_SECONDS 600
#define CHUNKS 64 /* asked for at once */
#define HOUR_MS (3600 * 1000)

typedef struct {
  TpSeedRun *run;
  guint n;
  TpCampaign *campaign;
  TpMessageSource source;
  gint64 sent_at;
} Mailing;

/* What becomes of the messages of a chunk, within one block of contacts at a time. */
typedef struct {
  TpIdSet *received, *failed, *unsubscribed;
  GArray *accepted;   /* gint64: sequences */
  GArray *outcomes;   /* TpMessageOutcome of what failed */
  GPtrArray *bounced; /* address keys */
} Settled;

static void
settled_init (Settled *settled, guint32 block)
{
  settled->received = tp_id_set_new (block);
  settled->failed = tp_id_set_new (block);
  settled->unsubscribed = tp_id_set_new (block);
  settled->accepted = g_array_new (FALSE, FALSE, sizeof (gint64));
  settled->outcomes = g_array_new (FALSE, FALSE, sizeof (TpMessageOutcome));
  settled->bounced = g_ptr_array_new_with_free_func (g_free);
}

static void
settled_clear (Settled *settled)
{
  g_clear_pointer (&settled->received, tp_id_set_free);
  g_clear_pointer (&settled->failed, tp_id_set_free);
  tp_id_set_free (settled->unsubscribed);
  g_array_unref (settled->accepted);
  g_array_unref (settled->outcomes);
  g_ptr_array_unref (settled->bounced);
}

static char *
format_condition (TpChange *change, const char *text, GError **error)
{
  g_autoptr (TpNames) names = tp_names_new (tp_change_account (change), tp_change_conn (change));
  g_autoptr (TpSegment) segment = tp_names_parse (names, text, NULL, error);
  return segment != NULL ? tp_names_format_json (names, segment, error) : NULL;
}

/* Every other one is a newsletter to the list, the rest are offers. */
static gboolean
start_campaign (TpSeedRun *run, guint n, gint64 *out_id, GError **error)
{
  g_autoptr (TpCampaign) campaign = tp_campaign_new ();
  g_autoptr (TpChange) change = tp_change_begin (run->account, tp_seed_actor, NULL, error);
  if (change == NULL || (campaign->audience = format_condition (change, "everyone", error)) == NULL)
    return FALSE;
  campaign->name = tp_seed_mail_name (n);
  campaign->purpose = n % 2 == 0 ? TP_SEGMENT_PURPOSE_NEWSLETTER : TP_SEGMENT_PURPOSE_OFFERS;
  campaign->list = n % 2 == 0 ? run->lists[TP_SEED_NEWSLETTER] : 0;
  campaign->from = g_strdup ("The roastery <post@shop.example>");
  campaign->subject = g_strdup (tp_seed_mail_subject (n));
  campaign->html = g_strdup (tp_seed_mail_html);
  campaign->text = g_strdup (tp_seed_mail_text);
  return tp_campaign_add (change, campaign, out_id, error) &&
         tp_campaign_start (change, *out_id, error) && tp_change_commit (&change, NULL, error);
}

/* Some hours or days later, but not after the seed's end. */
static gint64
draw_later (const Mailing *mailing, TpSeedRandom *random)
{
  double unit = tp_seed_random_unit (random);
  gint64 at = mailing->sent_at + (gint64)(unit * unit * unit * 120.0 * HOUR_MS) + 60000;
  return MIN (at, mailing->run->plan->end - 1);
}

static void
react (const Mailing *mailing, TpChange *change, const TpMessage *message, double opening,
       TpSeedRandom *random, Settled *settled)
{
  TpSeedResult *result = mailing->run->result;
  gint64 id = mailing->campaign->id;
  if (tp_seed_random_chance (random, 0.006)) {
    tp_change_event_at (change, TP_EVENT_MAIL_BOUNCED, draw_later (mailing, random),
                        message->contact, id, 0, "{\"hard\":true,\"reason\":\"user_unknown\"}");
    g_ptr_array_add (settled->bounced, g_ascii_strdown (message->address, -1));
    return;
  }
  if (!tp_seed_random_chance (random, opening))
    return;
  gint64 opened_at = draw_later (mailing, random);
  tp_change_event_at (change, TP_EVENT_MAIL_OPENED, opened_at, message->contact, id, 0, NULL);
  result->opened++;
  if (tp_seed_random_chance (random, 0.18)) {
    gint64 at = MIN (opened_at + 20000, mailing->run->plan->end - 1);
    tp_change_event_at (change, TP_EVENT_MAIL_CLICKED, at, message->contact, id, 0, NULL);
    result->clicked++;
  }
  if (tp_seed_random_chance (random, 0.004))
    tp_id_set_add (settled->unsubscribed, (guint32)message->contact);
  else if (tp_seed_random_chance (random, 0.0003))
    tp_change_event_at (change, TP_EVENT_MAIL_COMPLAINED, opened_at, message->contact, id, 0, NULL);
}

static void
settle_one (const Mailing *mailing, TpChange *change, const TpMessage *message, Settled *settled)
{
  static char reply[] = "550 5.1.1 no such mailbox";
  TpSeedPerson person = {0};
  gint64 index = message->contact - mailing->run->base;
  tp_seed_person_habits (mailing->run->plan, index, &person);
  TpSeedRandom random = tp_seed_random (mailing->run->plan->seed, TP_SEED_MAIL + mailing->n, index);
  if (tp_seed_random_chance (&random, 0.004)) {
    TpMessageOutcome outcome = {.sequence = message->sequence,
                                .tries = message->tries + 1,
                                .state = TP_MESSAGE_FAILED,
                                .reply = reply};
    g_array_append_val (settled->outcomes, outcome);
    tp_id_set_add (settled->failed, (guint32)message->contact);
    return;
  }
  g_array_append_val (settled->accepted, message->sequence);
  tp_id_set_add (settled->received, (guint32)message->contact);
  react (mailing, change, message, person.opening, &random, settled);
}

static gboolean
claim (const Mailing *mailing, TpChange *change, const GArray *sequences, TpMessageState as,
       GError **error)
{
  if (sequences->len == 0)
    return TRUE;
  g_autoptr (GArray) claimed =
      tp_message_claim (change, &mailing->source, (const gint64 *)(gpointer)sequences->data,
                        sequences->len, as, error);
  return claimed != NULL &&
         (claimed->len == sequences->len ||
          tp_error (error, TP_ERROR_CONFLICT, "another program sends the sample's campaigns"));
}

static gboolean
write_failed (const Mailing *mailing, TpChange *change, const Settled *settled, GError **error)
{
  g_autoptr (GArray) sequences = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < settled->outcomes->len; i++)
    g_array_append_val (sequences, g_array_index (settled->outcomes, TpMessageOutcome, i).sequence);
  return claim (mailing, change, sequences, TP_MESSAGE_SENDING, error) &&
         tp_message_settle (change, &mailing->source,
                            (const TpMessageOutcome *)(gpointer)settled->outcomes->data,
                            settled->outcomes->len, error);
}

static gboolean
write_unsubscribed (const Mailing *mailing, TpChange *change, const Settled *settled,
                    GError **error)
{
  if (tp_id_set_is_empty (settled->unsubscribed))
    return TRUE;
  TpActor before =
      tp_change_set_actor (change, (TpActor){TP_ACTOR_CAMPAIGN, mailing->campaign->id});
  gboolean ok =
      mailing->campaign->list != 0
          ? tp_list_put (change, mailing->campaign->list, settled->unsubscribed,
                         TP_SEGMENT_LIST_UNSUBSCRIBED, TP_LIST_BY_PERSON, NULL, error)
          : tp_permission_set (change, mailing->campaign->purpose, TP_SEGMENT_PERMISSION_WITHDRAWN,
                               settled->unsubscribed, 0, TP_PERMISSION_BY_PERSON, NULL, error);
  tp_change_set_actor (change, before);
  return ok;
}

static gboolean
write_settled (const Mailing *mailing, TpChange *change, Settled *settled, GError **error)
{
  gint64 id = mailing->campaign->id;
  tp_change_event_set (change, TP_EVENT_MAIL_RECEIVED, mailing->sent_at,
                       g_steal_pointer (&settled->received), id, NULL);
  tp_change_event_set (change, TP_EVENT_MAIL_FAILED, mailing->sent_at,
                       g_steal_pointer (&settled->failed), id, NULL);
  return claim (mailing, change, settled->accepted, TP_MESSAGE_ACCEPTED, error) &&
         write_failed (mailing, change, settled, error) &&
         write_unsubscribed (mailing, change, settled, error) &&
         (settled->bounced->len == 0 ||
          tp_suppression_set_many (change, (const char *const *)settled->bounced->pdata,
                                   settled->bounced->len, TP_SUPPRESSION_HARD_BOUNCE,
                                   "550 5.1.1 no such mailbox", NULL, error));
}

/* Messages are in the order of contacts, so those of a block stand together. */
static gboolean
settle_messages (const Mailing *mailing, TpChange *change, GPtrArray *messages, GError **error)
{
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < messages->len;) {
    Settled settled;
    guint32 block = TP_ID_BLOCK (((TpMessage *)messages->pdata[i])->contact);
    settled_init (&settled, block);
    while (i < messages->len && TP_ID_BLOCK (((TpMessage *)messages->pdata[i])->contact) == block)
      settle_one (mailing, change, messages->pdata[i++], &settled);
    ok = write_settled (mailing, change, &settled, error);
    settled_clear (&settled);
  }
  return ok;
}

static gboolean
settle_chunk (const Mailing *mailing, gint64 chunk, GError **error)
{
  gboolean taken = FALSE;
  gint64 uncertain = 0;
  g_autoptr (TpChange) change = tp_change_begin (mailing->run->account, tp_seed_actor, NULL, error);
  if (change == NULL || !tp_message_chunk_take (change, &mailing->source, chunk, HOLDER,
                                                LEASE_SECONDS, &taken, &uncertain, error))
    return FALSE;
  if (!taken)
    return tp_error (error, TP_ERROR_CONFLICT, "another program sends the sample's campaigns");
  g_autoptr (GPtrArray) messages = tp_message_read_due (tp_change_conn (change), &mailing->source,
                                                        chunk, mailing->sent_at, error);
  if (messages == NULL || !settle_messages (mailing, change, messages, error) ||
      !tp_message_chunk_release (change, &mailing->source, chunk, HOLDER, error) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  mailing->run->result->messages += messages->len;
  tp_seed_step (mailing->run, TP_MESSAGE_CHUNK);
  return TRUE;
}

static gboolean
settle_campaign (const Mailing *mailing, GError **error)
{
  gint64 after = -1;
  while (!mailing->run->result->stopped) {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (mailing->run->account), error);
    g_autoptr (GArray) chunks =
        conn != NULL
            ? tp_message_chunks_due (conn, &mailing->source, after, mailing->sent_at, CHUNKS, error)
            : NULL;
    g_clear_pointer (&conn, tp_conn_release);
    if (chunks == NULL || chunks->len == 0)
      return chunks != NULL;
    for (guint i = 0; i < chunks->len && !mailing->run->result->stopped; i++) {
      after = g_array_index (chunks, gint64, i);
      if (!settle_chunk (mailing, after, error))
        return FALSE;
    }
  }
  return TRUE;
}

static TpCampaign *
load_prepared (TpSeedRun *run, gint64 id, TpMessageSource *out_source, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (run->account), error);
  g_autoptr (TpCampaign) campaign = conn != NULL ? tp_campaign_get (conn, id, error) : NULL;
  if (campaign == NULL || !tp_message_source_get (conn, campaign->source, out_source, error))
    return NULL;
  return g_steal_pointer (&campaign);
}

gboolean
tp_seed_mail (TpSeedRun *run, guint n, GError **error)
{
  gint64 id = 0;
  gboolean done = FALSE;
  TpCampaignWork work = {.holder = HOLDER, .lease_seconds = LEASE_SECONDS};
  if (!start_campaign (run, n, &id, error) ||
      !tp_campaign_prepare (run->account, id, &work, &done, error))
    return FALSE;
  if (!done)
    return tp_error (error, TP_ERROR_CONFLICT, "another program sends the sample's campaigns");
  Mailing mailing = {.run = run, .n = n, .sent_at = tp_clock_now (run->clock)};
  g_autoptr (TpCampaign) campaign = load_prepared (run, id, &mailing.source, error);
  mailing.campaign = campaign;
  return campaign != NULL && settle_campaign (&mailing, error) &&
         (run->result->stopped || tp_campaign_end (run->account, id, &done, error));
}
