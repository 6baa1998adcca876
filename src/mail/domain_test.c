/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/domain.h"

#include "base/error.h"

#include <string.h>

static void
test_parse (void)
{
  static const struct {
    const char *text;
    gssize length;
    const char *want, *want_error;
  } cases[] = {
      {"Example.COM",        -1, "example.com",           NULL                                            },
      {"example.comX",       11, "example.com",           NULL                                            },
      {"r3---sn.example",    -1, "r3---sn.example",       NULL                                            },
      {"1and1.de",           -1, "1and1.de",              NULL                                            },
      {"Bücher.DE",         -1, "xn--bcher-kva.de",      NULL                                            },
      {"straße.de",         -1, "xn--strae-oqa.de",      NULL                                            },
      {"почта.рф",    -1, "xn--80a1acny.xn--p1ai", NULL                                            },
      {"bücher。de",       -1, "xn--bcher-kva.de",      NULL                                            },
      {"",                   -1, NULL,                    "'' is not a domain: no domain at character 1"  },
      {"de",                 -1, NULL,                    "domain without a dot"                          },
      {"x..de",              -1, NULL,                    "empty part between dots at character 3"        },
      {"x.d/e",              -1, NULL,                    "cannot stand in a domain at character 4"       },
      {"x.12",               -1, NULL,                    "number at the end of the domain at character 3"},
      {"xn--zzzzzz99999.de", -1, NULL,                    "rules for international domains"               },
      {"\xC3.de",            -1, NULL,                    "not UTF-8 at character 1"                      },
      {"b\u00FC\0x.de",      8,  NULL,                    "not UTF-8"                                     },
      {"a\xCC\x88\u200D.de", -1, NULL,                    "direction-changing character at character 3"   },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *domain = tp_domain_parse (cases[i].text, cases[i].length, &error);
    g_assert_cmpstr (domain, ==, cases[i].want);
    if (cases[i].want != NULL)
      continue;
    g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
    if (strstr (error->message, cases[i].want_error) == NULL)
      g_error ("'%s' lacks '%s'", error->message, cases[i].want_error);
  }
}

static void
test_show (void)
{
  static const struct {
    const char *domain, *want;
  } cases[] = {
      {"example.com",           "example.com"       },
      {"xn--bcher-kva.de",      "bücher.de"        },
      {"xn--80a1acny.xn--p1ai", "почта.рф"   },
      {"xn--80ak6aa92e.com",    "xn--80ak6aa92e.com"}, /* 'apple' in Cyrillic */
      {"xn--pypal-4ve.com",     "xn--pypal-4ve.com" }, /* 'paypal' with one Cyrillic letter */
      {"xn--9",                 "xn--9"             },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *shown = tp_domain_show (cases[i].domain);
    g_assert_cmpstr (shown, ==, cases[i].want);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/parse", test_parse);
  g_test_add_func ("/domain/show", test_show);
  return g_test_run ();
}
