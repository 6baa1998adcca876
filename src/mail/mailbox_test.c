/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/mailbox.h"

#include "base/error.h"

#include <string.h>

static void
test_parse (void)
{
  static const struct {
    const char *name, *text, *want_name, *want_key, *want_error;
  } cases[] = {
      {"bare",                   "a@x.de",                               "",                    "a@x.de", NULL                         },
      {"brackets only",          " <a@x.de> ",                           "",                    "a@x.de", NULL                         },
      {"name",                   "Anna Schmidt <A@x.de>",                "Anna Schmidt",        "a@x.de", NULL                         },
      {"quoted name",            "\"Shop, \\\"Best\\\" Inc.\" <a@x.de>", "Shop, \"Best\" Inc.", "a@x.de",
       NULL                                                                                                                            },
      {"unquoted comma",         "Shop, Inc. <a@x.de>",                  "Shop, Inc.",          "a@x.de", NULL                         },
      {"NFD becomes NFC",        "Mu\u0308ller <a@x.de>",                "Müller",             "a@x.de", NULL                         },
      {"joined emoji",           "👩‍💻 Anna <a@x.de>",            "👩‍💻 Anna",    "a@x.de", NULL                         },
      {"bracket in the name",    "a < b <a@x.de>",                       "a < b",               "a@x.de", NULL                         },
      {"two addresses",          "\"a\" <s@x.de>, <b@y.de>",             NULL,                  NULL,     "one address is expected"    },
      {"CR LF in the name",      "Anna\r\nBcc: b@y.de <a@x.de>",         NULL,                  NULL,
       "'Anna<U+000D><U+000A>Bcc: b@y.de' has a control or invisible character at character 5"                                         },
      {"LF after the name",      "Anna\n<a@x.de>",                       NULL,                  NULL,     "at character 5"             },
      {"right-to-left override", "Anna\u202E <a@x.de>",                  NULL,                  NULL,     "invisible character"        },
      {"Latin-1",                "M\xFCller <a@x.de>",                   NULL,                  NULL,     "not UTF-8"                  },
      {"bad address",            "Anna <a@x>",                           NULL,                  NULL,     "domain without a dot"       },
      {"empty brackets",         "Anna <>",                              NULL,                  NULL,     "the e-mail address is empty"},
      {"unclosed",               "Anna <a@x.de",                         NULL,                  NULL,     "is not an e-mail address"   },
      {"empty",                  "",                                     NULL,                  NULL,     "the e-mail address is empty"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_autoptr (GError) error = NULL;
    g_autoptr (TpMailbox) mailbox = tp_mailbox_parse (cases[i].text, -1, &error);
    if (cases[i].want_error != NULL) {
      g_assert_null (mailbox);
      g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
      if (strstr (error->message, cases[i].want_error) == NULL)
        g_error ("'%s' lacks '%s'", error->message, cases[i].want_error);
      continue;
    }
    g_assert_no_error (error);
    g_assert_cmpstr (mailbox->name, ==, cases[i].want_name);
    g_assert_cmpstr (mailbox->address->key, ==, cases[i].want_key);
  }
}

static void
test_name_limit (void)
{
  for (gsize length = TP_MAILBOX_NAME_MAX - 1; length <= TP_MAILBOX_NAME_MAX * 3; length++) {
    g_autofree char *name = g_strnfill (length, 'n');
    g_autofree char *text = g_strconcat (name, " <a@x.de>", NULL);
    g_autoptr (TpMailbox) mailbox = tp_mailbox_parse (text, -1, NULL);
    g_assert_cmpint (mailbox != NULL, ==, length <= TP_MAILBOX_NAME_MAX);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mailbox/parse", test_parse);
  g_test_add_func ("/mailbox/name limit", test_name_limit);
  return g_test_run ();
}
