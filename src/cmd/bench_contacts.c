/* SPDX-License-Identifier: Apache-2.0 */
/* Work on contacts that an import brought before: tagging all of them, and pages of a list. */
#include "base/error.h"
#include "base/i18n.h"
#include "cmd/bench.h"
#include "core/contact.h"
#include "core/seed_random.h"
#include "core/tag.h"
#include "core/tag_set.h"

#define PAGES 2000
#define PAGE 50

static const TpActor actor = {TP_ACTOR_COMMAND_LINE, 0};

static gboolean
make_tag (TpAccount *account, gint64 *out_tag, GError **error)
{
  g_autoptr (TpChange) change = tp_change_begin (account, actor, NULL, error);
  return change != NULL && tp_tag_find_or_make (change, "All", out_tag, error) &&
         tp_change_commit (&change, NULL, error);
}

gboolean
tp_bench_run_tag (const TpBenchWork *work, TpBenchResult *result, GError **error)
{
  gint64 tag = 0;
  TpTagBulk bulk = {.actor = actor};
  TpTagBulkResult tagged = {0};
  g_autoptr (TpClock) clock = tp_clock_new_system ();
  g_autoptr (TpAccount) account = tp_bench_open (work, clock, error);
  if (account == NULL || !make_tag (account, &tag, error))
    return FALSE;
  g_autoptr (TpIdSets) all = tp_id_sets_new ();
  for (gint64 i = 1; i <= work->contacts; i++)
    tp_id_sets_add (all, (guint32)i);
  gint64 begun_at = g_get_monotonic_time ();
  gboolean ok = tp_tag_set_all (account, tag, all, 0, &bulk, &tagged, error);
  result->seconds = (double)(g_get_monotonic_time () - begun_at) / G_USEC_PER_SEC;
  result->values[0] = (double)tagged.changed;
  return ok;
}

/* The contacts of a page and their tags, from a random place on. */
static gboolean
read_page (TpAccount *account, gint64 before, GError **error)
{
  gint64 numbers[PAGE];
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  g_autoptr (GPtrArray) page =
      conn != NULL ? tp_contact_page (conn, TP_CONTACT_LIVE, before, PAGE, error) : NULL;
  for (guint i = 0; page != NULL && i < page->len; i++)
    numbers[i] = ((TpContact *)page->pdata[page->len - 1 - i])->number;
  g_autoptr (GPtrArray) tags =
      page != NULL ? tp_tag_of_contacts (conn, numbers, page->len, error) : NULL;
  return tags != NULL;
}

gboolean
tp_bench_run_page (const TpBenchWork *work, TpBenchResult *result, GError **error)
{
  g_autoptr (TpClock) clock = tp_clock_new_system ();
  g_autoptr (TpAccount) account = tp_bench_open (work, clock, error);
  g_autoptr (GArray) seconds = g_array_new (FALSE, FALSE, sizeof (double));
  TpSeedRandom random = tp_seed_random (1, TP_SEED_SELF, 1);
  gint64 begun_at = g_get_monotonic_time ();
  for (guint i = 0; account != NULL && i < PAGES; i++) {
    gint64 page_at = g_get_monotonic_time ();
    gint64 before = 2 + tp_seed_random_below (&random, (guint)work->contacts);
    if (!read_page (account, before, error))
      return FALSE;
    double taken = (double)(g_get_monotonic_time () - page_at) / G_USEC_PER_SEC;
    g_array_append_val (seconds, taken);
  }
  result->seconds = (double)(g_get_monotonic_time () - begun_at) / G_USEC_PER_SEC;
  result->values[0] = tp_bench_percentile (seconds, 0.5);
  result->values[1] = tp_bench_percentile (seconds, 0.99);
  return account != NULL;
}

/* Imports, then measures. */
static gboolean
measure_after_import (TpCommandLine *line, TpBenchRun run, gint64 *out_contacts,
                      TpBenchResult *out_result, GError **error)
{
  TpBenchResult import;
  *out_contacts = 1000000;
  if (!tp_command_number (line, "contacts", 1, G_MAXINT32, out_contacts, error))
    return FALSE;
  g_autofree char *folder = tp_bench_make_folder (error);
  if (folder == NULL)
    return FALSE;
  TpBenchWork work = {
      .folder = folder, .database = tp_command_database (line), .contacts = *out_contacts};
  gboolean ok = tp_bench_write_csv (folder, *out_contacts, error) &&
                tp_bench_measure (tp_bench_run_import, &work, &import, error) &&
                tp_bench_measure (run, &work, out_result, error);
  tp_bench_remove_folder (folder);
  return ok;
}

gboolean
tp_bench_tag (TpCommandLine *line, GError **error)
{
  gint64 contacts = 0;
  TpBenchResult result;
  if (!measure_after_import (line, tp_bench_run_tag, &contacts, &result, error))
    return FALSE;
  double rate = result.values[0] / result.seconds;
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:I, s:f, s:I}", "contacts", (json_int_t)contacts,
                                            "rate", rate, "peak_kib", (json_int_t)result.peak_kib));
  else
    tp_command_print (line, _ ("tagging    %10.0f contacts/s  %6.2f s  %6.1f MiB at most\n"), rate,
                      result.seconds, (double)result.peak_kib / 1024);
  return TRUE;
}

gboolean
tp_bench_page (TpCommandLine *line, GError **error)
{
  gint64 contacts = 0;
  TpBenchResult result;
  if (!measure_after_import (line, tp_bench_run_page, &contacts, &result, error))
    return FALSE;
  if (tp_command_is_json (line))
    tp_command_print_json (line,
                           json_pack ("{s:I, s:f, s:f}", "contacts", (json_int_t)contacts, "p50_ms",
                                      result.values[0] * 1000, "p99_ms", result.values[1] * 1000));
  else
    tp_command_print (line, _ ("a page of %d contacts  median %.2f ms, 99 %% within %.2f ms\n"),
                      PAGE, result.values[0] * 1000, result.values[1] * 1000);
  return TRUE;
}
