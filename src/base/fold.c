/* SPDX-License-Identifier: Apache-2.0 */
/* libunistring does the work; plain ASCII, which is most of it, takes a short way with the same
 * result. */
#include "base/fold.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <unistring/version.h>

static gboolean
is_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar)*text >= 0x80)
      return FALSE;
  return TRUE;
}

/* libunistring's buffers come from malloc; give them back as GLib strings. */
static char *
take_u8 (uint8_t *buffer, size_t length)
{
  g_assert (buffer != NULL);
  char *copy = g_strndup ((const char *)buffer, length);
  free (buffer);
  return copy;
}

char *
tp_fold (const char *text)
{
  if (is_ascii (text))
    return g_ascii_strdown (text, -1);
  g_assert (g_utf8_validate (text, -1, NULL));
  size_t length = 0;
  uint8_t *folded =
      u8_casefold ((const uint8_t *)text, strlen (text), NULL, UNINORM_NFC, NULL, &length);
  return take_u8 (folded, length);
}

gboolean
tp_fold_equal (const char *a, const char *b)
{
  if (is_ascii (a) && is_ascii (b))
    return g_ascii_strcasecmp (a, b) == 0;
  g_autofree char *key_a = tp_fold (a);
  g_autofree char *key_b = tp_fold (b);
  return strcmp (key_a, key_b) == 0;
}

char *
tp_sort_key (const char *text)
{
  g_autofree char *folded = tp_fold (text);
  if (is_ascii (folded))
    return g_steal_pointer (&folded);
  size_t length = 0;
  uint8_t *decomposed =
      u8_normalize (UNINORM_NFKD, (const uint8_t *)folded, strlen (folded), NULL, &length);
  GString *key = g_string_sized_new (length);
  for (size_t i = 0; i < length;) {
    ucs4_t c = 0;
    int bytes = u8_mbtouc (&c, decomposed + i, length - i);
    if (!uc_is_general_category (c, UC_NON_SPACING_MARK))
      g_string_append_len (key, (const char *)decomposed + i, bytes);
    i += (size_t)bytes;
  }
  free (decomposed);
  g_string_append_c (key, ' ');
  g_string_append (key, folded);
  return g_string_free (key, FALSE);
}

const char *
tp_fold_version (void)
{
  return G_STRINGIFY (_LIBUNISTRING_VERSION);
}
