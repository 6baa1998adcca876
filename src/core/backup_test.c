/* SPDX-License-Identifier: Apache-2.0 */
#include "core/backup.h"

#include "core/feed.h"
#include "core/testing.h"

static TpFeedPoint
head_of (TpAccount *account)
{
  g_autoptr (GError) error = NULL;
  TpFeedPoint head;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  g_assert_true (tp_feed_head (conn, &head, &error));
  return head;
}

static void
test_restore (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  g_autofree char *path = g_build_filename (testing.folder, "backup.db", NULL);
  g_autofree char *id = tp_account_public_id (testing.account, TP_THING_CONTACT, 1);
  TpFeedPoint before = head_of (testing.account);
  g_assert_true (tp_db_backup (tp_account_db (testing.account), path, NULL, NULL, &error));
  {
    g_autoptr (TpChange) change = tp_change_begin (testing.account, tp_testing_actor, NULL, &error);
    tp_change_event (change, TP_EVENT_THING_ADDED, 0, 1, 0, NULL);
    g_assert_true (tp_change_commit (&change, NULL, &error));
  }
  TpRestoreOutcome outcome;
  tp_backup_restore (testing.account, tp_testing_actor, path, NULL, NULL, &outcome, &error);
  g_assert_no_error (error);
  TpFeedPoint after = head_of (testing.account);
  g_assert_cmpint (after.position, ==, before.position);
  g_assert_cmpint (after.epoch, !=, before.epoch);
  g_autofree char *same = tp_account_public_id (testing.account, TP_THING_CONTACT, 1);
  g_assert_cmpstr (same, ==, id);
  g_assert_cmpuint (outcome.erased, ==, 0);
  tp_testing_account_clear (&testing);
}

static void
test_restore_of_another_account (const char *url)
{
  TpTestingAccount testing, other;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  g_autofree char *folder = tp_testing_make_folder ();
  g_autofree char *other_url = g_build_filename (folder, "other.db", NULL);
  g_autofree char *path = g_build_filename (folder, "backup.db", NULL);
  tp_testing_account_init (&other, other_url);
  g_autofree char *id = tp_account_public_id (other.account, TP_THING_CONTACT, 1);
  g_assert_true (tp_db_backup (tp_account_db (other.account), path, NULL, NULL, &error));
  TpRestoreOutcome outcome;
  tp_backup_restore (testing.account, tp_testing_actor, path, NULL, NULL, &outcome, &error);
  g_assert_no_error (error);
  /* the keys came along, and are used at once */
  g_autofree char *now = tp_account_public_id (testing.account, TP_THING_CONTACT, 1);
  g_assert_cmpstr (now, ==, id);
  tp_testing_account_clear (&other);
  tp_testing_account_clear (&testing);
  tp_testing_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/backup/restore begins a new epoch", test_restore);
  tp_testing_add ("/backup/restore of another account", test_restore_of_another_account);
  return g_test_run ();
}
