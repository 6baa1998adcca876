/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"

#include "base/error.h"
#include "db/migrate.h"
#include "db/testing.h"
#include "db/watch.h"

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

static gint64
count_settings (TpDb *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (db, &error);
  g_assert_no_error (error);
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_SETTING_LIST, &error, "");
  g_assert_no_error (error);
  gint64 count = 0;
  while (tp_rows_next (rows, &error))
    count++;
  g_assert_no_error (error);
  return count;
}

static gboolean
set (TpDb *db, const char *name, const char *value, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_begin (db, NULL, error);
  return conn != NULL && tp_conn_run (conn, TP_SQL_SETTING_SET, error, "ss", name, value) &&
         tp_db_commit (&conn, error);
}

static void
test_every_query_is_prepared (const char *url)
{
  g_autoptr (TpDb) db = open_migrated (url);
  g_autoptr (GError) error = NULL;
  tp_db_prepare_all (db, &error);
  g_assert_no_error (error);
  tp_db_migrate (db, 1000, &error); /* again: nothing to do */
  g_assert_no_error (error);
}

static void
test_values_and_lists (const char *url)
{
  g_autoptr (TpDb) db = open_migrated (url);
  g_autoptr (GError) error = NULL;
  const char *names[] = {"quote \" \\ {,}", "Ünï", "", "missing"};
  for (guint i = 0; i < 3; i++)
    g_assert_true (set (db, names[i], "v", &error));
  g_autoptr (TpConn) conn = tp_db_read (db, &error);
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_SETTING_AMONG, &error, "t", names, G_N_ELEMENTS (names));
  g_assert_no_error (error);
  guint found = 0;
  for (; tp_rows_next (rows, &error); found++) {
    g_assert_true (g_strv_contains ((const char *const[]){names[0], names[1], names[2], NULL},
                                    tp_rows_text (rows, 0)));
    g_assert_cmpstr (tp_rows_text (rows, 1), ==, "v");
  }
  g_assert_no_error (error);
  g_assert_cmpuint (found, ==, 3);
  gint64 numbers[] = {5, -1, G_MAXINT64, G_MININT64}, sum = 0;
  g_assert_true (tp_conn_int64 (conn, TP_SQL_DB_TEST_COUNT, &sum, &error, "a", numbers,
                                G_N_ELEMENTS (numbers)));
  g_assert_cmpint (sum, ==, 4);
  g_assert_false (tp_conn_int64 (conn, TP_SQL_DB_TEST_MAX, &sum, &error, "a", numbers, (gsize)0));
  g_assert_no_error (error);
  g_assert_true (tp_conn_int64 (conn, TP_SQL_DB_TEST_MAX, &sum, &error, "a", numbers, (gsize)3));
  g_assert_cmpint (sum, ==, G_MAXINT64);
}

static void
test_release_takes_back (const char *url)
{
  g_autoptr (TpDb) db = open_migrated (url);
  g_autoptr (GError) error = NULL;
  {
    g_autoptr (TpConn) conn = tp_db_begin (db, NULL, &error);
    g_assert_true (tp_conn_run (conn, TP_SQL_SETTING_SET, &error, "ss", "a", "1"));
  }
  g_assert_cmpint (count_settings (db), ==, 0);
  {
    g_autoptr (TpConn) conn = tp_db_begin (db, NULL, &error);
    g_assert_false (tp_conn_run (conn, TP_SQL_DB_SCHEMA_ADD, &error, "iisi", (gint64)1, (gint64)1,
                                 "twice", (gint64)0));
    g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
    g_clear_error (&error);
  }
  g_assert_true (set (db, "b", "2", &error));
  g_assert_cmpint (count_settings (db), ==, 1);
}

static void
test_reader_sees_a_snapshot (const char *url)
{
  g_autoptr (TpDb) db = open_migrated (url);
  g_autoptr (GError) error = NULL;
  g_autoptr (TpConn) reader = tp_db_read (db, &error);
  char *value = NULL;
  g_assert_false (tp_conn_text (reader, TP_SQL_SETTING_FIND, &value, &error, "s", "a"));
  g_assert_true (set (db, "a", "1", &error));
  g_assert_false (tp_conn_text (reader, TP_SQL_SETTING_FIND, &value, &error, "s", "a"));
  g_assert_no_error (error);
  g_clear_pointer (&reader, tp_conn_release);
  reader = tp_db_read (db, &error);
  g_assert_true (tp_conn_text (reader, TP_SQL_SETTING_FIND, &value, &error, "s", "a"));
  g_assert_cmpstr (value, ==, "1");
  g_free (value);
}

