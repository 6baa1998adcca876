/* SPDX-License-Identifier: Apache-2.0 */
/* The replies of a batch are about 1 kB each, so a batch is bounded. */
#include "mail/transport_backend.h"

#define BATCH_MAX 200

typedef struct {
  TpTransportClass klass;
  char *name;
  TpTransportFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Callback;

static void
submit_callback (TpTransport *transport, const TpDelivery *deliveries, gsize n,
                 TpTransportDone done, gpointer data)
{
  Callback *self = tp_transport_state (transport);
  g_autofree TpReply *replies = g_new (TpReply, n);
  for (gsize i = 0; i < n; i++)
    tp_reply_set (&replies[i], TP_OUTCOME_TEMPORARY, 451, "4.3.0", "not answered");
  self->func (deliveries, n, replies, self->data);
  for (gsize i = 0; i < n; i++)
    tp_transport_answer (transport, &deliveries[i], &replies[i], done, data);
}

static void
free_callback (gpointer state)
{
  Callback *self = state;
  if (self->destroy != NULL)
    self->destroy (self->data);
  g_free (self->name);
  g_free (self);
}

TpTransport *
tp_transport_new_callback (const char *name, TpTransportFunc func, gpointer data,
                           GDestroyNotify destroy)
{
  Callback *self = g_new0 (Callback, 1);
  self->name = g_strdup (name);
  self->func = func;
  self->data = data;
  self->destroy = destroy;
  self->klass = (TpTransportClass){self->name, BATCH_MAX, submit_callback, NULL, free_callback};
  return tp_transport_new (&self->klass, self);
}
