/* SPDX-License-Identifier: Apache-2.0 */
#include "http/path.h"

#include <string.h>

#include "http/cookie.h"
#include "http/network.h"
#include "http/origin.h"

static const struct {
  const char *path;
  const char *want; /* segments joined by "|"; NULL: refused */
} path_cases[] = {
    {"/",                  ""         },
    {"/a",                 "a"        },
    {"/a/b",               "a|b"      },
    {"/a/",                "a|"       },
    {"//",                 "|"        },
    {"/caf%C3%A9",         "café"    },
    {"/anna%40x.de",       "anna@x.de"},
    {"/a+b",               "a+b"      },
    {"/%252e%252e",        "%2e%2e"   },
    {"/...",               "..."      },
    {"",                   NULL       },
    {"a",                  NULL       },
    {"*",                  NULL       },
    {"/..",                NULL       },
    {"/a/../b",            NULL       },
    {"/.",                 NULL       },
    {"/%2e%2e/etc",        NULL       },
    {"/%2E./x",            NULL       },
    {"/..%2f",             NULL       },
    {"/a%2fb",             NULL       },
    {"/a%5cb",             NULL       },
    {"/a\\b",              NULL       },
    {"/a%00",              NULL       },
    {"/a%0d%0aSet-Cookie", NULL       },
    {"/a%7f",              NULL       },
    {"/%",                 NULL       },
    {"/%4",                NULL       },
    {"/%zz",               NULL       },
    {"/%ff",               NULL       },
    {"/%c0%ae",            NULL       },
    {"/\xff",              NULL       },
};

static void
test_paths (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (path_cases); i++) {
    g_autoptr (GError) error = NULL;
    const char *path = path_cases[i].path;
    g_auto (GStrv) segments = tp_path_parse (path, strlen (path), &error);
    g_autofree char *got = segments != NULL ? g_strjoinv ("|", segments) : NULL;
    g_assert_cmpstr (got, ==, path_cases[i].want);
    g_assert_true ((error != NULL) == (segments == NULL));
  }
}

static void
test_path_limits (void)
{
  g_autofree char *longest = g_strnfill (5000, 'a');
  longest[0] = '/';
  g_assert_null (tp_path_parse (longest, strlen (longest), NULL));
  g_autoptr (GString) deep = g_string_new (NULL);
  for (guint i = 0; i < 24; i++)
    g_string_append (deep, "/a");
  g_auto (GStrv) segments = tp_path_parse (deep->str, deep->len, NULL);
  g_assert_nonnull (segments);
  g_string_append (deep, "/a");
  g_assert_null (tp_path_parse (deep->str, deep->len, NULL));
}

static const struct {
  const char *peer;
  const char *forwarded_for;
  const char *want;
} client_cases[] = {
    {"192.0.2.1",       NULL,                        "192.0.2.1"     },
    {"192.0.2.1",       "203.0.113.9",               "192.0.2.1"     },
    {"10.0.0.5",        NULL,                        "10.0.0.5"      },
    {"10.0.0.5",        "203.0.113.9",               "203.0.113.9"   },
    {"10.0.0.5",        "198.51.100.1, 203.0.113.9", "203.0.113.9"   },
    {"10.0.0.5",        "203.0.113.9, 10.1.2.3",     "203.0.113.9"   },
    {"10.0.0.5",        "203.0.113.9:4711",          "203.0.113.9"   },
    {"10.0.0.5",        "[2001:db8::7]:4711",        "2001:db8::7"   },
    {"10.0.0.5",        "2001:db8::7",               "2001:db8::7"   },
    {"10.0.0.5",        "::ffff:203.0.113.9",        "203.0.113.9"   },
    {"10.0.0.5",        "<script>",                  "10.0.0.5"      },
    {"10.0.0.5",        "203.0.113.9, nonsense",     "10.0.0.5"      },
    {"10.0.0.5",        "",                          "10.0.0.5"      },
    {"::ffff:10.0.0.5", "203.0.113.9",               "203.0.113.9"   },
    {"2001:db8:ff::1",  "203.0.113.9",               "203.0.113.9"   },
    {"2001:db9::1",     "203.0.113.9",               "2001:db9::1"   },
    {"172.15.255.255",  "203.0.113.9",               "172.15.255.255"},
    {"172.31.0.1",      "203.0.113.9",               "203.0.113.9"   },
    {"10.0.0.5",        "10.0.0.7, 10.0.0.8",        "10.0.0.7"      },
};

static void
test_clients (void)
{
  static const char *const texts[] = {"10.0.0.0/8", "2001:db8::/32", "172.16.0.0/12", NULL};
  g_autoptr (TpNetworks) trusted = tp_networks_parse (texts, NULL);
  g_assert_nonnull (trusted);
  for (guint i = 0; i < G_N_ELEMENTS (client_cases); i++) {
    g_autofree char *got =
        tp_networks_client (trusted, client_cases[i].peer, client_cases[i].forwarded_for);
    g_assert_cmpstr (got, ==, client_cases[i].want);
  }
}

