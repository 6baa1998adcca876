/* SPDX-License-Identifier: Apache-2.0 */
/* One reader per kind of token; a fault becomes a token too, so that the parser reports it where it
 * would have used it. A new word of the language goes into reserved[]. */
#include "segment/lexer.h"

#include "base/i18n.h"
#include "segment/day.h"
#include "segment/names.h"
#include "segment/number.h"
#include "segment/tree.h"

#include <string.h>

/* Units, things, states and actions are asked of words.h; these are the others. */
static const char *const reserved[] = {
    "and",    "or",   "not",      "everyone", "permission", "between", "in",      "is",
    "set",    "with", "the",      "next",     "last",       "top",     "bottom",  "within",
    "km",     "of",   "at",       "for",      "least",      "most",    "exactly", "times",
    "more",   "than", "ago",      "yes",      "no",         "today",   "before",  "since",
    "starts", "ends", "contains", "any",      "signed",     "up",
};

void
tp_lexer_init (TpLexer *lexer, const char *text)
{
  *lexer = (TpLexer){.cursor = text, .position = 1};
  lexer->token.text = g_string_new (NULL);
}

void
tp_lexer_clear (TpLexer *lexer)
{
  g_string_free (lexer->token.text, TRUE);
  g_clear_pointer (&lexer->token.fault, g_free);
}

static gboolean
begins_word (gunichar c)
{
  return c == '_' || g_unichar_isalpha (c);
}

static gboolean
continues_word (gunichar c)
{
  return begins_word (c) || g_unichar_isdigit (c) || g_unichar_ismark (c);
}

/* Moves over a character and counts it. */
static void
step (TpLexer *lexer)
{
  lexer->cursor = g_utf8_next_char (lexer->cursor);
  lexer->position++;
}

static void
step_and_keep (TpLexer *lexer)
{
  const char *from = lexer->cursor;
  step (lexer);
  g_string_append_len (lexer->token.text, from, lexer->cursor - from);
}

static void
set_fault (TpLexer *lexer, gboolean is_limit, char *message)
{
  lexer->token.kind = TP_TOKEN_FAULT;
  lexer->token.is_limit = is_limit;
  lexer->token.fault = message;
}

static void
read_word (TpLexer *lexer)
{
  lexer->token.kind = TP_TOKEN_WORD;
  while (*lexer->cursor != '\0' && continues_word (g_utf8_get_char (lexer->cursor)))
    step_and_keep (lexer);
}

static void
read_text (TpLexer *lexer)
{
  lexer->token.kind = TP_TOKEN_TEXT;
  step (lexer);
  while (*lexer->cursor != '"') {
    if (*lexer->cursor == '\\') {
      step (lexer);
      if (*lexer->cursor != '"' && *lexer->cursor != '\\') {
        set_fault (lexer, FALSE, g_strdup (_ ("only \\\" and \\\\ may follow a backslash")));
        return;
      }
    }
    if (*lexer->cursor == '\0') {
      set_fault (lexer, FALSE, g_strdup (_ ("a text that begins here has no closing \"")));
      return;
    }
    step_and_keep (lexer);
  }
  step (lexer);
  if (lexer->token.text->len > TP_SEGMENT_STRING_MAX)
    set_fault (lexer, TRUE,
               g_strdup_printf (_ ("a text is too long: at most %d bytes"), TP_SEGMENT_STRING_MAX));
}

/* Four digits, -, two digits, -: then it is meant as a date. */
static gboolean
is_date_like (const char *cursor)
{
  static const char shape[] = "dddd-dd-dd";
  for (gsize i = 0; shape[i] != '\0'; i++)
    if (shape[i] == 'd' ? !g_ascii_isdigit (cursor[i]) : cursor[i] != '-')
      return FALSE;
  return !g_ascii_isdigit (cursor[strlen (shape)]);
}

static void
read_date (TpLexer *lexer)
{
  lexer->token.kind = TP_TOKEN_DATE;
  for (int i = 0; i < TP_DAY_TEXT - 1; i++)
    step_and_keep (lexer);
  if (!tp_day_parse (lexer->token.text->str, &lexer->token.day))
    set_fault (lexer, FALSE,
               g_strdup_printf (_ ("there is no such date: '%s'"), lexer->token.text->str));
}

