/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"
#include "core/scope.h"

/* Tokens of the API: a secret that a program sends, with a name and scopes. The secret is shown
 * once and stored as SHA-256 alone (it has 256 random bits, so a slow hash would add nothing).
 * Names are unique among what is not archived. */

#define TP_TOKEN_NAME_MAX 100 /* characters */
#define TP_TOKENS_MAX 1000    /* that are not archived */

typedef struct {
  gint64 id;
  char *name;
  TpScopes scopes;
  gint64 user; /* who made it; 0: the command line */
  gint64 created_at;
  gint64 used_at; /* to the hour; 0: never */
} TpToken;

void tp_token_free (TpToken *token);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpToken, tp_token_free)

/* INVALID, CONFLICT: the name is taken, LIMIT. *out_secret: "tp_" and 43 characters. (transfer
 * full) */
gboolean tp_token_add (TpChange *change, const char *name, TpScopes scopes, gint64 user,
                       gint64 *out_id, char **out_secret, GError **error);

/* NULL without an error when there is none that is not archived. (transfer full) */
TpToken *tp_token_find (TpConn *conn, const char *secret, GError **error);
TpToken *tp_token_find_name (TpConn *conn, const char *name, GError **error);
/* NOT_FOUND. (transfer full) */
TpToken *tp_token_get (TpConn *conn, gint64 id, GError **error);

/* Those that are not archived, of TpToken, by number; at most TP_TOKENS_MAX. (transfer full) */
GPtrArray *tp_token_list (TpConn *conn, GError **error);

/* It stops working at once. NOT_FOUND. */
gboolean tp_token_remove (TpChange *change, gint64 id, GError **error);

/* Notes that these were used now. Makes no event. */
gboolean tp_token_touch (TpChange *change, const gint64 *ids, gsize length, GError **error);
