/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/sender.h"

#include "base/error.h"
#include "base/idsets.h"
#include "base/time.h"
#include "core/archive.h"
#include "core/campaign_report.h"
#include "core/campaign_start.h"
#include "core/captured_mail.h"
#include "core/contact.h"
#include "core/erase.h"
#include "core/feed.h"
#include "core/lease.h"
#include "core/permission.h"
#include "core/suppression.h"
#include "core/testing.h"
#include "mail/address.h"

#include <string.h>

#define HTML "<p>Hello {{ contact.first_name }}</p>"

static TpChange *
begin (TpAccount *account)
{
  g_autoptr (GError) error = NULL;
  TpChange *change = tp_change_begin (account, tp_testing_actor, NULL, &error);
  g_assert_no_error (error);
  return change;
}

static void
commit (TpChange *change)
{
  g_autoptr (GError) error = NULL;
  tp_change_commit (&change, NULL, &error);
  g_assert_no_error (error);
}

static void
add_chunk (TpAccount *account, guint first, guint length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) contacts = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_contact_free);
  g_autoptr (TpIdSet) set = tp_id_set_new (0);
  for (guint i = first; i < first + length; i++) {
    TpContact *contact = tp_contact_new ();
    contact->values[TP_SEGMENT_EMAIL] = g_strdup_printf ("P%u@example.com", i);
    contact->values[TP_SEGMENT_FIRST_NAME] = g_strdup_printf ("N%u", i);
    contact->email_key = g_strdup_printf ("p%u@example.com", i);
    g_ptr_array_add (contacts, contact);
  }
  TpChange *change = begin (account);
  tp_contact_add_many (change, (TpContact **)contacts->pdata, contacts->len, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < contacts->len; i++)
    tp_id_set_add (set, (guint32)((TpContact *)contacts->pdata[i])->number);
  tp_permission_set (change, TP_SEGMENT_PURPOSE_OFFERS, TP_SEGMENT_PERMISSION_CONFIRMED, set, 0,
                     TP_PERMISSION_BY_PERSON, NULL, &error);
  g_assert_no_error (error);
  commit (change);
}

/* Contacts 1 to n, P1@example.com and so on, who may be mailed. */
static void
add_people (TpAccount *account, guint n)
{
  for (guint first = 1; first <= n; first += TP_CONTACT_CHUNK)
    add_chunk (account, first, MIN (TP_CONTACT_CHUNK, n - first + 1));
}

static gint64
add_campaign (TpAccount *account, const char *html)
{
  gint64 id = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (TpCampaign) campaign = tp_campaign_new ();
  campaign->name = g_strdup ("Summer");
  campaign->from = g_strdup ("Shop <shop@example.org>");
  campaign->subject = g_strdup ("For {{ contact.first_name }}");
  campaign->html = g_strdup (html);
  campaign->audience = g_strdup ("{\"type\":\"everyone\"}");
  TpChange *change = begin (account);
  tp_campaign_add (change, campaign, &id, &error);
  g_assert_no_error (error);
  commit (change);
  return id;
}

static void
act (TpAccount *account, gint64 id, gboolean (*func) (TpChange *, gint64, GError **))
{
  g_autoptr (GError) error = NULL;
  TpChange *change = begin (account);
  func (change, id, &error);
  g_assert_no_error (error);
  commit (change);
}

static TpSenderOptions
options_for (TpTransport *transport)
{
  return (TpSenderOptions){
      .transport = transport,
      .retry_ms = {TP_MINUTE, 10 * TP_MINUTE},
      .retries = 2,
      .lease_seconds = 5,
      .threads = 2
  };
}

/* Runs until there is nothing to do now. */
static void
send_all (TpAccount *account, const TpSenderOptions *options)
{
  gboolean worked = TRUE;
  while (worked) {
    g_autoptr (GError) error = NULL;
    tp_sender_run (account, 0, options, &worked, &error);
    g_assert_no_error (error);
  }
}

