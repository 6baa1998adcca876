/* SPDX-License-Identifier: Apache-2.0 */
/* An unknown address is verified against no hash, which takes as long. A try is taken from both
 * throttles before the password is looked at and given back when it was right, so that many at once
 * get no further than many in turn. */
#include "api/frame.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/secret.h"
#include "core/user.h"
#include "http/cookie.h"

#include <arpa/inet.h>
#include <string.h>

#define COOKIE_SECONDS (365 * 24 * 60 * 60) /* when the session itself ends the server knows */

/* An IPv6 sender has its /64 to itself. */
static char *
address_key (const TpRequest *request)
{
  const char *client = tp_request_client (request);
  struct in6_addr address;
  char text[INET6_ADDRSTRLEN];
  if (inet_pton (AF_INET6, client, &address) != 1 || IN6_IS_ADDR_V4MAPPED (&address))
    return g_strdup (client);
  memset (address.s6_addr + 8, 0, 8);
  return g_strdup (inet_ntop (AF_INET6, &address, text, sizeof text));
}

static gboolean
too_many (TpResponse *response, guint wait_seconds, GError **error)
{
  char text[12];
  g_snprintf (text, sizeof text, "%u", wait_seconds);
  tp_response_header (response, "Retry-After", text);
  tp_response_set_status (response, 429);
  return tp_error (error, TP_ERROR_LIMIT, _ ("too many failed logins; try again in %u seconds"),
                   wait_seconds);
}

static gboolean
take_tries (TpApi *api, TpResponse *response, const char *address, const char *user, GError **error)
{
  gint64 now_us = g_get_monotonic_time ();
  guint wait_seconds = 0;
  if (!tp_throttle_take (api->logins_by_address, address, now_us, &wait_seconds))
    return too_many (response, wait_seconds, error);
  if (tp_throttle_take (api->logins_by_user, user, now_us, &wait_seconds))
    return TRUE;
  tp_throttle_give_back (api->logins_by_address, address);
  return too_many (response, wait_seconds, error);
}

/* The user and the stored hash; both NULL when there is none. */
static gboolean
look_up (TpApi *api, const char *email, TpUser **out_user, char **out_hash, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (api->account), &local);
  if (conn != NULL)
    *out_user = tp_user_find (conn, email, &local);
  if (*out_user != NULL)
    *out_hash = tp_user_password (conn, (*out_user)->id, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
set_cookie (TpRequest *request, TpResponse *response, const char *secret, gint64 seconds)
{
  g_autofree char *cookie = tp_cookie_format_session (TP_API_SESSION_COOKIE, secret, seconds,
                                                      tp_request_is_https (request));
  tp_response_header (response, "Set-Cookie", cookie);
}

static gboolean
start_session (TpApi *api, TpRequest *request, TpResponse *response, gint64 user, const char *hash,
               const char *renewed, GError **error)
{
  g_autofree char *secret = NULL;
  const TpActor actor = {TP_ACTOR_USER, user};
  g_autoptr (TpChange) change =
      tp_change_begin (api->account, actor, tp_request_id (request), error);
  if (change == NULL || !tp_session_start (change, user, hash, renewed, &secret, error) ||
      !tp_change_commit (&change, NULL, error))
    return FALSE;
  set_cookie (request, response, secret, COOKIE_SECONDS);
  return TRUE;
}

gboolean
tp_api_start_session (TpApi *api, TpRequest *request, TpResponse *response, gint64 user,
                      const char *hash, GError **error)
{
  return start_session (api, request, response, user, hash, NULL, error);
}

static gboolean
refuse (TpRequest *request, GError **error)
{
  tp_log (TP_LOG_NOTICE, "login_failed", "id", tp_request_id (request));
  return tp_error (error, TP_ERROR_DENIED, _ ("the e-mail address or the password is wrong"));
}

static gboolean
verify (TpApi *api, TpRequest *request, TpResponse *response, const char *email,
        const char *password, gint64 *out_user, GError **error)
{
  g_autoptr (TpUser) user = NULL;
  g_autofree char *hash = NULL;
  gboolean fits = FALSE, stale = FALSE;
  if (!look_up (api, email, &user, &hash, error) ||
      !tp_password_verify (api->hasher, hash, password, &fits, &stale, error))
    return FALSE;
  if (!fits)
    return refuse (request, error);
  g_autofree char *renewed = stale ? tp_password_hash (api->hasher, password, NULL) : NULL;
  *out_user = user->id;
  return start_session (api, request, response, user->id, hash, renewed, error);
}

gboolean
tp_api_log_in (TpApi *api, TpRequest *request, TpResponse *response, const char *email,
               const char *password, gint64 *out_user, GError **error)
{
  g_autofree char *address = address_key (request);
  g_autofree char *user = tp_user_key (email);
  if (!take_tries (api, response, address, user, error))
    return FALSE;
  if (!verify (api, request, response, email, password, out_user, error))
    return FALSE;
  tp_throttle_give_back (api->logins_by_address, address);
  tp_throttle_give_back (api->logins_by_user, user);
  return TRUE;
}

gboolean
tp_api_log_out (TpApi *api, TpRequest *request, TpResponse *response, GError **error)
{
  TpSession session;
  g_autoptr (GError) local = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (api->account), &local);
  gboolean found = conn != NULL && tp_api_find_session (api, request, conn, &session, &local);
  g_clear_pointer (&conn, tp_conn_release);
  if (found) {
    const TpActor actor = {TP_ACTOR_USER, session.user};
    g_autoptr (TpChange) change =
        tp_change_begin (api->account, actor, tp_request_id (request), &local);
    if (change != NULL && tp_session_end (change, session.hash, &local))
      tp_change_commit (&change, NULL, &local);
  }
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  set_cookie (request, response, "", 0);
  return TRUE;
}

