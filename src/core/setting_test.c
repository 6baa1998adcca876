/* SPDX-License-Identifier: Apache-2.0 */
#include "core/setting.h"

#include "base/error.h"

static const struct {
  const char *name, *value;
  gboolean want_ok;
} checks[] = {
    {"base_url",     "https://mail.example.com",                       TRUE },
    {"base_url",     "http://127.0.0.1:8080/post",                     TRUE },
    {"base_url",     "",                                               TRUE },
    {"base_url",     "javascript:alert(1)",                            FALSE},
    {"base_url",     "//mail.example.com",                             FALSE},
    {"base_url",     "https://",                                       FALSE},
    {"base_url",     "https://shop@mail.example.com",                  FALSE},
    {"base_url",     "https://mail.example.com/?a=b",                  FALSE},
    {"base_url",     "https://mail.example.com\r\nBcc: x@example.com", FALSE},
    {"base_url",     "https://mail.example.com/>x",                    FALSE},
    {"account_name", "Müller & Söhne",                               TRUE },
    {"account_name", "Shop\r\nBcc: x@example.com",                     FALSE},
    {"account_name", "Shop\x7f",                                       FALSE},
    {"imprint",      "Shop\nStreet 1\r\nTown",                         TRUE },
    {"imprint",      "Shop\x01",                                       FALSE},
    {"session_days", "14",                                             TRUE },
    {"session_days", "0",                                              FALSE},
    {"session_days", "14 ",                                            FALSE},
    {"language",     "fr",                                             FALSE},
    {"time_zone",    "Europe/Nowhere",                                 FALSE},
    {"currency",     "EURO",                                           FALSE},
};

static void
test_checks (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++) {
    g_autoptr (GError) error = NULL;
    g_test_message ("%s=%s", checks[i].name, checks[i].value);
    gboolean ok = tp_setting_check (tp_setting_info (checks[i].name), checks[i].value, &error);
    g_assert_cmpint (ok, ==, checks[i].want_ok);
    g_assert_true (ok || g_error_matches (error, TP_ERROR, TP_ERROR_INVALID));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/setting/values", test_checks);
  return g_test_run ();
}
