/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/address.h"

#include "base/error.h"

#include <string.h>

#define TEN "abcdefghij"
#define SIXTY TEN TEN TEN TEN TEN TEN

static void
test_accepted (void)
{
  /* clang-format off */
  static const struct {
    const char *name, *text, *want_spelling, *want_wire, *want_key, *want_domain;
    TpAddressFlags want_flags;
  } cases[] = {
      {"plain", "anna@x.de", "anna@x.de", "anna@x.de", "anna@x.de", "x.de", 0},
      {"case", "Anna@X.de", "Anna@X.de", "Anna@X.de", "anna@x.de", "x.de", 0},
      {"blanks round it", " \tanna@x.de\xC2\xA0 ", "anna@x.de", "anna@x.de", "anna@x.de", "x.de",
       0},
      {"dots and plus", "An.Na+Tag@x.de", "An.Na+Tag@x.de", "An.Na+Tag@x.de", "an.na+tag@x.de",
       "x.de", 0},
      {"specials", "o'brien/x=y{z}@a-b.example", "o'brien/x=y{z}@a-b.example",
       "o'brien/x=y{z}@a-b.example", "o'brien/x=y{z}@a-b.example", "a-b.example", 0},
      {"harmless percent", "50%off@x.de", "50%off@x.de", "50%off@x.de", "50%off@x.de", "x.de", 0},
      {"64 octets before the @", SIXTY "abcd@x.de", SIXTY "abcd@x.de", SIXTY "abcd@x.de",
       SIXTY "abcd@x.de", "x.de", 0},
      {"idle quotes", "\"Anna.B\"@x.de", "\"Anna.B\"@x.de", "\"Anna.B\"@x.de", "anna.b@x.de",
       "x.de", 0},
      {"needed quotes", "\"Anna B\"@x.de", "\"Anna B\"@x.de", "\"Anna B\"@x.de", "\"anna b\"@x.de",
       "x.de", TP_ADDRESS_QUOTED},
      {"idle backslash in quotes", "\"a\\n\\\"na @b\"@x.de", "\"a\\n\\\"na @b\"@x.de",
       "\"a\\n\\\"na @b\"@x.de", "\"an\\\"na @b\"@x.de", "x.de", TP_ADDRESS_QUOTED},
      {"IDN", "anna@Bücher.de", "anna@Bücher.de", "anna@xn--bcher-kva.de", "anna@xn--bcher-kva.de",
       "xn--bcher-kva.de", TP_ADDRESS_IDN},
      {"IDN in NFD", "anna@bu\u0308cher.de", "anna@bücher.de", "anna@xn--bcher-kva.de",
       "anna@xn--bcher-kva.de", "xn--bcher-kva.de", TP_ADDRESS_IDN},
      {"IDN in A-labels", "anna@XN--bcher-KVA.de", "anna@XN--bcher-KVA.de",
       "anna@XN--bcher-KVA.de", "anna@xn--bcher-kva.de", "xn--bcher-kva.de", TP_ADDRESS_IDN},
      {"sharp s is not ss", "a@straße.de", "a@straße.de", "a@xn--strae-oqa.de",
       "a@xn--strae-oqa.de", "xn--strae-oqa.de", TP_ADDRESS_IDN},
      {"UTF-8 before the @", "Müller@x.de", "Müller@x.de", "Müller@x.de", "müller@x.de", "x.de",
       TP_ADDRESS_UTF8_LOCAL},
      {"the same in NFD", "Mu\u0308ller@x.de", "Müller@x.de", "Müller@x.de", "müller@x.de", "x.de",
       TP_ADDRESS_UTF8_LOCAL},
      {"other than ASCII keeps its case", "MÜLLER@x.de", "MÜLLER@x.de", "MÜLLER@x.de",
       "mÜller@x.de", "x.de", TP_ADDRESS_UTF8_LOCAL},
      {"Turkish I with dot", "\u0130@x.de", "\u0130@x.de", "\u0130@x.de", "\u0130@x.de", "x.de",
       TP_ADDRESS_UTF8_LOCAL},
      {"sharp s before the @", "strauß@x.de", "strauß@x.de", "strauß@x.de", "strauß@x.de", "x.de",
       TP_ADDRESS_UTF8_LOCAL},
      {"Cyrillic a in a Latin label", "a@p\u0430ypal.com", "a@p\u0430ypal.com",
       "a@xn--pypal-4ve.com", "a@xn--pypal-4ve.com", "xn--pypal-4ve.com",
       TP_ADDRESS_IDN | TP_ADDRESS_MIXED_SCRIPT},
      {"wholly Cyrillic double", "a@\u0430\u0440\u0440\u04CF\u0435.com",
       "a@\u0430\u0440\u0440\u04CF\u0435.com", "a@xn--80ak6aa92e.com", "a@xn--80ak6aa92e.com",
       "xn--80ak6aa92e.com", TP_ADDRESS_IDN | TP_ADDRESS_LOOKALIKE},
      {"mixed before the @", "\u0430nna@x.de", "\u0430nna@x.de", "\u0430nna@x.de",
       "\u0430nna@x.de", "x.de", TP_ADDRESS_UTF8_LOCAL | TP_ADDRESS_MIXED_SCRIPT},
  };
  /* clang-format on */
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_autoptr (GError) error = NULL;
    g_autoptr (TpAddress) address = tp_address_parse (cases[i].text, -1, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (address->spelling, ==, cases[i].want_spelling);
    g_assert_cmpstr (address->wire, ==, cases[i].want_wire);
    g_assert_cmpstr (address->key, ==, cases[i].want_key);
    g_assert_cmpstr (address->domain, ==, cases[i].want_domain);
    g_assert_cmpint (address->flags, ==, cases[i].want_flags);
    g_autofree char *whole = g_strconcat (address->local, "@", NULL);
    g_assert_true (g_str_has_prefix (address->spelling, whole));
  }
}

