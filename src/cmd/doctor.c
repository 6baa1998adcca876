/* SPDX-License-Identifier: Apache-2.0 */
#include "core/doctor.h"

#include "base/i18n.h"
#include "cmd/commands.h"

static const char *
mark (TpFindingKind kind)
{
  return kind == TP_FINDING_FINE     ? _ ("fine")
         : kind == TP_FINDING_ADVICE ? _ ("advice")
                                     : _ ("fault");
}

static gboolean
run_doctor (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (GPtrArray) findings = account != NULL ? tp_doctor_examine (account, error) : NULL;
  if (findings == NULL)
    return FALSE;
  json_t *list = json_array ();
  int faults = 0;
  for (guint i = 0; i < findings->len; i++) {
    const TpFinding *finding = findings->pdata[i];
    faults += finding->kind == TP_FINDING_FAULT;
    json_array_append_new (list, json_pack ("{s:s, s:s, s:s, s:s?}", "check", finding->check,
                                            "kind", tp_finding_kind_name (finding->kind), "text",
                                            finding->text, "remedy", finding->remedy));
    tp_command_print (line, "%-7s %s\n", mark (finding->kind), finding->text);
    if (finding->remedy != NULL)
      tp_command_print (line, "%-7s → %s\n", "", finding->remedy);
  }
  json_t *answer = json_pack ("{s:i, s:o}", "faults", faults, "findings", list);
  if (tp_command_is_json (line))
    tp_command_print_json (line, answer);
  else
    json_decref (answer);
  tp_command_set_status (line, faults > 0 ? 1 : 0);
  return TRUE;
}

const TpCommand tp_commands_doctor[] = {
    {"doctor",                                                 "", N_ ("check configuration and data, and say what to do"), NULL, 0, 0, run_doctor},
    {NULL},
};
