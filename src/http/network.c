/* SPDX-License-Identifier: Apache-2.0 */
/* Every address is held as 16 bytes, IPv4 as ::ffff:a.b.c.d, so that one comparison serves both and
 * a mapped address is the same as the plain one. */
#include "http/network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"

typedef struct {
  guint8 bytes[16];
  guint prefix; /* bits, of the 128 */
} Network;

struct TpNetworks {
  GArray *networks; /* of Network */
};

static const guint8 mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/* Returns the bits of the address family: 32, 128, or 0 for no address. */
static guint
read_address (const char *text, guint8 out_bytes[16])
{
  memcpy (out_bytes, mapped_prefix, sizeof mapped_prefix);
  if (inet_pton (AF_INET, text, out_bytes + 12) == 1)
    return 32;
  return inet_pton (AF_INET6, text, out_bytes) == 1 ? 128 : 0;
}

static gboolean
parse_network (const char *text, Network *out_network, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 2);
  guint bits = parts[0] != NULL ? read_address (parts[0], out_network->bytes) : 0;
  guint64 prefix = bits;
  if (bits == 0 ||
      (parts[1] != NULL && !g_ascii_string_to_unsigned (parts[1], 10, 0, bits, &prefix, NULL)))
    return tp_error (error, TP_ERROR_INVALID, _ ("'%s' is not an address or network"), text);
  out_network->prefix = (guint)prefix + (bits == 32 ? 96 : 0);
  return TRUE;
}

TpNetworks *
tp_networks_parse (const char *const *texts, GError **error)
{
  g_autoptr (TpNetworks) networks = g_new0 (TpNetworks, 1);
  networks->networks = g_array_new (FALSE, FALSE, sizeof (Network));
  for (; texts != NULL && *texts != NULL; texts++) {
    Network network;
    if (!parse_network (*texts, &network, error))
      return NULL;
    g_array_append_val (networks->networks, network);
  }
  return g_steal_pointer (&networks);
}

void
tp_networks_free (TpNetworks *networks)
{
  if (networks == NULL)
    return;
  g_array_unref (networks->networks);
  g_free (networks);
}

static gboolean
network_contains (const Network *network, const guint8 address[16])
{
  guint whole = network->prefix / 8;
  guint rest = network->prefix % 8;
  if (memcmp (network->bytes, address, whole) != 0)
    return FALSE;
  guint8 mask = (guint8)(0xff00 >> rest);
  return rest == 0 || ((network->bytes[whole] ^ address[whole]) & mask) == 0;
}

gboolean
tp_networks_contain (const TpNetworks *networks, const char *address)
{
  guint8 bytes[16];
  if (read_address (address, bytes) == 0)
    return FALSE;
  for (guint i = 0; i < networks->networks->len; i++)
    if (network_contains (&g_array_index (networks->networks, Network, i), bytes))
      return TRUE;
  return FALSE;
}

/* One hop of X-Forwarded-For, which some proxies write with a port or in brackets. NULL:
 * unreadable.
 */
static char *
read_hop (const char *text)
{
  g_autofree char *hop = g_strstrip (g_strdup (text));
  char *end = NULL;
  if (hop[0] == '[' && (end = strchr (hop, ']')) != NULL) {
    *end = '\0';
    memmove (hop, hop + 1, strlen (hop));
  } else if ((end = strchr (hop, ':')) != NULL && strchr (end + 1, ':') == NULL) {
    *end = '\0';
  }
  guint8 bytes[16];
  if (read_address (hop, bytes) == 0)
    return NULL;
  char formatted[INET6_ADDRSTRLEN];
  gboolean is_ipv4 = memcmp (bytes, mapped_prefix, sizeof mapped_prefix) == 0;
  inet_ntop (is_ipv4 ? AF_INET : AF_INET6, is_ipv4 ? bytes + 12 : bytes, formatted,
             sizeof formatted);
  return g_strdup (formatted);
}

char *
tp_networks_client (const TpNetworks *trusted, const char *peer, const char *forwarded_for)
{
  g_autofree char *client = g_strdup (peer);
  if (forwarded_for == NULL)
    return g_steal_pointer (&client);
  g_auto (GStrv) hops = g_strsplit (forwarded_for, ",", -1);
  for (guint i = g_strv_length (hops); i > 0 && tp_networks_contain (trusted, client); i--) {
    char *hop = read_hop (hops[i - 1]);
    if (hop == NULL)
      break;
    g_free (client);
    client = hop;
  }
  return g_steal_pointer (&client);
}

gboolean
tp_network_address_parse (const char *text, struct sockaddr_storage *out_address,
                          socklen_t *out_length, GError **error)
{
  memset (out_address, 0, sizeof *out_address);
  const char *colon = strrchr (text, ':');
  guint64 port = 0;
  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 0, 65535, &port, NULL))
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("'%s' is not an address to listen on, such as '127.0.0.1:8080'"), text);
  g_autofree char *host = g_strndup (text, (gsize)(colon - text));
  gsize length = strlen (host);
  struct sockaddr_in *v4 = (struct sockaddr_in *)out_address;
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out_address;
  if (length > 2 && host[0] == '[' && host[length - 1] == ']') {
    host[length - 1] = '\0';
    if (inet_pton (AF_INET6, host + 1, &v6->sin6_addr) == 1) {
      v6->sin6_family = AF_INET6;
      v6->sin6_port = htons ((guint16)port);
      *out_length = sizeof *v6;
      return TRUE;
    }
  } else if (inet_pton (AF_INET, strcmp (host, "localhost") == 0 ? "127.0.0.1" : host,
                        &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons ((guint16)port);
    *out_length = sizeof *v4;
    return TRUE;
  }
  return tp_error (error, TP_ERROR_INVALID,
                   _ ("'%s' is not an address to listen on, such as '127.0.0.1:8080'"), text);
}

char *
tp_network_address_format (const struct sockaddr *address, gboolean with_port)
{
  char text[INET6_ADDRSTRLEN] = "";
  if (address->sa_family == AF_INET) {
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
    inet_ntop (AF_INET, &v4->sin_addr, text, sizeof text);
    return with_port ? g_strdup_printf ("%s:%u", text, ntohs (v4->sin_port)) : g_strdup (text);
  }
  const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
  gboolean is_mapped = IN6_IS_ADDR_V4MAPPED (&v6->sin6_addr);
  inet_ntop (is_mapped ? AF_INET : AF_INET6, v6->sin6_addr.s6_addr + (is_mapped ? 12 : 0), text,
             sizeof text);
  if (!with_port)
    return g_strdup (text);
  return g_strdup_printf (is_mapped ? "%s:%u" : "[%s]:%u", text, ntohs (v6->sin6_port));
}
