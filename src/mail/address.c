/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over the bytes finds out whether there is anything but ASCII; only then is UTF-8 checked
 * and normalised. Then the local part is scanned by a table of bytes, and the domain by
 * mail/domain. The result is one block: the struct and its texts behind it.
 *
 * A fault is a text marked for translation and the byte where it is; to add one, return it from the
 * check that sees it, and add a case to address_test.c. */
#include "mail/address.h"

#include "base/error.h"
#include "base/i18n.h"
#include "mail/script.h"

#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

#define INPUT_MAX 2048 /* octets before normalisation; longer cannot become short enough */

typedef struct {
  const char *text; /* trimmed, NFC */
  gsize length;
  gsize local; /* octets before the '@' */
  gboolean ascii;
  gboolean quoted;
  gboolean needs_quotes;
  char domain[TP_DOMAIN_LENGTH_MAX + 1];
  gsize domain_length;
  TpDomainFlags domain_flags;
  const char *fault;
  gsize offset;
} Scan;

/* RFC 5322 3.2.3, less '%', which is looked at */
static const guint8 plain_atext[256] = {
    ['a' ... 'z'] = 1, ['A' ... 'Z'] = 1, ['0' ... '9'] = 1, ['!'] = 1, ['#'] = 1, ['$'] = 1,
    ['&'] = 1,         ['\''] = 1,        ['*'] = 1,         ['+'] = 1, ['-'] = 1, ['/'] = 1,
    ['='] = 1,         ['?'] = 1,         ['^'] = 1,         ['_'] = 1, ['`'] = 1, ['{'] = 1,
    ['|'] = 1,         ['}'] = 1,         ['~'] = 1,
};

static gboolean
is_atext (guchar c)
{
  return plain_atext[c] != 0 || c == '%';
}

static gboolean
fail (Scan *scan, gsize offset, const char *fault)
{
  scan->fault = fault;
  scan->offset = offset;
  return FALSE;
}

static gboolean
is_ascii (const char *text, gsize length)
{
  guint64 bits = 0, word = 0;
  gsize i = 0;
  for (; i + sizeof word <= length; i += sizeof word) {
    memcpy (&word, text + i, sizeof word);
    bits |= word;
  }
  for (; i < length; i++)
    bits |= (guchar)text[i];
  return (bits & G_GUINT64_CONSTANT (0x8080808080808080)) == 0;
}

/* The octets of a blank that may stand round an address: space, tab, no-break space. */
static gsize
blank_at (const char *text, gsize length)
{
  if (length >= 1 && (text[0] == ' ' || text[0] == '\t'))
    return 1;
  return length >= 2 && memcmp (text, "\xC2\xA0", 2) == 0 ? 2 : 0;
}

static void
trim (const char **text, gsize *length)
{
  for (gsize blank; (blank = blank_at (*text, *length)) > 0;) {
    *text += blank;
    *length -= blank;
  }
  for (gboolean found = TRUE; found;) {
    found = FALSE;
    for (gsize blank = 1; blank <= 2 && !found; blank++)
      if (*length >= blank && blank_at (*text + *length - blank, blank) == blank) {
        *length -= blank;
        found = TRUE;
      }
  }
}

/* CR, LF and NUL go through many a decoder as %0d, %0a and %00. */
static gboolean
is_encoded_control (const char *text, gsize length)
{
  if (length < 3 || text[0] != '%' || !g_ascii_isxdigit (text[1]) || !g_ascii_isxdigit (text[2]))
    return FALSE;
  int value = g_ascii_xdigit_value (text[1]) * 16 + g_ascii_xdigit_value (text[2]);
  return value < ' ' || value == 0x7F;
}

static const char *
check_character (const char *text, gsize length)
{
  guchar c = (guchar)*text;
  if (c < ' ' || c == 0x7F)
    return N_ ("control character");
  if (c == '%' && is_encoded_control (text, length))
    return N_ ("encoded control character");
  if (c >= 0x80 && tp_script_is_hidden (g_utf8_get_char (text)))
    return N_ ("invisible or direction-changing character");
  return NULL;
}

static const char *
name_character (char c)
{
  if (c == ' ')
    return N_ ("blank");
  if (c == '"')
    return N_ ("quote inside the part before the '@'");
  if (c == '<' || c == '>')
    return N_ ("angle bracket");
  if (c == ',' || c == ';')
    return N_ ("separator; only one address can stand here");
  return N_ ("character that needs quotes before the '@'");
}

static gsize
character_length (const char *text)
{
  return (guchar)*text < 0x80 ? 1 : (gsize)(g_utf8_next_char (text) - text);
}

