/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/filters.h"

/* HTML: what escapes, and what marks text as HTML that is not to be escaped again. */

static gboolean
raw (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  if (!tp_filter_text (run, value, value))
    return FALSE;
  value->safe = TRUE;
  return TRUE;
}

static gboolean
escape (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue text;

  if (value->kind == TP_VALUE_NIL)
    return TRUE;
  if (!tp_filter_text (run, value, &text))
    return FALSE;
  tp_run_begin (run);
  if (!tp_run_put_escaped (run, text.text, text.length) || !tp_run_take (run, value))
    return FALSE;
  value->safe = TRUE;
  return TRUE;
}

/* The length of a character reference that begins here, 0 when there is none. */
static gsize
reference_length (const char *at, gsize left)
{
  gsize i = 1, digits;

  if (i < left && at[i] == '#') {
    gboolean hex = i + 1 < left && (at[i + 1] == 'x' || at[i + 1] == 'X');

    i += hex ? 2 : 1;
    for (digits = 0; i < left && digits < 8; i++, digits++)
      if (!(hex ? g_ascii_isxdigit (at[i]) : g_ascii_isdigit (at[i])))
        break;
  } else
    for (digits = 0; i < left && digits < 32 && g_ascii_isalnum (at[i]); i++)
      digits++;
  return digits > 0 && i < left && at[i] == ';' ? i + 1 : 0;
}

static gboolean
escape_once (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue text;

  if (value->kind == TP_VALUE_NIL)
    return TRUE;
  if (!tp_filter_text (run, value, &text))
    return FALSE;
  tp_run_begin (run);
  for (gsize i = 0, length; i < text.length; i += length) {
    length = text.text[i] == '&' ? reference_length (text.text + i, text.length - i) : 0;
    if (length > 0 ? !tp_run_put (run, text.text + i, length)
                   : !tp_run_put_escaped (run, text.text + i, 1))
      return FALSE;
    length = MAX (length, 1);
  }
  if (!tp_run_take (run, value))
    return FALSE;
  value->safe = TRUE;
  return TRUE;
}

static gboolean
newline_to_br (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  gboolean plain;
  TpValue text;

  if (!tp_filter_text (run, value, &text))
    return FALSE;
  plain = run->env->text || text.safe;
  tp_run_begin (run);
  for (gsize i = 0; i < text.length; i++) {
    gboolean done;

    if (text.text[i] == '\r' && i + 1 < text.length && text.text[i + 1] == '\n')
      continue;
    if (text.text[i] == '\n')
      done = tp_run_put (run, "<br />\n", 7);
    else
      done =
          plain ? tp_run_put (run, text.text + i, 1) : tp_run_put_escaped (run, text.text + i, 1);
    if (!done)
      return FALSE;
  }
  if (!tp_run_take (run, value))
    return FALSE;
  value->safe = TRUE;
  return TRUE;
}

static gboolean
begins (const char *at, const char *end, const char *with)
{
  gsize length = strlen (with);

  return (gsize)(end - at) >= length && g_ascii_strncasecmp (at, with, length) == 0;
}

/* Where an element's closing tag ends; NULL when it is not there. */
static const char *
past (const char *at, const char *end, const char *closing)
{
  for (; at < end; at++)
    if (*at == closing[0] && begins (at, end, closing))
      return at + strlen (closing);
  return NULL;
}

typedef struct {
  const char *opening, *closing;
  gboolean missing; /* the closing is known not to come any more */
} Element;

/* Past the markup that begins here, or `at` itself when it is none. */
static const char *
skip_markup (const char *at, const char *end, Element *elements, guint count)
{
  const char *to = NULL;

  for (guint i = 0; i < count && to == NULL; i++)
    if (!elements[i].missing && begins (at, end, elements[i].opening)) {
      to = past (at, end, elements[i].closing);
      elements[i].missing = to == NULL;
    }
  return to != NULL ? to : at;
}

static gboolean
strip_html (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  Element elements[] = {
      {"<script", "</script>", FALSE},
      {"<style",  "</style>",  FALSE},
      {"<!--",    "-->",       FALSE},
      {"<",       ">",         FALSE},
  };
  const char *at, *end;
  TpValue text;

  if (!tp_filter_text (run, value, &text))
    return FALSE;
  tp_run_begin (run);
  at = text.text;
  end = at + text.length;
  while (at < end) {
    const char *to = *at == '<' ? skip_markup (at, end, elements, G_N_ELEMENTS (elements)) : at;

    if (to > at) {
      at = to;
      continue;
    }
    if (!tp_run_put (run, at++, 1))
      return FALSE;
  }
  return tp_run_take (run, value);
}

const TpFilter tp_filters_html[] = {
    {"raw",   raw, 0, 0},
    {"escape",      escape, 0, 0},
    {"h",       escape, 0, 0},
    {"escape_once",escape_once, 0, 0},
    {"newline_to_br",      newline_to_br, 0, 0},
    {"strip_html",     strip_html, 0, 0},
    {NULL     },
};
