/* SPDX-License-Identifier: Apache-2.0 */
/* The account is opened here and not by the frame, since the sample is lived through on a clock of
 * its own. It ends at the last midnight (UTC), so that within a day the same seed is the same. */
#include "base/i18n.h"
#include "base/progress.h"
#include "base/time.h"
#include "cmd/commands.h"
#include "core/seed.h"

#include <unistd.h>

/* The total is known at the first call. */
static gboolean
show_progress (gint64 done, gint64 total, gpointer data)
{
  TpProgress **progress = data;
  if (*progress == NULL)
    *progress = tp_progress_new (STDERR_FILENO, _ ("seeding"), total);
  tp_progress_update (*progress, done);
  return !tp_command_is_stopping ();
}

static gboolean
read_plan (TpCommandLine *line, TpSeedPlan *plan, GError **error)
{
  gint64 seed = 1, tags = 20, purchases = 2, mails = 6;
  if (!tp_command_number (line, "contacts", 1, TP_SEED_CONTACTS_MAX, &plan->contacts, error) ||
      !tp_command_number (line, "seed", 0, G_MAXINT64, &seed, error) ||
      !tp_command_number (line, "tags", 0, TP_SEED_TAGS_MAX, &tags, error) ||
      !tp_command_number (line, "purchases-per-contact", 0, 100, &purchases, error) ||
      !tp_command_number (line, "mails-per-contact", 0, TP_SEED_TAGS_MAX, &mails, error))
    return FALSE;
  gint64 now = tp_clock_now (tp_command_clock (line));
  plan->seed = (guint64)seed;
  plan->tags = (guint)tags;
  plan->purchases_per_contact = (double)purchases;
  plan->campaigns = (guint)mails;
  plan->end = now - now % TP_DAY;
  return TRUE;
}

static void
print_result (TpCommandLine *line, const TpSeedResult *result)
{
  if (tp_command_is_json (line))
    tp_command_print_json (
        line,
        json_pack ("{s:I, s:I, s:I, s:I, s:I, s:I}", "contacts", (json_int_t)result->contacts,
                   "orders", (json_int_t)result->orders, "refunds", (json_int_t)result->refunds,
                   "messages", (json_int_t)result->messages, "opened", (json_int_t)result->opened,
                   "clicked", (json_int_t)result->clicked));
  else
    tp_command_print (line,
                      _ ("%" G_GINT64_FORMAT " contacts, %" G_GINT64_FORMAT
                         " orders (%" G_GINT64_FORMAT " with a refund), %" G_GINT64_FORMAT
                         " mails (%" G_GINT64_FORMAT " opened, %" G_GINT64_FORMAT " clicked)\n"),
                      result->contacts, result->orders, result->refunds, result->messages,
                      result->opened, result->clicked);
}

static gboolean
run_seed (TpCommandLine *line, GError **error)
{
  TpSeedOptions options = {.plan.contacts = 10000, .progress = show_progress};
  TpSeedResult result;
  if (!read_plan (line, &options.plan, error))
    return FALSE;
  g_autoptr (TpClock) clock = tp_clock_new_fixed (options.plan.end);
  g_autoptr (TpAccount) account =
      tp_account_open (tp_command_data_folder (line), tp_command_database (line), clock, error);
  if (account == NULL)
    return FALSE;
  g_autoptr (TpProgress) progress = NULL;
  options.data = &progress;
  gboolean ok = tp_seed_run (account, clock, &options, &result, error);
  if (progress != NULL)
    tp_progress_finish (progress);
  if (ok)
    print_result (line, &result);
  if (ok && result.stopped)
    tp_command_set_status (line, TP_EXIT_PARTLY);
  return ok;
}

static const TpOption seed_options[] = {
    {"contacts",                                               "N", FALSE, N_ ("how many contacts; default 10000")},
    {"seed",                                                   "S", FALSE, N_ ("another number makes another business; default 1")},
    {"tags",                                                        "N", FALSE, N_ ("how many tags; default 20")},
    {"purchases-per-contact",   "N", FALSE, N_ ("orders on average; default 2")},
    {"mails-per-contact", "N", FALSE, N_ ("campaigns to all who may be mailed; default 6")},
    {NULL                                                  },
};

const TpCommand tp_commands_dev_seed[] = {
    {"dev seed",                                         "--contacts N [--seed S]", N_ ("make a sample business in an empty account"),
     seed_options, 0, 0, run_seed},
    {NULL},
};
