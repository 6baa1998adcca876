/* SPDX-License-Identifier: Apache-2.0 */
/* ASCII is checked here, in one pass; whatever has other characters or an A-label goes through
 * libidn2, and its answer through the same ASCII check. */
#include "mail/domain.h"

#include "base/error.h"
#include "base/i18n.h"
#include "mail/script.h"

#include <idn2.h>
#include <string.h>

#define IDN_FLAGS (IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL)

/* Letters, digits, hyphen: each as it stands in the lower-case form. */
static const char ldh[256] = {
    ['a'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k',         'l', 'm',
    'n',         'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x',         'y', 'z',
    ['A'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k',         'l', 'm',
    'n',         'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x',         'y', 'z',
    ['0'] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ['-'] = '-',
};

static const char *
check_character (const char *text, gsize length)
{
  switch (*text) {
  case '@':
    return N_ ("second '@'");
  case '[':
    return N_ ("address literal; a domain name is needed");
  case '_':
    return N_ ("'_' cannot stand in the domain of an e-mail address");
  case ' ':
    return N_ ("blank");
  }
  gunichar c = *text == '\0' ? 0 : g_utf8_get_char_validated (text, (gssize)length);
  if (c == (gunichar)-1 || c == (gunichar)-2)
    return N_ ("bytes that are not UTF-8");
  if (c < ' ' || c == 0x7F)
    return N_ ("control character");
  if (tp_script_is_hidden (c))
    return N_ ("invisible or direction-changing character");
  return N_ ("character that cannot stand in a domain");
}

static const char *
check_label (const char *label, gsize length)
{
  if (length == 0)
    return N_ ("empty part between dots");
  if (length > TP_DOMAIN_LABEL_MAX)
    return N_ ("part of the domain longer than 63 characters");
  if (label[0] == '-' || label[length - 1] == '-')
    return N_ ("part of the domain that begins or ends with '-'");
  return NULL;
}

static gboolean
is_number (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  return TRUE;
}

/* Letters, digits, hyphens and dots only; writes the lower-case form. */
static const char *
check_ascii (const char *text, gsize length, char out_domain[static 254], gsize *out_offset)
{
  gsize label = 0;
  *out_offset = 0;
  if (length == 0)
    return N_ ("no domain");
  if (length > TP_DOMAIN_LENGTH_MAX)
    return N_ ("domain longer than 253 characters");
  for (gsize i = 0; i <= length; i++) {
    char lower = i < length ? ldh[(guchar)text[i]] : '\0';
    if (lower != '\0') {
      out_domain[i] = lower;
      continue;
    }
    *out_offset = i;
    if (i < length && text[i] != '.')
      return check_character (text + i, length - i);
    *out_offset = label;
    const char *fault = check_label (text + label, i - label);
    if (fault != NULL)
      return fault;
    out_domain[i] = '.';
    if (i < length)
      label = i + 1;
  }
  out_domain[length] = '\0';
  *out_offset = label;
  if (is_number (text + label, length - label))
    return N_ ("number at the end of the domain");
  return label == 0 ? N_ ("domain without a dot") : NULL;
}

/* Warnings are by label, since 'почта.example.de' is honest; and nothing looks like Latin under a
 * top-level domain in its own script. */
static TpDomainFlags
warn (const char *unicode)
{
  TpDomainFlags flags = 0;
  gboolean latin_top = g_str_is_ascii (strrchr (unicode, '.'));
  for (const char *label = unicode; label != NULL;) {
    const char *dot = strchr (label, '.');
    gsize length = dot != NULL ? (gsize)(dot - label) : strlen (label);
    if (tp_script_is_mixed (label, length))
      flags |= TP_DOMAIN_MIXED_SCRIPT;
    if (latin_top && tp_script_is_lookalike (label, length))
      flags |= TP_DOMAIN_LOOKALIKE;
    label = dot != NULL ? dot + 1 : NULL;
  }
  return flags;
}

static const char *
check_unicode (const char *text, gsize length, char out_domain[static 254],
               TpDomainFlags *out_flags, gsize *out_offset)
{
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (tp_script_is_hidden (c) || (c < 0x80 && ldh[c] == '\0' && c != '.')) {
      *out_offset = (gsize)(p - text);
      return check_character (p, length - (gsize)(p - text));
    }
  }
  char *ascii = NULL, *unicode = NULL;
  g_autofree char *given = g_strndup (text, length);
  const char *fault = NULL;
  *out_offset = 0;
  if (idn2_lookup_u8 ((const guint8 *)given, (guint8 **)&ascii, IDN_FLAGS) != IDN2_OK ||
      idn2_to_unicode_8z8z (ascii, &unicode, 0) != IDN2_OK)
    fault = N_ ("domain that the rules for international domains do not allow");
  else if ((fault = check_ascii (ascii, strlen (ascii), out_domain, out_offset)) == NULL)
    *out_flags = TP_DOMAIN_IDN | warn (unicode);
  else
    *out_offset = 0;
  if (ascii != NULL)
    idn2_free (ascii);
  if (unicode != NULL)
    idn2_free (unicode);
  return fault;
}

static gboolean
is_plain (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar)text[i] >= 0x80)
      return FALSE;
    else if (text[i] == '-' && i >= 3 && text[i - 1] == '-' &&
             g_ascii_strncasecmp (text + i - 3, "xn", 2) == 0)
      return FALSE;
  return TRUE;
}

const char *
tp_domain_check (const char *text, gsize length, char out_domain[static 254],
                 TpDomainFlags *out_flags, gsize *out_offset)
{
  *out_flags = 0;
  if (is_plain (text, length) || length > TP_DOMAIN_LENGTH_MAX * 4)
    return check_ascii (text, length, out_domain, out_offset);
  return check_unicode (text, length, out_domain, out_flags, out_offset);
}

char *
tp_domain_parse (const char *text, gssize length, GError **error)
{
  char domain[TP_DOMAIN_LENGTH_MAX + 1];
  TpDomainFlags flags = 0;
  gsize offset = 0, n = length < 0 ? strlen (text) : (gsize)length;
  const char *fault = N_ ("bytes that are not UTF-8"), *bad = NULL;
  if (g_utf8_validate_len (text, n, &bad))
    fault = tp_domain_check (text, n, domain, &flags, &offset);
  else
    offset = (gsize)(bad - text);
  if (fault == NULL)
    return g_strdup (domain);
  g_autofree char *quoted = tp_script_quote (text, n);
  tp_error (error, TP_ERROR_INVALID, _ ("'%s' is not a domain: %s at character %u"), quoted,
            tp_text (fault), (guint)g_utf8_strlen (text, (gssize)offset) + 1);
  return NULL;
}

char *
tp_domain_show (const char *domain)
{
  char *unicode = NULL;
  if (strstr (domain, "xn--") == NULL || idn2_to_unicode_8z8z (domain, &unicode, 0) != IDN2_OK)
    return g_strdup (domain);
  char *shown = g_strdup (warn (unicode) == 0 ? unicode : domain);
  idn2_free (unicode);
  return shown;
}
