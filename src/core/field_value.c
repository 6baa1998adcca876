/* SPDX-License-Identifier: Apache-2.0 */
/* A value is cleaned as text first, then brought to the form of its type, and for built-in fields
 * of their own to that of words[]. To add a built-in field with a form of its own: a function and a
 * row in forms[]. */
#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "base/time.h"
#include "core/country.h"
#include "core/field.h"
#include "core/field_private.h"

#include <stdio.h>
#include <string.h>

typedef struct {
  const TpFields *fields;
  const TpField *field;
  const TpFieldReading *reading;
} Context;

typedef char *(*ReadValue) (const Context *context, char *clean, GError **error);

static const char *
word_in (const char *const (*table)[2], const char *text)
{
  g_autofree char *key = tp_fold (text);
  gsize length = strlen (key);
  if (length > 0 && key[length - 1] == '.')
    key[length - 1] = '\0';
  for (; (*table)[0] != NULL; table++)
    if (strcmp ((*table)[0], key) == 0)
      return (*table)[1];
  return NULL;
}

static char *
refuse (const Context *context, const char *text, const char *expected, GError **error)
{
  tp_error (error, TP_ERROR_INVALID, _ ("%s: '%.60s' is not %s"), context->field->name, text,
            expected);
  return NULL;
}

static char *
read_gender (const Context *context, char *clean, GError **error)
{
  static const char *const words[][2] = {
      {"female",      "female" },
      {"f",           "female" },
      {"w",           "female" },
      {"v",           "female" },
      {"weiblich",    "female" },
      {"vrouw",       "female" },
      {"vrouwelijk",  "female" },
      {"frau",        "female" },
      {"fr",          "female" },
      {"mevrouw",     "female" },
      {"mevr",        "female" },
      {"mw",          "female" },
      {"mrs",         "female" },
      {"ms",          "female" },
      {"miss",        "female" },
      {"woman",       "female" },
      {"male",        "male"   },
      {"m",           "male"   },
      {"männlich",   "male"   },
      {"maennlich",   "male"   },
      {"man",         "male"   },
      {"mannelijk",   "male"   },
      {"herr",        "male"   },
      {"hr",          "male"   },
      {"herrn",       "male"   },
      {"mann",        "male"   },
      {"meneer",      "male"   },
      {"dhr",         "male"   },
      {"heer",        "male"   },
      {"de heer",     "male"   },
      {"mr",          "male"   },
      {"diverse",     "diverse"},
      {"d",           "diverse"},
      {"x",           "diverse"},
      {"divers",      "diverse"},
      {"other",       "diverse"},
      {"anders",      "diverse"},
      {"non-binary",  "diverse"},
      {"company",     "company"},
      {"firma",       "company"},
      {"bedrijf",     "company"},
      {"unternehmen", "company"},
      {NULL,          NULL     },
  };
  const char *gender = word_in (words, clean);
  return gender != NULL ? g_strdup (gender)
                        : refuse (context, clean, _ ("female, male, diverse or company"), error);
}

static char *
read_country (const Context *context, char *clean, GError **error)
{
  const char *country = tp_country_find (clean);
  return country != NULL ? g_strdup (country)
                         : refuse (context, clean, _ ("a country that is known"), error);
}

static char *
read_language (const Context *context, char *clean, GError **error)
{
  const char *language = tp_language_find (clean);
  return language != NULL ? g_strdup (language)
                          : refuse (context, clean, _ ("a language that is known"), error);
}

static char *
read_time_zone (const Context *context, char *clean, GError **error)
{
  gboolean named = strchr (clean, '/') != NULL || strcmp (clean, "UTC") == 0;
  g_autoptr (GTimeZone) zone = named && strstr (clean, "..") == NULL && clean[0] != '/'
                                   ? g_time_zone_new_identifier (clean)
                                   : NULL;
  return zone != NULL ? g_strdup (clean)
                      : refuse (context, clean, _ ("a time zone such as 'Europe/Berlin'"), error);
}

