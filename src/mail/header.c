/* SPDX-License-Identifier: Apache-2.0 */
/* Text that needs it becomes encoded words as a whole, in Q as long as that is not much longer than
 * B; no character is divided between two words. To keep another field to the program, add a row to
 * own_fields[]. */
#include "mail/header.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/time.h"

#include <string.h>
#include <time.h>

#define FOLD_AT 78
#define ENCODED_WORD_MAX 75
#define NAME_MAX_LENGTH 70

/* Written by the program, or leaking, or made by servers on the way. */
static const char *const own_fields[] = {
    "From",           "To",           "Cc",          "Bcc",       "Subject",     "Date",
    "Message-ID",     "Reply-To",     "Sender",      "Received",  "Return-Path", "MIME-Version",
    "DKIM-Signature", "Delivered-To", "Resent-From", "Resent-To", "Resent-Bcc",
};

/* What stands in them cannot be encoded. */
static const char *const ascii_fields[] = {
    "List-Unsubscribe", "List-Unsubscribe-Post", "List-Help", "List-Subscribe",
    "List-Owner",       "List-Archive",          "List-Post", "References",
    "In-Reply-To",      "Feedback-ID",
};

static gboolean
is_one_of (const char *name, const char *const *names, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0)
      return TRUE;
  return FALSE;
}

gboolean
tp_header_check_text (const char *what, const char *text, GError **error)
{
  gsize length = strlen (text);
  if (length > TP_HEADER_VALUE_MAX)
    return tp_error (error, TP_ERROR_INVALID, _ ("%s is longer than %d octets"), what,
                     TP_HEADER_VALUE_MAX);
  const char *end = NULL;
  if (!g_str_is_ascii (text) && !g_utf8_validate (text, (gssize)length, &end))
    return tp_error (error, TP_ERROR_INVALID, _ ("%s is not UTF-8 at octet %d"), what,
                     (int)(end - text) + 1);
  for (gsize i = 0; i < length; i++) {
    guchar c = (guchar)text[i];
    if ((c < ' ' && c != '\t') || c == 0x7F)
      return tp_error (error, TP_ERROR_INVALID,
                       _ ("%s has a line end or another control character at octet %d"), what,
                       (int)i + 1);
  }
  return TRUE;
}

static gboolean
is_field_name (const char *name)
{
  gsize length = strlen (name);
  for (gsize i = 0; i < length; i++)
    if (name[i] <= ' ' || name[i] >= 0x7F || name[i] == ':')
      return FALSE;
  return length > 0 && length <= NAME_MAX_LENGTH;
}

static gsize
longest_word (const char *text)
{
  gsize longest = 0;
  for (gsize n; *text != '\0'; text += n + (text[n] != '\0')) {
    n = strcspn (text, " \t");
    longest = MAX (longest, n);
  }
  return longest;
}

gboolean
tp_header_check (const TpHeader *header, GError **error)
{
  if (!is_field_name (header->name)) {
    g_autofree char *escaped = g_strescape (header->name, NULL);
    return tp_error (error, TP_ERROR_INVALID, _ ("'%.80s' cannot be the name of a header field"),
                     escaped);
  }
  if (is_one_of (header->name, own_fields, G_N_ELEMENTS (own_fields)) ||
      g_ascii_strncasecmp (header->name, "Content-", 8) == 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("the header field '%s' cannot be set freely"),
                     header->name);
  g_autofree char *what = g_strdup_printf (_ ("the header field '%s'"), header->name);
  if (!tp_header_check_text (what, header->value, error))
    return FALSE;
  gboolean ascii = g_str_is_ascii (header->value);
  if (!ascii && is_one_of (header->name, ascii_fields, G_N_ELEMENTS (ascii_fields)))
    return tp_error (error, TP_ERROR_INVALID, _ ("%s can hold ASCII characters only"), what);
  if (ascii && longest_word (header->value) > TP_HEADER_WORD_MAX)
    return tp_error (error, TP_ERROR_INVALID, _ ("%s has a word longer than %d octets"), what,
                     TP_HEADER_WORD_MAX);
  return TRUE;
}

static gsize
column_of (const GString *out)
{
  const char *lf = memrchr (out->str, '\n', out->len);
  return lf != NULL ? (gsize)(out->str + out->len - (lf + 1)) : out->len;
}

static void
append_name (GString *out, const char *name)
{
  g_string_append (out, name);
  g_string_append_len (out, ": ", 2);
}

/* Blanks belong to the word behind them, so unfolding gives them all back; a line of blanks alone
 * would not survive. */
static void
append_folded (GString *out, const char *text)
{
  gsize column = column_of (out);
  for (gboolean first = TRUE; *text != '\0'; first = FALSE) {
    gsize blanks = strspn (text, " \t");
    gsize word = strcspn (text + blanks, " \t");
    if (!first && blanks > 0 && word > 0 && column + blanks + word > FOLD_AT) {
      g_string_append_len (out, "\r\n", 2);
      column = 0;
    }
    g_string_append_len (out, text, (gssize)(blanks + word));
    column += blanks + word;
    text += blanks + word;
  }
}

