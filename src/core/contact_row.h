/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/contact.h"

/* Between contacts in memory and rows of the table; for the contact_*.c files alone. */

/* Columns of a whole row, as sql/contact.sql selects them. */
#define TP_CONTACT_COLUMNS 26
TpContact *tp_contact_of_row (TpRows *rows); /* (transfer full) */
/* All rows; takes `rows`, which may be NULL when *error is set. (transfer full) */
GPtrArray *tp_contact_of_rows (TpRows *rows, GError **error);

/* The texts after `changed_at`: EMAIL (if asked for) to HOBBIES. Returns how many cells. */
#define TP_CONTACT_TEXTS 19
guint tp_contact_text_cells (const TpContact *contact, gboolean with_email, TpCell *out_cells);
void tp_contact_text_cell (const char *text, TpCell *out_cell); /* NULL: NULL */

/* `custom` as it is to be stored, after puts. */
void tp_contact_settle (TpContact *contact);
/* Forgets what was changed. */
void tp_contact_clear_marks (TpContact *contact);
