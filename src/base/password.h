/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Password hashes by argon2id (RFC 9106) with libsodium's interactive limits: 2 passes over 64 MiB,
 * about 70 ms. The hash is text that names its own parameters and salt, at most 127 characters.
 *
 * A hasher lets at most `concurrent` hashes run at a time, so that a storm of logins takes neither
 * the memory nor every core; up to TP_PASSWORD_MAX_WAITING more wait, the rest get BUSY at once.
 * One per process. Thread-safe; the calls block, so they are not for a poll thread. */

#define TP_PASSWORD_MAX_BYTES 1024
#define TP_PASSWORD_CONCURRENT 2
#define TP_PASSWORD_MAX_WAITING 64

typedef struct TpHasher TpHasher;

TpHasher *tp_hasher_new (guint concurrent); /* (transfer full) */
void tp_hasher_free (TpHasher *self);       /* when no call is running */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpHasher, tp_hasher_free)

/* NULL and LIMIT for a password that is too long, BUSY, or INTERNAL when memory is refused.
 * (transfer full) */
char *tp_password_hash (TpHasher *self, const char *password, GError **error);

/* Sets whether the password fits. With a NULL hash (no such user, no password set) it works as long
 * and says no, so the time does not tell user names. `out_stale` (may be NULL): it fits, but the
 * hash was made with other limits and should be made anew. Errors as above. */
gboolean tp_password_verify (TpHasher *self, const char *hash, const char *password,
                             gboolean *out_fits, gboolean *out_stale, GError **error);