static gboolean
scan_plain_local (Scan *scan)
{
  const char *text = scan->text;
  if (text[0] == '-')
    return fail (scan, 0, N_ ("'-' at the beginning"));
  for (gsize i = 0; i < scan->length; i += character_length (text + i)) {
    const char *fault = NULL;
    if (plain_atext[(guchar)text[i]])
      continue;
    if (text[i] == '@') {
      scan->local = i;
      if (i == 0)
        return fail (scan, 0, N_ ("nothing before the '@'"));
      return text[i - 1] != '.' || fail (scan, i - 1, N_ ("dot right before the '@'"));
    }
    if (text[i] == '.' && i == 0)
      return fail (scan, i, N_ ("dot at the beginning"));
    if (text[i] == '.' && text[i - 1] == '.')
      return fail (scan, i, N_ ("two dots in a row"));
    if ((fault = check_character (text + i, scan->length - i)) != NULL)
      return fail (scan, i, fault);
    if ((guchar)text[i] < 0x80 && text[i] != '.' && text[i] != '%')
      return fail (scan, i, name_character (text[i]));
  }
  return fail (scan, scan->length, N_ ("no '@'"));
}

/* RFC 5321 4.1.2, Quoted-string. Whether what it holds would do without the quotes is noted. */
static gboolean
scan_quoted_local (Scan *scan)
{
  const char *text = scan->text;
  char last[3] = "..."; /* unescaped; an encoded control could hide behind backslashes */
  scan->quoted = TRUE;
  for (gsize i = 1; i < scan->length; i += character_length (text + i)) {
    if (text[i] == '"') {
      scan->local = i + 1;
      scan->needs_quotes |= last[2] == '.' || text[text[1] == '\\' ? 2 : 1] == '-';
      if (i == 1)
        return fail (scan, 0, N_ ("empty quotes"));
      return (i + 1 < scan->length && text[i + 1] == '@') ||
             fail (scan, i + 1, N_ ("no '@' behind the closing quote"));
    }
    if (text[i] == '\\' && i + 1 < scan->length)
      i++;
    memmove (last, last + 1, 2);
    last[2] = text[i];
    const char *fault = is_encoded_control (last, sizeof last)
                            ? N_ ("encoded control character")
                            : check_character (text + i, scan->length - i);
    if (fault != NULL)
      return fail (scan, i, fault);
    if (text[i] == '.' ? last[1] == '.' : (guchar)text[i] < 0x80 && !is_atext ((guchar)text[i]))
      scan->needs_quotes = TRUE;
  }
  return fail (scan, 0, N_ ("quote that is not closed"));
}

static gboolean
scan_address (Scan *scan)
{
  if (scan->length == 0)
    return fail (scan, 0, N_ ("the e-mail address is empty"));
  if (!(scan->text[0] == '"' ? scan_quoted_local (scan) : scan_plain_local (scan)))
    return FALSE;
  gsize at = scan->local + 1;
  gsize offset = 0;
  const char *fault = tp_domain_check (scan->text + at, scan->length - at, scan->domain,
                                       &scan->domain_flags, &offset);
  scan->domain_length = fault == NULL ? strlen (scan->domain) : 0;
  if (scan->local > TP_ADDRESS_LOCAL_MAX)
    return fail (scan, TP_ADDRESS_LOCAL_MAX, N_ ("more than 64 octets before the '@'"));
  if (fault != NULL)
    return fail (scan, at + offset, fault);
  if (scan->length > TP_ADDRESS_LENGTH_MAX || at + scan->domain_length > TP_ADDRESS_LENGTH_MAX)
    return fail (scan, TP_ADDRESS_LENGTH_MAX, N_ ("more than 254 octets"));
  return TRUE;
}

/* Appends and returns where it stands. */
static const char *
put (char **end, const char *text, gsize length)
{
  char *start = *end;
  memcpy (start, text, length);
  start[length] = '\0';
  *end = start + length + 1;
  return start;
}

/* The local part of the key: ASCII in lower case, no quotes where none are needed, no backslash
 * where none is needed. */
static gsize
write_key_local (const Scan *scan, char *out)
{
  gsize first = scan->quoted && !scan->needs_quotes ? 1 : 0;
  gsize last = scan->local - first, n = 0;
  for (gsize i = first; i < last; i++) {
    if (scan->quoted && scan->text[i] == '\\') {
      i++;
      if (scan->text[i] == '"' || scan->text[i] == '\\')
        out[n++] = '\\';
    }
    out[n++] = g_ascii_tolower (scan->text[i]);
  }
  return n;
}

