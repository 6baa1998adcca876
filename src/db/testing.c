/* SPDX-License-Identifier: Apache-2.0 */
#include "db/testing.h"

#include <glib/gstdio.h>
#include <libpq-fe.h>

typedef struct {
  TpTestingFunc func;
} Test;

gboolean
tp_testing_is_long (void)
{
  return g_strcmp0 (g_getenv ("TP_TEST_LONG"), "1") == 0;
}

char *
tp_testing_make_folder (void)
{
  g_autofree char *template = g_build_filename (g_get_tmp_dir (), "tagpost-test-XXXXXX", NULL);
  char *folder = g_mkdtemp (template);
  g_assert_nonnull (folder);
  return g_strdup (folder);
}

void
tp_testing_remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  for (const char *name; folder != NULL && (name = g_dir_read_name (folder)) != NULL;) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      tp_testing_remove_folder (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

static void
run_on_sqlite (gconstpointer data)
{
  g_autofree char *folder = tp_testing_make_folder ();
  g_autofree char *url = g_strdup_printf ("sqlite:%s/test.db", folder);
  ((const Test *)data)->func (url);
  tp_testing_remove_folder (folder);
}

static void
drop_schema (const char *url, const char *schema)
{
  PGconn *pg = PQconnectdb (url);
  g_autofree char *sql =
      g_strdup_printf ("SET client_min_messages = error; DROP SCHEMA IF EXISTS %s CASCADE", schema);
  PGresult *result = PQexec (pg, sql);
  g_assert_cmpint (PQresultStatus (result), ==, PGRES_COMMAND_OK);
  PQclear (result);
  PQfinish (pg);
}

static void
run_on_postgresql (gconstpointer data)
{
  const char *server = g_getenv ("TP_TEST_POSTGRESQL");
  if (server == NULL) {
    g_test_skip ("TP_TEST_POSTGRESQL is not set");
    return;
  }
  g_autofree char *schema = g_strdup_printf ("test_%08x%08x", g_random_int (), g_random_int ());
  g_autofree char *url = g_strdup_printf ("%s%coptions=-csearch_path%%3D%s", server,
                                          g_strrstr (server, "?") != NULL ? '&' : '?', schema);
  ((const Test *)data)->func (url);
  drop_schema (server, schema);
}

void
tp_testing_add (const char *path, TpTestingFunc func)
{
  Test *test = g_new (Test, 1);
  test->func = func;
  g_autofree char *sqlite = g_strdup_printf ("/sqlite%s", path);
  g_autofree char *postgresql = g_strdup_printf ("/postgresql%s", path);
  g_test_add_data_func (sqlite, test, run_on_sqlite);
  g_test_add_data_func_full (postgresql, test, run_on_postgresql, g_free);
}
