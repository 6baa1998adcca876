/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/account.h"

/* What runs by itself beside a server: followers of the feed, and work that is due by the clock. A
 * row in tasks[] (engine.c) per kind of work, a thread per row; a watcher wakes those that follow
 * the feed when anything is committed, by this process or another. Every process on a database may
 * run an engine: work is leased or guarded by its cursor. */

typedef struct TpEngine TpEngine;

typedef struct {
  const char *name;
  gboolean on_feed; /* run when something was committed, and each second */
  guint every_ms;   /* else run so often */
  /* Does what is due now and returns; looks at tp_engine_is_stopping between chunks. An error is
   * logged and the task is tried again at its next time. */
  gboolean (*run) (TpEngine *engine, TpAccount *account, GError **error);
} TpEngineTask;

TpEngine *tp_engine_start (TpAccount *account,
                           GError **error); /* (transfer full); account borrowed */

/* Lets each task end what it has begun. */
void tp_engine_stop (TpEngine *engine);

gboolean tp_engine_is_stopping (TpEngine *engine);
