/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idsets.h"
#include "core/change.h"

/* For tests alone: contacts without values at chosen numbers, and tags on them. */

void tp_tag_testing_contacts (TpAccount *account, guint32 first, guint32 last, int state);
void tp_tag_testing_set_state (TpAccount *account, guint32 first, guint32 last, int state);
gint64 tp_tag_testing_make (TpAccount *account, const char *name);
TpIdSet *tp_tag_testing_range (guint32 first, guint32 last); /* of one block (transfer full) */
TpChange *tp_tag_testing_begin (TpAccount *account);         /* (transfer full) */
gint64 tp_tag_testing_commit (TpChange **change);            /* the feed's position */
gint64 tp_tag_testing_head (TpAccount *account);

/* Sets or removes a tag in a change of its own. */
void tp_tag_testing_set (TpAccount *account, gint64 tag, guint32 first, guint32 last);
void tp_tag_testing_remove (TpAccount *account, gint64 tag, guint32 first, guint32 last);

/* Asserts that exactly first..last (of one block) wear it; first > last: nobody of first's block.
 */
void tp_tag_testing_assert_worn (TpAccount *account, gint64 tag, guint32 first, guint32 last);

/* The events after a position of these kinds and target (0: any), of TpEvent. (transfer full) */
GPtrArray *tp_tag_testing_events (TpAccount *account, gint64 after, TpEventKind kind,
                                  gint64 target);
