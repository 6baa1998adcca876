/* SPDX-License-Identifier: Apache-2.0 */
#include "core/import_undo.h"

#include "base/error.h"
#include "core/contact.h"
#include "core/feed.h"
#include "core/import_testing.h"

#include <string.h>

#define TEXTS(...) ((char *[]){__VA_ARGS__, NULL})
#define LOOKED_AT "first_name,city,Points,tags,lists,permissions,blocked"

static TpImportUndone
undo (TpAccount *account, const TpImport *import)
{
  TpImportUndone undone = {0};
  g_autoptr (GError) error = NULL;
  g_assert_true (
      tp_import_contacts_undo (account, tp_testing_actor, import->id, NULL, &undone, &error));
  g_assert_no_error (error);
  g_assert_false (
      tp_import_contacts_undo (account, tp_testing_actor, import->id, NULL, &undone, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  return undone;
}

static void
check (TpAccount *account, const char *email, const char *want)
{
  g_autofree char *contact = tp_import_testing_contact (account, email, LOOKED_AT);
  g_assert_cmpstr (contact, ==, want);
}

static void
add_points (TpAccount *account)
{
  gint64 id;
  TpFieldSpec points = {.name = "Points", .type = TP_SEGMENT_NUMBER};
  g_autoptr (TpChange) change = tp_change_begin (account, tp_testing_actor, NULL, NULL);
  g_assert_true (tp_field_add (change, &points, &id, NULL));
  g_assert_true (tp_change_commit (&change, NULL, NULL));
}

static void
set_city (TpAccount *account, const char *email, const char *city)
{
  gint64 number;
  g_autoptr (GError) error = NULL;
  TpContactAssignment assignment = {"city", city};
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  g_assert_true (tp_contact_find (account, conn, email, &number, &error));
  g_clear_pointer (&conn, tp_conn_release);
  g_autoptr (TpChange) change = tp_change_begin (account, tp_testing_actor, NULL, &error);
  g_assert_true (tp_contact_set (change, number, &assignment, 1, NULL, &error));
  g_assert_true (tp_change_commit (&change, NULL, &error));
}

static void
test_undo (const char *url)
{
  TpTestingAccount testing;
  TpImportOptions first = {.tags = TEXTS ("Old"), .basis = "paper"},
                  second = {.tags = TEXTS ("New", "Old"), .lists = TEXTS ("News")};
  tp_testing_account_init (&testing, url);
  TpAccount *account = testing.account;
  add_points (account);
  g_autoptr (TpImport) old = tp_import_testing_run (
      account, "a.csv", "email,first_name,city,Points\na@x.de,Anna,Bonn,1\nb@x.de,Bob,Ulm,2\n",
      &first, FALSE);
  g_autoptr (TpImport) new =
      tp_import_testing_run (account, "b.csv",
                             "email,first_name,city,Points,subscription\na@x.de,Anne,Berlin,7,\nb@"
                             "x.de,Rob,,,unsubscribed\n"
                             "c@x.de,Carla,,,\nd@x.de,Dora,,,bounced\ne@x.de,Emil,,,\n",
                             &second, FALSE);
  check (account, "a@x.de",
         "Anne|Berlin|7|New,Old|News=unconfirmed|newsletter=confirmed,offers=confirmed|");
  check (account, "d@x.de", "Dora|||New,Old|||hard_bounce");
  set_city (account, "a@x.de", "Hamburg");
  set_city (account, "c@x.de", "Kiel");
  TpImportUndone undone = undo (account, new);
  g_assert_cmpint (undone.removed, ==, 2);
  g_assert_cmpint (undone.restored, ==, 2);
  g_assert_cmpint (undone.kept, ==, 2);
  g_assert_cmpint (undone.released, ==, 1);
  check (account, "a@x.de", "Anna|Hamburg|1|Old||newsletter=confirmed,offers=confirmed|");
  check (account, "b@x.de", "Bob|Ulm|2|Old||newsletter=confirmed,offers=confirmed|");
  check (account, "c@x.de", "Carla|Kiel||New,Old|News=unconfirmed||");
  check (account, "d@x.de", "-");
  check (account, "e@x.de", "-");
  g_autoptr (TpImport) again =
      tp_import_testing_run (account, "c.csv", "email\ne@x.de\nd@x.de\n", NULL, FALSE);
  g_assert_cmpint (again->added, ==, 2);
  check (account, "d@x.de", "||||||");
  tp_testing_account_clear (&testing);
}

static void
test_blocked (const char *url)
{
  TpTestingAccount testing;
  TpImportOptions blocked = {.blocked = TRUE};
  tp_testing_account_init (&testing, url);
  g_autoptr (TpImport) one =
      tp_import_testing_run (testing.account, "a", "email\na@x.de\n", NULL, FALSE);
  g_autoptr (TpImport) import =
      tp_import_testing_run (testing.account, "b", "a@x.de\nn@y.de\n", &blocked, FALSE);
  g_assert_cmpint (undo (testing.account, import).released, ==, 2);
  g_autofree char *contact = tp_import_testing_contact (testing.account, "a@x.de", "blocked");
  g_assert_cmpstr (contact, ==, "");
  tp_testing_account_clear (&testing);
}

static gboolean
stop_later (gint64 done, gint64 total, gpointer data)
{
  return --*(int *)data > 0;
}

/* An import of several chunks, half new and half changed, is undone step by step. */
static void
test_stopped (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GString) before = g_string_new ("email,first_name\n");
  g_autoptr (GString) after = g_string_new ("email,first_name\n");
  tp_testing_account_init (&testing, url);
  for (int i = 0; i < 20000; i++) {
    if (i % 2 == 0)
      g_string_append_printf (before, "p%d@x.de,Before%d\n", i, i);
    g_string_append_printf (after, "p%d@x.de,After%d\n", i, i);
  }
  g_autoptr (TpImport) first =
      tp_import_testing_run (testing.account, "a.csv", before->str, NULL, FALSE);
  g_autoptr (TpImport) second =
      tp_import_testing_run (testing.account, "b.csv", after->str, NULL, FALSE);
  TpImportUndone undone = {0};
  gboolean done = FALSE;
  for (int tries = 0; !done; tries++) {
    int left = 4;
    g_autoptr (GError) error = NULL;
    TpImportWatch watch = {stop_later, &left};
    done = tp_import_contacts_undo (testing.account, tp_testing_actor, second->id, &watch, &undone,
                                    &error);
    g_assert_true (done || g_error_matches (error, TP_ERROR, TP_ERROR_BUSY));
    g_assert_cmpint (tries, <, 20);
  }
  g_assert_cmpint (undone.removed, ==, 10000);
  g_assert_cmpint (undone.restored, ==, 10000);
  g_assert_cmpint (undone.kept, ==, 0);
  g_autofree char *kept = tp_import_testing_contact (testing.account, "p8000@x.de", "first_name");
  g_autofree char *gone = tp_import_testing_contact (testing.account, "p8001@x.de", "first_name");
  g_assert_cmpstr (kept, ==, "Before8000");
  g_assert_cmpstr (gone, ==, "-");
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/import/undo", test_undo);
  tp_testing_add ("/import/undo blocked addresses", test_blocked);
  tp_testing_add ("/import/undo stopped and taken up again", test_stopped);
  return g_test_run ();
}
