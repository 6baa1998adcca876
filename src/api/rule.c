/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rule.h"

#include "api/resources.h"
#include "core/rule_past.h"
#include "core/rule_text.h"

static gboolean
list_rules (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL)
    return FALSE;
  g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), conn);
  g_autoptr (GPtrArray) rules = tp_rule_list (conn, names, error);
  g_autoptr (json_t) items = json_array ();
  for (guint i = 0; rules != NULL && i < rules->len; i++) {
    json_t *json = tp_rule_to_json (tp_api_account (api), names, rules->pdata[i], error);
    if (json == NULL)
      return FALSE;
    json_array_append_new (items, json);
  }
  if (rules == NULL)
    return FALSE;
  tp_api_list (response, "rules", g_steal_pointer (&items), NULL);
  return TRUE;
}

static gboolean
answer (TpApi *api, TpConn *conn, TpNames *names, TpResponse *response, gint64 id, GError **error)
{
  g_autoptr (TpRule) rule = tp_rule_get (conn, id, names, error);
  json_t *json = rule != NULL ? tp_rule_to_json (tp_api_account (api), names, rule, error) : NULL;
  if (json != NULL)
    tp_response_json (response, json);
  return json != NULL;
}

static gboolean
show_rule (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 id = 0;
  if (!tp_api_id (api, request, "id", TP_THING_RULE, &id, error))
    return FALSE;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  if (conn == NULL)
    return FALSE;
  g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), conn);
  return answer (api, conn, names, response, id, error);
}

/* A list of texts, ended by NULL; borrowed from the body. */
static gboolean
read_texts (const TpJsonNode *body, const char *name, GPtrArray *texts, GError **error)
{
  TpJsonNode list;
  if (!tp_json_get_array (body, name, TP_JSON_OPTIONAL, TP_RULE_TAGS_MAX, &list, error))
    return FALSE;
  for (gsize i = 0; i < tp_json_length (&list); i++) {
    const TpJsonNode item = tp_json_item (&list, i);
    const char *text = NULL;
    if (!tp_json_string (&item, 300, &text, error))
      return FALSE;
    g_ptr_array_add (texts, (gpointer)text);
  }
  g_ptr_array_add (texts, NULL);
  return TRUE;
}

static gboolean
read_input (TpRequest *request, TpRuleText *text, GPtrArray *set, GPtrArray *remove, GError **error)
{
  static const char *const known[] = {"when", "if", "set", "remove", "for", NULL};
  TpJsonNode body;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "when", TP_JSON_NOT_EMPTY, TP_RULE_EVENT_TEXT_MAX, &text->when,
                           error) ||
      !tp_json_get_string (&body, "if", TP_JSON_OPTIONAL, 20000, &text->condition, error) ||
      !tp_json_get_string (&body, "for", TP_JSON_OPTIONAL, 100, &text->lasts, error) ||
      !read_texts (&body, "set", set, error) || !read_texts (&body, "remove", remove, error))
    return FALSE;
  text->set = (const char *const *)(gpointer)set->pdata;
  text->remove = (const char *const *)(gpointer)remove->pdata;
  return TRUE;
}

static gboolean
store_rule (TpApi *api, TpChange *change, const TpRuleText *text, TpResponse *response,
            GError **error)
{
  gint64 id = 0;
  TpConn *conn = tp_change_conn (change);
  g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), conn);
  g_autoptr (TpRule) rule = tp_rule_parse (change, names, text, error);
  return rule != NULL && tp_rule_add (change, rule, names, &id, error) &&
         answer (api, conn, names, response, id, error);
}

static gboolean
add_rule (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  TpRuleText text = {0};
  g_autoptr (GPtrArray) set = g_ptr_array_new (), remove = g_ptr_array_new ();
  if (!read_input (request, &text, set, remove, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  return change != NULL && store_rule (api, change, &text, response, error) &&
         tp_api_commit (api, request, response, &change, error);
}

static gboolean
remove_rule (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 id = 0;
  if (!tp_api_id (api, request, "id", TP_THING_RULE, &id, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  if (change == NULL || !tp_rule_remove (change, id, error))
    return FALSE;
  tp_response_empty (response);
  return tp_api_commit (api, request, response, &change, error);
}

static gboolean
apply_to_past (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 id = 0;
  TpTagBulkResult result;
  const TpTagBulk bulk = {.actor = tp_api_actor (request), .request = tp_request_id (request)};
  g_autoptr (TpRule) rule = NULL;
  if (!tp_api_id (api, request, "id", TP_THING_RULE, &id, error))
    return FALSE;
  {
    g_autoptr (TpConn) conn = tp_api_read (api, request, error);
    if (conn == NULL)
      return FALSE;
    g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), conn);
    rule = tp_rule_get (conn, id, names, error);
  }
  if (rule == NULL || !tp_rule_apply_past (tp_api_account (api), rule, &bulk, &result, error))
    return FALSE;
  tp_response_json (response, json_pack ("{s:I, s:I}", "contacts", (json_int_t)result.contacts,
                                         "changed", (json_int_t)result.changed));
  return tp_api_set_position (api, response, error);
}

#define TAGS                                                                                       \
  "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"id\"],\"properties\":{"      \
  "\"id\":{\"type\":\"string\"},\"name\":{\"type\":[\"string\",\"null\"]}}}}"
#define NAMES "{\"type\":\"array\",\"maxItems\":20,\"items\":{\"type\":\"string\"}}"

static const TpSchema schemas[] = {
    {"Rule",     "{\"type\":\"object\",\"required\":[\"id\",\"when\",\"set\",\"remove\"],"
             "\"properties\":{\"id\":{\"type\":\"string\"},\"when\":{\"type\":\"string\"},"
             "\"if\":{\"type\":[\"string\",\"null\"]},\"set\":" TAGS ",\"remove\":" TAGS
             ",\"for\":{\"type\":[\"string\",\"null\"]},\"created_at\":{\"type\":\"string\"}}}"},
    {"RuleList", TP_API_LIST_SCHEMA ("rules",                                                                "Rule")},
    {"RuleInput",          "{\"type\":\"object\",\"required\":[\"when\"],\"additionalProperties\":false,"
                  "\"properties\":{\"when\":{\"type\":\"string\"},\"if\":{\"type\":\"string\"},"
                  "\"set\":" NAMES ",\"remove\":" NAMES ",\"for\":{\"type\":\"string\"}}}"                                                                                         },
};

static const TpRoute routes[] = {
    {"GET",                 "/api/v1/rules",      "tags:read",         0,           list_rules, "rules", N_ ("all rules"),
     .response_schema = "RuleList"                                                                                                      },
    {                          "POST",      "/api/v1/rules",         "tags:write", TP_ROUTE_IDEMPOTENT,    add_rule,    "rules",
     N_ ("make a rule"),                                                                    .request_schema = "RuleInput", .status = 201, .response_schema = "Rule"},
    { "GET",                 "/api/v1/rules/{id}", "tags:read",         0,           show_rule,  "rules", N_ ("a rule"),
     .response_schema = "Rule"                                                                                                          },
    {                          "DELETE", "/api/v1/rules/{id}",         "tags:write", TP_ROUTE_IDEMPOTENT, remove_rule,    "rules",
     N_ ("switch a rule off for good"),                                                                     .status = 204             },
    {                     "POST",         "/api/v1/rules/{id}/past",                            "tags:write",       0,     apply_to_past,                                   "rules",
     N_ ("apply a rule to those to whom it happened before"),                                                                                   .request_type = "*",
     .response_schema = "MembersResult"},
};

const TpApiResource tp_api_rule = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
