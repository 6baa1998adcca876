/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/filters.h"

/* Letters, ends and pieces of text. Text that is HTML already stays it when only white space is
 * taken off; joined with other text, that is escaped first. */

/* A change of letters that GLib makes; only ASCII where the text is not UTF-8. */
static gboolean
change_case (TpRun *run, TpValue *value, char *(*change) (const char *, gssize),
             char *(*change_ascii) (const char *, gssize))
{
  g_autofree char *changed = NULL;
  TpValue text;

  if (!tp_filter_text (run, value, &text))
    return FALSE;
  if (!tp_run_charge (run, text.length / 8))
    return FALSE;
  if (g_utf8_validate_len (text.text, text.length, NULL))
    changed = change (text.text, text.length);
  else
    changed = change_ascii (text.text, text.length);
  tp_run_begin (run);
  return tp_run_put (run, changed, strlen (changed)) && tp_run_take (run, value);
}

static gboolean
upcase (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return change_case (run, value, g_utf8_strup, g_ascii_strup);
}

static gboolean
downcase (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return change_case (run, value, g_utf8_strdown, g_ascii_strdown);
}

/* The first letter large, the others small. */
static gboolean
capitalize (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue text, first, rest;
  gsize split;

  if (!tp_filter_text (run, value, &text))
    return FALSE;
  split = text.length > 0 ? (gsize)(tp_filter_next (text.text, text.text + text.length) - text.text)
                          : 0;
  first = tp_value_string (text.text, (gssize)split);
  rest = tp_value_string (text.text + split, (gssize)(text.length - split));
  if (!upcase (run, &first, NULL) || !downcase (run, &rest, NULL))
    return FALSE;
  tp_run_begin (run);
  return tp_run_put (run, first.text, first.length) && tp_run_put (run, rest.text, rest.length) &&
         tp_run_take (run, value);
}

static gboolean
strip_ends (TpRun *run, TpValue *value, gboolean left, gboolean right)
{
  TpValue text;

  if (!tp_filter_text (run, value, &text))
    return FALSE;
  while (left && text.length > 0 && tp_filter_is_space (*text.text)) {
    text.text++;
    text.length--;
  }
  while (right && text.length > 0 && tp_filter_is_space (text.text[text.length - 1]))
    text.length--;
  *value = text;
  return TRUE;
}

static gboolean
strip (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return strip_ends (run, value, TRUE, TRUE);
}

static gboolean
lstrip (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return strip_ends (run, value, TRUE, FALSE);
}

static gboolean
rstrip (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return strip_ends (run, value, FALSE, TRUE);
}

static gboolean
strip_newlines (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  gboolean safe;
  TpValue text;

  if (!tp_filter_text (run, value, &text))
    return FALSE;
  safe = text.safe;
  tp_run_begin (run);
  for (gsize i = 0; i < text.length; i++) {
    gboolean ends = text.text[i] == '\n' ||
                    (text.text[i] == '\r' && i + 1 < text.length && text.text[i + 1] == '\n');

    if (!ends && !tp_run_put (run, text.text + i, 1))
      return FALSE;
  }
  if (!tp_run_take (run, value))
    return FALSE;
  value->safe = safe;
  return TRUE;
}

static gboolean
put_part (TpRun *run, const TpValue *text, gboolean safe)
{
  return safe && !text->safe ? tp_run_put_escaped (run, text->text, text->length)
                             : tp_run_put (run, text->text, text->length);
}

static gboolean
join_two (TpRun *run, const TpValue *first, const TpValue *second, TpValue *out)
{
  TpValue a, b;
  gboolean safe;

  if (!tp_filter_text (run, first, &a) || !tp_filter_text (run, second, &b))
    return FALSE;
  safe = !run->env->text && (a.safe || b.safe);
  tp_run_begin (run);
  if (!put_part (run, &a, safe) || !put_part (run, &b, safe) || !tp_run_take (run, out))
    return FALSE;
  out->safe = safe;
  return TRUE;
}

static gboolean
append (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return join_two (run, value, &arguments->values[0], value);
}

static gboolean
prepend (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return join_two (run, &arguments->values[0], value, value);
}

/* Nothing in place of an empty pattern stands before every character and at the end. */
static gboolean
replace_nothing (TpRun *run, const TpValue *text, const TpValue *by)
{
  const char *end = text->text + text->length;

  for (const char *at = text->text; at < end;) {
    const char *next = tp_filter_next (at, end);

    if (!tp_run_charge (run, 1) || !tp_run_put (run, by->text, by->length) ||
        !tp_run_put (run, at, (gsize)(next - at)))
      return FALSE;
    at = next;
  }
  return tp_run_put (run, by->text, by->length);
}

