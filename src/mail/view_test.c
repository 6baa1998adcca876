/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/view.h"

#include "base/error.h"
#include "mail/message.h"

#include <string.h>

static TpMailView *
view_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  TpMailView *view = tp_mail_view_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  return view;
}

static void
test_own_message (void)
{
  static const TpHeader headers[] = {
      {"List-Unsubscribe", "<https://x.de/u/1>"}
  };
  static const char text[] = "Grüße\n";
  static const char html[] = "<p>Grüße</p>";
  g_autoptr (TpMailbox) from = tp_mailbox_parse ("Käthe <shop@x.de>", -1, NULL);
  TpMessageSettings settings = {.from = from};
  g_autoptr (TpMessageTemplate) template = tp_message_template_new (&settings, NULL);
  TpMessageContent content = {.message_id = "1@x.de",
                              .date_at = 1769868309000,
                              .to = "anna@y.de",
                              .to_name = "Anna Müller",
                              .subject = "Größe 42 für Anna",
                              .headers = headers,
                              .n_headers = 1,
                              .text = text,
                              .text_length = strlen (text),
                              .html = html,
                              .html_length = strlen (html)};
  g_autoptr (GString) out = g_string_new (NULL);
  g_assert_true (tp_message_render (template, &content, out, NULL));
  g_autoptr (TpMailView) view = view_text (out->str);
  g_assert_cmpstr (view->subject, ==, "Größe 42 für Anna");
  g_assert_cmpstr (view->from, ==, "Käthe <shop@x.de>");
  g_assert_cmpstr (view->to, ==, "Anna Müller <anna@y.de>");
  g_assert_cmpstr (view->message_id, ==, "1@x.de");
  g_assert_true (view->has_date);
  g_assert_cmpint (view->date_at, ==, 1769868309000);
  g_assert_cmpstr (view->text, ==, "Grüße\r\n");
  g_assert_cmpstr (view->html, ==, html);
  g_assert_cmpstr (tp_mail_view_find_header (view, "list-unsubscribe"), ==, "<https://x.de/u/1>");
  g_assert_null (tp_mail_view_find_header (view, "X-None"));
  g_assert_cmpuint (view->attachments->len, ==, 0);
  g_assert_false (view->is_cut);
}

#define HEAD "From: a@x.de\r\nSubject: s\r\nMIME-Version: 1.0\r\n"

