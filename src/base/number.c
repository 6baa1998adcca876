/* SPDX-License-Identifier: Apache-2.0 */
/* A text is taken apart into sign, digits and marks (one pass), then the marks are judged by the
 * style, and the plain form "-1234.56" is built, from which every result is read.
 *
 * To add a currency sign: a row in signs[]. */
#include "base/number.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/quote.h"

#include <string.h>

/* 'g' stands for a mark that can only group, '.' and ',' for themselves. */
typedef struct {
  gboolean negative;
  char body[TP_NUMBER_MAX_LENGTH + 1]; /* digits and marks */
  char currency[4];
} Parts;

static const struct {
  const char *text, *currency;
} signs[] = {
    {"€", "EUR"},
    {"$",   "USD"},
    {"£",  "GBP"}
};

static const char *
skip_blanks (const char *text)
{
  for (;; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return text;
}

/* Steps over a currency sign or code. */
static void
take_currency (const char **text, Parts *parts)
{
  const char *at = skip_blanks (*text);
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (at, signs[i].text)) {
      g_strlcpy (parts->currency, signs[i].currency, sizeof parts->currency);
      at += strlen (signs[i].text);
      break;
    }
  if (g_ascii_isupper (at[0]) && g_ascii_isupper (at[1]) && g_ascii_isupper (at[2]) &&
      !g_ascii_isalnum (at[3])) {
    memcpy (parts->currency, at, 3);
    at += 3;
  }
  *text = skip_blanks (at);
}

static void
take_sign (const char **text, Parts *parts)
{
  if (g_str_has_prefix (*text, "−")) { /* U+2212 */
    parts->negative = TRUE;
    *text += strlen ("−");
  } else if (**text == '-' || **text == '+') {
    parts->negative = **text == '-';
    (*text)++;
  }
}

/* The mark at `at`, when a digit follows; 0 when it is none. */
static char
mark_at (const char *at)
{
  gunichar c = g_utf8_get_char (at);
  if (!g_ascii_isdigit (*g_utf8_next_char (at)))
    return '\0';
  if (c == '.' || c == ',')
    return (char)c;
  return c == '\'' || c == 0x2019 || (c != '\n' && g_unichar_isspace (c)) ? 'g' : '\0';
}

static const char *
take_body (const char *at, Parts *parts)
{
  gsize length = 0;
  for (; *at != '\0'; at = g_utf8_next_char (at)) {
    char c = g_ascii_isdigit (*at) ? *at : length > 0 ? mark_at (at) : '\0';
    if (c == '\0')
      break;
    parts->body[length++] = c;
  }
  parts->body[length] = '\0';
  if ((at[0] == ',' || at[0] == '.') && at[1] == '-') /* 12,- */
    at += 2;
  return at;
}

static gboolean
fault (const char *what, const char *text, GError **error)
{
  g_autofree char *shown = tp_quote (text);
  return tp_error (error, TP_ERROR_INVALID, "%s: '%s'", what, shown);
}

