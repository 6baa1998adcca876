/* SPDX-License-Identifier: Apache-2.0 */
/* stored[] says which built-in fields are columns, in their order; that order is the same in
 * sql/contact.sql. Custom values stay JSON text until one of them is asked for. A new built-in
 * field that is stored is a row in stored[] and a column in each statement there. */
#include "core/contact_row.h"

#include "base/error.h"
#include "base/i18n.h"

#include <string.h>

static const TpSegmentBuiltin stored[] = {
    TP_SEGMENT_EMAIL,       TP_SEGMENT_FIRST_NAME, TP_SEGMENT_LAST_NAME, TP_SEGMENT_TITLE,
    TP_SEGMENT_SALUTATION,  TP_SEGMENT_GENDER,     TP_SEGMENT_COMPANY,   TP_SEGMENT_LANGUAGE,
    TP_SEGMENT_TIME_ZONE,   TP_SEGMENT_BIRTH_DATE, TP_SEGMENT_PHONE,     TP_SEGMENT_STREET,
    TP_SEGMENT_POSTCODE,    TP_SEGMENT_CITY,       TP_SEGMENT_COUNTRY,   TP_SEGMENT_STATUS,
    TP_SEGMENT_LEAD_SOURCE, TP_SEGMENT_OWNER,      TP_SEGMENT_HOBBIES,
};
G_STATIC_ASSERT (G_N_ELEMENTS (stored) == TP_CONTACT_TEXTS);

enum {
  ID,
  STATE,
  MERGED_INTO,
  CREATED_AT,
  CHANGED_AT,
  TEXTS,
  SCORE = TEXTS + TP_CONTACT_TEXTS,
  CUSTOM
};
G_STATIC_ASSERT (CUSTOM + 1 == TP_CONTACT_COLUMNS);

TpContact *
tp_contact_new (void)
{
  return g_new0 (TpContact, 1);
}

void
tp_contact_free (TpContact *contact)
{
  if (contact == NULL)
    return;
  for (guint i = 0; i < TP_SEGMENT_BUILTINS; i++)
    g_free (contact->values[i]);
  g_free (contact->custom);
  g_free (contact->email_key);
  json_decref (contact->custom_json);
  g_clear_pointer (&contact->changed_custom, g_array_unref);
  g_free (contact);
}

TpContact *
tp_contact_of_row (TpRows *rows)
{
  TpContact *contact = tp_contact_new ();
  contact->number = tp_rows_int64 (rows, ID);
  contact->state = (TpContactState)tp_rows_int64 (rows, STATE);
  contact->merged_into = tp_rows_int64 (rows, MERGED_INTO);
  contact->created_at = tp_rows_int64 (rows, CREATED_AT);
  contact->changed_at = tp_rows_int64 (rows, CHANGED_AT);
  for (guint i = 0; i < TP_CONTACT_TEXTS; i++)
    contact->values[stored[i]] = g_strdup (tp_rows_text (rows, TEXTS + i));
  contact->has_score = !tp_rows_is_null (rows, SCORE);
  contact->score = tp_rows_int64 (rows, SCORE);
  contact->custom = g_strdup (tp_rows_text (rows, CUSTOM));
  return contact;
}

GPtrArray *
tp_contact_of_rows (TpRows *taken, GError **error)
{
  g_autoptr (TpRows) rows = taken;
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) contacts = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_contact_free);
  if (rows == NULL)
    return NULL;
  while (tp_rows_next (rows, &local))
    g_ptr_array_add (contacts, tp_contact_of_row (rows));
  return tp_rows_ended (&local, error) ? g_steal_pointer (&contacts) : NULL;
}

void
tp_contact_text_cell (const char *text, TpCell *out_cell)
{
  *out_cell = (TpCell){.type = TP_CELL_NULL};
  if (text != NULL)
    *out_cell = (TpCell){.type = TP_CELL_TEXT, .length = strlen (text), .text = text};
}

guint
tp_contact_text_cells (const TpContact *contact, gboolean with_email, TpCell *out_cells)
{
  guint first = with_email ? 0 : 1;
  for (guint i = first; i < TP_CONTACT_TEXTS; i++)
    tp_contact_text_cell (contact->values[stored[i]], &out_cells[i - first]);
  return TP_CONTACT_TEXTS - first;
}

static gboolean
is_stored (TpSegmentBuiltin builtin)
{
  for (guint i = 0; i < G_N_ELEMENTS (stored); i++)
    if (stored[i] == builtin)
      return TRUE;
  return FALSE;
}

