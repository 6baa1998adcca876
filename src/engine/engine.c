/* SPDX-License-Identifier: Apache-2.0 */
/* To add work: a function in a file of its own and a row in tasks[]. */
#include "engine/engine.h"

#include "core/history.h"
#include "db/watch.h"
#include "engine/import_run.h"
#include "engine/sender.h"
#include "engine/tag_expiry.h"
#include "engine/tidy.h"

#define FEED_POLL_MS 1000
#define TAG_EXPIRY_MS 2000

typedef struct {
  TpEngine *engine;
  const TpEngineTask *task;
  GThread *thread;
  gboolean due;
} Worker;

struct TpEngine {
  TpAccount *account;
  TpDbWatch *watch;
  GThread *watcher;
  Worker *workers;
  GMutex lock;
  GCond changed;
  gboolean stopping;
};

static gboolean
run_history (TpEngine *engine, TpAccount *account, GError **error)
{
  gboolean more = TRUE;
  while (more && !tp_engine_is_stopping (engine))
    if (!tp_follower_step (account, &tp_history_follower, account, &more, error))
      return FALSE;
  return TRUE;
}

static gboolean
run_refresh (TpEngine *engine, TpAccount *account, GError **error)
{
  return tp_account_refresh (account, NULL, error);
}

static gboolean
sender_is_stopping (gpointer data)
{
  return tp_engine_is_stopping (data);
}

static gboolean
run_sender (TpEngine *engine, TpAccount *account, GError **error)
{
  TpSenderOptions options;
  gboolean worked = TRUE;
  g_autoptr (TpTransport) transport = NULL;
  if (!tp_sender_options_init (&options, &transport, error))
    return FALSE;
  options.stopping = sender_is_stopping;
  options.data = engine;
  while (worked && !tp_engine_is_stopping (engine))
    if (!tp_sender_run (account, 0, &options, &worked, error))
      return FALSE;
  return TRUE;
}

static const TpEngineTask tasks[] = {
    {"refresh",    TRUE,  0,                run_refresh      },
    {"history",    TRUE,  0,                run_history      },
    {"import",     TRUE,  0,                tp_import_run    },
    {"sender",     TRUE,  0,                run_sender       },
    {"tidy",       FALSE, TP_TIDY_EVERY_MS, tp_tidy_run      },
    {"tag_expiry", FALSE, TAG_EXPIRY_MS,    tp_tag_expiry_run},
};

gboolean
tp_engine_is_stopping (TpEngine *engine)
{
  g_mutex_lock (&engine->lock);
  gboolean stopping = engine->stopping;
  g_mutex_unlock (&engine->lock);
  return stopping;
}

static gpointer
work (gpointer data)
{
  Worker *worker = data;
  TpEngine *engine = worker->engine;
  gint64 wait =
      (worker->task->on_feed ? FEED_POLL_MS : worker->task->every_ms) * G_GINT64_CONSTANT (1000);
  g_mutex_lock (&engine->lock);
  while (!engine->stopping) {
    worker->due = FALSE;
    g_mutex_unlock (&engine->lock);
    g_autoptr (GError) error = NULL;
    if (!worker->task->run (engine, engine->account, &error))
      g_warning ("%s: %s", worker->task->name, error->message);
    g_mutex_lock (&engine->lock);
    gint64 until = g_get_monotonic_time () + wait;
    while (!engine->stopping && !worker->due &&
           g_cond_wait_until (&engine->changed, &engine->lock, until))
      ;
  }
  g_mutex_unlock (&engine->lock);
  return NULL;
}

static gpointer
watch (gpointer data)
{
  TpEngine *engine = data;
  while (!tp_engine_is_stopping (engine)) {
    if (!tp_db_watch_wait (engine->watch, FEED_POLL_MS))
      continue;
    g_mutex_lock (&engine->lock);
    for (gsize i = 0; i < G_N_ELEMENTS (tasks); i++)
      engine->workers[i].due = engine->workers[i].due || tasks[i].on_feed;
    g_cond_broadcast (&engine->changed);
    g_mutex_unlock (&engine->lock);
  }
  return NULL;
}

TpEngine *
tp_engine_start (TpAccount *account, GError **error)
{
  TpDbWatch *database_watch = tp_db_watch_new (tp_account_db (account), error);
  if (database_watch == NULL)
    return NULL;
  TpEngine *engine = g_new0 (TpEngine, 1);
  g_mutex_init (&engine->lock);
  g_cond_init (&engine->changed);
  engine->account = account;
  engine->watch = database_watch;
  engine->workers = g_new0 (Worker, G_N_ELEMENTS (tasks));
  for (gsize i = 0; i < G_N_ELEMENTS (tasks); i++) {
    engine->workers[i] = (Worker){.engine = engine, .task = &tasks[i]};
    engine->workers[i].thread = g_thread_new (tasks[i].name, work, &engine->workers[i]);
  }
  engine->watcher = g_thread_new ("watch", watch, engine);
  return engine;
}

void
tp_engine_stop (TpEngine *engine)
{
  if (engine == NULL)
    return;
  g_mutex_lock (&engine->lock);
  engine->stopping = TRUE;
  g_cond_broadcast (&engine->changed);
  g_mutex_unlock (&engine->lock);
  tp_db_watch_wake (engine->watch);
  for (gsize i = 0; i < G_N_ELEMENTS (tasks); i++)
    g_thread_join (engine->workers[i].thread);
  g_thread_join (engine->watcher);
  tp_db_watch_free (engine->watch);
  g_mutex_clear (&engine->lock);
  g_cond_clear (&engine->changed);
  g_free (engine->workers);
  g_free (engine);
}
