/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "liquid/arena.h"

#include <glib.h>
#include <string.h>

/* The values that a template works on: small, passed by copy, never owning anything. Text, items
 * and objects are borrowed from whoever made the value and must live as long as the rendering; what
 * the rendering itself makes lives in its arena.
 *
 * Objects and lazy arrays are reached through a TpValueClass, so that a contact need not be turned
 * into anything else to be rendered (json.h has the adaptor for jansson).
 *
 * Text is UTF-8 of at most 4 GB with an explicit length; it may hold NUL. */

typedef enum {
  TP_VALUE_NIL,
  TP_VALUE_BOOLEAN,
  TP_VALUE_INTEGER,
  TP_VALUE_DECIMAL,
  TP_VALUE_MONEY, /* minor units and an ISO 4217 code */
  TP_VALUE_DATE,  /* a calendar day, without a zone: year * 10000 + month * 100 + day */
  TP_VALUE_TIME,  /* a moment: milliseconds since 1970-01-01T00:00:00Z */
  TP_VALUE_STRING,
  TP_VALUE_ARRAY,
  TP_VALUE_OBJECT,
  TP_VALUE_RANGE, /* integers from integer to stop, both included; never laid out in memory */
  TP_VALUE_EMPTY, /* the words empty and blank */
  TP_VALUE_BLANK,
} TpValueKind;

typedef struct TpValue TpValue;

/* What an object or a lazy array can do. Functions left out mean: finds nothing, has no items.
 * `find` answers FALSE for a name that does not exist, and nil for one that exists without a value:
 * in strict mode only the first is an error. New text may be put into the arena. */
typedef struct {
  gboolean (*find) (gconstpointer self, const char *name, gsize length, TpArena *arena,
                    TpValue *out);
  gsize (*size) (gconstpointer self);
  /* Of an array: the item at index < size. */
  void (*at) (gconstpointer self, gsize index, TpArena *arena, TpValue *out);
  /* Of an object: fills both with its size members, in order. */
  void (*list) (gconstpointer self, TpArena *arena, TpValue *out_names, TpValue *out_values);
} TpValueClass;

struct TpValue {
  guint8 kind;
  guint8 safe;    /* a string that is HTML already and is not escaped again */
  guint32 length; /* of a string in bytes, of an array without class in items */
  union {
    gboolean boolean;
    gint64 integer;
    double decimal;
    const char *text;
    const TpValue *items;
    gconstpointer self;
  };
  union {
    const TpValueClass *class;
    gint64 stop;
    char currency[4];
  };
};

static inline TpValue
tp_value_nil (void)
{
  return (TpValue){.kind = TP_VALUE_NIL};
}

static inline TpValue
tp_value_boolean (gboolean boolean)
{
  return (TpValue){.kind = TP_VALUE_BOOLEAN, .boolean = !!boolean};
}

static inline TpValue
tp_value_integer (gint64 integer)
{
  return (TpValue){.kind = TP_VALUE_INTEGER, .integer = integer};
}

static inline TpValue
tp_value_decimal (double decimal)
{
  return (TpValue){.kind = TP_VALUE_DECIMAL, .decimal = decimal};
}

/* currency: three letters. */
static inline TpValue
tp_value_money (gint64 minor, const char *currency)
{
  TpValue value = {.kind = TP_VALUE_MONEY, .integer = minor};

  memcpy (value.currency, currency, 3);
  return value;
}

static inline TpValue
tp_value_date (int year, int month, int day)
{
  return (TpValue){.kind = TP_VALUE_DATE, .integer = year * 10000 + month * 100 + day};
}

static inline TpValue
tp_value_time (gint64 at)
{
  return (TpValue){.kind = TP_VALUE_TIME, .integer = at};
}

/* text: borrowed; length may be -1. */
static inline TpValue
tp_value_string (const char *text, gssize length)
{
  return (TpValue){.kind = TP_VALUE_STRING,
                   .length = (guint32)(length < 0 ? strlen (text) : (gsize)length),
                   .text = text};
}

static inline TpValue
tp_value_array (const TpValue *items, gsize length)
{
  return (TpValue){.kind = TP_VALUE_ARRAY, .length = (guint32)length, .items = items};
}

static inline TpValue
tp_value_lazy_array (const TpValueClass *class, gconstpointer self)
{
  return (TpValue){.kind = TP_VALUE_ARRAY, .self = self, .class = class};
}

static inline TpValue
tp_value_object (const TpValueClass *class, gconstpointer self)
{
  return (TpValue){.kind = TP_VALUE_OBJECT, .self = self, .class = class};
}

/* False are only nil and false. */
static inline gboolean
tp_value_is_true (const TpValue *value)
{
  return value->kind != TP_VALUE_NIL && (value->kind != TP_VALUE_BOOLEAN || value->boolean);
}

static inline gboolean
tp_value_is_number (const TpValue *value)
{
  return value->kind == TP_VALUE_INTEGER || value->kind == TP_VALUE_DECIMAL;
}

/* How many items an array, an object or a range has; 0 for anything else. */
gsize tp_value_size (const TpValue *value);

/* The item of an array or a range at index < size. */
void tp_value_at (const TpValue *value, gsize index, TpArena *arena, TpValue *out);

/* The members of an object laid out in the arena, size of them; FALSE when it is full. */
gboolean tp_value_list (const TpValue *object, TpArena *arena, TpValue **out_names,
                        TpValue **out_values);

/* A member of an object by name; FALSE, and nil in *out, where there is none or it is no object. */
gboolean tp_value_find (const TpValue *object, const char *name, gsize length, TpArena *arena,
                        TpValue *out);

/* As numbers where numbers are wanted: text by its leading integer, or as a decimal when all of it
 * is one; money in major units; anything else 0. */
TpValue tp_value_to_number (const TpValue *value);
double tp_value_to_decimal (const TpValue *value);

/* Equal by the language's rules: 1 = 1.0, text by byte, arrays and objects by their members,
 * anything with `empty` and `blank` by what these words say. */
gboolean tp_value_equal (const TpValue *a, const TpValue *b, TpArena *arena);

/* Whether it is '', [], {} or, for blank, also nil, false or nothing but white space. */
gboolean tp_value_is_empty (const TpValue *value);
gboolean tp_value_is_blank (const TpValue *value);

/* Less than, equal, greater: -1, 0, 1 in *out_order. FALSE where the two cannot be ordered. */
gboolean tp_value_compare (const TpValue *a, const TpValue *b, int *out_order);

/* Appends a decimal as the language prints it: the shortest text that reads back as the same number
 * and shows that it is a decimal ("5.0"). */
void tp_decimal_format (double decimal, GString *out);
