/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/idset.h"

#include <glib.h>

/* Events: facts about a contact, or about a set of contacts, or about the account. They are the
 * feed, and the audit log too. An event is never changed except by erasure.
 *
 * Actors and kinds have stored numbers: new ones are added at the end of their group, none is
 * reused. */

typedef enum {
  TP_ACTOR_SYSTEM = 0,
  TP_ACTOR_USER = 1,         /* id: the user */
  TP_ACTOR_TOKEN = 2,        /* id: the API token */
  TP_ACTOR_COMMAND_LINE = 3, /* whoever may read the database */
  TP_ACTOR_IMPORT = 4,       /* id: the import */
  TP_ACTOR_RULE = 5,         /* id: the tag rule */
  TP_ACTOR_PURCHASE = 6,     /* id: the purchase */
  TP_ACTOR_CAMPAIGN = 7,     /* id: the campaign */
  TP_ACTOR_CONTACT = 8,      /* the person itself, by a link or a form; id: the contact */
  TP_ACTOR_SEED = 9,         /* the sample business */
  TP_ACTOR_EVENT = 10,       /* an automatic tag; id: the number of the event's kind */
} TpActorKind;
#define TP_ACTORS (TP_ACTOR_EVENT + 1)

typedef struct {
  TpActorKind kind;
  gint64 id; /* 0 where the kind has none */
} TpActor;

/* "import", "rule"...; static storage. */
const char *tp_actor_name (TpActorKind kind);

typedef enum {
  TP_EVENT_NONE = 0,
  /* contact; target, amount, data as events[] in event.c says */
  TP_EVENT_CONTACT_ADDED = 1,
  TP_EVENT_CONTACT_CHANGED = 2,
  TP_EVENT_CONTACT_ARCHIVED = 3,
  TP_EVENT_CONTACT_RESTORED = 4,
  TP_EVENT_CONTACT_ERASED = 5,
  TP_EVENT_CONTACT_MERGED = 6,
  TP_EVENT_ADDRESS_ADDED = 10,
  TP_EVENT_ADDRESS_REMOVED = 11,
  TP_EVENT_ADDRESS_CHOSEN = 12,
  TP_EVENT_ADDRESS_SUPPRESSED = 13,
  TP_EVENT_ADDRESS_RELEASED = 14,
  TP_EVENT_NOTE_ADDED = 15,
  TP_EVENT_TAG_SET = 20,
  TP_EVENT_TAG_REMOVED = 21,
  TP_EVENT_LIST_CONFIRMED = 30,
  TP_EVENT_LIST_UNCONFIRMED = 31,
  TP_EVENT_LIST_UNSUBSCRIBED = 32,
  TP_EVENT_LIST_REMOVED = 33,
  TP_EVENT_PERMISSION_CONFIRMED = 40,
  TP_EVENT_PERMISSION_WITHDRAWN = 41,
  TP_EVENT_PERMISSION_RESET = 42, /* back to unknown */
  TP_EVENT_PURCHASED = 50,
  TP_EVENT_REFUNDED = 51,
  TP_EVENT_CHARGED_BACK = 52,
  TP_EVENT_PURCHASE_REMOVED = 53,
  TP_EVENT_MAIL_RECEIVED = 60, /* accepted by the next mail server */
  TP_EVENT_MAIL_OPENED = 61,
  TP_EVENT_MAIL_CLICKED = 62,
  TP_EVENT_MAIL_BOUNCED = 63,
  TP_EVENT_MAIL_COMPLAINED = 64,
  TP_EVENT_MAIL_FAILED = 65,
  TP_EVENT_MAIL_SKIPPED = 66,
  TP_EVENT_CALLED = 70,
  TP_EVENT_SIGNED_UP = 71,
  TP_EVENT_DID = 72,
  TP_EVENT_SEGMENT_ENTERED = 73,
  TP_EVENT_SEGMENT_LEFT = 74,
  /* the account */
  TP_EVENT_THING_ADDED = 100, /* a tag, list, field, rule, campaign, ... came to be */
  TP_EVENT_THING_CHANGED = 101,
  TP_EVENT_THING_ARCHIVED = 102,
  TP_EVENT_IMPORT_BEGUN = 110,
  TP_EVENT_IMPORT_ENDED = 111,
  TP_EVENT_IMPORT_UNDONE = 112,
  TP_EVENT_CAMPAIGN_STARTED = 120,
  TP_EVENT_CAMPAIGN_ENDED = 121,
  TP_EVENT_CAMPAIGN_PAUSED = 122,
  TP_EVENT_CAMPAIGN_CANCELLED = 123,
  TP_EVENT_SETTING_CHANGED = 130,
  TP_EVENT_USER_CHANGED = 131,
  TP_EVENT_TOKEN_CHANGED = 132,
} TpEventKind;

/* What an event's target is. */
typedef enum {
  TP_THING_NONE = 0,
  TP_THING_CONTACT = 1,
  TP_THING_TAG = 2,
  TP_THING_LIST = 3,
  TP_THING_SEGMENT = 4,
  TP_THING_CAMPAIGN = 5,
  TP_THING_PRODUCT = 6,
  TP_THING_CATEGORY = 7,
  TP_THING_PURCHASE = 8,
  TP_THING_FIELD = 9,
  TP_THING_RULE = 10,
  TP_THING_IMPORT = 11,
  TP_THING_USER = 12,
  TP_THING_TOKEN = 13,
  TP_THING_NOTE = 14,
  TP_THING_PURPOSE = 15, /* the number is that of the purpose */
  TP_THING_MESSAGE = 16,
  TP_THING_REFUND = 17,
  TP_THING_CAPTURED_MAIL = 18,
  TP_THING_FORM = 19,
  TP_THING_LINK = 20,
  TP_THING_AUTOMATION = 21,
  TP_THING_REQUEST = 22, /* of the HTTP interface */
} TpThing;
#define TP_THINGS (TP_THING_REQUEST + 1)

/* What is known of a kind. */
typedef struct {
  TpEventKind kind;
  const char *name;  /* "tag_set": in JSON and in rules */
  TpThing target;    /* what `target` refers to */
  gboolean personal; /* `data` may hold personal data: erasure blanks it */
  const char *text;  /* for people, marked; one %s takes the target's name where it has one */
} TpEventInfo;

/* NULL for a kind that this program does not know: such events are skipped and kept. */
const TpEventInfo *tp_event_info (int kind);

typedef struct {
  gint64 position; /* in the feed, from 1 without gaps; 0 before the commit */
  gint64 at;       /* when it happened (business time) */
  int kind;        /* TpEventKind, or one that this program does not know */
  gint64 contact;  /* whom it is about; 0: the members, or nobody */
  TpIdSet *members;
  gint64 target;
  gint64 amount; /* money in minor units of the account's currency, or a count */
  TpActor actor;
  char *request; /* the request that it came from, or NULL */
  char *data;    /* JSON object text, or NULL */
} TpEvent;

void tp_event_free (TpEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpEvent, tp_event_free)
