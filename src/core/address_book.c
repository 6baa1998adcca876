/* SPDX-License-Identifier: Apache-2.0 */
/* The chosen address stands twice: marked in its row, and as spelled in the contact's row, where it
 * is shown and searched. Both are written together, with the contact's row locked. */
#include "core/address_book.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/contact.h"

#include <string.h>

void
tp_address_entry_free (TpAddressEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->key);
  g_free (entry->spelling);
  g_free (entry);
}

gboolean
tp_address_book_find (TpConn *conn, const char *key, gint64 *out_contact, GError **error)
{
  g_autoptr (GError) local = NULL;
  *out_contact = 0;
  if (tp_conn_int64 (conn, TP_SQL_ADDRESS_FIND, out_contact, &local, "s", key) || local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
tp_address_book_find_many (TpConn *conn, const char *const *keys, gsize length,
                           gint64 *out_contacts, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_assert (length <= TP_ID_BLOCK_SIZE);
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_ADDRESS_FIND_MANY, &local, "t", keys, length);
  while (rows != NULL && tp_rows_next (rows, &local))
    g_hash_table_insert (found, g_strdup (tp_rows_text (rows, 0)),
                         GSIZE_TO_POINTER ((gsize)tp_rows_int64 (rows, 1)));
  if (!tp_rows_ended (&local, error))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    out_contacts[i] = (gint64)GPOINTER_TO_SIZE (g_hash_table_lookup (found, keys[i]));
  return TRUE;
}

gboolean
tp_address_book_chosen_many (TpConn *conn, const gint64 *numbers, gsize length,
                             char **out_spellings, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GHashTable) found = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_assert (length <= TP_ID_BLOCK_SIZE);
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_ADDRESS_CHOSEN_MANY, &local, "a", numbers, length);
  while (rows != NULL && tp_rows_next (rows, &local))
    g_hash_table_insert (found, GSIZE_TO_POINTER ((gsize)tp_rows_int64 (rows, 0)),
                         g_strdup (tp_rows_text (rows, 1)));
  if (!tp_rows_ended (&local, error))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    out_spellings[i] = g_strdup (g_hash_table_lookup (found, GSIZE_TO_POINTER ((gsize)numbers[i])));
  return TRUE;
}

GPtrArray *
tp_address_book_list (TpConn *conn, gint64 contact, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tp_address_entry_free);
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_ADDRESS_LIST, &local, "i", contact);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    TpAddressEntry *entry = g_new0 (TpAddressEntry, 1);
    entry->key = g_strdup (tp_rows_text (rows, 0));
    entry->spelling = g_strdup (tp_rows_text (rows, 1));
    entry->chosen = tp_rows_int64 (rows, 2) != 0;
    entry->added_at = tp_rows_int64 (rows, 3);
    g_ptr_array_add (entries, entry);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&entries) : NULL;
}

gboolean
tp_address_book_conflict (TpAccount *account, const char *address, gint64 owner, GError **error)
{
  g_autofree char *id = tp_account_public_id (account, TP_THING_CONTACT, owner);
  return tp_error (error, TP_ERROR_CONFLICT,
                   _ ("the address '%s' belongs to another contact, '%s'"), address, id);
}

static void
add_event (TpChange *change, TpEventKind kind, gint64 contact, const char *spelling)
{
  g_autoptr (json_t) data = json_object ();
  json_object_set_new (data, "address", json_string (spelling));
  g_autofree char *text = tp_json_text (data);
  tp_change_event (change, kind, contact, 0, 0, text);
}

/* The contact that the number stands for, locked, with its addresses. (transfer full) */
static GPtrArray *
lock_entries (TpChange *change, gint64 *contact, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (!tp_contact_resolve (conn, *contact, contact, error))
    return NULL;
  g_autoptr (GPtrArray) locked = tp_contact_lock_many (change, contact, 1, error);
  if (locked == NULL)
    return NULL;
  /* It may have been merged or erased before the lock was had. */
  if (locked->len == 0 || ((TpContact *)locked->pdata[0])->state > TP_CONTACT_ARCHIVED) {
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no such contact"));
    return NULL;
  }
  return tp_address_book_list (conn, *contact, error);
}

static const TpAddressEntry *
find_entry (const GPtrArray *entries, const char *key)
{
  for (guint i = 0; i < entries->len; i++)
    if (strcmp (((TpAddressEntry *)entries->pdata[i])->key, key) == 0)
      return entries->pdata[i];
  return NULL;
}

