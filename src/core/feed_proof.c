/* SPDX-License-Identifier: Apache-2.0 */
/* Each process lives in a month of its own, so that months begin while others write. */
#include "core/feed_proof.h"

#include "base/time.h"
#include "db/watch.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PEER "--feed-proof-peer"

typedef struct {
  TpAccount *account;
  guint number;
  gint64 end; /* monotonic */
  int acks;
  gint64 last; /* number of its last committed event */
} Writer;

char *
tp_feed_proof_ack_path (const char *folder, guint writer)
{
  return g_strdup_printf ("%s/acks-%u", folder, writer);
}

static TpAccount *
open_account (const char *url, const char *folder, guint months)
{
  g_autoptr (GError) error = NULL;
  TpClock *clock = tp_clock_new_fixed (TP_TESTING_NOW + months * 31 * TP_DAY);
  TpAccount *account = tp_account_open (folder, url, clock, &error);
  g_assert_no_error (error);
  return account;
}

static void
pause_up_to (gint32 microseconds)
{
  g_usleep ((gulong)g_random_int_range (0, microseconds));
}

/* One transaction: kept or, one in five, taken back. */
static void
write_once (Writer *writer)
{
  g_autoptr (GError) error = NULL;
  gboolean keep = g_random_int_range (0, 5) > 0;
  int count = g_random_int_range (1, TP_FEED_PROOF_EVENTS + 1);
  gint64 begun_at = g_get_monotonic_time ();
  g_autoptr (TpChange) change = tp_change_begin (writer->account, tp_testing_actor, NULL, &error);
  g_assert_no_error (error);
  pause_up_to (1000);
  for (int i = 1; i <= count; i++)
    tp_change_event_at (change, TP_EVENT_DID, begun_at, count - i, writer->number,
                        keep ? writer->last + i : -1, NULL);
  pause_up_to (1000);
  if (!keep)
    return;
  TpFeedProofAck ack = {.last = writer->last + count};
  gboolean ok = tp_change_commit (&change, &ack.position, &error);
  ack.acked_at = g_get_monotonic_time ();
  g_assert_no_error (error);
  g_assert_true (ok && write (writer->acks, &ack, sizeof ack) == sizeof ack);
  writer->last = ack.last;
}

static gpointer
write_on (gpointer data)
{
  Writer *writer = data;
  while (g_get_monotonic_time () < writer->end) {
    write_once (writer);
    pause_up_to (20000);
  }
  return NULL;
}

static void
be_writers (const char *url, const char *folder, guint first, guint milliseconds)
{
  TpAccount *account = open_account (url, folder, first / TP_FEED_PROOF_THREADS);
  Writer writers[TP_FEED_PROOF_THREADS];
  GThread *threads[TP_FEED_PROOF_THREADS];
  for (guint i = 0; i < TP_FEED_PROOF_THREADS; i++) {
    g_autofree char *path = tp_feed_proof_ack_path (folder, first + i);
    writers[i] = (Writer){.account = account,
                          .number = first + i,
                          .end = g_get_monotonic_time () + milliseconds * (gint64)1000,
                          .acks = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
    g_assert_cmpint (writers[i].acks, >=, 0);
    threads[i] = g_thread_new ("writer", write_on, &writers[i]);
  }
  for (guint i = 0; i < TP_FEED_PROOF_THREADS; i++)
    g_thread_join (threads[i]);
  _exit (0);
}

static gboolean
count_events (TpConn *conn, GPtrArray *events, gpointer data, GError **error)
{
  gint64 follower = GPOINTER_TO_INT (data);
  gint64 n = 0;
  if (!tp_conn_int64 (conn, TP_SQL_FEED_PROOF_COUNT, &n, error, "Mi", TP_FEED_PROOF_MONTH,
                      follower) ||
      !tp_conn_batch_begin (conn, TP_SQL_FEED_PROOF_ADD, TP_FEED_PROOF_MONTH, error))
    return FALSE;
  for (guint i = 0; i < events->len; i++)
    if (!tp_conn_batch_add (conn, error, "iii", follower, ++n,
                            ((TpEvent *)events->pdata[i])->position))
      return FALSE;
  return tp_conn_batch_end (conn, error);
}

TpFollower
tp_feed_proof_follower (const char *number, guint batch)
{
  return (TpFollower){.name = number, .batch = batch, .follow = count_events};
}

static void
be_follower (const char *url, const char *folder, const char *number)
{
  g_autoptr (GError) error = NULL;
  TpAccount *account = open_account (url, folder, 0);
  TpDbWatch *watch = tp_db_watch_new (tp_account_db (account), &error);
  g_assert_no_error (error);
  for (;;) {
    TpFollower follower = tp_feed_proof_follower (number, (guint)g_random_int_range (1, 100));
    gboolean more = FALSE;
    tp_follower_step (account, &follower, GINT_TO_POINTER (atoi (number)), &more, &error);
    g_assert_no_error (error);
    if (!more)
      tp_db_watch_wait (watch, 200);
  }
}

void
tp_feed_proof_be_peer (int argc, char **argv)
{
  if (argc != 7 || g_strcmp0 (argv[1], PEER) != 0)
    return;
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  const char *url = argv[3], *folder = argv[4];
  if (g_strcmp0 (argv[2], "write") == 0)
    be_writers (url, folder, (guint)atoi (argv[5]), (guint)atoi (argv[6]));
  else
    be_follower (url, folder, argv[5]);
}

static GPid
start (const char *what, const char *url, const char *folder, guint number, guint milliseconds)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *which = g_strdup_printf ("%u", number);
  g_autofree char *time = g_strdup_printf ("%u", milliseconds);
  char *argv[] = {program,        (char *)PEER, (char *)what, (char *)url,
                  (char *)folder, which,        time,         NULL};
  GPid pid = 0;
  g_spawn_async (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  return pid;
}

GPid
tp_feed_proof_start_writers (const char *url, const char *folder, guint first, guint milliseconds)
{
  return start ("write", url, folder, first, milliseconds);
}

GPid
tp_feed_proof_start_follower (const char *url, const char *folder, guint number)
{
  return start ("follow", url, folder, number, 0);
}
