/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "base/i18n.h"
#include "cmd/commands.h"
#include "core/setting.h"

#include <string.h>

static gboolean
set_settings (TpCommandLine *line, TpAccount *account, GError **error)
{
  g_autoptr (TpChange) change = tp_change_begin (account, tp_command_actor, NULL, error);
  if (change == NULL)
    return FALSE;
  for (guint i = 0; i < tp_command_arguments (line); i++) {
    g_auto (GStrv) parts = g_strsplit (tp_command_argument (line, i), "=", 2);
    const TpSettingInfo *info = tp_setting_info (parts[0]);
    if (parts[1] == NULL || (info != NULL && info->internal))
      return tp_error (error, TP_ERROR_INVALID, _ ("name=value is expected, not '%s'"),
                       tp_command_argument (line, i));
    if (!tp_setting_set (change, parts[0], *parts[1] != '\0' ? parts[1] : NULL, error))
      return FALSE;
  }
  return tp_change_commit (&change, NULL, error) && tp_account_reload (account, error);
}

static gboolean
print_settings (TpCommandLine *line, TpConn *conn, GError **error)
{
  json_t *all = json_object ();
  for (const TpSettingInfo *info = tp_setting_table (); info->name != NULL; info++) {
    if (info->internal)
      continue;
    g_autofree char *value = tp_setting_get (conn, info->name, error);
    if (value == NULL && error != NULL && *error != NULL) {
      json_decref (all);
      return FALSE;
    }
    const char *shown = info->secret ? "********" : value;
    json_object_set_new (all, info->name, shown != NULL ? json_string (shown) : json_null ());
    tp_command_print (line, "%-20s %s\n%-20s   %s%s%s%s\n", info->name, shown != NULL ? shown : "",
                      "", _ (info->help), info->unit != NULL ? " (" : "",
                      info->unit != NULL ? _ (info->unit) : "", info->unit != NULL ? ")" : "");
  }
  if (tp_command_is_json (line))
    tp_command_print_json (line, all);
  else
    json_decref (all);
  return TRUE;
}

static gboolean
run_config (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  if (account == NULL || (tp_command_arguments (line) > 0 && !set_settings (line, account, error)))
    return FALSE;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  return conn != NULL && print_settings (line, conn, error);
}

/* clang-format off */
const TpCommand tp_commands_config[] = {
    {"config", "[NAME=VALUE]...",
     N_ ("show the settings, or set some; an empty value goes back to the default"), NULL, 0,
     TP_COMMAND_ARGUMENTS_MAX, run_config},
    {NULL},
};
/* clang-format on */
