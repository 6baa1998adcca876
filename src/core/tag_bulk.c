/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tag_set.h"

#define PAUSE_US 2000 /* after each block, so that waiting writers get the lock */

/* Sets or removes for one block; ends_at < 0: removes. */
static gboolean
do_block (TpAccount *account, gint64 tag, const TpIdSet *contacts, gint64 ends_at,
          const TpTagBulk *bulk, TpTagBulkResult *result, GError **error)
{
  g_autoptr (TpIdSet) changed = NULL;
  g_autoptr (TpChange) change = tp_change_begin (account, bulk->actor, bulk->request, error);
  if (change == NULL)
    return FALSE;
  gboolean ok = ends_at < 0 ? tp_tag_remove (change, tag, contacts, &changed, error)
                            : tp_tag_set (change, tag, contacts, ends_at, &changed, error);
  if (!ok || !tp_change_commit (&change, &result->position, error))
    return FALSE;
  result->contacts += tp_id_set_count (contacts);
  result->changed += tp_id_set_count (changed);
  return TRUE;
}

static gboolean
do_all (TpAccount *account, gint64 tag, const TpIdSets *contacts, gint64 ends_at,
        const TpTagBulk *bulk, TpTagBulkResult *out_result, GError **error)
{
  guint64 total = tp_id_sets_count (contacts);
  *out_result = (TpTagBulkResult){0};
  for (guint i = 0; i < tp_id_sets_length (contacts); i++) {
    if (i > 0)
      g_usleep (PAUSE_US);
    if (!do_block (account, tag, tp_id_sets_nth (contacts, i), ends_at, bulk, out_result, error))
      return FALSE;
    gboolean goes_on =
        bulk->progress == NULL || bulk->progress (out_result->contacts, total, bulk->data);
    if (!goes_on || (bulk->stop != NULL && g_atomic_int_get (bulk->stop) != 0)) {
      out_result->stopped = out_result->contacts < total;
      break;
    }
  }
  return TRUE;
}

gboolean
tp_tag_set_all (TpAccount *account, gint64 tag, const TpIdSets *contacts, gint64 ends_at,
                const TpTagBulk *bulk, TpTagBulkResult *out_result, GError **error)
{
  g_assert (ends_at >= 0);
  return do_all (account, tag, contacts, ends_at, bulk, out_result, error);
}

gboolean
tp_tag_remove_all (TpAccount *account, gint64 tag, const TpIdSets *contacts, const TpTagBulk *bulk,
                   TpTagBulkResult *out_result, GError **error)
{
  return do_all (account, tag, contacts, -1, bulk, out_result, error);
}