static void
test_bodies (void)
{
  static const struct {
    const char *name, *mail, *want_text, *want_html;
  } cases[] = {
      {"plain without MIME",         "From: a@x.de\n\nhello\n",                                              "hello\n", NULL   },
      {"Latin-1",                    HEAD "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nM\xFCller",   "Müller",
       NULL                                                                                                                    },
      {"lies: UTF-8",                HEAD "Content-Type: text/plain; charset=utf-8\r\n\r\nM\xFCller",
       "M\xEF\xBF\xBDller",                                                                                             NULL   },
      {"lies: Shift_JIS",            HEAD "Content-Type: text/plain; charset=shift_jis\r\n\r\n\xFF\xFCller",
       "ÿüller",                                                                                                      NULL   },
      {"charset that nobody knows",  HEAD "Content-Type: text/html; charset=../../x\r\n\r\n<b>ü",
       NULL,                                                                                                            "<b>ü"},
      {"UTF-16 with NUL bytes",
       HEAD "Content-Type: text/plain; charset=utf-16le\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\nYQBiAA==\r\n",                                         "ab",      NULL   },
      {"base64 that is none",
       HEAD "Content-Type: text/plain\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n!!!!\r\n",                                             "",        NULL   },
      {"encoding that nobody knows",
       HEAD "Content-Type: text/plain\r\n"
            "Content-Transfer-Encoding: x-what\r\n\r\nhello",                                                "hello",   NULL   },
      {"NUL",
       HEAD "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            "a=00b",                                                                                         "a\xEF\xBF\xBD"
       "b",                                                                                         NULL   },
      {"boundary missing",           HEAD "Content-Type: multipart/mixed\r\n\r\nhello",                      NULL,      NULL   },
      {"part not closed",
       HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            "Content-Type: text/html\r\n\r\n<i>x",                                                           NULL,      "<i>x" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_autoptr (TpMailView) view = view_text (cases[i].mail);
    g_assert_cmpstr (view->text, ==, cases[i].want_text);
    g_assert_cmpstr (view->html, ==, cases[i].want_html);
  }
}

static void
test_attachments (void)
{
  static const struct {
    const char *disposition, *type, *want_name, *want_type;
  } cases[] = {
      {"attachment; filename=\"a.png\"",             "image/png",       "a.png",  "image/png"      },
      {"attachment; filename=\"../../etc/passwd\"",  "text/plain",      "passwd", "text/plain"     },
      {"attachment; filename=\"..\\\\..\\\\a.exe\"", "application/x-a", "a.exe",  "application/x-a"},
      {"attachment; filename*=utf-8''%C3%BC.txt",    "text/html",       "ü.txt", "text/html"      },
      {"attachment; filename*=utf-8''a%0D%0Ab",      "text/html",       "a  b",   "text/html"      },
      {"inline",                                     "message/rfc822",  "",       "message/rfc822" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *mail = g_strdup_printf (
        HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain"
             "\r\n\r\nbody\r\n--b\r\nContent-Type: %s\r\nContent-Disposition: %s\r\n\r\n"
             "Subject: inner\r\n\r\nxyz\r\n--b--\r\n",
        cases[i].type, cases[i].disposition);
    g_autoptr (TpMailView) view = view_text (mail);
    g_assert_cmpstr (view->text, ==, "body");
    g_assert_cmpstr (view->subject, ==, "s");
    g_assert_cmpuint (view->attachments->len, ==, 1);
    const TpViewAttachment *attachment = g_ptr_array_index (view->attachments, 0);
    g_assert_cmpstr (attachment->name, ==, cases[i].want_name);
    g_assert_cmpstr (attachment->type, ==, cases[i].want_type);
  }
}

/* Mails that are made to exhaust: each is taken in, bounded, within a second or two. */
static char *
repeat (const char *head, const char *piece, gsize times, const char *tail)
{
  g_autoptr (GString) out = g_string_new (head);
  for (gsize i = 0; i < times; i++)
    g_string_append (out, piece);
  g_string_append (out, tail);
  return g_strdup (out->str);
}

static void
test_exhausting (void)
{
  static const struct {
    const char *name, *head, *piece;
    gsize times;
    const char *tail;
    gboolean want_cut;
  } cases[] = {
      {"1,000 nested messages",    HEAD,                                                     "Content-Type: message/rfc822\r\n\r\n",                     1000,    "\r\nx",     FALSE},
      {"100,000 nested messages",  HEAD,                                                     "Content-Type: message/rfc822\r\n\r\n",                     100000,  "\r\nx",
       FALSE                                                                                                                                                                        },
      {"1,000 nested multiparts",  HEAD,                                                     "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
       1000,                                                                                                                                                      "\r\nx",     TRUE },
      {"20,000 nested multiparts", HEAD,                                                     "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
       20000,                                                                                                                                                     "\r\nx",     TRUE },
      {"20,000 parts",             HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n\r\nx\r\n",
       20000,                                                                                                                                                     "--b--\r\n", TRUE },
      {"20,000 headers",           HEAD,                                                     "X-A: b\r\n",                                               20000,   "\r\nx",     TRUE },
      {"header of a megabyte",     "Subject: ",                                              "0123456789abcdef",                                         65536,   "\r\n\r\nx", TRUE },
      {"100,000 recipients",       "To: a@x.de",                                             ", b@x.de",                                                 100000,  "\r\n\r\nx", TRUE },
      {"text of 4 megabytes",      HEAD "\r\n",                                              "ü\xC3\xBC",                                               1 << 20, "",          TRUE },
      {"line of 4 megabytes",      HEAD "\r\n",                                              "abcd",                                                     1 << 20, "",          TRUE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_autofree char *mail = repeat (cases[i].head, cases[i].piece, cases[i].times, cases[i].tail);
    g_autoptr (TpMailView) view = view_text (mail);
    g_assert_cmpint (view->is_cut, ==, cases[i].want_cut);
    g_assert_cmpuint (view->headers->len, <=, TP_VIEW_HEADERS_MAX);
    g_assert_cmpuint (view->attachments->len, <=, TP_VIEW_ATTACHMENTS_MAX);
    g_assert_cmpuint (strlen (view->subject), <=, TP_VIEW_LINE_MAX);
    g_assert_cmpuint (strlen (view->to), <=, TP_VIEW_LINE_MAX);
    g_assert_true (view->text == NULL || strlen (view->text) <= TP_VIEW_TEXT_MAX);
    g_assert_true (view->text == NULL || g_utf8_validate (view->text, -1, NULL));
  }
}

static void
test_refused (void)
{
  g_autofree char *huge = g_strnfill (TP_VIEW_MAIL_MAX + 1, 'x');
  g_autoptr (GError) error = NULL;
  g_assert_null (tp_mail_view_parse (huge, TP_VIEW_MAIL_MAX + 1, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (tp_mail_view_parse ("", 0, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
}

static void
test_headers (void)
{
  g_autoptr (TpMailView) view = view_text ("Subject: =?utf-8?Q?a=0D=0Ab=1B[31m?=\r\n"
                                           "X-Long: one\r\n two\r\n"
                                           "X-Raw: M\xFCller\r\n"
                                           "From: =?utf-8?Q?K=C3=A4the?= <a@x.de>\r\n"
                                           "Date: nonsense\r\n\r\n");
  g_assert_cmpstr (view->subject, ==, "a  b [31m");
  g_assert_cmpstr (tp_mail_view_find_header (view, "x-long"), ==, "one two");
  g_assert_true (g_utf8_validate (tp_mail_view_find_header (view, "x-raw"), -1, NULL));
  g_assert_cmpstr (view->from, ==, "Käthe <a@x.de>");
  g_assert_cmpstr (view->to, ==, "");
  g_assert_false (view->has_date);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/view/own message", test_own_message);
  g_test_add_func ("/view/bodies", test_bodies);
  g_test_add_func ("/view/attachments", test_attachments);
  g_test_add_func ("/view/exhausting", test_exhausting);
  g_test_add_func ("/view/refused", test_refused);
  g_test_add_func ("/view/headers", test_headers);
  return g_test_run ();
}
