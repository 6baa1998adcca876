/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/feed.h"
#include "core/field.h"

#include <jansson.h>

/* Events as people read them: "tag 'Fair 2026' set", "fields changed: city, postcode". The names of
 * all things that a page of events is about are read at once; they are today's names, of archived
 * things too. For one thread. */

typedef struct TpEventTexts TpEventTexts;

/* `events` of TpEvent, at most TP_FEED_READ_MAX. (transfer full) */
TpEventTexts *tp_event_texts_load (TpAccount *account, TpConn *conn, const GPtrArray *events,
                                   GError **error);
void tp_event_texts_free (TpEventTexts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpEventTexts, tp_event_texts_free)

/* In the process' language. (transfer full) */
char *tp_event_text (const TpEventTexts *texts, const TpEvent *event);

/* {"at", "kind", "text", "by", "position", "data"}: data as the event holds it, or null; by is the
 * kind of actor. (transfer full) */
json_t *tp_event_to_json (const TpEventTexts *texts, const TpEvent *event);
