/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "base/i18n.h"
#include "cmd/bench.h"
#include "core/import_contacts.h"
#include "core/tag.h"
#include "db/bare_import.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static const TpActor actor = {TP_ACTOR_COMMAND_LINE, 0};

/* Both sides find the tags there; *out_first is the first one's number. */
static gboolean
make_tags (TpAccount *account, gint64 *out_first, GError **error)
{
  char names[TP_BARE_TAGS][4];
  const char *pointers[TP_BARE_TAGS];
  gint64 ids[TP_BARE_TAGS];
  for (guint i = 0; i < TP_BARE_TAGS; i++) {
    g_snprintf (names[i], sizeof names[i], "T%02u", i % 100);
    pointers[i] = names[i];
  }
  g_autoptr (TpChange) change = tp_change_begin (account, actor, NULL, error);
  if (change == NULL || !tp_tag_find_or_make_many (change, pointers, TP_BARE_TAGS, ids, error) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  *out_first = ids[0];
  return TRUE;
}

static gboolean
import_file (TpAccount *account, int fd, gint64 contacts, GError **error)
{
  g_autoptr (TpImportOptions) options = tp_import_options_new ();
  g_autoptr (TpImport) import =
      tp_import_contacts (account, actor, fd, "contacts.csv", options, NULL, error);
  return import != NULL &&
         (import->added == contacts ||
          tp_error (error, TP_ERROR_INTERNAL,
                    "%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " contacts were added",
                    import->added, contacts));
}

gboolean
tp_bench_run_import (const TpBenchWork *work, TpBenchResult *result, GError **error)
{
  gint64 first_tag = 0;
  g_autoptr (TpClock) clock = tp_clock_new_system ();
  g_autoptr (TpAccount) account = tp_bench_open (work, clock, error);
  g_autofree char *csv = tp_bench_csv_path (work->folder);
  if (account == NULL || !make_tags (account, &first_tag, error))
    return FALSE;
  int fd = open (csv, O_RDONLY | O_CLOEXEC);
  gint64 begun_at = g_get_monotonic_time ();
  gboolean ok = fd >= 0 && import_file (account, fd, work->contacts, error);
  result->seconds = (double)(g_get_monotonic_time () - begun_at) / G_USEC_PER_SEC;
  if (fd >= 0)
    close (fd);
  return ok;
}

/* A new account beside the first, with the tags and a run of an import to count in. */
static gboolean
run_bare (const TpBenchWork *work, TpBenchResult *result, GError **error)
{
  gint64 first_tag = 0;
  gboolean resumed = FALSE;
  g_autofree char *folder = g_build_filename (work->folder, "bare", NULL);
  g_autofree char *file = g_build_filename (folder, "tagpost.db", NULL);
  g_autofree char *csv = tp_bench_csv_path (work->folder);
  g_autoptr (TpClock) clock = tp_clock_new_system ();
  g_autoptr (TpAccount) account = tp_account_open (folder, NULL, clock, error);
  if (account == NULL || !make_tags (account, &first_tag, error))
    return FALSE;
  g_autoptr (TpImport) import = tp_import_begin (account, actor, TP_IMPORT_CONTACTS, "bare",
                                                 "contacts.csv", "{}", &resumed, error);
  g_clear_pointer (&account, tp_account_free);
  return import != NULL && tp_bare_import (file, csv, first_tag, &result->seconds, error);
}

static void
print_side (TpCommandLine *line, const char *name, gint64 contacts, const TpBenchResult *side)
{
  tp_command_print (line,
                    _ ("%-10s %10.0f contacts/s  %6.2f s, of a processor %6.2f s  %6.1f MiB at "
                       "most\n"),
                    name, (double)contacts / side->seconds, side->seconds, side->cpu_seconds,
                    (double)side->peak_kib / 1024);
}

static json_t *
side_to_json (gint64 contacts, const TpBenchResult *side)
{
  return json_pack ("{s:f, s:f, s:f, s:I}", "rate", (double)contacts / side->seconds, "seconds",
                    side->seconds, "cpu_seconds", side->cpu_seconds, "peak_kib",
                    (json_int_t)side->peak_kib);
}

static void
print_import (TpCommandLine *line, gint64 contacts, const TpBenchResult *import,
              const TpBenchResult *bare)
{
  gboolean compared = bare->seconds > 0;
  double ratio = bare->seconds / import->seconds,
         cpu_ratio = bare->cpu_seconds / import->cpu_seconds;
  if (tp_command_is_json (line)) {
    json_t *answer = json_pack ("{s:I, s:o}", "contacts", (json_int_t)contacts, "import",
                                side_to_json (contacts, import));
    if (compared)
      json_object_update_new (answer,
                              json_pack ("{s:o, s:f, s:f}", "bare", side_to_json (contacts, bare),
                                         "ratio", ratio, "cpu_ratio", cpu_ratio));
    tp_command_print_json (line, answer);
    return;
  }
  print_side (line, _ ("import"), contacts, import);
  if (!compared)
    return;
  print_side (line, _ ("bare loop"), contacts, bare);
  tp_command_print (line, _ ("ratio      %10.2f (at least 0.8), by processor time %.2f\n"), ratio,
                    cpu_ratio);
}

gboolean
tp_bench_import (TpCommandLine *line, GError **error)
{
  gint64 contacts = 1000000;
  TpBenchResult import = {0}, bare = {0};
  if (!tp_command_number (line, "contacts", 1, G_MAXINT32, &contacts, error))
    return FALSE;
  g_autofree char *folder = tp_bench_make_folder (error);
  if (folder == NULL)
    return FALSE;
  TpBenchWork work = {
      .folder = folder, .database = tp_command_database (line), .contacts = contacts};
  gboolean ok = tp_bench_write_csv (folder, contacts, error) &&
                tp_bench_measure (tp_bench_run_import, &work, &import, error) &&
                (work.database != NULL || tp_bench_measure (run_bare, &work, &bare, error));
  tp_bench_remove_folder (folder);
  if (ok)
    print_import (line, contacts, &import, &bare);
  return ok;
}
