/* SPDX-License-Identifier: Apache-2.0 */
/* What all members share: counting, and the envelope's check, so that no member can be made to
 * write a command of its own. */
#include "mail/address.h"
#include "mail/transport_backend.h"

struct TpTransport {
  const TpTransportClass *klass;
  gpointer state;
  gsize pending;
  guint64 counts[TP_OUTCOMES];
};

static const char *const outcome_names[] = {
    [TP_OUTCOME_ACCEPTED] = "accepted",
    [TP_OUTCOME_TEMPORARY] = "temporary",
    [TP_OUTCOME_PERMANENT] = "permanent",
    [TP_OUTCOME_UNCERTAIN] = "uncertain",
};
G_STATIC_ASSERT (G_N_ELEMENTS (outcome_names) == TP_OUTCOMES);

const char *
tp_outcome_name (TpOutcome outcome)
{
  return outcome_names[outcome];
}

/* Copies one character, what cannot be shown being replaced; returns the octets read. */
static gsize
copy_character (const char *from, char *to, gsize room, gsize *out_written)
{
  gunichar c = g_utf8_get_char_validated (from, -1);
  gsize read = 1;
  if (c == (gunichar)-1 || c == (gunichar)-2)
    c = 0xFFFD;
  else
    read = (gsize)(g_utf8_next_char (from) - from);
  if (g_unichar_iscntrl (c))
    c = ' ';
  gsize length = (gsize)g_unichar_to_utf8 (c, NULL);
  *out_written = length <= room ? (gsize)g_unichar_to_utf8 (c, to) : 0;
  return length <= room ? read : 0;
}

void
tp_reply_set (TpReply *reply, TpOutcome outcome, int code, const char *enhanced, const char *text)
{
  reply->outcome = outcome;
  reply->code = code;
  g_strlcpy (reply->enhanced, enhanced != NULL ? enhanced : "", sizeof reply->enhanced);
  gsize n = 0;
  for (const char *p = text != NULL ? text : ""; *p != '\0';) {
    gsize written = 0;
    gsize read = copy_character (p, reply->text + n, TP_REPLY_TEXT_MAX - 1 - n, &written);
    if (read == 0)
      break;
    p += read;
    n += written;
  }
  reply->text[n] = '\0';
}

TpTransport *
tp_transport_new (const TpTransportClass *klass, gpointer state)
{
  TpTransport *transport = g_new0 (TpTransport, 1);
  transport->klass = klass;
  transport->state = state;
  return transport;
}

gpointer
tp_transport_state (const TpTransport *transport)
{
  return transport->state;
}

void
tp_transport_free (TpTransport *transport)
{
  if (transport == NULL)
    return;
  g_assert (transport->pending == 0);
  if (transport->klass->free != NULL)
    transport->klass->free (transport->state);
  g_free (transport);
}

const char *
tp_transport_name (const TpTransport *transport)
{
  return transport->klass->name;
}

gsize
tp_transport_capacity (const TpTransport *transport)
{
  return transport->klass->capacity - transport->pending;
}

guint64
tp_transport_count (const TpTransport *transport, TpOutcome outcome)
{
  return transport->counts[outcome];
}

void
tp_transport_answer (TpTransport *transport, const TpDelivery *delivery, const TpReply *reply,
                     TpTransportDone done, gpointer data)
{
  g_assert (transport->pending > 0);
  transport->pending--;
  transport->counts[reply->outcome]++;
  done (delivery, reply, data);
}

static gboolean
check_envelope (const TpDelivery *delivery, TpReply *reply)
{
  if (*delivery->from != '\0' && !tp_address_is_path (delivery->from))
    tp_reply_set (reply, TP_OUTCOME_PERMANENT, 501, "5.1.7", "bad sender address syntax");
  else if (!tp_address_is_path (delivery->to))
    tp_reply_set (reply, TP_OUTCOME_PERMANENT, 501, "5.1.3", "bad recipient address syntax");
  else
    return TRUE;
  return FALSE;
}

void
tp_transport_submit (TpTransport *transport, const TpDelivery *deliveries, gsize n,
                     TpTransportDone done, gpointer data)
{
  g_assert (n <= tp_transport_capacity (transport));
  transport->pending += n;
  TpReply reply;
  gsize first = 0;
  for (gsize i = 0; i < n; i++) {
    if (check_envelope (&deliveries[i], &reply))
      continue;
    if (i > first)
      transport->klass->submit (transport, deliveries + first, i - first, done, data);
    tp_transport_answer (transport, &deliveries[i], &reply, done, data);
    first = i + 1;
  }
  if (n > first)
    transport->klass->submit (transport, deliveries + first, n - first, done, data);
}

gsize
tp_transport_wait (TpTransport *transport, guint timeout_ms)
{
  if (transport->pending > 0 && transport->klass->wait != NULL)
    transport->klass->wait (transport, timeout_ms);
  return transport->pending;
}

typedef struct {
  TpReply reply;
  gboolean answered;
} Single;

static void
take_reply (const TpDelivery *delivery, const TpReply *reply, gpointer data)
{
  Single *single = data;
  single->reply = *reply;
  single->answered = TRUE;
}

TpReply
tp_transport_send (TpTransport *transport, const char *from, const char *to, const char *bytes,
                   gsize length)
{
  TpDelivery delivery = {.from = from, .to = to, .bytes = bytes, .length = length};
  Single single = {.answered = FALSE};
  tp_transport_submit (transport, &delivery, 1, take_reply, &single);
  while (!single.answered)
    tp_transport_wait (transport, 1000);
  return single.reply;
}
