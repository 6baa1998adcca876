/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/lexer.h"

#include "base/i18n.h"

#include <string.h>

/* An output ends at the first "}}" and a tag at the first "%}", quotes or not: so a quote that is
 * never closed spoils one tag and not the rest of the mail. */

static gboolean
is_space (char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static gboolean
is_name_start (char c)
{
  return g_ascii_isalpha (c) || c == '_' || (guchar)c >= 0x80;
}

static gboolean
is_name_part (char c)
{
  return is_name_start (c) || g_ascii_isdigit (c) || c == '-';
}

/* The next "{{" or "{%", or the end. */
static const char *
find_opening (const char *at, const char *end)
{
  while (at < end) {
    const char *brace = memchr (at, '{', (gsize)(end - at));

    if (brace == NULL || brace + 1 >= end)
      return end;
    if (brace[1] == '{' || brace[1] == '%')
      return brace;
    at = brace + 1;
  }
  return end;
}

static void
skip_space (TpLexer *lexer)
{
  while (lexer->at < lexer->end && is_space (*lexer->at))
    lexer->at++;
}

static const char *
take_text (TpLexer *lexer, TpPiece *out)
{
  const char *opening = find_opening (lexer->at, lexer->end);
  const char *last = opening;

  if (opening + 2 < lexer->end && opening[2] == '-')
    while (last > lexer->at && is_space (last[-1]))
      last--;
  *out = (TpPiece){.kind = TP_PIECE_TEXT,
                   .offset = (guint32)(lexer->at - lexer->source),
                   .text = lexer->at,
                   .length = (guint32)(last - lexer->at)};
  lexer->at = opening;
  return NULL;
}

/* Parts the tag's name from what follows. */
static void
take_name (TpPiece *tag)
{
  const char *at = tag->text, *end = tag->text + tag->length;

  while (at < end && is_space (*at))
    at++;
  tag->name = at;
  if (at < end && *at == '#')
    at++;
  else
    while (at < end && (g_ascii_isalnum (*at) || *at == '_'))
      at++;
  tag->name_length = (guint32)(at - tag->name);
  tag->text = at;
  tag->length = (guint32)(end - at);
}

/* Takes white space and hyphens for trimming off what stands within the braces. */
static void
take_inside (TpLexer *lexer, TpPiece *out, const char *from, const char *to)
{
  if (from < to && *from == '-')
    from++;
  if (from < to && to[-1] == '-') {
    to--;
    lexer->trim_ahead = TRUE;
  }
  out->text = from;
  out->length = (guint32)(to - from);
}

static const char *
take_braces (TpLexer *lexer, TpPiece *out)
{
  const char *opening = lexer->at;
  gboolean is_tag = opening[1] == '%';
  const char *closing =
      memmem (opening + 2, (gsize)(lexer->end - opening - 2), is_tag ? "%}" : "}}", 2);

  *out = (TpPiece){.kind = is_tag ? TP_PIECE_TAG : TP_PIECE_OUTPUT,
                   .offset = (guint32)(opening - lexer->source)};
  if (closing == NULL)
    return is_tag ? N_ ("tag is not closed, '%}' is missing")
                  : N_ ("output is not closed, '}}' is missing");
  take_inside (lexer, out, opening + 2, closing);
  if (is_tag)
    take_name (out);
  lexer->at = closing + 2;
  return NULL;
}

static const char *
take_line (TpLexer *lexer, TpPiece *out)
{
  const char *line_end;

  skip_space (lexer);
  *out = (TpPiece){.kind = TP_PIECE_END, .offset = (guint32)(lexer->at - lexer->source)};
  if (lexer->at >= lexer->end)
    return NULL;
  line_end = memchr (lexer->at, '\n', (gsize)(lexer->end - lexer->at));
  if (line_end == NULL)
    line_end = lexer->end;
  out->kind = TP_PIECE_TAG;
  out->text = lexer->at;
  out->length = (guint32)(line_end - lexer->at);
  take_name (out);
  lexer->at = line_end;
  return NULL;
}

const char *
tp_template_lexer_next (TpLexer *lexer, TpPiece *out)
{
  if (lexer->lines)
    return take_line (lexer, out);
  if (lexer->trim_ahead)
    skip_space (lexer);
  lexer->trim_ahead = FALSE;
  if (lexer->at >= lexer->end) {
    *out = (TpPiece){.kind = TP_PIECE_END, .offset = (guint32)(lexer->end - lexer->source)};
    return NULL;
  }
  if (lexer->end - lexer->at >= 2 && lexer->at[0] == '{' &&
      (lexer->at[1] == '{' || lexer->at[1] == '%'))
    return take_braces (lexer, out);
  return take_text (lexer, out);
}

/* Behind "{%": whether the tag of that name follows, with nothing but hyphen and space round it. */
static const char *
match_tag (const char *at, const char *end, const char *name)
{
  gsize length = strlen (name);

  if (at < end && *at == '-')
    at++;
  while (at < end && is_space (*at))
    at++;
  if ((gsize)(end - at) < length || memcmp (at, name, length) != 0)
    return NULL;
  for (at += length; at < end && is_space (*at);)
    at++;
  if (at < end && *at == '-')
    at++;
  return end - at >= 2 && at[0] == '%' && at[1] == '}' ? at + 2 : NULL;
}

gboolean
tp_template_lexer_skip_to (TpLexer *lexer, const char *name, const char **out_text,
                           guint32 *out_length)
{
  const char *at, *closing;

  if (lexer->trim_ahead)
    skip_space (lexer);
  for (at = lexer->at; (at = memmem (at, (gsize)(lexer->end - at), "{%", 2)) != NULL; at += 2) {
    const char *last = at, *past = match_tag (at + 2, lexer->end, name);

    if (past == NULL)
      continue;
    closing = past - 3;
    if (at[2] == '-')
      while (last > lexer->at && is_space (last[-1]))
        last--;
    *out_text = lexer->at;
    *out_length = (guint32)(last - lexer->at);
    lexer->trim_ahead = *closing == '-';
    lexer->at = past;
    return TRUE;
  }
  return FALSE;
}

gboolean
tp_piece_is (const TpPiece *tag, const char *name)
{
  return tag->name_length == strlen (name) && memcmp (tag->name, name, tag->name_length) == 0;
}

static void
scan_string (TpScanner *scanner)
{
  const char *from = scanner->at + 1;
  const char *to = memchr (from, *scanner->at, (gsize)(scanner->end - from));

  if (to == NULL)
    return;
  scanner->word = (TpWord){TP_WORD_STRING, from, (guint32)(to - from), {0}};
  scanner->at = to + 1;
}

static void
scan_number (TpScanner *scanner)
{
  const char *from = scanner->at, *at = from + (*from == '-');

  while (at < scanner->end && g_ascii_isdigit (*at))
    at++;
  if (at + 1 < scanner->end && *at == '.' && g_ascii_isdigit (at[1]))
    for (at++; at < scanner->end && g_ascii_isdigit (*at);)
      at++;
  if (at - from > 60)
    return;
  scanner->word = (TpWord){TP_WORD_NUMBER, from, (guint32)(at - from), {0}};
  scanner->word.number = tp_value_string (from, at - from);
  scanner->word.number = tp_value_to_number (&scanner->word.number);
  scanner->at = at;
}

static void
scan_name (TpScanner *scanner)
{
  const char *from = scanner->at, *at = from;

  while (at < scanner->end && is_name_part (*at))
    at++;
  if (at < scanner->end && *at == '?')
    at++;
  scanner->word = (TpWord){TP_WORD_NAME, from, (guint32)(at - from), {0}};
  scanner->at = at;
}

static void
scan_signs (TpScanner *scanner)
{
  static const char *const compares[] = {"==", "!=", "<>", "<=", ">=", "<", ">"};
  gsize left = (gsize)(scanner->end - scanner->at);

  for (guint i = 0; i < G_N_ELEMENTS (compares); i++) {
    gsize length = strlen (compares[i]);

    if (left >= length && memcmp (scanner->at, compares[i], length) == 0) {
      scanner->word = (TpWord){TP_WORD_COMPARE, scanner->at, (guint32)length, {0}};
      scanner->at += length;
      return;
    }
  }
  if (left >= 2 && memcmp (scanner->at, "..", 2) == 0) {
    scanner->word = (TpWord){TP_WORD_DOTS, scanner->at, 2, {0}};
    scanner->at += 2;
  } else if (memchr (".,:|=()[]", *scanner->at, 9) != NULL) {
    scanner->word = (TpWord){TP_WORD_SIGN, scanner->at, 1, {0}};
    scanner->at++;
  }
}

void
tp_scanner_next (TpScanner *scanner)
{
  while (scanner->at < scanner->end && is_space (*scanner->at))
    scanner->at++;
  if (scanner->at >= scanner->end) {
    scanner->word = (TpWord){TP_WORD_END, scanner->end, 0, {0}};
    return;
  }
  scanner->word = (TpWord){TP_WORD_BAD, scanner->at, 1, {0}};
  if (*scanner->at == '\'' || *scanner->at == '"')
    scan_string (scanner);
  else if (g_ascii_isdigit (*scanner->at) ||
           (*scanner->at == '-' && scanner->at + 1 < scanner->end &&
            g_ascii_isdigit (scanner->at[1])))
    scan_number (scanner);
  else if (is_name_start (*scanner->at))
    scan_name (scanner);
  else
    scan_signs (scanner);
}

void
tp_scanner_init (TpScanner *scanner, const char *text, gsize length)
{
  *scanner = (TpScanner){.at = text, .end = text + length};
  tp_scanner_next (scanner);
}

gboolean
tp_scanner_is (const TpScanner *scanner, const char *text)
{
  gsize length = strlen (text);

  return (scanner->word.kind == TP_WORD_NAME || scanner->word.kind == TP_WORD_SIGN) &&
         scanner->word.length == length && memcmp (scanner->word.text, text, length) == 0;
}

gboolean
tp_scanner_accept (TpScanner *scanner, const char *text)
{
  if (!tp_scanner_is (scanner, text))
    return FALSE;
  tp_scanner_next (scanner);
  return TRUE;
}
