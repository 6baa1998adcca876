/* SPDX-License-Identifier: Apache-2.0 */
#include "core/archive.h"

#include "base/error.h"
#include "core/contact.h"
#include "core/members.h"

static gboolean
set_state (TpChange *change, const TpIdSet *contacts, TpContactState from, TpContactState to,
           TpEventKind kind, guint *out_count, GError **error)
{
  g_autoptr (GArray) numbers = tp_members_numbers (contacts);
  TpRows *rows = tp_conn_query (tp_change_conn (change), TP_SQL_CONTACT_SET_STATE, error, "aiii",
                                numbers->data, (gsize)numbers->len, (gint64)from, (gint64)to,
                                tp_change_now (change));
  TpIdSet *changed = tp_members_take_rows (rows, tp_id_set_block (contacts), error);
  if (changed == NULL)
    return FALSE;
  if (out_count != NULL)
    *out_count = tp_id_set_count (changed);
  tp_change_event_set (change, kind, tp_change_now (change), changed, 0, NULL);
  return TRUE;
}

gboolean
tp_contact_archive (TpChange *change, const TpIdSet *contacts, guint *out_count, GError **error)
{
  return set_state (change, contacts, TP_CONTACT_LIVE, TP_CONTACT_ARCHIVED,
                    TP_EVENT_CONTACT_ARCHIVED, out_count, error);
}

gboolean
tp_contact_restore (TpChange *change, const TpIdSet *contacts, guint *out_count, GError **error)
{
  return set_state (change, contacts, TP_CONTACT_ARCHIVED, TP_CONTACT_LIVE,
                    TP_EVENT_CONTACT_RESTORED, out_count, error);
}

/* The contact that the number stands for, as a set. (transfer full) */
static TpIdSet *
set_of_one (TpChange *change, gint64 contact, GError **error)
{
  if (!tp_contact_resolve (tp_change_conn (change), contact, &contact, error))
    return NULL;
  TpIdSet *set = tp_id_set_new (TP_ID_BLOCK (contact));
  tp_id_set_add (set, (guint32)contact);
  return set;
}

gboolean
tp_contact_archive_one (TpChange *change, gint64 contact, GError **error)
{
  g_autoptr (TpIdSet) set = set_of_one (change, contact, error);
  return set != NULL && tp_contact_archive (change, set, NULL, error);
}

gboolean
tp_contact_restore_one (TpChange *change, gint64 contact, GError **error)
{
  g_autoptr (TpIdSet) set = set_of_one (change, contact, error);
  return set != NULL && tp_contact_restore (change, set, NULL, error);
}
