/* SPDX-License-Identifier: Apache-2.0 */
/* Single contacts: finding, adding and setting by names and texts. Rows are contact_row.c's, many
 * at once contact_bulk.c's; adding one is adding many of one. */
#include "core/contact.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/address_book.h"
#include "core/erase.h"
#include "core/history.h"

#include <string.h>

static const char *const states[TP_CONTACT_STATES] = {
    [TP_CONTACT_LIVE] = "live",
    [TP_CONTACT_ARCHIVED] = "archived",
    [TP_CONTACT_ERASED] = "erased",
    [TP_CONTACT_MERGED] = "merged",
};

const char *
tp_contact_state_name (TpContactState state)
{
  return (guint)state < TP_CONTACT_STATES ? states[state] : "unknown";
}

gboolean
tp_contact_state_find (const char *name, TpContactState *out_state)
{
  for (guint i = 0; i < TP_CONTACT_STATES; i++)
    if (strcmp (states[i], name) == 0) {
      *out_state = i;
      return TRUE;
    }
  return FALSE;
}

/* The row's state, and whom it was merged into. FALSE without an error: no such row. */
static gboolean
read_state (TpConn *conn, gint64 number, TpContactState *out_state, gint64 *out_merged_into,
            GError **error)
{
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_CONTACT_STATE, error, "i", number);
  if (rows == NULL || !tp_rows_next (rows, error))
    return FALSE;
  *out_state = (TpContactState)tp_rows_int64 (rows, 0);
  *out_merged_into = tp_rows_int64 (rows, 1);
  return TRUE;
}

gboolean
tp_contact_resolve (TpConn *conn, gint64 number, gint64 *out_number, GError **error)
{
  TpContactState state = TP_CONTACT_ERASED;
  gint64 into = 0;
  g_autoptr (GError) local = NULL;
  /* A merge leads aliases of the one that goes straight to the survivor, so one step is enough. */
  gboolean found = read_state (conn, number, &state, &into, &local);
  if (found && state == TP_CONTACT_MERGED) {
    number = into;
    found = read_state (conn, number, &state, &into, &local);
  }
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!found)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no such contact"));
  if (state == TP_CONTACT_ERASED)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("this contact was erased"));
  *out_number = number;
  return TRUE;
}

static gboolean
find_by_email (TpConn *conn, const char *email, gint64 *out_number, GError **error)
{
  g_autoptr (TpAddress) address = tp_address_parse (email, -1, error);
  if (address == NULL || !tp_address_book_find (conn, address->key, out_number, error))
    return FALSE;
  return *out_number != 0 || tp_error (error, TP_ERROR_NOT_FOUND,
                                       _ ("there is no contact with the address '%s'"), email);
}

gboolean
tp_contact_find (TpAccount *account, TpConn *conn, const char *id_or_email, gint64 *out_number,
                 GError **error)
{
  gint64 number;
  if (strchr (id_or_email, '@') != NULL)
    return find_by_email (conn, id_or_email, out_number, error);
  if (!tp_account_find_public_id (account, TP_THING_CONTACT, id_or_email, &number))
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no contact '%.60s'"),
                     g_utf8_validate (id_or_email, -1, NULL) ? id_or_email : "");
  return tp_contact_resolve (conn, number, out_number, error);
}

GArray *
tp_contact_aliases (TpConn *conn, gint64 number, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) aliases = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_CONTACT_ALIASES, &local, "ii", number,
                                           (gint64)TP_CONTACT_ALIASES_MAX);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 alias = tp_rows_int64 (rows, 0);
    g_array_append_val (aliases, alias);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&aliases) : NULL;
}

static gboolean
assign_one (TpContact *contact, const TpFields *fields, const TpContactAssignment *assignment,
            const TpFieldReading *reading, GError **error)
{
  const TpField *field = tp_fields_get (fields, assignment->field, error);
  g_autofree char *stored = NULL;
  if (field == NULL)
    return FALSE;
  if (field->kind.builtin == TP_SEGMENT_EMAIL)
    return TRUE;
  if (field->archived_at != 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("the field '%s' is archived"), field->name);
  if (!tp_field_parse (fields, field, assignment->text != NULL ? assignment->text : "", reading,
                       &stored, error))
    return FALSE;
  tp_contact_put (contact, field, stored);
  return TRUE;
}

static gboolean
is_of (const TpFields *fields, const TpContactAssignment *assignment, TpSegmentBuiltin builtin)
{
  const TpField *field = tp_fields_find (fields, assignment->field);
  return field != NULL && field->kind.builtin == builtin;
}

/* The country of the first postal address, for postcodes; NULL: none. (transfer full) */
static char *
first_country (const TpContact *contact)
{
  const char *countries = contact->values[TP_SEGMENT_COUNTRY];
  return countries != NULL ? g_strndup (countries, strcspn (countries, "\n")) : NULL;
}

static gboolean
check_custom_size (TpContact *contact, GError **error)
{
  if (contact->changed_custom == NULL)
    return TRUE;
  g_autofree char *text = tp_json_text (contact->custom_json);
  return strlen (text) <= TP_CONTACT_CUSTOM_BYTES ||
         tp_error (error, TP_ERROR_LIMIT, _ ("the contact's own fields take more than %d bytes"),
                   TP_CONTACT_CUSTOM_BYTES);
}

