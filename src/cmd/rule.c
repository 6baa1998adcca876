/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rule.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/table.h"
#include "cmd/commands.h"
#include "core/rule_past.h"
#include "core/rule_text.h"

static gboolean
go_on (guint64 done, guint64 total, gpointer data)
{
  return !tp_command_is_stopping ();
}

static TpRule *
store_rule (TpCommandLine *line, TpAccount *account, GError **error)
{
  gint64 id = 0;
  const TpRuleText text = {
      .when = tp_command_option (line, "when"),
      .condition = tp_command_option (line, "if"),
      .set = tp_command_options (line, "set"),
      .remove = tp_command_options (line, "remove"),
      .lasts = tp_command_option (line, "for"),
  };
  if (text.when == NULL) {
    tp_error (error, TP_ERROR_INVALID, _ ("--when is needed, such as 'bought product \"A\"'"));
    return NULL;
  }
  g_autoptr (TpRule) rule = NULL;
  g_autoptr (TpChange) change = tp_change_begin (account, tp_command_actor, NULL, error);
  if (change == NULL)
    return NULL;
  {
    g_autoptr (TpNames) names = tp_names_new (account, tp_change_conn (change));
    rule = tp_rule_parse (change, names, &text, error);
    if (rule == NULL || !tp_rule_add (change, rule, names, &id, error))
      return NULL;
  }
  if (!tp_change_commit (&change, NULL, error))
    return NULL;
  rule->id = id;
  return g_steal_pointer (&rule);
}

static void
print_past (TpCommandLine *line, const TpTagBulkResult *past)
{
  g_autofree char *contacts = g_strdup_printf ("%" G_GUINT64_FORMAT, past->contacts);
  g_autofree char *changed = g_strdup_printf ("%" G_GUINT64_FORMAT, past->changed);
  tp_command_print (line, _ ("it happened before to %s contacts; %s tags set or removed\n"),
                    contacts, changed);
}

static gboolean
add_rule (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  TpTagBulkResult past = {0};
  const TpTagBulk bulk = {.actor = tp_command_actor, .progress = go_on};
  g_autoptr (TpRule) rule = account != NULL ? store_rule (line, account, error) : NULL;
  if (rule == NULL)
    return FALSE;
  gboolean for_past = tp_command_has (line, "past");
  if (for_past && !tp_rule_apply_past (account, rule, &bulk, &past, error))
    return FALSE;
  if (past.stopped)
    tp_command_set_status (line, TP_EXIT_PARTLY);
  g_autofree char *id = tp_account_public_id (account, TP_THING_RULE, rule->id);
  if (tp_command_is_json (line)) {
    json_t *json = json_pack ("{s:s}", "id", id);
    if (for_past)
      json_object_set_new (json, "past",
                           json_pack ("{s:I, s:I, s:b}", "contacts", (json_int_t)past.contacts,
                                      "changed", (json_int_t)past.changed, "stopped",
                                      past.stopped));
    tp_command_print_json (line, json);
    return TRUE;
  }
  tp_command_print (line, _ ("rule %s\n"), id);
  if (for_past)
    print_past (line, &past);
  return TRUE;
}

static char *
join_tags (json_t *tags)
{
  GString *text = g_string_new (NULL);
  for (gsize i = 0; i < json_array_size (tags); i++) {
    json_t *tag = json_array_get (tags, i);
    const char *name = json_string_value (json_object_get (tag, "name"));
    if (i > 0)
      g_string_append (text, ", ");
    g_string_append (text, name != NULL ? name : json_string_value (json_object_get (tag, "id")));
  }
  return g_string_free (text, FALSE);
}

static void
print_table (TpCommandLine *line, json_t *rules)
{
  const TpTableColumn columns[] = {
      {_ ("rule"),   FALSE},
      {_ ("when"),   FALSE},
      {_ ("if"),     FALSE},
      {_ ("set"),    FALSE},
      {_ ("remove"), FALSE},
      {_ ("for"),    FALSE},
  };
  g_autoptr (TpTable) table = tp_table_new (columns, G_N_ELEMENTS (columns));
  for (gsize i = 0; i < json_array_size (rules); i++) {
    json_t *rule = json_array_get (rules, i);
    g_autofree char *set = join_tags (json_object_get (rule, "set"));
    g_autofree char *removed = join_tags (json_object_get (rule, "remove"));
    const char *const cells[] = {
        json_string_value (json_object_get (rule, "id")),
        json_string_value (json_object_get (rule, "when")),
        json_string_value (json_object_get (rule, "if")),
        set,
        removed,
        json_string_value (json_object_get (rule, "for")),
    };
    tp_table_add (table, cells);
  }
  g_autofree char *text = tp_table_format (table);
  tp_command_print (line, "%s", text);
}

static gboolean
list_rules (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  g_autoptr (TpConn) conn = account != NULL ? tp_db_read (tp_account_db (account), error) : NULL;
  if (conn == NULL)
    return FALSE;
  g_autoptr (TpNames) names = tp_names_new (account, conn);
  g_autoptr (GPtrArray) rules = tp_rule_list (conn, names, error);
  if (rules == NULL)
    return FALSE;
  g_autoptr (json_t) list = json_array ();
  for (guint i = 0; i < rules->len; i++) {
    json_t *json = tp_rule_to_json (account, names, rules->pdata[i], error);
    if (json == NULL)
      return FALSE;
    json_array_append_new (list, json);
  }
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:O}", "rules", list));
  else
    print_table (line, list);
  return TRUE;
}

static gboolean
remove_rule (TpCommandLine *line, GError **error)
{
  TpAccount *account = tp_command_account (line, error);
  const char *id = tp_command_argument (line, 0);
  gint64 rule = 0;
  if (account == NULL)
    return FALSE;
  if (!tp_account_find_public_id (account, TP_THING_RULE, id, &rule))
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("no rule '%s'"), id);
  g_autoptr (TpChange) change = tp_change_begin (account, tp_command_actor, NULL, error);
  if (change == NULL || !tp_rule_remove (change, rule, error) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  if (tp_command_is_json (line))
    tp_command_print_json (line, json_pack ("{s:s}", "id", id));
  return TRUE;
}

static const TpOption add_options[] = {
    {"when",                                             N_ ("EVENT"), FALSE, N_ ("what must happen, such as 'bought product \"A\"'")},
    {"if",                                             N_ ("EXPR"), FALSE, N_ ("only for contacts that meet this condition")},
    {"set",                                                  N_ ("TAG"), TRUE, N_ ("set this tag, which is made when it is new")},
    {"remove",N_ ("TAG"), TRUE, N_ ("take this tag off")},
    {"for", N_ ("TIME"), FALSE, N_ ("take the tags that it set off again after that time")},
    {"past",                                              NULL, FALSE, N_ ("do it also for those to whom it happened before")},
    {NULL                                             },
};

const TpCommand tp_commands_rule[] = {
    {"rule add",
     "--when EVENT [--if EXPR] [--set TAG]... [--remove TAG]... [--for \"30 days\"] [--past]", N_ ("set and remove tags by themselves when something happens"), add_options, 0, 0, add_rule},
    {"rule list", "", N_ ("the rules"), NULL, 0, 0, list_rules},
    {"rule remove",                                                               "ID", N_ ("switch a rule off for good"), NULL, 1, 1, remove_rule},
    {NULL                                                       },
};
