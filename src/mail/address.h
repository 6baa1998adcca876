/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "mail/domain.h"

/* An e-mail address: checked, and reduced to the key by which contacts are known.
 *
 * Accepted: dot-atoms and quoted local parts (RFC 5321 4.1.2), UTF-8 in the local part (RFC 6531)
 * and in the domain (IDNA2008 with UTS 46, nontransitional: 'straße.de' stays itself). Spaces, tabs
 * and no-break spaces round it are dropped, and UTF-8 is brought to NFC.
 *
 * Refused with INVALID and a message that names what and where (in characters, from 1): control
 * characters, CR, LF and NUL anywhere, and their '%0d%0a' spelling; format characters such as
 * right-to-left marks and zero-width spaces; bytes that are not UTF-8 (overlong forms too); a
 * leading '-' (it would be an option to a program); address literals ('a@[127.0.0.1]'), since a
 * contact needs a domain; domains of one label; numbers as the last label; local parts over 64
 * octets and addresses over 254, as given and with the domain in A-labels.
 *
 * Warned of, by flags: letters of several scripts in one label, and labels made only of letters
 * that look like Latin ones ('аррӏе.com' in Cyrillic).
 *
 * The key folds ASCII letters only: RFC 5321 leaves the local part to its host, and folding more
 * ('ß' to 'ss', Turkish 'İ') could join two people. Dots and plus signs differ. A quoted local part
 * that needs no quotes has the key without them.
 *
 * Thread-safe. A plain ASCII address costs one allocation and about 0.2 µs. */

#define TP_ADDRESS_LENGTH_MAX 254 /* octets, RFC 5321 4.5.3.1.3 less the angle brackets */
#define TP_ADDRESS_LOCAL_MAX 64   /* octets, RFC 5321 4.5.3.1.1 */

typedef enum {
  TP_ADDRESS_UTF8_LOCAL = 1 << 0,   /* only servers with SMTPUTF8 can take it */
  TP_ADDRESS_IDN = 1 << 1,          /* the domain has A-labels */
  TP_ADDRESS_QUOTED = 1 << 2,       /* the local part stands in quotes, and needs them */
  TP_ADDRESS_MIXED_SCRIPT = 1 << 3, /* warning: may be made to be mistaken for another */
  TP_ADDRESS_LOOKALIKE = 1 << 4,    /* warning: likewise */
} TpAddressFlags;

/* One block; all text lives as long as it. */
typedef struct {
  const char *spelling; /* as given, trimmed, NFC: for show */
  const char *wire;     /* what is sent to: the local part as given, the domain in A-labels where it
                           has other than ASCII; the spelling itself otherwise */
  const char *key;      /* identity: compare by byte */
  const char *local;    /* as given, NFC, with its quotes */
  const char *domain;   /* A-labels, lower case */
  TpAddressFlags flags;
} TpAddress;

/* length -1: up to the NUL; given, a NUL inside is refused. (transfer full); NULL: INVALID */
TpAddress *tp_address_parse (const char *text, gssize length, GError **error);
void tp_address_free (TpAddress *address);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpAddress, tp_address_free)

/* Whether text, whoever made it, can stand between '<' and '>' in a command or a header (RFC 5321
 * 4.1.2): an '@', no blanks, controls or angle brackets outside of quotes, UTF-8, at most 254
 * octets. Much less than an address that tp_address_parse accepts. */
gboolean tp_address_is_path (const char *text);
