/* SPDX-License-Identifier: Apache-2.0 */
#include "core/user.h"

#include "base/error.h"
#include "base/i18n.h"
#include "mail/address.h"

#include <string.h>

void
tp_user_free (TpUser *user)
{
  if (user == NULL)
    return;
  g_free (user->email);
  g_free (user->name);
  g_free (user->language);
  g_free (user);
}

/* The next row; NULL at the end or with an error. */
static TpUser *
read_user (TpRows *rows, GError **error)
{
  if (rows == NULL || !tp_rows_next (rows, error))
    return NULL;
  TpUser *user = g_new0 (TpUser, 1);
  user->id = tp_rows_int64 (rows, 0);
  user->email = g_strdup (tp_rows_text (rows, 1));
  user->name = g_strdup (tp_rows_text (rows, 2));
  user->role = (TpRole)tp_rows_int64 (rows, 3);
  user->language = g_strdup (tp_rows_text (rows, 4));
  user->created_at = tp_rows_int64 (rows, 5);
  return user;
}

static gboolean
no_such_user (GError **error)
{
  return tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no such user"));
}

char *
tp_user_key (const char *email)
{
  g_autoptr (TpAddress) address = tp_address_parse (email, -1, NULL);
  return g_strdup (address != NULL ? address->key : "");
}

char *
tp_user_hash (TpHasher *hasher, const char *email, const char *password, GError **error)
{
  if (!g_utf8_validate (password, -1, NULL))
    tp_error (error, TP_ERROR_INVALID, _ ("the password is not valid UTF-8"));
  else if (g_utf8_strlen (password, -1) < TP_USER_PASSWORD_MIN)
    tp_error (error, TP_ERROR_INVALID, _ ("a password has at least %d characters"),
              TP_USER_PASSWORD_MIN);
  else if (strlen (password) > TP_PASSWORD_MAX_BYTES)
    tp_error (error, TP_ERROR_INVALID, _ ("a password has at most %d bytes"),
              TP_PASSWORD_MAX_BYTES);
  else if (g_ascii_strcasecmp (email, password) == 0)
    tp_error (error, TP_ERROR_INVALID, _ ("the e-mail address is no password"));
  else
    return tp_password_hash (hasher, password, error);
  return NULL;
}

static gboolean
check_name (const char *name, GError **error)
{
  if (name == NULL)
    return TRUE;
  if (*name == '\0' || g_utf8_strlen (name, -1) > TP_USER_NAME_MAX)
    return tp_error (error, TP_ERROR_INVALID, _ ("a user's name has 1 to %d characters"),
                     TP_USER_NAME_MAX);
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_iscntrl (g_utf8_get_char (at)))
      return tp_error (error, TP_ERROR_INVALID, _ ("a user's name has no control characters"));
  return TRUE;
}

static gboolean
check_language (const char *language, GError **error)
{
  static const char *const known[] = {"en", "de", "nl", NULL};
  return language == NULL || g_strv_contains (known, language) ||
         tp_error (error, TP_ERROR_INVALID, _ ("no language '%s'; one of en, de, nl is expected"),
                   language);
}

static gboolean
check_new (TpConn *conn, const TpAddress *address, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpUser) other = tp_user_find (conn, address->key, &local);
  gint64 count = 0;
  if (other != NULL)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("there is a user '%s' already"), other->email);
  if (local != NULL || !tp_user_count (conn, &count, &local)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  return count < TP_USERS_MAX ||
         tp_error (error, TP_ERROR_LIMIT, _ ("there are %d users already"), TP_USERS_MAX);
}

gboolean
tp_user_add (TpChange *change, const char *email, const char *name, TpRole role,
             const char *language, const char *hash, gint64 *out_id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (TpAddress) address = tp_address_parse (email, -1, error);
  if (address == NULL || !check_name (name, error) || !check_language (language, error) ||
      !check_new (conn, address, error))
    return FALSE;
  if (!tp_conn_int64 (conn, TP_SQL_USER_ADD, out_id, error, "sssissi", address->spelling,
                      address->key, name, (gint64)role, hash, language, tp_change_now (change)))
    return FALSE;
  tp_change_event (change, TP_EVENT_USER_CHANGED, 0, *out_id, 0, "{\"what\":\"added\"}");
  return TRUE;
}

