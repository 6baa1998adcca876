/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Where mail for a domain goes (RFC 5321 5.1): its MX records, or the domain itself when it has
 * none but an address (A or AAAA); or that it takes none (null MX, RFC 7505), or does not exist.
 * What the name servers fail to say is temporary.
 *
 * A resolver is for one thread at a time, and blocks. */

#define TP_MX_HOSTS_MAX 20 /* the worst preferences are left out */

typedef struct TpMxResolver TpMxResolver;

typedef enum {
  TP_MX_FOUND,     /* hosts are there */
  TP_MX_REFUSED,   /* null MX: the domain says that it takes no mail. Hard */
  TP_MX_NONE,      /* no such domain, or one with neither MX nor address. Hard */
  TP_MX_TEMPORARY, /* no answer in time, SERVFAIL, an answer that cannot be read */
} TpMxOutcome;

typedef struct {
  int preference; /* lower is better */
  char name[256];
} TpMxHost;

typedef struct {
  TpMxOutcome outcome;
  gboolean is_implicit; /* no MX: the domain's own address */
  guint n_hosts;
  TpMxHost hosts[TP_MX_HOSTS_MAX]; /* best first; equals as they came */
  char text[128];                  /* why not, for the log; English */
} TpMxResult;

/* servers: "127.0.0.1:5353,[::1]:53", NULL for the system's. (transfer full); NULL: INVALID */
TpMxResolver *tp_mx_resolver_new (const char *servers, GError **error);
void tp_mx_resolver_free (TpMxResolver *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpMxResolver, tp_mx_resolver_free)

/* domain in A-labels (TpAddress.domain). Returns within deadline_ms, and some ms. */
void tp_mx_find (TpMxResolver *self, const char *domain, guint deadline_ms, TpMxResult *out_result);