static void
read_number (TpLexer *lexer)
{
  lexer->token.kind = TP_TOKEN_NUMBER;
  while (g_ascii_isdigit (*lexer->cursor) ||
         (*lexer->cursor == '.' && g_ascii_isdigit (lexer->cursor[1])))
    step_and_keep (lexer);
  if (!tp_segment_number_parse (lexer->token.text->str, &lexer->token.number))
    set_fault (lexer, FALSE,
               g_strdup_printf (_ ("not a number with at most 14 digits before and 4 behind the "
                                   "point: '%.40s'"),
                                lexer->token.text->str));
}

static void
read_id (TpLexer *lexer)
{
  lexer->token.kind = TP_TOKEN_ID;
  step (lexer);
  while (*lexer->cursor == ' ')
    step (lexer);
  while (g_ascii_isalnum (*lexer->cursor) || *lexer->cursor == '_' || *lexer->cursor == '-')
    step_and_keep (lexer);
  gsize length = lexer->token.text->len;
  if (length == 0 || length > TP_SEGMENT_PUBLIC_ID_MAX)
    set_fault (lexer, FALSE, g_strdup (_ ("an id of letters, digits, _ and - must follow #")));
}

static void
read_sign (TpLexer *lexer)
{
  lexer->token.kind = TP_TOKEN_SIGN;
  gunichar c = g_utf8_get_char (lexer->cursor);
  gboolean may_have_equal = c == '<' || c == '>' || c == '!';
  gboolean known = c < 0x80 && strchr ("=<>(),%+-!", (int)c) != NULL;
  step_and_keep (lexer);
  if (may_have_equal && *lexer->cursor == '=')
    step_and_keep (lexer);
  if (known && strcmp (lexer->token.text->str, "!") != 0)
    return;
  gboolean is_quote = c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x201A ||
                      (c >= 0x201C && c <= 0x201E) || c == 0xAB || c == 0xBB;
  if (is_quote)
    set_fault (lexer, FALSE,
               g_strdup_printf (_ ("unexpected '%s': a text stands in plain double quotes"),
                                lexer->token.text->str));
  else
    set_fault (lexer, FALSE, g_strdup_printf (_ ("unexpected '%s'"), lexer->token.text->str));
}

void
tp_lexer_next (TpLexer *lexer)
{
  if (lexer->token.kind == TP_TOKEN_FAULT)
    return;
  lexer->previous_end = lexer->position;
  while (*lexer->cursor != '\0' && g_unichar_isspace (g_utf8_get_char (lexer->cursor)))
    step (lexer);
  g_string_truncate (lexer->token.text, 0);
  lexer->token.position = lexer->position;
  gunichar c = g_utf8_get_char (lexer->cursor);
  if (c == '\0')
    lexer->token.kind = TP_TOKEN_END;
  else if (begins_word (c))
    read_word (lexer);
  else if (c == '"')
    read_text (lexer);
  else if (is_date_like (lexer->cursor))
    read_date (lexer);
  else if (g_ascii_isdigit ((char)(c < 0x80 ? c : 0)))
    read_number (lexer);
  else if (c == '#')
    read_id (lexer);
  else
    read_sign (lexer);
  lexer->token.length = lexer->position - lexer->token.position;
}

gboolean
tp_lexer_is_reserved (const char *word)
{
  TpSegmentThing thing;
  TpSegmentUnit unit;
  TpSegmentListState state;
  TpSegmentPermission permission;
  TpSegmentAction action;
  for (gsize i = 0; i < G_N_ELEMENTS (reserved); i++)
    if (g_ascii_strcasecmp (reserved[i], word) == 0)
      return TRUE;
  return tp_segment_thing_find (word, &thing) || tp_segment_unit_find (word, &unit) ||
         tp_segment_list_state_find (word, &state) ||
         tp_segment_permission_find (word, &permission) || tp_segment_action_find (word, &action);
}

gboolean
tp_lexer_is_plain_name (const char *name)
{
  if (*name == '\0' || !begins_word (g_utf8_get_char (name)))
    return FALSE;
  for (const char *cursor = name; *cursor != '\0'; cursor = g_utf8_next_char (cursor))
    if (!continues_word (g_utf8_get_char (cursor)))
      return FALSE;
  return !tp_lexer_is_reserved (name);
}
