/* SPDX-License-Identifier: Apache-2.0 */
/* The table of the campaign subcommands, and those that look at a campaign or change its state. */
#include "cmd/campaign.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/table.h"
#include "base/time.h"
#include "cmd/commands.h"
#include "core/campaign_report.h"
#include "core/campaign_start.h"

#define LIST_LIMIT 50

TpCampaign *
tp_campaign_of_line (TpCommandLine *line, GError **error)
{
  gint64 id = 0;
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpConn) conn = account != NULL ? tp_db_read (tp_account_db (account), error) : NULL;
  if (conn == NULL || !tp_campaign_find (account, conn, tp_command_argument (line, 0), &id, error))
    return NULL;
  return tp_campaign_get (conn, id, error);
}

static void
print_number (TpCommandLine *line, const char *what, gint64 number)
{
  int padding = MAX (14 - (int)g_utf8_strlen (what, -1), 0);
  tp_command_print (line, "%s%*s %10" G_GINT64_FORMAT "\n", what, padding, "", number);
}

static void
print_messages (TpCommandLine *line, const TpCampaignReport *report)
{
  print_number (line, _ ("recipients"), report->recipients);
  print_number (line, _ ("pending"), report->pending);
  print_number (line, _ ("accepted"), report->accepted);
  print_number (line, _ ("failed"), report->failed);
  print_number (line, _ ("uncertain"), report->uncertain);
  print_number (line, _ ("skipped"), report->skipped);
  for (guint i = 1; i < TP_MAILABLES; i++)
    if (report->skipped_why[i] > 0)
      tp_command_print (line, "  %10" G_GINT64_FORMAT "  %s\n", report->skipped_why[i],
                        tp_mailable_text ((TpMailable)i));
}

static gboolean
run_report (TpCommandLine *line, GError **error)
{
  TpCampaignReport report;
  g_autoptr (TpCampaign) campaign = tp_campaign_of_line (line, error);
  if (campaign == NULL ||
      !tp_campaign_report (tp_command_account (line, NULL), campaign, &report, error))
    return FALSE;
  if (tp_command_is_json (line)) {
    tp_command_print_json (line, tp_campaign_report_to_json (&report));
    return TRUE;
  }
  print_messages (line, &report);
  print_number (line, _ ("opened"), report.opened);
  print_number (line, _ ("clicked"), report.clicked);
  print_number (line, _ ("unsubscribed"), report.unsubscribed);
  print_number (line, _ ("bounced"), report.bounced);
  print_number (line, _ ("complained"), report.complained);
  return TRUE;
}

static json_t *
time_json (gint64 at)
{
  g_autofree char *text = at != 0 ? tp_time_format_rfc3339 (at) : NULL;
  return text != NULL ? json_string (text) : json_null ();
}

/* Messages that are done with, a second, since the start. */
static double
rate_of (TpAccount *account, const TpCampaign *campaign, const TpCampaignReport *report)
{
  gint64 until = campaign->ended_at != 0 ? campaign->ended_at : tp_account_now (account);
  gint64 ms = until - campaign->started_at;
  gint64 done = report->recipients - report->pending;
  return campaign->started_at != 0 && ms > 0 ? (double)done * 1000 / (double)ms : 0;
}

static gboolean
run_status (TpCommandLine *line, GError **error)
{
  TpCampaignReport report;
  g_autoptr (TpCampaign) campaign = tp_campaign_of_line (line, error);
  TpAccount *account = tp_command_account (line, NULL);
  if (campaign == NULL || !tp_campaign_progress (account, campaign, &report, error))
    return FALSE;
  double rate = rate_of (account, campaign, &report);
  if (tp_command_is_json (line)) {
    g_autofree char *id = tp_account_public_id (account, TP_THING_CAMPAIGN, campaign->id);
    g_autoptr (json_t) messages = tp_campaign_report_to_json (&report);
    json_t *json = json_pack (
        "{s:s, s:s, s:s, s:o, s:o, s:o, s:b, s:f}", "id", id, "name", campaign->name, "state",
        tp_campaign_state_name (campaign->state), "send_at", time_json (campaign->send_at),
        "started_at", time_json (campaign->started_at), "ended_at", time_json (campaign->ended_at),
        "prepared", campaign->prepared == 2, "rate", rate);
    static const char *const members[] = {"recipients", "pending", "accepted",   "failed",
                                          "uncertain",  "skipped", "skipped_why"};
    for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
      json_object_set (json, members[i], json_object_get (messages, members[i]));
    tp_command_print_json (line, json);
    return TRUE;
  }
  tp_command_print (line, "%s: %s\n", campaign->name, tp_campaign_state_text (campaign->state));
  print_messages (line, &report);
  if (rate > 0)
    tp_command_print (line, _ ("%.0f messages a second\n"), rate);
  return TRUE;
}