static TpAddressFlags
flags_of (const Scan *scan)
{
  TpAddressFlags flags = 0;
  if (scan->quoted && scan->needs_quotes)
    flags |= TP_ADDRESS_QUOTED;
  if (scan->ascii && scan->domain_flags == 0)
    return flags;
  if (!is_ascii (scan->text, scan->local))
    flags |= TP_ADDRESS_UTF8_LOCAL;
  if ((scan->domain_flags & TP_DOMAIN_IDN) != 0)
    flags |= TP_ADDRESS_IDN;
  if ((scan->domain_flags & TP_DOMAIN_MIXED_SCRIPT) != 0 ||
      tp_script_is_mixed (scan->text, scan->local))
    flags |= TP_ADDRESS_MIXED_SCRIPT;
  if ((scan->domain_flags & TP_DOMAIN_LOOKALIKE) != 0)
    flags |= TP_ADDRESS_LOOKALIKE;
  return flags;
}

static TpAddress *
build (const Scan *scan)
{
  gsize domain = scan->domain_length;
  gsize local = scan->local;
  gboolean plain = scan->ascii || is_ascii (scan->text + local, scan->length - local);
  gsize size = sizeof (TpAddress) + scan->length + 1 + 2 * (local + 1 + domain + 1) + local + 1;
  TpAddress *address = g_malloc (size);
  char *end = (char *)(address + 1);
  address->flags = flags_of (scan);
  address->spelling = put (&end, scan->text, scan->length);
  address->wire = address->spelling;
  if (!plain) {
    address->wire = end;
    end = mempcpy (end, scan->text, local + 1);
    put (&end, scan->domain, domain);
  }
  address->local = put (&end, scan->text, local);
  address->key = end;
  end += write_key_local (scan, end);
  *end++ = '@';
  address->domain = put (&end, scan->domain, domain);
  return address;
}

static void
explain (const Scan *scan, GError **error)
{
  g_autofree char *quoted = tp_script_quote (scan->text, scan->length);
  if (scan->length == 0) {
    tp_error (error, TP_ERROR_INVALID, "%s", tp_text (scan->fault));
    return;
  }
  glong character = g_utf8_strlen (scan->text, (gssize)MIN (scan->offset, scan->length)) + 1;
  tp_error (error, TP_ERROR_INVALID, _ ("'%s' is not an e-mail address: %s at character %ld"),
            quoted, tp_text (scan->fault), character);
}

/* NFC; *out_text is to be freed with free(). */
static gboolean
normalise (Scan *scan, char **out_text)
{
  const char *bad = NULL;
  if (scan->length > INPUT_MAX)
    return fail (scan, TP_ADDRESS_LENGTH_MAX, N_ ("more than 254 octets"));
  if (!g_utf8_validate_len (scan->text, scan->length, &bad)) {
    gsize offset = (gsize)(bad - scan->text);
    return fail (scan, offset,
                 *bad == '\0' ? N_ ("control character") : N_ ("bytes that are not UTF-8"));
  }
  *out_text = (char *)u8_normalize (UNINORM_NFC, (const guint8 *)scan->text, scan->length, NULL,
                                    &scan->length);
  g_assert (*out_text != NULL);
  scan->text = *out_text;
  return TRUE;
}

TpAddress *
tp_address_parse (const char *text, gssize length, GError **error)
{
  Scan scan = {.text = text, .length = length < 0 ? strlen (text) : (gsize)length};
  char *normal = NULL;
  trim (&scan.text, &scan.length);
  scan.ascii = is_ascii (scan.text, scan.length);
  TpAddress *address = NULL;
  if ((scan.ascii || normalise (&scan, &normal)) && scan_address (&scan))
    address = build (&scan);
  else
    explain (&scan, error);
  free (normal);
  return address;
}

void
tp_address_free (TpAddress *address)
{
  g_free (address);
}

gboolean
tp_address_is_path (const char *text)
{
  gboolean quoted = FALSE, at = FALSE;
  const char *p = text;
  for (; *p != '\0'; p++) {
    if (g_ascii_iscntrl (*p) || (!quoted && (*p == ' ' || *p == '<' || *p == '>')))
      return FALSE;
    if (quoted && *p == '\\' && (guchar)p[1] > ' ')
      p++;
    else if (*p == '"')
      quoted = !quoted;
    else if (*p == '@' && !quoted)
      at = TRUE;
  }
  gsize length = (gsize)(p - text);
  return at && !quoted && length <= TP_ADDRESS_LENGTH_MAX &&
         (is_ascii (text, length) || g_utf8_validate (text, -1, NULL));
}