static json_t *
get_custom (TpContact *contact)
{
  if (contact->custom_json == NULL && contact->custom != NULL)
    contact->custom_json = tp_json_parse (contact->custom, strlen (contact->custom), NULL);
  if (contact->custom_json == NULL)
    contact->custom_json = json_object ();
  return contact->custom_json;
}

/* The custom field's name in the JSON object. */
#define ID_TEXT 24
static void
format_id (gint64 id, char out_text[static ID_TEXT])
{
  g_snprintf (out_text, ID_TEXT, "%" G_GINT64_FORMAT, id);
}

const char *
tp_contact_value (TpContact *contact, const TpField *field)
{
  char id[ID_TEXT];
  if (field->kind.builtin != TP_SEGMENT_CUSTOM)
    return contact->values[field->kind.builtin];
  if (contact->custom == NULL && contact->custom_json == NULL)
    return NULL;
  format_id (field->kind.id, id);
  return json_string_value (json_object_get (get_custom (contact), id));
}

static void
mark_custom (TpContact *contact, gint64 id)
{
  if (contact->changed_custom == NULL)
    contact->changed_custom = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint at = 0;
  GArray *ids = contact->changed_custom;
  while (at < ids->len && g_array_index (ids, gint64, at) < id)
    at++;
  if (at == ids->len || g_array_index (ids, gint64, at) != id)
    g_array_insert_val (ids, at, id);
}

gboolean
tp_contact_put (TpContact *contact, const TpField *field, const char *text)
{
  char id[ID_TEXT];
  TpSegmentBuiltin builtin = field->kind.builtin;
  if (g_strcmp0 (tp_contact_value (contact, field), text) == 0)
    return FALSE;
  if (builtin == TP_SEGMENT_CUSTOM) {
    format_id (field->kind.id, id);
    if (text != NULL)
      json_object_set_new (get_custom (contact), id, json_string (text));
    else
      json_object_del (get_custom (contact), id);
    mark_custom (contact, field->kind.id);
    return TRUE;
  }
  g_assert (is_stored (builtin) && builtin != TP_SEGMENT_EMAIL);
  g_free (contact->values[builtin]);
  contact->values[builtin] = g_strdup (text);
  contact->changed |= G_GUINT64_CONSTANT (1) << builtin;
  return TRUE;
}

gboolean
tp_contact_is_changed (const TpContact *contact)
{
  return contact->changed != 0 ||
         (contact->changed_custom != NULL && contact->changed_custom->len > 0);
}

void
tp_contact_settle (TpContact *contact)
{
  if (contact->custom_json == NULL)
    return;
  g_free (contact->custom);
  contact->custom =
      json_object_size (contact->custom_json) > 0 ? tp_json_text (contact->custom_json) : NULL;
}

void
tp_contact_clear_marks (TpContact *contact)
{
  contact->changed = 0;
  g_clear_pointer (&contact->changed_custom, g_array_unref);
}

TpContact *
tp_contact_load (TpConn *conn, gint64 number, GError **error)
{
  g_autoptr (GPtrArray) found =
      tp_contact_of_rows (tp_conn_query (conn, TP_SQL_CONTACT_LOAD, error, "i", number), error);
  if (found != NULL && found->len > 0)
    return g_ptr_array_steal_index (found, 0);
  if (found != NULL)
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no such contact"));
  return NULL;
}

GPtrArray *
tp_contact_load_many (TpConn *conn, const gint64 *numbers, gsize length, GError **error)
{
  g_assert (length <= TP_ID_BLOCK_SIZE);
  return tp_contact_of_rows (
      tp_conn_query (conn, TP_SQL_CONTACT_LOAD_MANY, error, "a", numbers, length), error);
}

GPtrArray *
tp_contact_lock_many (TpChange *change, const gint64 *numbers, gsize length, GError **error)
{
  g_assert (length <= TP_CONTACT_CHUNK);
  return tp_contact_of_rows (tp_conn_query (tp_change_conn (change), TP_SQL_CONTACT_LOCK_MANY,
                                            error, "a", numbers, length),
                             error);
}

GPtrArray *
tp_contact_page (TpConn *conn, TpContactState state, gint64 before, guint limit, GError **error)
{
  gint64 below = before > 0 ? before : G_MAXINT64, rows = MIN (limit, TP_CONTACT_PAGE_MAX);
  TpRows *found = state == TP_CONTACT_LIVE
                      ? tp_conn_query (conn, TP_SQL_CONTACT_PAGE_LIVE, error, "ii", below, rows)
                      : tp_conn_query (conn, TP_SQL_CONTACT_PAGE_OF_STATE, error, "iii", below,
                                       rows, (gint64)state);
  return tp_contact_of_rows (found, error);
}
