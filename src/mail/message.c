/* SPDX-License-Identifier: Apache-2.0 */
/* The template holds the fields that are the same for everyone as finished bytes. A body that is
 * given per person is encoded in one pass, which costs less than finding out which parts of it are
 * the same for everyone. */
#include "mail/message.h"

#include "base/error.h"
#include "base/i18n.h"
#include "mail/encoding.h"

#include <string.h>

#define MESSAGE_ID_MAX 200
#define BOUNDARY_LENGTH 18

struct TpMessageTemplate {
  GString *fields;
};

static gboolean
check_headers (const TpHeader *headers, gsize n, GError **error)
{
  if (n > TP_MESSAGE_HEADERS_MAX)
    return tp_error (error, TP_ERROR_INVALID, _ ("more than %d further header fields"),
                     TP_MESSAGE_HEADERS_MAX);
  for (gsize i = 0; i < n; i++)
    if (!tp_header_check (&headers[i], error))
      return FALSE;
  return TRUE;
}

TpMessageTemplate *
tp_message_template_new (const TpMessageSettings *settings, GError **error)
{
  const TpMailbox *reply_to = settings->reply_to;
  if (!tp_header_check_text (_ ("the sender's name"), settings->from->name, error) ||
      (reply_to != NULL &&
       !tp_header_check_text (_ ("the name for replies"), reply_to->name, error)) ||
      !check_headers (settings->headers, settings->n_headers, error))
    return NULL;
  TpMessageTemplate *template = g_new0 (TpMessageTemplate, 1);
  template->fields = g_string_new (NULL);
  tp_header_append_mailbox (template->fields, "From", settings->from->name,
                            settings->from->address->wire);
  if (reply_to != NULL)
    tp_header_append_mailbox (template->fields, "Reply-To", reply_to->name,
                              reply_to->address->wire);
  for (gsize i = 0; i < settings->n_headers; i++)
    tp_header_append (template->fields, settings->headers[i].name, settings->headers[i].value);
  g_string_append (template->fields, "MIME-Version: 1.0\r\n");
  return template;
}

void
tp_message_template_free (TpMessageTemplate *template)
{
  if (template == NULL)
    return;
  g_string_free (template->fields, TRUE);
  g_free (template);
}

/* RFC 5322 3.6.4, msg-id: dot-atoms on both sides. */
static gboolean
check_message_id (const char *id, GError **error)
{
  const char *at = strchr (id, '@');
  gboolean good = at != NULL && at > id && at[1] != '\0' && strlen (id) <= MESSAGE_ID_MAX;
  for (const char *p = id; good && *p != '\0'; p++)
    good = *p > ' ' && *p < 0x7F && strchr ("<>()[]\\,;:\"", *p) == NULL && (*p != '@' || p == at);
  return good || tp_error (error, TP_ERROR_INVALID,
                           _ ("the message id is not of the form "
                              "'id@domain'"));
}

/* Octets up to the first that is not text: NUL, or broken UTF-8. Runs of ASCII, which most of it
 * is, are skipped eight at a time. */
static gsize
valid_length (const char *text, gsize length)
{
  const guint64 high = G_GUINT64_CONSTANT (0x8080808080808080);
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  gsize i = 0;
  for (guint64 word; i < length;) {
    if (i + sizeof word <= length) {
      memcpy (&word, text + i, sizeof word);
      if (((word | (word - ones)) & high) == 0) {
        i += sizeof word;
        continue;
      }
    }
    gunichar c =
        text[i] == '\0' ? (gunichar)-1 : g_utf8_get_char_validated (text + i, (gssize)(length - i));
    if (c == (gunichar)-1 || c == (gunichar)-2)
      return i;
    i += (gsize)(g_utf8_next_char (text + i) - (text + i));
  }
  return length;
}

static gboolean
check_body (const char *what, const char *body, gsize length, GError **error)
{
  if (body == NULL)
    return TRUE;
  if (length > TP_MESSAGE_BODY_MAX)
    return tp_error (error, TP_ERROR_INVALID, _ ("%s is longer than %d octets"), what,
                     TP_MESSAGE_BODY_MAX);
  gsize valid = valid_length (body, length);
  return valid == length ||
         tp_error (error, TP_ERROR_INVALID, _ ("%s is not UTF-8 text at octet %lu"), what,
                   (gulong)valid + 1);
}

