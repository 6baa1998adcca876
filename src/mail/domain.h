/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The domain of an e-mail address: at least two labels of letters, digits and inner hyphens, the
 * last one not a number; or their Unicode form by IDNA2008 with UTS 46, nontransitional
 * ('straße.de' stays itself). A-labels are decoded and checked too. Underscores, address literals
 * and a dot at the end are refused. Thread-safe. */

#define TP_DOMAIN_LENGTH_MAX 253 /* octets in A-labels, RFC 1035 */
#define TP_DOMAIN_LABEL_MAX 63

typedef enum {
  TP_DOMAIN_IDN = 1 << 0,          /* it has A-labels */
  TP_DOMAIN_MIXED_SCRIPT = 1 << 1, /* see mail/script.h */
  TP_DOMAIN_LOOKALIKE = 1 << 2,
} TpDomainFlags;

/* (transfer full) lower case, A-labels; length -1: up to the NUL; NULL: INVALID */
char *tp_domain_parse (const char *text, gssize length, GError **error);

/* A domain in A-labels as a person reads it, in U-labels; one that could be mistaken for another
 * stays in A-labels. (transfer full) */
char *tp_domain_show (const char *domain);

/* The part of tp_domain_parse that allocates nothing, for tp_address_parse. text is UTF-8. On
 * failure it returns what is wrong (a text marked for translation) and the byte where. NULL: all is
 * well. */
const char *tp_domain_check (const char *text, gsize length, char out_domain[static 254],
                             TpDomainFlags *out_flags, gsize *out_offset);