static char *
read_phone (const Context *context, char *clean, GError **error)
{
  guint digits = 0;
  for (const char *at = clean; *at != '\0'; at++)
    digits += g_ascii_isdigit (*at) ? 1 : 0;
  return digits >= 3 && strlen (clean) <= 60 ? g_strdup (clean)
                                             : refuse (context, clean, _ ("a phone number"), error);
}

/* Upper case; a blank where the form has one: "1012AB" and "sw1a1aa". */
static char *
read_postcode (const Context *context, char *clean, GError **error)
{
  g_autofree char *upper = g_utf8_strup (clean, -1);
  gsize length = strlen (upper);
  guint digits = tp_country_postcode_digits (context->reading->country);
  gboolean numeric = length > 0 && strspn (upper, "0123456789") == length;
  if (length > 20)
    return refuse (context, clean, _ ("a postcode"), error);
  if (numeric && length < digits)
    return g_strdup_printf ("%0*d", (int)digits, atoi (upper));
  if (length == 6 && strspn (upper, "0123456789") == 4 && g_ascii_isupper (upper[4]) &&
      g_ascii_isupper (upper[5]))
    return g_strdup_printf ("%.4s %s", upper, upper + 4);
  gboolean british = length >= 5 && length <= 7 && g_ascii_isupper (upper[0]) &&
                     g_ascii_isdigit (upper[length - 3]) && g_ascii_isupper (upper[length - 2]) &&
                     g_ascii_isupper (upper[length - 1]) && strchr (upper, ' ') == NULL;
  return british ? g_strdup_printf ("%.*s %s", (int)length - 3, upper, upper + length - 3)
                 : g_steal_pointer (&upper);
}

/* Years of two digits count as base/datein.h says for that year. */
static char *
read_date_of (const Context *context, const char *clean, int this_year, GError **error)
{
  char date[11];
  g_autoptr (GError) local = NULL;
  if (tp_datein_parse (clean, context->reading->date_order, this_year, date, &local))
    return g_strdup (date);
  tp_error (error, TP_ERROR_INVALID, "%s: %s", context->field->name, local->message);
  return NULL;
}

static int
this_year (const Context *context)
{
  return tp_time_month (tp_account_now (context->fields->account)) / 100;
}

static char *
read_date (const Context *context, char *clean, GError **error)
{
  return read_date_of (context, clean, this_year (context), error);
}

/* A year of two digits is never one to come. */
static char *
read_birth_date (const Context *context, char *clean, GError **error)
{
  g_autoptr (GTimeZone) zone = tp_account_zone (context->fields->account);
  g_autofree char *today = tp_time_format_date (tp_account_now (context->fields->account), zone);
  for (int back = 1; back <= 2; back++) {
    g_autofree char *date = read_date_of (context, clean, this_year (context) - back, error);
    if (date == NULL || strcmp (date, today) <= 0)
      return g_steal_pointer (&date);
  }
  return refuse (context, clean, _ ("a date of birth: it lies in the future"), error);
}

/* Which built-in fields have a form of their own. */
static const ReadValue forms[TP_SEGMENT_BUILTINS] = {
    [TP_SEGMENT_GENDER] = read_gender,         [TP_SEGMENT_LANGUAGE] = read_language,
    [TP_SEGMENT_TIME_ZONE] = read_time_zone,   [TP_SEGMENT_PHONE] = read_phone,
    [TP_SEGMENT_POSTCODE] = read_postcode,     [TP_SEGMENT_COUNTRY] = read_country,
    [TP_SEGMENT_BIRTH_DATE] = read_birth_date,
};

static char *
read_text (const Context *context, char *clean, GError **error)
{
  return g_strdup (clean);
}

/* "-12.5" for -12500000 millionths; `keep`: places that stay although they are zeros. */
static char *
format_decimal (gint64 amount, guint places, guint keep)
{
  gint64 scale = 1;
  for (guint i = 0; i < places; i++)
    scale *= 10;
  guint64 size = (guint64)ABS (amount);
  GString *text = g_string_new (amount < 0 ? "-" : "");
  g_string_append_printf (text, "%" G_GUINT64_FORMAT, size / (guint64)scale);
  if (places > 0)
    g_string_append_printf (text, ".%0*" G_GUINT64_FORMAT, (int)places, size % (guint64)scale);
  for (guint drop = places; drop > keep && text->str[text->len - 1] == '0'; drop--)
    g_string_truncate (text, text->len - 1);
  if (text->str[text->len - 1] == '.')
    g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}

