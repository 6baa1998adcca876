/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "cmd/command.h"

/* What the benchmarks share. Each measurement runs in a process of its own, so that its memory is
 * its own and nothing is warm from the one before; the parent opens nothing. */

#define TP_BENCH_VALUES 4

typedef struct {
  double seconds;
  double values[TP_BENCH_VALUES]; /* whatever else was measured */
  /* Filled in by the parent: of the whole process. */
  gint64 peak_kib; /* resident memory at its highest */
  double cpu_seconds;
} TpBenchResult;

/* `folder` is the measurement's, empty at the first one of a benchmark. */
typedef struct {
  const char *folder;
  const char *database; /* NULL: SQLite in the folder */
  gint64 contacts;
  gpointer data;
} TpBenchWork;
typedef gboolean (*TpBenchRun) (const TpBenchWork *work, TpBenchResult *result, GError **error);

/* Runs it in a child process. INTERNAL: its error, or it died. */
gboolean tp_bench_measure (TpBenchRun run, const TpBenchWork *work, TpBenchResult *out_result,
                           GError **error);

/* A folder that tp_bench_remove_folder removes with all in it. (transfer full) */
char *tp_bench_make_folder (GError **error);
void tp_bench_remove_folder (const char *path);

/* Opens the account that a measurement works on. (transfer full) */
TpAccount *tp_bench_open (const TpBenchWork *work, TpClock *clock, GError **error);

/* The file that imports read (db/bare_import.h), "contacts.csv" in the folder. (transfer full) */
char *tp_bench_csv_path (const char *folder);
gboolean tp_bench_write_csv (const char *folder, gint64 contacts, GError **error);

/* Measurements that others begin with. */
gboolean tp_bench_run_import (const TpBenchWork *work, TpBenchResult *result, GError **error);
/* values[0]: contacts tagged. */
gboolean tp_bench_run_tag (const TpBenchWork *work, TpBenchResult *result, GError **error);
/* values[0], [1]: median and 99th percentile of a page, in seconds. */
gboolean tp_bench_run_page (const TpBenchWork *work, TpBenchResult *result, GError **error);

/* The commands. */
gboolean tp_bench_import (TpCommandLine *line, GError **error);
gboolean tp_bench_tag (TpCommandLine *line, GError **error);
gboolean tp_bench_page (TpCommandLine *line, GError **error);
gboolean tp_bench_scale (TpCommandLine *line, GError **error);
gboolean tp_bench_feed (TpCommandLine *line, GError **error);

/* The percentile of numbers, which are sorted by it. */
double tp_bench_percentile (GArray *doubles, double share);
