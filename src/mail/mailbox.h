/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "mail/address.h"

/* A mailbox as people write it into a setting or a form: 'Name <a@b.de>', '"Name, Inc." <a@b.de>',
 * '<a@b.de>' or the bare address. The name is UTF-8 in NFC, its quotes taken off; control and
 * invisible characters in it are refused, since it becomes a header. Not a parser of foreign
 * headers: for those see mail/view.h. Thread-safe. */

#define TP_MAILBOX_NAME_MAX 256 /* octets */

typedef struct {
  char *name; /* "" when there is none */
  TpAddress *address;
} TpMailbox;

/* length -1: up to the NUL. (transfer full); NULL: INVALID */
TpMailbox *tp_mailbox_parse (const char *text, gssize length, GError **error);
void tp_mailbox_free (TpMailbox *mailbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpMailbox, tp_mailbox_free)
