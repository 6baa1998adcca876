/* SPDX-License-Identifier: Apache-2.0 */
/* Sixteen writers in four processes with random pauses; one follower here, waked as those of a
 * server are. An event's data is the monotonic time just before its commit, so the delay holds the
 * commit too. */
#include "base/error.h"
#include "base/i18n.h"
#include "cmd/bench.h"
#include "core/change.h"
#include "core/feed.h"
#include "db/watch.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES 4
#define THREADS 4
#define SECONDS 10
#define PAUSE_MICROSECONDS 40000

static const TpActor actor = {TP_ACTOR_COMMAND_LINE, 0};

typedef struct {
  TpAccount *account;
  gint64 end;
  gint failed; /* atomic */
} Writers;

static gpointer
write_on (gpointer data)
{
  Writers *writers = data;
  while (g_get_monotonic_time () < writers->end) {
    g_autoptr (TpChange) change = tp_change_begin (writers->account, actor, NULL, NULL);
    if (change != NULL)
      tp_change_event (change, TP_EVENT_DID, 0, 0, g_get_monotonic_time (), NULL);
    if (change == NULL || !tp_change_commit (&change, NULL, NULL))
      g_atomic_int_inc (&writers->failed);
    g_usleep ((gulong)g_random_int_range (0, PAUSE_MICROSECONDS));
  }
  return NULL;
}

static void
be_writers (const TpBenchWork *work)
{
  g_autoptr (GError) error = NULL;
  TpClock *clock = tp_clock_new_system ();
  GThread *threads[THREADS];
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  Writers writers = {.account = tp_bench_open (work, clock, &error),
                     .end = g_get_monotonic_time () + SECONDS * G_USEC_PER_SEC};
  if (writers.account == NULL)
    _exit (1);
  for (guint i = 0; i < THREADS; i++)
    threads[i] = g_thread_new ("writer", write_on, &writers);
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);
  _exit (writers.failed != 0);
}

static gboolean
read_new (TpAccount *account, gint64 *cursor, GArray *delays, GError **error)
{
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  g_autoptr (GPtrArray) events =
      conn != NULL ? tp_feed_read (conn, *cursor, TP_FEED_READ_MAX, error) : NULL;
  gint64 now = g_get_monotonic_time ();
  for (guint i = 0; events != NULL && i < events->len; i++) {
    const TpEvent *event = events->pdata[i];
    *cursor = event->position;
    double delay = (double)(now - event->amount) / G_USEC_PER_SEC;
    if (event->kind == TP_EVENT_DID)
      g_array_append_val (delays, delay);
  }
  return events != NULL;
}

static gboolean
follow (const TpBenchWork *work, GArray *delays, GError **error)
{
  gint64 cursor = 0, end = g_get_monotonic_time () + (SECONDS + 1) * G_USEC_PER_SEC;
  g_autoptr (TpClock) clock = tp_clock_new_system ();
  g_autoptr (TpAccount) account = tp_bench_open (work, clock, error);
  g_autoptr (TpDbWatch) watch =
      account != NULL ? tp_db_watch_new (tp_account_db (account), error) : NULL;
  while (watch != NULL && g_get_monotonic_time () < end) {
    if (!read_new (account, &cursor, delays, error))
      return FALSE;
    tp_db_watch_wait (watch, 1000);
  }
  return watch != NULL && read_new (account, &cursor, delays, error);
}

static gboolean
run_feed (const TpBenchWork *work, TpBenchResult *result, GError **error)
{
  pid_t pids[PROCESSES];
  g_autoptr (GArray) delays = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < PROCESSES; i++)
    if ((pids[i] = fork ()) == 0)
      be_writers (work);
  gboolean ok = follow (work, delays, error);
  for (guint i = 0; i < PROCESSES; i++) {
    int status = 1;
    if (pids[i] < 0 || waitpid (pids[i], &status, 0) != pids[i] || status != 0)
      ok = ok && tp_error (error, TP_ERROR_INTERNAL, "a writer failed");
  }
  result->values[0] = tp_bench_percentile (delays, 0.5);
  result->values[1] = tp_bench_percentile (delays, 0.99);
  result->values[2] = tp_bench_percentile (delays, 1);
  result->values[3] = delays->len;
  return ok;
}

/* The account is made before the writers come, all at once. */
static gboolean
make_account (const TpBenchWork *work, TpBenchResult *result, GError **error)
{
  g_autoptr (TpClock) clock = tp_clock_new_system ();
  g_autoptr (TpAccount) account = tp_bench_open (work, clock, error);
  return account != NULL;
}

gboolean
tp_bench_feed (TpCommandLine *line, GError **error)
{
  TpBenchResult result;
  g_autofree char *folder = tp_bench_make_folder (error);
  if (folder == NULL)
    return FALSE;
  TpBenchWork work = {.folder = folder, .database = tp_command_database (line)};
  gboolean ok = tp_bench_measure (make_account, &work, &result, error) &&
                tp_bench_measure (run_feed, &work, &result, error);
  tp_bench_remove_folder (folder);
  if (!ok)
    return FALSE;
  if (tp_command_is_json (line))
    tp_command_print_json (line,
                           json_pack ("{s:f, s:f, s:f, s:f}", "events", result.values[3], "p50_ms",
                                      result.values[0] * 1000, "p99_ms", result.values[1] * 1000,
                                      "most_ms", result.values[2] * 1000));
  else
    tp_command_print (line,
                      _ ("%.0f events of %d writers: seen after %.1f ms (median), 99 %% within "
                         "%.1f ms, all within %.1f ms (99 %% within 1000)\n"),
                      result.values[3], PROCESSES * THREADS, result.values[0] * 1000,
                      result.values[1] * 1000, result.values[2] * 1000);
  return TRUE;
}
