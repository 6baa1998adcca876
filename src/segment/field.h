/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What the segment language knows of a contact's fields: the built-in ones are a table here, an
 * account's own ones come from the names (segment/names.h). A field is a plain value that
 * conditions carry along; thread-safe. */

typedef enum {
  TP_SEGMENT_TEXT,
  TP_SEGMENT_NUMBER,
  TP_SEGMENT_MONEY, /* in the account's currency */
  TP_SEGMENT_DATE,  /* a calendar day without a zone */
  TP_SEGMENT_TIME,  /* a moment; compared with dates by its day in the account's time zone */
  TP_SEGMENT_YES_NO,
  TP_SEGMENT_CHOICE, /* text out of a fixed set */
  TP_SEGMENT_LINK,   /* text holding a URL */
} TpSegmentType;
#define TP_SEGMENT_TYPES (TP_SEGMENT_LINK + 1)

typedef enum {
  TP_SEGMENT_CUSTOM, /* not built in: known by its id */
  TP_SEGMENT_EMAIL,
  TP_SEGMENT_FIRST_NAME,
  TP_SEGMENT_LAST_NAME,
  TP_SEGMENT_TITLE,
  TP_SEGMENT_SALUTATION,
  TP_SEGMENT_GENDER,
  TP_SEGMENT_COMPANY,
  TP_SEGMENT_LANGUAGE,
  TP_SEGMENT_TIME_ZONE,
  TP_SEGMENT_BIRTH_DATE,
  TP_SEGMENT_BIRTHDAY,
  TP_SEGMENT_AGE,
  TP_SEGMENT_PHONE,
  TP_SEGMENT_STREET,
  TP_SEGMENT_POSTCODE,
  TP_SEGMENT_CITY,
  TP_SEGMENT_COUNTRY,
  TP_SEGMENT_STATUS,
  TP_SEGMENT_LEAD_SOURCE,
  TP_SEGMENT_OWNER,
  TP_SEGMENT_HOBBIES,
  TP_SEGMENT_CREATED,
  TP_SEGMENT_LAST_OPEN,
  TP_SEGMENT_LAST_CLICK,
  TP_SEGMENT_LAST_PURCHASE,
  TP_SEGMENT_ORDERS,
  TP_SEGMENT_REVENUE,
  TP_SEGMENT_SCORE,
} TpSegmentBuiltin;
#define TP_SEGMENT_BUILTINS (TP_SEGMENT_SCORE + 1)

typedef struct {
  TpSegmentBuiltin builtin;
  gint64 id; /* of a custom field; 0 with a built-in one */
  TpSegmentType type;
  gboolean several; /* a contact may have more than one value */
  gboolean
      anniversary;  /* a DATE that comes every year: only =, !=, between, in, in the next/last */
  gboolean derived; /* follows from other facts, nobody sets it */
  const char *const *choices; /* CHOICE: the allowed texts, NULL-terminated (borrowed from who
                                 filled this in); NULL: any text. Always NULL inside a tree. */
} TpSegmentField;

/* A built-in field by its name (case does not count), or by its number; FALSE when there is none.
 */
gboolean tp_segment_field_find (const char *name, TpSegmentField *out_field);
void tp_segment_field_get (TpSegmentBuiltin builtin, TpSegmentField *out_field);

/* "birth_date"; asserts that it is built in. Static storage. */
const char *tp_segment_field_name (TpSegmentBuiltin builtin);

gboolean tp_segment_field_equal (const TpSegmentField *a, const TpSegmentField *b);

/* Whether its values are texts, compared by folded keys; all others are compared as numbers. */
gboolean tp_segment_type_is_text (TpSegmentType type);

/* The type for people: "a text", "a number". Static storage, in the process' language. */
const char *tp_segment_type_text (TpSegmentType type);