static char *
read_decimal (const Context *context, char *clean, guint places, guint keep, GError **error)
{
  gint64 amount;
  char currency[4];
  g_autoptr (GError) local = NULL;
  gboolean money = context->field->kind.type == TP_SEGMENT_MONEY;
  if (tp_amount_parse (clean, context->reading->number_style, (int)places, &amount,
                       money ? currency : NULL, &local))
    return format_decimal (amount, places, keep);
  tp_error (error, TP_ERROR_INVALID, "%s: %s", context->field->name, local->message);
  return NULL;
}

static char *
read_number (const Context *context, char *clean, GError **error)
{
  return read_decimal (context, clean, 6, 0, error);
}

static char *
read_money (const Context *context, char *clean, GError **error)
{
  guint digits = context->fields->currency_digits;
  return read_decimal (context, clean, digits, digits, error);
}

static char *
read_yes_no (const Context *context, char *clean, GError **error)
{
  static const char *const words[][2] = {
      {"yes",    "yes"},
      {"y",      "yes"},
      {"ja",     "yes"},
      {"j",      "yes"},
      {"true",   "yes"},
      {"1",      "yes"},
      {"x",      "yes"},
      {"wahr",   "yes"},
      {"waar",   "yes"},
      {"on",     "yes"},
      {"no",     "no" },
      {"n",      "no" },
      {"nein",   "no" },
      {"nee",    "no" },
      {"false",  "no" },
      {"0",      "no" },
      {"falsch", "no" },
      {"onwaar", "no" },
      {"off",    "no" },
      {NULL,     NULL },
  };
  const char *word = word_in (words, clean);
  return word != NULL ? g_strdup (word) : refuse (context, clean, _ ("yes or no"), error);
}

static char *
read_choice (const Context *context, char *clean, GError **error)
{
  g_autofree char *key = tp_fold (clean);
  for (const char *const *choice = context->field->kind.choices; choice != NULL && *choice != NULL;
       choice++) {
    g_autofree char *other = tp_fold (*choice);
    if (strcmp (key, other) == 0)
      return g_strdup (*choice);
  }
  return refuse (context, clean, _ ("one of the field's choices"), error);
}

static char *
read_link (const Context *context, char *clean, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (clean, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  gboolean web = strcmp (scheme, "http") == 0 || strcmp (scheme, "https") == 0;
  gboolean good = web && g_uri_get_host (uri) != NULL && g_uri_get_host (uri)[0] != '\0' &&
                  g_uri_get_userinfo (uri) == NULL && strpbrk (clean, "<>\"' ") == NULL &&
                  strlen (clean) <= TP_FIELD_LINK_MAX;
  return good ? g_strdup (clean)
              : refuse (context, clean, _ ("a link that begins with http:// or https://"), error);
}

static const ReadValue readers[TP_SEGMENT_TYPES] = {
    [TP_SEGMENT_TEXT] = read_text,     [TP_SEGMENT_NUMBER] = read_number,
    [TP_SEGMENT_MONEY] = read_money,   [TP_SEGMENT_DATE] = read_date,
    [TP_SEGMENT_TIME] = read_text,     [TP_SEGMENT_YES_NO] = read_yes_no,
    [TP_SEGMENT_CHOICE] = read_choice, [TP_SEGMENT_LINK] = read_link,
};

/* Blanks of every kind that text has between words. */
static gboolean
is_blank (gunichar c)
{
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x2028 ||
         c == 0x2029;
}

/* Trimmed, runs of blanks made one, NFC; "" when nothing is left. (transfer full) */
static char *
clean_text (const Context *context, const char *text, gsize length, GError **error)
{
  g_autoptr (GString) clean = g_string_sized_new (length + 1);
  gboolean ascii = TRUE, blank = FALSE;
  gsize characters = 0;
  for (const char *at = text; at < text + length; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    if (is_blank (c)) {
      blank = clean->len > 0;
      continue;
    }
    if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
      tp_error (error, TP_ERROR_INVALID, _ ("%s: a control character is not allowed"),
                context->field->name);
      return NULL;
    }
    if (blank)
      g_string_append_c (clean, ' ');
    blank = FALSE;
    ascii = ascii && c < 0x80;
    characters++;
    g_string_append_len (clean, at, g_utf8_next_char (at) - at);
  }
  if (characters > TP_FIELD_VALUE_MAX) {
    tp_error (error, TP_ERROR_LIMIT, _ ("%s: more than %d characters"), context->field->name,
              TP_FIELD_VALUE_MAX);
    return NULL;
  }
  return ascii ? g_string_free (g_steal_pointer (&clean), FALSE)
               : g_utf8_normalize (clean->str, -1, G_NORMALIZE_NFC);
}

