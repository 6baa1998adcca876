/* SPDX-License-Identifier: Apache-2.0 */
/* A name server of a few lines answers from a table; the question's name picks the row. */
#include "mail/mx.h"

#include "base/error.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
  const char *name;
  int type;
  int rcode;
  const char *records[24]; /* "10 mx.example", "." for the root; addresses; NULL ends */
} Row;

static const Row rows[] = {
    {"two.example",      ns_t_mx,   ns_r_noerror,  {"20 b.example", "10 a.example"}},
    {"equal.example",    ns_t_mx,   ns_r_noerror,  {"10 b.example", "10 a.example"}},
    {"null.example",     ns_t_mx,   ns_r_noerror,  {"0 ."}                         },
    {"half.example",     ns_t_mx,   ns_r_noerror,  {"0 .", "5 a.example"}          },
    {"odd.example",      ns_t_mx,   ns_r_noerror,  {"5 a b;c.example"}             },
    {"implicit.example", ns_t_mx,   ns_r_noerror,  {NULL}                          },
    {"implicit.example", ns_t_a,    ns_r_noerror,  {"192.0.2.1"}                   },
    {"six.example",      ns_t_mx,   ns_r_noerror,  {NULL}                          },
    {"six.example",      ns_t_a,    ns_r_noerror,  {NULL}                          },
    {"six.example",      ns_t_aaaa, ns_r_noerror,  {"2001:db8::1"}                 },
    {"bare.example",     ns_t_mx,   ns_r_noerror,  {NULL}                          },
    {"bare.example",     ns_t_a,    ns_r_noerror,  {NULL}                          },
    {"bare.example",     ns_t_aaaa, ns_r_noerror,  {NULL}                          },
    {"fail.example",     ns_t_mx,   ns_r_servfail, {NULL}                          },
    {"latefail.example", ns_t_mx,   ns_r_noerror,  {NULL}                          },
    {"latefail.example", ns_t_a,    ns_r_servfail, {NULL}                          },
    {"refused.example",  ns_t_mx,   ns_r_refused,  {NULL}                          },
    {"cut.example",      ns_t_mx,   ns_r_noerror,  {"cut"}                         },
    {"many.example",
     ns_t_mx,                       ns_r_noerror,
     {"24 x.example", "23 w.example", "22 v.example", "21 u.example", "20 t.example",
      "19 s.example", "18 r.example", "17 q.example", "16 p.example", "15 o.example",
      "14 n.example", "13 m.example", "12 l.example", "11 k.example", "10 j.example",
      "9 i.example",  "8 h.example",  "7 g.example",  "6 f.example",  "5 e.example",
      "4 d.example",  "3 c.example",  "2 b.example"}                               },
};

typedef struct {
  int fd;
  char servers[40];
  GThread *thread;
} Server;

static void
put_16 (GByteArray *out, int value)
{
  guint8 bytes[2] = {(guint8)(value >> 8), (guint8)value};
  g_byte_array_append (out, bytes, 2);
}

static void
put_name (GByteArray *out, const char *name)
{
  while (*name != '\0' && strcmp (name, ".") != 0) {
    guint8 length = (guint8)strcspn (name, ".");
    g_byte_array_append (out, &length, 1);
    g_byte_array_append (out, (const guint8 *)name, length);
    name += length + (name[length] == '.');
  }
  g_byte_array_append (out, (const guint8 *)"", 1);
}

static void
put_record (GByteArray *out, int type, const char *record)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  guint8 address[16];
  if (type == ns_t_mx) {
    char *name = NULL;
    put_16 (data, (int)g_ascii_strtoll (record, &name, 10));
    put_name (data, name + 1);
  } else {
    int family = type == ns_t_a ? AF_INET : AF_INET6;
    g_assert_cmpint (inet_pton (family, record, address), ==, 1);
    g_byte_array_append (data, address, type == ns_t_a ? 4 : 16);
  }
  put_16 (out, 0xC00C); /* the question's name */
  put_16 (out, type);
  put_16 (out, ns_c_in);
  put_16 (out, 0);
  put_16 (out, 60);
  put_16 (out, (int)data->len);
  g_byte_array_append (out, data->data, data->len);
}

static const Row *
find_row (const char *name, int type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].type == type && g_ascii_strcasecmp (rows[i].name, name) == 0)
      return &rows[i];
  return NULL;
}

/* NULL: silence. */
static GByteArray *
make_reply (const guint8 *query, gsize length)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gsize at = 12;
  for (; at < length && query[at] != 0; at += query[at] + 1U) {
    if (name->len > 0)
      g_string_append_c (name, '.');
    g_string_append_len (name, (const char *)query + at + 1, query[at]);
  }
  int type = query[at + 1] << 8 | query[at + 2];
  if (g_str_has_prefix (name->str, "silent"))
    return NULL;
  const Row *row = find_row (name->str, type);
  int n = 0;
  while (row != NULL && row->records[n] != NULL)
    n++;
  GByteArray *reply = g_byte_array_new ();
  g_byte_array_append (reply, query, 2);
  put_16 (reply, 0x8180 | (row != NULL ? row->rcode : ns_r_nxdomain));
  put_16 (reply, 1);
  put_16 (reply, n);
  put_16 (reply, 0);
  put_16 (reply, 0);
  g_byte_array_append (reply, query + 12, (guint)(at + 5 - 12));
  for (int i = 0; i < n; i++)
    if (strcmp (row->records[i], "cut") != 0)
      put_record (reply, type, row->records[i]);
  return reply;
}

