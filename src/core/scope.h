/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What one may do: scopes, which a route names as its permission and a token is given, and roles of
 * users, each a set of scopes. A scope implies no other: who may write contacts need not be able to
 * read them. Stored and sent by name. */

/* A set of scopes, a bit for each row of the table. */
typedef guint64 TpScopes;

typedef struct {
  const char *name; /* "contacts:read" */
  const char *help; /* marked */
} TpScopeInfo;

/* The table, ended by a NULL name. */
const TpScopeInfo *tp_scope_table (void);

/* The bit of a scope; 0: there is no such scope. */
TpScopes tp_scope_find (const char *name);

/* Names separated by commas or blanks; "contacts:*" is all of that kind, "*" everything that there
 * is today. INVALID: none, or one that is unknown. */
gboolean tp_scopes_parse (const char *text, TpScopes *out_scopes, GError **error);
/* "contacts:read,contacts:write" in the table's order. (transfer full) */
char *tp_scopes_format (TpScopes scopes);
/* What is stored: names that this program does not know are left out. */
TpScopes tp_scopes_read (const char *text);

/* Stored numbers. */
typedef enum {
  TP_ROLE_OWNER = 0,  /* everything, also other owners */
  TP_ROLE_ADMIN = 1,  /* everything but owners */
  TP_ROLE_EDITOR = 2, /* works with contacts, campaigns, sales; no users, no settings */
  TP_ROLE_READER = 3, /* looks */
} TpRole;
#define TP_ROLES (TP_ROLE_READER + 1)

const char *tp_role_name (TpRole role); /* "owner" */
gboolean tp_role_parse (const char *name, TpRole *out_role, GError **error);
TpScopes tp_role_scopes (TpRole role);
