/* SPDX-License-Identifier: Apache-2.0 */
/* Every getter goes into the member for its message, so that the pointer names the member at fault.
 */
#include "segment/json_reader.h"

#include "base/error.h"
#include "base/i18n.h"
#include "segment/check.h"
#include "segment/day.h"
#include "segment/number.h"

#include <string.h>

gsize
tp_json_reader_push (TpJsonReader *reader, const char *key)
{
  gsize length = reader->path->len;
  g_string_append_c (reader->path, '/');
  for (; *key != '\0'; key++) {
    if (*key == '~' || *key == '/')
      g_string_append (reader->path, *key == '~' ? "~0" : "~1");
    else
      g_string_append_c (reader->path, *key);
  }
  return length;
}

gsize
tp_json_reader_push_index (TpJsonReader *reader, gsize index)
{
  gsize length = reader->path->len;
  g_string_append_printf (reader->path, "/%" G_GSIZE_FORMAT, index);
  return length;
}

void
tp_json_reader_pop (TpJsonReader *reader, gsize length)
{
  g_string_truncate (reader->path, length);
}

gboolean
tp_json_reader_fail (TpJsonReader *reader, GError *placeless)
{
  g_autoptr (GError) owned = placeless;
  return tp_error (reader->error, tp_error_code (owned), _ ("%s (at '%s')"), owned->message,
                   reader->path->str);
}

gboolean
tp_json_reader_fail_in (TpJsonReader *reader, const char *key, GError *placeless)
{
  tp_json_reader_push (reader, key);
  return tp_json_reader_fail (reader, placeless);
}

gboolean
tp_json_reader_expected (TpJsonReader *reader, const char *expected)
{
  return tp_json_reader_fail (
      reader, g_error_new (TP_ERROR, TP_ERROR_INVALID, _ ("expected %s"), expected));
}

gboolean
tp_json_reader_expected_in (TpJsonReader *reader, const char *key, const char *expected)
{
  tp_json_reader_push (reader, key);
  return tp_json_reader_expected (reader, expected);
}

static gboolean
is_listed (const char *members, const char *key)
{
  gsize length = strlen (key);
  for (const char *found = strstr (members, key); found != NULL && length > 0;
       found = strstr (found + 1, key))
    if ((found == members || found[-1] == ' ') && (found[length] == ' ' || found[length] == '\0'))
      return TRUE;
  return FALSE;
}

gboolean
tp_json_reader_check_object (TpJsonReader *reader, const json_t *json, const char *members)
{
  if (!json_is_object (json))
    return tp_json_reader_expected (reader, _ ("an object"));
  const char *key;
  json_t *value;
  json_object_foreach ((json_t *)json, key, value)
  {
    if (strchr (key, ' ') == NULL && is_listed (members, key))
      continue;
    g_autofree char *given = tp_segment_excerpt (key);
    return tp_json_reader_fail (reader, g_error_new (TP_ERROR, TP_ERROR_INVALID,
                                                     _ ("unknown member '%s': expected %s"), given,
                                                     members));
  }
  return TRUE;
}

gboolean
tp_json_reader_text (TpJsonReader *reader, const json_t *object, const char *key,
                     const char **out_text)
{
  const json_t *member = json_object_get (object, key);
  if (!json_is_string (member) ||
      strlen (json_string_value (member)) != json_string_length (member))
    return tp_json_reader_expected_in (reader, key, _ ("a text"));
  gsize length = json_string_length (member);
  reader->text_bytes += length;
  if (length > TP_SEGMENT_STRING_MAX)
    return tp_json_reader_fail_in (reader, key,
                                   g_error_new (TP_ERROR, TP_ERROR_LIMIT,
                                                _ ("a text is too long: at most %d bytes"),
                                                TP_SEGMENT_STRING_MAX));
  if (reader->text_bytes > TP_SEGMENT_TEXT_MAX)
    return tp_json_reader_fail_in (reader, key,
                                   g_error_new (TP_ERROR, TP_ERROR_LIMIT,
                                                _ ("the text is too long: at most %d bytes"),
                                                TP_SEGMENT_TEXT_MAX));
  *out_text = json_string_value (member);
  return TRUE;
}

gboolean
tp_json_reader_count (TpJsonReader *reader, const json_t *object, const char *key, gint64 min,
                      gint64 max, gint64 *out_n)
{
  const json_t *member = json_object_get (object, key);
  json_int_t n = json_integer_value (member);
  if (!json_is_integer (member) || n < min || n > max) {
    g_autofree char *expected =
        g_strdup_printf (_ ("a whole number from %d to %d"), (int)min, (int)max);
    return tp_json_reader_expected_in (reader, key, expected);
  }
  *out_n = n;
  return TRUE;
}

