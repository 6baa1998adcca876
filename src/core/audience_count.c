/* SPDX-License-Identifier: Apache-2.0 */
#include "core/audience.h"

#include "core/mailable.h"

gboolean
tp_audience_count (TpAccount *account, TpSegment *segment, TpSegmentPurpose purpose,
                   TpAudienceCount *out_count, GError **error)
{
  TpIdSets *found = NULL;
  TpAudienceCount count = {0};
  if (!tp_audience_select (account, segment, &found, error))
    return FALSE;
  g_autoptr (TpIdSets) matching = found;
  for (guint i = 0; i < tp_id_sets_length (matching); i++) {
    const TpIdSet *set = tp_id_sets_nth (matching, i);
    g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
    if (conn == NULL)
      return FALSE;
    g_autoptr (TpIdSet) mailable = tp_mailable_set (conn, purpose, 0, set, NULL, error);
    if (mailable == NULL)
      return FALSE;
    count.count += tp_id_set_count (set);
    count.mailable += tp_id_set_count (mailable);
  }
  *out_count = count;
  return TRUE;
}
