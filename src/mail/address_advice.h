/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "mail/address.h"

/* What a checked address looks like: a likely typing error in the domain, a role instead of a
 * person, a throw-away mailbox, a private mailbox at a large provider. Advice, never a refusal: it
 * is made from tables, without asking anybody. No advice is given against the domains that the
 * tables know as real, so that 'mail.com' is not taken for 'gmail.com'.
 *
 * An adviser is immutable: any number of threads may ask it. A known domain costs some 100 ns, an
 * unknown one less than a microsecond. */

#define TP_ADVICE_FILE_MAX (32 * 1024 * 1024) /* octets */

typedef struct TpAddressAdviser TpAddressAdviser;

typedef struct {
  char suggestion[TP_ADDRESS_LENGTH_MAX + 1]; /* the address as it was probably meant; "" */
  gboolean is_role;                           /* info@, postmaster@ ... */
  gboolean is_throwaway;
  gboolean is_private; /* at a provider of mailboxes for private people, free or with the line */
} TpAddressAdvice;

/* path NULL: the built-in tables alone. The file adds to them: a throw-away domain a line, or with
 * '!' in front a domain that is real and not throw-away, whatever the tables say; '#' begins a
 * comment. (transfer full); NULL: INVALID naming the line, LIMIT */
TpAddressAdviser *tp_address_adviser_new (const char *path, GError **error);
void tp_address_adviser_free (TpAddressAdviser *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpAddressAdviser, tp_address_adviser_free)

TpAddressAdvice tp_address_advise (const TpAddressAdviser *self, const TpAddress *address);
