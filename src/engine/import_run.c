/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/import_run.h"

#include "core/import_queue.h"

static gboolean
goes_on (gint64 done, gint64 total, gpointer data)
{
  return !tp_engine_is_stopping (data);
}

gboolean
tp_import_run (TpEngine *engine, TpAccount *account, GError **error)
{
  TpImportWatch watch = {goes_on, engine};
  return tp_import_queue_run (account, &watch, error);
}
