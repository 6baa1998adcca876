/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret.h"

#include "base/error.h"
#include "base/password.h"
#include "base/public_id.h"

#include <sodium.h>
#include <string.h>

/* RFC 4231, cases 1, 2 and 6 (a key longer than the block). */
static void
test_hmac (void)
{
  static const struct {
    guint8 fill; /* of the key; 0: the text "Jefe" */
    gsize key_length;
    const char *text;
    const char *want;
  } cases[] = {
      {0x0b, 20,  "Hi There",                                               "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {0,    4,   "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"                                                                     },
      {0xaa, 131, "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"                                                                     },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint8 key[256], mac[TP_SHA256_BYTES];
    memset (key, cases[i].fill, sizeof key);
    if (cases[i].fill == 0)
      memcpy (key, "Jefe", 4);
    tp_hmac_sha256 (key, cases[i].key_length, cases[i].text, strlen (cases[i].text), mac);
    GString *hex = g_string_new (NULL);
    for (gsize j = 0; j < sizeof mac; j++)
      g_string_append_printf (hex, "%02x", mac[j]);
    g_assert_cmpstr (hex->str, ==, cases[i].want);
    g_string_free (hex, TRUE);
  }
  g_autofree char *digest = tp_sha256_hex ("abc", 3);
  g_assert_cmpstr (digest, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void
test_tokens (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (int i = 0; i < 1000; i++) {
    char *token = tp_token_new ("tp_");
    g_assert_true (g_str_has_prefix (token, "tp_"));
    g_assert_cmpuint (strlen (token), ==, 46);
    g_assert_cmpuint (strspn (token + 3, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_"), ==, 43);
    g_assert_true (g_hash_table_add (seen, token));
  }
  g_assert_true (tp_secret_equal ("abc", "abc"));
  g_assert_true (tp_secret_equal ("", ""));
  g_assert_false (tp_secret_equal ("abc", "abd"));
  g_assert_false (tp_secret_equal ("abc", "abcd"));
}

static void
test_base64url (void)
{
  static const struct {
    const char *text;
    int want_length; /* -1: refused */
  } cases[] = {
      {"",      0 },
      {"AA",    1 },
      {"-_8",   2 },
      {"AAAA",  3 },
      {"A",     -1},
      {"AB",    -1}, /* unused bits */
      {"AA==",  -1},
      {"+/8",   -1},
      {"AA A",  -1},
      {"AAA\n", -1},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gsize length = 0;
    g_autofree guint8 *bytes = tp_base64url_parse (cases[i].text, &length);
    g_assert_cmpint (bytes == NULL ? -1 : (int)length, ==, cases[i].want_length);
    if (bytes == NULL)
      continue;
    g_autofree char *text = tp_base64url (bytes, length);
    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_password (void)
{
  g_autoptr (TpHasher) hasher = tp_hasher_new (TP_PASSWORD_CONCURRENT);
  g_autofree char *hash = tp_password_hash (hasher, "pässword", NULL);
  g_assert_true (g_str_has_prefix (hash, "$argon2id$v=19$m=65536,t=2,p=1$"));
  static const struct {
    const char *name, *hash, *password;
    gboolean want_fits, want_stale;
  } cases[] = {
      {"right",        "",      "pässword", TRUE,  FALSE},
      {"wrong",        "",      "passwörd", FALSE, FALSE},
      {"empty",        "",      "",          FALSE, FALSE},
      {"no such user", NULL,    "pässword", FALSE, FALSE},
      {"not a hash",   "plain", "plain",     FALSE, FALSE},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    gboolean fits = TRUE, stale = TRUE;
    const char *stored = g_strcmp0 (cases[i].hash, "") == 0 ? hash : cases[i].hash;
    g_assert_true (tp_password_verify (hasher, stored, cases[i].password, &fits, &stale, NULL));
    g_assert_cmpint (fits, ==, cases[i].want_fits);
    g_assert_cmpint (stale, ==, cases[i].want_stale);
  }
  char weak[crypto_pwhash_STRBYTES];
  gboolean fits = FALSE, stale = FALSE;
  g_assert_cmpint (
      crypto_pwhash_str (weak, "old", 3, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN),
      ==, 0);
  g_assert_true (tp_password_verify (hasher, weak, "old", &fits, &stale, NULL));
  g_assert_true (fits);
  g_assert_true (stale);
  g_autofree char *huge = g_strnfill (TP_PASSWORD_MAX_BYTES + 1, 'x');
  g_autoptr (GError) error = NULL;
  g_assert_null (tp_password_hash (hasher, huge, &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_LIMIT);
}

static gpointer
hash_once (gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = tp_password_hash (data, "x", &error);
  return GINT_TO_POINTER (hash != NULL ? 1 : error->code == TP_ERROR_BUSY ? 2 : 3);
}

static void
test_a_storm_of_logins (void)
{
  enum { THREADS = TP_PASSWORD_MAX_WAITING + 20 };
  g_autoptr (TpHasher) hasher = tp_hasher_new (2);
  GThread *threads[THREADS];
  int results[4] = {0};
  for (int i = 0; i < THREADS; i++)
    threads[i] = g_thread_new ("login", hash_once, hasher);
  for (int i = 0; i < THREADS; i++)
    results[GPOINTER_TO_INT (g_thread_join (threads[i]))]++;
  g_assert_cmpint (results[1], >=, TP_PASSWORD_MAX_WAITING + 2);
  g_assert_cmpint (results[3], ==, 0);
  g_assert_cmpint (results[1] + results[2], ==, THREADS);
}

static void
test_public_id (void)
{
  guint8 bytes[TP_ID_KEY_BYTES] = {1, 2, 3};
  g_autoptr (TpIdKey) key = tp_id_key_new (bytes);
  bytes[0] = 9;
  g_autoptr (TpIdKey) other = tp_id_key_new (bytes);
  static const gint64 numbers[] = {0, 1, 2, 4711, 65536, G_MAXINT64};
  gint64 number = -1;
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *text = tp_public_id_format (key, 3, numbers[i]);
    g_assert_cmpuint (strlen (text), ==, TP_PUBLIC_ID_LENGTH);
    g_assert_cmpuint (strspn (text, "0123456789abcdefghjkmnpqrstvwxyz"), ==, 26);
    g_assert_true (tp_public_id_parse (key, 3, text, &number));
    g_assert_cmpint (number, ==, numbers[i]);
    g_autofree char *upper = g_ascii_strup (text, -1);
    g_assert_true (tp_public_id_parse (key, 3, upper, &number));
    g_assert_false (tp_public_id_parse (key, 4, text, &number));
    g_assert_false (tp_public_id_parse (other, 3, text, &number));
    text[9] = text[9] == '0' ? '1' : '0';
    g_assert_false (tp_public_id_parse (key, 3, text, &number));
  }
  static const char *const bad[] = {
      "",
      "0",
      "00000000000000000000000000",
      "80000000000000000000000000",
      "0000000000000000000000000",
      "000000000000000000000000000",
      "0000000000000000000000000u",
      "0000000000000000000000000\xc3",
      "../../../../etc/passwd0000",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (tp_public_id_parse (key, 3, bad[i], &number));
}

/* FIPS 197, appendix C.1 gives the cipher; this holds the layout: stored ids must stay valid. */
static void
test_public_id_stays_the_same (void)
{
  guint8 bytes[TP_ID_KEY_BYTES];
  for (guint8 i = 0; i < sizeof bytes; i++)
    bytes[i] = i;
  g_autoptr (TpIdKey) key = tp_id_key_new (bytes);
  g_autofree char *text = tp_public_id_format (key, 1, 1);
  g_assert_cmpstr (text, ==, "3zwvkzmtr7zwcgv8bmrzbwkwv2");
}

static gpointer
use_ids (gpointer key)
{
  for (gint64 i = 0; i < 20000; i++) {
    char text[TP_PUBLIC_ID_LENGTH + 1];
    gint64 number = -1;
    tp_public_id_write (key, 7, i, text);
    if (!tp_public_id_parse (key, 7, text, &number) || number != i)
      return GINT_TO_POINTER (1);
  }
  return NULL;
}

static void
test_public_id_in_threads (void)
{
  guint8 bytes[TP_ID_KEY_BYTES] = {0};
  g_autoptr (TpIdKey) key = tp_id_key_new (bytes);
  GThread *threads[4];
  gint64 start = g_get_monotonic_time ();
  for (int i = 0; i < 4; i++)
    threads[i] = g_thread_new ("ids", use_ids, key);
  for (int i = 0; i < 4; i++)
    g_assert_null (g_thread_join (threads[i]));
  g_test_message ("%.0f ns an operation",
                  (double)(g_get_monotonic_time () - start) * 1000 / (4 * 20000 * 2));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secret/hmac and sha256", test_hmac);
  g_test_add_func ("/secret/tokens", test_tokens);
  g_test_add_func ("/secret/base64url", test_base64url);
  g_test_add_func ("/password/verify", test_password);
  g_test_add_func ("/password/a storm of logins", test_a_storm_of_logins);
  g_test_add_func ("/public id/only its own are taken", test_public_id);
  g_test_add_func ("/public id/stays the same", test_public_id_stays_the_same);
  g_test_add_func ("/public id/in threads", test_public_id_in_threads);
  return g_test_run ();
}
