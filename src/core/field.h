/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/datein.h"
#include "base/json.h"
#include "base/number.h"
#include "core/change.h"
#include "segment/field.h"

/* Fields of contacts: the built-in ones, whose table is segment/field.h, and those that the account
 * made itself. A catalogue of all is loaded by whoever reads or writes values; it never changes, is
 * counted, and may be shared between threads.
 *
 * Values have one stored form, made by tp_field_parse, so that equal values are equal bytes:
 *
 *   text      UTF-8 in NFC, trimmed, runs of blanks and line breaks made one blank
 *   number    a decimal with at most 6 places: -12.5
 *   money     a decimal with the places of the account's currency: 12.50
 *   date      2026-01-31
 *   yes/no    yes, no
 *   choice    as the field spells it
 *   link      http or https, as given
 *
 * of which a field with several values holds one per line, each once. street, postcode, city and
 * country are the lines of postal addresses: the n-th lines belong together, so there a line may be
 * empty and values repeat. No text is ever empty: not set is NULL.
 *
 * Built-in fields with a form of their own: gender is female, male, diverse or company (words of
 * address in English, German and Dutch are taken); language is ISO 639-1 (de), country ISO 3166
 * alpha-2 (DE), both by code or by name in the three languages; time_zone is of the IANA list;
 * birth_date is not in the future; phone is kept as given (core/phone.h compares); postcode is
 * upper case, 1012 AB with its blank, and gets back the leading zeros that a spreadsheet took where
 * the country is known to have five digits; status is one of the seven. */

#define TP_FIELD_CHOICE_MAX 100    /* characters in a choice */
#define TP_FIELD_CUSTOM_MAX 500    /* custom fields, archived ones too */
#define TP_FIELD_CHOICES_MAX 500   /* of one field */
#define TP_FIELD_VALUE_MAX 10000   /* characters in one value */
#define TP_FIELD_VALUES_MAX 100    /* values in one field */
#define TP_FIELD_LINK_MAX 2000     /* characters in a link */
#define TP_FIELD_STORED_MAX 200000 /* bytes of all values of one field */

typedef struct {
  TpSegmentField kind; /* its `choices` are borrowed from this */
  char *name;
  char **choices; /* of a custom CHOICE, else NULL */
  gint64 created_at;
  gint64 archived_at; /* 0: in use */
} TpField;

typedef struct TpFields TpFields;

/* All fields, archived ones too. (transfer full) */
TpFields *tp_fields_load (TpAccount *account, TpConn *conn, GError **error);
TpFields *tp_fields_ref (TpFields *fields);
void tp_fields_unref (TpFields *fields);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpFields, tp_fields_unref)

/* Borrowed from the catalogue. By name: built-in, or custom and in use, whatever the case; "#" and
 * its public id names a custom one too. NULL: there is none. */
const TpField *tp_fields_find (const TpFields *fields, const char *name);
/* The same, but NOT_FOUND when there is none. */
const TpField *tp_fields_get (const TpFields *fields, const char *name, GError **error);
const TpField *tp_fields_builtin (const TpFields *fields, TpSegmentBuiltin builtin);
const TpField *tp_fields_custom (const TpFields *fields, gint64 id); /* archived or not */

/* Built-in ones first, then custom ones by name; i < length. */
guint tp_fields_length (const TpFields *fields);
const TpField *tp_fields_nth (const TpFields *fields, guint i);

/* Whether it is a column of postal addresses, whose lines belong together. */
gboolean tp_field_is_postal (const TpField *field);

/* How values from outside are to be read. Zeroed it is right for the API and the command line. */
typedef struct {
  TpNumberStyle number_style;
  TpDateOrder date_order;
  const char *country; /* alpha-2: whose postcodes these are; NULL or "": not known */
} TpFieldReading;

/* The stored form of a value, or of several, one per line. *out_stored NULL: the text is blank, so
 * the field is not set. INVALID names field and value; also for a derived field, which nobody sets.
 * email is not parsed here but by core/address_book.h. */
gboolean tp_field_parse (const TpFields *fields, const TpField *field, const char *text,
                         const TpFieldReading *reading, char **out_stored, GError **error);

/* Text for tp_field_parse out of JSON: a text, number, truth value, null, or an array of such.
 * (transfer full); NULL: INVALID. */
char *tp_field_text_of_json (const TpField *field, const json_t *json, GError **error);
/* As the API shows a stored value: numbers as numbers, yes and no as true and false, all else as
 * text; several values as an array of such, a single one by itself in every field. */
json_t *tp_field_to_json (const TpField *field, const char *stored);

/* Making and changing custom fields. */
typedef struct {
  const char *name;
  TpSegmentType type; /* not TIME */
  gboolean several;
  gboolean anniversary;       /* DATE only, and not several */
  const char *const *choices; /* CHOICE: at least one, else NULL */
} TpFieldSpec;

/* INVALID: name or type; CONFLICT: the name is taken, by a built-in field too; LIMIT. */
gboolean tp_field_add (TpChange *change, const TpFieldSpec *spec, gint64 *out_id, GError **error);
/* NOT_FOUND, INVALID, CONFLICT. */
gboolean tp_field_rename (TpChange *change, gint64 id, const char *name, GError **error);
/* Contacts keep a value whose choice is taken away. */
gboolean tp_field_set_choices (TpChange *change, gint64 id, const char *const *choices,
                               GError **error);
/* CONFLICT while segments or rules use it: the message names them. Values are kept. */
gboolean tp_field_archive (TpChange *change, gint64 id, GError **error);

/* "text", "number", "money", "date", "yes_no", "choice", "link"; several choices are a choice with
 * several values. */
const char *tp_field_type_name (TpSegmentType type);
gboolean tp_field_type_find (const char *name, TpSegmentType *out_type);
