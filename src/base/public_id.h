/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Public ids: what stands in URLs, API answers and exports in place of internal numbers. An id is
 * one AES-128 block that holds the kind of thing and its number, under a key of the account,
 * written as 26 characters of lower-case Crockford base32.
 *
 * - The number stays internal: ids of consecutive numbers have nothing in common, so nobody learns
 *   how many contacts or orders there are, nor walks through them.
 * - They cannot be guessed: 8 of the 16 bytes are known when decrypted, so a made-up id is taken
 *   for one of a given kind with probability 2^-64, and it is refused without a look-up. So is an
 * id of another kind or another account.
 * - Nothing is stored or indexed for them; both ways are a computation of well under a microsecond.
 *
 * The key is made once with the account and never changes, since ids live in other people's
 * systems; who has it can compute all ids. An id is an address, not a permission: access is checked
 * as ever.
 *
 * Thread-safe. */

#define TP_ID_KEY_BYTES 16
#define TP_PUBLIC_ID_LENGTH 26

typedef struct TpIdKey TpIdKey;

TpIdKey *tp_id_key_new (const guint8 bytes[TP_ID_KEY_BYTES]); /* (transfer full) */
void tp_id_key_free (TpIdKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpIdKey, tp_id_key_free)

/* The number is not negative (asserted). Kinds are numbers that never change their meaning. The
 * same kind and number always give the same id. (transfer full) */
char *tp_public_id_format (const TpIdKey *key, guint8 kind, gint64 number);

/* The same into a buffer, which gets a NUL. */
void tp_public_id_write (const TpIdKey *key, guint8 kind, gint64 number,
                         char out_text[TP_PUBLIC_ID_LENGTH + 1]);

/* FALSE for anything that format did not give for this key and kind. Letters of either case are
 * taken, and nothing else is forgiven. */
gboolean tp_public_id_parse (const TpIdKey *key, guint8 kind, const char *text, gint64 *out_number);
