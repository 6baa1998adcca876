/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/account.h"

/* The journal of erasures: a line of JSON for each, in a file of the data folder, with keyed hashes
 * in place of addresses. Several accounts may share it; lines tell whose they are. For erase.c and
 * erase_replay.c alone. */

typedef struct {
  gint64 at;         /* of the erasure */
  gint64 contact;    /* its number */
  gint64 created_at; /* of the contact: with the number it tells whether it is the same */
  GPtrArray *hashes; /* of its addresses, text */
  gboolean undone;   /* the erasure was not committed after all */
} TpEraseLine;
void tp_erase_line_free (TpEraseLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpEraseLine, tp_erase_line_free)

/* The hash of an address key, as text. (transfer full) */
char *tp_erase_hash (TpAccount *account, const char *key);

/* Appends a line and syncs it. INTERNAL. */
gboolean tp_erase_journal_append (TpAccount *account, const TpEraseLine *line, GError **error);

/* The account's lines, oldest first, of TpEraseLine, without those that were undone; empty when
 * there is no journal. Lines that cannot be read are left out. (transfer full) */
GPtrArray *tp_erase_journal_read (TpAccount *account, GError **error);

/* As tp_contact_erase, of one whom the journal names already. */
gboolean tp_contact_erase_again (TpAccount *account, TpActor actor, gint64 contact, GError **error);