static gboolean
run_list (TpCommandLine *line, GError **error)
{
  gint64 limit = LIST_LIMIT;
  TpAccount *account = tp_command_account (line, error);
  if (account == NULL || !tp_command_number (line, "limit", 1, TP_CAMPAIGN_PAGE_MAX, &limit, error))
    return FALSE;
  const TpTableColumn columns[] = {
      {_ ("id"),         FALSE},
      {_ ("name"),       FALSE},
      {_ ("state"),      FALSE},
      {_ ("recipients"), TRUE },
  };
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  g_autoptr (GPtrArray) page =
      conn != NULL ? tp_campaign_page (conn, 0, -1, (guint)limit, error) : NULL;
  if (page == NULL)
    return FALSE;
  g_autoptr (json_t) items = json_array ();
  g_autoptr (TpTable) table = tp_table_new (columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < page->len; i++) {
    const TpCampaign *campaign = page->pdata[i];
    g_autofree char *id = tp_account_public_id (account, TP_THING_CAMPAIGN, campaign->id);
    g_autofree char *recipients = g_strdup_printf ("%" G_GINT64_FORMAT, campaign->recipients);
    const char *cells[] = {id, campaign->name, tp_campaign_state_text (campaign->state),
                           recipients};
    tp_table_add (table, cells);
    json_array_append_new (items,
                           json_pack ("{s:s, s:s, s:s, s:I, s:o}", "id", id, "name", campaign->name,
                                      "state", tp_campaign_state_name (campaign->state),
                                      "recipients", (json_int_t)campaign->recipients, "created_at",
                                      time_json (campaign->created_at)));
  }
  g_autofree char *text = tp_table_format (table);
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:O}", "campaigns", items));
  else
    tp_command_print (line, "%s", text);
  return TRUE;
}

static gboolean
move (TpCommandLine *line, gboolean (*to) (TpChange *, gint64, GError **), GError **error)
{
  g_autoptr (TpCampaign) campaign = tp_campaign_of_line (line, error);
  TpAccount *account = tp_command_account (line, NULL);
  g_autoptr (TpChange) change =
      campaign != NULL ? tp_change_begin (account, tp_command_actor, NULL, error) : NULL;
  if (change == NULL || !to (change, campaign->id, error) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  g_autoptr (TpCampaign) now = tp_campaign_of_line (line, error);
  if (now == NULL)
    return FALSE;
  g_autofree char *id = tp_account_public_id (account, TP_THING_CAMPAIGN, now->id);
  if (tp_command_is_json (line))
    tp_command_print_json (
        line, json_pack ("{s:s, s:s}", "id", id, "state", tp_campaign_state_name (now->state)));
  else
    tp_command_print (line, "%s: %s\n", now->name, tp_campaign_state_text (now->state));
  return TRUE;
}

static gboolean
run_pause (TpCommandLine *line, GError **error)
{
  return move (line, tp_campaign_pause, error);
}

static gboolean
run_resume (TpCommandLine *line, GError **error)
{
  return move (line, tp_campaign_resume, error);
}

static gboolean
run_cancel (TpCommandLine *line, GError **error)
{
  return move (line, tp_campaign_cancel, error);
}

static const TpOption list_options[] = {
    {"limit", "N", FALSE, N_ ("how many at most")},
    {NULL },
};

const TpCommand tp_commands_campaign[] = {
    {"campaign create",            "--name N --from ADDRESS --subject S --html FILE --to EXPR",
     N_ ("write down a campaign"), tp_campaign_create_options, 0, 0, tp_campaign_run_create},
    {"campaign send", "ID [--wait] [--at TIME]",
     N_ ("start it, now or at a time, for a running server to send; with --wait this process "
         "sends"),
     tp_campaign_send_options, 1, 1, tp_campaign_run_send},
    {"campaign list",                           "", N_ ("the campaigns, the newest first"), list_options, 0, 0, run_list},
    {"campaign status",      "ID", N_ ("how far it is"), NULL, 1, 1, run_status},
    {"campaign pause",              "ID", N_ ("send no more for now"), NULL, 1, 1, run_pause},
    {"campaign resume",                 "ID", N_ ("go on sending"), NULL, 1, 1, run_resume},
    {"campaign cancel",                           "ID", N_ ("never send what is not sent yet"), NULL, 1, 1, run_cancel},
    {"campaign report",        "ID", N_ ("what became of it"), NULL, 1, 1, run_report},
    {NULL             },
};