gboolean
tp_json_reader_day (TpJsonReader *reader, const json_t *object, const char *key, gint32 *out_day)
{
  const char *text = NULL;
  return tp_json_reader_text (reader, object, key, &text) &&
         (tp_day_parse (text, out_day) ||
          tp_json_reader_expected_in (reader, key, _ ("a date such as 2026-01-31")));
}

gboolean
tp_json_reader_number (TpJsonReader *reader, const json_t *object, const char *key,
                       gint64 *out_scaled)
{
  const char *text = NULL;
  return tp_json_reader_text (reader, object, key, &text) &&
         (tp_segment_number_parse (text, out_scaled) ||
          tp_json_reader_expected_in (reader, key,
                                      _ ("a decimal number as text, such as \"12.5\"")));
}

gboolean
tp_json_reader_thing (TpJsonReader *reader, const json_t *object, TpSegmentThing thing,
                      gint64 *out_id)
{
  const char *text = NULL;
  g_autoptr (GError) error = NULL;
  if (!tp_json_reader_text (reader, object, "id", &text))
    return FALSE;
  return tp_segment_check_thing (reader->names, thing, text, TRUE, out_id, &error) ||
         tp_json_reader_fail_in (reader, "id", g_steal_pointer (&error));
}

gboolean
tp_json_reader_unit (TpJsonReader *reader, const json_t *object, TpSegmentUnit *out_unit)
{
  const char *text = NULL;
  return tp_json_reader_text (reader, object, "unit", &text) &&
         (tp_segment_unit_find (text, out_unit) ||
          tp_json_reader_expected_in (reader, "unit", _ ("hours, days, weeks, months or years")));
}

gboolean
tp_json_reader_span (TpJsonReader *reader, const json_t *object, TpSegmentSpan *out_span)
{
  gint64 n = 0;
  return tp_json_reader_unit (reader, object, &out_span->unit) &&
         tp_json_reader_count (reader, object, "n", 0, tp_segment_unit_limit (out_span->unit),
                               &n) &&
         ((out_span->n = (guint)n) == n);
}

static gboolean
read_when_members (TpJsonReader *reader, const json_t *json, TpSegmentWhen *out_when)
{
  static const struct {
    const char *kind;
    TpSegmentWhenKind value;
    const char *members;
  } kinds[] = {
      {"last",      TP_SEGMENT_WHEN_LAST,      "kind n unit" },
      {"more than", TP_SEGMENT_WHEN_MORE_THAN, "kind n unit" },
      {"before",    TP_SEGMENT_WHEN_BEFORE,    "kind from"   },
      {"since",     TP_SEGMENT_WHEN_SINCE,     "kind from"   },
      {"between",   TP_SEGMENT_WHEN_BETWEEN,   "kind from to"},
  };
  const char *kind = NULL;
  gsize i = 0;
  if (!tp_json_reader_text (reader, json, "kind", &kind))
    return FALSE;
  while (i < G_N_ELEMENTS (kinds) && strcmp (kinds[i].kind, kind) != 0)
    i++;
  if (i == G_N_ELEMENTS (kinds))
    return tp_json_reader_expected_in (reader, "kind", "last, more than, before, since, between");
  if (!tp_json_reader_check_object (reader, json, kinds[i].members))
    return FALSE;
  out_when->kind = kinds[i].value;
  if (out_when->kind == TP_SEGMENT_WHEN_LAST || out_when->kind == TP_SEGMENT_WHEN_MORE_THAN)
    return tp_json_reader_span (reader, json, &out_when->span);
  if (!tp_json_reader_day (reader, json, "from", &out_when->day))
    return FALSE;
  if (out_when->kind != TP_SEGMENT_WHEN_BETWEEN)
    return TRUE;
  if (!tp_json_reader_day (reader, json, "to", &out_when->last_day))
    return FALSE;
  return out_when->last_day >= out_when->day ||
         tp_json_reader_fail_in (
             reader, "to",
             g_error_new (TP_ERROR, TP_ERROR_INVALID, _ ("the second date is before the first")));
}

gboolean
tp_json_reader_when (TpJsonReader *reader, const json_t *object, TpSegmentWhen *out_when)
{
  *out_when = (TpSegmentWhen){0};
  const json_t *json = json_object_get (object, "when");
  if (json == NULL)
    return TRUE;
  gsize place = tp_json_reader_push (reader, "when");
  if (!json_is_object (json))
    return tp_json_reader_expected (reader, _ ("an object"));
  if (!read_when_members (reader, json, out_when))
    return FALSE;
  tp_json_reader_pop (reader, place);
  return TRUE;
}
