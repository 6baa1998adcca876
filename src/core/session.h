/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"
#include "core/scope.h"

/* Logins of users: a secret in a cookie, stored as SHA-256 alone. A session ends when it was not
 * used for session_days (a setting), when the user logs out, gets another password or is removed.
 * When it was seen is kept to the hour. */

#define TP_SESSIONS_OF_USER_MAX 50 /* the oldest end */
#define TP_SESSION_HASH_BYTES 32

typedef struct {
  guint8 hash[TP_SESSION_HASH_BYTES];
  gint64 user;
  TpRole role;
  gint64 seen_at;
} TpSession;

/* `password` is the stored hash against which the user's password was verified: DENIED when it is
 * no longer that, so that a login under way does not outlive a change of password. A hash that is
 * stale is replaced by `renewed`, unless that is NULL. *out_secret (transfer full) */
gboolean tp_session_start (TpChange *change, gint64 user, const char *password, const char *renewed,
                           char **out_secret, GError **error);

/* FALSE without an error: there is none. */
gboolean tp_session_find (TpConn *conn, gint64 now, const char *secret, TpSession *out_session,
                          GError **error);

/* Ends it; TRUE also when there is none. */
gboolean tp_session_end (TpChange *change, const guint8 hash[TP_SESSION_HASH_BYTES],
                         GError **error);

/* Notes that these were used now; makes no event. */
gboolean tp_session_touch (TpChange *change, const TpSession *sessions, gsize length,
                           GError **error);

/* Removes those that ended by time. */
gboolean tp_session_tidy (TpChange *change, GError **error);
