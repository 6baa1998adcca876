/* SPDX-License-Identifier: Apache-2.0 */
/* The proof of the feed: sixteen writers in four processes with random delays, one transaction in
 * five taken back, a transaction that idles (three seconds, a minute with TP_TEST_LONG), months
 * that begin meanwhile, a process of writers killed, followers killed over and over. Then every
 * follower must have seen every committed event once, in the order of the commits. */
#include "core/feed_proof.h"

#include "base/time.h"
#include "db/watch.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define FOLLOWERS 3       /* the first runs in two processes at once */
#define TAILS 2           /* followers in memory */
#define KILLED_PROCESS 2  /* of the writers */
#define TAIL_PATIENCE 200 /* milliseconds */
#define READ_MAX 50       /* events at a time */

typedef struct {
  TpTestingAccount testing;
  const char *url;
  gint64 start; /* the head before */
  gint idle_seconds;
  gint stop; /* atomic: no more is written */
} Proof;

typedef struct {
  Proof *proof;
  GPtrArray *events; /* of TpEvent, as they were seen */
} Tail;

static gint64
read_head (TpAccount *account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  g_assert_no_error (error);
  TpFeedPoint head;
  g_assert_true (tp_feed_head (conn, &head, &error));
  return head.position;
}

/* Reads at most so many; TRUE: there was something. */
static gboolean
tail_once (Tail *tail, gint64 *cursor)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (tail->proof->testing.account), &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) events =
      tp_feed_read (conn, *cursor, (guint)g_random_int_range (1, READ_MAX), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < events->len; i++)
    g_assert_cmpint (((TpEvent *)events->pdata[i])->position, ==, ++*cursor);
  gboolean found = events->len > 0;
  g_ptr_array_extend_and_steal (tail->events, g_steal_pointer (&events));
  return found;
}

static gpointer
tail_on (gpointer data)
{
  Tail *tail = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TpDbWatch) watch =
      tp_db_watch_new (tp_account_db (tail->proof->testing.account), &error);
  g_assert_no_error (error);
  gint64 cursor = tail->proof->start;
  for (gboolean stop = FALSE; !stop;) {
    stop = g_atomic_int_get (&tail->proof->stop) != 0;
    while (tail_once (tail, &cursor))
      ;
    if (!stop)
      tp_db_watch_wait (watch, TAIL_PATIENCE);
  }
  return NULL;
}

/* A writing transaction that sleeps before it takes its positions stands after all that was
 * committed meanwhile, and holds nobody up. */
static void
idle_writing (Proof *proof)
{
  g_autoptr (GError) error = NULL;
  TpAccount *account = proof->testing.account;
  g_autoptr (TpChange) change = tp_change_begin (account, tp_testing_actor, NULL, &error);
  g_assert_true (tp_conn_run (tp_change_conn (change), TP_SQL_FEED_PROOF_ADD, &error, "Miii",
                              TP_FEED_PROOF_MONTH, (gint64)99, (gint64)1, (gint64)0));
  tp_change_event (change, TP_EVENT_NOTE_ADDED, 0, 0, 0, NULL);
  gint64 before = read_head (account), position = 0;
  g_usleep ((gulong)proof->idle_seconds * G_USEC_PER_SEC);
  gint64 after = read_head (account);
  g_assert_cmpint (after, >, before + 16);
  g_assert_true (tp_change_commit (&change, &position, &error));
  g_assert_cmpint (position, >, after);
}

/* A reading transaction keeps its snapshot and holds nobody up. */
static void
idle_reading (Proof *proof)
{
  g_autoptr (GError) error = NULL;
  TpAccount *account = proof->testing.account;
  TpFeedPoint first, last;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  g_assert_true (tp_feed_head (conn, &first, &error));
  g_usleep ((gulong)proof->idle_seconds * G_USEC_PER_SEC);
  g_assert_true (tp_feed_head (conn, &last, &error));
  g_assert_cmpint (last.position, ==, first.position);
  g_assert_cmpint (read_head (account), >, first.position + 16);
}

static gpointer
idle (gpointer data)
{
  Proof *proof = data;
  if (!tp_db_can (tp_account_db (proof->testing.account), TP_DB_GROUP_COMMIT))
    idle_writing (proof);
  idle_reading (proof);
  return NULL;
}

