/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/filters.h"

/* Encodings: URLs (application/x-www-form-urlencoded) and Base64 (RFC 4648, sections 4 and 5). What
 * is decoded must be UTF-8, since everything after it relies on that. */

static gboolean
take_utf8 (TpRun *run, TpValue *value)
{
  if (!g_utf8_validate_len (run->scratch->str, run->scratch->len, NULL))
    return tp_run_fail (run, TP_ERROR_INVALID, _ ("what is decoded is not UTF-8 text"));
  return tp_run_take (run, value);
}

static gboolean
url_encode (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue text;

  if (value->kind == TP_VALUE_NIL)
    return TRUE;
  if (!tp_filter_text (run, value, &text))
    return FALSE;
  tp_run_begin (run);
  for (gsize i = 0; i < text.length; i++) {
    guchar c = (guchar)text.text[i];
    char code[4];
    gboolean plain = c < 0x80 && (g_ascii_isalnum (c) || strchr ("-_.*", c) != NULL) && c != '\0';

    g_snprintf (code, sizeof code, "%%%02X", c);
    if (!(plain ? tp_run_put (run, text.text + i, 1)
                : tp_run_put (run, c == ' ' ? "+" : code, c == ' ' ? 1 : 3)))
      return FALSE;
  }
  return tp_run_take (run, value);
}

static gboolean
url_decode (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue text;

  if (value->kind == TP_VALUE_NIL)
    return TRUE;
  if (!tp_filter_text (run, value, &text))
    return FALSE;
  tp_run_begin (run);
  for (gsize i = 0; i < text.length; i++) {
    char c = text.text[i] == '+' ? ' ' : text.text[i];

    if (c == '%' && i + 2 < text.length && g_ascii_isxdigit (text.text[i + 1]) &&
        g_ascii_isxdigit (text.text[i + 2])) {
      c = (char)(g_ascii_xdigit_value (text.text[i + 1]) * 16 +
                 g_ascii_xdigit_value (text.text[i + 2]));
      i += 2;
    }
    if (!tp_run_put (run, &c, 1))
      return FALSE;
  }
  return take_utf8 (run, value);
}

static gboolean
encode (TpRun *run, TpValue *value, gboolean for_url)
{
  g_autofree char *coded = NULL;
  TpValue text;

  if (!tp_filter_text (run, value, &text))
    return FALSE;
  coded = g_base64_encode ((const guchar *)text.text, text.length);
  if (for_url)
    g_strdelimit (g_strdelimit (coded, "+", '-'), "/", '_');
  tp_run_begin (run);
  return tp_run_put (run, coded, strlen (coded)) && tp_run_take (run, value);
}

static gboolean
is_base64 (const char *text)
{
  gsize length = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  gsize padding = strspn (text + length, "=");

  return text[length + padding] == '\0' && padding <= 2 && length % 4 != 1 &&
         (padding == 0 || (length + padding) % 4 == 0);
}

static gboolean
decode (TpRun *run, TpValue *value, gboolean for_url)
{
  g_autofree char *copy = NULL;
  g_autofree guchar *bytes = NULL;
  TpValue text;
  gsize length;

  if (value->kind == TP_VALUE_NIL)
    return TRUE;
  if (!tp_filter_text (run, value, &text))
    return FALSE;
  copy = g_strndup (text.text, text.length);
  if (for_url)
    g_strdelimit (g_strdelimit (copy, "-", '+'), "_", '/');
  if (!is_base64 (copy))
    return tp_run_fail (run, TP_ERROR_INVALID, _ ("what is decoded is not Base64"));
  while (strlen (copy) % 4 != 0) {
    char *padded = g_strconcat (copy, "=", NULL);

    g_free (copy);
    copy = padded;
  }
  bytes = g_base64_decode (copy, &length);
  tp_run_begin (run);
  return tp_run_put (run, (const char *)bytes, length) && take_utf8 (run, value);
}

static gboolean
base64_encode (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return encode (run, value, FALSE);
}

static gboolean
base64_decode (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return decode (run, value, FALSE);
}

static gboolean
base64_url_safe_encode (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return encode (run, value, TRUE);
}

static gboolean
base64_url_safe_decode (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return decode (run, value, TRUE);
}

const TpFilter tp_filters_encode[] = {
    {"url_encode",    url_encode, 0, 0},
    {"url_decode",              url_decode, 0, 0},
    {"base64_encode",               base64_encode, 0, 0},
    {"base64_decode",base64_decode, 0, 0},
    {"base64_url_safe_encode",              base64_url_safe_encode, 0, 0},
    {"base64_url_safe_decode", base64_url_safe_decode, 0, 0},
    {NULL             },
};
