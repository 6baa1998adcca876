/* SPDX-License-Identifier: Apache-2.0 */
/* Jansson parses. It allows 2048 levels by recursion and builds as many values as the bytes hold,
 * so a scan over the raw bytes counts levels and values first. Writing is done here for the sake of
 * short real numbers (jansson prints 0.1 as 0.10000000000000001).
 *
 * To give a jansson fault a better message: a row in faults[]. */
#include "base/json.h"

#include "base/error.h"
#include "base/i18n.h"

#include <string.h>

static const struct {
  enum json_error_code code;
  const char *text;
} faults[] = {
    {json_error_invalid_utf8,           N_ ("not valid UTF-8")                       },
    {json_error_premature_end_of_input, N_ ("the text ends too early")               },
    {json_error_end_of_input_expected,  N_ ("something follows after the value")     },
    {json_error_duplicate_key,          N_ ("a key is given twice in one object")    },
    {json_error_numeric_overflow,       N_ ("a number is too large")                 },
    {json_error_null_character,         N_ ("the character U+0000 is not allowed")   },
    {json_error_null_byte_in_key,       N_ ("the character U+0000 is not allowed")   },
    {json_error_null_value,             N_ ("the character U+0000 is not allowed")   },
    {json_error_stack_overflow,         N_ ("objects and arrays are nested too deep")},
};

static const char *
fault_text (enum json_error_code code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (faults[i].code == code)
      return _ (faults[i].text);
  return _ ("not valid JSON");
}

/* Line and column (in characters) of a byte, both from 1. */
static void
find_place (const char *bytes, gsize at, int *out_line, int *out_column)
{
  *out_line = *out_column = 1;
  for (gsize i = 0; i < at; i++) {
    if (bytes[i] == '\n') {
      (*out_line)++;
      *out_column = 1;
    } else if (((guchar)bytes[i] & 0xC0) != 0x80) {
      (*out_column)++;
    }
  }
}

static gsize
skip_string (const char *bytes, gsize length, gsize at)
{
  for (at++; at < length && bytes[at] != '"'; at++)
    if (bytes[at] == '\\')
      at++;
  return at;
}

/* Levels and values, without judging the syntax. */
static gboolean
check_limits (const char *bytes, gsize length, GError **error)
{
  int depth = 0, line, column;
  guint values = 1;
  for (gsize i = 0; i < length; i++) {
    char c = bytes[i];
    if (c == '"') {
      i = skip_string (bytes, length, i);
    } else if (c == '[' || c == '{') {
      values++;
      if (++depth > TP_JSON_MAX_DEPTH) {
        find_place (bytes, i, &line, &column);
        return tp_error (error, TP_ERROR_INVALID,
                         _ ("line %d, column %d: objects and arrays are nested more than %d deep"),
                         line, column, TP_JSON_MAX_DEPTH);
      }
    } else if (c == ']' || c == '}') {
      depth--;
    } else if (c == ',') {
      values++;
    }
  }
  if (values > TP_JSON_MAX_VALUES)
    return tp_error (error, TP_ERROR_LIMIT, _ ("more than %d values in one JSON text"),
                     TP_JSON_MAX_VALUES);
  return TRUE;
}

json_t *
tp_json_parse (const char *bytes, gsize length, GError **error)
{
  if (length > TP_JSON_MAX_BYTES) {
    tp_error (error, TP_ERROR_LIMIT, _ ("a JSON text may have at most %d bytes"),
              TP_JSON_MAX_BYTES);
    return NULL;
  }
  if (!check_limits (bytes, length, error))
    return NULL;
  json_error_t fault;
  json_t *json = json_loadb (length == 0 ? "" : bytes, length,
                             JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
  if (json == NULL) {
    int line, column;
    find_place (bytes, CLAMP (fault.position, 0, (int)length), &line, &column);
    tp_error (error, TP_ERROR_INVALID, _ ("line %d, column %d: %s"), line, column,
              fault_text (json_error_code (&fault)));
  }
  return json;
}

static void
write_string (GString *out, const char *text, gsize length)
{
  g_string_append_c (out, '"');
  for (gsize i = 0; i < length; i++) {
    guchar c = (guchar)text[i];
    static const char plain[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *short_form = c == '\0' ? NULL : strchr (plain, c);
    if (short_form != NULL) {
      g_string_append_c (out, '\\');
      g_string_append_c (out, letters[short_form - plain]);
    } else if (c < 0x20 || c == 0x7F) {
      g_string_append_printf (out, "\\u%04x", c);
    } else {
      g_string_append_c (out, (char)c);
    }
  }
  g_string_append_c (out, '"');
}

static void
write_real (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  for (int digits = 15; digits <= 17; digits++) {
    char format[] = {'%', '.', '1', (char)('0' + digits - 10), 'g', '\0'};
    g_ascii_formatd (text, sizeof text, format, value);
    if (g_ascii_strtod (text, NULL) == value)
      break;
  }
  g_string_append (out, text);
  if (strpbrk (text, ".e") == NULL) /* so that it is read as a real number again */
    g_string_append (out, ".0");
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void write_value (GString *out, const json_t *json);

static void
write_object (GString *out, json_t *json)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_sized_new ((guint)json_object_size (json));
  const char *key;
  json_t *value;
  json_object_foreach (json, key, value) g_ptr_array_add (keys, (gpointer)key);
  g_ptr_array_sort (keys, compare_keys);
  g_string_append_c (out, '{');
  for (guint i = 0; i < keys->len; i++) {
    key = keys->pdata[i];
    if (i > 0)
      g_string_append_c (out, ',');
    write_string (out, key, strlen (key));
    g_string_append_c (out, ':');
    write_value (out, json_object_get (json, key));
  }
  g_string_append_c (out, '}');
}

static void
write_array (GString *out, const json_t *json)
{
  g_string_append_c (out, '[');
  for (gsize i = 0; i < json_array_size (json); i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    write_value (out, json_array_get (json, i));
  }
  g_string_append_c (out, ']');
}

static void
write_value (GString *out, const json_t *json)
{
  switch (json_typeof (json)) {
  case JSON_OBJECT:
    write_object (out, (json_t *)json);
    break;
  case JSON_ARRAY:
    write_array (out, json);
    break;
  case JSON_STRING:
    write_string (out, json_string_value (json), json_string_length (json));
    break;
  case JSON_INTEGER:
    g_string_append_printf (out, "%lld", (long long)json_integer_value (json));
    break;
  case JSON_REAL:
    write_real (out, json_real_value (json));
    break;
  case JSON_TRUE:
    g_string_append (out, "true");
    break;
  case JSON_FALSE:
    g_string_append (out, "false");
    break;
  case JSON_NULL:
    g_string_append (out, "null");
    break;
  }
}

char *
tp_json_text (const json_t *json)
{
  GString *out = g_string_sized_new (256);
  write_value (out, json);
  return g_string_free (out, FALSE);
}
