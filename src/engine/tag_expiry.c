/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/tag_expiry.h"

#include "core/tag_set.h"

#define PAUSE_US 2000 /* after each chunk, so that waiting writers get the lock */

gboolean
tp_tag_expiry_run (TpEngine *engine, TpAccount *account, GError **error)
{
  gboolean more = TRUE;
  while (more && !tp_engine_is_stopping (engine)) {
    if (!tp_tag_expire (account, &more, error))
      return FALSE;
    if (more)
      g_usleep (PAUSE_US);
  }
  return TRUE;
}