static gboolean
check_content (const TpMessageContent *content, GError **error)
{
  const char *to_name = content->to_name != NULL ? content->to_name : "";
  if (!tp_address_is_path (content->to)) {
    g_autofree char *escaped = g_strescape (content->to, NULL);
    return tp_error (error, TP_ERROR_INVALID, _ ("'%.80s' cannot be the address of a recipient"),
                     escaped);
  }
  if (content->text == NULL && content->html == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("a message needs a text or HTML"));
  return check_message_id (content->message_id, error) &&
         tp_header_check_text (_ ("the recipient's name"), to_name, error) &&
         tp_header_check_text (_ ("the subject"), content->subject, error) &&
         check_headers (content->headers, content->n_headers, error) &&
         check_body (_ ("the text"), content->text, content->text_length, error) &&
         check_body (_ ("the HTML"), content->html, content->html_length, error);
}

/* "=_" cannot occur in an encoded body (see mail/encoding.h); the rest only tells nested or quoted
 * messages apart. FNV-1a. */
static void
make_boundary (const char *message_id, char boundary[static BOUNDARY_LENGTH + 1])
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  for (const char *p = message_id; *p != '\0'; p++)
    hash = (hash ^ (guchar)*p) * G_GUINT64_CONSTANT (0x100000001b3);
  boundary[0] = '=';
  boundary[1] = '_';
  for (gsize i = 0; i < 16; i++, hash >>= 4)
    boundary[2 + i] = "0123456789abcdef"[hash & 15];
  boundary[BOUNDARY_LENGTH] = '\0';
}

static void
append_part (GString *out, const char *subtype, const char *body, gsize length)
{
  TpEncoding encoding = tp_encoding_choose (body, length);
  g_string_append (out, "Content-Type: text/");
  g_string_append (out, subtype);
  g_string_append (out, "; charset=utf-8\r\nContent-Transfer-Encoding: ");
  g_string_append (out, tp_encoding_name (encoding));
  g_string_append (out, "\r\n\r\n");
  tp_encoding_append (out, encoding, body, length);
  g_string_append (out, "\r\n");
}

static void
append_delimiter (GString *out, const char *boundary, const char *close)
{
  g_string_append (out, "--");
  g_string_append (out, boundary);
  g_string_append (out, close);
  g_string_append (out, "\r\n");
}

static void
append_alternative (GString *out, const TpMessageContent *content)
{
  char boundary[BOUNDARY_LENGTH + 1];
  make_boundary (content->message_id, boundary);
  g_string_append (out, "Content-Type: multipart/alternative;\r\n boundary=\"");
  g_string_append (out, boundary);
  g_string_append (out, "\"\r\n\r\n");
  append_delimiter (out, boundary, "");
  append_part (out, "plain", content->text, content->text_length);
  append_delimiter (out, boundary, "");
  append_part (out, "html", content->html, content->html_length);
  append_delimiter (out, boundary, "--");
}

gboolean
tp_message_render (const TpMessageTemplate *template, const TpMessageContent *content, GString *out,
                   GError **error)
{
  if (!check_content (content, error))
    return FALSE;
  tp_header_append_date (out, "Date", content->date_at);
  g_string_append_len (out, template->fields->str, (gssize) template->fields->len);
  tp_header_append_mailbox (out, "To", content->to_name, content->to);
  tp_header_append_text (out, "Subject", content->subject);
  g_string_append (out, "Message-ID: <");
  g_string_append (out, content->message_id);
  g_string_append (out, ">\r\n");
  for (gsize i = 0; i < content->n_headers; i++)
    tp_header_append (out, content->headers[i].name, content->headers[i].value);
  if (content->text != NULL && content->html != NULL)
    append_alternative (out, content);
  else if (content->html != NULL)
    append_part (out, "html", content->html, content->html_length);
  else
    append_part (out, "plain", content->text, content->text_length);
  return TRUE;
}
