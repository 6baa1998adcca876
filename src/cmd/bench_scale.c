/* SPDX-License-Identifier: Apache-2.0 */
/* The same work on 1, 2, 4 ... times as many contacts: what a doubling costs. */
#include "base/i18n.h"
#include "cmd/bench.h"

#include <stdio.h>

#define FROM 100000
#define STEPS_MAX 8
enum { IMPORT, TAG, PAGE, WORKS };

typedef struct {
  gint64 contacts;
  TpBenchResult works[WORKS];
} Step;

static gboolean
measure_step (TpCommandLine *line, Step *step, GError **error)
{
  static const TpBenchRun runs[WORKS] = {tp_bench_run_import, tp_bench_run_tag, tp_bench_run_page};
  g_autofree char *folder = tp_bench_make_folder (error);
  if (folder == NULL)
    return FALSE;
  TpBenchWork work = {.folder = folder, .contacts = step->contacts};
  gboolean ok = tp_bench_write_csv (folder, step->contacts, error);
  for (guint i = 0; ok && i < WORKS; i++)
    ok = tp_bench_measure (runs[i], &work, &step->works[i], error);
  tp_bench_remove_folder (folder);
  return ok;
}

static void
print_steps (TpCommandLine *line, const Step *steps, guint length)
{
  static const char *const names[WORKS] = {N_ ("import"), N_ ("tagging"), N_ ("pages")};
  static const char *const keys[WORKS] = {"import", "tag", "page"};
  json_t *array = json_array ();
  for (guint i = 0; i < length; i++)
    for (guint k = 0; k < WORKS; k++) {
      const TpBenchResult *now = &steps[i].works[k];
      const TpBenchResult *before = i > 0 ? &steps[i - 1].works[k] : now;
      double time = now->seconds / before->seconds;
      double cpu = now->cpu_seconds / before->cpu_seconds;
      double memory = (double)now->peak_kib / (double)before->peak_kib;
      json_array_append_new (
          array, json_pack ("{s:s, s:I, s:f, s:f, s:I, s:f, s:f, s:f}", "work", keys[k], "contacts",
                            (json_int_t)steps[i].contacts, "seconds", now->seconds, "cpu_seconds",
                            now->cpu_seconds, "peak_kib", (json_int_t)now->peak_kib, "time_ratio",
                            i > 0 ? time : 0, "cpu_ratio", i > 0 ? cpu : 0, "memory_ratio",
                            i > 0 ? memory : 0));
      tp_command_print (line, "%-8s %9" G_GINT64_FORMAT "  %8.2f s  %8.2f s  %7.1f MiB",
                        _ (names[k]), steps[i].contacts, now->seconds, now->cpu_seconds,
                        (double)now->peak_kib / 1024);
      if (i > 0)
        tp_command_print (line, _ ("   time x %.2f, of a processor x %.2f, memory x %.2f"), time,
                          cpu, memory);
      tp_command_print (line, "\n");
    }
  if (tp_command_is_json (line))
    tp_command_print_json (line, array);
  else
    json_decref (array);
}

gboolean
tp_bench_scale (TpCommandLine *line, GError **error)
{
  gint64 contacts = 800000;
  Step steps[STEPS_MAX];
  guint length = 0;
  if (!tp_command_number (line, "contacts", 1, FROM << (STEPS_MAX - 1), &contacts, error))
    return FALSE;
  for (gint64 now = MIN (FROM, contacts); now <= contacts && length < STEPS_MAX; now *= 2) {
    steps[length] = (Step){.contacts = now};
    if (!measure_step (line, &steps[length++], error))
      return FALSE;
    tp_command_note (line, _ ("%" G_GINT64_FORMAT " contacts: done"), now);
  }
  print_steps (line, steps, length);
  return TRUE;
}
