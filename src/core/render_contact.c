/* SPDX-License-Identifier: Apache-2.0 */
/* Fields are looked up by their name in the catalogue, and their stored text is read when a
 * template asks. The fields that follow from other facts are computed where that needs nothing but
 * the contact (age, birthday, created); those that would need its history are nil. */
#include "core/render_contact.h"

#include "base/time.h"
#include "core/field.h"
#include "segment/day.h"

#include <string.h>

#define NAME_BYTES 1024 /* of a field, at most */

static TpValue
text_value (const char *text)
{
  return text != NULL ? tp_value_string (text, -1) : tp_value_nil ();
}

static TpValue
number_value (const char *stored)
{
  if (strchr (stored, '.') == NULL)
    return tp_value_integer (g_ascii_strtoll (stored, NULL, 10));
  return tp_value_decimal (g_ascii_strtod (stored, NULL));
}

/* "12.50" as 1250. */
static TpValue
money_value (const char *stored, const char *currency, guint digits)
{
  gint64 minor = 0;
  gboolean negative = *stored == '-', after = FALSE;
  guint places = 0;
  for (const char *at = stored + negative; *at != '\0'; at++) {
    if (*at == '.') {
      after = TRUE;
    } else if (!after || places < digits) {
      minor = minor * 10 + (*at - '0');
      places += after;
    }
  }
  for (; places < digits; places++)
    minor *= 10;
  return tp_value_money (negative ? -minor : minor, currency);
}

static TpValue
date_value (const char *stored)
{
  int year, month, day;
  return tp_date_parse (stored, &year, &month, &day) ? tp_value_date (year, month, day)
                                                     : text_value (stored);
}

static TpValue
one_value (const TpField *field, const char *stored, gsize length, const char *currency,
           guint digits)
{
  switch (field->kind.type) {
  case TP_SEGMENT_NUMBER:
    return number_value (stored);
  case TP_SEGMENT_MONEY:
    return money_value (stored, currency, digits);
  case TP_SEGMENT_DATE:
    return date_value (stored);
  case TP_SEGMENT_YES_NO:
    return tp_value_boolean (strcmp (stored, "yes") == 0);
  case TP_SEGMENT_TEXT:
  case TP_SEGMENT_CHOICE:
  case TP_SEGMENT_LINK:
  case TP_SEGMENT_TIME:
    break;
  }
  return tp_value_string (stored, (gssize)length);
}

static void
several_values (const TpField *field, const char *stored, const char *currency, guint digits,
                TpArena *arena, TpValue *out)
{
  gsize n = 1;
  for (const char *at = stored; (at = strchr (at, '\n')) != NULL; at++)
    n++;
  TpValue *items = tp_arena_alloc_zero (arena, n, sizeof (TpValue));
  *out = tp_value_nil ();
  for (gsize i = 0; items != NULL && i < n; i++) {
    gsize length = strcspn (stored, "\n");
    const char *line = tp_arena_copy (arena, stored, length);
    if (line == NULL)
      return;
    items[i] = one_value (field, line, length, currency, digits);
    stored += length + (i + 1 < n);
  }
  if (items != NULL)
    *out = tp_value_array (items, n);
}

void
tp_render_value (const TpField *field, const char *stored, const char *currency, guint digits,
                 TpArena *arena, TpValue *out)
{
  if (stored == NULL || *stored == '\0')
    *out = tp_value_nil ();
  else if (tp_field_is_postal (field))
    *out = tp_value_string (stored, (gssize)strcspn (stored, "\n"));
  else if (field->kind.several)
    several_values (field, stored, currency, digits, arena, out);
  else
    *out = one_value (field, stored, strlen (stored), currency, digits);
}

static void
age_value (TpContact *contact, gint32 today, TpValue *out)
{
  gint32 birth;
  const char *date = contact->values[TP_SEGMENT_BIRTH_DATE];
  *out = date != NULL && tp_day_parse (date, &birth) ? tp_value_integer (tp_day_age (birth, today))
                                                     : tp_value_nil ();
}

static void
field_value (const TpRenderContact *self, const TpField *field, TpArena *arena, TpValue *out)
{
  TpContact *contact = self->contact;
  switch ((int)field->kind.builtin) {
  case TP_SEGMENT_EMAIL:
    *out = text_value (self->address);
    break;
  case TP_SEGMENT_CREATED:
    *out = tp_value_time (contact->created_at);
    break;
  case TP_SEGMENT_SCORE:
    *out = contact->has_score ? tp_value_integer (contact->score) : tp_value_nil ();
    break;
  case TP_SEGMENT_AGE:
    age_value (contact, self->today, out);
    break;
  case TP_SEGMENT_BIRTHDAY:
    *out = contact->values[TP_SEGMENT_BIRTH_DATE] != NULL
               ? date_value (contact->values[TP_SEGMENT_BIRTH_DATE])
               : tp_value_nil ();
    break;
  default:
    tp_render_value (field, tp_contact_value (contact, field), self->currency,
                     self->currency_digits, arena, out);
  }
}

static gboolean
find_custom (gconstpointer data, const char *name, gsize length, TpArena *arena, TpValue *out)
{
  const TpRenderContact *self = data;
  char terminated[NAME_BYTES];
  *out = tp_value_nil ();
  if (length >= sizeof terminated)
    return FALSE;
  memcpy (terminated, name, length);
  terminated[length] = '\0';
  const TpField *field = tp_fields_find (self->fields, terminated);
  if (field == NULL)
    return FALSE;
  if (self->contact != NULL)
    field_value (self, field, arena, out);
  return TRUE;
}

static const TpValueClass custom_class = {.find = find_custom};

static gboolean
find_builtin (const TpRenderContact *self, const char *name, gsize length, TpArena *arena,
              TpValue *out)
{
  for (int builtin = TP_SEGMENT_EMAIL; builtin < TP_SEGMENT_BUILTINS; builtin++) {
    const char *known = tp_segment_field_name ((TpSegmentBuiltin)builtin);
    if (strncmp (known, name, length) != 0 || known[length] != '\0')
      continue;
    const TpField *field = tp_fields_builtin (self->fields, (TpSegmentBuiltin)builtin);
    *out = tp_value_nil ();
    if (self->contact != NULL)
      field_value (self, field, arena, out);
    return TRUE;
  }
  return FALSE;
}

static gboolean
find_contact (gconstpointer data, const char *name, gsize length, TpArena *arena, TpValue *out)
{
  const TpRenderContact *self = data;
  if (find_builtin (self, name, length, arena, out))
    return TRUE;
  *out = tp_value_nil ();
  if (length == 6 && memcmp (name, "fields", 6) == 0)
    *out = tp_value_object (&custom_class, self);
  else if (length == 4 && memcmp (name, "tags", 4) == 0)
    *out = tp_value_array (self->tags, self->n_tags);
  else if (length == 2 && memcmp (name, "id", 2) == 0) {
    gint64 number = self->contact != NULL ? self->contact->number : 0;
    g_autofree char *id = tp_account_public_id (self->account, TP_THING_CONTACT, number);
    const char *copy = tp_arena_copy (arena, id, strlen (id));
    *out = copy != NULL ? tp_value_string (copy, -1) : tp_value_nil ();
  } else
    return FALSE;
  return TRUE;
}

const TpValueClass tp_render_contact_class = {.find = find_contact};
