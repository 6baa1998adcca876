/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/message.h"

#include "base/error.h"
#include "mail/gmime.h"

#include <string.h>

static TpMessageTemplate *
make_template (void)
{
  static const TpHeader headers[] = {
      {"X-Mailer", "Tagpost"         },
      {"List-Id",  "News <news.x.de>"}
  };
  g_autoptr (TpMailbox) from = tp_mailbox_parse ("Käthe's Shop <shop@bücher.de>", -1, NULL);
  g_autoptr (TpMailbox) reply_to = tp_mailbox_parse ("reply@x.de", -1, NULL);
  TpMessageSettings settings = {
      .from = from, .reply_to = reply_to, .headers = headers, .n_headers = G_N_ELEMENTS (headers)};
  g_autoptr (GError) error = NULL;
  TpMessageTemplate *template = tp_message_template_new (&settings, &error);
  g_assert_no_error (error);
  return template;
}

#define TEXT "Hallo Anna,\nviel Spaß!"
#define HTML                                                                                       \
  "<p>Hallo Anna,</p>\r\n<p>viel Spaß! <a href=\"https://x.de/?a=b\">hier</a></p>\r\n.\r\n"

static const TpMessageContent good = {
    .message_id = "01ab@mail.x.de",
    .date_at = G_GINT64_CONSTANT (1769868309000),
    .to = "Anna@y.de",
    .to_name = "Anna Schmidt",
    .subject = "Für Anna",
    .text = TEXT,
    .text_length = sizeof TEXT - 1,
    .html = HTML,
    .html_length = sizeof HTML - 1,
};

static void
check_bytes (const GString *out)
{
  gsize column = 0;
  for (gsize i = 0; i < out->len; i++) {
    char c = out->str[i];
    g_assert_true (c != '\0' && (guchar)c < 0x80);
    g_assert_true (c != '\r' || out->str[i + 1] == '\n');
    g_assert_true (c != '\n' || out->str[i - 1] == '\r');
    column = c == '\n' || c == '\r' ? 0 : column + 1;
    g_assert_cmpuint (column, <=, 78);
  }
  g_assert_true (g_str_has_suffix (out->str, "\r\n"));
}

static GMimeMessage *
parse (const GString *out)
{
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_buffer (out->str, out->len);
  g_autoptr (GMimeParser) parser = g_mime_parser_new_with_stream (stream);
  return g_mime_parser_construct_message (parser, NULL);
}

static char *
part_text (GMimeMessage *message, int i)
{
  GMimeMultipart *multipart = GMIME_MULTIPART (g_mime_message_get_mime_part (message));
  return g_mime_text_part_get_text (GMIME_TEXT_PART (g_mime_multipart_get_part (multipart, i)));
}