static gpointer
serve (gpointer data)
{
  Server *server = data;
  guint8 query[1024];
  struct sockaddr_storage peer;
  for (;;) {
    socklen_t peer_length = sizeof peer;
    gssize n =
        recvfrom (server->fd, query, sizeof query, 0, (struct sockaddr *)&peer, &peer_length);
    if (n <= 1)
      return NULL;
    g_autoptr (GByteArray) reply = make_reply (query, (gsize)n);
    if (reply != NULL)
      sendto (server->fd, reply->data, reply->len, 0, (struct sockaddr *)&peer, peer_length);
  }
}

static struct sockaddr_in
bound_to (int fd)
{
  struct sockaddr_in address;
  socklen_t length = sizeof address;
  g_assert_cmpint (getsockname (fd, (struct sockaddr *)&address, &length), ==, 0);
  return address;
}

static void
start (Server *server)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
  server->fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (server->fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  address = bound_to (server->fd);
  g_snprintf (server->servers, sizeof server->servers, "127.0.0.1:%d", ntohs (address.sin_port));
  server->thread = g_thread_new ("dns", serve, server);
}

/* One octet is no question: the thread ends. */
static void
stop (Server *server)
{
  struct sockaddr_in address = bound_to (server->fd);
  sendto (server->fd, "", 1, 0, (struct sockaddr *)&address, sizeof address);
  g_thread_join (server->thread);
  close (server->fd);
}

static void
test_find (void)
{
  static const struct {
    const char *domain;
    TpMxOutcome want;
    gboolean want_implicit;
    const char *want_hosts;
  } cases[] = {
      {"two.example",      TP_MX_FOUND,     FALSE, "10 a.example,20 b.example,"},
      {"equal.example",    TP_MX_FOUND,     FALSE, "10 b.example,10 a.example,"},
      {"null.example",     TP_MX_REFUSED,   FALSE, ""                          },
      {"half.example",     TP_MX_FOUND,     FALSE, "5 a.example,"              },
      {"odd.example",      TP_MX_NONE,      FALSE, ""                          },
      {"implicit.example", TP_MX_FOUND,     TRUE,  "0 implicit.example,"       },
      {"six.example",      TP_MX_FOUND,     TRUE,  "0 six.example,"            },
      {"bare.example",     TP_MX_NONE,      FALSE, ""                          },
      {"unknown.example",  TP_MX_NONE,      FALSE, ""                          },
      {"fail.example",     TP_MX_TEMPORARY, FALSE, ""                          },
      {"latefail.example", TP_MX_TEMPORARY, FALSE, ""                          },
      {"refused.example",  TP_MX_TEMPORARY, FALSE, ""                          },
      {"cut.example",      TP_MX_TEMPORARY, FALSE, ""                          },
      {"silent.example",   TP_MX_TEMPORARY, FALSE, ""                          },
  };
  Server server;
  start (&server);
  g_autoptr (GError) error = NULL;
  g_autoptr (TpMxResolver) resolver = tp_mx_resolver_new (server.servers, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].domain);
    TpMxResult result;
    gint64 before = g_get_monotonic_time ();
    tp_mx_find (resolver, cases[i].domain, 1000, &result);
    g_assert_cmpint (g_get_monotonic_time () - before, <, 3 * G_USEC_PER_SEC);
    g_assert_cmpint (result.outcome, ==, cases[i].want);
    g_assert_cmpint (result.is_implicit, ==, cases[i].want_implicit);
    g_assert_true ((result.text[0] == '\0') == (result.outcome == TP_MX_FOUND));
    g_autoptr (GString) hosts = g_string_new (NULL);
    for (guint h = 0; h < result.n_hosts; h++)
      g_string_append_printf (hosts, "%d %s,", result.hosts[h].preference, result.hosts[h].name);
    g_assert_cmpstr (hosts->str, ==, cases[i].want_hosts);
  }
  stop (&server);
}

static void
test_many (void)
{
  Server server;
  start (&server);
  g_autoptr (TpMxResolver) resolver = tp_mx_resolver_new (server.servers, NULL);
  TpMxResult result;
  tp_mx_find (resolver, "many.example", 1000, &result);
  g_assert_cmpuint (result.n_hosts, ==, TP_MX_HOSTS_MAX);
  for (guint i = 0; i < result.n_hosts; i++)
    g_assert_cmpint (result.hosts[i].preference, ==, (int)i + 2);
  stop (&server);
}

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (tp_mx_resolver_new ("not a server", &error));
  g_assert_error (error, TP_ERROR, TP_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mx/find", test_find);
  g_test_add_func ("/mx/many", test_many);
  g_test_add_func ("/mx/refused", test_refused);
  return g_test_run ();
}
