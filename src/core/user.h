/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/password.h"
#include "core/change.h"
#include "core/scope.h"

/* The people who work with the account: known by their e-mail address, which is unique among those
 * who were not removed, with a role and a password. There is always an owner, once there was one.
 * Passwords are hashed before the change begins (tp_user_hash): that takes longer than a change
 * may. Columns email, name and password are personal; removing blanks the password, the rest stays
 * for the audit log. */

#define TP_USERS_MAX 1000
#define TP_USER_NAME_MAX 200   /* characters */
#define TP_USER_PASSWORD_MIN 8 /* characters */

typedef struct {
  gint64 id;
  char *email; /* as it was given */
  char *name;  /* NULL: none */
  TpRole role;
  char *language; /* "de"; NULL: the browser's */
  gint64 created_at;
} TpUser;

void tp_user_free (TpUser *user);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpUser, tp_user_free)

/* By what a user is known; of what is no address, all such texts are one. (transfer full) */
char *tp_user_key (const char *email);

/* Checks a new password (TP_USER_PASSWORD_MIN characters, at most TP_PASSWORD_MAX_BYTES, not the
 * e-mail address) and hashes it. INVALID, BUSY. (transfer full) */
char *tp_user_hash (TpHasher *hasher, const char *email, const char *password, GError **error);

/* name and language may be NULL. INVALID, CONFLICT: the address is taken, LIMIT. */
gboolean tp_user_add (TpChange *change, const char *email, const char *name, TpRole role,
                      const char *language, const char *hash, gint64 *out_id, GError **error);

/* get: NOT_FOUND. find: NULL without an error when there is none. (transfer full) */
TpUser *tp_user_get (TpConn *conn, gint64 id, GError **error);
TpUser *tp_user_find (TpConn *conn, const char *email, GError **error);
/* The stored hash of who was found; NULL with an error. (transfer full) */
char *tp_user_password (TpConn *conn, gint64 id, GError **error);

/* Of TpUser, by e-mail address; at most TP_USERS_MAX. (transfer full) */
GPtrArray *tp_user_list (TpConn *conn, GError **error);
gboolean tp_user_count (TpConn *conn, gint64 *out_count, GError **error);

/* Stores name, role and language of `user`. NOT_FOUND, INVALID, CONFLICT: the last owner. */
gboolean tp_user_change (TpChange *change, const TpUser *user, GError **error);

/* Ends all of the user's sessions. NOT_FOUND. */
gboolean tp_user_set_password (TpChange *change, gint64 id, const char *hash, GError **error);

/* Ends the user's sessions and tokens. NOT_FOUND, CONFLICT: the last owner. */
gboolean tp_user_remove (TpChange *change, gint64 id, GError **error);
