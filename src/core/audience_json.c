/* SPDX-License-Identifier: Apache-2.0 */
#include "core/audience_json.h"

#include "base/json.h"
#include "core/contact.h"

json_t *
tp_audience_count_json (const TpAudienceCount *count)
{
  return json_pack ("{s:I, s:I}", "count", (json_int_t)count->count, "mailable",
                    (json_int_t)count->mailable);
}

static json_t *
contact_json (TpAccount *account, const TpContact *contact)
{
  g_autofree char *id = tp_account_public_id (account, TP_THING_CONTACT, contact->number);
  return json_pack ("{s:s, s:s?, s:s?, s:s?}", "id", id, "email", contact->values[TP_SEGMENT_EMAIL],
                    "first_name", contact->values[TP_SEGMENT_FIRST_NAME], "last_name",
                    contact->values[TP_SEGMENT_LAST_NAME]);
}

json_t *
tp_audience_contacts_json (TpAccount *account, TpConn *conn, const GArray *contacts, GError **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < contacts->len; i++) {
    gint64 number = g_array_index (contacts, guint32, i);
    g_array_append_val (numbers, number);
  }
  g_autoptr (GPtrArray) loaded = tp_contact_load_many (
      conn, (const gint64 *)(gconstpointer)numbers->data, numbers->len, error);
  if (loaded == NULL)
    return NULL;
  json_t *list = json_array ();
  for (guint i = 0; i < loaded->len; i++)
    json_array_append_new (list, contact_json (account, loaded->pdata[i]));
  return list;
}

json_t *
tp_audience_reasons_json (const GPtrArray *reasons, gboolean matches)
{
  g_autoptr (json_t) because = json_array ();
  for (guint i = 0; i < reasons->len; i++) {
    const TpSegmentReason *reason = reasons->pdata[i];
    json_array_append_new (because, json_pack ("{s:s, s:b, s:s}", "condition", reason->condition,
                                               "matches", reason->matches, "value", reason->value));
  }
  return json_pack ("{s:b, s:O}", "matches", matches, "because", because);
}
