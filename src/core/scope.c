/* SPDX-License-Identifier: Apache-2.0 */
/* To add a scope: a row in rows[], with the least role that has it. Bits are counted by row and
 * live in memory only, so rows may stand in any order. */
#include "core/scope.h"

#include "base/error.h"
#include "base/i18n.h"

#include <string.h>

/* clang-format off */
static const TpScopeInfo scopes[] = {
    {"contacts:read", N_ ("look at contacts, their history and notes")},
    {"contacts:write", N_ ("add, change, merge and archive contacts")},
    {"contacts:erase", N_ ("erase contacts for good")},
    {"tags:read", N_ ("look at tags and rules")},
    {"tags:write", N_ ("make tags and rules, set and remove tags")},
    {"lists:read", N_ ("look at lists and who is on them")},
    {"lists:write", N_ ("make lists, put contacts on them, record permission")},
    {"segments:read", N_ ("count and look at segments")},
    {"segments:write", N_ ("save segments")},
    {"campaigns:read", N_ ("look at campaigns and reports")},
    {"campaigns:write", N_ ("write campaigns")},
    {"campaigns:send", N_ ("send, pause and cancel campaigns")},
    {"sales:read", N_ ("look at products, purchases and refunds")},
    {"sales:write", N_ ("add purchases and refunds")},
    {"imports:read", N_ ("look at imports")},
    {"imports:write", N_ ("import files and undo imports")},
    {"exports:read", N_ ("export contacts")},
    {"settings:read", N_ ("look at settings")},
    {"settings:write", N_ ("change settings")},
    {"users:read", N_ ("look at users and tokens")},
    {"users:write", N_ ("add, change and remove users and tokens")},
    {"mailbox:read", N_ ("look at mails in the built-in mailbox")},
    {"mailbox:write", N_ ("empty the built-in mailbox")},
    {NULL},
};
/* clang-format on */
G_STATIC_ASSERT (G_N_ELEMENTS (scopes) - 1 < 64);

static const struct {
  const char *name;
  const char *scopes;
} roles[] = {
    [TP_ROLE_OWNER] = {"owner",  "*"                                            },
    [TP_ROLE_ADMIN] = {"admin",  "*"                                            },
    [TP_ROLE_EDITOR] = {"editor", "contacts:read,contacts:write,tags:*,lists:*,segments:*,"
                                  "campaigns:*,sales:*,imports:*,exports:read,settings:read,"
                                  "mailbox:*"   },
    [TP_ROLE_READER] = {"reader", "contacts:read,tags:read,lists:read,segments:read,"
                                  "campaigns:read,sales:read,imports:read,settings:read,"
                                  "mailbox:read"},
};
G_STATIC_ASSERT (G_N_ELEMENTS (roles) == TP_ROLES);

const TpScopeInfo *
tp_scope_table (void)
{
  return scopes;
}

TpScopes
tp_scope_find (const char *name)
{
  for (guint i = 0; scopes[i].name != NULL; i++)
    if (strcmp (scopes[i].name, name) == 0)
      return G_GUINT64_CONSTANT (1) << i;
  return 0;
}

/* A name, "kind:*" or "*"; 0: nothing fits. */
static TpScopes
find_pattern (const char *pattern)
{
  if (!g_str_has_suffix (pattern, "*"))
    return tp_scope_find (pattern);
  gsize length = strlen (pattern) - 1;
  TpScopes found = 0;
  if (length > 0 && pattern[length - 1] != ':')
    return 0;
  for (guint i = 0; scopes[i].name != NULL; i++)
    if (strncmp (scopes[i].name, pattern, length) == 0)
      found |= G_GUINT64_CONSTANT (1) << i;
  return found;
}

gboolean
tp_scopes_parse (const char *text, TpScopes *out_scopes, GError **error)
{
  g_auto (GStrv) names = g_strsplit_set (text, ", ", -1);
  TpScopes found = 0;
  for (guint i = 0; names[i] != NULL; i++) {
    if (*names[i] == '\0')
      continue;
    TpScopes one = find_pattern (names[i]);
    if (one == 0)
      return tp_error (error, TP_ERROR_INVALID, _ ("no scope '%s'"), names[i]);
    found |= one;
  }
  *out_scopes = found;
  return found != 0 || tp_error (error, TP_ERROR_INVALID, _ ("at least one scope is expected"));
}

char *
tp_scopes_format (TpScopes set)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; scopes[i].name != NULL; i++)
    if (set & (G_GUINT64_CONSTANT (1) << i))
      g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", scopes[i].name);
  return g_string_free (text, FALSE);
}

TpScopes
tp_scopes_read (const char *text)
{
  g_auto (GStrv) names = g_strsplit (text, ",", -1);
  TpScopes found = 0;
  for (guint i = 0; names[i] != NULL; i++)
    found |= tp_scope_find (names[i]);
  return found;
}

const char *
tp_role_name (TpRole role)
{
  return (guint)role < TP_ROLES ? roles[role].name : "unknown";
}

gboolean
tp_role_parse (const char *name, TpRole *out_role, GError **error)
{
  for (guint i = 0; i < TP_ROLES; i++)
    if (strcmp (roles[i].name, name) == 0) {
      *out_role = (TpRole)i;
      return TRUE;
    }
  return tp_error (error, TP_ERROR_INVALID,
                   _ ("no role '%s'; one of owner, admin, editor, reader is expected"), name);
}

TpScopes
tp_role_scopes (TpRole role)
{
  TpScopes found = 0;
  if ((guint)role >= TP_ROLES)
    return 0;
  gboolean ok = tp_scopes_parse (roles[role].scopes, &found, NULL);
  g_assert (ok);
  return found;
}
