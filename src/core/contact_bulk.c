/* SPDX-License-Identifier: Apache-2.0 */
/* Adding: numbers are taken in one go; address rows are written first, in key order (that of the
 * table, and the same in all writers, so that none waits for another in a circle), and one count
 * tells whether another writer was first with some of them; then the contacts that remain. */
#include "base/error.h"
#include "base/i18n.h"
#include "base/idsets.h"
#include "core/address_book.h"
#include "core/contact_row.h"

#include <string.h>

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const TpContact *one = *(TpContact *const *)a, *other = *(TpContact *const *)b;
  return strcmp (one->email_key, other->email_key);
}

static gboolean
take_numbers (TpConn *conn, gsize length, gint64 *out_first, GError **error)
{
  if (!tp_conn_int64 (conn, TP_SQL_CONTACT_TAKE_NUMBERS, out_first, error, "i", (gint64)length))
    return FALSE;
  return *out_first + (gint64)length <= (gint64)G_MAXUINT32 ||
         tp_error (error, TP_ERROR_LIMIT, _ ("all contact numbers are used up"));
}

static gboolean
add_address_rows (TpChange *change, const GPtrArray *by_key, GError **error)
{
  if (!tp_conn_batch_begin (tp_change_conn (change), TP_SQL_ADDRESS_ADD, 0, error))
    return FALSE;
  for (guint i = 0; i < by_key->len; i++) {
    const TpContact *contact = by_key->pdata[i];
    const char *spelling = contact->values[TP_SEGMENT_EMAIL];
    if (strcmp (spelling, contact->email_key) == 0)
      spelling = NULL;
    if (!tp_conn_batch_add (tp_change_conn (change), error, "sisii", contact->email_key,
                            contact->number, spelling, (gint64)1, tp_change_now (change)))
      return FALSE;
  }
  return tp_conn_batch_end (tp_change_conn (change), error);
}

/* Marks the contacts whose address another writer has. */
static gboolean
mark_existing (TpConn *conn, const GPtrArray *by_key, GError **error)
{
  g_autofree const char **keys = g_new (const char *, by_key->len);
  g_autofree gint64 *owners = g_new0 (gint64, by_key->len);
  for (guint i = 0; i < by_key->len; i++)
    keys[i] = ((TpContact *)by_key->pdata[i])->email_key;
  if (!tp_address_book_find_many (conn, keys, by_key->len, owners, error))
    return FALSE;
  for (guint i = 0; i < by_key->len; i++) {
    TpContact *contact = by_key->pdata[i];
    if (owners[i] == 0)
      return tp_error (error, TP_ERROR_BUSY, _ ("'%s' is being changed by another; try again"),
                       contact->email_key);
    contact->existed = owners[i] != contact->number;
    contact->number = owners[i];
  }
  return TRUE;
}

static gboolean
add_addresses (TpChange *change, TpContact *const *contacts, gsize length, GError **error)
{
  gint64 written = 0;
  TpConn *conn = tp_change_conn (change);
  g_autoptr (GPtrArray) by_key = g_ptr_array_sized_new ((guint)length);
  for (gsize i = 0; i < length; i++)
    if (contacts[i]->email_key != NULL)
      g_ptr_array_add (by_key, contacts[i]);
  if (by_key->len == 0)
    return TRUE;
  g_ptr_array_sort (by_key, compare_keys);
  return add_address_rows (change, by_key, error) &&
         tp_conn_int64 (conn, TP_SQL_ADDRESS_COUNT_BETWEEN, &written, error, "ii",
                        contacts[0]->number, contacts[length - 1]->number) &&
         (written == by_key->len || mark_existing (conn, by_key, error));
}

static gboolean
add_contact_row (TpConn *conn, TpContact *contact, GError **error)
{
  TpCell cells[TP_CONTACT_COLUMNS];
  tp_contact_settle (contact);
  cells[0] = (TpCell){.type = TP_CELL_INT64, .int64 = contact->number};
  cells[1] = (TpCell){.type = TP_CELL_INT64, .int64 = contact->created_at};
  cells[2] = (TpCell){.type = TP_CELL_INT64, .int64 = contact->changed_at};
  guint used = 3 + tp_contact_text_cells (contact, TRUE, cells + 3);
  cells[used++] = contact->has_score ? (TpCell){.type = TP_CELL_INT64, .int64 = contact->score}
                                     : (TpCell){.type = TP_CELL_NULL};
  tp_contact_text_cell (contact->custom, &cells[used++]);
  return tp_conn_batch_add_cells (conn, cells, used, error);
}

/* One event for each block that has members. */
static void
add_set_events (TpChange *change, TpEventKind kind, const TpIdSets *sets, const char *data)
{
  for (guint i = 0; i < tp_id_sets_length (sets); i++)
    tp_change_event_set (change, kind, tp_change_now (change),
                         tp_id_set_copy (tp_id_sets_nth (sets, i)), 0, data);
}