static void
test_networks_refused (void)
{
  static const char *const bad[] = {"",       "10.0.0.0/33", "10.0.0.0/", "10.0.0/8",
                                    "::/129", "host",        "/8",        "1.2.3.4/-1"};
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    const char *texts[] = {bad[i], NULL};
    g_autoptr (GError) error = NULL;
    g_assert_null (tp_networks_parse (texts, &error));
    g_assert_nonnull (strstr (error->message, bad[i]));
  }
}

static const struct {
  const char *text;
  const char *want;
} address_cases[] = {
    {"127.0.0.1:8080",  "127.0.0.1:8080"},
    {"localhost:1",     "127.0.0.1:1"   },
    {"[::1]:0",         "[::1]:0"       },
    {"0.0.0.0:80",      "0.0.0.0:80"    },
    {"127.0.0.1",       NULL            },
    {"127.0.0.1:",      NULL            },
    {"127.0.0.1:65536", NULL            },
    {"127.0.0.1:-1",    NULL            },
    {"::1:80",          NULL            },
    {"[::1]",           NULL            },
    {"example.org:80",  NULL            },
    {"",                NULL            },
    {":80",             NULL            },
    {"127.0.0.1:8o",    NULL            },
};

static void
test_addresses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (address_cases); i++) {
    struct sockaddr_storage storage;
    socklen_t length;
    gboolean ok = tp_network_address_parse (address_cases[i].text, &storage, &length, NULL);
    g_autofree char *got =
        ok ? tp_network_address_format ((struct sockaddr *)&storage, TRUE) : NULL;
    g_assert_cmpstr (got, ==, address_cases[i].want);
  }
}

static const struct {
  const char *header, *name, *want;
} cookie_cases[] = {
    {"a=1",          "a", "1"     },
    {"a=1; b=2",     "b", "2"     },
    {"a=1;b=2",      "b", "2"     },
    {"  b=2  ; c=3", "b", "2"     },
    {"a=\"quoted\"", "a", "quoted"},
    {"aa=1; a=2",    "a", "2"     },
    {"a=1; a=2",     "a", "1"     },
    {"a=",           "a", ""      },
    {"a=x=y",        "a", "x=y"   },
    {"a",            "a", NULL    },
    {"",             "a", NULL    },
    {"b=a=1",        "a", NULL    },
    {";;;a=1",       "a", "1"     },
};

static void
test_cookies (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cookie_cases); i++) {
    g_autofree char *got = tp_cookie_find (cookie_cases[i].header, cookie_cases[i].name);
    g_assert_cmpstr (got, ==, cookie_cases[i].want);
  }
  g_autofree char *secure = tp_cookie_format_session ("session", "abc", 60, TRUE);
  g_assert_cmpstr (secure, ==,
                   "__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60");
  g_autofree char *plain = tp_cookie_format_session ("session", "abc", -1, FALSE);
  g_assert_cmpstr (plain, ==, "session=abc; Path=/; HttpOnly; SameSite=Lax");
}

static const struct {
  const char *origin, *host;
  gboolean want;
} origin_cases[] = {
    {"https://a.example",              "a.example",      TRUE },
    {"https://A.example",              "a.EXAMPLE",      TRUE },
    {"https://a.example:443",          "a.example",      TRUE },
    {"https://a.example",              "a.example:443",  TRUE },
    {"http://a.example:80",            "a.example",      TRUE },
    {"http://127.0.0.1:8080",          "127.0.0.1:8080", TRUE },
    {"https://a.example:8443",         "a.example",      FALSE},
    {"https://evil.example",           "a.example",      FALSE},
    {"https://a.example.evil.example", "a.example",      FALSE},
    {"https://eviLa.example",          "a.example",      FALSE},
    {"null",                           "null",           FALSE},
    {"https://",                       "",               FALSE},
    {"",                               "",               FALSE},
};

static void
test_origins (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (origin_cases); i++)
    g_assert_cmpint (tp_origin_names_host (origin_cases[i].origin, origin_cases[i].host), ==,
                     origin_cases[i].want);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/path/segments", test_paths);
  g_test_add_func ("/http/path/limits", test_path_limits);
  g_test_add_func ("/http/network/client", test_clients);
  g_test_add_func ("/http/network/refused", test_networks_refused);
  g_test_add_func ("/http/network/listen", test_addresses);
  g_test_add_func ("/http/cookie", test_cookies);
  g_test_add_func ("/http/origin", test_origins);
  return g_test_run ();
}