static TpCampaign *
load (TpAccount *account, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  TpCampaign *campaign = tp_campaign_get (conn, id, &error);
  g_assert_no_error (error);
  return campaign;
}

static TpCampaignReport
report_of (TpAccount *account, gint64 id)
{
  TpCampaignReport report;
  g_autoptr (GError) error = NULL;
  g_autoptr (TpCampaign) campaign = load (account, id);
  tp_campaign_report (account, campaign, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report.recipients, ==,
                   report.pending + report.accepted + report.failed + report.uncertain +
                       report.skipped);
  g_assert_cmpint (report.recipients, ==, campaign->recipients);
  gint64 why = 0;
  for (guint i = 0; i < TP_MAILABLES; i++)
    why += report.skipped_why[i];
  g_assert_cmpint (why, ==, report.skipped);
  return report;
}

/* How many mails each contact got in the mailbox; none more than one. */
static guint
count_captured (TpAccount *account)
{
  guint n = 0;
  gint64 before = 0;
  g_autoptr (TpIdSets) seen = tp_id_sets_new ();
  for (guint found = 1; found > 0;) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
    g_autoptr (GPtrArray) page = tp_captured_mail_page (conn, NULL, before, 1000, &error);
    g_assert_no_error (error);
    found = page->len;
    for (guint i = 0; i < page->len; i++) {
      TpCapturedMail *mail = page->pdata[i];
      g_assert_true (tp_id_sets_add (seen, (guint32)mail->contact));
      before = mail->id;
    }
    n += found;
  }
  return n;
}

/* Contacts in set events of a kind about the campaign; each once. */
static guint64
count_told (TpAccount *account, TpEventKind kind, gint64 campaign)
{
  gint64 after = 0;
  g_autoptr (TpIdSets) seen = tp_id_sets_new ();
  for (guint found = 1; found > 0;) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
    g_autoptr (GPtrArray) events = tp_feed_read (conn, after, TP_FEED_READ_MAX, &error);
    g_assert_no_error (error);
    found = events->len;
    for (guint i = 0; i < events->len; i++) {
      const TpEvent *event = events->pdata[i];
      after = event->position;
      if (event->kind != (int)kind || event->target != campaign)
        continue;
      if (event->contact != 0)
        g_assert_true (tp_id_sets_add (seen, (guint32)event->contact));
      if (event->members != NULL)
        tp_id_sets_union (seen, event->members);
    }
  }
  return tp_id_sets_count (seen);
}

static void
test_mailbox (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  add_people (testing.account, 9000);
  TpChange *change = begin (testing.account);
  g_autoptr (TpIdSet) withdrawn = tp_id_set_new (0);
  tp_id_set_add_range (withdrawn, 100, 109);
  tp_permission_set (change, TP_SEGMENT_PURPOSE_OFFERS, TP_SEGMENT_PERMISSION_WITHDRAWN, withdrawn,
                     0, TP_PERMISSION_BY_PERSON, NULL, &error);
  tp_suppression_set (change, "p200@example.com", TP_SUPPRESSION_COMPLAINT, NULL, &error);
  g_assert_no_error (error);
  commit (change);
  gint64 id = add_campaign (testing.account, HTML);
  act (testing.account, id, tp_campaign_start);
  TpSenderOptions options = options_for (NULL);
  send_all (testing.account, &options);
  TpCampaignReport report = report_of (testing.account, id);
  g_assert_cmpint (report.recipients, ==, 9000);
  g_assert_cmpint (report.accepted, ==, 8989);
  g_assert_cmpint (report.skipped_why[TP_MAILABLE_UNSUBSCRIBED], ==, 10);
  g_assert_cmpint (report.skipped_why[TP_MAILABLE_SUPPRESSED], ==, 1);
  g_assert_cmpuint (count_captured (testing.account), ==, 8989);
  g_assert_cmpuint (count_told (testing.account, TP_EVENT_MAIL_RECEIVED, id), ==, 8989);
  g_assert_cmpuint (count_told (testing.account, TP_EVENT_MAIL_SKIPPED, id), ==, 11);
  g_autoptr (TpCampaign) campaign = load (testing.account, id);
  g_assert_cmpint (campaign->state, ==, TP_CAMPAIGN_DONE);
  g_assert_cmpint (campaign->ended_at, ==, TP_TESTING_NOW);
  tp_testing_account_clear (&testing);
}

