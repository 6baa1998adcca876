/* SPDX-License-Identifier: Apache-2.0 */
#include "base/charset.h"

#include "base/error.h"

#include <string.h>

/* Everything the decoder gives; NULL and the message for a fault. */
static char *
decode (const void *bytes, gsize length, gsize piece, TpCharset charset, TpCharset *out_charset,
        GError **error)
{
  TpMemory memory = {.bytes = bytes, .length = length, .piece = piece};
  g_autoptr (TpDecoder) decoder = tp_decoder_new (tp_source_memory (&memory), charset, 0);
  GString *text = g_string_new (NULL);
  const char *part;
  gsize part_length;
  gboolean ok;
  while ((ok = tp_decoder_read (decoder, &part, &part_length, error)) && part_length > 0)
    g_string_append_len (text, part, (gssize)part_length);
  *out_charset = tp_decoder_charset (decoder);
  return g_string_free (text, !ok);
}

#define BYTES(text) (text), sizeof (text) - 1

static const struct {
  const char *name;
  const char *bytes;
  gsize length;
  TpCharset want_charset;
  const char *want; /* begins with '!': the message of the fault */
} cases[] = {
    {"nothing",                                     BYTES (""),                                             TP_CHARSET_DETECT,       ""                                                        },
    {"ASCII",                                       BYTES ("abc\r\n"),                                      TP_CHARSET_DETECT,       "abc\r\n"                                                 },
    {"UTF-8",                                       BYTES ("M\xC3\xBCller \xE2\x82\xAC \xF0\x9F\x98\x80"),  TP_CHARSET_UTF_8,
     "Müller € 😀"                                                                                                                                                                        },
    {"UTF-8 with mark",
     BYTES ("\xEF\xBB\xBF"
            "a;b"),
     TP_CHARSET_UTF_8,                                                                                                               "a;b"                                                     },
    {"only a mark",                                 BYTES ("\xEF\xBB\xBF"),                                 TP_CHARSET_UTF_8,        ""                                                        },
    {"Latin-1",
     BYTES ("M\xFCller, Stra\xDF"
            "e"),
     TP_CHARSET_WINDOWS_1252,                                                                                                        "Müller, Straße"                                        },
    {"Windows-1252",                                BYTES ("5 \x80 \x84x\x93 \x96"),                        TP_CHARSET_WINDOWS_1252, "5 € „x“ –"                                       },
    {"Latin-1 that ends in a lead byte",            BYTES ("caf\xE9"),                                      TP_CHARSET_WINDOWS_1252, "café"                                                   },
    {"Latin-1 with one pair that looks like UTF-8", BYTES ("\xFC\xF6\xC3\xA4 \xFC "),
     TP_CHARSET_WINDOWS_1252,                                                                                                        "üöÃ¤ ü "                                            },
    {"A grave with no-break space in Latin-1",      BYTES ("\xC0\xA0 d\xE9j\xE0 \xE9t\xE9 "),
     TP_CHARSET_WINDOWS_1252,                                                                                                        "À\xC2\xA0 déjà été "                                },
    {"UTF-16LE with mark",
     BYTES ("\xFF\xFE"
            "a\0\xE4\0\x3D\xD8\x00\xDE"),
     TP_CHARSET_UTF_16LE,                                                                                                            "aä😀"                                                 },
    {"UTF-16BE with mark",
     BYTES ("\xFE\xFF"
            "\0a\0\xE4\xD8\x3D\xDE\x00"),
     TP_CHARSET_UTF_16BE,                                                                                                            "aä😀"                                                 },
    {"UTF-16LE",                                    BYTES ("e\0m\0a\0i\0l\0\n\0\xE4\0"),                    TP_CHARSET_UTF_16LE,     "email\nä"                                               },
    {"UTF-16BE",                                    BYTES ("\0e\0m\0a\0i\0l\0\n\0\xE4"),                    TP_CHARSET_UTF_16BE,     "email\nä"                                               },
    {"NUL",                                         BYTES ("abc\0def"),                                     TP_CHARSET_UTF_8,
     "!byte 3 of the file: the character U+0000 is not allowed"                                                                                                                                },
    {"NUL in Windows-1252",                         BYTES ("M\xFC\0lleragainandagain"),                     TP_CHARSET_WINDOWS_1252,
     "!byte 2 of the file: the character U+0000 is not allowed"                                                                                                                                },
    {"NUL in UTF-16",
     BYTES ("\xFF\xFE"
            "a\0\0\0b\0"),
     TP_CHARSET_UTF_16LE,                                                                                                            "!byte 4 of the file: the character U+0000 is not allowed"},
    {"overlong",                                    BYTES ("ab\xC0\xAF"),                                   TP_CHARSET_UTF_8,
     "!byte 2 of the file: not valid UTF-8 (overlong)"                                                                                                                                         },
    {"overlong with mark",                          BYTES ("\xEF\xBB\xBF\xE0\x80\xAF"),                     TP_CHARSET_UTF_8,
     "!byte 3 of the file: not valid UTF-8 (overlong)"                                                                                                                                         },
    {"UTF-8 with one wrong byte",                   BYTES ("\xC3\xA4\xC3\xB6\xC3\xBC\xFF."),                TP_CHARSET_UTF_8,
     "!byte 6 of the file: not valid UTF-8"                                                                                                                                                    },
    {"surrogate in UTF-8",                          BYTES ("\xC3\xA4\xC3\xB6\xC3\xBC\xC3\xA4\xED\xA0\x80"), TP_CHARSET_UTF_8,
     "!byte 8 of the file: not valid UTF-8"                                                                                                                                                    },
    {"UTF-8 cut off",                               BYTES ("\xC3\xA4\xC3\xB6\xC3"),                         TP_CHARSET_UTF_8,
     "!byte 4 of the file: the file ends within a character"                                                                                                                                   },
    {"UTF-16 cut off",
     BYTES ("\xFF\xFE"
            "a\0b"),
     TP_CHARSET_UTF_16LE,                                                                                                            "!byte 4 of the file: the file ends within a character"   },
    {"lone surrogate in UTF-16",
     BYTES ("\xFF\xFE"
            "a\0\x3D\xD8"
            "b\0"),
     TP_CHARSET_UTF_16LE,                                                                                                            "!byte 4 of the file: a lone surrogate"                   },
    {"no such byte in Windows-1252",                BYTES ("M\xFCller \x81 "),                              TP_CHARSET_WINDOWS_1252,
     "!byte 7 of the file: no character of Windows-1252"                                                                                                                                       },
};

