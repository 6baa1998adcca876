/* SPDX-License-Identifier: Apache-2.0 */
#include "api/frame.h"

#include "base/error.h"
#include "core/token.h"

static TpPrincipal *
token_principal (const TpToken *token)
{
  TpPrincipal *principal = g_new0 (TpPrincipal, 1);
  principal->actor = (TpActor){TP_ACTOR_TOKEN, token->id};
  principal->scopes = token->scopes;
  principal->name = g_strdup_printf ("token %" G_GINT64_FORMAT, token->id);
  return principal;
}

TpAuthKind
tp_api_authenticate (gpointer data, TpRequest *request, gpointer *out_principal, GError **error)
{
  TpApi *api = data;
  const char *secret = tp_request_bearer (request);
  if (secret == NULL)
    return TP_AUTH_NONE;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (api->account), error);
  g_autoptr (TpToken) token = conn != NULL ? tp_token_find (conn, secret, error) : NULL;
  if (token == NULL)
    return TP_AUTH_NONE;
  *out_principal = token_principal (token);
  return TP_AUTH_BEARER;
}

gboolean
tp_api_allow (gpointer data, gpointer principal, const char *permission)
{
  return (((TpPrincipal *)principal)->scopes & tp_scope_find (permission)) != 0;
}

void
tp_api_release (gpointer data, gpointer principal)
{
  TpApi *api = data;
  TpPrincipal *released = principal;
  g_mutex_lock (&api->lock);
  if (released->in_flight != NULL)
    g_hash_table_remove (api->in_flight, released->in_flight);
  g_mutex_unlock (&api->lock);
  g_free (released->name);
  g_free (released);
}
