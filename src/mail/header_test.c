/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/header.h"

#include "base/error.h"
#include "base/time.h"
#include "mail/gmime.h"

#include <string.h>

static void
test_text (void)
{
  static const struct {
    const char *name, *text, *want;
  } cases[] = {
      {"plain",          "Our summer sale",                                                 "Subject: Our summer sale\r\n"                      },
      {"empty",          "",                                                                "Subject: \r\n"                                     },
      {"UTF-8",          "Grüße aus der Hansestadt",
       "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe_aus_der_Hansestadt?=\r\n"                                                                            },
      {"mostly UTF-8",   "Привет",                                                    "Subject: =?utf-8?B?0J/RgNC40LLQtdGC?=\r\n"         },
      {"looks encoded",  "=?utf-8?Q?a?=",                                                   "Subject: =?utf-8?Q?=3D=3Futf-8=3FQ=3Fa=3F=3D?=\r\n"},
      {"blank in front", " a",                                                              "Subject: =?utf-8?Q?_a?=\r\n"                       },
      {"folded",
       "one two three four five six seven eight nine ten eleven twelve  thirteen fourteen", "Subject: one two three four five six seven eight nine ten eleven twelve\r\n"
       "  thirteen fourteen\r\n"                     },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_autoptr (GString) out = g_string_new (NULL);
    tp_header_append_text (out, "Subject", cases[i].text);
    g_assert_cmpstr (out->str, ==, cases[i].want);
  }
}

static void
check_lines (const char *text, gsize longest)
{
  g_assert_true (g_str_has_suffix (text, "\r\n"));
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  for (gsize i = 0; lines[i + 1] != NULL; i++) {
    g_assert_cmpuint (strlen (lines[i]), <=, longest);
    g_assert_null (strpbrk (lines[i], "\r\n"));
    g_assert_true (i == 0 || lines[i][0] == ' ');
    g_assert_cmpuint (strspn (lines[i], " "), <, strlen (lines[i]));
  }
}

/* Any text comes back as it was, in lines of 78, whole characters in each encoded word. */
static void
test_text_round_trip (void)
{
  static const char *const pieces[] = {"a",  " ", "word", "ü",  "€",     "😀",
                                       "=?", "_", "  ",   "\"", "Привет"};
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  for (int round = 0; round < 3000; round++) {
    g_autoptr (GString) text = g_string_new (NULL);
    int n = g_rand_int_range (rand, 0, 120), kinds = g_rand_int_range (rand, 2, 12);
    while (n-- > 0)
      g_string_append (text, pieces[g_rand_int_range (rand, 0, kinds)]);
    g_autoptr (GString) out = g_string_new (NULL);
    tp_header_append_text (out, "Subject", text->str);
    if (strcspn (text->str, " ") < 60)
      check_lines (out->str,
                   strchr (text->str, '?') != NULL || !g_str_is_ascii (text->str) ? 78 : 998);
    g_autofree char *unfolded = g_mime_utils_header_unfold (out->str + 9);
    g_autofree char *back = g_mime_utils_header_decode_text (NULL, unfolded);
    g_assert_cmpstr (back, ==, text->str);
  }
}

static void
test_mailbox (void)
{
  static const struct {
    const char *name, *display, *address, *want;
  } cases[] = {
      {"bare",             NULL,               "a@x.de",                           "To: a@x.de\r\n"                                                                      },
      {"empty name",       "",                 "a@x.de",                           "To: a@x.de\r\n"                                                                      },
      {"name",             "Anna Schmidt",     "a@x.de",                           "To: Anna Schmidt <a@x.de>\r\n"                                                       },
      {"comma",            "Schmidt, Anna",    "a@x.de",                           "To: \"Schmidt, Anna\" <a@x.de>\r\n"                                                  },
      {"quotes",           "The \"\\\" Shop",  "a@x.de",                           "To: \"The \\\"\\\\\\\" Shop\" <a@x.de>\r\n"                                          },
      {"a second address", "b@y.de>, <c@z.de", "a@x.de",                           "To: \"b@y.de>, <c@z.de\" <a@x.de>\r\n"                                               },
      {"UTF-8",            "Käthe, Inc.",     "a@x.de",                           "To: =?utf-8?Q?K=C3=A4the=2C_Inc=2E?= <a@x.de>\r\n"                                   },
      {"long address",     "Anna Schmidt",
       "a-very-long-local-part-indeed@a-very-long-domain-of-some-company.example", "To: Anna Schmidt\r\n "
       "<a-very-long-local-part-indeed@a-very-long-domain-of-some-company.example>\r\n"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_autoptr (GString) out = g_string_new (NULL);
    tp_header_append_mailbox (out, "To", cases[i].display, cases[i].address);
    g_assert_cmpstr (out->str, ==, cases[i].want);
    g_autoptr (InternetAddressList) list = internet_address_list_parse (NULL, out->str + 4);
    g_assert_cmpint (internet_address_list_length (list), ==, 1);
    InternetAddress *address = internet_address_list_get_address (list, 0);
    g_assert_cmpstr (internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (address)), ==,
                     cases[i].address);
    if (cases[i].display != NULL && *cases[i].display != '\0')
      g_assert_cmpstr (internet_address_get_name (address), ==, cases[i].display);
  }
}