static void
test_refused (void)
{
  /* clang-format off */
  static const struct {
    const char *name, *text;
    gssize length;
    const char *want;
  } cases[] = {
      {"empty", "", -1, "the e-mail address is empty"},
      {"blank", " \t ", -1, "the e-mail address is empty"},
      {"no at", "anna.x.de", -1, "'anna.x.de' is not an e-mail address: no '@' at character 10"},
      {"nothing before", "@x.de", -1, "nothing before the '@' at character 1"},
      {"nothing behind", "anna@", -1, "no domain at character 6"},
      {"two ats", "anna@x@y.de", -1, "second '@' at character 7"},
      {"inner blank", "an na@x.de", -1, "blank at character 3"},
      {"two addresses", "a@x.de, b@x.de", -1, "cannot stand in a domain at character 7"},
      {"list before the at", "a,b@x.de", -1, "only one address can stand here at character 2"},
      {"with its name", "Anna <a@x.de>", -1, "blank at character 5"},
      {"leading dot", ".anna@x.de", -1, "dot at the beginning at character 1"},
      {"two dots", "an..na@x.de", -1, "two dots in a row at character 4"},
      {"closing dot", "anna.@x.de", -1, "dot right before the '@' at character 5"},
      {"option", "-oQ/tmp@x.de", -1, "'-' at the beginning at character 1"},
      {"CR LF at the end", "anna@x.de\r\n", -1, "control character at character 10"},
      {"header injection", "anna@x.de\r\nBcc: b@y.de", -1, "control character at character 10"},
      {"CR LF before the at", "an\r\nna@x.de", -1, "control character at character 3"},
      {"bare LF in front", "\nanna@x.de", -1, "control character at character 1"},
      {"encoded CR LF", "anna%0d%0aBcc:b@x.de", -1, "encoded control character at character 5"},
      {"encoded CR LF in the domain", "anna@x.de%0D%0Ab", -1,
       "cannot stand in a domain at character 10"},
      {"encoded LF in quotes", "\"a%0Ab\"@x.de", -1, "encoded control character at character 3"},
      {"NUL", "anna\0@x.de", 10, "control character at character 5"},
      {"NUL beside UTF-8", "\u00FC\0@x.de", 8, "control character at character 2"},
      {"NUL in the domain", "anna@x\0.de", 10, "control character at character 7"},
      {"DEL", "an\x7Fna@x.de", -1, "control character at character 3"},
      {"C1 control", "an\xC2\x85na@x.de", -1, "direction-changing character at character 3"},
      {"overlong slash", "an\xC0\xAFna@x.de", -1, "bytes that are not UTF-8 at character 3"},
      {"overlong at", "anna\xC1\x80x.de", -1, "bytes that are not UTF-8 at character 5"},
      {"Latin-1", "M\xFCller@x.de", -1, "bytes that are not UTF-8 at character 2"},
      {"surrogate", "a\xED\xA0\x80@x.de", -1, "bytes that are not UTF-8 at character 2"},
      {"right-to-left override", "an\u202Ena@x.de", -1,
       "'an<U+202E>na@x.de' is not an e-mail address: invisible or direction-changing"},
      {"right-to-left mark in the domain", "anna@x\u200F.de", -1,
       "direction-changing character at character 7"},
      {"zero-width space", "an\u200Bna@x.de", -1, "direction-changing character at character 3"},
      {"byte order mark", "\uFEFFanna@x.de", -1, "direction-changing character at character 1"},
      {"unclosed quote", "\"anna@x.de", -1, "quote that is not closed at character 1"},
      {"text behind the quote", "\"an\"na@x.de", -1, "behind the closing quote at character 5"},
      {"empty quotes", "\"\"@x.de", -1, "empty quotes at character 1"},
      {"quote inside", "an\"na@x.de", -1, "quote inside the part before"},
      {"CR LF in quotes", "\"an\r\nna\"@x.de", -1, "control character at character 4"},
      {"address literal", "anna@[127.0.0.1]", -1, "address literal"},
      {"IPv6 literal", "anna@[IPv6:::1]", -1, "address literal"},
      {"bare IP address", "anna@127.0.0.1", -1, "number at the end of the domain"},
      {"one label", "root@localhost", -1, "domain without a dot at character 6"},
      {"closing dot of the domain", "anna@x.de.", -1, "empty part between dots"},
      {"label begins with hyphen", "anna@-x.de", -1, "begins or ends with '-'"},
      {"underscore", "anna@a_b.de", -1, "'_' cannot stand"},
      {"fullwidth dots are dots", "anna@x。。de", -1, "empty part between dots"},
      {"emoji domain", "anna@❤.ws", -1, "rules for international domains"},
      {"broken A-label", "anna@xn--a.de", -1, "rules for international domains"},
      {"account of slash", "anna@\u2100.de", -1, "at character 6"},
      {"65 octets before the @", SIXTY "abcde@x.de", -1, "more than 64 octets before the '@'"},
      {"65 octets in letters of two", SIXTY "aüü@x.de", -1, "more than 64 octets before the '@'"},
      {"255 octets", "a@" SIXTY "." SIXTY "." SIXTY "." SIXTY "." TEN ".de", -1, "longer than 253"},
      {"64-octet label", "a@" SIXTY "abcd.de", -1, "longer than 63"},
  };
  /* clang-format on */
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_autoptr (GError) error = NULL;
    g_assert_null (tp_address_parse (cases[i].text, cases[i].length, &error));
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
    if (strstr (error->message, cases[i].want) == NULL)
      g_error ("%s: '%s' lacks '%s'", cases[i].name, error->message, cases[i].want);
    for (const char *p = error->message; *p != '\0'; p++)
      g_assert_false (g_ascii_iscntrl (*p));
  }
}