static void
test_batch (const char *url)
{
  g_autoptr (TpDb) db = open_migrated (url);
  g_autoptr (GError) error = NULL;
  {
    g_autoptr (TpConn) conn = tp_db_begin (db, NULL, &error);
    g_assert_true (tp_conn_batch_begin (conn, TP_SQL_SETTING_SET, 0, &error));
    for (int i = 0; i < 2500; i++) {
      g_autofree char *name = g_strdup_printf ("n%d", i);
      g_assert_true (tp_conn_batch_add (conn, &error, "ss", name, "v"));
    }
    g_assert_true (tp_conn_batch_end (conn, &error));
    g_assert_true (tp_db_commit (&conn, &error));
  }
  g_assert_cmpint (count_settings (db), ==, 2500);
  g_autoptr (TpConn) conn = tp_db_begin (db, NULL, &error);
  g_assert_true (tp_conn_batch_begin (conn, TP_SQL_DB_SCHEMA_ADD, 0, &error));
  gboolean ok =
      tp_conn_batch_add (conn, &error, "iisi", (gint64)1, (gint64)1, "twice", (gint64)0) &&
      tp_conn_batch_end (conn, &error);
  g_assert_false (ok);
  g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
}

/* Many threads write; every third command fails after having written, and takes back only itself.
 */
typedef struct {
  TpDb *db;
  int thread;
  int committed;
} Writer;

#define WRITERS 8
#define COMMANDS 60

static gpointer
write_many (gpointer data)
{
  Writer *writer = data;
  for (int i = 0; i < COMMANDS; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpConn) conn = tp_db_begin (writer->db, writer, &error);
    g_assert_no_error (error);
    g_autofree char *name = g_strdup_printf ("%d.%d", writer->thread, i);
    g_assert_true (tp_conn_run (conn, TP_SQL_SETTING_SET, &error, "ss", name, "x"));
    if (i % 3 == 0)
      continue;
    g_assert_true (tp_db_commit (&conn, &error));
    writer->committed++;
  }
  return NULL;
}

static gint flushed; /* members seen by count_members */

static gboolean
count_members (TpConn *conn, GPtrArray *members, gpointer data, GError **error)
{
  g_atomic_int_add (&flushed, (gint)members->len);
  return TRUE;
}

static void
test_commands_share_a_commit (const char *url)
{
  g_autoptr (TpDb) db = open_migrated (url);
  flushed = 0;
  tp_db_set_flush (db, count_members, NULL);
  GThread *threads[WRITERS];
  Writer writers[WRITERS] = {0};
  int committed = 0;
  for (int i = 0; i < WRITERS; i++) {
    writers[i] = (Writer){.db = db, .thread = i};
    threads[i] = g_thread_new ("writer", write_many, &writers[i]);
  }
  for (int i = 0; i < WRITERS; i++) {
    g_thread_join (threads[i]);
    committed += writers[i].committed;
  }
  g_assert_cmpint (committed, ==, WRITERS * COMMANDS * 2 / 3);
  g_assert_cmpint (flushed, ==, committed);
  g_assert_cmpint (count_settings (db), ==, committed);
}

static gboolean
refuse (TpConn *conn, GPtrArray *members, gpointer data, GError **error)
{
  return tp_error (error, TP_ERROR_LIMIT, "refused");
}

