/* SPDX-License-Identifier: Apache-2.0 */
/* Names are looked up by a reduced form: letters alone, small, without accents; so "Côte d'Ivoire",
 * "BELGIE" and "The Netherlands" need no rows for each spelling. Names stand in country_names.c,
 * calling codes and postcodes in countries[] below, sorted by code. */
#include "core/country.h"

#include "core/country_names.h"

#include <string.h>

#define REDUCED_MAX 64 /* bytes; longer texts are no name */

static const struct {
  char code[3];
  const char *calling;
  guint postcode_digits;
} countries[] = {
    {"AD", "376", 0},
    {"AE", "971", 0},
    {"AF", "93",  0},
    {"AL", "355", 0},
    {"AM", "374", 0},
    {"AO", "244", 0},
    {"AR", "54",  0},
    {"AT", "43",  0},
    {"AU", "61",  0},
    {"AW", "297", 0},
    {"AZ", "994", 0},
    {"BA", "387", 0},
    {"BD", "880", 0},
    {"BE", "32",  0},
    {"BG", "359", 0},
    {"BH", "973", 0},
    {"BO", "591", 0},
    {"BQ", "599", 0},
    {"BR", "55",  0},
    {"BW", "267", 0},
    {"BY", "375", 0},
    {"CA", "1",   0},
    {"CD", "243", 0},
    {"CH", "41",  0},
    {"CI", "225", 0},
    {"CL", "56",  0},
    {"CM", "237", 0},
    {"CN", "86",  0},
    {"CO", "57",  0},
    {"CR", "506", 0},
    {"CU", "53",  0},
    {"CW", "599", 0},
    {"CY", "357", 0},
    {"CZ", "420", 0},
    {"DE", "49",  5},
    {"DK", "45",  0},
    {"DZ", "213", 0},
    {"EC", "593", 0},
    {"EE", "372", 5},
    {"EG", "20",  0},
    {"ES", "34",  5},
    {"ET", "251", 0},
    {"FI", "358", 5},
    {"FO", "298", 0},
    {"FR", "33",  5},
    {"GB", "44",  0},
    {"GE", "995", 0},
    {"GG", "44",  0},
    {"GH", "233", 0},
    {"GI", "350", 0},
    {"GL", "299", 0},
    {"GR", "30",  5},
    {"GT", "502", 0},
    {"HK", "852", 0},
    {"HR", "385", 5},
    {"HU", "36",  0},
    {"ID", "62",  0},
    {"IE", "353", 0},
    {"IL", "972", 0},
    {"IM", "44",  0},
    {"IN", "91",  0},
    {"IQ", "964", 0},
    {"IR", "98",  0},
    {"IS", "354", 0},
    {"IT", "39",  5},
    {"JE", "44",  0},
    {"JO", "962", 0},
    {"JP", "81",  0},
    {"KE", "254", 0},
    {"KR", "82",  0},
    {"KW", "965", 0},
    {"KZ", "7",   0},
    {"LB", "961", 0},
    {"LI", "423", 0},
    {"LK", "94",  0},
    {"LT", "370", 0},
    {"LU", "352", 0},
    {"LV", "371", 0},
    {"LY", "218", 0},
    {"MA", "212", 0},
    {"MC", "377", 5},
    {"MD", "373", 0},
    {"ME", "382", 5},
    {"MG", "261", 0},
    {"MK", "389", 0},
    {"MO", "853", 0},
    {"MT", "356", 0},
    {"MU", "230", 0},
    {"MX", "52",  5},
    {"MY", "60",  0},
    {"MZ", "258", 0},
    {"NA", "264", 0},
    {"NG", "234", 0},
    {"NL", "31",  0},
    {"NO", "47",  0},
    {"NP", "977", 0},
    {"NZ", "64",  0},
    {"OM", "968", 0},
    {"PA", "507", 0},
    {"PE", "51",  0},
    {"PH", "63",  0},
    {"PK", "92",  0},
    {"PL", "48",  0},
    {"PR", "1",   0},
    {"PS", "970", 0},
    {"PT", "351", 0},
    {"PY", "595", 0},
    {"QA", "974", 0},
    {"RO", "40",  0},
    {"RS", "381", 5},
    {"RU", "7",   0},
    {"RW", "250", 0},
    {"SA", "966", 0},
    {"SE", "46",  0},
    {"SG", "65",  0},
    {"SI", "386", 0},
    {"SK", "421", 0},
    {"SM", "378", 5},
    {"SN", "221", 0},
    {"SR", "597", 0},
    {"SX", "1",   0},
    {"SY", "963", 0},
    {"TH", "66",  0},
    {"TN", "216", 0},
    {"TR", "90",  5},
    {"TW", "886", 0},
    {"TZ", "255", 0},
    {"UA", "380", 5},
    {"UG", "256", 0},
    {"US", "1",   5},
    {"UY", "598", 0},
    {"VA", "39",  0},
    {"VE", "58",  0},
    {"VN", "84",  0},
    {"YE", "967", 0},
    {"ZA", "27",  0},
    {"ZM", "260", 0},
    {"ZW", "263", 0}
};

