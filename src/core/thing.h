/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/change.h"

/* What tags, lists, segments, campaigns and the other named things of an account have in common:
 * the rules for names, the events of their life, and the question who uses them. Thread-safe. */

#define TP_THING_NAME_MAX 200 /* characters */
#define TP_THING_USERS_MAX 10 /* users that an answer names */

/* "tag", "list": in JSON; static storage. */
const char *tp_thing_name (TpThing thing);
/* "captured mail": for people, in the process' language. */
const char *tp_thing_text (TpThing thing);

/* A name as typed, made fit: valid UTF-8 in NFC, blanks at both ends taken off, 1 to
 * TP_THING_NAME_MAX characters, no control characters. INVALID. (transfer full) */
char *tp_thing_clean_name (TpThing thing, const char *name, GError **error);

/* An event of kind THING_ADDED, THING_CHANGED or THING_ARCHIVED: target is the number, data is
 * {"thing": "tag"}. */
void tp_thing_event (TpChange *change, TpEventKind kind, TpThing thing, gint64 number);
/* The kind of thing that such an event is about; NONE for other events. */
TpThing tp_thing_of_event (const TpEvent *event);

/* Who uses a tag, list, product, category, field, segment or campaign: rules and saved segments,
 * each as a text for people ("segment 'Buyers'"), at most TP_THING_USERS_MAX; empty when nobody
 * does. (transfer full: NULL-terminated) */
gboolean tp_thing_users (TpAccount *account, TpConn *conn, TpThing thing, gint64 number,
                         char ***out_users, GError **error);

/* CONFLICT naming the users when there are any. */
gboolean tp_thing_check_unused (TpAccount *account, TpConn *conn, TpThing thing, gint64 number,
                                GError **error);
