/* SPDX-License-Identifier: Apache-2.0 */
#include "api/seen.h"

#include "base/log.h"
#include "core/token.h"

#include <string.h>

struct TpSeen {
  TpAccount *account; /* borrowed */
  GMutex lock;        /* of the rest */
  GCond changed;
  GHashTable *sessions; /* of TpSession, by hash */
  GHashTable *tokens;   /* of gint64 */
  gboolean stopping;
  GThread *thread;
};

static guint
hash_session (gconstpointer key)
{
  guint number;
  memcpy (&number, ((const TpSession *)key)->hash, sizeof number);
  return number;
}

static gboolean
equal_sessions (gconstpointer a, gconstpointer b)
{
  return memcmp (((const TpSession *)a)->hash, ((const TpSession *)b)->hash,
                 TP_SESSION_HASH_BYTES) == 0;
}

static GArray *
take_keys (GHashTable *set, guint size)
{
  GArray *keys = g_array_new (FALSE, FALSE, size);
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_array_append_vals (keys, key, 1);
  g_hash_table_remove_all (set);
  return keys;
}

static gboolean
write_down (TpAccount *account, const GArray *sessions, const GArray *tokens, GError **error)
{
  if (sessions->len == 0 && tokens->len == 0)
    return TRUE;
  g_autoptr (TpChange) change =
      tp_change_begin (account, (TpActor){TP_ACTOR_SYSTEM, 0}, NULL, error);
  return change != NULL &&
         tp_session_touch (change, (const TpSession *)(gpointer)sessions->data, sessions->len,
                           error) &&
         tp_token_touch (change, (const gint64 *)(gpointer)tokens->data, tokens->len, error) &&
         tp_change_commit (&change, NULL, error);
}

/* Called with the lock, which is let go meanwhile. */
static void
flush (TpSeen *seen)
{
  g_autoptr (GArray) sessions = take_keys (seen->sessions, sizeof (TpSession));
  g_autoptr (GArray) tokens = take_keys (seen->tokens, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  g_mutex_unlock (&seen->lock);
  if (!write_down (seen->account, sessions, tokens, &error))
    tp_log (TP_LOG_WARNING, "seen_not_written", "reason", error->message);
  g_mutex_lock (&seen->lock);
}

static gpointer
run (gpointer data)
{
  TpSeen *seen = data;
  g_mutex_lock (&seen->lock);
  while (!seen->stopping) {
    gint64 until = g_get_monotonic_time () + TP_SEEN_SECONDS * G_USEC_PER_SEC;
    while (!seen->stopping && g_cond_wait_until (&seen->changed, &seen->lock, until))
      ;
    flush (seen);
  }
  g_mutex_unlock (&seen->lock);
  return NULL;
}

TpSeen *
tp_seen_new (TpAccount *account)
{
  TpSeen *seen = g_new0 (TpSeen, 1);
  seen->account = account;
  g_mutex_init (&seen->lock);
  g_cond_init (&seen->changed);
  seen->sessions = g_hash_table_new_full (hash_session, equal_sessions, g_free, NULL);
  seen->tokens = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  seen->thread = g_thread_new ("seen", run, seen);
  return seen;
}

void
tp_seen_free (TpSeen *seen)
{
  if (seen == NULL)
    return;
  g_mutex_lock (&seen->lock);
  seen->stopping = TRUE;
  g_cond_signal (&seen->changed);
  g_mutex_unlock (&seen->lock);
  g_thread_join (seen->thread);
  g_hash_table_unref (seen->sessions);
  g_hash_table_unref (seen->tokens);
  g_mutex_clear (&seen->lock);
  g_cond_clear (&seen->changed);
  g_free (seen);
}

static void
add (TpSeen *seen, GHashTable *set, gconstpointer key, gsize size, gint64 noted_at)
{
  if (tp_account_now (seen->account) - noted_at < TP_SEEN_COARSE)
    return;
  g_mutex_lock (&seen->lock);
  if (g_hash_table_size (set) < TP_SEEN_MAX && !g_hash_table_contains (set, key))
    g_hash_table_add (set, g_memdup2 (key, size));
  g_mutex_unlock (&seen->lock);
}

void
tp_seen_add_session (TpSeen *seen, const TpSession *session)
{
  add (seen, seen->sessions, session, sizeof *session, session->seen_at);
}

void
tp_seen_add_token (TpSeen *seen, gint64 token, gint64 used_at)
{
  add (seen, seen->tokens, &token, sizeof token, used_at);
}
