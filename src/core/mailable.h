/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idset.h"
#include "db/db.h"
#include "segment/words.h"

/* Who may be mailed: the one question that every sender asks before a message leaves, in the
 * transaction that lets it leave; and the same for sets, beside every count of people.
 *
 * Newsletter and offers need the purpose confirmed; service and internal mail only that it is not
 * withdrawn. With a list, being confirmed on it is the permission, whatever the purpose. The
 * address must be one of the contact's (the chosen one unless another is named) and not suppressed,
 * neither itself nor by its domain ("*@example.com").
 *
 * The reasons are tried in this order: erased, merged, archived, no address, suppressed,
 * unsubscribed, no permission; the first that holds is told. What needs more than the database to
 * know (capped, not rendered, cancelled) the sender adds itself. */

/* Stored numbers: the ledger keeps them. */
typedef enum {
  TP_MAILABLE = 0,
  TP_MAILABLE_NO_PERMISSION = 1,
  TP_MAILABLE_UNSUBSCRIBED = 2,
  TP_MAILABLE_SUPPRESSED = 3,
  TP_MAILABLE_ERASED = 4,
  TP_MAILABLE_ARCHIVED = 5,
  TP_MAILABLE_MERGED = 6,
  TP_MAILABLE_NO_ADDRESS = 7,
  TP_MAILABLE_CAPPED = 8,
  TP_MAILABLE_NOT_RENDERED = 9,
  TP_MAILABLE_CANCELLED = 10,
} TpMailable;
#define TP_MAILABLES (TP_MAILABLE_CANCELLED + 1)

const char *tp_mailable_name (TpMailable reason); /* "no_permission": in JSON; static storage */
const char *tp_mailable_text (TpMailable reason); /* for people, in the process' language */

/* A contact and where it would be written to. */
typedef struct {
  gint64 contact;
  const char *address; /* the address' key (mail/address.h); NULL: the chosen one */
  TpMailable mailable; /* out */
} TpMailableCheck;

/* Fills in `mailable` of each: contacts that are not there are ERASED, an address that is not the
 * contact's (any more) is NO_ADDRESS. `list` 0: none. INVALID: a purpose that is not about mail. At
 * most TP_MAILABLE_MANY at once. */
#define TP_MAILABLE_MANY 10000
gboolean tp_mailable_check (TpConn *conn, TpSegmentPurpose purpose, gint64 list,
                            TpMailableCheck *checks, gsize length, GError **error);

/* Those of a set who may be mailed at their chosen address. out_counts (may be NULL) is added to:
 * how many for each reason, [0] those who may. (transfer full); NULL on errors. */
TpIdSet *tp_mailable_set (TpConn *conn, TpSegmentPurpose purpose, gint64 list,
                          const TpIdSet *contacts, guint64 out_counts[TP_MAILABLES],
                          GError **error);
