/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Texts for people in English, German and Dutch. The English text is the key; po/de.po and po/nl.po
 * hold the others in gettext's format and are compiled into the program (tools/compile_po.py), so
 * that no locale need be installed. A text that is missing there fails the test command. */

typedef enum { TP_LANGUAGE_EN, TP_LANGUAGE_DE, TP_LANGUAGE_NL } TpLanguage;
#define TP_LANGUAGES (TP_LANGUAGE_NL + 1)

/* The language of this process' texts; set once at the start, before threads, by the command line.
 * English until then, and always with --json. */
void tp_i18n_init (TpLanguage language);

/* From a locale name or a BCP 47 tag ("de_DE.UTF-8", "nl-BE"); English for what we don't speak, or
 * NULL. */
TpLanguage tp_language_parse (const char *tag);
const char *tp_language_code (TpLanguage language); /* "en", "de", "nl" */

/* The text in the process' language, or in a given one; the English text itself where no
 * translation is known. Static storage. */
const char *tp_text (const char *english) __attribute__ ((format_arg (1)));
const char *tp_text_in (TpLanguage language, const char *english) __attribute__ ((format_arg (2)));

#define _(text) tp_text (text)
#define N_(text) (text) /* marks a text in a table; the reader of the table calls tp_text */
