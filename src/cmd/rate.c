/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "base/i18n.h"
#include "base/table.h"
#include "cmd/commands.h"
#include "core/exchange_rate.h"

static json_t *
json_of (const TpExchangeRate *rate)
{
  return json_pack ("{s:s, s:s, s:s}", "currency", rate->currency, "since", rate->since, "rate",
                    rate->rate);
}

static gboolean
change_rate (TpCommandLine *line, gboolean set, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  if (account == NULL)
    return FALSE;
  g_autofree char *currency = g_ascii_strup (tp_command_argument (line, 0), -1);
  const char *since = tp_command_argument (line, 1), *rate = tp_command_argument (line, 2);
  g_autoptr (TpChange) change = tp_change_begin (account, tp_command_actor, NULL, error);
  if (change == NULL || !(set ? tp_exchange_rate_set (change, currency, since, rate, error)
                              : tp_exchange_rate_remove (change, currency, since, error)))
    return FALSE;
  if (!tp_change_commit (&change, NULL, error))
    return FALSE;
  if (tp_command_is_json (line))
    tp_command_print_json (line, set ? json_pack ("{s:s, s:s, s:s}", "currency", currency, "since",
                                                  since, "rate", rate)
                                     : json_object ());
  return TRUE;
}

static gboolean
set_rate (TpCommandLine *line, GError **error)
{
  return change_rate (line, TRUE, error);
}

static gboolean
remove_rate (TpCommandLine *line, GError **error)
{
  return change_rate (line, FALSE, error);
}

static gboolean
list_rates (TpCommandLine *line, GError **error)
{
  static const TpTableColumn columns[] = {
      {N_ ("currency"), FALSE},
      {N_ ("since"),    FALSE},
      {N_ ("rate"),     TRUE }
  };
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpConn) conn = account != NULL ? tp_db_read (tp_account_db (account), error) : NULL;
  g_autoptr (GPtrArray) rates = conn != NULL ? tp_exchange_rate_list (conn, error) : NULL;
  if (rates == NULL)
    return FALSE;
  json_t *items = json_array ();
  g_autoptr (TpTable) table = tp_table_new (columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < rates->len; i++) {
    const TpExchangeRate *rate = rates->pdata[i];
    const char *cells[] = {rate->currency, rate->since, rate->rate};
    tp_table_add (table, cells);
    json_array_append_new (items, json_of (rate));
  }
  json_t *answer = json_pack ("{s:o}", "rates", items);
  if (tp_command_is_json (line)) {
    tp_command_print_json (line, answer);
    return TRUE;
  }
  json_decref (answer);
  g_autofree char *text = tp_table_format (table);
  tp_command_print (line, "%s", text);
  return TRUE;
}

const TpCommand tp_commands_rate[] = {
    {"rate set",                                                                 "CURRENCY DATE RATE",
     N_ ("what one unit of a currency is worth in the account's from a day on"), NULL, 3, 3,
     set_rate},
    {"rate remove", "CURRENCY DATE", N_ ("remove an exchange rate; stored orders keep their value"),
     NULL, 2, 2, remove_rate},
    {"rate list",                                                                         "", N_ ("list the exchange rates"), NULL, 0, 0, list_rates},
    {NULL                                                                  },
};
