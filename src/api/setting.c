/* SPDX-License-Identifier: Apache-2.0 */
/* Values are JSON of the setting's type: numbers, true or false, texts. Secret ones can be written
 * and are never shown; internal ones are not there at all. */
#include "core/setting.h"

#include "api/frame.h"
#include "base/error.h"
#include "base/i18n.h"

#include <string.h>

static const char *const types[] = {
    [TP_SETTING_TEXT] = "text",         [TP_SETTING_URL] = "url",
    [TP_SETTING_NUMBER] = "number",     [TP_SETTING_YES_NO] = "yes_no",
    [TP_SETTING_ZONE] = "time_zone",    [TP_SETTING_CURRENCY] = "currency",
    [TP_SETTING_LANGUAGE] = "language",
};

static json_t *
value_json (const TpSettingInfo *info, const char *value)
{
  if (value == NULL || info->secret)
    return json_null ();
  if (info->type == TP_SETTING_NUMBER)
    return json_integer (g_ascii_strtoll (value, NULL, 10));
  return info->type == TP_SETTING_YES_NO ? json_boolean (strcmp (value, "yes") == 0)
                                         : json_string (value);
}

static json_t *
setting_json (const TpSettingInfo *info, const char *value)
{
  json_t *json = json_pack (
      "{s:s, s:s, s:o, s:o, s:o, s:b, s:s}", "name", info->name, "type", types[info->type], "value",
      value_json (info, value), "default", value_json (info, info->default_value), "unit",
      tp_api_text (info->unit), "secret", (int)info->secret, "help", info->help);
  if (info->type == TP_SETTING_NUMBER) {
    json_object_set_new (json, "min", json_integer (info->min));
    json_object_set_new (json, "max", json_integer (info->max));
  }
  return json;
}

static gboolean
answer_settings (TpResponse *response, TpConn *conn, GError **error)
{
  g_autoptr (json_t) items = json_array ();
  for (const TpSettingInfo *info = tp_setting_table (); info->name != NULL; info++) {
    g_autoptr (GError) local = NULL;
    if (info->internal)
      continue;
    g_autofree char *value = tp_setting_get (conn, info->name, &local);
    if (local != NULL) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    json_array_append_new (items, setting_json (info, value));
  }
  tp_api_list (response, "settings", g_steal_pointer (&items), NULL);
  return TRUE;
}

static gboolean
list_settings (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  g_autoptr (TpConn) conn = tp_api_read (app, request, error);
  return conn != NULL && answer_settings (response, conn, error);
}

/* The text that core stores; NULL for null, which goes back to the default. */
static gboolean
read_value (const TpSettingInfo *info, const TpJsonNode *body, char **out_text, GError **error)
{
  gint64 number = 0;
  gboolean yes = FALSE;
  const char *text = NULL;
  *out_text = NULL;
  if (tp_json_is_null (body, info->name))
    return TRUE;
  switch (info->type) {
  case TP_SETTING_NUMBER:
    if (!tp_json_get_int64 (body, info->name, TP_JSON_REQUIRED, info->min, info->max, &number,
                            error))
      return FALSE;
    *out_text = g_strdup_printf ("%" G_GINT64_FORMAT, number);
    return TRUE;
  case TP_SETTING_YES_NO:
    if (!tp_json_get_bool (body, info->name, TP_JSON_REQUIRED, &yes, error))
      return FALSE;
    *out_text = g_strdup (yes ? "yes" : "no");
    return TRUE;
  default:
    if (!tp_json_get_string (body, info->name, TP_JSON_REQUIRED, 10000, &text, error))
      return FALSE;
    *out_text = g_strdup (text);
    return TRUE;
  }
}

static gboolean
set_values (TpChange *change, TpResponse *response, const TpJsonNode *body, GError **error)
{
  const char *name;
  json_t *member;
  json_object_foreach (body->json, name, member)
  {
    const TpSettingInfo *info = tp_setting_info (name);
    g_autofree char *text = NULL;
    tp_response_problem_field (response, name);
    if (info == NULL || info->internal)
      return tp_error (error, TP_ERROR_INVALID, _ ("no setting '%.100s'"), name);
    if (!read_value (info, body, &text, error) || !tp_setting_set (change, name, text, error))
      return FALSE;
  }
  tp_response_problem_field (response, NULL);
  return TRUE;
}

static gboolean
change_settings (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  TpJsonNode body;
  if (!tp_api_body (request, NULL, &body, error))
    return FALSE;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  return change != NULL && set_values (change, response, &body, error) &&
         answer_settings (response, tp_change_conn (change), error) &&
         tp_api_commit (api, request, response, &change, error) &&
         tp_account_reload (api->account, error);
}

#define VALUE "{\"type\":[\"string\",\"integer\",\"boolean\",\"null\"]}"

/* clang-format off */
static const TpSchema schemas[] = {
    {"Setting", "{\"type\":\"object\",\"required\":[\"name\",\"type\",\"value\",\"default\","
                "\"unit\",\"secret\",\"help\"],\"properties\":{\"name\":{\"type\":\"string\"},"
                "\"type\":{\"type\":\"string\",\"enum\":[\"text\",\"url\",\"number\",\"yes_no\","
                "\"time_zone\",\"currency\",\"language\"]},\"value\":" VALUE ",\"default\":" VALUE
                ",\"unit\":{\"type\":[\"string\",\"null\"]},\"secret\":{\"type\":\"boolean\"},"
                "\"help\":{\"type\":\"string\"},\"min\":{\"type\":\"integer\"},\"max\":{\"type\":"
                "\"integer\"}}}"},
    {"SettingList", TP_API_LIST_SCHEMA ("settings", "Setting")},
    {"SettingChange", "{\"type\":\"object\",\"description\":\"names and values; null goes back to "
                      "the default\",\"additionalProperties\":" VALUE "}"},
};

static const TpRoute routes[] = {
    {"GET", "/api/v1/settings", "settings:read", 0, list_settings, "settings", N_ ("list settings"),
     .response_schema = "SettingList"},
    {"PATCH", "/api/v1/settings", "settings:write", TP_ROUTE_IDEMPOTENT, change_settings,
     "settings", N_ ("change settings"), .request_schema = "SettingChange",
     .response_schema = "SettingList"},
};
/* clang-format on */

const TpApiResource tp_api_setting = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
