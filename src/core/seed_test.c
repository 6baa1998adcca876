/* SPDX-License-Identifier: Apache-2.0 */
#include "core/seed.h"

#include "base/error.h"
#include "base/time.h"
#include "core/campaign_report.h"
#include "core/contact.h"
#include "core/list.h"
#include "core/permission.h"
#include "core/purchase.h"
#include "core/tag_set.h"
#include "core/testing.h"

#include <string.h>

#define PEOPLE 700

static const TpSeedPlan plan = {.seed = 3,
                                .contacts = PEOPLE,
                                .tags = 12,
                                .purchases_per_contact = 2,
                                .campaigns = 3,
                                .end = TP_TESTING_NOW};

static void put (GChecksum *digest, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
put (GChecksum *digest, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_checksum_update (digest, (const guchar *)text, (gssize)strlen (text) + 1);
}

static void
put_order (GChecksum *digest, const TpPurchase *order)
{
  put (digest,
       "%" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
       order->id, order->name, order->at, order->value, order->refunded);
  for (guint i = 0; i < order->items->len; i++) {
    const TpPurchaseItem *item = order->items->pdata[i];
    put (digest, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, item->product_name, item->quantity,
         item->amount);
  }
}

static void
put_contact (GChecksum *digest, TpConn *conn, const TpContact *contact)
{
  g_autoptr (GError) error = NULL;
  put (digest, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", contact->number, contact->created_at,
       contact->custom);
  for (guint i = 0; i < TP_SEGMENT_BUILTINS; i++)
    put (digest, "%s", contact->values[i] != NULL ? contact->values[i] : "-");
  g_autoptr (GPtrArray) tags = tp_tag_of_contacts (conn, &contact->number, 1, &error);
  for (guint i = 0; i < tags->len; i++)
    put (digest, "%s %" G_GINT64_FORMAT, ((TpWornTag *)tags->pdata[i])->name,
         ((TpWornTag *)tags->pdata[i])->since);
  g_autoptr (GPtrArray) lists = tp_list_of_contacts (conn, &contact->number, 1, &error);
  for (guint i = 0; i < lists->len; i++)
    put (digest, "%s %d %" G_GINT64_FORMAT, ((TpListMember *)lists->pdata[i])->name,
         ((TpListMember *)lists->pdata[i])->state, ((TpListMember *)lists->pdata[i])->since);
  g_autoptr (GPtrArray) may = tp_permission_of_contacts (conn, &contact->number, 1, &error);
  for (guint i = 0; i < may->len; i++)
    put (digest, "%d %d %" G_GINT64_FORMAT, ((TpPermissionRow *)may->pdata[i])->purpose,
         ((TpPermissionRow *)may->pdata[i])->state, ((TpPermissionRow *)may->pdata[i])->since);
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) orders =
      tp_purchase_page (conn, contact->number, NULL, TP_PURCHASE_PAGE_MAX, &next, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < orders->len; i++)
    put_order (digest, orders->pdata[i]);
}

static char *
digest_state (TpAccount *account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GChecksum) digest = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  g_autoptr (GPtrArray) contacts =
      tp_contact_page (conn, TP_CONTACT_LIVE, 0, TP_CONTACT_PAGE_MAX, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (contacts->len, ==, PEOPLE);
  for (guint i = 0; i < contacts->len; i++)
    put_contact (digest, conn, contacts->pdata[i]);
  return g_strdup (g_checksum_get_string (digest));
}

/* The sums of what the campaigns' reports say. */
static TpCampaignReport
report_all (TpAccount *account)
{
  g_autoptr (GError) error = NULL;
  TpCampaignReport sum = {0};
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  g_autoptr (GPtrArray) campaigns =
      tp_campaign_page (conn, 0, TP_CAMPAIGN_DONE, TP_CAMPAIGN_PAGE_MAX, &error);
  g_clear_pointer (&conn, tp_conn_release);
  g_assert_cmpuint (campaigns->len, ==, plan.campaigns);
  for (guint i = 0; i < campaigns->len; i++) {
    TpCampaignReport report;
    g_assert_true (tp_campaign_report (account, campaigns->pdata[i], &report, &error));
    g_assert_cmpint (report.pending + report.uncertain, ==, 0);
    sum.accepted += report.accepted;
    sum.failed += report.failed;
    sum.skipped += report.skipped;
    sum.opened += report.opened;
    sum.clicked += report.clicked;
    sum.unsubscribed += report.unsubscribed;
  }
  return sum;
}

