/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/encoding.h"

#include <gmime/gmime.h>
#include <string.h>

static void
test_quoted_printable (void)
{
  static const struct {
    const char *name, *text, *want;
  } cases[] = {
      {"empty",                 "",                               ""                                        },
      {"plain",                 "hello",                          "hello"                                   },
      {"line ends",             "a\nb\r\nc\rd\r\n",               "a\r\nb\r\nc\r\nd\r\n"                    },
      {"equals",                "a=b",                            "a=3Db"                                   },
      {"UTF-8",                 "für",                           "f=C3=BCr"                                },
      {"blank at a line's end", "a \nb\t\nc  ",                   "a=20\r\nb=09\r\nc =20"                   },
      {"blanks only",           "   \n",                          "  =20\r\n"                               },
      {"dots",                  ".\n..a\nb.",                     "=2E\r\n=2E.a\r\nb."                      },
      {"From",                  "From me\nFromage\nfrom\n From ", "=46rom me\r\nFromage\r\nfrom\r\n From=20"},
      {"controls",              "a\x01\x7F",                      "a=01=7F"                                 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_autoptr (GString) out = g_string_new ("before:");
    tp_encoding_append (out, TP_ENCODING_QUOTED_PRINTABLE, cases[i].text, strlen (cases[i].text));
    g_assert_cmpstr (out->str + 7, ==, cases[i].want);
  }
}

static void
test_choose (void)
{
  static const struct {
    const char *name, *text;
    TpEncoding want;
  } cases[] = {
      {"plain",                     "Hello,\r\n\r\nbye = bye\r\n",                        TP_ENCODING_7BIT            },
      {"empty",                     "",                                                   TP_ENCODING_7BIT            },
      {"German",                    "Grüße aus München, wir freuen uns",               TP_ENCODING_QUOTED_PRINTABLE},
      {"Russian",                   "Привет, мир",                               TP_ENCODING_BASE64          },
      {"bare CR",                   "a\rb",                                               TP_ENCODING_QUOTED_PRINTABLE},
      {"blank at a line's end",     "a \nb",                                              TP_ENCODING_QUOTED_PRINTABLE},
      {"From at a line's start",    "a\nFrom b",                                          TP_ENCODING_QUOTED_PRINTABLE},
      {"dot at a line's start",     "a\n.\nb",                                            TP_ENCODING_QUOTED_PRINTABLE},
      {"something like a boundary", "--=_0123",                                           TP_ENCODING_QUOTED_PRINTABLE},
      {"76 characters",
       "1234567890123456789012345678901234567890123456789012345678901234567890123456\n",  TP_ENCODING_7BIT            },
      {"77 characters",
       "12345678901234567890123456789012345678901234567890123456789012345678901234567\n", TP_ENCODING_QUOTED_PRINTABLE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_assert_cmpint (tp_encoding_choose (cases[i].text, strlen (cases[i].text)), ==, cases[i].want);
  }
}

/* What a reader sees, with CRLF at every line's end. */
static char *
decode (TpEncoding encoding, const char *text, gsize length)
{
  static const GMimeContentEncoding kinds[] = {
      GMIME_CONTENT_ENCODING_7BIT,
      GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE,
      GMIME_CONTENT_ENCODING_BASE64,
  };
  GMimeEncoding state;
  g_mime_encoding_init_decode (&state, kinds[encoding]);
  char *out = g_malloc0 (length + 16);
  gsize n = g_mime_encoding_step (&state, text, length, out);
  g_mime_encoding_flush (&state, "", 0, out + n);
  return out;
}

static char *
with_crlf (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p++)
    if (*p == '\n' || (*p == '\r' && p[1] != '\n'))
      g_string_append (out, "\r\n");
    else if (*p != '\r')
      g_string_append_c (out, *p);
  return g_strdup (out->str);
}

static void
check_lines (const char *text)
{
  g_assert_null (strstr (text, "=_"));
  gsize column = 0;
  for (const char *p = text; *p != '\0'; p++) {
    g_assert_true ((guchar)*p < 0x80);
    g_assert_true (*p != '\r' || p[1] == '\n');
    g_assert_true (*p != '\n' || (p > text && p[-1] == '\r'));
    column = *p == '\n' || *p == '\r' ? 0 : column + 1;
    g_assert_cmpuint (column, <=, 76);
  }
}

/* Random texts from pieces that are known to hurt, through both encodings and back. */
static void
test_round_trip (void)
{
  static const char *const pieces[] = {"a",  "word ", "=",     "ü",  "\n", "\r\n", "\r", ".",
                                       "  ", "\t",    "From ", "=_", "€",  "\x01", "--", "😀"};
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);
  for (int round = 0; round < 5000; round++) {
    g_autoptr (GString) text = g_string_new (NULL);
    int n = g_rand_int_range (rand, 0, 200), kinds = g_rand_int_range (rand, 1, 16);
    while (n-- > 0)
      g_string_append (text, pieces[g_rand_int_range (rand, 0, kinds)]);
    TpEncoding chosen = tp_encoding_choose (text->str, text->len);
    for (TpEncoding encoding = TP_ENCODING_7BIT; encoding <= TP_ENCODING_BASE64; encoding++) {
      if (encoding == TP_ENCODING_7BIT && chosen != encoding)
        continue;
      g_autoptr (GString) out = g_string_new (NULL);
      tp_encoding_append (out, encoding, text->str, text->len);
      check_lines (out->str);
      g_autofree char *back = decode (encoding, out->str, out->len);
      g_autofree char *want = with_crlf (text->str);
      g_assert_cmpstr (back, ==, want);
    }
  }
}

static void
test_speed (void)
{
  enum { ROUNDS = 50000 };
  g_autoptr (GString) html = g_string_new (NULL);
  while (html->len < 6000)
    g_string_append (html, "<td style=\"padding: 12px 0\"><a href=\"https://example.com/x?y=z\">"
                           "Größe und Farbe wählen, dann ab in den Korb</a></td>\n");
  g_autoptr (GString) out = g_string_new (NULL);
  gint64 start = g_get_monotonic_time ();
  for (int i = 0; i < ROUNDS; i++) {
    g_string_truncate (out, 0);
    tp_encoding_append (out, TP_ENCODING_QUOTED_PRINTABLE, html->str, html->len);
  }
  gint64 took = g_get_monotonic_time () - start;
  g_test_minimized_result ((double)took / ROUNDS, "quoted-printable of %d octets: %.2f us",
                           (int)html->len, (double)took / ROUNDS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_mime_init ();
  g_test_add_func ("/encoding/quoted-printable", test_quoted_printable);
  g_test_add_func ("/encoding/choose", test_choose);
  g_test_add_func ("/encoding/round trip", test_round_trip);
  if (g_test_perf ())
    g_test_add_func ("/encoding/speed", test_speed);
  return g_test_run ();
}