/* Letters that no decomposition takes apart. */
static const char *
plain_letters (gunichar c)
{
  switch (c) {
  case 0xdf:
    return "ss";
  case 0xe6:
    return "ae";
  case 0xf8:
    return "o";
  case 0x111:
    return "d";
  case 0x131:
    return "i";
  case 0x142:
    return "l";
  case 0x153:
    return "oe";
  default:
    return "";
  }
}

/* FALSE: no name, by its length or by letters and digits that names do not have. */
static gboolean
reduce (const char *text, char out_reduced[static REDUCED_MAX])
{
  gsize used = 0;
  if (strlen (text) > 2 * REDUCED_MAX)
    return FALSE;
  g_autofree char *apart = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  for (const char *at = apart; at != NULL && *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_unichar_tolower (g_utf8_get_char (at));
    char letter[] = {(char)c, '\0'};
    const char *add = c >= 'a' && c <= 'z' ? letter : plain_letters (c);
    if (*add == '\0' && g_unichar_isalnum (c))
      return FALSE;
    if (used + strlen (add) >= REDUCED_MAX)
      return FALSE;
    memcpy (out_reduced + used, add, strlen (add));
    used += strlen (add);
  }
  out_reduced[used] = '\0';
  return used > 0;
}

/* Compares a reduced name with a row "name=CODE". */
static int
compare_name (const char *name, const char *row)
{
  gsize length = strcspn (row, "=");
  int order = strncmp (name, row, length);
  return order != 0 ? order : (guchar)name[length];
}

static const char *
find_name (const char *text, const char *const *rows, gsize length)
{
  char name[REDUCED_MAX];
  if (!reduce (text, name))
    return NULL;
  gsize low = 0, high = length;
  while (low < high) {
    gsize middle = (low + high) / 2;
    int order = compare_name (name, rows[middle]);
    if (order == 0)
      return strchr (rows[middle], '=') + 1;
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

const char *
tp_country_find (const char *text)
{
  const char *code = find_name (text, tp_country_names, tp_country_names_length);
  /* "The Netherlands", "Die Schweiz": with an article. */
  for (gsize i = 0; code == NULL && i < 2; i++) {
    static const char *const articles[] = {"the ", "die "};
    if (g_ascii_strncasecmp (text, articles[i], 4) == 0)
      code = find_name (text + 4, tp_country_names, tp_country_names_length);
  }
  return code;
}

const char *
tp_language_find (const char *text)
{
  const char *code = find_name (text, tp_language_names, tp_language_names_length);
  if (code != NULL)
    return code;
  /* A tag with a region: de-AT, de_DE.UTF-8, pt-BR. */
  gsize length = strcspn (text, "-_");
  if (text[length] == '\0' || length < 2 || length > 3)
    return NULL;
  g_autofree char *language = g_strndup (text, length);
  return find_name (language, tp_language_names, tp_language_names_length);
}

static gsize
find_country (const char *code)
{
  gsize i = 0;
  while (i < G_N_ELEMENTS (countries) && g_strcmp0 (countries[i].code, code) != 0)
    i++;
  return i;
}

const char *
tp_country_calling_code (const char *country)
{
  gsize i = find_country (country);
  return i < G_N_ELEMENTS (countries) ? countries[i].calling : NULL;
}

guint
tp_country_postcode_digits (const char *country)
{
  gsize i = find_country (country);
  return i < G_N_ELEMENTS (countries) ? countries[i].postcode_digits : 0;
}