TpUser *
tp_user_get (TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_USER_GET, &local, "i", id);
  TpUser *user = read_user (rows, &local);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (user == NULL)
    no_such_user (error);
  return user;
}

TpUser *
tp_user_find (TpConn *conn, const char *email, GError **error)
{
  g_autoptr (TpAddress) address = tp_address_parse (email, -1, NULL);
  if (address == NULL)
    return NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_USER_FIND, error, "s", address->key);
  return read_user (rows, error);
}

char *
tp_user_password (TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  char *hash = NULL;
  if (tp_conn_text (conn, TP_SQL_USER_PASSWORD, &hash, &local, "i", id))
    return hash;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    no_such_user (error);
  return NULL;
}

GPtrArray *
tp_user_list (TpConn *conn, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_user_free);
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_USER_LIST, &local, "i", (gint64)TP_USERS_MAX);
  for (TpUser *user; (user = read_user (rows, &local)) != NULL;)
    g_ptr_array_add (users, user);
  return tp_rows_ended (&local, error) ? g_steal_pointer (&users) : NULL;
}

gboolean
tp_user_count (TpConn *conn, gint64 *out_count, GError **error)
{
  return tp_conn_int64 (conn, TP_SQL_USER_COUNT, out_count, error, "");
}

/* CONFLICT when that user is the only owner. */
static gboolean
check_last_owner (TpConn *conn, gint64 id, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean is_owner = FALSE, has_other = FALSE;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_USER_LOCK_OWNERS, &local, "i", (gint64)TP_ROLE_OWNER);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    is_owner = is_owner || tp_rows_int64 (rows, 0) == id;
    has_other = has_other || tp_rows_int64 (rows, 0) != id;
  }
  if (!tp_rows_ended (&local, error))
    return FALSE;
  return !is_owner || has_other ||
         tp_error (error, TP_ERROR_CONFLICT, _ ("this is the last owner; make another one first"));
}

/* The statement that was just run must have met the user. */
static gboolean
check_changed (TpConn *conn, GError **error)
{
  return tp_conn_changes (conn) > 0 || no_such_user (error);
}

gboolean
tp_user_change (TpChange *change, const TpUser *user, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (!check_name (user->name, error) || !check_language (user->language, error) ||
      (user->role != TP_ROLE_OWNER && !check_last_owner (conn, user->id, error)))
    return FALSE;
  if (!tp_conn_run (conn, TP_SQL_USER_CHANGE, error, "isis", user->id, user->name,
                    (gint64)user->role, user->language) ||
      !check_changed (conn, error))
    return FALSE;
  g_autofree char *data =
      g_strdup_printf ("{\"role\":\"%s\",\"what\":\"changed\"}", tp_role_name (user->role));
  tp_change_event (change, TP_EVENT_USER_CHANGED, 0, user->id, 0, data);
  return TRUE;
}

gboolean
tp_user_set_password (TpChange *change, gint64 id, const char *hash, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (!tp_conn_run (conn, TP_SQL_USER_SET_PASSWORD, error, "isi", id, hash,
                    tp_change_now (change)) ||
      !check_changed (conn, error) ||
      !tp_conn_run (conn, TP_SQL_SESSION_REMOVE_OF_USER, error, "i", id))
    return FALSE;
  tp_change_event (change, TP_EVENT_USER_CHANGED, 0, id, 0, "{\"what\":\"password\"}");
  return TRUE;
}

gboolean
tp_user_remove (TpChange *change, gint64 id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  gint64 now = tp_change_now (change);
  if (!check_last_owner (conn, id, error) ||
      !tp_conn_run (conn, TP_SQL_USER_ARCHIVE, error, "ii", id, now) ||
      !check_changed (conn, error) ||
      !tp_conn_run (conn, TP_SQL_SESSION_REMOVE_OF_USER, error, "i", id) ||
      !tp_conn_run (conn, TP_SQL_TOKEN_ARCHIVE_OF_USER, error, "ii", id, now))
    return FALSE;
  tp_change_event (change, TP_EVENT_USER_CHANGED, 0, id, 0, "{\"what\":\"removed\"}");
  return TRUE;
}
