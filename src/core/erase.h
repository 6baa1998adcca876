/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* Erasure of a person, which cannot be undone: all that is personal is blanked in every table and
 * event that declares it (the table in erase.c), also of the contacts merged into it. What stays is
 * the number as a tombstone, with its purchases and counts, which then are nobody's.
 *
 * Left behind are keyed hashes of the addresses, so that an import does not bring the person back;
 * and a line in the journal "erased.journal" in the data folder, outside of the database, which a
 * restored backup replays. The journal holds hashes too, no address. Signing up again oneself is
 * possible. */

#define TP_ERASE_JOURNAL "erased.journal"

/* Writes the journal (synced), erases, commits, and clears what other commands committed meanwhile.
 * Event contact_erased. Aliases are followed. NOT_FOUND. */
gboolean tp_contact_erase (TpAccount *account, TpActor actor, const char *request, gint64 contact,
                           gint64 *out_position, GError **error);

/* out_erased[i]: whether the person of that address was erased. At most 65,536 keys. */
gboolean tp_erased_find_many (TpAccount *account, TpConn *conn, const char *const *keys,
                              gsize length, gboolean *out_erased, GError **error);
/* The person itself signs up again: its address is no longer known as erased. */
gboolean tp_erased_lift (TpChange *change, const char *key, GError **error);

/* After a backup was restored: erases again whom the journal names and who is there as before the
 * erasure. *out_count: how many. A line that is cut off at the end (power loss) is left out. */
gboolean tp_erase_replay (TpAccount *account, TpActor actor, guint *out_count, GError **error);