static gboolean
choose_entry (TpChange *change, gint64 contact, const char *key, const char *spelling,
              GError **error)
{
  TpConn *conn = tp_change_conn (change);
  return tp_conn_run (conn, TP_SQL_ADDRESS_CHOOSE, error, "is", contact, key) &&
         tp_conn_run (conn, TP_SQL_CONTACT_SET_EMAIL, error, "isi", contact, spelling,
                      tp_change_now (change));
}

static gboolean
add_entry (TpChange *change, gint64 contact, const TpAddress *address, GError **error)
{
  gint64 owner = 0;
  TpConn *conn = tp_change_conn (change);
  const char *spelling = strcmp (address->spelling, address->key) != 0 ? address->spelling : NULL;
  if (!tp_conn_run (conn, TP_SQL_ADDRESS_ADD, error, "sisii", address->key, contact, spelling,
                    (gint64)0, tp_change_now (change)) ||
      !tp_address_book_find (conn, address->key, &owner, error))
    return FALSE;
  if (owner != contact)
    return tp_address_book_conflict (tp_change_account (change), address->spelling, owner, error);
  add_event (change, TP_EVENT_ADDRESS_ADDED, contact, address->spelling);
  return TRUE;
}

static gboolean
respell_entry (TpChange *change, const TpAddress *address, GError **error)
{
  const char *spelling = strcmp (address->spelling, address->key) != 0 ? address->spelling : NULL;
  return tp_conn_run (tp_change_conn (change), TP_SQL_ADDRESS_RESPELL, error, "ss", address->key,
                      spelling);
}

gboolean
tp_address_book_add (TpChange *change, gint64 contact, const char *text, gboolean choose,
                     GError **error)
{
  g_autoptr (TpAddress) address = tp_address_parse (text, -1, error);
  g_autoptr (GPtrArray) entries = address != NULL ? lock_entries (change, &contact, error) : NULL;
  if (entries == NULL)
    return FALSE;
  const TpAddressEntry *known = find_entry (entries, address->key);
  gboolean first = entries->len == 0;
  if (known == NULL && entries->len >= TP_ADDRESS_BOOK_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("a contact has at most %d addresses"),
                     TP_ADDRESS_BOOK_MAX);
  if (known == NULL && !add_entry (change, contact, address, error))
    return FALSE;
  if (!first && (!choose || (known != NULL && known->chosen &&
                             strcmp (known->spelling, address->spelling) == 0)))
    return TRUE;
  if (known != NULL && !respell_entry (change, address, error))
    return FALSE;
  if (!first)
    add_event (change, TP_EVENT_ADDRESS_CHOSEN, contact, address->spelling);
  return choose_entry (change, contact, address->key, address->spelling, error);
}

/* Finds one of the contact's addresses by its text. */
static const TpAddressEntry *
get_entry (const GPtrArray *entries, const char *text, GError **error)
{
  g_autoptr (TpAddress) address = tp_address_parse (text, -1, error);
  if (address == NULL)
    return NULL;
  const TpAddressEntry *entry = find_entry (entries, address->key);
  if (entry == NULL)
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("the contact has no address '%s'"), address->spelling);
  return entry;
}

gboolean
tp_address_book_remove (TpChange *change, gint64 contact, const char *text, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (GPtrArray) entries = lock_entries (change, &contact, error);
  const TpAddressEntry *entry = entries != NULL ? get_entry (entries, text, error) : NULL;
  if (entry == NULL || !tp_conn_run (conn, TP_SQL_ADDRESS_REMOVE, error, "s", entry->key))
    return FALSE;
  add_event (change, TP_EVENT_ADDRESS_REMOVED, contact, entry->spelling);
  if (!entry->chosen)
    return TRUE;
  const TpAddressEntry *next = entries->len > 1 ? entries->pdata[1] : NULL;
  return choose_entry (change, contact, next != NULL ? next->key : "",
                       next != NULL ? next->spelling : NULL, error);
}

gboolean
tp_address_book_choose (TpChange *change, gint64 contact, const char *text, GError **error)
{
  g_autoptr (GPtrArray) entries = lock_entries (change, &contact, error);
  const TpAddressEntry *entry = entries != NULL ? get_entry (entries, text, error) : NULL;
  if (entry == NULL)
    return FALSE;
  if (entry->chosen)
    return TRUE;
  add_event (change, TP_EVENT_ADDRESS_CHOSEN, contact, entry->spelling);
  return choose_entry (change, contact, entry->key, entry->spelling, error);
}