static void
test_alternative (void)
{
  static const TpHeader headers[] = {
      {"List-Unsubscribe",      "<https://x.de/u/abcdefghijklmnopqrstuvwxyz0123456789>, "
                           "<mailto:u@x.de?subject=abcdefghijklmnop>"},
      {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"                                   },
  };
  g_autoptr (TpMessageTemplate) template = make_template ();
  TpMessageContent content = good;
  content.headers = headers;
  content.n_headers = G_N_ELEMENTS (headers);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (tp_message_render (template, &content, out, &error));
  check_bytes (out);
  g_autoptr (GMimeMessage) message = parse (out);
  g_assert_cmpstr (g_mime_message_get_subject (message), ==, "Für Anna");
  g_assert_cmpstr (g_mime_message_get_message_id (message), ==, "01ab@mail.x.de");
  GDateTime *date = g_mime_message_get_date (message);
  g_assert_cmpint (g_date_time_to_unix (date), ==, 1769868309);
  g_autofree char *to =
      internet_address_list_to_string (g_mime_message_get_to (message), NULL, FALSE);
  g_assert_cmpstr (to, ==, "Anna Schmidt <Anna@y.de>");
  g_autofree char *from =
      internet_address_list_to_string (g_mime_message_get_from (message), NULL, FALSE);
  g_assert_cmpstr (from, ==, "Käthe's Shop <shop@xn--bcher-kva.de>");
  g_autofree char *reply_to =
      internet_address_list_to_string (g_mime_message_get_reply_to (message), NULL, FALSE);
  g_assert_cmpstr (reply_to, ==, "reply@x.de");
  g_autofree char *unsubscribe = g_mime_utils_header_unfold (
      g_mime_object_get_header (GMIME_OBJECT (message), "List-Unsubscribe"));
  g_assert_cmpstr (g_strstrip (unsubscribe), ==, headers[0].value);
  g_autofree char *text = part_text (message, 0);
  g_assert_cmpstr (text, ==, "Hallo Anna,\r\nviel Spaß!");
  g_autofree char *html = part_text (message, 1);
  g_assert_cmpstr (html, ==, HTML);
}

static void
test_single (void)
{
  g_autoptr (TpMessageTemplate) template = make_template ();
  TpMessageContent content = good;
  content.html = NULL;
  content.to_name = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_assert_true (tp_message_render (template, &content, out, NULL));
  check_bytes (out);
  g_assert_nonnull (strstr (out->str, "\r\nTo: Anna@y.de\r\n"));
  g_assert_nonnull (strstr (out->str, "Content-Type: text/plain; charset=utf-8\r\n"
                                      "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                                      "Hallo Anna,\r\nviel Spa=C3=9F!\r\n"));
  content.text = NULL;
  content.html = "<b>x</b>";
  content.html_length = 8;
  g_string_truncate (out, 0);
  g_assert_true (tp_message_render (template, &content, out, NULL));
  g_assert_true (g_str_has_suffix (out->str,
                                   "Content-Type: text/html; charset=utf-8\r\n"
                                   "Content-Transfer-Encoding: 7bit\r\n\r\n<b>x</b>\r\n"));
}

/* A body that knows the boundary cannot end its part. */
static void
test_boundary (void)
{
  g_autoptr (TpMessageTemplate) template = make_template ();
  g_autoptr (GString) first = g_string_new (NULL);
  g_autoptr (GString) second = g_string_new (NULL);
  g_assert_true (tp_message_render (template, &good, first, NULL));
  g_assert_true (tp_message_render (template, &good, second, NULL));
  g_assert_cmpstr (first->str, ==, second->str);
  const char *found = strstr (first->str, "boundary=\"");
  g_autofree char *boundary = g_strndup (found + 10, 18);
  g_autofree char *attack = g_strdup_printf (
      "a\r\n--%s--\r\n--%s\r\nContent-Type: text/html\r\n\r\n<script>", boundary, boundary);
  TpMessageContent content = good;
  content.text = attack;
  content.text_length = strlen (attack);
  g_string_truncate (second, 0);
  g_assert_true (tp_message_render (template, &content, second, NULL));
  g_autoptr (GMimeMessage) message = parse (second);
  g_autofree char *text = part_text (message, 0);
  g_assert_cmpstr (text, ==, attack);
  GMimeMultipart *multipart = GMIME_MULTIPART (g_mime_message_get_mime_part (message));
  g_assert_cmpint (g_mime_multipart_get_count (multipart), ==, 2);
}

static void
test_refused (void)
{
  static const TpHeader injected[] = {
      {"X-A", "a\r\nBcc: b@y.de"}
  };
  static const TpHeader own[] = {
      {"Subject", "second"}
  };
  TpMessageContent cases[14];
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    cases[i] = good;
  const char *want[G_N_ELEMENTS (cases)];
  gsize n = 0;
  cases[n].subject = "a\r\nBcc: b@y.de", want[n++] = "the subject has a line end";
  cases[n].subject = "a\xFF", want[n++] = "the subject is not UTF-8";
  cases[n].to_name = "a\nb", want[n++] = "the recipient's name has a line end";
  cases[n].to = "a@y.de\r\nBcc: b@y.de", want[n++] = "cannot be the address of a recipient";
  cases[n].to = "a@y.de>, <b@y.de", want[n++] = "cannot be the address of a recipient";
  cases[n].to = "", want[n++] = "cannot be the address of a recipient";
  cases[n].message_id = "a@b>\r\nBcc: b", want[n++] = "the message id";
  cases[n].message_id = "ab", want[n++] = "the message id";
  cases[n].headers = injected, cases[n].n_headers = 1, want[n++] = "'X-A' has a line end";
  cases[n].headers = own, cases[n].n_headers = 1, want[n++] = "'Subject' cannot be set freely";
  cases[n].headers = own, cases[n].n_headers = 51, want[n++] = "more than 50";
  cases[n].text = "1234567890\xFF", want[n++] = "the text is not UTF-8 text at octet 11";
  cases[n].html = "ü234567\0", want[n++] = "the HTML is not UTF-8 text at octet 9";
  cases[n].text = cases[n].html = NULL, want[n++] = "needs a text or HTML";
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (cases));
  cases[11].text_length = 11;
  cases[12].html_length = 9;
  g_autoptr (TpMessageTemplate) template = make_template ();
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GString) out = g_string_new ("before");
    g_autoptr (GError) error = NULL;
    g_assert_false (tp_message_render (template, &cases[i], out, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
    if (strstr (error->message, want[i]) == NULL)
      g_error ("'%s' lacks '%s'", error->message, want[i]);
    g_assert_null (strpbrk (error->message, "\r\n"));
    g_assert_cmpstr (out->str, ==, "before");
  }
}

static void
test_huge_line (void)
{
  g_autofree char *line = g_strnfill (1 << 20, 'x');
  TpMessageContent content = good;
  content.html = line;
  content.html_length = 1 << 20;
  g_autoptr (TpMessageTemplate) template = make_template ();
  g_autoptr (GString) out = g_string_new (NULL);
  g_assert_true (tp_message_render (template, &content, out, NULL));
  check_bytes (out);
  g_autofree char *huge = g_malloc0 (TP_MESSAGE_BODY_MAX + 1);
  content.html = huge;
  content.html_length = TP_MESSAGE_BODY_MAX + 1;
  g_autoptr (GError) error = NULL;
  g_assert_false (tp_message_render (template, &content, out, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
}

static void
test_speed (void)
{
  enum { ROUNDS = 50000 };
  g_autoptr (GString) html = g_string_new (NULL);
  while (html->len < 4000)
    g_string_append (html, "<td style=\"padding: 12px 0\"><a href=\"https://example.com/x?y=z\">"
                           "Größe und Farbe wählen, dann ab in den Korb</a></td>\n");
  TpMessageContent content = good;
  content.html = html->str;
  content.html_length = html->len;
  g_autoptr (TpMessageTemplate) template = make_template ();
  g_autoptr (GString) out = g_string_new (NULL);
  gint64 start = g_get_monotonic_time ();
  for (int i = 0; i < ROUNDS; i++) {
    g_string_truncate (out, 0);
    g_assert_true (tp_message_render (template, &content, out, NULL));
  }
  gint64 took = g_get_monotonic_time () - start;
  g_test_minimized_result ((double)took / ROUNDS, "message of %d octets: %.2f us", (int)out->len,
                           (double)took / ROUNDS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_mime_init ();
  g_test_add_func ("/message/alternative", test_alternative);
  g_test_add_func ("/message/single", test_single);
  g_test_add_func ("/message/boundary", test_boundary);
  g_test_add_func ("/message/refused", test_refused);
  g_test_add_func ("/message/huge line", test_huge_line);
  if (g_test_perf ())
    g_test_add_func ("/message/speed", test_speed);
  return g_test_run ();
}
