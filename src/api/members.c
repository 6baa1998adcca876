/* SPDX-License-Identifier: Apache-2.0 */
#include "api/members.h"

#include "base/error.h"
#include "core/audience.h"
#include "core/contact.h"
#include "core/names.h"

#define PAUSE_US 2000   /* after each block, so that waiting writers get the lock */
#define WHERE_MAX 20000 /* characters */

static gboolean
read_ids (TpApi *api, const TpJsonNode *list, GArray *numbers, GError **error)
{
  for (gsize i = 0; i < tp_json_length (list); i++) {
    const TpJsonNode item = tp_json_item (list, i);
    const char *id = NULL;
    gint64 number = 0;
    if (!tp_json_string (&item, 100, &id, error))
      return FALSE;
    if (!tp_account_find_public_id (tp_api_account (api), TP_THING_CONTACT, id, &number))
      return tp_json_fault (&item, error, _ ("no contact '%s'"), id);
    g_array_append_val (numbers, number);
  }
  return TRUE;
}

/* The contacts of these numbers, or into which they were merged. */
static gboolean
find_contacts (TpConn *conn, const GArray *numbers, TpIdSets *members, GError **error)
{
  g_autoptr (GPtrArray) contacts =
      tp_contact_load_many (conn, (const gint64 *)(gpointer)numbers->data, numbers->len, error);
  for (guint i = 0; contacts != NULL && i < contacts->len; i++) {
    const TpContact *contact = contacts->pdata[i];
    gint64 number = contact->number;
    if (contact->state == TP_CONTACT_MERGED && !tp_contact_resolve (conn, number, &number, error))
      return FALSE;
    tp_id_sets_add (members, (guint32)number);
  }
  return contacts != NULL;
}

static TpIdSets *
members_by_ids (TpApi *api, TpRequest *request, const TpJsonNode *list, GError **error)
{
  g_autoptr (TpIdSets) members = tp_id_sets_new ();
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!read_ids (api, list, numbers, error))
    return NULL;
  g_autoptr (TpConn) conn = tp_api_read (api, request, error);
  return conn != NULL && find_contacts (conn, numbers, members, error) ? g_steal_pointer (&members)
                                                                       : NULL;
}

static TpIdSets *
members_by_where (TpApi *api, TpRequest *request, TpResponse *response, const char *where,
                  GError **error)
{
  TpIdSets *members = NULL;
  TpSegmentFault fault = {0};
  g_autoptr (TpSegment) segment = NULL;
  if (!tp_api_may (request, "contacts:read")) {
    tp_error (error, TP_ERROR_DENIED, _ ("the scope 'contacts:read' is needed for a condition"));
    return NULL;
  }
  {
    g_autoptr (TpConn) conn = tp_api_read (api, request, error);
    if (conn == NULL)
      return NULL;
    g_autoptr (TpNames) names = tp_names_new (tp_api_account (api), conn);
    segment = tp_names_parse (names, where, &fault, error);
  }
  if (segment == NULL) {
    tp_response_problem_field (response, "where");
    if (fault.position != 0)
      tp_response_problem_position (response, (gint64)fault.position);
    return NULL;
  }
  return tp_audience_select (tp_api_account (api), segment, &members, error) ? members : NULL;
}

gboolean
tp_api_members (TpApi *api, TpRequest *request, TpResponse *response, const TpJsonNode *body,
                TpIdSets **out_members, GError **error)
{
  TpJsonNode list;
  const char *where = NULL;
  if (!tp_json_get_array (body, "contacts", TP_JSON_OPTIONAL, TP_API_MEMBERS_MAX, &list, error) ||
      !tp_json_get_string (body, "where", TP_JSON_OPTIONAL, WHERE_MAX, &where, error))
    return FALSE;
  if ((list.json != NULL) == (where != NULL))
    return tp_error (error, TP_ERROR_INVALID, _ ("one of 'contacts' and 'where' is expected"));
  *out_members = where != NULL ? members_by_where (api, request, response, where, error)
                               : members_by_ids (api, request, &list, error);
  return *out_members != NULL;
}

static void
fill (TpResponse *response, guint64 contacts, guint64 changed)
{
  tp_response_json (response, json_pack ("{s:I, s:I}", "contacts", (json_int_t)contacts, "changed",
                                         (json_int_t)changed));
}

gboolean
tp_api_apply (TpApi *api, TpRequest *request, TpResponse *response, const TpIdSets *members,
              TpApiApply apply, gpointer data, GError **error)
{
  guint64 changed = 0;
  guint length = tp_id_sets_length (members);
  for (guint i = 0; i + 1 < length; i++) {
    g_autoptr (TpChange) change = tp_api_begin (api, request, error);
    if (change == NULL || !apply (change, tp_id_sets_nth (members, i), data, &changed, error) ||
        !tp_change_commit (&change, NULL, error))
      return FALSE;
    g_usleep (PAUSE_US);
  }
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  if (change == NULL ||
      (length > 0 && !apply (change, tp_id_sets_nth (members, length - 1), data, &changed, error)))
    return FALSE;
  fill (response, tp_id_sets_count (members), changed);
  return tp_api_commit (api, request, response, &change, error);
}