static void
test_check (void)
{
  static const struct {
    const char *name;
    TpHeader header;
    const char *want;
  } cases[] = {
      {"plain",                  {"X-Campaign", "42"},                    NULL                                              },
      {"tab",                    {"X-A", "a\tb"},                         NULL                                              },
      {"UTF-8",                  {"X-A", "ü"},                           NULL                                              },
      {"CR LF",                  {"X-A", "a\r\nBcc: b@y.de"},             "line end or another control character at octet 2"},
      {"LF",                     {"X-A", "a\nb"},                         "control character"                               },
      {"CR",                     {"X-A", "a\rb"},                         "control character"                               },
      {"DEL",                    {"X-A", "a\x7F"},                        "control character"                               },
      {"not UTF-8",              {"X-A", "a\xFF"},                        "'X-A' is not UTF-8 at octet 2"                   },
      {"overlong LF",            {"X-A", "a\xC0\x8A"},                    "not UTF-8"                                       },
      {"name with colon",        {"X-A: b\r\nBcc", "a"},                  "cannot be the name of a header field"            },
      {"name with blank",        {"X A", "a"},                            "cannot be the name"                              },
      {"empty name",             {"", "a"},                               "cannot be the name"                              },
      {"UTF-8 name",             {"X-ü", "a"},                           "cannot be the name"                              },
      {"blind copy",             {"bcc", "b@y.de"},                       "'bcc' cannot be set freely"                      },
      {"content",                {"Content-Type", "text/html"},           "cannot be set freely"                            },
      {"link that is not ASCII", {"List-Unsubscribe", "<https://ü.de>"}, "ASCII characters only"                           },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_autoptr (GError) error = NULL;
    gboolean good = tp_header_check (&cases[i].header, &error);
    g_assert_cmpint (good, ==, cases[i].want == NULL);
    if (good)
      continue;
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
    if (strstr (error->message, cases[i].want) == NULL)
      g_error ("'%s' lacks '%s'", error->message, cases[i].want);
    g_assert_null (strpbrk (error->message, "\r\n"));
  }
  g_autofree char *word = g_strnfill (TP_HEADER_WORD_MAX + 1, 'x');
  g_assert_false (tp_header_check (&(TpHeader){"X-A", word}, NULL));
  g_assert_true (tp_header_check (&(TpHeader){"X-A", word + 1}, NULL));
  g_autofree char *value = g_strnfill (TP_HEADER_VALUE_MAX + 1, ' ');
  g_assert_false (tp_header_check (&(TpHeader){"X-A", value}, NULL));
}

static void
test_date (void)
{
  static const struct {
    const char *at, *want;
  } cases[] = {
      {"2026-01-31T14:05:09Z",      "Date: Sat, 31 Jan 2026 14:05:09 +0000\r\n"},
      {"2024-02-29T23:59:59.999Z",  "Date: Thu, 29 Feb 2024 23:59:59 +0000\r\n"},
      {"1969-12-31T23:59:59.500Z",  "Date: Wed, 31 Dec 1969 23:59:59 +0000\r\n"},
      {"2026-03-01T00:30:00+02:00", "Date: Sat, 28 Feb 2026 22:30:00 +0000\r\n"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 at = 0;
    g_assert_true (tp_time_parse_rfc3339 (cases[i].at, &at, NULL));
    g_autoptr (GString) out = g_string_new (NULL);
    tp_header_append_date (out, "Date", at);
    g_assert_cmpstr (out->str, ==, cases[i].want);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_mime_init ();
  g_test_add_func ("/header/text", test_text);
  g_test_add_func ("/header/text round trip", test_text_round_trip);
  g_test_add_func ("/header/mailbox", test_mailbox);
  g_test_add_func ("/header/check", test_check);
  g_test_add_func ("/header/date", test_date);
  return g_test_run ();
}
