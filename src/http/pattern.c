/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns overlap unless two literals differ at some place. Of two that overlap the one that is at
 * least as literal at every place wins; where each is more literal somewhere, or none anywhere, it
 * is a matter of taste, so it is refused. */
#include "http/pattern.h"

#include <string.h>

#include "base/error.h"

static gboolean
name_is_valid (const char *name, gsize length)
{
  if (length == 0)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_islower (name[i]) && !g_ascii_isdigit (name[i]) && name[i] != '_')
      return FALSE;
  return TRUE;
}

static gboolean
read_segment (const char *text, TpPatternSegment *out_segment)
{
  gsize length = strlen (text);
  if (text[0] != '{') {
    out_segment->kind = TP_SEGMENT_LITERAL;
    out_segment->text = g_strdup (text);
    return strpbrk (text, "{}*%?#") == NULL;
  }
  if (length < 3 || text[length - 1] != '}')
    return FALSE;
  gboolean is_rest = text[length - 2] == '*';
  gsize name_length = length - 2 - (is_rest ? 1 : 0);
  out_segment->kind = is_rest ? TP_SEGMENT_REST : TP_SEGMENT_PARAM;
  out_segment->text = g_strndup (text + 1, name_length);
  return name_is_valid (text + 1, name_length);
}

static gboolean
name_is_new (const TpPattern *pattern, const TpPatternSegment *segment)
{
  for (guint i = 0; i < pattern->length; i++)
    if (pattern->segments[i].kind != TP_SEGMENT_LITERAL &&
        strcmp (pattern->segments[i].text, segment->text) == 0)
      return FALSE;
  return TRUE;
}

gboolean
tp_pattern_parse (const char *text, TpPattern *out_pattern, GError **error)
{
  memset (out_pattern, 0, sizeof *out_pattern);
  if (text == NULL || text[0] != '/')
    return tp_error (error, TP_ERROR_INTERNAL, "the route's path does not begin with '/': '%s'",
                     text != NULL ? text : "");
  g_auto (GStrv) parts = g_strsplit (text + 1, "/", -1);
  guint count = text[1] == '\0' ? 0 : g_strv_length (parts);
  gboolean ok = count <= TP_ROUTE_SEGMENTS_MAX;
  for (guint i = 0; i < count && ok; i++) {
    TpPatternSegment *segment = &out_pattern->segments[i];
    ok = read_segment (parts[i], segment) && (segment->kind != TP_SEGMENT_REST || i == count - 1) &&
         (segment->kind == TP_SEGMENT_LITERAL || name_is_new (out_pattern, segment));
    out_pattern->length++;
  }
  if (ok)
    return TRUE;
  tp_pattern_clear (out_pattern);
  return tp_error (error, TP_ERROR_INTERNAL, "the route's path cannot be read: '%s'", text);
}

void
tp_pattern_clear (TpPattern *pattern)
{
  for (guint i = 0; i < pattern->length; i++)
    g_free (pattern->segments[i].text);
  pattern->length = 0;
}

gboolean
tp_pattern_is_ambiguous (const TpPattern *a, const TpPattern *b)
{
  gboolean a_wins = FALSE;
  gboolean b_wins = FALSE;
  guint i = 0;
  for (; i < a->length && i < b->length; i++) {
    const TpPatternSegment *left = &a->segments[i];
    const TpPatternSegment *right = &b->segments[i];
    if (left->kind == TP_SEGMENT_LITERAL && right->kind == TP_SEGMENT_LITERAL &&
        strcmp (left->text, right->text) != 0)
      return FALSE;
    a_wins |= left->kind < right->kind;
    b_wins |= right->kind < left->kind;
    if (left->kind == TP_SEGMENT_REST || right->kind == TP_SEGMENT_REST)
      return a_wins == b_wins;
  }
  return i == a->length && i == b->length && a_wins == b_wins;
}
