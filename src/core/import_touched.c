/* SPDX-License-Identifier: Apache-2.0 */
#include "core/import_touched.h"

#include "core/feed.h"

#define EVENTS 1000

static gboolean
counts (const TpEvent *event, const TpImport *import)
{
  switch (event->actor.kind) {
  case TP_ACTOR_IMPORT:
    return event->actor.id != import->id;
  case TP_ACTOR_RULE:
  case TP_ACTOR_EVENT:
    return FALSE;
  case TP_ACTOR_SYSTEM:
    return event->kind != TP_EVENT_TAG_REMOVED;
  default:
    return TRUE;
  }
}

static void
add_contacts (TpIdSets *touched, const TpEvent *event)
{
  if (event->contact > 0)
    tp_id_sets_add (touched, (guint32)event->contact);
  if (event->kind == TP_EVENT_CONTACT_MERGED && event->target > 0)
    tp_id_sets_add (touched, (guint32)event->target);
  if (event->members != NULL)
    tp_id_sets_union (touched, event->members);
}

TpIdSets *
tp_import_touched (TpAccount *account, const TpImport *import, GError **error)
{
  g_autoptr (TpIdSets) touched = tp_id_sets_new ();
  for (gint64 after = import->first_position - 1; after >= 0;) {
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
    g_autoptr (GPtrArray) events = conn != NULL ? tp_feed_read (conn, after, EVENTS, error) : NULL;
    if (events == NULL)
      return NULL;
    for (guint i = 0; i < events->len; i++) {
      const TpEvent *event = events->pdata[i];
      after = event->position;
      if (counts (event, import))
        add_contacts (touched, event);
    }
    if (events->len < EVENTS)
      break;
  }
  return g_steal_pointer (&touched);
}
