/* SPDX-License-Identifier: Apache-2.0 */
/* A counter under a mutex is the gate. Verifying without a hash makes a fresh one instead, which
 * costs the same work. */
#include "base/password.h"

#include "base/error.h"
#include "base/i18n.h"

#include <sodium.h>
#include <string.h>

struct TpHasher {
  GMutex mutex;
  GCond freed;
  guint concurrent;
  guint running;
  guint waiting;
};

TpHasher *
tp_hasher_new (guint concurrent)
{
  g_assert (concurrent > 0);
  int status = sodium_init ();
  g_assert (status >= 0);
  TpHasher *self = g_new0 (TpHasher, 1);
  self->concurrent = concurrent;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->freed);
  return self;
}

void
tp_hasher_free (TpHasher *self)
{
  if (self == NULL)
    return;
  g_assert (self->running == 0 && self->waiting == 0);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->freed);
  g_free (self);
}

static gboolean
enter (TpHasher *self, const char *password, GError **error)
{
  if (strlen (password) > TP_PASSWORD_MAX_BYTES)
    return tp_error (error, TP_ERROR_LIMIT, _ ("a password may have at most %d bytes"),
                     TP_PASSWORD_MAX_BYTES);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  if (self->running >= self->concurrent && self->waiting >= TP_PASSWORD_MAX_WAITING)
    return tp_error (error, TP_ERROR_BUSY, _ ("too many people are logging in; try again soon"));
  self->waiting++;
  while (self->running >= self->concurrent)
    g_cond_wait (&self->freed, &self->mutex);
  self->waiting--;
  self->running++;
  return TRUE;
}

static void
leave (TpHasher *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  self->running--;
  g_cond_signal (&self->freed);
}

static gboolean
make_hash (const char *password, char out_hash[crypto_pwhash_STRBYTES], GError **error)
{
  if (crypto_pwhash_str_alg (out_hash, password, strlen (password),
                             crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                             crypto_pwhash_ALG_ARGON2ID13) != 0)
    return tp_error (error, TP_ERROR_INTERNAL, _ ("no memory to hash a password"));
  return TRUE;
}

char *
tp_password_hash (TpHasher *self, const char *password, GError **error)
{
  char hash[crypto_pwhash_STRBYTES];
  if (!enter (self, password, error))
    return NULL;
  gboolean ok = make_hash (password, hash, error);
  leave (self);
  return ok ? g_strdup (hash) : NULL;
}

gboolean
tp_password_verify (TpHasher *self, const char *hash, const char *password, gboolean *out_fits,
                    gboolean *out_stale, GError **error)
{
  char unused[crypto_pwhash_STRBYTES];
  gboolean ok = TRUE, stale = FALSE;
  *out_fits = FALSE;
  if (!enter (self, password, error))
    return FALSE;
  if (hash == NULL)
    ok = make_hash (password, unused, error);
  else
    *out_fits = crypto_pwhash_str_verify (hash, password, strlen (password)) == 0;
  leave (self);
  if (*out_fits)
    stale = crypto_pwhash_str_needs_rehash (hash, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                            crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0;
  if (out_stale != NULL)
    *out_stale = stale;
  return ok;
}