static void
end_by_kill (GPid pid)
{
  int status = 0;
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL); /* not an assertion of its own before */
}

static guint
follower_of_process (guint process)
{
  return process == 0 ? 1 : process;
}

/* Kills a follower every 100 to 400 ms and starts it again, and one process of writers half-way. */
static void
run_and_kill (Proof *proof, guint milliseconds)
{
  GPid writers[TP_FEED_PROOF_PROCESSES], followers[FOLLOWERS + 1];
  for (guint i = 0; i < TP_FEED_PROOF_PROCESSES; i++)
    writers[i] = tp_feed_proof_start_writers (proof->url, proof->testing.folder,
                                              1 + i * TP_FEED_PROOF_THREADS, milliseconds);
  for (guint i = 0; i <= FOLLOWERS; i++)
    followers[i] =
        tp_feed_proof_start_follower (proof->url, proof->testing.folder, follower_of_process (i));
  gint64 begun_at = g_get_monotonic_time ();
  gint64 half = begun_at + milliseconds * (gint64)500, end = begun_at + milliseconds * (gint64)1000;
  gboolean killed = FALSE;
  for (gint64 now = begun_at; now < end; now = g_get_monotonic_time ()) {
    g_usleep ((gulong)g_random_int_range (100000, 400000));
    guint i = (guint)g_random_int_range (0, FOLLOWERS + 1);
    end_by_kill (followers[i]);
    followers[i] =
        tp_feed_proof_start_follower (proof->url, proof->testing.folder, follower_of_process (i));
    if (!killed && now > half) {
      end_by_kill (writers[KILLED_PROCESS]);
      killed = TRUE;
    }
  }
  g_assert_true (killed);
  for (guint i = 0; i < TP_FEED_PROOF_PROCESSES; i++) {
    int status = 0;
    if (i == KILLED_PROCESS)
      continue;
    g_assert_cmpint (waitpid (writers[i], &status, 0), ==, writers[i]);
    g_assert_cmpint (status, ==, 0);
  }
  for (guint i = 0; i <= FOLLOWERS; i++)
    end_by_kill (followers[i]);
}

static void
assert_follower (Proof *proof, guint number)
{
  g_autoptr (GError) error = NULL;
  TpAccount *account = proof->testing.account;
  g_autofree char *name = g_strdup_printf ("%u", number);
  TpFollower follower = tp_feed_proof_follower (name, 1000);
  TpFeedPoint cursor;
  {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
    g_assert_true (tp_follower_cursor (conn, &follower, &cursor, &error));
  }
  g_assert_cmpint (cursor.position, >, proof->start); /* it did follow */
  g_assert_true (tp_follower_catch_up (account, &follower, GINT_TO_POINTER (number), &error));
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), &error);
  gint64 count = 0, wrong = 0;
  g_assert_true (tp_conn_int64 (conn, TP_SQL_FEED_PROOF_COUNT, &count, &error, "Mi",
                                TP_FEED_PROOF_MONTH, (gint64)number));
  g_assert_true (tp_conn_int64 (conn, TP_SQL_FEED_PROOF_WRONG, &wrong, &error, "Mi",
                                TP_FEED_PROOF_MONTH, (gint64)number));
  g_assert_cmpint (count, ==, read_head (account));
  g_assert_cmpint (wrong, ==, 0);
}

/* What the writers know of their commits. */
typedef struct {
  TpFeedProofAck *acks;
  gsize length;
  gsize next;  /* the one that has the next event */
  gint64 seen; /* events so far */
} Acks;

static void
load_acks (Proof *proof, guint writer, Acks *acks)
{
  g_autofree char *path = tp_feed_proof_ack_path (proof->testing.folder, writer);
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  *acks = (Acks){0};
  g_file_get_contents (path, (char **)&acks->acks, &length, &error);
  g_assert_no_error (error);
  acks->length = length / sizeof (TpFeedProofAck);
}

/* When the transaction with this event was acknowledged; G_MAXINT64: never, its process having been
 * killed. */
static gint64
follow_acks (Acks *acks, const TpEvent *event)
{
  g_assert_cmpint (event->amount, ==, ++acks->seen); /* each once, in order, none taken back */
  if (acks->next == acks->length)
    return G_MAXINT64;
  const TpFeedProofAck *ack = &acks->acks[acks->next];
  g_assert_cmpint (event->position, <=, ack->position);
  if (event->amount == ack->last)
    acks->next++;
  return ack->acked_at;
}