static void
test_failed_flush_fails_the_group (const char *url)
{
  g_autoptr (TpDb) db = open_migrated (url);
  g_autoptr (GError) error = NULL;
  tp_db_set_flush (db, refuse, NULL);
  {
    g_autoptr (TpConn) conn = tp_db_begin (db, db, &error);
    g_assert_true (tp_conn_run (conn, TP_SQL_SETTING_SET, &error, "ss", "a", "1"));
    g_assert_false (tp_db_commit (&conn, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_LIMIT);
  }
  g_assert_cmpint (count_settings (db), ==, 0);
}

static void
test_watch (const char *url)
{
  g_autoptr (TpDb) db = open_migrated (url);
  g_autoptr (GError) error = NULL;
  g_autoptr (TpDbWatch) watch = tp_db_watch_new (db, &error);
  g_assert_no_error (error);
  while (tp_db_watch_wait (watch, 50))
    ;
  g_autoptr (TpConn) conn = tp_db_begin (db, NULL, &error);
  g_assert_true (tp_conn_run (conn, TP_SQL_SETTING_SET, &error, "ss", "a", "1"));
  g_assert_true (tp_db_announce (conn, &error));
  g_assert_true (tp_db_commit (&conn, &error));
  g_assert_true (tp_db_watch_wait (watch, 5000));
  while (tp_db_watch_wait (watch, 50))
    ;
  tp_db_watch_wake (watch);
  g_assert_true (tp_db_watch_wait (watch, 5000));
}

static gpointer
write_one (gpointer data)
{
  g_autoptr (GError) error = NULL;
  static gint names;
  g_autofree char *name = g_strdup_printf ("name %d", g_atomic_int_add (&names, 1));
  g_autoptr (TpConn) conn = tp_db_begin (data, NULL, &error);
  g_assert_true (tp_conn_run (conn, TP_SQL_SETTING_SET, &error, "ss", name, "1"));
  g_assert_true (tp_db_announce (conn, &error));
  g_assert_true (tp_db_commit (&conn, &error));
  return NULL;
}

/* However early else it may wake, it wakes once the commit can be read. */
static void
test_watch_wakes_when_it_can_be_read (const char *url)
{
  g_autoptr (TpDb) db = open_migrated (url);
  g_autoptr (GError) error = NULL;
  g_autoptr (TpDbWatch) watch = tp_db_watch_new (db, &error);
  g_assert_no_error (error);
  for (int i = 1; i <= 30; i++) {
    GThread *writer = g_thread_new ("writer", write_one, db);
    while (count_settings (db) < i)
      g_assert_true (tp_db_watch_wait (watch, 10000));
    g_thread_join (writer);
  }
}

static void
test_server_time (const char *url)
{
  g_autoptr (TpDb) db = open_migrated (url);
  g_autoptr (GError) error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (db, &error);
  gint64 at = 0;
  g_assert_true (tp_conn_server_time (conn, &at, &error));
  g_assert_cmpint (ABS (at - g_get_real_time () / 1000), <, 60000);
}

static void
test_copy (void)
{
  g_autofree char *folder = tp_testing_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a.db", NULL);
  g_autofree char *copy = g_build_filename (folder, "copy.db", NULL);
  g_autoptr (GError) error = NULL;
  {
    g_autoptr (TpDb) db = open_migrated (path);
    g_assert_true (set (db, "a", "1", &error));
    g_assert_true (tp_db_copy_file (db, copy, &error));
    g_assert_false (tp_db_copy_file (db, copy, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_CONFLICT);
  }
  g_autoptr (TpDb) copied = open_migrated (copy);
  g_assert_cmpint (count_settings (copied), ==, 1);
  g_clear_pointer (&copied, tp_db_free);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (
      path, "this is no database, but it is longer than a header would be", -1, NULL));
  g_assert_null (tp_db_open (path, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INTERNAL);
  tp_testing_remove_folder (folder);
}

static void
test_script (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpDb) db = tp_db_open ("scripted:"
                                    "w begin\n"
                                    "w setting_find = 'one'\n"
                                    "w setting_set\n"
                                    "w commit ! uncertain the answer was lost\n",
                                    &error);
  g_assert_no_error (error);
  g_autoptr (TpConn) conn = tp_db_begin (db, NULL, &error);
  g_autofree char *value = NULL;
  g_assert_true (tp_conn_text (conn, TP_SQL_SETTING_FIND, &value, &error, "s", "a"));
  g_assert_cmpstr (value, ==, "one");
  g_assert_true (tp_conn_run (conn, TP_SQL_SETTING_SET, &error, "ss", "a", "1"));
  g_assert_false (tp_db_commit (&conn, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_UNCERTAIN);
  g_clear_error (&error);
  g_assert_null (tp_db_begin (db, NULL, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INTERNAL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/db/every query is prepared", test_every_query_is_prepared);
  tp_testing_add ("/db/values and lists", test_values_and_lists);
  tp_testing_add ("/db/release takes back", test_release_takes_back);
  tp_testing_add ("/db/reader sees a snapshot", test_reader_sees_a_snapshot);
  tp_testing_add ("/db/batch", test_batch);
  tp_testing_add ("/db/commands share a commit", test_commands_share_a_commit);
  tp_testing_add ("/db/failed flush fails the group", test_failed_flush_fails_the_group);
  tp_testing_add ("/db/watch", test_watch);
  tp_testing_add ("/db/watch wakes when it can be read", test_watch_wakes_when_it_can_be_read);
  tp_testing_add ("/db/server time", test_server_time);
  g_test_add_func ("/db/copy and damage", test_copy);
  g_test_add_func ("/db/scripted double", test_script);
  return g_test_run ();
}
