/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/address_advice.h"

#include "base/error.h"
#include "mail/address_advice_table.h"

#include <glib/gstdio.h>
#include <string.h>

static TpAddressAdvice
advise (const TpAddressAdviser *adviser, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpAddress) address = tp_address_parse (text, -1, &error);
  g_assert_no_error (error);
  return tp_address_advise (adviser, address);
}

static void
test_suggestion (void)
{
  static const struct {
    const char *text, *want;
  } cases[] = {
      {"Anna@gmial.com",         "Anna@gmail.com"        },
      {"anna@GMAIL.CON",         "anna@gmail.com"        },
      {"anna@gmail.co",          "anna@gmail.com"        },
      {"anna@gmial.con",         "anna@gmail.com"        },
      {"anna@gmal.com",          "anna@gmail.com"        },
      {"anna@gmaill.com",        "anna@gmail.com"        },
      {"anna@gnail.com",         "anna@gmail.com"        },
      {"anna@gmail.de",          "anna@gmail.com"        },
      {"anna@web.d",             "anna@web.de"           },
      {"anna@webb.de",           "anna@web.de"           },
      {"anna@gmx.d",             "anna@gmx.de"           },
      {"anna@gmx.ner",           "anna@gmx.net"          },
      {"anna@t-onlin.de",        "anna@t-online.de"      },
      {"anna@t-onlien.de",       "anna@t-online.de"      },
      {"anna@hotmial.com",       "anna@hotmail.com"      },
      {"anna@hotmai.de",         "anna@hotmail.de"       },
      {"anna@otmail.com",        "anna@hotmail.com"      },
      {"anna@outlok.de",         "anna@outlook.de"       },
      {"anna@yaho.de",           "anna@yahoo.de"         },
      {"anna@zigo.nl",           "anna@ziggo.nl"         },
      {"anna@hotmail.nll",       "anna@hotmail.nl"       },
      {"anna@telnet.be",         "anna@telenet.be"       },
      {"anna@bluewn.ch",         "anna@bluewin.ch"       },
      {"anna@icloud.cmo",        "anna@icloud.com"       },
      {"anna@yahoo.couk",        "anna@yahoo.co.uk"      },
      {"anna@firma-mueller.con", "anna@firma-mueller.com"},
      {"anna@mail.firma.dde",    "anna@mail.firma.de"    },
 /* real domains near them */
      {"anna@mail.com",          ""                      },
      {"anna@email.com",         ""                      },
      {"anna@ymail.com",         ""                      },
      {"anna@gmx.com",           ""                      },
      {"anna@gmx.ch",            ""                      },
      {"anna@hotmail.it",        ""                      },
      {"anna@yahoo.se",          ""                      },
      {"anna@aol.de",            ""                      },
      {"anna@live.at",           ""                      },
      {"anna@accor.de",          ""                      },
      {"anna@well.de",           ""                      },
      {"anna@wen.de",            ""                      },
      {"anna@gmbh.de",           ""                      },
      {"anna@home.de",           ""                      },
      {"anna@plant.nl",          ""                      },
      {"anna@firma.co",          ""                      },
      {"anna@firma.cm",          ""                      },
      {"anna@hotel.bet",         ""                      },
      {"anna@hotmail.example",   ""                      },
      {"anna@mail.gmail.com",    ""                      },
  };
  g_autoptr (TpAddressAdviser) adviser = tp_address_adviser_new (NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].text);
    g_assert_cmpstr (advise (adviser, cases[i].text).suggestion, ==, cases[i].want);
  }
}

static void
test_kind (void)
{
  static const struct {
    const char *text;
    gboolean want_role, want_throwaway, want_private;
  } cases[] = {
      {"anna@x.de",               FALSE, FALSE, FALSE},
      {"Info@x.de",               TRUE,  FALSE, FALSE},
      {"info+shop@x.de",          TRUE,  FALSE, FALSE},
      {"\"postmaster\"@x.de",     TRUE,  FALSE, FALSE},
      {"no-reply@gmx.de",         TRUE,  FALSE, TRUE },
      {"informatik@x.de",         FALSE, FALSE, FALSE},
      {"anna@web.de",             FALSE, FALSE, TRUE },
      {"anna@T-Online.de",        FALSE, FALSE, TRUE },
      {"anna@mailinator.com",     FALSE, TRUE,  FALSE},
      {"anna@a.b.mailinator.com", FALSE, TRUE,  FALSE},
      {"anna@notamailinator.com", FALSE, FALSE, FALSE},
      {"anna@wegwerfmail.de",     FALSE, TRUE,  FALSE},
  };
  g_autoptr (TpAddressAdviser) adviser = tp_address_adviser_new (NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].text);
    TpAddressAdvice advice = advise (adviser, cases[i].text);
    g_assert_cmpint (advice.is_role, ==, cases[i].want_role);
    g_assert_cmpint (advice.is_throwaway, ==, cases[i].want_throwaway);
    g_assert_cmpint (advice.is_private, ==, cases[i].want_private);
  }
}

