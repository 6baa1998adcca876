/* SPDX-License-Identifier: Apache-2.0 */
/* Block, before encryption: kind, 7 zero bytes, number big-endian. A block is encrypted alone
 * (ECB), which is sound because every block is different and nothing is chained.
 *
 * OpenSSL's contexts are prepared once; a context may be used by one thread at a time, and the work
 * takes less than making one, so each direction has one context and a mutex. */
#include "base/public_id.h"

#include <openssl/evp.h>
#include <string.h>

#define BLOCK_BYTES 16
#define NUMBER_AT 8

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

typedef struct {
  GMutex mutex;
  EVP_CIPHER_CTX *context;
} Direction;

struct TpIdKey {
  Direction encrypt, decrypt;
  guint8 values[256]; /* of characters; 255: none */
};

static void
prepare (Direction *direction, const guint8 *key, int encrypt)
{
  g_mutex_init (&direction->mutex);
  direction->context = EVP_CIPHER_CTX_new ();
  g_assert (direction->context != NULL);
  int ok = EVP_CipherInit_ex2 (direction->context, EVP_aes_128_ecb (), key, NULL, encrypt, NULL) &&
           EVP_CIPHER_CTX_set_padding (direction->context, 0);
  g_assert (ok);
}

static void
release (Direction *direction)
{
  EVP_CIPHER_CTX_free (direction->context); /* wipes the key */
  g_mutex_clear (&direction->mutex);
}

static void
convert (const Direction *direction, const guint8 *in, guint8 *out)
{
  Direction *self = (Direction *)direction;
  int length = 0;
  g_mutex_lock (&self->mutex);
  int ok = EVP_CipherUpdate (self->context, out, &length, in, BLOCK_BYTES);
  g_mutex_unlock (&self->mutex);
  g_assert (ok && length == BLOCK_BYTES);
}

TpIdKey *
tp_id_key_new (const guint8 bytes[TP_ID_KEY_BYTES])
{
  TpIdKey *self = g_new0 (TpIdKey, 1);
  prepare (&self->encrypt, bytes, 1);
  prepare (&self->decrypt, bytes, 0);
  memset (self->values, 255, sizeof self->values);
  for (guint8 i = 0; i < 32; i++) {
    self->values[(guchar)alphabet[i]] = i;
    self->values[(guchar)g_ascii_toupper (alphabet[i])] = i;
  }
  return self;
}

void
tp_id_key_free (TpIdKey *self)
{
  if (self == NULL)
    return;
  release (&self->encrypt);
  release (&self->decrypt);
  g_free (self);
}

/* 128 bits as 26 digits of 5 bits; the first digit holds the 3 highest. */
static void
write_base32 (const guint8 *block, char *out)
{
  unsigned __int128 value = 0;
  for (int i = 0; i < BLOCK_BYTES; i++)
    value = value << 8 | block[i];
  for (int i = TP_PUBLIC_ID_LENGTH - 1; i >= 0; i--, value >>= 5)
    out[i] = alphabet[value & 31];
  out[TP_PUBLIC_ID_LENGTH] = '\0';
}

static gboolean
read_base32 (const TpIdKey *key, const char *text, guint8 *out_block)
{
  unsigned __int128 value = 0;
  for (int i = 0; i < TP_PUBLIC_ID_LENGTH; i++) {
    guint8 digit = key->values[(guchar)text[i]];
    if (digit > 31 || (i == 0 && digit > 7))
      return FALSE;
    value = value << 5 | digit;
  }
  for (int i = BLOCK_BYTES - 1; i >= 0; i--, value >>= 8)
    out_block[i] = (guint8)(value & 255);
  return text[TP_PUBLIC_ID_LENGTH] == '\0';
}

void
tp_public_id_write (const TpIdKey *key, guint8 kind, gint64 number,
                    char out_text[TP_PUBLIC_ID_LENGTH + 1])
{
  g_assert (number >= 0);
  guint8 plain[BLOCK_BYTES] = {kind}, block[BLOCK_BYTES];
  guint64 big_endian = GUINT64_TO_BE ((guint64)number);
  memcpy (plain + NUMBER_AT, &big_endian, sizeof big_endian);
  convert (&key->encrypt, plain, block);
  write_base32 (block, out_text);
}

char *
tp_public_id_format (const TpIdKey *key, guint8 kind, gint64 number)
{
  char *text = g_malloc (TP_PUBLIC_ID_LENGTH + 1);
  tp_public_id_write (key, kind, number, text);
  return text;
}

gboolean
tp_public_id_parse (const TpIdKey *key, guint8 kind, const char *text, gint64 *out_number)
{
  static const guint8 zeros[NUMBER_AT - 1] = {0};
  guint8 block[BLOCK_BYTES], plain[BLOCK_BYTES];
  guint64 big_endian;
  if (!read_base32 (key, text, block))
    return FALSE;
  convert (&key->decrypt, block, plain);
  memcpy (&big_endian, plain + NUMBER_AT, sizeof big_endian);
  guint64 number = GUINT64_FROM_BE (big_endian);
  if (plain[0] != kind || memcmp (plain + 1, zeros, sizeof zeros) != 0 || number > G_MAXINT64)
    return FALSE;
  *out_number = (gint64)number;
  return TRUE;
}
