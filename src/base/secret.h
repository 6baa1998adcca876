/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Random bytes, tokens, digests and comparison that tells nothing by its time; on libsodium.
 * Passwords have base/password.h, public ids base/public_id.h. Thread-safe. */

#define TP_SHA256_BYTES 32
#define TP_BASE64URL_MAX_BYTES (64 * 1024) /* of a decoded text */

/* Fit for keys. */
void tp_random_bytes (guint8 *out_bytes, gsize length);
guint64 tp_random_below (guint64 bound); /* evenly from [0, bound); bound 1 to 2^32 */

/* A new bearer secret: the prefix, which says what it is ("tp_"), and 32 random bytes in base64url
 * (43 characters). Store its SHA-256 only. (transfer full) */
char *tp_token_new (const char *prefix);

/* In time that depends on the lengths only; texts of different length differ. */
gboolean tp_secret_equal (const char *a, const char *b);
gboolean tp_secret_equal_bytes (const guint8 *a, const guint8 *b, gsize length);

/* Overwrites memory that held a secret, also where a compiler would leave that out. */
void tp_secret_wipe (void *bytes, gsize length);

/* HMAC-SHA256 (RFC 2104, FIPS 180-4); the key may have any length. */
void tp_hmac_sha256 (const guint8 *key, gsize key_length, const void *bytes, gsize length,
                     guint8 out_mac[TP_SHA256_BYTES]);

void tp_sha256 (const void *bytes, gsize length, guint8 out_digest[TP_SHA256_BYTES]);
/* The SHA-256 of a secret, as it is stored. (transfer full) */
GBytes *tp_secret_hash (const char *secret);
char *tp_sha256_hex (const void *bytes, gsize length); /* lower case, (transfer full) */

/* Base64 in the alphabet of URLs, without padding (RFC 4648, section 5). (transfer full) */
char *tp_base64url (const guint8 *bytes, gsize length);
/* Exactly that form; NULL for anything else, also for unused bits that are not zero, so each value
 * has one text. (transfer full) */
guint8 *tp_base64url_parse (const char *text, gsize *out_length);
