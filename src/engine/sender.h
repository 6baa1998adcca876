/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/account.h"
#include "mail/transport.h"

/* Sends what the ledger holds. Any number of processes may send at once, also one campaign: each
 * works on leased chunks (core/message.h). Within a process one thread claims, submits and settles,
 * in groups that share a commit with the outcomes of the group before; others render ahead.
 *
 * Where mail goes: the built-in mailbox unless TAGPOST_MAIL says `null`, `stdout` or `folder:DIR`.
 * With the mailbox a mail and its outcome are one commit: exactly once. With the others a message
 * whose outcome was not committed when the process died is uncertain.
 *
 * TAGPOST_RETRY (1m,10m,1h,6h) are the waits between tries; after the last a temporary refusal is a
 * failure. TAGPOST_LEASE (10) is for how many seconds a process that died keeps its chunks. */

#define TP_SENDER_GROUP 200 /* messages in a commit, at most */
#define TP_SENDER_RETRIES_MAX 20

typedef struct {
  TpTransport *transport; /* NULL: the mailbox (borrowed) */
  gint64 retry_ms[TP_SENDER_RETRIES_MAX];
  guint retries;
  guint lease_seconds;
  guint threads; /* that render; 0: one for each processor */
  /* Asked between groups; TRUE ends the work, what is in flight is settled. May be NULL. */
  gboolean (*stopping) (gpointer data);
  /* After every commit: how many were settled since the start of this run. May be NULL. */
  void (*progress) (guint64 settled, gpointer data);
  gpointer data;
} TpSenderOptions;

/* From the environment; *out_transport (transfer full) is NULL for the mailbox. INVALID names the
 * variable. */
gboolean tp_sender_options_init (TpSenderOptions *options, TpTransport **out_transport,
                                 GError **error);

/* Starts what is scheduled, makes ledgers, sends all that is due now and ends what is finished:
 * for one campaign, or all (0). *out_worked: there was something to do. */
gboolean tp_sender_run (TpAccount *account, gint64 campaign, const TpSenderOptions *options,
                        gboolean *out_worked, GError **error);