static TpAddressAdviser *
load (const char *text, GError **error)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("tagpost-XXXXXX", &path, NULL);
  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  TpAddressAdviser *adviser = tp_address_adviser_new (path, error);
  g_unlink (path);
  return adviser;
}

static void
test_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpAddressAdviser) adviser = load (
      "# ours\r\nBad.Example # since May\r\n\r\n!mailinator.com\r\n!gmial.com\n!bücher.de", &error);
  g_assert_no_error (error);
  g_assert_true (advise (adviser, "a@bad.example").is_throwaway);
  g_assert_false (advise (adviser, "a@mailinator.com").is_throwaway);
  g_assert_true (advise (adviser, "a@yopmail.com").is_throwaway);
  g_assert_cmpstr (advise (adviser, "a@gmial.com").suggestion, ==, "");
  g_assert_null (load ("a.de\nb c\n", &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "line 2"));
  g_clear_error (&error);
  g_assert_null (tp_address_adviser_new ("/nowhere/at all", &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
}

static void
check_order (const char *const *rows, gsize n)
{
  for (gsize i = 1; i < n; i++)
    g_assert_cmpstr (rows[i - 1], <, rows[i]);
}

/* Rows are found by binary search, domains are lower case, and every correction leads to a provider
 * that is not itself corrected. */
static void
test_tables (void)
{
  for (gsize i = 1; i < tp_advice_n_providers; i++)
    g_assert_cmpstr (tp_advice_providers[i - 1].domain, <, tp_advice_providers[i].domain);
  for (gsize i = 1; i < tp_advice_n_domains; i++)
    g_assert_cmpstr (tp_advice_domains[i - 1].wrong, <, tp_advice_domains[i].wrong);
  for (gsize i = 1; i < tp_advice_n_tops; i++)
    g_assert_cmpstr (tp_advice_tops[i - 1].wrong, <, tp_advice_tops[i].wrong);
  check_order (tp_advice_roles, tp_advice_n_roles);
  check_order (tp_advice_throwaways, tp_advice_n_throwaways);
  g_assert_cmpuint (tp_advice_n_throwaways, >=, 100);
  g_autoptr (TpAddressAdviser) adviser = tp_address_adviser_new (NULL, NULL);
  for (gsize i = 0; i < tp_advice_n_providers; i++) {
    g_autofree char *text = g_strconcat ("a@", tp_advice_providers[i].domain, NULL);
    TpAddressAdvice advice = advise (adviser, text);
    g_assert_cmpstr (advice.suggestion, ==, "");
    g_assert_true (advice.is_private);
  }
  for (gsize i = 0; i < tp_advice_n_domains; i++) {
    g_autofree char *wrong = g_strconcat ("a@", tp_advice_domains[i].wrong, NULL);
    g_autofree char *right = g_strconcat ("a@", tp_advice_domains[i].right, NULL);
    g_assert_cmpstr (advise (adviser, wrong).suggestion, ==, right);
    g_assert_true (advise (adviser, right).is_private);
  }
}

static void
test_speed (void)
{
  enum { ROUNDS = 500000 };
  g_autoptr (TpAddressAdviser) adviser = tp_address_adviser_new (NULL, NULL);
  g_autoptr (TpAddress) address = tp_address_parse ("anna@some-company.de", -1, NULL);
  gint64 start = g_get_monotonic_time ();
  for (int i = 0; i < ROUNDS; i++)
    g_assert_true (tp_address_advise (adviser, address).suggestion[0] == '\0');
  gint64 took = g_get_monotonic_time () - start;
  g_test_minimized_result ((double)took / ROUNDS, "advice: %.3f us", (double)took / ROUNDS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address_advice/suggestion", test_suggestion);
  g_test_add_func ("/address_advice/kind", test_kind);
  g_test_add_func ("/address_advice/file", test_file);
  g_test_add_func ("/address_advice/tables", test_tables);
  if (g_test_perf ())
    g_test_add_func ("/address_advice/speed", test_speed);
  return g_test_run ();
}