/* No event may stand before one that was acknowledged before its transaction began. */
static void
assert_order_of_commits (const GPtrArray *events, const gint64 *acked_at)
{
  gint64 earliest_later = G_MAXINT64;
  for (guint i = events->len; i-- > 0;) {
    const TpEvent *event = events->pdata[i];
    if (event->kind != TP_EVENT_DID)
      continue;
    g_assert_cmpint (event->at, <=, earliest_later);
    earliest_later = MIN (earliest_later, acked_at[i]);
  }
}

static void
assert_events (Proof *proof, const GPtrArray *events)
{
  Acks acks[TP_FEED_PROOF_WRITERS + 1];
  g_autofree gint64 *acked_at = g_new0 (gint64, events->len);
  guint rest = 0;
  gint64 writer = 0;
  for (guint i = 1; i <= TP_FEED_PROOF_WRITERS; i++)
    load_acks (proof, i, &acks[i]);
  for (guint i = 0; i < events->len; i++) {
    const TpEvent *event = events->pdata[i];
    if (rest > 0) { /* a transaction's events stand together */
      g_assert_cmpint (event->target, ==, writer);
      g_assert_cmpint (event->contact, ==, --rest);
    }
    if (event->kind != TP_EVENT_DID)
      continue;
    writer = event->target;
    rest = (guint)event->contact;
    acked_at[i] = follow_acks (&acks[writer], event);
  }
  for (guint i = 1; i <= TP_FEED_PROOF_WRITERS; i++) {
    gint64 last = acks[i].length > 0 ? acks[i].acks[acks[i].length - 1].last : 0;
    gboolean killed = (i - 1) / TP_FEED_PROOF_THREADS == KILLED_PROCESS;
    g_assert_cmpint (last, >, 0);
    g_assert_cmpint (acks[i].seen, >=, last); /* what was acknowledged is there */
    g_assert_cmpint (acks[i].seen, <=, last + (killed ? TP_FEED_PROOF_EVENTS : 0));
    g_free (acks[i].acks);
  }
  assert_order_of_commits (events, acked_at);
}

static void
test_proof (const char *url)
{
  Proof proof = {.url = url, .idle_seconds = tp_testing_is_long () ? 60 : 3};
  g_autoptr (GError) error = NULL;
  tp_testing_account_init (&proof.testing, url);
  TpConn *conn = tp_db_begin (tp_account_db (proof.testing.account), NULL, &error);
  g_assert_true (tp_conn_run (conn, TP_SQL_FEED_PROOF_TABLE, &error, "M", TP_FEED_PROOF_MONTH));
  g_assert_true (tp_db_commit (&conn, &error));
  proof.start = read_head (proof.testing.account);
  Tail tails[TAILS];
  GThread *threads[TAILS];
  for (guint i = 0; i < TAILS; i++) {
    tails[i] = (Tail){&proof, g_ptr_array_new_with_free_func ((GDestroyNotify)tp_event_free)};
    threads[i] = g_thread_new ("tail", tail_on, &tails[i]);
  }
  GThread *idler = g_thread_new ("idle", idle, &proof);
  run_and_kill (&proof, (guint)proof.idle_seconds * 2000 + 1500);
  g_thread_join (idler);
  g_atomic_int_set (&proof.stop, 1);
  gint64 head = read_head (proof.testing.account);
  for (guint i = 0; i < TAILS; i++) {
    g_thread_join (threads[i]);
    g_assert_cmpint (tails[i].events->len, ==, head - proof.start);
    assert_events (&proof, tails[i].events);
    g_ptr_array_unref (tails[i].events);
  }
  for (guint i = 1; i <= FOLLOWERS; i++)
    assert_follower (&proof, i);
  g_test_message ("%" G_GINT64_FORMAT " events", head - proof.start);
  tp_testing_account_clear (&proof.testing);
}

int
main (int argc, char **argv)
{
  tp_feed_proof_be_peer (argc, argv);
  g_test_init (&argc, &argv, NULL);
  tp_testing_add ("/feed/proof", test_proof);
  return g_test_run ();
}