/* What a mail says, and that a retry says the same under the same Message-ID. */
static void
test_retry (const char *url)
{
  static const TpScriptStep steps[] = {
      {"P1@example.com", 1, TP_OUTCOME_TEMPORARY, 451, "4.3.0", "later",           FALSE},
      {"P2@example.com", 0, TP_OUTCOME_TEMPORARY, 451, "4.3.0", "never",           FALSE},
      {"P3@example.com", 0, TP_OUTCOME_PERMANENT, 550, "5.1.1", "unknown",         FALSE},
      {"P4@example.com", 0, TP_OUTCOME_UNCERTAIN, 0,   NULL,    "connection lost", TRUE },
      {"P5@example.com", 0, TP_OUTCOME_ACCEPTED,  250, "2.0.0", "queued",          TRUE },
  };
  static const struct {
    gint64 minutes;
    gint64 want_pending, want_accepted, want_failed;
  } cases[] = {
      {0,  2, 6, 1},
      {1,  1, 7, 1},
      {12, 0, 7, 2},
  };
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  add_people (testing.account, 10);
  gint64 id = add_campaign (testing.account, "<p>Hi &amp; {{ contact.first_name }}</p>");
  act (testing.account, id, tp_campaign_start);
  g_autoptr (TpTransport) transport = tp_transport_new_scripted (steps, G_N_ELEMENTS (steps));
  TpSenderOptions options = options_for (transport);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    tp_clock_set (testing.clock, TP_TESTING_NOW + cases[i].minutes * TP_MINUTE);
    send_all (testing.account, &options);
    TpCampaignReport report = report_of (testing.account, id);
    g_assert_cmpint (report.pending, ==, cases[i].want_pending);
    g_assert_cmpint (report.accepted, ==, cases[i].want_accepted);
    g_assert_cmpint (report.failed, ==, cases[i].want_failed);
    g_assert_cmpint (report.uncertain, ==, 1);
  }
  const TpDelivery *first = NULL;
  guint to_one = 0;
  for (gsize i = 0; tp_transport_scripted_get (transport, i) != NULL; i++) {
    const TpDelivery *delivery = tp_transport_scripted_get (transport, i);
    if (strcmp (delivery->to, "P1@example.com") != 0)
      continue;
    g_assert_nonnull (strstr (delivery->bytes, "Hi & N1"));
    g_assert_nonnull (strstr (delivery->bytes, "To: N1 <P1@example.com>"));
    const char *one = strstr (delivery->bytes, "Message-ID: <");
    g_assert_nonnull (one);
    g_autofree char *id_line = g_strndup (one, strcspn (one, "\r"));
    g_assert_true (first == NULL || strstr (first->bytes, id_line) != NULL);
    first = delivery;
    to_one++;
  }
  g_assert_cmpuint (to_one, ==, 2);
  g_assert_cmpuint (count_told (testing.account, TP_EVENT_MAIL_FAILED, id), ==, 2);
  g_autoptr (TpCampaign) campaign = load (testing.account, id);
  g_assert_cmpint (campaign->state, ==, TP_CAMPAIGN_DONE);
  tp_testing_account_clear (&testing);
}

static void
prepare (TpAccount *account, gint64 id)
{
  gboolean done = FALSE;
  g_autoptr (GError) error = NULL;
  TpCampaignWork work = {"test", 5, NULL, NULL};
  tp_campaign_prepare (account, id, &work, &done, &error);
  g_assert_no_error (error);
  g_assert_true (done);
}

