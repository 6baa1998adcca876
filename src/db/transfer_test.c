/* SPDX-License-Identifier: Apache-2.0 */
#include "db/transfer.h"

#include "base/error.h"
#include "db/migrate.h"
#include "db/testing.h"

#include <string.h>

static TpDb *
open_migrated (const char *url)
{
  GError *error = NULL;
  TpDb *db = tp_db_open (url, &error);
  g_assert_no_error (error);
  tp_db_migrate (db, 1000, &error);
  g_assert_no_error (error);
  return db;
}

static void
set (TpDb *db, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpConn) conn = tp_db_begin (db, NULL, &error);
  g_assert_true (tp_conn_run (conn, TP_SQL_SETTING_SET, &error, "ss", name, value));
  g_assert_true (tp_db_commit (&conn, &error));
}

static void
fill (TpDb *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpConn) conn = tp_db_begin (db, NULL, &error);
  g_autoptr (GBytes) bytes = g_bytes_new ("\0\1\2\377", 4);
  gint64 contact = 1;
  g_assert_true (tp_conn_run (conn, TP_SQL_FEED_INIT, &error, "ii", (gint64)7, (gint64)202601));
  g_assert_true (tp_conn_run (conn, TP_SQL_FEED_MAKE_MONTH, &error, "M", 202601));
  for (gint64 i = 1; i <= 12000; i++)
    g_assert_true (tp_conn_run (conn, TP_SQL_FEED_ADD_EVENT, &error, "MiiiIb00i0ss", 202601, i,
                                i * 10, (gint64)20, &contact, i % 2 == 0 ? bytes : NULL, (gint64)0,
                                NULL, "{\"ü\":1}"));
  g_assert_no_error (error);
  g_assert_true (tp_db_commit (&conn, &error));
}

static void
assert_filled (TpDb *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (db, &error);
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_FEED_READ, &error, "Mii", 202601, (gint64)0, (gint64)20000);
  g_assert_no_error (error);
  gint64 position = 0;
  while (tp_rows_next (rows, &error)) {
    g_assert_cmpint (tp_rows_int64 (rows, 0), ==, ++position);
    g_assert_cmpstr (tp_rows_text (rows, 10), ==, "{\"ü\":1}");
    gsize length = 0;
    const guint8 *bytes = tp_rows_bytes (rows, 4, &length);
    g_assert_cmpint (bytes != NULL, ==, position % 2 == 0);
    g_assert_true (bytes == NULL || (length == 4 && memcmp (bytes, "\0\1\2\377", 4) == 0));
  }
  g_assert_no_error (error);
  g_assert_cmpint (position, ==, 12000);
}

static char *
find (TpDb *db, const char *name)
{
  g_autoptr (GError) error = NULL;
  char *value = NULL;
  g_autoptr (TpConn) conn = tp_db_read (db, &error);
  tp_conn_text (conn, TP_SQL_SETTING_FIND, &value, &error, "s", name);
  g_assert_no_error (error);
  return value;
}

static void
test_back_and_forth (const char *url)
{
  g_autofree char *folder = tp_testing_make_folder ();
  g_autofree char *path = g_build_filename (folder, "backup", NULL);
  g_autofree char *other_path = g_build_filename (folder, "other.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TpDb) db = open_migrated (url);
  fill (db);
  set (db, "a", "before");
  g_assert_true (tp_db_backup (db, path, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (tp_db_backup (db, path, NULL, NULL, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  g_clear_error (&error);
  /* a reader and other data stand in the way of the restore */
  set (db, "a", "after");
  set (db, "b", "later");
  tp_db_restore (db, path, 1000, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *a = find (db, "a");
  g_assert_cmpstr (a, ==, "before");
  g_assert_null (find (db, "b"));
  assert_filled (db);
  set (db, "c", "works");
  /* and into the file engine */
  g_autoptr (TpDb) other = open_migrated (other_path);
  set (other, "b", "gone");
  tp_db_restore (other, path, 1000, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (find (other, "b"));
  assert_filled (other);
  g_assert_null (tp_db_check (other, &error));
  g_assert_no_error (error);
  tp_testing_remove_folder (folder);
}

static void
test_bad_files (const char *url)
{
  g_autofree char *folder = tp_testing_make_folder ();
  g_autofree char *path = g_build_filename (folder, "backup", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TpDb) db = open_migrated (url);
  fill (db);
  set (db, "a", "kept");
  g_assert_false (tp_db_restore (db, path, 0, NULL, NULL, NULL, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (tp_db_backup (db, path, NULL, NULL, &error));
  g_autofree char *content = NULL;
  gsize length = 0;
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  for (gsize i = length / 3; i < length / 3 + 30000; i++)
    content[i] = (char)(content[i] ^ 0x5a);
  g_assert_true (g_file_set_contents (path, content, (gssize)length, NULL));
  g_assert_false (tp_db_restore (db, path, 0, NULL, NULL, NULL, &error));
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, content, (gssize)length / 2, NULL));
  g_assert_false (tp_db_restore (db, path, 0, NULL, NULL, NULL, &error));
  g_autofree char *a = find (db, "a");
  g_assert_cmpstr (a, ==, "kept");
  assert_filled (db);
  tp_testing_remove_folder (folder);
}

static void
test_damaged_source (void)
{
  g_autofree char *folder = tp_testing_make_folder ();
  g_autofree char *path = g_build_filename (folder, "live.db", NULL);
  g_autofree char *backup = g_build_filename (folder, "backup", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  gsize length = 0;
  {
    g_autoptr (TpDb) db = open_migrated (path);
    fill (db);
  }
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  for (gsize i = length / 3; i < length / 3 + 30000; i++)
    content[i] = (char)(content[i] ^ 0x5a);
  g_assert_true (g_file_set_contents (path, content, (gssize)length, NULL));
  g_autoptr (TpDb) db = tp_db_open (path, &error);
  g_assert_no_error (error);
  g_assert_false (tp_db_backup (db, backup, NULL, NULL, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INTERNAL);
  g_assert_nonnull (strstr (error->message, "damaged"));
  g_assert_false (g_file_test (backup, G_FILE_TEST_EXISTS));
  g_clear_pointer (&db, tp_db_free);
  tp_testing_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/transfer/backup and restore", test_back_and_forth);
  tp_testing_add ("/transfer/bad files leave everything as it is", test_bad_files);
  g_test_add_func ("/transfer/a damaged file is not backed up", test_damaged_source);
  return g_test_run ();
}
