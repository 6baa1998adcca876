/* SPDX-License-Identifier: Apache-2.0 */
/* Starting and scheduling a campaign, and sending it in this process. Called again for one that is
 * being sent it goes on, so a killed `send --wait` is just repeated, as often as one likes. */
#include "base/error.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/progress.h"
#include "base/time.h"
#include "cmd/campaign.h"
#include "core/campaign_report.h"
#include "core/campaign_start.h"
#include "engine/sender.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define IDLE_MS 100 /* between looks, when there is nothing to do now */

/* RFC 3339, or "2026-01-31 14:00" in the account's time zone. */
static gboolean
parse_at (TpAccount *account, const char *text, gint64 *out_at, GError **error)
{
  int year, month, day, hour, minute;
  char rest;
  g_autofree char *date = g_strndup (text, 10);
  if (tp_time_parse_rfc3339 (text, out_at, NULL))
    return TRUE;
  if (strlen (text) != 16 || !tp_date_parse (date, &year, &month, &day) ||
      sscanf (text + 10, " %2d:%2d%c", &hour, &minute, &rest) != 2 || hour > 23 || minute > 59)
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("--at: a time such as \"2026-01-31 14:00\" is expected, not '%s'"), text);
  g_autoptr (GTimeZone) zone = tp_account_zone (account);
  *out_at = tp_time_of_local (year, month, day, hour, minute, 0, zone);
  return TRUE;
}

static gboolean
begin (TpCommandLine *line, const TpCampaign *campaign, GError **error)
{
  TpAccount *account = tp_command_account (line, NULL);
  const char *text = tp_command_option (line, "at");
  gint64 at = 0;
  gboolean goes_on = campaign->state == TP_CAMPAIGN_SENDING ||
                     campaign->state == TP_CAMPAIGN_SCHEDULED ||
                     campaign->state == TP_CAMPAIGN_DONE;
  if (goes_on && text == NULL && tp_command_has (line, "wait"))
    return TRUE;
  if (text != NULL && !parse_at (account, text, &at, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_change_begin (account, tp_command_actor, NULL, error);
  return change != NULL &&
         (text != NULL ? tp_campaign_schedule (change, campaign->id, at, error)
                       : tp_campaign_start (change, campaign->id, error)) &&
         tp_change_commit (&change, NULL, error);
}

typedef struct {
  TpProgress *progress;
  gint64 before; /* settled when this process began */
} Showing;

static void
show_settled (guint64 settled, gpointer data)
{
  Showing *showing = data;
  if (showing->progress != NULL)
    tp_progress_update (showing->progress, showing->before + (gint64)settled);
}

static gboolean
is_stopping (gpointer data)
{
  return tp_command_is_stopping ();
}

static gboolean
load_progress (TpCommandLine *line, TpCampaign **campaign, TpCampaignReport *out_report,
               GError **error)
{
  g_clear_pointer (campaign, tp_campaign_free);
  *campaign = tp_campaign_of_line (line, error);
  return *campaign != NULL &&
         tp_campaign_progress (tp_command_account (line, NULL), *campaign, out_report, error);
}

/* Until the campaign ends, is paused, or this process is asked to. */
static gboolean
send_here (TpCommandLine *line, TpCampaign **campaign, GError **error)
{
  TpSenderOptions options;
  Showing showing = {0};
  gint64 id = (*campaign)->id;
  g_autoptr (TpTransport) transport = NULL;
  g_autoptr (TpProgress) progress = NULL;
  if (!tp_sender_options_init (&options, &transport, error))
    return FALSE;
  options.stopping = is_stopping;
  options.progress = show_settled;
  options.data = &showing;
  while (!tp_command_is_stopping ()) {
    gboolean worked = FALSE;
    gint64 before = showing.before;
    if (!tp_sender_run (tp_command_account (line, NULL), id, &options, &worked, error))
      return FALSE;
    g_clear_pointer (campaign, tp_campaign_free);
    *campaign = tp_campaign_of_line (line, error);
    if (*campaign == NULL)
      return FALSE;
    if ((*campaign)->ended_at != 0 || (*campaign)->state == TP_CAMPAIGN_PAUSED)
      break;
    if (progress == NULL && (*campaign)->prepared == 2 && !tp_command_is_json (line))
      showing.progress = progress =
          tp_progress_new (STDERR_FILENO, _ ("sending"), (*campaign)->recipients);
    if (worked) {
      TpCampaignReport report;
      if (!tp_campaign_progress (tp_command_account (line, NULL), *campaign, &report, error))
        return FALSE;
      showing.before = MAX (before, report.recipients - report.pending);
    } else {
      g_usleep (IDLE_MS * 1000);
    }
  }
  if (progress != NULL)
    tp_progress_finish (progress);
  return TRUE;
}

static gboolean
report_end (TpCommandLine *line, TpCampaign **campaign, GError **error)
{
  TpCampaignReport report;
  if (!load_progress (line, campaign, &report, error))
    return FALSE;
  g_autofree char *id =
      tp_account_public_id (tp_command_account (line, NULL), TP_THING_CAMPAIGN, (*campaign)->id);
  const char *state = tp_campaign_state_name ((*campaign)->state);
  if (report.failed > 0 || report.uncertain > 0)
    tp_command_set_status (line, TP_EXIT_PARTLY);
  if ((*campaign)->ended_at == 0)
    return tp_error (error, TP_ERROR_BUSY,
                     _ ("stopped: the campaign is %s, %" G_GINT64_FORMAT " messages are pending"),
                     tp_campaign_state_text ((*campaign)->state), report.pending);
  if (tp_command_is_json (line)) {
    json_t *json = tp_campaign_report_to_json (&report);
    json_object_set_new (json, "id", json_string (id));
    json_object_set_new (json, "state", json_string (state));
    tp_command_print_json (line, json);
    return TRUE;
  }
  tp_command_print (line,
                    _ ("%s: %s; %" G_GINT64_FORMAT " accepted, %" G_GINT64_FORMAT
                       " failed, %" G_GINT64_FORMAT " uncertain, %" G_GINT64_FORMAT " skipped\n"),
                    (*campaign)->name, tp_campaign_state_text ((*campaign)->state), report.accepted,
                    report.failed, report.uncertain, report.skipped);
  return TRUE;
}

gboolean
tp_campaign_run_send (TpCommandLine *line, GError **error)
{
  g_autoptr (TpCampaign) campaign = tp_campaign_of_line (line, error);
  if (campaign == NULL || !begin (line, campaign, error))
    return FALSE;
  if (tp_command_has (line, "wait"))
    return send_here (line, &campaign, error) && report_end (line, &campaign, error);
  g_clear_pointer (&campaign, tp_campaign_free);
  campaign = tp_campaign_of_line (line, error);
  if (campaign == NULL)
    return FALSE;
  g_autofree char *id =
      tp_account_public_id (tp_command_account (line, NULL), TP_THING_CAMPAIGN, campaign->id);
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:s, s:s}", "id", id, "state",
                                            tp_campaign_state_name (campaign->state)));
  else
    tp_command_print (line, "%s: %s\n", campaign->name, tp_campaign_state_text (campaign->state));
  return TRUE;
}

const TpOption tp_campaign_send_options[] = {
    {"wait", NULL,   FALSE, N_ ("send in this process, and end when the campaign does") },
    {"at",   "TIME", FALSE, N_ ("when: \"2026-01-31 14:00\" in the account's time zone")},
    {NULL,   NULL,   FALSE, NULL                                                        },
};
