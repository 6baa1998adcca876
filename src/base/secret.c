/* SPDX-License-Identifier: Apache-2.0 */
/* Each entry that needs libsodium set up calls make_ready; sodium_init is thread-safe and returns
 * at once the second time. */
#include "base/secret.h"

#include <sodium.h>
#include <string.h>

#define TOKEN_BYTES 32
#define BASE64_FORM sodium_base64_VARIANT_URLSAFE_NO_PADDING

static void
make_ready (void)
{
  int status = sodium_init ();
  g_assert (status >= 0);
}

void
tp_random_bytes (guint8 *out_bytes, gsize length)
{
  make_ready ();
  randombytes_buf (out_bytes, length);
}

guint64
tp_random_below (guint64 bound)
{
  g_assert (bound >= 1 && bound <= G_GUINT64_CONSTANT (1) << 32);
  make_ready ();
  return bound > G_MAXUINT32 ? randombytes_random () : randombytes_uniform ((guint32)bound);
}

char *
tp_base64url (const guint8 *bytes, gsize length)
{
  gsize size = sodium_base64_encoded_len (length, BASE64_FORM);
  char *text = g_malloc (size);
  return sodium_bin2base64 (text, size, bytes, length, BASE64_FORM);
}

guint8 *
tp_base64url_parse (const char *text, gsize *out_length)
{
  gsize size = strlen (text);
  if (size / 4 * 3 > TP_BASE64URL_MAX_BYTES)
    return NULL;
  g_autofree guint8 *bytes = g_malloc (size / 4 * 3 + 3);
  const char *end = NULL;
  if (sodium_base642bin (bytes, size / 4 * 3 + 3, text, size, NULL, out_length, &end,
                         BASE64_FORM) != 0 ||
      *end != '\0')
    return NULL;
  return g_steal_pointer (&bytes);
}

char *
tp_token_new (const char *prefix)
{
  guint8 bytes[TOKEN_BYTES];
  tp_random_bytes (bytes, sizeof bytes);
  g_autofree char *text = tp_base64url (bytes, sizeof bytes);
  return g_strconcat (prefix, text, NULL);
}

gboolean
tp_secret_equal_bytes (const guint8 *a, const guint8 *b, gsize length)
{
  return sodium_memcmp (a, b, length) == 0;
}

gboolean
tp_secret_equal (const char *a, const char *b)
{
  gsize length = strlen (a);
  return length == strlen (b) && sodium_memcmp (a, b, length) == 0;
}

void
tp_secret_wipe (void *bytes, gsize length)
{
  sodium_memzero (bytes, length);
}

void
tp_hmac_sha256 (const guint8 *key, gsize key_length, const void *bytes, gsize length,
                guint8 out_mac[TP_SHA256_BYTES])
{
  G_STATIC_ASSERT (TP_SHA256_BYTES == crypto_auth_hmacsha256_BYTES);
  crypto_auth_hmacsha256_state state;
  make_ready ();
  crypto_auth_hmacsha256_init (&state, key, key_length);
  crypto_auth_hmacsha256_update (&state, bytes, length);
  crypto_auth_hmacsha256_final (&state, out_mac);
  sodium_memzero (&state, sizeof state);
}

void
tp_sha256 (const void *bytes, gsize length, guint8 out_digest[TP_SHA256_BYTES])
{
  make_ready ();
  crypto_hash_sha256 (out_digest, bytes, length);
}

GBytes *
tp_secret_hash (const char *secret)
{
  guint8 digest[TP_SHA256_BYTES];
  tp_sha256 (secret, strlen (secret), digest);
  return g_bytes_new (digest, sizeof digest);
}

char *
tp_sha256_hex (const void *bytes, gsize length)
{
  guint8 digest[TP_SHA256_BYTES];
  char *hex = g_malloc (2 * sizeof digest + 1);
  tp_sha256 (bytes, length, digest);
  return sodium_bin2hex (hex, 2 * sizeof digest + 1, digest, sizeof digest);
}