static void
test_cases (void)
{
  static const gsize pieces[] = {0, 1, 3};
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (pieces); j++) {
      g_test_message ("%s", cases[i].name);
      g_autoptr (GError) error = NULL;
      g_autofree guint8 *bytes = g_memdup2 (cases[i].bytes, cases[i].length);
      TpCharset charset;
      g_autofree char *text =
          decode (bytes, cases[i].length, pieces[j], TP_CHARSET_DETECT, &charset, &error);
      if (cases[i].want[0] == '!') {
        g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
        g_assert_cmpstr (error->message, ==, cases[i].want + 1);
      } else {
        g_assert_no_error (error);
        g_assert_cmpstr (text, ==, cases[i].want);
      }
      g_assert_cmpint (charset, ==, cases[i].want_charset);
    }
}

/* A character across the window's end, after far more ASCII than one window. */
static void
test_late_decision (void)
{
  static const struct {
    gsize ascii;
    const char *tail, *want;
  } late[] = {
      {65535,  "\xC3\xA4x",         "äx"  },
      {65534,  "\xF0\x9F\x98\x80x", "😀x"},
      {200000, "\xC3\xA4",          "ä"   },
      {65535,  "\xE4\xF6x",         "äöx"},
      {200001, "\xE4",              "ä"   },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (late); i++) {
    g_autofree char *ascii = g_strnfill (late[i].ascii, 'x');
    g_autofree char *bytes = g_strconcat (ascii, late[i].tail, NULL);
    g_autofree char *want = g_strconcat (ascii, late[i].want, NULL);
    TpCharset charset;
    g_autofree char *text = decode (bytes, strlen (bytes), 1000, TP_CHARSET_DETECT, &charset, NULL);
    g_assert_true (g_strcmp0 (text, want) == 0);
  }
}

static void
test_given_charset (void)
{
  TpCharset charset;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = decode ("\xC3\xA4", 2, 0, TP_CHARSET_WINDOWS_1252, &charset, NULL);
  g_assert_cmpstr (text, ==, "Ã¤");
  g_assert_null (decode ("\xE4x", 2, 0, TP_CHARSET_UTF_8, &charset, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  g_assert_true (tp_charset_parse ("Latin1", &charset));
  g_assert_cmpint (charset, ==, TP_CHARSET_WINDOWS_1252);
  g_assert_true (tp_charset_parse ("utf-8", &charset));
  g_assert_cmpint (charset, ==, TP_CHARSET_UTF_8);
  g_assert_false (tp_charset_parse ("koi8-r", &charset));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charset/detect and convert", test_cases);
  g_test_add_func ("/charset/decided late", test_late_decision);
  g_test_add_func ("/charset/given", test_given_charset);
  return g_test_run ();
}
