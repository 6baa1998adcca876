/* SPDX-License-Identifier: Apache-2.0 */
/* c-ares asks; each question is run to its end or to the deadline by poll. */
#include "mail/mx.h"

#include "base/error.h"
#include "base/i18n.h"

#include <ares.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>

#define TRY_MS 2000
#define TRIES 3
#define DATAGRAM_MAX 1232 /* octets; goes unfragmented everywhere */

struct TpMxResolver {
  ares_channel channel;
};

typedef struct {
  gboolean done;
  int status; /* ARES_... */
  guchar *reply;
  int length;
} Answer;

static gboolean
init_library (void)
{
  static gsize once;
  if (g_once_init_enter (&once))
    g_once_init_leave (&once, ares_library_init (ARES_LIB_INIT_ALL) == ARES_SUCCESS ? 1 : 2);
  return once == 1;
}

TpMxResolver *
tp_mx_resolver_new (const char *servers, GError **error)
{
  struct ares_options options = {.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_EDNS,
                                 .ednspsz = DATAGRAM_MAX,
                                 .timeout = TRY_MS,
                                 .tries = TRIES};
  int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ;
  g_autoptr (TpMxResolver) self = g_new0 (TpMxResolver, 1);
  if (!init_library () || ares_init_options (&self->channel, &options, mask) != ARES_SUCCESS) {
    self->channel = NULL;
    tp_error (error, TP_ERROR_INTERNAL, _ ("cannot start asking name servers"));
    return NULL;
  }
  if (servers != NULL && ares_set_servers_ports_csv (self->channel, servers) != ARES_SUCCESS) {
    tp_error (error, TP_ERROR_INVALID, _ ("'%s' is not a list of name servers"), servers);
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
tp_mx_resolver_free (TpMxResolver *self)
{
  if (self == NULL)
    return;
  if (self->channel != NULL)
    ares_destroy (self->channel);
  g_free (self);
}

static void
take_answer (void *data, int status, int timeouts, unsigned char *reply, int length)
{
  Answer *answer = data;
  answer->done = TRUE;
  answer->status = status;
  answer->reply = status == ARES_SUCCESS ? g_memdup2 (reply, (gsize)length) : NULL;
  answer->length = length;
}

/* One round: waits for the sockets, at most until c-ares wants to try again or the deadline. */
static void
process (ares_channel channel, gint64 rest_us)
{
  ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
  struct pollfd polls[ARES_GETSOCK_MAXNUM];
  guint mask = (guint)ares_getsock (channel, sockets, ARES_GETSOCK_MAXNUM);
  nfds_t n = 0;
  for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
    /* The library's own macros shift into the sign bit. */
    short events = (short)((mask & (1u << i) ? POLLIN : 0) |
                           (mask & (1u << (i + ARES_GETSOCK_MAXNUM)) ? POLLOUT : 0));
    if (events != 0)
      polls[n++] = (struct pollfd){.fd = sockets[i], .events = events};
  }
  struct timeval most = {rest_us / G_USEC_PER_SEC, rest_us % G_USEC_PER_SEC}, buffer;
  struct timeval *wait = ares_timeout (channel, &most, &buffer);
  poll (polls, n, (int)(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1));
  for (nfds_t i = 0; i < n; i++) {
    gboolean failed = (polls[i].revents & (POLLERR | POLLHUP)) != 0;
    ares_process_fd (channel,
                     failed || (polls[i].revents & POLLIN) != 0 ? polls[i].fd : ARES_SOCKET_BAD,
                     (polls[i].revents & POLLOUT) != 0 ? polls[i].fd : ARES_SOCKET_BAD);
  }
  ares_process_fd (channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

static Answer
ask (TpMxResolver *self, const char *name, int type, gint64 until)
{
  Answer answer = {.done = FALSE};
  ares_query (self->channel, name, ns_c_in, type, take_answer, &answer);
  while (!answer.done) {
    gint64 rest = until - g_get_monotonic_time ();
    if (rest <= 0)
      ares_cancel (self->channel);
    else
      process (self->channel, rest);
  }
  return answer;
}

static void
settle (TpMxResult *result, TpMxOutcome outcome, const char *text)
{
  result->outcome = outcome;
  g_strlcpy (result->text, text, sizeof result->text);
}

static void
settle_failure (TpMxResult *result, int status)
{
  if (status == ARES_ENOTFOUND)
    settle (result, TP_MX_NONE, "the domain does not exist");
  else if (status == ARES_ECANCELLED || status == ARES_ETIMEOUT)
    settle (result, TP_MX_TEMPORARY, "no name server answered in time");
  else
    settle (result, TP_MX_TEMPORARY, ares_strerror (status));
}

static gboolean
is_host_name (const char *name)
{
  gsize length = strlen (name);
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (name[i]) && strchr ("-_.", name[i]) == NULL)
      return FALSE;
  return length > 0 && length < sizeof ((TpMxHost *)NULL)->name;
}

/* Keeps the list sorted and bounded. */
static void
add_host (TpMxResult *result, const char *name, int preference)
{
  guint at = result->n_hosts;
  while (at > 0 && result->hosts[at - 1].preference > preference)
    at--;
  if (at == TP_MX_HOSTS_MAX)
    return;
  guint last = MIN (result->n_hosts, TP_MX_HOSTS_MAX - 1);
  memmove (&result->hosts[at + 1], &result->hosts[at], (last - at) * sizeof result->hosts[0]);
  result->hosts[at].preference = preference;
  g_strlcpy (result->hosts[at].name, name, sizeof result->hosts[at].name);
  result->n_hosts = last + 1;
}

static void
read_mx (TpMxResult *result, const Answer *answer)
{
  struct ares_mx_reply *list = NULL;
  gboolean null_mx = FALSE;
  if (ares_parse_mx_reply (answer->reply, answer->length, &list) != ARES_SUCCESS) {
    settle (result, TP_MX_TEMPORARY, "the answer of the name server cannot be read");
    return;
  }
  for (struct ares_mx_reply *mx = list; mx != NULL; mx = mx->next)
    if (*mx->host == '\0' || strcmp (mx->host, ".") == 0)
      null_mx = TRUE;
    else if (is_host_name (mx->host))
      add_host (result, mx->host, mx->priority);
  ares_free_data (list);
  if (result->n_hosts > 0)
    settle (result, TP_MX_FOUND, "");
  else if (null_mx)
    settle (result, TP_MX_REFUSED, "the domain takes no mail");
  else
    settle (result, TP_MX_NONE, "the domain names no usable mail server");
}

static gboolean
has_address (const Answer *answer, int type)
{
  struct hostent *host = NULL;
  int status = type == ns_t_a
                   ? ares_parse_a_reply (answer->reply, answer->length, &host, NULL, NULL)
                   : ares_parse_aaaa_reply (answer->reply, answer->length, &host, NULL, NULL);
  gboolean found = status == ARES_SUCCESS && host->h_addr_list[0] != NULL;
  if (host != NULL)
    ares_free_hostent (host);
  return found;
}

/* RFC 5321 5.1: no MX at all, so the domain's own address counts. */
static void
find_implicit (TpMxResolver *self, const char *domain, gint64 until, TpMxResult *result)
{
  static const int types[] = {ns_t_a, ns_t_aaaa};
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    Answer answer = ask (self, domain, types[i], until);
    gboolean found = answer.status == ARES_SUCCESS && has_address (&answer, types[i]);
    g_free (answer.reply);
    if (found) {
      add_host (result, domain, 0);
      result->is_implicit = TRUE;
      settle (result, TP_MX_FOUND, "");
      return;
    }
    if (answer.status != ARES_SUCCESS && answer.status != ARES_ENODATA) {
      settle_failure (result, answer.status);
      return;
    }
  }
  settle (result, TP_MX_NONE, "the domain has neither a mail server nor an address");
}

void
tp_mx_find (TpMxResolver *self, const char *domain, guint deadline_ms, TpMxResult *out_result)
{
  gint64 until = g_get_monotonic_time () + (gint64)deadline_ms * 1000;
  out_result->n_hosts = 0;
  out_result->is_implicit = FALSE;
  Answer answer = ask (self, domain, ns_t_mx, until);
  if (answer.status == ARES_SUCCESS)
    read_mx (out_result, &answer);
  else if (answer.status == ARES_ENODATA)
    find_implicit (self, domain, until, out_result);
  else
    settle_failure (out_result, answer.status);
  g_free (answer.reply);
}