/* RFC 2047 5 (3): what needs no encoding in every place. */
static gboolean
is_q_plain (guchar c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!*+-/", c) != NULL);
}

static gsize
q_length (const char *text, gsize length)
{
  gsize n = 0;
  for (gsize i = 0; i < length; i++)
    n += is_q_plain ((guchar)text[i]) || text[i] == ' ' ? 1 : 3;
  return n;
}

static gsize
b_length (gsize length)
{
  return (length + 2) / 3 * 4;
}

static void
append_word (GString *out, gboolean q, const char *text, gsize length)
{
  g_string_append (out, q ? "=?utf-8?Q?" : "=?utf-8?B?");
  if (!q) {
    g_autofree char *base64 = g_base64_encode ((const guchar *)text, length);
    g_string_append (out, base64);
  }
  for (gsize i = 0; q && i < length; i++) {
    guchar c = (guchar)text[i];
    if (is_q_plain (c))
      g_string_append_c (out, (char)c);
    else if (c == ' ')
      g_string_append_c (out, '_');
    else
      g_string_append_printf (out, "=%02X", c);
  }
  g_string_append (out, "?=");
}

/* As many whole characters as an encoded word of that length holds; at least one. In the midst of a
 * text a B word ends where base64 needs no padding, since some readers decode adjacent words as one
 * and stop at the first '='. */
static gsize
take_characters (const char *text, gboolean q, gsize room)
{
  gsize taken = 0, unpadded = 0, used = 0;
  while (text[taken] != '\0') {
    gsize next = (gsize)(g_utf8_next_char (text + taken) - text);
    used = q ? used + q_length (text + taken, next - taken) : b_length (next);
    if (taken > 0 && used > room)
      return unpadded > 0 ? unpadded : taken;
    taken = next;
    if (!q && taken % 3 == 0)
      unpadded = taken;
  }
  return taken;
}

static void
append_encoded (GString *out, const char *text)
{
  enum {
    FRAME = sizeof "=?utf-8?Q?"
                   "?=" -
            1
  };
  gsize length = strlen (text);
  gboolean q = q_length (text, length) * 2 <= b_length (length) * 3;
  gsize column = column_of (out);
  while (*text != '\0') {
    gsize line = MIN (ENCODED_WORD_MAX, FOLD_AT - MIN (column, FOLD_AT / 2));
    gsize taken = take_characters (text, q, line - FRAME);
    append_word (out, q, text, taken);
    text += taken;
    if (*text != '\0')
      g_string_append_len (out, "\r\n ", 3);
    column = 1;
  }
}

static gboolean
needs_encoding (const char *text)
{
  gsize length = strlen (text);
  return !g_str_is_ascii (text) || strstr (text, "=?") != NULL ||
         longest_word (text) > TP_HEADER_WORD_MAX ||
         (length > 0 && (strchr (" \t", text[0]) != NULL || strchr (" \t", text[length - 1])));
}

void
tp_header_append_text (GString *out, const char *name, const char *text)
{
  append_name (out, name);
  if (needs_encoding (text))
    append_encoded (out, text);
  else
    append_folded (out, text);
  g_string_append_len (out, "\r\n", 2);
}

void
tp_header_append (GString *out, const char *name, const char *value)
{
  if (!g_str_is_ascii (value)) {
    tp_header_append_text (out, name, value);
    return;
  }
  append_name (out, name);
  append_folded (out, value);
  g_string_append_len (out, "\r\n", 2);
}

static void
append_display (GString *out, const char *display)
{
  if (needs_encoding (display) || strlen (display) > FOLD_AT / 2) {
    append_encoded (out, display);
    return;
  }
  if (display[strspn (display, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "0123456789 !#$%&'*+-/=?^_`{|}~")] == '\0') {
    g_string_append (out, display);
    return;
  }
  g_string_append_c (out, '"');
  for (const char *p = display; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c (out, '\\');
    g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
}

void
tp_header_append_mailbox (GString *out, const char *name, const char *display, const char *address)
{
  append_name (out, name);
  if (display == NULL || *display == '\0') {
    g_string_append (out, address);
  } else {
    append_display (out, display);
    gboolean fits = column_of (out) + strlen (address) + 3 <= FOLD_AT;
    g_string_append (out, fits ? " <" : "\r\n <");
    g_string_append (out, address);
    g_string_append_c (out, '>');
  }
  g_string_append_len (out, "\r\n", 2);
}

void
tp_header_append_date (GString *out, const char *name, gint64 at)
{
  static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  time_t seconds = (time_t)(at / TP_SECOND - (at % TP_SECOND < 0));
  struct tm tm;
  g_assert (gmtime_r (&seconds, &tm) != NULL);
  g_string_append_printf (out, "%s: %s, %d %s %04d %02d:%02d:%02d +0000\r\n", name,
                          days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
                          tm.tm_hour, tm.tm_min, tm.tm_sec);
}
