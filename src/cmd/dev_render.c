/* SPDX-License-Identifier: Apache-2.0 */
/* Renders a template with data from a file, without an account. Money without a currency is in
 * euros, times in UTC, names of months in English. */
#include "base/error.h"
#include "base/i18n.h"
#include "base/json.h"
#include "cmd/campaign.h"
#include "cmd/commands.h"
#include "liquid/json.h"
#include "liquid/template.h"

#include <stdio.h>

static gboolean
load_data (TpCommandLine *line, json_t **out_data, GError **error)
{
  const char *path = tp_command_option (line, "data");
  g_autofree char *text = NULL;
  gsize length = 0;
  g_autoptr (GError) local = NULL;
  if (path == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("--data FILE.json is needed"));
  if (!g_file_get_contents (path, &text, &length, &local))
    return tp_error (error, TP_ERROR_INVALID, "%s", local->message);
  *out_data = tp_json_parse (text, length, error);
  if (*out_data == NULL)
    g_prefix_error (error, "%s: ", path);
  return *out_data != NULL;
}

static gboolean
render_file (TpCommandLine *line, GError **error)
{
  const char *path = tp_command_argument (line, 0);
  g_autofree char *source = tp_campaign_read_file (path, error);
  g_autoptr (json_t) data = NULL;
  if (source == NULL || !load_data (line, &data, error))
    return FALSE;
  g_autoptr (TpTemplate) template = tp_template_parse (source, -1, NULL, error);
  g_autoptr (GString) out = g_string_new (NULL);
  TpTemplateEnv env = {
      .data = tp_value_json (data),
      .now = tp_clock_now (tp_command_clock (line)),
      .text = tp_command_has (line, "text"),
      .strict = tp_command_has (line, "strict"),
  };
  if (template == NULL || !tp_template_render (template, &env, out, error)) {
    g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:s%}", "output", out->str, out->len));
  else
    fwrite (out->str, 1, out->len, stdout);
  return TRUE;
}

static const TpOption render_options[] = {
    {"text",   NULL, FALSE, N_ ("without escaping for HTML")           },
    {"strict", NULL, FALSE, N_ ("a name that is not there is an error")},
    {NULL,     NULL, FALSE, NULL                                       },
};

const TpCommand tp_commands_dev_render[] = {
    {"dev render",                              "FILE --data FILE.json [--text] [--strict]",
     N_ ("a template rendered with that data"), render_options, 1, 1, render_file},
    {NULL},
};
