/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in mailbox on the command line. */
#include "base/error.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/table.h"
#include "base/time.h"
#include "cmd/commands.h"
#include "core/captured_mail.h"

#include <stdio.h>

#define LIST_LIMIT 20

static json_t *
json_of (TpAccount *account, const TpCapturedMail *mail)
{
  g_autofree char *id = tp_account_public_id (account, TP_THING_CAPTURED_MAIL, mail->id);
  g_autofree char *at = tp_time_format_rfc3339 (mail->at);
  g_autofree char *contact =
      mail->contact != 0 ? tp_account_public_id (account, TP_THING_CONTACT, mail->contact) : NULL;
  g_autofree char *campaign =
      mail->campaign != 0 ? tp_account_public_id (account, TP_THING_CAMPAIGN, mail->campaign)
                          : NULL;
  return json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s?, s:s?}", "id", id, "at", at, "sender",
                    mail->sender, "recipient", mail->recipient, "subject", mail->subject, "contact",
                    contact, "campaign", campaign);
}

static gboolean
list_mails (TpCommandLine *line, GError **error)
{
  gint64 limit = LIST_LIMIT;
  const TpTableColumn columns[] = {
      {_ ("id"),      FALSE},
      {_ ("at"),      FALSE},
      {_ ("to"),      FALSE},
      {_ ("subject"), FALSE},
  };
  TpAccount *account = tp_command_account (line, error);
  if (account == NULL ||
      !tp_command_number (line, "limit", 1, TP_CAPTURED_MAIL_PAGE_MAX, &limit, error))
    return FALSE;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  g_autoptr (GPtrArray) mails =
      conn != NULL
          ? tp_captured_mail_page (conn, tp_command_option (line, "to"), 0, (guint)limit, error)
          : NULL;
  if (mails == NULL)
    return FALSE;
  g_autoptr (json_t) items = json_array ();
  g_autoptr (TpTable) table = tp_table_new (columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < mails->len; i++) {
    const TpCapturedMail *mail = mails->pdata[i];
    g_autofree char *id = tp_account_public_id (account, TP_THING_CAPTURED_MAIL, mail->id);
    g_autofree char *at = tp_time_format_rfc3339 (mail->at);
    const char *cells[] = {id, at, mail->recipient, mail->subject};
    tp_table_add (table, cells);
    json_array_append_new (items, json_of (account, mail));
  }
  g_autofree char *text = tp_table_format (table);
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:O}", "mails", items));
  else
    tp_command_print (line, "%s", text);
  return TRUE;
}

static gboolean
print_view (TpCommandLine *line, const TpCapturedMail *mail, GError **error)
{
  g_autoptr (TpMailView) view = tp_captured_mail_view (mail, error);
  if (view == NULL)
    return FALSE;
  if (tp_command_is_json (line)) {
    json_t *json = json_of (tp_command_account (line, NULL), mail);
    json_t *headers = json_array ();
    for (guint i = 0; i < view->headers->len; i++) {
      const TpViewHeader *header = view->headers->pdata[i];
      json_array_append_new (
          headers, json_pack ("{s:s, s:s}", "name", header->name, "value", header->value));
    }
    json_object_set_new (json, "headers", headers);
    json_object_set_new (json, "text",
                         view->text != NULL ? json_string (view->text) : json_null ());
    json_object_set_new (json, "html",
                         view->html != NULL ? json_string (view->html) : json_null ());
    tp_command_print_json (line, json);
    return TRUE;
  }
  for (guint i = 0; i < view->headers->len; i++) {
    const TpViewHeader *header = view->headers->pdata[i];
    tp_command_print (line, "%s: %s\n", header->name, header->value);
  }
  tp_command_print (line, "\n%s",
                    view->text != NULL   ? view->text
                    : view->html != NULL ? view->html
                                         : "");
  return TRUE;
}

static gboolean
show_mail (TpCommandLine *line, GError **error)
{
  gint64 number = 0;
  const char *id = tp_command_argument (line, 0);
  TpAccount *account = tp_command_account (line, error);
  if (account == NULL)
    return FALSE;
  if (!tp_account_find_public_id (account, TP_THING_CAPTURED_MAIL, id, &number))
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("no mail '%s'"), id);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  g_autoptr (TpCapturedMail) mail =
      conn != NULL ? tp_captured_mail_get (conn, number, error) : NULL;
  if (mail == NULL)
    return FALSE;
  if (!tp_command_has (line, "raw"))
    return print_view (line, mail, error);
  if (tp_command_is_json (line))
    tp_command_print_json (line,
                           json_pack ("{s:s, s:s%}", "id", id, "raw", mail->raw, mail->raw_length));
  else
    fwrite (mail->raw, 1, mail->raw_length, stdout);
  return TRUE;
}

static const TpOption list_options[] = {
    {"to",    "ADDRESS", FALSE, N_ ("only mails to that contact or address")},
    {"limit", "N",       FALSE, N_ ("how many at most")                     },
    {NULL,    NULL,      FALSE, NULL                                        },
};

static const TpOption show_options[] = {
    {"raw", NULL, FALSE, N_ ("as it would have been sent")},
    {NULL,  NULL, FALSE, NULL                             },
};

const TpCommand tp_commands_dev_mailbox[] = {
    {"dev mailbox show",                       "ID [--raw]", N_ ("one mail of the built-in mailbox"), show_options, 1, 1,
     show_mail},
    {"dev mailbox", "[--to ADDRESS] [--limit N]",
     N_ ("the mails in the built-in mailbox, the newest first"), list_options, 0, 0, list_mails},
    {NULL                                      },
};