/* One value; *out_value NULL: blank. */
static gboolean
read_one (const Context *context, const char *text, gsize length, char **out_value, GError **error)
{
  TpSegmentField kind = context->field->kind;
  g_autofree char *clean = clean_text (context, text, length, error);
  if (clean == NULL)
    return FALSE;
  *out_value = NULL;
  if (clean[0] == '\0')
    return TRUE;
  ReadValue read = forms[kind.builtin] != NULL ? forms[kind.builtin] : readers[kind.type];
  *out_value = read (context, clean, error);
  return *out_value != NULL;
}

static gboolean
has_value (const GPtrArray *values, const char *value)
{
  for (guint i = 0; i < values->len; i++)
    if (strcmp (values->pdata[i], value) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
add_value (const Context *context, GPtrArray *values, char *value, GError **error)
{
  g_autofree char *taken = value;
  gboolean postal = tp_field_is_postal (context->field);
  if (taken == NULL && postal)
    taken = g_strdup ("");
  if (taken == NULL || (!postal && has_value (values, taken)))
    return TRUE;
  if (values->len == TP_FIELD_VALUES_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("%s: more than %d values"), context->field->name,
                     TP_FIELD_VALUES_MAX);
  g_ptr_array_add (values, g_steal_pointer (&taken));
  return TRUE;
}

static gboolean
read_several (const Context *context, const char *text, char **out_stored, GError **error)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  for (const char *at = text; at != NULL;) {
    gsize length = strcspn (at, "\n");
    char *value;
    if (!read_one (context, at, length, &value, error) ||
        !add_value (context, values, value, error))
      return FALSE;
    at = at[length] != '\0' ? at + length + 1 : NULL;
  }
  while (values->len > 0 && *(char *)values->pdata[values->len - 1] == '\0')
    g_ptr_array_set_size (values, (int)values->len - 1);
  guint count = values->len;
  g_ptr_array_add (values, NULL);
  *out_stored = count > 0 ? g_strjoinv ("\n", (char **)values->pdata) : NULL;
  return TRUE;
}

gboolean
tp_field_parse (const TpFields *fields, const TpField *field, const char *text,
                const TpFieldReading *reading, char **out_stored, GError **error)
{
  Context context = {fields, field, reading};
  gsize length = strlen (text);
  if (field->kind.derived)
    return tp_error (error, TP_ERROR_INVALID, _ ("'%s' follows from other facts and cannot be set"),
                     field->name);
  g_assert (field->kind.builtin != TP_SEGMENT_EMAIL);
  if (length > TP_FIELD_STORED_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("%s: more than %d bytes"), field->name,
                     TP_FIELD_STORED_MAX);
  if (!g_utf8_validate (text, (gssize)length, NULL))
    return tp_error (error, TP_ERROR_INVALID, _ ("%s: not valid UTF-8"), field->name);
  if (field->kind.several && strchr (text, '\n') != NULL)
    return read_several (&context, text, out_stored, error);
  return read_one (&context, text, length, out_stored, error);
}
