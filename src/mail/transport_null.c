/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/transport_backend.h"

static void
submit_null (TpTransport *transport, const TpDelivery *deliveries, gsize n, TpTransportDone done,
             gpointer data)
{
  TpReply reply;
  tp_reply_set (&reply, TP_OUTCOME_ACCEPTED, 250, "2.0.0", "counted");
  for (gsize i = 0; i < n; i++)
    tp_transport_answer (transport, &deliveries[i], &reply, done, data);
}

TpTransport *
tp_transport_new_null (void)
{
  static const TpTransportClass klass = {"null", 10000, submit_null, NULL, NULL};
  return tp_transport_new (&klass, NULL);
}
