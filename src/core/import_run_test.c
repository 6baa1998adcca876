/* SPDX-License-Identifier: Apache-2.0 */
#include "core/import.h"

#include "base/error.h"
#include "core/import_refused.h"
#include "core/testing.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static const char *const header[] = {"email", "name"};
static const char *const cells[] = {"=cmd", "Anna"};

static void
save (TpAccount *account, TpImport *import)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpChange) change = tp_change_begin (account, tp_testing_actor, NULL, &error);
  g_assert_true (tp_import_save (change, import, &error));
  g_assert_true (tp_change_commit (&change, NULL, &error));
}

static TpImport *
begin (TpAccount *account, const char *fingerprint, gboolean want_resumed)
{
  g_autoptr (GError) error = NULL;
  gboolean resumed = !want_resumed;
  TpImport *import = tp_import_begin (account, tp_testing_actor, TP_IMPORT_CONTACTS, fingerprint,
                                      "a.csv", "{}", &resumed, &error);
  g_assert_no_error (error);
  g_assert_cmpint (resumed, ==, want_resumed);
  return import;
}

static void
test_resume (const char *url)
{
  TpTestingAccount testing;
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&testing, url);
  gboolean resumed;
  g_autoptr (TpImport) first = begin (testing.account, "abc", FALSE);
  g_assert_null (tp_import_begin (testing.account, tp_testing_actor, TP_IMPORT_CONTACTS, "abc",
                                  "a.csv", "{}", &resumed, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_BUSY);
  g_clear_error (&error);
  {
    g_autoptr (TpImportRefused) refused =
        tp_import_refused_new (testing.account, first, header, 2, &error);
    g_assert_true (tp_import_refused_add (refused, 7, "no address", cells, 2, &error));
    g_assert_true (tp_import_refused_sync (refused, first, &error));
    first->rows = 10;
    first->refused = 1;
    save (testing.account, first);
    g_assert_true (tp_import_refused_add (refused, 8, "not committed", cells, 2, &error));
    g_assert_true (tp_import_refused_sync (refused, first, &error));
  }
  g_assert_true (tp_import_give (testing.account, first, &error));
  g_autoptr (TpImport) again = begin (testing.account, "abc", TRUE);
  g_assert_cmpint (again->id, ==, first->id);
  g_assert_cmpint (again->rows, ==, 10);
  {
    g_autoptr (TpImportRefused) refused =
        tp_import_refused_new (testing.account, again, header, 2, &error);
    g_assert_true (tp_import_refused_add (refused, 9, "after", cells, 2, &error));
    g_assert_true (tp_import_refused_sync (refused, again, &error));
  }
  g_autofree char *content = NULL;
  g_assert_true (g_file_get_contents (again->refused_file, &content, NULL, &error));
  g_assert_cmpstr (
      content, ==,
      "\xEF\xBB\xBFline,reason,email,name\r\n7,no address,'=cmd,Anna\r\n9,after,'=cmd,Anna\r\n");
  g_autoptr (TpChange) change = tp_change_begin (testing.account, tp_testing_actor, NULL, &error);
  g_assert_true (tp_import_end (change, again, TP_IMPORT_DONE, &error));
  g_assert_true (tp_change_commit (&change, NULL, &error));
  g_autoptr (TpImport) new = begin (testing.account, "abc", FALSE);
  g_assert_cmpint (new->id, !=, first->id);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (testing.account), &error);
  g_autoptr (GPtrArray) page = tp_import_page (conn, 0, 10, &error);
  g_assert_cmpuint (page->len, ==, 2);
  g_assert_cmpint (((TpImport *)page->pdata[0])->id, ==, new->id);
  g_assert_null (tp_import_get (conn, 999, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  g_clear_pointer (&conn, tp_conn_release);
  tp_testing_account_clear (&testing);
}

static void
test_fingerprint (void)
{
  g_autofree char *folder = tp_testing_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a", NULL);
  g_assert_true (g_file_set_contents (path, "one", -1, NULL));
  int fd = g_open (path, O_RDONLY, 0);
  g_autofree char *one = tp_import_fingerprint (fd, "{}", NULL);
  g_autofree char *same = tp_import_fingerprint (fd, "{}", NULL);
  g_autofree char *other = tp_import_fingerprint (fd, "{\"a\":1}", NULL);
  g_assert_cmpstr (one, ==, same);
  g_assert_cmpstr (one, !=, other);
  close (fd);
  tp_testing_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/import/a run is resumed where it was committed", test_resume);
  g_test_add_func ("/import/fingerprint", test_fingerprint);
  return g_test_run ();
}