/* Seeds into an account of its own. (transfer full) */
static char *
seed (guint64 number, guint chunk, TpSeedResult *out_result)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = tp_testing_make_folder ();
  g_autoptr (TpClock) clock = tp_clock_new_fixed (TP_TESTING_NOW);
  g_autoptr (TpAccount) account = tp_account_open (folder, NULL, clock, &error);
  TpSeedOptions options = {.plan = plan, .chunk = chunk};
  options.plan.seed = number;
  g_assert_true (tp_seed_run (account, clock, &options, out_result, &error));
  g_assert_no_error (error);
  char *digest = digest_state (account);
  g_clear_pointer (&account, tp_account_free);
  tp_testing_remove_folder (folder);
  return digest;
}

static void
test_same_seed_same_business (void)
{
  TpSeedResult result, cut, other;
  g_autofree char *whole = seed (3, 0, &result);
  g_autofree char *in_pieces = seed (3, 37, &cut);
  g_autofree char *another = seed (4, 0, &other);
  g_assert_cmpstr (whole, ==, in_pieces);
  g_assert_cmpstr (whole, !=, another);
  g_assert_cmpint (result.orders, ==, cut.orders);
  g_assert_cmpint (result.opened, ==, cut.opened);
}

static void
test_business_is_believable (const char *url)
{
  g_autoptr (GError) error = NULL;
  TpTestingAccount testing;
  TpSeedResult result;
  tp_testing_account_init (&testing, url);
  TpSeedOptions options = {.plan = plan};
  g_assert_true (tp_seed_run (testing.account, testing.clock, &options, &result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (tp_account_now (testing.account), ==, TP_TESTING_NOW);
  g_assert_cmpint (result.contacts, ==, PEOPLE);
  g_assert_cmpint (result.orders, >, PEOPLE);
  g_assert_cmpint (result.orders, <, 3 * PEOPLE);
  g_assert_cmpint (result.refunds, >, result.orders / 100);
  g_assert_cmpint (result.refunds, <, result.orders / 10);
  TpCampaignReport report = report_all (testing.account);
  g_assert_cmpint (report.accepted + report.failed, ==, result.messages);
  g_assert_cmpint (report.skipped, >, 0); /* no permission */
  g_assert_cmpint (report.opened, ==, result.opened);
  g_assert_cmpint (report.clicked, ==, result.clicked);
  g_assert_cmpint (report.opened, >, report.accepted / 8);
  g_assert_cmpint (report.opened, <, report.accepted / 2);
  g_assert_cmpint (report.clicked, <, report.opened);
  /* an account with people in it is left alone */
  g_assert_false (tp_seed_run (testing.account, testing.clock, &options, &result, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  tp_testing_account_clear (&testing);
}

static gboolean
stop_after (gint64 done, gint64 total, gpointer data)
{
  g_assert_cmpint (done, <=, total);
  return done < 100;
}

static void
test_stop (const char *url)
{
  g_autoptr (GError) error = NULL;
  TpTestingAccount testing;
  TpSeedResult result;
  tp_testing_account_init (&testing, url);
  TpSeedOptions options = {.plan = plan, .chunk = 40, .progress = stop_after};
  g_assert_true (tp_seed_run (testing.account, testing.clock, &options, &result, &error));
  g_assert_no_error (error);
  g_assert_true (result.stopped);
  g_assert_cmpint (result.contacts, >=, 100);
  g_assert_cmpint (result.contacts, <, 200);
  tp_testing_account_clear (&testing);
}

static void
test_refused_plans (const char *url)
{
  static const struct {
    const char *name;
    TpSeedPlan plan;
  } cases[] = {
      {"nobody",         {.contacts = 0}                              },
      {"too many",       {.contacts = TP_SEED_CONTACTS_MAX + 1}       },
      {"too many tags",  {.contacts = 1, .tags = TP_SEED_TAGS_MAX + 1}},
      {"too many mails", {.contacts = 1, .campaigns = 10000}          },
      {"too many sales", {.contacts = 1, .purchases_per_contact = 101}},
  };
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    TpSeedResult result;
    TpSeedOptions options = {.plan = cases[i].plan};
    g_test_message ("%s", cases[i].name);
    g_assert_false (tp_seed_run (testing.account, testing.clock, &options, &result, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  }
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seed/same seed same business", test_same_seed_same_business);
  tp_testing_add ("/seed/business is believable", test_business_is_believable);
  tp_testing_add ("/seed/stop", test_stop);
  tp_testing_add ("/seed/refused plans", test_refused_plans);
  return g_test_run ();
}
