/* SPDX-License-Identifier: Apache-2.0 */
/* Sixteen writers in four processes with random pauses, and a single one that writes now and then;
 * one follower here, waked as those of a server are. An event's data is the monotonic time just
 * before its commit, so the delay holds the commit too. */
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

#define PROCESSES_MAX 4
#define THREADS_MAX 4
#define SECONDS 10

static const TpActor actor = {TP_ACTOR_COMMAND_LINE, 0};

typedef struct {
  const char *name; /* in JSON */
  guint processes, threads;
  gint32 pause_microseconds; /* at most */
} Crowd;

static const Crowd crowds[] = {
    {"crowd", PROCESSES_MAX, THREADS_MAX, 40000 },
    {"alone", 1,             1,           400000},
};

typedef struct {
  TpAccount *account;
  gint32 pause_microseconds;
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
    g_usleep ((gulong)g_random_int_range (0, writers->pause_microseconds));
  }
  return NULL;
}

static void
be_writers (const TpBenchWork *work)
{
  g_autoptr (GError) error = NULL;
  TpClock *clock = tp_clock_new_system ();
  const Crowd *crowd = work->data;
  GThread *threads[THREADS_MAX];
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  Writers writers = {.account = tp_bench_open (work, clock, &error),
                     .pause_microseconds = crowd->pause_microseconds,
                     .end = g_get_monotonic_time () + SECONDS * G_USEC_PER_SEC};
  if (writers.account == NULL)
    _exit (1);
  for (guint i = 0; i < crowd->threads; i++)
    threads[i] = g_thread_new ("writer", write_on, &writers);
  for (guint i = 0; i < crowd->threads; i++)
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
  const Crowd *crowd = work->data;
  pid_t pids[PROCESSES_MAX];
  g_autoptr (GArray) delays = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < crowd->processes; i++)
    if ((pids[i] = fork ()) == 0)
      be_writers (work);
  gboolean ok = follow (work, delays, error);
  for (guint i = 0; i < crowd->processes; i++) {
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

static void
print_crowd (TpCommandLine *line, const Crowd *crowd, const TpBenchResult *result, json_t *answer)
{
  json_object_set_new (answer, crowd->name,
                       json_pack ("{s:f, s:f, s:f, s:f}", "events", result->values[3], "p50_ms",
                                  result->values[0] * 1000, "p99_ms", result->values[1] * 1000,
                                  "most_ms", result->values[2] * 1000));
  tp_command_print (line,
                    _ ("%.0f events of %u writers: seen after %.1f ms (median), 99 %% within "
                       "%.1f ms, all within %.1f ms (99 %% within 1000)\n"),
                    result->values[3], crowd->processes * crowd->threads, result->values[0] * 1000,
                    result->values[1] * 1000, result->values[2] * 1000);
}

static gboolean
measure_crowd (const TpBenchWork *work, TpBenchResult *out_result, GError **error)
{
  return tp_bench_measure (make_account, work, out_result, error) &&
         tp_bench_measure (run_feed, work, out_result, error);
}

gboolean
tp_bench_feed (TpCommandLine *line, GError **error)
{
  json_t *answer = json_object ();
  gboolean ok = TRUE;
  for (gsize i = 0; ok && i < G_N_ELEMENTS (crowds); i++) {
    TpBenchResult result;
    g_autofree char *folder = tp_bench_make_folder (error);
    TpBenchWork work = {
        .folder = folder, .database = tp_command_database (line), .data = (gpointer)&crowds[i]};
    ok = folder != NULL && measure_crowd (&work, &result, error);
    if (folder != NULL)
      tp_bench_remove_folder (folder);
    if (ok)
      print_crowd (line, &crowds[i], &result, answer);
  }
  if (ok && tp_command_is_json (line))
    tp_command_print_json (line, answer);
  else
    json_decref (answer);
  return ok;
}
