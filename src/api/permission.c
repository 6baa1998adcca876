/* SPDX-License-Identifier: Apache-2.0 */
#include "core/permission.h"

#include "api/consent.h"
#include "api/resources.h"
#include "core/contact.h"

/* All purposes in their order; those without a row are unknown. */
static json_t *
permissions_json (const GPtrArray *rows)
{
  json_t *list = json_array ();
  for (int i = 0; i < TP_SEGMENT_PURPOSES; i++) {
    const TpPermissionRow *found = NULL;
    for (guint n = 0; n < rows->len; n++)
      if ((int)((const TpPermissionRow *)rows->pdata[n])->purpose == i)
        found = rows->pdata[n];
    TpSegmentPermission state = found != NULL ? found->state : TP_SEGMENT_PERMISSION_UNKNOWN;
    json_array_append_new (list, json_pack ("{s:s, s:s, s:s?, s:o}", "purpose",
                                            tp_segment_purpose_name ((TpSegmentPurpose)i), "state",
                                            tp_segment_permission_name (state), "basis",
                                            found != NULL ? found->basis : NULL, "since",
                                            tp_api_time (found != NULL ? found->since : 0)));
  }
  return json_pack ("{s:o}", "permissions", list);
}

static gboolean
answer (TpConn *conn, TpResponse *response, gint64 contact, GError **error)
{
  g_autoptr (GPtrArray) rows = tp_permission_of_contacts (conn, &contact, 1, error);
  if (rows == NULL)
    return FALSE;
  tp_response_json (response, permissions_json (rows));
  return TRUE;
}

static gboolean
show_permissions (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  gint64 contact = 0;
  if (!tp_api_id (api, request, "id", TP_THING_CONTACT, &contact, error))
    return FALSE;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  return conn != NULL && tp_contact_resolve (conn, contact, &contact, error) &&
         answer (conn, response, contact, error);
}

typedef struct {
  TpSegmentPurpose purpose;
  TpSegmentPermission state;
  TpApiConsent consent;
} Input;

static gboolean
read_input (TpRequest *request, Input *input, GError **error)
{
  static const char *const known[] = {"purpose", "state", "consent", NULL};
  TpJsonNode body;
  const char *purpose = NULL, *state = NULL;
  if (!tp_api_body (request, known, &body, error) ||
      !tp_json_get_string (&body, "purpose", TP_JSON_REQUIRED, 50, &purpose, error) ||
      !tp_json_get_string (&body, "state", TP_JSON_REQUIRED, 50, &state, error))
    return FALSE;
  if (!tp_segment_purpose_find (purpose, &input->purpose))
    return tp_json_fault (&body, error, _ ("no purpose '%s'"), purpose);
  if (!tp_segment_permission_find (state, &input->state))
    return tp_json_fault (&body, error, _ ("no state '%s' of a permission"), state);
  if (!tp_api_consent_read (&body, &input->consent, error))
    return FALSE;
  return input->state != TP_SEGMENT_PERMISSION_CONFIRMED || input->consent.given ||
         tp_json_fault (&body, error, _ ("a confirmed permission needs a consent"));
}

static gboolean
store (TpChange *change, gint64 contact, const Input *input, GError **error)
{
  gint64 consent = 0;
  g_autoptr (TpIdSet) one = tp_id_set_new (TP_ID_BLOCK (contact));
  tp_id_set_add (one, (guint32)contact);
  return tp_api_consent_add (change, &input->consent, contact, &consent, error) &&
         tp_permission_set (
             change, input->purpose, input->state, one, consent,
             input->consent.given ? TP_PERMISSION_BY_PERSON : TP_PERMISSION_BY_IMPORT, NULL, error);
}

static gboolean
set_permission (TpRequest *request, TpResponse *response, gpointer app, GError **error)
{
  TpApi *api = app;
  Input input = {0};
  gint64 contact = 0;
  g_autoptr (TpChange) change = NULL;
  gboolean ok = tp_api_id (api, request, "id", TP_THING_CONTACT, &contact, error) &&
                read_input (request, &input, error) &&
                (change = tp_api_begin (api, request, error)) != NULL &&
                tp_contact_resolve (tp_change_conn (change), contact, &contact, error) &&
                store (change, contact, &input, error) &&
                answer (tp_change_conn (change), response, contact, error) &&
                tp_api_commit (api, request, response, &change, error);
  tp_api_consent_clear (&input.consent);
  return ok;
}

static const TpSchema schemas[] = {
    {"PermissionList",
     "{\"type\":\"object\",\"required\":[\"permissions\"],\"properties\":{\"permissions\":{"
     "\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"purpose\",\"state\"],"
     "\"properties\":{\"purpose\":{\"type\":\"string\"},\"state\":{\"type\":\"string\"},"
     "\"basis\":{\"type\":[\"string\",\"null\"]},\"since\":{\"type\":[\"string\",\"null\"]}}}}}}"},
    {"PermissionInput",
     "{\"type\":\"object\",\"required\":[\"purpose\",\"state\"],\"additionalProperties\":false,"
     "\"properties\":{\"purpose\":{\"type\":\"string\",\"enum\":[\"newsletter\",\"offers\","
     "\"service\",\"internal\",\"tracking\",\"phone\",\"post\"]},\"state\":{\"type\":\"string\","
     "\"enum\":[\"confirmed\",\"unknown\",\"withdrawn\"]}," TP_API_CONSENT_SCHEMA "}}"           },
};

static const TpRoute routes[] = {
    {"GET",                                "/api/v1/contacts/{id}/permissions", "lists:read",        0, show_permissions, "permissions",
     N_ ("what a contact permits"),       .response_schema = "PermissionList"},
    { "POST", "/api/v1/contacts/{id}/permissions",                       "lists:write", TP_ROUTE_IDEMPOTENT,
     set_permission,                                                                                       "permissions",
     N_ ("record a permission; without a consent, what was withdrawn stays so"),
     .request_schema = "PermissionInput", .response_schema = "PermissionList"},
};

const TpApiResource tp_api_permission = {
    routes, G_N_ELEMENTS (routes), {schemas, G_N_ELEMENTS (schemas)}
};
