/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "core/field.h"

/* Contacts: people and organisations, each stored once, known by number inside and by public id or
 * e-mail address outside. This file reads them and writes their fields; addresses are
 * core/address_book.h, archiving core/archive.h, erasure core/erase.h, merging core/merge.h.
 *
 * A contact that was merged into another lives on as its alias: whoever looks up the old number, id
 * or address finds the survivor. An erased one is a tombstone that nothing finds. */

typedef enum {
  TP_CONTACT_LIVE = 0,
  TP_CONTACT_ARCHIVED = 1, /* kept, not mailed, in no segment */
  TP_CONTACT_ERASED = 2,
  TP_CONTACT_MERGED = 3,
} TpContactState;
#define TP_CONTACT_STATES (TP_CONTACT_MERGED + 1)
const char *tp_contact_state_name (TpContactState state); /* "live" */
gboolean tp_contact_state_find (const char *name, TpContactState *out_state);

#define TP_CONTACT_CHUNK 8192          /* contacts in one call that loads or writes many */
#define TP_CONTACT_PAGE_MAX 1000       /* contacts on a page */
#define TP_CONTACT_CUSTOM_BYTES 400000 /* bytes of all custom values of one contact */

/* Values are in their stored form (core/field.h), personal all of them. Only what is stored with
 * the contact is here: birthday, age, orders and so on follow from other facts. */
typedef struct {
  gint64 number; /* 0: not added yet */
  TpContactState state;
  gint64 merged_into; /* 0: none */
  gint64 created_at;  /* before adding: 0 means now */
  gint64 changed_at;
  char *values[TP_SEGMENT_BUILTINS]; /* NULL: not set; EMAIL: the chosen address as spelled */
  char *custom;                      /* JSON object {"<id>": value}, or NULL */
  gint64 score;
  gboolean has_score;
  char *email_key;  /* before adding: the key of values[EMAIL] */
  gboolean existed; /* after tp_contact_add_many: another writer was first with this address */
  guint64 changed;  /* 1 << TpSegmentBuiltin of what tp_contact_put changed */
  GArray *changed_custom; /* gint64: likewise the custom fields' ids, ascending; NULL: none */
  json_t *custom_json;    /* `custom` parsed, once it was needed */
} TpContact;

TpContact *tp_contact_new (void); /* (transfer full) */
void tp_contact_free (TpContact *contact);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpContact, tp_contact_free)

/* The row of that number as it stands, alias or tombstone too. NOT_FOUND. (transfer full) */
TpContact *tp_contact_load (TpConn *conn, gint64 number, GError **error);
/* As many of them as there are, ascending by number, of TpContact; length at most 65,536.
 * (transfer full) */
GPtrArray *tp_contact_load_many (TpConn *conn, const gint64 *numbers, gsize length, GError **error);
/* The same inside a change, locked until its end: for reading, changing and writing back. At most
 * TP_CONTACT_CHUNK. */
GPtrArray *tp_contact_lock_many (TpChange *change, const gint64 *numbers, gsize length,
                                 GError **error);

/* Contacts of one state by number, the newest first, those below `before` (0: from the newest); at
 * most `limit`, of TpContact. (transfer full) */
GPtrArray *tp_contact_page (TpConn *conn, TpContactState state, gint64 before, guint limit,
                            GError **error);

/* By public id or by any of its e-mail addresses. NOT_FOUND; also for an erased one. Archived ones
 * are found. */
gboolean tp_contact_find (TpAccount *account, TpConn *conn, const char *id_or_email,
                          gint64 *out_number, GError **error);
/* The number that an alias stands for; its own for every other. NOT_FOUND: no such contact, or
 * erased. */
gboolean tp_contact_resolve (TpConn *conn, gint64 number, gint64 *out_number, GError **error);
/* The numbers that were merged into this one, ascending, of gint64. (transfer full) */
GArray *tp_contact_aliases (TpConn *conn, gint64 number, GError **error);
#define TP_CONTACT_ALIASES_MAX 1000

/* The stored value, borrowed until the next change to the contact; NULL: not set, or not stored
 * with the contact. */
const char *tp_contact_value (TpContact *contact, const TpField *field);
/* Changes it in memory (NULL: not set) and marks it; TRUE when it differed. Not for EMAIL. */
gboolean tp_contact_put (TpContact *contact, const TpField *field, const char *stored);
gboolean tp_contact_is_changed (const TpContact *contact);

/* What was asked for one contact: names and texts as they come from outside. */
typedef struct {
  const char *field;
  const char *text; /* blank or NULL: not set */
} TpContactAssignment;
/* Reads them all, country first, so that postcodes follow it, and puts them. INVALID, NOT_FOUND: no
 * such field. */
gboolean tp_contact_assign (TpContact *contact, const TpFields *fields,
                            const TpContactAssignment *assignments, gsize length,
                            const TpFieldReading *reading, GError **error);

/* One contact: adds it. `email` NULL: without an address. CONFLICT: the address belongs to another,
 * which the message names; or to a person who was erased, unless `himself`: the person itself asks,
 * which lifts that. Event contact_added. */
gboolean tp_contact_add (TpChange *change, const char *email,
                         const TpContactAssignment *assignments, gsize length, gboolean himself,
                         gint64 *out_number, GError **error);
/* Changes fields of one contact, alias followed; "email" chooses or adds an address. Event
 * contact_changed names the fields, unless nothing differs. NOT_FOUND, INVALID, CONFLICT. */
gboolean tp_contact_set (TpChange *change, gint64 number, const TpContactAssignment *assignments,
                         gsize length, gboolean *out_changed, GError **error);

/* Many at once, at most TP_CONTACT_CHUNK: contacts of tp_contact_new with their values, email_key
 * and values[EMAIL], each key once. They get ascending numbers without gaps, written to `number`.
 * Where another writer was first with an address, nothing is written: `existed` is set and `number`
 * is the other's. The caller has looked for known addresses (core/address_book.h) and for erased
 * ones (core/erase.h) before. One set event contact_added per block. LIMIT: numbers are used up. */
gboolean tp_contact_add_many (TpChange *change, TpContact *const *contacts, gsize length,
                              GError **error);
/* Writes what tp_contact_put changed in contacts of tp_contact_lock_many and clears the marks; one
 * set event contact_changed for all contacts with the same changed fields. */
gboolean tp_contact_update_many (TpChange *change, TpContact *const *contacts, gsize length,
                                 GError **error);

/* What happened to a contact and to those merged into it; as tp_history_read. (transfer full) */
GPtrArray *tp_contact_history (TpConn *conn, gint64 number, gint64 before, const TpEventKind *kinds,
                               guint limit, GError **error);