static gboolean
replace_text (TpRun *run, TpValue *value, const TpValue *pattern, const TpValue *replacement,
              gboolean once)
{
  TpValue text, what, by;
  const char *at, *end, *found;

  if (!tp_filter_text (run, value, &text) || !tp_filter_text (run, pattern, &what) ||
      !tp_filter_text (run, replacement, &by))
    return FALSE;
  tp_run_begin (run);
  if (what.length == 0 && !once)
    return replace_nothing (run, &text, &by) && tp_run_take (run, value);
  at = text.text;
  end = at + text.length;
  while ((found = memmem (at, (gsize)(end - at), what.text, what.length)) != NULL) {
    if (!tp_run_charge (run, 1) || !tp_run_put (run, at, (gsize)(found - at)) ||
        !tp_run_put (run, by.text, by.length))
      return FALSE;
    at = found + what.length;
    if (once)
      break;
  }
  return tp_run_put (run, at, (gsize)(end - at)) && tp_run_take (run, value);
}

static char *
backwards (const TpValue *text)
{
  char *turned = g_malloc (text->length + 1);

  for (gsize i = 0; i < text->length; i++)
    turned[i] = text->text[text->length - 1 - i];
  return turned;
}

/* The first occurrence in the text read backwards, so that it takes linear time. */
static const char *
find_last (const TpValue *text, const TpValue *what)
{
  g_autofree char *turned = backwards (text), *turned_what = backwards (what);
  const char *found = memmem (turned, text->length, turned_what, what->length);

  return found != NULL ? text->text + text->length - (found - turned) - what->length : NULL;
}

static gboolean
replace_last_text (TpRun *run, TpValue *value, const TpValue *pattern, const TpValue *replacement)
{
  const char *found, *end;
  TpValue text, what, by;

  if (!tp_filter_text (run, value, &text) || !tp_filter_text (run, pattern, &what) ||
      !tp_filter_text (run, replacement, &by))
    return FALSE;
  end = text.text + text.length;
  found = find_last (&text, &what);
  if (found == NULL) {
    *value = tp_value_string (text.text, text.length);
    return TRUE;
  }
  tp_run_begin (run);
  return tp_run_put (run, text.text, (gsize)(found - text.text)) &&
         tp_run_put (run, by.text, by.length) &&
         tp_run_put (run, found + what.length, (gsize)(end - found) - what.length) &&
         tp_run_take (run, value);
}

static gboolean
replace (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return replace_text (run, value, &arguments->values[0], &arguments->values[1], FALSE);
}

static gboolean
replace_first (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return replace_text (run, value, &arguments->values[0], &arguments->values[1], TRUE);
}

static gboolean
replace_last (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return replace_last_text (run, value, &arguments->values[0], &arguments->values[1]);
}

static gboolean
remove_all (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue nothing = tp_value_string ("", 0);

  return replace_text (run, value, &arguments->values[0], &nothing, FALSE);
}

static gboolean
remove_first (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue nothing = tp_value_string ("", 0);

  return replace_text (run, value, &arguments->values[0], &nothing, TRUE);
}

static gboolean
remove_last (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue nothing = tp_value_string ("", 0);

  return replace_last_text (run, value, &arguments->values[0], &nothing);
}

static gboolean
otherwise (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  gboolean allowed = value->kind == TP_VALUE_BOOLEAN && tp_value_is_true (&arguments->keyword);

  if ((!tp_value_is_true (value) && !allowed) || tp_value_is_empty (value))
    *value = arguments->values[0];
  return TRUE;
}

const TpFilter tp_filters_text[] = {
    {"upcase",         upcase, 0, 0},
    {"downcase",               downcase, 0, 0},
    {"capitalize",                capitalize, 0, 0},
    {"strip",strip, 0, 0},
    {"lstrip",               lstrip, 0, 0},
    {"rstrip",     rstrip, 0, 0},
    {"strip_newlines",               strip_newlines, 0, 0},
    {"append",                append, 1, 1},
    {"prepend",                  prepend, 1, 1},
    {"replace",               replace, 1, 2},
    {"replace_first",         replace_first, 1, 2},
    {"replace_last",               replace_last, 2, 2},
    {"remove",                remove_all, 1, 1},
    {"remove_first",      remove_first, 1, 1},
    {"remove_last",               remove_last, 1, 1},
    {"default", otherwise, 0, 1, "allow_false"},
    {NULL              },
};