static gboolean
add_contact_rows (TpChange *change, TpContact *const *contacts, gsize length, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (TpIdSets) added = tp_id_sets_new ();
  if (!tp_conn_batch_begin (conn, TP_SQL_CONTACT_ADD, 0, error))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (contacts[i]->existed)
      continue;
    if (!add_contact_row (conn, contacts[i], error))
      return FALSE;
    tp_contact_clear_marks (contacts[i]);
    tp_id_sets_add (added, (guint32)contacts[i]->number);
  }
  if (!tp_conn_batch_end (conn, error))
    return FALSE;
  add_set_events (change, TP_EVENT_CONTACT_ADDED, added, NULL);
  return TRUE;
}

gboolean
tp_contact_add_many (TpChange *change, TpContact *const *contacts, gsize length, GError **error)
{
  gint64 first = 0, now = tp_change_now (change);
  g_assert (length <= TP_CONTACT_CHUNK);
  if (length == 0)
    return TRUE;
  if (!take_numbers (tp_change_conn (change), length, &first, error))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    TpContact *contact = contacts[i];
    g_assert ((contact->email_key == NULL) == (contact->values[TP_SEGMENT_EMAIL] == NULL));
    contact->number = first + (gint64)i;
    contact->existed = FALSE;
    contact->state = TP_CONTACT_LIVE;
    contact->created_at = contact->created_at != 0 ? contact->created_at : now;
    contact->changed_at = now;
  }
  return add_addresses (change, contacts, length, error) &&
         add_contact_rows (change, contacts, length, error);
}

/* The event's data: {"fields": [...]}; custom fields by # and public id. (transfer full) */
static char *
format_changed (TpAccount *account, const TpContact *contact)
{
  json_t *names = json_array ();
  for (guint i = TP_SEGMENT_CUSTOM + 1; i < TP_SEGMENT_BUILTINS; i++)
    if (contact->changed >> i & 1)
      json_array_append_new (names, json_string (tp_segment_field_name (i)));
  for (guint i = 0; contact->changed_custom != NULL && i < contact->changed_custom->len; i++) {
    g_autofree char *id = tp_account_public_id (account, TP_THING_FIELD,
                                                g_array_index (contact->changed_custom, gint64, i));
    g_autofree char *name = g_strconcat ("#", id, NULL);
    json_array_append_new (names, json_string (name));
  }
  g_autoptr (json_t) data = json_object ();
  json_object_set_new (data, "fields", names);
  return tp_json_text (data);
}

static gboolean
update_row (TpChange *change, TpContact *contact, GError **error)
{
  TpCell cells[TP_CONTACT_COLUMNS];
  tp_contact_settle (contact);
  contact->changed_at = tp_change_now (change);
  cells[0] = (TpCell){.type = TP_CELL_INT64, .int64 = contact->number};
  cells[1] = (TpCell){.type = TP_CELL_INT64, .int64 = contact->changed_at};
  guint used = 2 + tp_contact_text_cells (contact, FALSE, cells + 2);
  tp_contact_text_cell (contact->custom, &cells[used++]);
  return tp_conn_batch_add_cells (tp_change_conn (change), cells, used, error);
}

static void
file_changed (GTree *by_fields, TpAccount *account, TpContact *contact)
{
  g_autofree char *data = format_changed (account, contact);
  TpIdSets *sets = g_tree_lookup (by_fields, data);
  if (sets == NULL) {
    sets = tp_id_sets_new ();
    g_tree_insert (by_fields, g_steal_pointer (&data), sets);
  }
  tp_id_sets_add (sets, (guint32)contact->number);
}

static int
compare_texts (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (a, b);
}

static gboolean
update_rows (TpChange *change, TpContact *const *contacts, gsize length, GTree *by_fields,
             GError **error)
{
  TpConn *conn = tp_change_conn (change);
  if (!tp_conn_batch_begin (conn, TP_SQL_CONTACT_UPDATE, 0, error))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (!tp_contact_is_changed (contacts[i]))
      continue;
    if (!update_row (change, contacts[i], error))
      return FALSE;
    file_changed (by_fields, tp_change_account (change), contacts[i]);
    tp_contact_clear_marks (contacts[i]);
  }
  return tp_conn_batch_end (conn, error);
}

gboolean
tp_contact_update_many (TpChange *change, TpContact *const *contacts, gsize length, GError **error)
{
  g_autoptr (GTree) by_fields =
      g_tree_new_full (compare_texts, NULL, g_free, (GDestroyNotify)tp_id_sets_free);
  if (!update_rows (change, contacts, length, by_fields, error))
    return FALSE;
  for (GTreeNode *node = g_tree_node_first (by_fields); node != NULL;
       node = g_tree_node_next (node))
    add_set_events (change, TP_EVENT_CONTACT_CHANGED, g_tree_node_value (node),
                    g_tree_node_key (node));
  return TRUE;
}
