/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/filters.h"

/* Lengths, slices and words, all counted in characters. */

/* A whole number, also as text. */
static gboolean
whole_number (TpRun *run, const TpValue *value, gint64 *out)
{
  TpValue number = tp_value_to_number (value);
  gboolean text =
      value->kind == TP_VALUE_STRING && value->length > 0 &&
      (g_ascii_isdigit (value->text[0]) ||
       (value->length > 1 && value->text[0] == '-' && g_ascii_isdigit (value->text[1])));

  if (number.kind != TP_VALUE_INTEGER || (!text && value->kind != TP_VALUE_INTEGER))
    return tp_run_fail (run, TP_ERROR_INVALID, _ ("a whole number is needed here"));
  *out = number.integer;
  return TRUE;
}

static gboolean
size (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  if (value->kind == TP_VALUE_STRING) {
    if (!tp_run_charge_bytes (run, value->length))
      return FALSE;
    *value = tp_value_integer ((gint64)tp_filter_count (value));
  } else
    *value = tp_value_integer ((gint64)tp_value_size (value));
  return TRUE;
}

/* Turns a start counted from either end and a length into a part of what has size members; FALSE
 * when it lies outside. */
static gboolean
clip (gint64 *from, gint64 *length, gint64 size)
{
  if (*from < 0)
    *from += size;
  if (*from < 0 || *from > size || *length <= 0)
    return FALSE;
  *length = MIN (*length, size - *from);
  return TRUE;
}

static gboolean
slice_text (TpRun *run, TpValue *value, gint64 from, gint64 length)
{
  const char *at, *end, *until;
  TpValue text;

  if (!tp_filter_text (run, value, &text))
    return FALSE;
  *value = tp_value_string ("", 0);
  if (!clip (&from, &length, (gint64)tp_filter_count (&text)))
    return TRUE;
  at = text.text;
  end = at + text.length;
  for (; from > 0; from--)
    at = tp_filter_next (at, end);
  for (until = at; length > 0; length--)
    until = tp_filter_next (until, end);
  *value = tp_value_string (at, until - at);
  return TRUE;
}

static gboolean
slice (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  gint64 from, length = 1;
  TpValue items;

  if (!whole_number (run, &arguments->values[0], &from) ||
      (arguments->values[1].kind != TP_VALUE_NIL &&
       !whole_number (run, &arguments->values[1], &length)))
    return FALSE;
  if (value->kind != TP_VALUE_ARRAY && value->kind != TP_VALUE_RANGE)
    return slice_text (run, value, from, length);
  if (!tp_run_items (run, value, &items))
    return FALSE;
  if (clip (&from, &length, items.length))
    *value = tp_value_array (items.items + from, (gsize)length);
  else
    *value = tp_value_array (NULL, 0);
  return TRUE;
}

static gboolean
ending (TpRun *run, const TpArguments *arguments, TpValue *out)
{
  TpValue dots = tp_value_string ("...", 3);

  return tp_filter_text (run, arguments->count > 1 ? &arguments->values[1] : &dots, out);
}

static gboolean
truncate_text (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  gint64 most = 50, keep;
  TpValue text, end;
  const char *at;

  if (value->kind == TP_VALUE_NIL)
    return TRUE;
  if ((arguments->count > 0 && !whole_number (run, &arguments->values[0], &most)) ||
      !tp_filter_text (run, value, &text) || !ending (run, arguments, &end))
    return FALSE;
  if ((gint64)tp_filter_count (&text) <= most) {
    *value = text;
    return TRUE;
  }
  keep = MAX (most - (gint64)tp_filter_count (&end), 0);
  for (at = text.text; keep > 0; keep--)
    at = tp_filter_next (at, text.text + text.length);
  tp_run_begin (run);
  return tp_run_put (run, text.text, (gsize)(at - text.text)) &&
         tp_run_put (run, end.text, end.length) && tp_run_take (run, value);
}

/* Moves over white space and then over a word; FALSE at the end. */
static gboolean
next_word (const char **at, const char *end, TpValue *out)
{
  const char *from;

  while (*at < end && tp_filter_is_space (**at))
    (*at)++;
  for (from = *at; *at < end && !tp_filter_is_space (**at);)
    (*at)++;
  *out = tp_value_string (from, *at - from);
  return *at > from;
}

static gboolean
truncate_words (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  gint64 most = 15;
  TpValue text, end, word;
  const char *at;

  if (value->kind == TP_VALUE_NIL)
    return TRUE;
  if ((arguments->count > 0 && !whole_number (run, &arguments->values[0], &most)) ||
      !tp_filter_text (run, value, &text) || !ending (run, arguments, &end))
    return FALSE;
  most = MAX (most, 1);
  tp_run_begin (run);
  at = text.text;
  for (gint64 words = 0; next_word (&at, text.text + text.length, &word); words++) {
    if (words == most)
      return tp_run_put (run, end.text, end.length) && tp_run_take (run, value);
    if ((words > 0 && !tp_run_put (run, " ", 1)) || !tp_run_put (run, word.text, word.length))
      return FALSE;
  }
  *value = text;
  return TRUE;
}

static gboolean
add_piece (TpRun *run, GArray *pieces, const char *from, const char *to)
{
  TpValue piece = tp_value_string (from, to - from);

  if (pieces->len >= run->limits.loop_items)
    return tp_run_fail (run, TP_ERROR_LIMIT, _ ("more than %u items"),
                        (guint)run->limits.loop_items);
  g_array_append_val (pieces, piece);
  return tp_run_charge (run, 1);
}

static gboolean
split_at_words (TpRun *run, const TpValue *text, GArray *pieces)
{
  const char *at = text->text;
  TpValue word;

  while (next_word (&at, text->text + text->length, &word))
    if (!add_piece (run, pieces, word.text, word.text + word.length))
      return FALSE;
  return TRUE;
}

/* An empty pattern parts every character. Empty pieces at the end are left out. */
static gboolean
split_at (TpRun *run, const TpValue *text, const TpValue *by, GArray *pieces)
{
  const char *at = text->text, *end = at + text->length;

  while (at < end) {
    const char *found = by->length > 0 ? memmem (at, (gsize)(end - at), by->text, by->length)
                                       : tp_filter_next (at, end);

    if (!add_piece (run, pieces, at, found != NULL ? found : end))
      return FALSE;
    at = found != NULL ? found + by->length : end;
  }
  while (pieces->len > 0 && g_array_index (pieces, TpValue, pieces->len - 1).length == 0)
    g_array_set_size (pieces, pieces->len - 1);
  return TRUE;
}

static gboolean
split (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (TpValue));
  TpValue text, by;
  gpointer copy;
  gboolean done;

  if (!tp_filter_text (run, value, &text) || !tp_filter_text (run, &arguments->values[0], &by))
    return FALSE;
  done = by.length == 1 && by.text[0] == ' ' ? split_at_words (run, &text, pieces)
                                             : split_at (run, &text, &by, pieces);
  if (!done)
    return FALSE;
  copy = tp_arena_alloc (&run->arena, pieces->len * sizeof (TpValue));
  if (copy == NULL)
    return tp_run_no_memory (run);
  if (pieces->len > 0)
    memcpy (copy, pieces->data, pieces->len * sizeof (TpValue));
  *value = tp_value_array (copy, pieces->len);
  return TRUE;
}

const TpFilter tp_filters_words[] = {
    {"size",     size, 0, 0},
    {"slice",         slice, 1, 2},
    {"truncate",          truncate_text, 0, 2},
    {"truncatewords",truncate_words, 0, 2},
    {"split",         split, 1, 1},
    {NULL},
};
