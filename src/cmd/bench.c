/* SPDX-License-Identifier: Apache-2.0 */
/* A measurement is forked off while this process has no thread and no database open; its result
 * comes back through a pipe, its memory from the kernel. */
#include "cmd/bench.h"

#include "base/error.h"
#include "core/seed.h"
#include "core/seed_random.h"
#include "db/bare_import.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEED 1
#define MESSAGE 400

typedef struct {
  gboolean ok;
  TpBenchResult result;
  char message[MESSAGE];
} Answer;

static void
be_child (TpBenchRun run, const TpBenchWork *work, int fd)
{
  g_autoptr (GError) error = NULL;
  Answer answer = {0};
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  answer.ok = run (work, &answer.result, &error);
  if (error != NULL)
    g_strlcpy (answer.message, error->message, sizeof answer.message);
  _exit (write (fd, &answer, sizeof answer) == sizeof answer ? 0 : 1);
}

static double
seconds_of (const struct timeval *time)
{
  return (double)time->tv_sec + (double)time->tv_usec / G_USEC_PER_SEC;
}

gboolean
tp_bench_measure (TpBenchRun run, const TpBenchWork *work, TpBenchResult *out_result,
                  GError **error)
{
  int fds[2], status = 0;
  Answer answer = {0};
  struct rusage usage;
  if (pipe (fds) != 0)
    return tp_error (error, TP_ERROR_INTERNAL, "pipe: %s", g_strerror (errno));
  pid_t pid = fork ();
  if (pid == 0)
    be_child (run, work, fds[1]);
  close (fds[1]);
  gssize length = read (fds[0], &answer, sizeof answer);
  close (fds[0]);
  if (pid < 0 || wait4 (pid, &status, 0, &usage) != pid || length != sizeof answer)
    return tp_error (error, TP_ERROR_INTERNAL, "a measurement ended with status %d", status);
  if (!answer.ok)
    return tp_error (error, TP_ERROR_INTERNAL, "%s", answer.message);
  *out_result = answer.result;
  out_result->peak_kib = usage.ru_maxrss;
  out_result->cpu_seconds = seconds_of (&usage.ru_utime) + seconds_of (&usage.ru_stime);
  return TRUE;
}

char *
tp_bench_make_folder (GError **error)
{
  return g_dir_make_tmp ("tagpost-bench-XXXXXX", error);
}

void
tp_bench_remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  for (const char *name; folder != NULL && (name = g_dir_read_name (folder)) != NULL;) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      tp_bench_remove_folder (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

TpAccount *
tp_bench_open (const TpBenchWork *work, TpClock *clock, GError **error)
{
  return tp_account_open (work->folder, work->database, clock, error);
}

char *
tp_bench_csv_path (const char *folder)
{
  return g_build_filename (folder, "contacts.csv", NULL);
}

static void
write_tags (FILE *file, gint64 index)
{
  TpSeedRandom random = tp_seed_random (SEED, TP_SEED_TAGS, index);
  guint tag = tp_seed_random_below (&random, TP_BARE_TAGS);
  for (guint i = 0; i < TP_BARE_TAGS_WORN; i++) {
    fprintf (file, i == 0 ? "T%02u" : ";T%02u", tag);
    tag =
        (tag + 1 + tp_seed_random_below (&random, TP_BARE_TAGS / TP_BARE_TAGS_WORN)) % TP_BARE_TAGS;
  }
}

gboolean
tp_bench_write_csv (const char *folder, gint64 contacts, GError **error)
{
  g_autofree char *path = tp_bench_csv_path (folder);
  TpSeedPlan plan = {.seed = SEED, .contacts = contacts, .end = g_get_real_time () / 1000};
  FILE *file = fopen (path, "we");
  if (file == NULL)
    return tp_error (error, TP_ERROR_INTERNAL, "cannot write '%s'", path);
  fputs ("email,first_name,last_name,birth_date,postcode,city,language,tags\r\n", file);
  for (gint64 i = 0; i < contacts; i++) {
    TpSeedPerson person;
    tp_seed_person (&plan, i, &person);
    fprintf (file, "%s,%s,%s,%s,%s,%s,%s,", person.email, person.first_name, person.last_name,
             person.birth_date, person.postcode, person.city, person.language);
    write_tags (file, i);
    fputs ("\r\n", file);
  }
  gboolean failed = ferror (file) != 0;
  return (fclose (file) == 0 && !failed) ||
         tp_error (error, TP_ERROR_INTERNAL, "cannot write '%s'", path);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double one = *(const double *)a, other = *(const double *)b;
  return one < other ? -1 : one > other;
}

double
tp_bench_percentile (GArray *doubles, double share)
{
  if (doubles->len == 0)
    return 0;
  g_array_sort (doubles, compare_doubles);
  return g_array_index (doubles, double, (guint)(share * (doubles->len - 1)));
}
