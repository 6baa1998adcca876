/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "segment/field.h"

#include <glib.h>

/* The columns of contact files: what a header such as "E-Mail-Adresse", "PLZ" or "achternaam"
 * means, in English, German and Dutch. Pure and thread-safe; which columns an import really takes
 * is core/import_plan.h. */

typedef enum {
  TP_COLUMN_UNKNOWN, /* told, not imported */
  TP_COLUMN_IGNORED, /* known, and of no use */
  TP_COLUMN_EMAIL,
  TP_COLUMN_FIELD,        /* a field of the contact */
  TP_COLUMN_FULL_NAME,    /* "Anna de Vries", "Vries, Anna" */
  TP_COLUMN_NAME_PREFIX,  /* tussenvoegsel: goes in front of the last name */
  TP_COLUMN_ADDRESSED,    /* Anrede: the gender where it tells that, else the salutation */
  TP_COLUMN_HOUSE_NUMBER, /* goes behind the street */
  TP_COLUMN_TAGS,         /* several, separated by , or ; and quoted where they hold one */
  TP_COLUMN_TAG,          /* yes: that tag */
  TP_COLUMN_LISTS,        /* likewise several, each with its state: Newsletter=unsubscribed */
  TP_COLUMN_LIST,         /* the state on that list */
  TP_COLUMN_PERMISSIONS,  /* offers=confirmed */
  TP_COLUMN_STATUS,       /* of the customer, or of a subscription: the values tell */
  TP_COLUMN_SUBSCRIPTION, /* subscribed, unsubscribed, cleaned, ... */
  TP_COLUMN_LEFT,         /* when, or yes: has unsubscribed */
  TP_COLUMN_CLEANED,      /* when, or yes: bounced for good */
  TP_COLUMN_BLOCKED,      /* yes: must not be mailed */
  TP_COLUMN_OPTED_IN,     /* when: the files of some programs say nothing for who never did */
  TP_COLUMN_ATTRIBUTES,   /* JSON object of further columns */
  TP_COLUMN_CREATED,      /* when the contact came to be */
} TpColumnKind;
#define TP_COLUMN_KINDS (TP_COLUMN_CREATED + 1)

typedef struct {
  TpColumnKind kind;
  TpSegmentBuiltin builtin; /* FIELD: which; CUSTOM: one of the account's own */
} TpColumn;

#define TP_COLUMN_NAME_MAX 500 /* bytes of a header that are looked at */

/* A header reduced to what is compared: folded, letters and digits alone. (transfer full) */
char *tp_column_key (const char *header);

/* UNKNOWN when the header says nothing. */
TpColumn tp_column_find (const char *header);

/* By the names that --map takes for what is not a field: "tags", "full_name"... */
gboolean tp_column_kind_find (const char *name, TpColumnKind *out_kind);

/* What a cell about a subscription says. */
typedef enum {
  TP_SUBSCRIPTION_NONE, /* nothing */
  TP_SUBSCRIPTION_SUBSCRIBED,
  TP_SUBSCRIPTION_UNCONFIRMED,
  TP_SUBSCRIPTION_ABSENT,       /* never asked for mail */
  TP_SUBSCRIPTION_UNSUBSCRIBED, /* left */
  TP_SUBSCRIPTION_CLEANED,      /* bounced for good */
  TP_SUBSCRIPTION_BLOCKED,      /* must not be mailed */
} TpSubscription;
#define TP_SUBSCRIPTIONS (TP_SUBSCRIPTION_BLOCKED + 1)

/* "Unsubscribed", "Abgemeldet", "Opt-In Pending", "hard bounced"... FALSE for a word that is not
 * known. */
gboolean tp_subscription_find (const char *text, TpSubscription *out_subscription);
/* Whether the word is about subscriptions and can be no customer status, as "active" can. */
gboolean tp_subscription_is_telling (const char *text);

/* yes, ja, 1, true, x; and no, nein, nee, 0, false, never, or nothing. FALSE: another text. */
gboolean tp_column_yes_no (const char *text, gboolean *out_yes);
