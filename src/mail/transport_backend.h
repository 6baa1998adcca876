/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "mail/transport.h"

/* For members of the family only. A member is a file transport_NAME.c with a class, its state, and
 * a tp_transport_new_NAME declared in mail/transport.h. */

typedef struct {
  const char *name;
  gsize capacity; /* deliveries at once */

  /* Every delivery must be answered once by tp_transport_answer, now or from wait. */
  void (*submit) (TpTransport *transport, const TpDelivery *deliveries, gsize n,
                  TpTransportDone done, gpointer data);
  void (*wait) (TpTransport *transport, guint timeout_ms); /* NULL: submit answers all */
  void (*free) (gpointer state);                           /* NULL: nothing to do */
} TpTransportClass;

/* The class is borrowed and may be part of the state. */
TpTransport *tp_transport_new (const TpTransportClass *klass, gpointer state);
gpointer tp_transport_state (const TpTransport *transport);

void tp_transport_answer (TpTransport *transport, const TpDelivery *delivery, const TpReply *reply,
                          TpTransportDone done, gpointer data);
