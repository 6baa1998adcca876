/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/contact.h"
#include "core/event_text.h"
#include "core/note.h"
#include "core/suppression.h"

/* Contacts as JSON, the same in the interface and on the command line. */

#define TP_CONTACT_JSON_EVENTS 100    /* of the newest */
#define TP_CONTACT_JSON_PURCHASES 100 /* of the latest */

/* {"id", "email", "state", "created_at", "changed_at", "fields": {name: value}}: what the row
 * holds; fields that are not set are left out. (transfer full) */
json_t *tp_contact_to_json (TpAccount *account, const TpFields *fields, TpContact *contact);

/* The same with "addresses", "tags", "lists", "permissions", "purchases" and "events". Aliases are
 * followed. NOT_FOUND. (transfer full) */
json_t *tp_contact_show_json (TpAccount *account, TpConn *conn, gint64 number, GError **error);

/* [{"address", "chosen", "added_at", "suppressed"}]; suppressed: the reason or null. (transfer
 * full)
 */
json_t *tp_contact_addresses_json (TpConn *conn, gint64 number, GError **error);
/* [event], the newest first, as tp_contact_history. *out_before: where the next page begins, 0 at
 * the end. (transfer full) */
json_t *tp_contact_history_json (TpAccount *account, TpConn *conn, gint64 number, gint64 before,
                                 guint limit, gint64 *out_before, GError **error);

json_t *tp_note_to_json (TpAccount *account, const TpNote *note);             /* (transfer full) */
json_t *tp_suppression_to_json (const TpSuppression *suppression);            /* (transfer full) */
json_t *tp_field_description_json (TpAccount *account, const TpField *field); /* (transfer full) */
