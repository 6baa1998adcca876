/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"
#include "mail/address.h"

/* The e-mail addresses of contacts: several each, one of them chosen, to which is sent. An address
 * belongs to one contact; its key (mail/address.h) is its identity. Spelling and key are personal.
 */

#define TP_ADDRESS_BOOK_MAX 50 /* addresses of one contact */

typedef struct {
  char *key;
  char *spelling; /* as given */
  gboolean chosen;
  gint64 added_at;
} TpAddressEntry;
void tp_address_entry_free (TpAddressEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpAddressEntry, tp_address_entry_free)

/* Whose address it is: *out_contact 0 when nobody's. */
gboolean tp_address_book_find (TpConn *conn, const char *key, gint64 *out_contact, GError **error);
/* The same for many: out_contacts[i] is whose keys[i] is. At most 65,536 keys, which may repeat. */
gboolean tp_address_book_find_many (TpConn *conn, const char *const *keys, gsize length,
                                    gint64 *out_contacts, GError **error);
/* The chosen address of many contacts: out_spellings[i] (transfer full) of numbers[i], NULL when it
 * has none. */
gboolean tp_address_book_chosen_many (TpConn *conn, const gint64 *numbers, gsize length,
                                      char **out_spellings, GError **error);

/* Of one contact, the chosen one first, then as they were added; of TpAddressEntry. (transfer
 * full) */
GPtrArray *tp_address_book_list (TpConn *conn, gint64 contact, GError **error);

/* The error that a contact's address is taken. `owner`: whose it is. Returns FALSE. */
gboolean tp_address_book_conflict (TpAccount *account, const char *address, gint64 owner,
                                   GError **error);

/* Adds an address; the first one is the chosen one, others when `choose`. Nothing happens when it
 * has it already (but choosing). INVALID: no address; CONFLICT: another contact's, which the
 * message names; LIMIT. Events address_added, address_chosen. */
gboolean tp_address_book_add (TpChange *change, gint64 contact, const char *address,
                              gboolean choose, GError **error);
/* The next one added is then the chosen one. NOT_FOUND. Event address_removed. */
gboolean tp_address_book_remove (TpChange *change, gint64 contact, const char *address,
                                 GError **error);
/* NOT_FOUND. Event address_chosen. */
gboolean tp_address_book_choose (TpChange *change, gint64 contact, const char *address,
                                 GError **error);
