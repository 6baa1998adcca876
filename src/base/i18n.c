/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue is a table sorted by the English text, generated from po/ at build time. */
#include "base/i18n.h"

#include "base/catalog.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

static TpLanguage process_language = TP_LANGUAGE_EN; /* set once, before threads */

void
tp_i18n_init (TpLanguage language)
{
  process_language = language;
}

TpLanguage
tp_language_parse (const char *tag)
{
  if (tag == NULL)
    return TP_LANGUAGE_EN;
  for (int i = 0; i < TP_LANGUAGES; i++) {
    const char *code = tp_language_code ((TpLanguage)i);
    if (g_ascii_strncasecmp (tag, code, 2) == 0 && !g_ascii_isalnum (tag[2]))
      return (TpLanguage)i;
  }
  return TP_LANGUAGE_EN;
}

const char *
tp_language_code (TpLanguage language)
{
  static const char *const codes[] = {"en", "de", "nl"};
  return codes[language];
}

static int
compare_message (const void *english, const void *message)
{
  return strcmp (english, ((const TpMessage *)message)->english);
}

const char *
tp_text_in (TpLanguage language, const char *english)
{
  if (language == TP_LANGUAGE_EN)
    return english;
  const TpMessage *message =
      bsearch (english, tp_catalog, tp_catalog_length, sizeof (TpMessage), compare_message);
  const char *text = message == NULL              ? NULL
                     : language == TP_LANGUAGE_DE ? message->german
                                                  : message->dutch;
  return text != NULL ? text : english;
}

const char *
tp_text (const char *english)
{
  return tp_text_in (process_language, english);
}
