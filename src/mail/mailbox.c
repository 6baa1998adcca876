/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/mailbox.h"

#include "base/error.h"
#include "base/i18n.h"
#include "mail/script.h"

#include <string.h>

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

/* Takes the quotes off, and their backslashes. */
static char *
unquote (const char *text, gsize length)
{
  if (length < 2 || text[0] != '"' || text[length - 1] != '"')
    return g_strndup (text, length);
  GString *name = g_string_sized_new (length);
  for (gsize i = 1; i < length - 1; i++) {
    if (text[i] == '\\' && i + 1 < length - 1)
      i++;
    g_string_append_c (name, text[i]);
  }
  return g_string_free (name, FALSE);
}

/* Joiners and variation selectors make emoji and some scripts what they are. */
static gboolean
is_name_character (gunichar c)
{
  return !tp_script_is_hidden (c) || c == 0x00A0 || c == 0x200C || c == 0x200D || c == 0xFE0F;
}

static char *
parse_name (const char *text, gsize length, GError **error)
{
  if (length > TP_MAILBOX_NAME_MAX * 2 || !g_utf8_validate_len (text, length, NULL)) {
    tp_error (error, TP_ERROR_INVALID,
              _ ("the name before the address is longer than %d octets or not UTF-8"),
              TP_MAILBOX_NAME_MAX);
    return NULL;
  }
  for (; length > 0 && is_blank (text[0]); length--)
    text++;
  while (length > 0 && is_blank (text[length - 1]))
    length--;
  g_autofree char *bare = unquote (text, length);
  const char *bracket = strlen (bare) == length ? strchr (bare, '<') : NULL;
  if (bracket != NULL && strchr (bracket, '>') != NULL) {
    tp_error (error, TP_ERROR_INVALID,
              _ ("one address is expected; put a name with < or > in quotes"));
    return NULL;
  }
  g_autofree char *name = g_utf8_normalize (bare, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (is_name_character (c))
      continue;
    g_autofree char *quoted = tp_script_quote (name, strlen (name));
    tp_error (error, TP_ERROR_INVALID,
              _ ("the name '%s' has a control or invisible character at character %ld"), quoted,
              g_utf8_pointer_to_offset (name, p) + 1);
    return NULL;
  }
  if (strlen (name) > TP_MAILBOX_NAME_MAX) {
    tp_error (error, TP_ERROR_INVALID, _ ("the name before the address is longer than %d octets"),
              TP_MAILBOX_NAME_MAX);
    return NULL;
  }
  return g_steal_pointer (&name);
}

TpMailbox *
tp_mailbox_parse (const char *text, gssize length, GError **error)
{
  gsize n = length < 0 ? strlen (text) : (gsize)length;
  while (n > 0 && is_blank (text[n - 1]))
    n--;
  const char *open = n > 0 && text[n - 1] == '>' ? memrchr (text, '<', n) : NULL;
  g_autofree char *name = NULL;
  TpAddress *address = NULL;
  if (open == NULL) {
    name = g_strdup ("");
    address = tp_address_parse (text, (gssize)n, error);
  } else if ((name = parse_name (text, (gsize)(open - text), error)) != NULL) {
    address = tp_address_parse (open + 1, text + n - 1 - (open + 1), error);
  }
  if (address == NULL)
    return NULL;
  TpMailbox *mailbox = g_new0 (TpMailbox, 1);
  mailbox->name = g_steal_pointer (&name);
  mailbox->address = address;
  return mailbox;
}

void
tp_mailbox_free (TpMailbox *mailbox)
{
  if (mailbox == NULL)
    return;
  tp_address_free (mailbox->address);
  g_free (mailbox->name);
  g_free (mailbox);
}
