/* SPDX-License-Identifier: Apache-2.0 */
/* To have something removed by time: a call here. */
#include "engine/tidy.h"

#include "core/idempotency.h"
#include "core/session.h"

gboolean
tp_tidy_run (TpEngine *engine, TpAccount *account, GError **error)
{
  const TpActor actor = {TP_ACTOR_SYSTEM, 0};
  g_autoptr (TpChange) change = tp_change_begin (account, actor, NULL, error);
  return change != NULL && tp_session_tidy (change, error) && tp_idempotency_tidy (change, error) &&
         tp_change_commit (&change, NULL, error);
}
