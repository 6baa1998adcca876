/* SPDX-License-Identifier: Apache-2.0 */
/* A bearer token goes before a cookie. Role and scopes are read with every request, so what is
 * taken from someone is gone at once. */
#include "api/frame.h"

#include "base/error.h"
#include "core/token.h"
#include "http/cookie.h"

static TpPrincipal *
make_principal (TpActorKind kind, gint64 id, TpScopes scopes)
{
  TpPrincipal *principal = g_new0 (TpPrincipal, 1);
  principal->actor = (TpActor){kind, id};
  principal->scopes = scopes;
  principal->name = g_strdup_printf ("%s %" G_GINT64_FORMAT, tp_actor_name (kind), id);
  return principal;
}

static TpAuthKind
find_token (TpApi *api, TpConn *conn, const char *secret, gpointer *out_principal, GError **error)
{
  g_autoptr (TpToken) token = tp_token_find (conn, secret, error);
  if (token == NULL)
    return TP_AUTH_NONE;
  tp_seen_add_token (api->seen, token->id, token->used_at);
  *out_principal = make_principal (TP_ACTOR_TOKEN, token->id, token->scopes);
  return TP_AUTH_BEARER;
}

static TpAuthKind
find_user (TpApi *api, TpRequest *request, TpConn *conn, gpointer *out_principal, GError **error)
{
  TpSession session;
  if (!tp_api_find_session (api, request, conn, &session, error))
    return TP_AUTH_NONE;
  tp_seen_add_session (api->seen, &session);
  TpPrincipal *principal =
      make_principal (TP_ACTOR_USER, session.user, tp_role_scopes (session.role));
  principal->role = session.role;
  principal->session = session;
  *out_principal = principal;
  return TP_AUTH_COOKIE;
}

static const char *
find_cookie (TpRequest *request)
{
  g_autofree char *name =
      tp_cookie_session_name (TP_API_SESSION_COOKIE, tp_request_is_https (request));
  return tp_request_cookie (request, name);
}

gboolean
tp_api_find_session (TpApi *api, TpRequest *request, TpConn *conn, TpSession *out_session,
                     GError **error)
{
  const char *secret = find_cookie (request);
  return secret != NULL &&
         tp_session_find (conn, tp_account_now (api->account), secret, out_session, error);
}

TpAuthKind
tp_api_authenticate (gpointer data, TpRequest *request, gpointer *out_principal, GError **error)
{
  TpApi *api = data;
  const char *secret = tp_request_bearer (request);
  if (secret == NULL && find_cookie (request) == NULL)
    return TP_AUTH_NONE;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (api->account), error);
  if (conn == NULL)
    return TP_AUTH_NONE;
  return secret != NULL ? find_token (api, conn, secret, out_principal, error)
                        : find_user (api, request, conn, out_principal, error);
}

gboolean
tp_api_allow (gpointer data, gpointer principal, const char *permission)
{
  return (((TpPrincipal *)principal)->scopes & tp_scope_find (permission)) != 0;
}

void
tp_api_release (gpointer data, gpointer principal)
{
  TpPrincipal *released = principal;
  tp_api_leave (data, released);
  g_free (released->name);
  g_free (released);
}
