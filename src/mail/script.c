/* SPDX-License-Identifier: Apache-2.0 */
/* Scripts come from libunistring. To add a letter that looks like a Latin one: a character in
 * lookalikes[], kept in order of code points, and a case in script_test.c. */
#include "mail/script.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>

/* Small letters of Cyrillic, Greek and Armenian with a Latin double. */
static const gunichar lookalikes[] = {
    0x03B1, 0x03B9, 0x03BA, 0x03BD, 0x03BF, 0x03C1, 0x03C5, 0x0430, 0x0432, 0x0433, 0x0435, 0x043A,
    0x043E, 0x043F, 0x0440, 0x0441, 0x0443, 0x0445, 0x0455, 0x0456, 0x0458, 0x0475, 0x04BB, 0x04CF,
    0x0501, 0x051B, 0x051D, 0x0561, 0x0563, 0x0566, 0x0570, 0x0578, 0x057D, 0x0581, 0x0585,
};

#define QUOTE_CHARACTERS_MAX 80

typedef enum {
  SCRIPT_LATIN = 1 << 0,
  SCRIPT_HAN = 1 << 1,
  SCRIPT_KANA = 1 << 2,
  SCRIPT_HANGUL = 1 << 3,
  SCRIPT_BOPOMOFO = 1 << 4,
  SCRIPT_OTHER = 1 << 5,
} ScriptSet;

/* What one language writes together: Japanese, Chinese, Korean, each with Latin. */
static const ScriptSet together[] = {
    SCRIPT_LATIN | SCRIPT_HAN | SCRIPT_KANA,
    SCRIPT_LATIN | SCRIPT_HAN | SCRIPT_BOPOMOFO,
    SCRIPT_LATIN | SCRIPT_HAN | SCRIPT_HANGUL,
};

static const uc_script_t *
script_of (gunichar c)
{
  const uc_script_t *script = uc_script (c);
  if (script == NULL || g_str_equal (script->name, "Common") ||
      g_str_equal (script->name, "Inherited"))
    return NULL;
  return script;
}

static ScriptSet
set_of (const uc_script_t *script)
{
  static const struct {
    const char *name;
    ScriptSet set;
  } rows[] = {
      {"Latin",    SCRIPT_LATIN   },
      {"Han",      SCRIPT_HAN     },
      {"Hiragana", SCRIPT_KANA    },
      {"Katakana", SCRIPT_KANA    },
      {"Hangul",   SCRIPT_HANGUL  },
      {"Bopomofo", SCRIPT_BOPOMOFO},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (script->name, rows[i].name))
      return rows[i].set;
  return SCRIPT_OTHER;
}

gboolean
tp_script_is_mixed (const char *text, gsize length)
{
  const uc_script_t *other = NULL;
  ScriptSet seen = 0;
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p)) {
    const uc_script_t *script = script_of (g_utf8_get_char (p));
    if (script == NULL)
      continue;
    ScriptSet set = set_of (script);
    if (set == SCRIPT_OTHER && other != NULL && other != script)
      return TRUE;
    if (set == SCRIPT_OTHER)
      other = script;
    seen |= set;
  }
  if ((seen & (seen - 1)) == 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (together); i++)
    if ((seen & ~together[i]) == 0)
      return FALSE;
  return TRUE;
}

static int
compare_characters (const void *a, const void *b)
{
  gunichar left = *(const gunichar *)a, right = *(const gunichar *)b;
  return (left > right) - (left < right);
}

gboolean
tp_script_is_lookalike (const char *text, gsize length)
{
  gboolean any = FALSE;
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (script_of (c) == NULL)
      continue;
    c = g_unichar_tolower (c);
    if (bsearch (&c, lookalikes, G_N_ELEMENTS (lookalikes), sizeof c, compare_characters) == NULL)
      return FALSE;
    any = TRUE;
  }
  return any;
}

gboolean
tp_script_is_hidden (gunichar c)
{
  if (c < 0x7F)
    return c < ' ';
  if (uc_is_property_default_ignorable_code_point (c))
    return TRUE;
  return uc_is_general_category_withtable (c, UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_Z);
}

char *
tp_script_quote (const char *text, gsize length)
{
  GString *quoted = g_string_new (NULL);
  const char *end = text + length;
  for (guint n = 0; text < end; n++) {
    if (n == QUOTE_CHARACTERS_MAX) {
      g_string_append (quoted, "…");
      break;
    }
    gunichar c = *text == '\0' ? 0 : g_utf8_get_char_validated (text, end - text);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
      g_string_append_printf (quoted, "<0x%02X>", (guint)(guchar)*text);
      text++;
      continue;
    }
    if (tp_script_is_hidden (c))
      g_string_append_printf (quoted, "<U+%04X>", c);
    else
      g_string_append_unichar (quoted, c);
    text += g_unichar_to_utf8 (c, NULL);
  }
  return g_string_free (quoted, FALSE);
}
