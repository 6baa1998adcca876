/* SPDX-License-Identifier: Apache-2.0 */
#include "core/lease.h"

#include "core/process_name.h"
#include "core/testing.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static gboolean
take (TpAccount *account, const char *holder, guint seconds)
{
  g_autoptr (GError) error = NULL;
  gboolean taken = FALSE;
  g_autoptr (TpConn) conn = tp_db_begin (tp_account_db (account), NULL, &error);
  g_assert_true (tp_lease_take (conn, "work", holder, seconds, &taken, &error));
  g_assert_true (tp_db_commit (&conn, &error));
  return taken;
}

static gboolean
holds (TpAccount *account, const char *holder)
{
  g_autoptr (GError) error = NULL;
  gboolean held = FALSE;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  g_assert_true (tp_lease_check (conn, "work", holder, &held, &error));
  return held;
}

/* The name that a process would have that has ended since. */
static char *
holder_of_the_dead (void)
{
  int fds[2];
  char buffer[512] = "";
  g_assert_cmpint (pipe (fds), ==, 0);
  pid_t child = fork ();
  if (child == 0) {
    g_autofree char *holder = tp_process_name_new ();
    gssize written = write (fds[1], holder, strlen (holder));
    _exit (written > 0 ? 0 : 1);
  }
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  g_assert_cmpint (read (fds[0], buffer, sizeof buffer - 1), >, 0);
  close (fds[0]);
  close (fds[1]);
  return g_strdup (buffer);
}

static void
test_one_holder (const char *url)
{
  TpTestingAccount testing;
  tp_testing_account_init (&testing, url);
  g_autofree char *one = tp_process_name_new ();
  g_autofree char *other = tp_process_name_new ();
  g_autofree char *dead = holder_of_the_dead ();
  g_autoptr (GError) error = NULL;
  g_assert_true (take (testing.account, one, 60));
  g_assert_false (take (testing.account, other, 60));
  g_assert_true (take (testing.account, one, 60)); /* renewed */
  g_assert_true (holds (testing.account, one));
  g_assert_false (holds (testing.account, other));
  {
    g_autoptr (TpConn) conn = tp_db_begin (tp_account_db (testing.account), NULL, &error);
    g_assert_true (tp_lease_release (conn, "work", one, &error));
    g_assert_true (tp_db_commit (&conn, &error));
  }
  /* one that has run out is anybody's */
  g_assert_true (take (testing.account, other, 0));
  g_assert_true (take (testing.account, one, 0));
  /* and one of a process that is gone, at once; of another machine not */
  g_assert_true (take (testing.account, dead, 60));
  g_assert_true (take (testing.account, one, 0));
  g_assert_true (take (testing.account, "another machine's", 60));
  g_assert_false (take (testing.account, one, 60));
  tp_testing_account_clear (&testing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/lease/one holder at a time", test_one_holder);
  return g_test_run ();
}
