/* SPDX-License-Identifier: Apache-2.0 */
#include "core/erase.h"

#include "base/error.h"
#include "core/address_book.h"
#include "core/contact_testing.h"
#include "core/history.h"
#include "core/merge.h"
#include "core/note.h"
#include "core/suppression.h"

#include <glib/gstdio.h>
#include <string.h>

static void
erase (TpTestingAccount *testing, gint64 contact)
{
  GError *error = NULL;
  tp_contact_erase (testing->account, tp_testing_actor, NULL, contact, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
is_erased (TpTestingAccount *testing, const char *key)
{
  GError *error = NULL;
  gboolean erased = FALSE;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing->account), &error);
  tp_erased_find_many (testing->account, conn, &key, 1, &erased, &error);
  g_assert_no_error (error);
  return erased;
}

static guint
count_data (TpTestingAccount *testing, gint64 contact)
{
  GError *error = NULL;
  guint count = 0;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing->account), &error);
  g_autoptr (GPtrArray) events = tp_history_read (conn, contact, 0, NULL, 1000, &error);
  for (guint i = 0; i < events->len; i++) {
    const char *data = ((TpEvent *)events->pdata[i])->data;
    count += data != NULL && strchr (data, '@') != NULL;
  }
  return count;
}

static void
test_everything_is_blanked (const char *url)
{
  TpTestingAccount testing;
  GError *error = NULL;
  tp_testing_account_init (&testing, url);
  gint64 contact = tp_testing_add_contact (&testing, "Anna@x.de", "last_name", "Secret");
  gint64 alias = tp_testing_add_contact (&testing, "old@x.de", "city", "Secret");
  gint64 other = tp_testing_add_contact (&testing, "other@x.de", "last_name", "Public");
  TpChange *change = tp_testing_begin (&testing);
  tp_address_book_add (change, contact, "second@x.de", TRUE, &error);
  tp_address_book_add (change, alias, "older@x.de", FALSE, &error);
  tp_suppression_set (change, "second@x.de", TP_SUPPRESSION_MANUAL, "Secret", &error);
  tp_note_add (change, contact, TP_NOTE_CALL, 0, "Secret", NULL, &error);
  tp_contact_merge (change, contact, alias, &error);
  g_assert_no_error (error);
  tp_testing_commit (change);
  g_assert_cmpuint (count_data (&testing, contact) + count_data (&testing, alias), ==, 4);
  tp_clock_set (testing.clock, TP_TESTING_NOW + 1000);
  erase (&testing, alias);
  g_assert_cmpuint (count_data (&testing, contact) + count_data (&testing, alias), ==, 0);
  const char *const gone[] = {"anna@x.de", "second@x.de", "old@x.de", "older@x.de"};
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++) {
    g_assert_cmpint (tp_testing_find_contact (&testing, gone[i]), ==, 0);
    g_assert_true (is_erased (&testing, gone[i]));
  }
  g_assert_false (is_erased (&testing, "other@x.de"));
  gint64 tombs[] = {contact, alias};
  for (guint i = 0; i < 2; i++) {
    g_autoptr (TpContact) tomb = tp_testing_load_contact (&testing, tombs[i]);
    g_autofree char *id = tp_account_public_id (testing.account, TP_THING_CONTACT, tombs[i]);
    g_assert_cmpint (tomb->state, ==, TP_CONTACT_ERASED);
    g_assert_cmpint (tp_testing_find_contact (&testing, id), ==, 0);
    for (guint field = 0; field < TP_SEGMENT_BUILTINS; field++)
      g_assert_null (tomb->values[field]);
  }
  g_autoptr (TpContact) kept = tp_testing_load_contact (&testing, other);
  g_assert_cmpstr (kept->values[TP_SEGMENT_LAST_NAME], ==, "Public");
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_autoptr (GPtrArray) notes = tp_note_page (conn, contact, 0, 10, &error);
  g_assert_cmpuint (notes->len, ==, 0);
  g_assert_null (tp_suppression_find (conn, "second@x.de", &error));
  g_autoptr (GPtrArray) events = tp_history_read (conn, contact, 0, NULL, 10, &error);
  g_assert_cmpint (((TpEvent *)events->pdata[0])->kind, ==, TP_EVENT_CONTACT_ERASED);
  g_clear_pointer (&conn, tp_conn_release);
  g_assert_false (
      tp_contact_erase (testing.account, tp_testing_actor, NULL, contact, NULL, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  tp_testing_account_clear (&testing);
}

static void
test_coming_back (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  gint64 number = 0;
  tp_testing_account_init (&testing, url);
  erase (&testing, tp_testing_add_contact (&testing, "anna@x.de", NULL, NULL));
  TpChange *change = tp_testing_begin (&testing);
  g_assert_false (tp_contact_add (change, "Anna@x.de", NULL, 0, FALSE, &number, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (tp_contact_add (change, "Anna@x.de", NULL, 0, TRUE, &number, &error));
  tp_testing_commit (change);
  g_assert_false (is_erased (&testing, "anna@x.de"));
  g_assert_cmpint (tp_testing_find_contact (&testing, "anna@x.de"), ==, number);
  tp_testing_account_clear (&testing);
}

/* What an old backup holds is an account where the erasures did not happen: here, one that has the
 * journal of another with the same keys. */
static void
test_replay (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  g_autofree char *saved = NULL;
  gsize length = 0;
  guint count = 99;
  tp_testing_account_init (&testing, url);
  g_autofree char *path = g_build_filename (testing.folder, TP_ERASE_JOURNAL, NULL);
  g_assert_true (tp_erase_replay (testing.account, tp_testing_actor, &count, &error));
  g_assert_cmpuint (count, ==, 0);
  gint64 anna = tp_testing_add_contact (&testing, "anna@x.de", NULL, NULL);
  gint64 nameless = tp_testing_add_contact (&testing, NULL, "city", "Bonn");
  erase (&testing, anna);
  erase (&testing, nameless);
  g_assert_true (g_file_get_contents (path, &saved, &length, &error));
  g_assert_null (strstr (saved, "anna"));
  /* A torn last line, and a line of another account. */
  g_autofree char *torn = g_strconcat (
      saved, "{\"account\":\"x\",\"at\":1,\"contact\":3,\"created\":0,\"hashes\":[]}\n",
      "{\"account\":", NULL);
  g_assert_true (g_file_set_contents (path, torn, -1, &error));
  g_assert_true (tp_erase_replay (testing.account, tp_testing_actor, &count, &error));
  g_assert_cmpuint (count, ==, 0);
  /* The person signs up again later: that stays. */
  tp_clock_set (testing.clock, TP_TESTING_NOW + 1000);
  TpChange *change = tp_testing_begin (&testing);
  gint64 again = 0, before = 0;
  g_assert_true (tp_contact_add (change, "anna@x.de", NULL, 0, TRUE, &again, &error));
  tp_testing_commit (change);
  g_assert_true (tp_erase_replay (testing.account, tp_testing_actor, &count, &error));
  g_assert_cmpuint (count, ==, 0);
  /* The address of a backup from before the erasure goes. */
  tp_clock_set (testing.clock, TP_TESTING_NOW - 1000);
  change = tp_testing_begin (&testing);
  g_assert_true (tp_address_book_remove (change, again, "anna@x.de", &error));
  g_assert_true (tp_contact_add (change, "anna@x.de", NULL, 0, TRUE, &before, &error));
  tp_testing_commit (change);
  g_assert_true (tp_erase_replay (testing.account, tp_testing_actor, &count, &error));
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmpint (tp_testing_find_contact (&testing, "anna@x.de"), ==, 0);
  g_assert_true (is_erased (&testing, "anna@x.de"));
  /* Appending after a torn line begins a new one. */
  erase (&testing, again);
  g_autofree char *after = NULL;
  g_assert_true (g_file_get_contents (path, &after, NULL, &error));
  g_assert_nonnull (strstr (after, "{\"account\":\n{\"account\""));
  tp_testing_account_clear (&testing);
}

static void
test_journal_that_cannot_be_written (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  gint64 contact = tp_testing_add_contact (&testing, "anna@x.de", NULL, NULL);
  g_autofree char *path = g_build_filename (testing.folder, TP_ERASE_JOURNAL, NULL);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_false (
      tp_contact_erase (testing.account, tp_testing_actor, NULL, contact, NULL, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INTERNAL);
  g_assert_cmpint (tp_testing_find_contact (&testing, "anna@x.de"), ==, contact);
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/erase/everything is blanked", test_everything_is_blanked);
  tp_testing_add ("/erase/coming back", test_coming_back);
  tp_testing_add ("/erase/replay after a restore", test_replay);
  tp_testing_add ("/erase/a journal that cannot be written", test_journal_that_cannot_be_written);
  return g_test_run ();
}
