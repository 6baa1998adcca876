/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/salutation.h"

#include <string.h>

/* Per language one table of phrases: for a woman, a man, by full name, for nobody in particular,
 * and informally. To add a language: a row in phrases. */

typedef enum { GENDER_UNKNOWN, GENDER_FEMALE, GENDER_MALE } Gender;

static const struct {
  const char *female, *male; /* before title and last name */
  const char *titled;        /* before a title where that stands for Mr and Ms; NULL: it does not */
  const char *named;         /* before the full name, where the gender is not known */
  const char *nobody;
  const char *informal;
} phrases[TP_LANGUAGES] = {
    [TP_LANGUAGE_EN] = {"Dear Ms",           "Dear Mr",            "Dear", "Dear",      "Dear Sir or Madam",   "Hi"   },
    [TP_LANGUAGE_DE] = {"Sehr geehrte Frau", "Sehr geehrter Herr", NULL,   "Guten Tag",
                        "Sehr geehrte Damen und Herren",                                                       "Hallo"},
    [TP_LANGUAGE_NL] = {"Beste mevrouw",     "Beste heer",         NULL,   "Beste",     "Beste heer, mevrouw",
                        "Hallo"                                                                                       },
};

static gboolean
is_set (const char *text)
{
  return text != NULL && *text != '\0';
}

static Gender
gender_of (const char *word)
{
  static const char *const female[] = {"female", "f",       "w",     "v",   "weiblich",  "frau",
                                       "woman",  "ms",      "ms.",   "mrs", "mrs.",      "miss",
                                       "vrouw",  "mevrouw", "mevr.", "mw.", "vrouwelijk"};
  static const char *const male[] = {"male", "m",    "männlich", "herr", "man",      "mr",
                                     "mr.",  "heer", "de heer",  "dhr.", "mannelijk"};

  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (female); i++)
    if (g_ascii_strcasecmp (word, female[i]) == 0)
      return GENDER_FEMALE;
  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (male); i++)
    if (g_ascii_strcasecmp (word, male[i]) == 0)
      return GENDER_MALE;
  return GENDER_UNKNOWN;
}

static void
add_word (GString *out, const char *word)
{
  if (is_set (word))
    g_string_append_printf (out, " %s", word);
}

/* A Dutch prefix is written large where no first name stands before it: De Vries. */
static void
add_last_name (GString *out, const char *name, TpLanguage language)
{
  if (language == TP_LANGUAGE_NL && g_ascii_islower (*name))
    g_string_append_printf (out, " %c%s", g_ascii_toupper (*name), name + 1);
  else
    add_word (out, name);
}

static void
add_full_name (const TpPerson *person, GString *out)
{
  add_word (out, person->title);
  add_word (out, person->first_name);
  add_word (out, person->last_name);
}

static void
format_formal (const TpPerson *person, TpLanguage language, GString *out)
{
  Gender gender = gender_of (person->gender);
  const char *titled = phrases[language].titled;

  if (gender == GENDER_UNKNOWN)
    gender = gender_of (person->salutation);
  if (is_set (person->last_name) && is_set (person->title) && titled != NULL) {
    g_string_append_printf (out, "%s %s %s", titled, person->title, person->last_name);
  } else if (is_set (person->last_name) && gender != GENDER_UNKNOWN) {
    g_string_append (out,
                     gender == GENDER_FEMALE ? phrases[language].female : phrases[language].male);
    add_word (out, person->title);
    add_last_name (out, person->last_name, language);
  } else if (is_set (person->first_name) ||
             (is_set (person->last_name) && is_set (person->title))) {
    g_string_append (out, phrases[language].named);
    add_full_name (person, out);
  } else
    g_string_append (out, phrases[language].nobody);
}

void
tp_salutation_format (const TpPerson *person, TpLanguage language, gboolean informal, GString *out)
{
  if (is_set (person->salutation) && strchr (person->salutation, ' ') != NULL &&
      gender_of (person->salutation) == GENDER_UNKNOWN) {
    g_string_append (out, person->salutation);
  } else if (informal) {
    g_string_append (out, phrases[language].informal);
    add_word (out, person->first_name);
  } else
    format_formal (person, language, out);
}
