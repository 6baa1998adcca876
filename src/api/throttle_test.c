/* SPDX-License-Identifier: Apache-2.0 */
#include "api/throttle.h"

#define SECOND G_USEC_PER_SEC

static const struct {
  const char *name;
  const char *key;
  gint64 at_seconds;
  gboolean give_back;
  gboolean want;
  guint want_wait;
} cases[] = {
    {"the first",             "a", 0,    FALSE, TRUE,  0 },
    {"the second of two",     "a", 0,    FALSE, TRUE,  0 },
    {"one too many",          "a", 0,    FALSE, FALSE, 10},
    {"another key",           "b", 0,    FALSE, TRUE,  0 },
    {"too early",             "a", 9,    FALSE, FALSE, 1 },
    {"refilled once",         "a", 10,   FALSE, TRUE,  0 },
    {"and empty again",       "a", 10,   FALSE, FALSE, 10},
    {"taken and given back",  "a", 20,   TRUE,  TRUE,  0 },
    {"so it is there again",  "a", 20,   FALSE, TRUE,  0 },
    {"never above the burst", "a", 1000, FALSE, TRUE,  0 },
    {"second after long",     "a", 1000, FALSE, TRUE,  0 },
    {"third after long",      "a", 1000, FALSE, FALSE, 10},
};

static void
test_cases (void)
{
  g_autoptr (TpThrottle) throttle = tp_throttle_new (2, 10);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint wait = 0;
    gboolean got = tp_throttle_take (throttle, cases[i].key, cases[i].at_seconds * SECOND, &wait);
    g_test_message ("%s", cases[i].name);
    g_assert_cmpint (got, ==, cases[i].want);
    g_assert_cmpuint (wait, ==, cases[i].want_wait);
    if (cases[i].give_back)
      tp_throttle_give_back (throttle, cases[i].key);
  }
}

/* Memory stays bounded however many keys come, and who was just refused stays refused while those
 * who tried long ago are forgotten. */
static void
test_many_keys (void)
{
  g_autoptr (TpThrottle) throttle = tp_throttle_new (2, 10);
  for (guint i = 0; i < TP_THROTTLE_KEYS_MAX - 1; i++) {
    g_autofree char *key = g_strdup_printf ("%u", i);
    g_assert_true (tp_throttle_take (throttle, key, 0, NULL));
  }
  g_assert_true (tp_throttle_take (throttle, "busy", 1000 * SECOND, NULL));
  g_assert_true (tp_throttle_take (throttle, "busy", 1000 * SECOND, NULL));
  g_assert_true (tp_throttle_take (throttle, "one more", 1000 * SECOND, NULL));
  g_assert_false (tp_throttle_take (throttle, "busy", 1000 * SECOND, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/throttle/cases", test_cases);
  g_test_add_func ("/throttle/many keys", test_many_keys);
  return g_test_run ();
}