static void
assert_address (TpAccount *account, gint64 id, gint64 contact, const char *want)
{
  TpMessageSource source;
  g_autoptr (GError) error = NULL;
  g_autoptr (TpCampaign) campaign = load (account, id);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  tp_message_source_get (conn, campaign->source, &source, &error);
  g_autoptr (TpMessage) message = tp_message_find (conn, &source, contact, &error);
  g_assert_no_error (error);
  g_assert_nonnull (message);
  g_assert_cmpstr (message->address, ==, want);
}

/* Between start and sending. */
static void
test_left_meanwhile (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  add_people (testing.account, 10);
  gint64 id = add_campaign (testing.account, HTML);
  act (testing.account, id, tp_campaign_start);
  prepare (testing.account, id);
  g_assert_cmpint (report_of (testing.account, id).pending, ==, 10);
  TpChange *change = begin (testing.account);
  g_autoptr (TpIdSet) one = tp_id_set_new (0);
  tp_id_set_add (one, 1);
  tp_permission_set (change, TP_SEGMENT_PURPOSE_OFFERS, TP_SEGMENT_PERMISSION_WITHDRAWN, one, 0,
                     TP_PERMISSION_BY_PERSON, NULL, &error);
  tp_suppression_set (change, "p2@example.com", TP_SUPPRESSION_MANUAL, NULL, &error);
  tp_contact_archive_one (change, 3, &error);
  g_assert_no_error (error);
  commit (change);
  tp_contact_erase (testing.account, tp_testing_actor, NULL, 4, NULL, &error);
  g_assert_no_error (error);
  assert_address (testing.account, id, 4, NULL);
  assert_address (testing.account, id, 5, "P5@example.com");
  add_chunk (testing.account, 11, 1); /* too late for this campaign */
  TpSenderOptions options = options_for (NULL);
  send_all (testing.account, &options);
  TpCampaignReport report = report_of (testing.account, id);
  g_assert_cmpint (report.recipients, ==, 10);
  g_assert_cmpint (report.accepted, ==, 6);
  g_assert_cmpint (report.skipped_why[TP_MAILABLE_UNSUBSCRIBED], ==, 1);
  g_assert_cmpint (report.skipped_why[TP_MAILABLE_SUPPRESSED], ==, 1);
  g_assert_cmpint (report.skipped_why[TP_MAILABLE_ERASED], ==, 1);
  g_assert_cmpint (report.skipped_why[TP_MAILABLE_ARCHIVED], ==, 1);
  g_assert_cmpuint (count_captured (testing.account), ==, 6);
  tp_contact_erase (testing.account, tp_testing_actor, NULL, 5, NULL, &error);
  g_assert_no_error (error);
  assert_address (testing.account, id, 5, NULL);
  g_assert_cmpuint (count_captured (testing.account), ==, 5);
  tp_testing_account_clear (&testing);
}