static gboolean
take_apart (const char *text, Parts *parts)
{
  *parts = (Parts){0};
  if (strlen (text) > TP_NUMBER_MAX_LENGTH || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  take_currency (&text, parts);
  take_sign (&text, parts);
  if (parts->currency[0] == '\0')
    take_currency (&text, parts);
  text = take_body (text, parts);
  if (parts->currency[0] == '\0')
    take_currency (&text, parts);
  if (!parts->negative && *text == '-') { /* 12,50- */
    parts->negative = TRUE;
    text++;
  }
  return parts->body[0] != '\0' && *skip_blanks (text) == '\0';
}

static guint
count_char (const char *text, char c)
{
  guint count = 0;
  for (; *text != '\0'; text++)
    count += *text == c;
  return count;
}

/* Whether the only mark could group: one to three digits before it, not beginning with 0, and three
 * behind. */
static gboolean
could_group (const char *body, char mark)
{
  const char *at = strchr (body, mark);
  gsize before = (gsize)(at - body);
  return before >= 1 && before <= 3 && body[0] != '0' && strlen (at + 1) == 3;
}

static TpNumberStyle
style_of_body (const char *body)
{
  guint points = count_char (body, '.'), commas = count_char (body, ',');
  if (points > 0 && commas > 0)
    return strrchr (body, '.') > strrchr (body, ',') ? TP_NUMBER_POINT : TP_NUMBER_COMMA;
  if (points + commas == 0)
    return TP_NUMBER_UNKNOWN;
  if (points > 1 || commas > 1)
    return points > 1 ? TP_NUMBER_COMMA : TP_NUMBER_POINT;
  char mark = points == 1 ? '.' : ',';
  if (strchr (body, 'g') == NULL && could_group (body, mark))
    return TP_NUMBER_UNKNOWN;
  return mark == '.' ? TP_NUMBER_POINT : TP_NUMBER_COMMA;
}

TpNumberStyle
tp_number_style (const char *text)
{
  Parts parts;
  return take_apart (text, &parts) ? style_of_body (parts.body) : TP_NUMBER_UNKNOWN;
}

/* Groups of three behind the first of one to three, all with the same mark; or none. */
static gboolean
check_groups (const char *whole, gsize length)
{
  char mark = '\0';
  gsize since = 0; /* digits since the last mark */
  for (gsize i = 0; i < length; i++) {
    if (g_ascii_isdigit (whole[i])) {
      since++;
      continue;
    }
    if (mark == '\0' ? since > 3 : since != 3 || whole[i] != mark)
      return FALSE;
    mark = whole[i];
    since = 0;
  }
  return mark == '\0' || since == 3;
}

/* "-1234.56" from the text. */
static gboolean
make_plain (const char *text, TpNumberStyle style, Parts *parts,
            char out_plain[TP_NUMBER_MAX_LENGTH + 2], GError **error)
{
  if (!take_apart (text, parts))
    return fault (_ ("not a number"), text, error);
  if (style == TP_NUMBER_UNKNOWN)
    style = style_of_body (parts->body);
  if (style == TP_NUMBER_UNKNOWN && strpbrk (parts->body, ".,") != NULL)
    return fault (_ ("not clear whether it is above a thousand"), text, error);
  char decimal_mark = style == TP_NUMBER_COMMA ? ',' : '.';
  const char *decimals = strchr (parts->body, decimal_mark);
  gsize whole = decimals != NULL ? (gsize)(decimals - parts->body) : strlen (parts->body);
  if (!check_groups (parts->body, whole) ||
      (decimals != NULL && decimals[1 + strspn (decimals + 1, "0123456789")] != '\0'))
    return fault (_ ("not a number"), text, error);
  char *to = out_plain;
  if (parts->negative)
    *to++ = '-';
  for (const char *from = parts->body; *from != '\0'; from++)
    if (g_ascii_isdigit (*from))
      *to++ = *from;
    else if (from == decimals)
      *to++ = '.';
  *to = '\0';
  return TRUE;
}

gboolean
tp_number_parse (const char *text, TpNumberStyle style, double *out_value, GError **error)
{
  Parts parts;
  char plain[TP_NUMBER_MAX_LENGTH + 2];
  if (!make_plain (text, style, &parts, plain, error))
    return FALSE;
  if (parts.currency[0] != '\0')
    return fault (_ ("not a number"), text, error);
  *out_value = g_ascii_strtod (plain, NULL);
  return TRUE;
}

static gboolean
add_digit (gint64 *amount, int digit)
{
  return !__builtin_mul_overflow (*amount, 10, amount) &&
         !__builtin_add_overflow (*amount, digit, amount);
}

/* The plain form as a whole number of units; digits behind the last decimal must be zeros. */
static gboolean
count_units (const char *plain, int decimals, gint64 *out_amount)
{
  gint64 amount = 0;
  gboolean negative = *plain == '-';
  for (plain += negative; g_ascii_isdigit (*plain); plain++)
    if (!add_digit (&amount, *plain - '0'))
      return FALSE;
  if (*plain == '.')
    plain++;
  for (; decimals > 0; decimals--)
    if (!add_digit (&amount, *plain != '\0' ? *plain++ - '0' : 0))
      return FALSE;
  if (plain[strspn (plain, "0")] != '\0')
    return FALSE;
  *out_amount = negative ? -amount : amount;
  return TRUE;
}

gboolean
tp_amount_parse (const char *text, TpNumberStyle style, int decimals, gint64 *out_amount,
                 char out_currency[4], GError **error)
{
  Parts parts;
  char plain[TP_NUMBER_MAX_LENGTH + 2];
  g_assert (decimals >= 0 && decimals <= 6);
  if (!make_plain (text, style, &parts, plain, error))
    return FALSE;
  if (!count_units (plain, decimals, out_amount))
    return fault (_ ("too large or with too many decimals"), text, error);
  if (out_currency != NULL)
    memcpy (out_currency, parts.currency, sizeof parts.currency);
  return TRUE;
}