/* Takes the token, so that it works once even for two at a time. */
static gboolean
take_setup_token (TpApi *api, const char *token, GError **error)
{
  g_mutex_lock (&api->lock);
  gboolean fits = api->setup_token != NULL && tp_secret_equal (api->setup_token, token);
  if (fits)
    g_clear_pointer (&api->setup_token, g_free);
  g_mutex_unlock (&api->lock);
  return fits || tp_error (error, TP_ERROR_DENIED,
                           _ ("this is not the set-up token that the server printed last"));
}

static void
give_setup_token_back (TpApi *api, const char *token)
{
  g_mutex_lock (&api->lock);
  if (api->setup_token == NULL)
    api->setup_token = g_strdup (token);
  g_mutex_unlock (&api->lock);
}

static gboolean
add_owner (TpApi *api, TpRequest *request, const TpApiSetup *setup, const char *hash,
           gint64 *out_user, GError **error)
{
  gint64 count = 0;
  g_autoptr (TpChange) change = tp_api_begin (api, request, error);
  if (change == NULL || !tp_user_count (tp_change_conn (change), &count, error))
    return FALSE;
  if (count > 0)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("there are users already; please log in"));
  return tp_user_add (change, setup->email, setup->name, TP_ROLE_OWNER, NULL, hash, out_user,
                      error) &&
         tp_change_commit (&change, NULL, error);
}

gboolean
tp_api_make_first_user (TpApi *api, TpRequest *request, TpResponse *response,
                        const TpApiSetup *setup, gint64 *out_user, GError **error)
{
  g_autoptr (GError) local = NULL;
  if (!take_setup_token (api, setup->token, error)) {
    tp_response_set_status (response, 403);
    return FALSE;
  }
  g_autofree char *hash = tp_user_hash (api->hasher, setup->email, setup->password, &local);
  if (hash == NULL || !add_owner (api, request, setup, hash, out_user, &local)) {
    if (!g_error_matches (local, TP_ERROR, TP_ERROR_CONFLICT))
      give_setup_token_back (api, setup->token);
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  return tp_api_start_session (api, request, response, *out_user, hash, error);
}
