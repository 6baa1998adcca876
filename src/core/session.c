/* SPDX-License-Identifier: Apache-2.0 */
#include "core/session.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/secret.h"
#include "base/time.h"
#include "core/setting.h"
#include "core/user.h"

#include <string.h>

G_STATIC_ASSERT (TP_SESSION_HASH_BYTES == TP_SHA256_BYTES);

/* Sessions that were last seen before this time have ended. */
static gboolean
find_cutoff (TpConn *conn, gint64 now, gint64 *out_at, GError **error)
{
  gint64 days = 0;
  if (!tp_setting_get_int64 (conn, "session_days", &days, error))
    return FALSE;
  *out_at = now - days * TP_DAY;
  return TRUE;
}

static gboolean
check_password (TpConn *conn, gint64 user, const char *password, GError **error)
{
  g_autofree char *now = tp_user_password (conn, user, error);
  if (now == NULL)
    return FALSE;
  return strcmp (now, password) == 0 ||
         tp_error (error, TP_ERROR_DENIED, _ ("the password was changed meanwhile"));
}

gboolean
tp_session_start (TpChange *change, gint64 user, const char *password, const char *renewed,
                  char **out_secret, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autofree char *secret = tp_token_new ("tps_");
  g_autoptr (GBytes) hash = tp_secret_hash (secret);
  if (!check_password (conn, user, password, error) ||
      (renewed != NULL &&
       !tp_conn_run (conn, TP_SQL_USER_RENEW_HASH, error, "iss", user, password, renewed)) ||
      !tp_conn_run (conn, TP_SQL_SESSION_TRIM, error, "ii", user,
                    (gint64)TP_SESSIONS_OF_USER_MAX - 1) ||
      !tp_conn_run (conn, TP_SQL_SESSION_ADD, error, "bii", hash, user, tp_change_now (change)))
    return FALSE;
  *out_secret = g_steal_pointer (&secret);
  return TRUE;
}

gboolean
tp_session_find (TpConn *conn, gint64 now, const char *secret, TpSession *out_session,
                 GError **error)
{
  gint64 cutoff = 0;
  if (!find_cutoff (conn, now, &cutoff, error))
    return FALSE;
  g_autoptr (GBytes) hash = tp_secret_hash (secret);
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_SESSION_FIND, error, "bi", hash, cutoff);
  if (rows == NULL || !tp_rows_next (rows, error))
    return FALSE;
  memcpy (out_session->hash, g_bytes_get_data (hash, NULL), TP_SESSION_HASH_BYTES);
  out_session->user = tp_rows_int64 (rows, 0);
  out_session->role = (TpRole)tp_rows_int64 (rows, 1);
  out_session->seen_at = tp_rows_int64 (rows, 2);
  return TRUE;
}

gboolean
tp_session_end (TpChange *change, const guint8 hash[TP_SESSION_HASH_BYTES], GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (hash, TP_SESSION_HASH_BYTES);
  return tp_conn_run (tp_change_conn (change), TP_SQL_SESSION_REMOVE, error, "b", bytes);
}

gboolean
tp_session_touch (TpChange *change, const TpSession *sessions, gsize length, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (!tp_conn_batch_begin (conn, TP_SQL_SESSION_TOUCH, 0, error))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    g_autoptr (GBytes) hash = g_bytes_new (sessions[i].hash, TP_SESSION_HASH_BYTES);
    if (!tp_conn_batch_add (conn, error, "bi", hash, tp_change_now (change)))
      return FALSE;
  }
  return tp_conn_batch_end (conn, error);
}

gboolean
tp_session_tidy (TpChange *change, GError **error)
{
  gint64 cutoff = 0;
  TpConn *conn = tp_change_conn (change);
  return find_cutoff (conn, tp_change_now (change), &cutoff, error) &&
         tp_conn_run (conn, TP_SQL_SESSION_REMOVE_BEFORE, error, "i", cutoff);
}