static void
test_one_fault (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  add_people (testing.account, 1000);
  gint64 id = add_campaign (
      testing.account, "{% if contact.first_name == 'N7' %}{{ 1 | divided_by: 0 }}{% endif %}x");
  act (testing.account, id, tp_campaign_start);
  TpSenderOptions options = options_for (NULL);
  send_all (testing.account, &options);
  TpCampaignReport report = report_of (testing.account, id);
  g_assert_cmpint (report.accepted, ==, 999);
  g_assert_cmpint (report.skipped_why[TP_MAILABLE_NOT_RENDERED], ==, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (TpCampaign) campaign = load (testing.account, id);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  TpMessageSource source;
  tp_message_source_get (conn, campaign->source, &source, &error);
  g_autoptr (TpMessage) message = tp_message_find (conn, &source, 7, &error);
  g_assert_no_error (error);
  g_assert_nonnull (message);
  g_assert_true (g_str_has_prefix (message->reply, "html: line 1, column "));
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

/* Ends after so many settled messages. */
typedef struct {
  guint64 settled, limit;
} Stop;

static void
note_settled (guint64 settled, gpointer data)
{
  ((Stop *)data)->settled = settled;
}

static gboolean
is_enough (gpointer data)
{
  const Stop *stop = data;
  return stop->settled >= stop->limit;
}

static void
send_some (TpAccount *account, TpSenderOptions options, guint64 limit)
{
  gboolean worked;
  g_autoptr (GError) error = NULL;
  Stop stop = {0, limit};
  options.stopping = is_enough;
  options.progress = note_settled;
  options.data = &stop;
  tp_sender_run (account, 0, &options, &worked, &error);
  g_assert_no_error (error);
}

static void
test_pause_and_cancel (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  add_people (testing.account, 12000);
  gint64 id = add_campaign (testing.account, HTML);
  act (testing.account, id, tp_campaign_start);
  TpSenderOptions options = options_for (NULL);
  send_some (testing.account, options, 1000);
  for (guint i = 0; i < 10; i++) {
    act (testing.account, id, tp_campaign_pause);
    gint64 accepted = report_of (testing.account, id).accepted;
    send_all (testing.account, &options);
    g_assert_cmpint (report_of (testing.account, id).accepted, ==, accepted);
    act (testing.account, id, tp_campaign_resume);
    send_some (testing.account, options, 200);
    g_assert_cmpint (report_of (testing.account, id).accepted, >, accepted);
  }
  act (testing.account, id, tp_campaign_cancel);
  send_all (testing.account, &options);
  TpCampaignReport report = report_of (testing.account, id);
  g_assert_cmpint (report.pending, ==, 0);
  g_assert_cmpint (report.skipped_why[TP_MAILABLE_CANCELLED], >, 0);
  g_assert_cmpint (report.accepted + report.skipped_why[TP_MAILABLE_CANCELLED], ==, 12000);
  g_assert_cmpuint (count_captured (testing.account), ==, report.accepted);
  g_autoptr (TpCampaign) campaign = load (testing.account, id);
  g_assert_cmpint (campaign->state, ==, TP_CAMPAIGN_CANCELLED);
  g_assert_cmpint (campaign->ended_at, !=, 0);
  tp_testing_account_clear (&testing);
}

typedef struct {
  TpAccount *account;
  gint64 id;
  TpTransport *transport;
} Peer;

static gpointer
run_peer (gpointer data)
{
  Peer *peer = data;
  TpSenderOptions options = options_for (peer->transport);
  for (guint i = 0; i < 200; i++) {
    gboolean worked;
    g_autoptr (GError) error = NULL;
    g_autoptr (TpCampaign) campaign = load (peer->account, peer->id);
    if (campaign->state == TP_CAMPAIGN_DONE)
      return NULL;
    tp_sender_run (peer->account, 0, &options, &worked, &error);
    g_assert_no_error (error);
    g_usleep (10000);
  }
  return NULL;
}

/* Two that know nothing of each other but the database. */
static void
test_two_senders (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  add_people (testing.account, 20000);
  gint64 id = add_campaign (testing.account, HTML);
  act (testing.account, id, tp_campaign_start);
  g_autoptr (TpAccount) other = tp_account_open (testing.folder, url, testing.clock, &error);
  g_assert_no_error (error);
  Peer peers[] = {
      {testing.account, id, NULL},
      {other,           id, NULL}
  };
  GThread *thread = g_thread_new ("peer", run_peer, &peers[1]);
  run_peer (&peers[0]);
  g_thread_join (thread);
  TpCampaignReport report = report_of (testing.account, id);
  g_assert_cmpint (report.accepted, ==, 20000);
  g_assert_cmpuint (count_captured (testing.account), ==, 20000);
  g_clear_pointer (&other, tp_account_free);
  tp_testing_account_clear (&testing);
}

/* One dies between the commit of its claim and that of the outcome. */
static void
test_died_while_sending (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  gboolean taken = FALSE;
  gint64 uncertain = 0, sequences[] = {1, 2, 3};
  TpMessageSource source;
  tp_testing_account_init (&testing, url);
  add_people (testing.account, 10);
  gint64 id = add_campaign (testing.account, HTML);
  act (testing.account, id, tp_campaign_start);
  prepare (testing.account, id);
  g_autoptr (TpCampaign) campaign = load (testing.account, id);
  TpChange *change = begin (testing.account);
  tp_message_source_get (tp_change_conn (change), campaign->source, &source, &error);
  tp_message_chunk_take (change, &source, 0, "dead", 1, &taken, &uncertain, &error);
  g_autoptr (GArray) claimed =
      tp_message_claim (change, &source, sequences, 3, TP_MESSAGE_SENDING, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (claimed->len, ==, 3);
  commit (change);
  g_autoptr (TpTransport) transport = tp_transport_new_null ();
  TpSenderOptions options = options_for (transport);
  send_all (testing.account, &options);
  g_assert_cmpint (report_of (testing.account, id).pending, ==, 10); /* still leased */
  g_usleep (1200000);
  send_all (testing.account, &options);
  TpCampaignReport report = report_of (testing.account, id);
  g_assert_cmpint (report.uncertain, ==, 3);
  g_assert_cmpint (report.accepted, ==, 7);
  g_assert_cmpuint (tp_transport_count (transport, TP_OUTCOME_ACCEPTED), ==, 7);
  /* The dead one was only slow: its late outcome settles what is uncertain, once. */
  TpMessageOutcome late[] = {
      {1, 1, TP_MESSAGE_ACCEPTED, 0, NULL},
      {2, 2, TP_MESSAGE_ACCEPTED, 0, NULL}
  };
  change = begin (testing.account);
  tp_message_settle (change, &source, late, 2, &error);
  g_assert_no_error (error);
  commit (change);
  report = report_of (testing.account, id);
  g_assert_cmpint (report.uncertain, ==, 2);
  g_assert_cmpint (report.accepted, ==, 8);
  tp_testing_account_clear (&testing);
}

#define LEAVING 300

/* Withdraws, one command each, every 17th contact while the campaign is being sent. */
static gpointer
run_leaving (gpointer data)
{
  Peer *peer = data;
  for (guint32 i = 1; i <= LEAVING; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpIdSet) one = tp_id_set_new (0);
    tp_id_set_add (one, i * 17);
    TpChange *change = begin (peer->account);
    tp_permission_set (change, TP_SEGMENT_PURPOSE_OFFERS, TP_SEGMENT_PERMISSION_WITHDRAWN, one, 0,
                       TP_PERMISSION_BY_PERSON, NULL, &error);
    g_assert_no_error (error);
    commit (change);
  }
  return NULL;
}

/* Who had left is in no later event of mails received. Where writers don't run one after the other
 * a claim may have asked just before. */
static void
assert_none_after_leaving (TpAccount *account)
{
  g_autoptr (TpIdSets) left = tp_id_sets_new ();
  gint64 after = 0;
  for (guint found = 1; found > 0;) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
    g_autoptr (GPtrArray) events = tp_feed_read (conn, after, TP_FEED_READ_MAX, &error);
    g_assert_no_error (error);
    found = events->len;
    for (guint i = 0; i < events->len; i++) {
      const TpEvent *event = events->pdata[i];
      after = event->position;
      if (event->kind == TP_EVENT_PERMISSION_WITHDRAWN)
        tp_id_sets_add (left, (guint32)event->contact);
      if (event->kind != TP_EVENT_MAIL_RECEIVED)
        continue;
      g_assert_false (tp_id_sets_contains (left, (guint32)event->contact));
      for (guint32 j = 1; event->members != NULL && j <= LEAVING; j++)
        g_assert_false (tp_id_sets_contains (left, j * 17) &&
                        tp_id_set_contains (event->members, j * 17));
    }
  }
  g_assert_cmpuint (tp_id_sets_count (left), ==, LEAVING);
}

static void
test_leaving_while_sending (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  add_people (testing.account, 8000);
  gint64 id = add_campaign (testing.account, HTML);
  act (testing.account, id, tp_campaign_start);
  prepare (testing.account, id);
  Peer peer = {testing.account, id, NULL};
  GThread *thread = g_thread_new ("leaving", run_leaving, &peer);
  TpSenderOptions options = options_for (NULL);
  send_all (testing.account, &options);
  g_thread_join (thread);
  TpCampaignReport report = report_of (testing.account, id);
  g_assert_cmpint (report.accepted + report.skipped_why[TP_MAILABLE_UNSUBSCRIBED], ==, 8000);
  g_assert_cmpuint (count_captured (testing.account), ==, report.accepted);
  if (tp_db_can (tp_account_db (testing.account), TP_DB_GROUP_COMMIT))
    assert_none_after_leaving (testing.account);
  tp_testing_account_clear (&testing);
}

static void
test_scheduled (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  add_people (testing.account, 3);
  gint64 id = add_campaign (testing.account, HTML);
  TpChange *change = begin (testing.account);
  g_assert_false (tp_campaign_schedule (change, id, TP_TESTING_NOW, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  g_clear_error (&error);
  tp_campaign_schedule (change, id, TP_TESTING_NOW + TP_DAY, &error);
  g_assert_no_error (error);
  commit (change);
  TpSenderOptions options = options_for (NULL);
  send_all (testing.account, &options);
  g_assert_cmpint (report_of (testing.account, id).recipients, ==, 0);
  tp_clock_set (testing.clock, TP_TESTING_NOW + TP_DAY);
  send_all (testing.account, &options);
  g_assert_cmpint (report_of (testing.account, id).accepted, ==, 3);
  tp_testing_account_clear (&testing);
}

/* A server that was off for long asks before it sends what should have gone out then. */
static void
test_very_late (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  add_people (testing.account, 3);
  gint64 id = add_campaign (testing.account, HTML);
  TpChange *change = begin (testing.account);
  tp_campaign_schedule (change, id, TP_TESTING_NOW + TP_DAY, &error);
  g_assert_no_error (error);
  commit (change);
  tp_clock_set (testing.clock, TP_TESTING_NOW + TP_DAY + TP_CAMPAIGN_LATE_MAX + TP_SECOND);
  TpSenderOptions options = options_for (NULL);
  send_all (testing.account, &options);
  g_assert_cmpint (report_of (testing.account, id).recipients, ==, 0);
  change = begin (testing.account);
  tp_campaign_resume (change, id, &error);
  g_assert_no_error (error);
  commit (change);
  send_all (testing.account, &options);
  g_assert_cmpint (report_of (testing.account, id).accepted, ==, 3);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/sender/each person gets one mail in the mailbox", test_mailbox);
  tp_testing_add ("/sender/retries, refusals and lost answers", test_retry);
  tp_testing_add ("/sender/who left meanwhile gets nothing", test_left_meanwhile);
  tp_testing_add ("/sender/a template that fails for one", test_one_fault);
  tp_testing_add ("/sender/pause, resume and cancel", test_pause_and_cancel);
  tp_testing_add ("/sender/two at one campaign", test_two_senders);
  tp_testing_add ("/sender/one died while sending", test_died_while_sending);
  tp_testing_add ("/sender/leaving while it is being sent", test_leaving_while_sending);
  tp_testing_add ("/sender/scheduled", test_scheduled);
  tp_testing_add ("/sender/scheduled and very late", test_very_late);
  return g_test_run ();
}
