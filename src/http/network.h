/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <sys/socket.h>

/* Addresses and networks: what to listen on, which proxies are trusted, who a request comes from.
 */

typedef struct TpNetworks TpNetworks;

/* "10.0.0.0/8", "2001:db8::/32", or a single address. NULL with INVALID, naming it.
 * (transfer full) */
TpNetworks *tp_networks_parse (const char *const *texts, GError **error);
void tp_networks_free (TpNetworks *networks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpNetworks, tp_networks_free)

/* Whether one of them holds the address; an IPv4 address mapped into IPv6 counts as IPv4. FALSE for
 * what is no address. */
gboolean tp_networks_contain (const TpNetworks *networks, const char *address);

/* The client's address: peer, unless it is trusted; then the last of X-Forwarded-For that is not
 * (or the first where all are). Anything unreadable in it ends the search at the hop before.
 * (transfer full) */
char *tp_networks_client (const TpNetworks *trusted, const char *peer, const char *forwarded_for);

/* "127.0.0.1:8080", "[::1]:0", "localhost:80". INVALID. */
gboolean tp_network_address_parse (const char *text, struct sockaddr_storage *out_address,
                                   socklen_t *out_length, GError **error);
/* Without port: "192.0.2.1" (mapped ones too), "2001:db8::1". With: "[::1]:80". (transfer full) */
char *tp_network_address_format (const struct sockaddr *address, gboolean with_port);