static void
test_length_limit (void)
{
  for (gsize local = 1; local <= TP_ADDRESS_LOCAL_MAX; local++) {
    g_autoptr (GString) text = g_string_new (NULL);
    for (gsize i = 0; i < local; i++)
      g_string_append_c (text, 'a');
    g_string_append_c (text, '@');
    while (text->len < 250)
      g_string_append (text, text->len % 2 == 0 ? "b." : "bc.");
    while (text->len < TP_ADDRESS_LENGTH_MAX)
      g_string_append_c (text, 'x');
    g_autoptr (TpAddress) longest = tp_address_parse (text->str, -1, NULL);
    g_assert_nonnull (longest);
    g_assert_cmpuint (strlen (longest->key), ==, TP_ADDRESS_LENGTH_MAX);
    g_string_append_c (text, 'x');
    g_assert_null (tp_address_parse (text->str, -1, NULL));
  }
}

static void
test_huge (void)
{
  g_autofree char *ascii = g_strnfill (1 << 20, 'a');
  g_autoptr (GError) error = NULL;
  g_assert_null (tp_address_parse (ascii, -1, &error));
  g_assert_cmpuint (strlen (error->message), <, 400);
  ascii[5] = '\xFF';
  g_clear_error (&error);
  g_assert_null (tp_address_parse (ascii, -1, &error));
  g_assert_cmpuint (strlen (error->message), <, 400);
}

/* The same address, 10,000 times in variants of case and normal form, is one key. */
static void
test_variants (void)
{
  static const char letters[] = "anna.schmidt@example.com";
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  for (int round = 0; round < 10000; round++) {
    g_autofree char *text = g_strdup (letters);
    for (char *p = text; *p != '\0'; p++)
      if (g_rand_boolean (rand))
        *p = g_ascii_toupper (*p);
    g_autofree char *blanks = g_strdup_printf ("%*s%s%*s", round % 3, "", text, round % 2, "");
    g_autoptr (TpAddress) address = tp_address_parse (blanks, -1, NULL);
    g_assert_cmpstr (address->key, ==, letters);
    g_assert_cmpstr (address->spelling, ==, text);
  }
}

/* A key is its own key, else a stored one would not be found again. */
static void
test_key_is_stable (void)
{
  static const char *const texts[] = {"Anna@X.de",        "\"A b\"@x.de",   "\"A\\\\\\\" b\"@x.de",
                                      "MÜLLER@Bücher.DE", "\"a\\.b\"@x.de", "\"-a\"@x.de",
                                      "\"\\-a\"@x.de",    "\"ü ß\"@x.de"};
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (TpAddress) first = tp_address_parse (texts[i], -1, NULL);
    g_autoptr (TpAddress) second = tp_address_parse (first->key, -1, NULL);
    g_assert_cmpstr (first->key, ==, second->key);
  }
}

static void
test_speed (void)
{
  enum { ROUNDS = 2000000 };
  gint64 start = g_get_monotonic_time ();
  for (int i = 0; i < ROUNDS; i++)
    tp_address_free (tp_address_parse ("anna.schmidt@example.com", 24, NULL));
  gint64 took = g_get_monotonic_time () - start;
  g_test_minimized_result ((double)took / ROUNDS, "parse: %.3f µs", (double)took / ROUNDS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address/accepted", test_accepted);
  g_test_add_func ("/address/refused", test_refused);
  g_test_add_func ("/address/length limit", test_length_limit);
  g_test_add_func ("/address/huge", test_huge);
  g_test_add_func ("/address/variants", test_variants);
  g_test_add_func ("/address/key is stable", test_key_is_stable);
  if (g_test_perf ())
    g_test_add_func ("/address/speed", test_speed);
  return g_test_run ();
}