gboolean
tp_contact_assign (TpContact *contact, const TpFields *fields,
                   const TpContactAssignment *assignments, gsize length,
                   const TpFieldReading *reading, GError **error)
{
  TpFieldReading own = *reading;
  for (gsize i = 0; i < length; i++)
    if (is_of (fields, &assignments[i], TP_SEGMENT_COUNTRY) &&
        !assign_one (contact, fields, &assignments[i], &own, error))
      return FALSE;
  g_autofree char *country = first_country (contact);
  if (country != NULL)
    own.country = country;
  for (gsize i = 0; i < length; i++)
    if (!is_of (fields, &assignments[i], TP_SEGMENT_COUNTRY) &&
        !assign_one (contact, fields, &assignments[i], &own, error))
      return FALSE;
  return check_custom_size (contact, error);
}

/* What "email" is assigned to; NULL: it is not among them. */
static const char *
assigned_email (const TpFields *fields, const TpContactAssignment *assignments, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (is_of (fields, &assignments[i], TP_SEGMENT_EMAIL))
      return assignments[i].text != NULL ? assignments[i].text : "";
  return NULL;
}

/* Gives a contact to be added its address, which nobody may have. */
static gboolean
prepare_address (TpChange *change, TpContact *contact, const char *email, gboolean himself,
                 GError **error)
{
  gboolean erased = FALSE;
  gint64 owner = 0;
  TpConn *conn = tp_change_conn (change);
  TpAccount *account = tp_change_account (change);
  g_autoptr (TpAddress) address = tp_address_parse (email, -1, error);
  if (address == NULL || !tp_address_book_find (conn, address->key, &owner, error) ||
      !tp_erased_find_many (account, conn, &address->key, 1, &erased, error))
    return FALSE;
  if (owner != 0)
    return tp_address_book_conflict (account, address->spelling, owner, error);
  if (erased && !himself)
    return tp_error (error, TP_ERROR_CONFLICT,
                     _ ("the person of '%s' was erased; only they can sign up again"),
                     address->spelling);
  contact->values[TP_SEGMENT_EMAIL] = g_strdup (address->spelling);
  contact->email_key = g_strdup (address->key);
  return !erased || tp_erased_lift (change, address->key, error);
}

gboolean
tp_contact_add (TpChange *change, const char *email, const TpContactAssignment *assignments,
                gsize length, gboolean himself, gint64 *out_number, GError **error)
{
  TpFieldReading reading = {0};
  g_autoptr (TpContact) contact = tp_contact_new ();
  g_autoptr (TpFields) fields =
      tp_fields_load (tp_change_account (change), tp_change_conn (change), error);
  if (fields == NULL)
    return FALSE;
  if (email == NULL)
    email = assigned_email (fields, assignments, length);
  if (!tp_contact_assign (contact, fields, assignments, length, &reading, error) ||
      (email != NULL && !prepare_address (change, contact, email, himself, error)) ||
      !tp_contact_add_many (change, &contact, 1, error))
    return FALSE;
  if (contact->existed)
    return tp_address_book_conflict (tp_change_account (change), email, contact->number, error);
  *out_number = contact->number;
  return TRUE;
}

gboolean
tp_contact_set (TpChange *change, gint64 number, const TpContactAssignment *assignments,
                gsize length, gboolean *out_changed, GError **error)
{
  TpFieldReading reading = {0};
  TpConn *conn = tp_change_conn (change);
  guint events = tp_change_events (change)->len;
  g_autoptr (TpFields) fields = tp_fields_load (tp_change_account (change), conn, error);
  if (fields == NULL || !tp_contact_resolve (conn, number, &number, error))
    return FALSE;
  g_autoptr (GPtrArray) locked = tp_contact_lock_many (change, &number, 1, error);
  if (locked == NULL)
    return FALSE;
  if (locked->len == 0 || ((TpContact *)locked->pdata[0])->state > TP_CONTACT_ARCHIVED)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no such contact"));
  const char *email = assigned_email (fields, assignments, length);
  TpContact *const *contacts = (TpContact *const *)(gpointer)locked->pdata;
  if (!tp_contact_assign (contacts[0], fields, assignments, length, &reading, error) ||
      (email != NULL && !tp_address_book_add (change, number, email, TRUE, error)) ||
      !tp_contact_update_many (change, contacts, 1, error))
    return FALSE;
  if (out_changed != NULL)
    *out_changed = tp_change_events (change)->len > events;
  return TRUE;
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const TpEvent *one = *(TpEvent *const *)a, *other = *(TpEvent *const *)b;
  return one->position > other->position ? -1 : one->position < other->position;
}

GPtrArray *
tp_contact_history (TpConn *conn, gint64 number, gint64 before, const TpEventKind *kinds,
                    guint limit, GError **error)
{
  g_autoptr (GArray) numbers = tp_contact_aliases (conn, number, error);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify)tp_event_free);
  if (numbers == NULL)
    return NULL;
  g_array_append_val (numbers, number);
  for (guint i = 0; i < numbers->len; i++) {
    g_autoptr (GPtrArray) own =
        tp_history_read (conn, g_array_index (numbers, gint64, i), before, kinds, limit, error);
    if (own == NULL)
      return NULL;
    g_ptr_array_extend_and_steal (events, g_steal_pointer (&own));
  }
  g_ptr_array_sort (events, compare_newest_first);
  /* A set event may be about several of them. */
  for (guint i = 1; i < events->len;)
    if (compare_newest_first (&events->pdata[i - 1], &events->pdata[i]) == 0)
      g_ptr_array_remove_index (events, i);
    else
      i++;
  if (events->len > limit)
    g_ptr_array_set_size (events, (int)limit);
  return g_steal_pointer (&events);
}
