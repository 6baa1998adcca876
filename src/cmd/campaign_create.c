/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "base/i18n.h"
#include "cmd/campaign.h"
#include "core/list.h"
#include "liquid/template.h"

#include <string.h>

char *
tp_campaign_read_file (const char *path, GError **error)
{
  char *text = NULL;
  gsize length = 0;
  g_autoptr (GError) local = NULL;
  if (!g_file_get_contents (path, &text, &length, &local)) {
    tp_error (error, TP_ERROR_INVALID, "%s", local->message);
    return NULL;
  }
  if (length <= TP_TEMPLATE_MAX_BYTES && g_utf8_validate (text, (gssize)length, NULL))
    return text;
  g_free (text);
  if (length > TP_TEMPLATE_MAX_BYTES)
    tp_error (error, TP_ERROR_LIMIT, _ ("'%s' is larger than %d bytes"), path,
              TP_TEMPLATE_MAX_BYTES);
  else
    tp_error (error, TP_ERROR_INVALID, _ ("'%s' is not valid UTF-8"), path);
  return NULL;
}

/* The stored form of the condition in an option; NULL where it was not given. */
static gboolean
take_condition (TpCommandLine *line, TpNames *names, const char *option, char **out_json,
                GError **error)
{
  const char *text = tp_command_option (line, option);
  *out_json = NULL;
  if (text == NULL)
    return TRUE;
  g_autoptr (TpSegment) segment = tp_names_parse (names, text, NULL, error);
  if (segment != NULL)
    *out_json = tp_names_format_json (names, segment, error);
  if (*out_json == NULL)
    g_prefix_error (error, "--%s: ", option);
  return *out_json != NULL;
}

static gboolean
take_file (TpCommandLine *line, const char *option, char **out_text, GError **error)
{
  const char *path = tp_command_option (line, option);
  *out_text = path != NULL ? tp_campaign_read_file (path, error) : NULL;
  return path == NULL || *out_text != NULL;
}

static gboolean
take_list (TpCommandLine *line, TpConn *conn, gint64 *out_list, GError **error)
{
  const char *name = tp_command_option (line, "list");
  g_autoptr (GError) local = NULL;
  if (name == NULL)
    return TRUE;
  g_autoptr (TpList) list = tp_list_find (conn, name, &local);
  if (list != NULL) {
    *out_list = list->id;
    return TRUE;
  }
  if (local == NULL)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("no list '%s'"), name);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
fill (TpCommandLine *line, TpChange *change, TpCampaign *campaign, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  const char *purpose = tp_command_option (line, "purpose");
  g_autoptr (TpNames) names = tp_names_new (tp_change_account (change), conn);
  campaign->name = g_strdup (tp_command_option (line, "name"));
  campaign->from = g_strdup (tp_command_option (line, "from"));
  campaign->reply_to = g_strdup (tp_command_option (line, "reply-to"));
  campaign->subject = g_strdup (tp_command_option (line, "subject"));
  if (purpose != NULL && !tp_segment_purpose_find (purpose, &campaign->purpose))
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("--purpose: newsletter, offers, service or internal is expected, not '%s'"),
                     purpose);
  return take_file (line, "html", &campaign->html, error) &&
         take_file (line, "text", &campaign->text, error) &&
         take_list (line, conn, &campaign->list, error) &&
         take_condition (line, names, "to", &campaign->audience, error) &&
         take_condition (line, names, "except", &campaign->excluded, error);
}

gboolean
tp_campaign_run_create (TpCommandLine *line, GError **error)
{
  static const char *const needed[] = {"name", "from", "subject", "to"};
  gint64 number = 0;
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpCampaign) campaign = tp_campaign_new ();
  if (account == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    if (tp_command_option (line, needed[i]) == NULL)
      return tp_error (error, TP_ERROR_INVALID, _ ("--%s is needed"), needed[i]);
  if (!tp_command_has (line, "html") && !tp_command_has (line, "text"))
    return tp_error (error, TP_ERROR_INVALID, _ ("--html or --text is needed"));
  g_autoptr (TpChange) change = tp_change_begin (account, tp_command_actor, NULL, error);
  if (change == NULL || !fill (line, change, campaign, error) ||
      !tp_campaign_add (change, campaign, &number, error) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  g_autofree char *id = tp_account_public_id (account, TP_THING_CAMPAIGN, number);
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:s}", "id", id));
  else
    tp_command_print (line, "%s\n", id);
  return TRUE;
}

const TpOption tp_campaign_create_options[] = {
    {"name",     N_ ("N"),  FALSE, N_ ("its name")                                       },
    {"from",     "ADDRESS", FALSE, N_ ("the sender, such as \"Shop <shop@example.org>\"")},
    {"reply-to", "ADDRESS", FALSE, N_ ("where answers go")                               },
    {"subject",  "S",       FALSE, N_ ("the subject, a template")                        },
    {"html",     "FILE",    FALSE, N_ ("the mail as HTML, a template")                   },
    {"text",     "FILE",    FALSE, N_ ("the mail as text; else it is made from the HTML")},
    {"to",       "EXPR",    FALSE, N_ ("who gets it")                                    },
    {"except",   "EXPR",    FALSE, N_ ("and who of them does not")                       },
    {"purpose",  "P",       FALSE, N_ ("offers (else), newsletter, service or internal") },
    {"list",     "NAME",    FALSE, N_ ("only to who is confirmed on that list")          },
    {NULL,       NULL,      FALSE, NULL                                                  },
};
