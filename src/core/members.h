/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idsets.h"
#include "db/db.h"

/* Sets of contacts on their way into set statements and back: lists for int64s($1), and rows of
 * contacts as sets. */

/* The members, ascending, as gint64. (transfer full) */
GArray *tp_members_numbers (const TpIdSet *members);

/* Reads the rows' first column, contacts of one block, as a set; `rows` may be NULL (then *error is
 * set). Takes rows. (transfer full); NULL on errors. */
TpIdSet *tp_members_take_rows (TpRows *rows, guint32 block, GError **error);

/* A contact and another number (a tag) in one, for lists of pairs: the contact is value &
 * 4294967295, the other value >> 32. Ascending order is that of (number, contact). */
#define TP_MEMBERS_PAIR(contact, number) ((gint64)(number) << 32 | (gint64)(guint32)(contact))

/* Sets by a number: for each number the contacts that go with it. */
typedef struct TpMembersBy TpMembersBy;
TpMembersBy *tp_members_by_new (void); /* (transfer full) */
void tp_members_by_free (TpMembersBy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpMembersBy, tp_members_by_free)
void tp_members_by_add (TpMembersBy *self, gint64 number, guint32 contact);
void tp_members_by_union (TpMembersBy *self, gint64 number, const TpIdSet *contacts);
/* The numbers, ascending, as gint64 (transfer full); and the contacts of one, or NULL. */
GArray *tp_members_by_numbers (TpMembersBy *self);
TpIdSets *tp_members_by_find (TpMembersBy *self, gint64 number);
