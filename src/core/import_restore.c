/* SPDX-License-Identifier: Apache-2.0 */
/* The former values are written as they were, with their times, so not through the functions that
 * decide what an import may; the events are the same. */
#include "core/import_restore.h"

#include "base/compare.h"
#include "core/address_book.h"
#include "core/contact.h"
#include "core/list.h"
#include "core/members.h"
#include "core/permission.h"
#include "core/suppression.h"
#include "core/tag_set.h"

#include <string.h>

static void
free_before (gpointer data)
{
  TpImportBefore *before = data;
  json_decref (before->json);
  g_free (before);
}

static gboolean
is_of_added (const TpImportBefore *before)
{
  return before->contact == 0;
}

GPtrArray *
tp_import_restore_load (TpChange *change, const TpImport *import, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_before);
  g_autoptr (TpRows) found =
      tp_conn_query (tp_change_conn (change), TP_SQL_IMPORT_BEFORE_PAGE, &local, "iii", import->id,
                     import->undo_sequence, (gint64)TP_IMPORT_RESTORE_ROWS);
  while (found != NULL && tp_rows_next (found, &local)) {
    const char *text = tp_rows_text (found, 2);
    TpImportBefore *before = g_new0 (TpImportBefore, 1);
    before->sequence = tp_rows_int64 (found, 0);
    before->contact = tp_rows_int64 (found, 1);
    before->json = tp_json_parse (text, strlen (text), NULL);
    if (is_of_added (before) && rows->len > 0) {
      free_before (before);
      break;
    }
    g_ptr_array_add (rows, before);
    if (is_of_added (before))
      break;
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&rows) : NULL;
}

/* The numbers of a query's first column. Takes rows, which may be NULL. */
static GArray *
take_numbers (TpRows *taken, GError **error)
{
  g_autoptr (TpRows) rows = taken;
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (rows == NULL)
    return NULL;
  while (tp_rows_next (rows, &local)) {
    gint64 number = tp_rows_int64 (rows, 0);
    g_array_append_val (numbers, number);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&numbers) : NULL;
}

static void
tell_sets (TpChange *change, TpEventKind kind, const TpIdSets *sets, gint64 target)
{
  for (guint i = 0; i < tp_id_sets_length (sets); i++)
    tp_change_event_set (change, kind, tp_change_now (change),
                         tp_id_set_copy (tp_id_sets_nth (sets, i)), target, NULL);
}

static gboolean
remove_contacts (TpChange *change, const GArray *numbers, GError **error)
{
  static const TpSql statements[] = {
      TP_SQL_IMPORT_REMOVE_ADDRESSES,   TP_SQL_IMPORT_REMOVE_TAGS,     TP_SQL_IMPORT_REMOVE_LISTS,
      TP_SQL_IMPORT_REMOVE_PERMISSIONS, TP_SQL_IMPORT_REMOVE_CONTACTS,
  };
  g_autoptr (TpIdSets) removed = tp_id_sets_new ();
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    if (!tp_conn_run (tp_change_conn (change), statements[i], error, "a",
                      (const gint64 *)(gpointer)numbers->data, (gsize)numbers->len))
      return FALSE;
  for (guint i = 0; i < numbers->len; i++)
    tp_id_sets_add (removed, (guint32)g_array_index (numbers, gint64, i));
  tell_sets (change, TP_EVENT_CONTACT_ERASED, removed, 0);
  return TRUE;
}

static gboolean
restore_added (TpChange *change, const TpImportBefore *before, const TpIdSets *touched,
               TpImportUndone *undone, GError **error)
{
  const json_t *range = json_object_get (before->json, "added");
  gint64 first = json_integer_value (json_array_get (range, 0));
  gint64 last = json_integer_value (json_array_get (range, 1));
  g_autoptr (GArray) live = take_numbers (
      tp_conn_query (tp_change_conn (change), TP_SQL_IMPORT_LIVE_BETWEEN, error, "ii", first, last),
      error);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (live == NULL)
    return FALSE;
  for (guint i = 0; i < live->len; i++) {
    gint64 number = g_array_index (live, gint64, i);
    if (tp_id_sets_contains (touched, (guint32)number))
      undone->kept++;
    else
      g_array_append_val (numbers, number);
  }
  undone->removed += numbers->len;
  return numbers->len == 0 || remove_contacts (change, numbers, error);
}

/* Contacts whose rows are being put back, and what the database has of them now. */
typedef struct {
  TpChange *change;
  const TpImport *import;
  TpFields *fields;
  GHashTable *contacts;    /* gint64 to TpContact */
  GHashTable *tags;        /* pairs that the import set and that are still worn */
  GHashTable *lists;       /* "contact list" to 1 + state */
  GHashTable *permissions; /* "contact purpose" to 1 + state */
  GArray *untag;           /* pairs to take */
  GPtrArray *listings;     /* of Former */
  GPtrArray *grants;       /* of Former */
} Restoring;

/* A list state or a permission to be put back. */
typedef struct {
  gint64 contact, target, since, consent;
  int state; /* -1: there was none */
} Former;

static gint64 *
pair_of (gint64 contact, gint64 number)
{
  gint64 pair = TP_MEMBERS_PAIR (contact, number);
  return g_memdup2 (&pair, sizeof pair);
}

static void
init (Restoring *restoring, TpChange *change, const TpImport *import)
{
  *restoring = (Restoring){.change = change, .import = import};
  restoring->contacts = g_hash_table_new (g_int64_hash, g_int64_equal);
  restoring->tags = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  restoring->lists = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  restoring->permissions = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  restoring->untag = g_array_new (FALSE, FALSE, sizeof (gint64));
  restoring->listings = g_ptr_array_new_with_free_func (g_free);
  restoring->grants = g_ptr_array_new_with_free_func (g_free);
}

static void
clear (Restoring *restoring)
{
  g_clear_pointer (&restoring->fields, tp_fields_unref);
  g_hash_table_unref (restoring->contacts);
  g_hash_table_unref (restoring->tags);
  g_hash_table_unref (restoring->lists);
  g_hash_table_unref (restoring->permissions);
  g_array_unref (restoring->untag);
  g_ptr_array_unref (restoring->listings);
  g_ptr_array_unref (restoring->grants);
}

static gboolean
load (Restoring *restoring, const GPtrArray *contacts, GError **error)
{
  TpConn *conn = tp_change_conn (restoring->change);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < contacts->len; i++) {
    TpContact *contact = contacts->pdata[i];
    g_array_append_val (numbers, contact->number);
    g_hash_table_insert (restoring->contacts, &contact->number, contact);
  }
  const gint64 *values = (const gint64 *)(gpointer)numbers->data;
  g_autoptr (GPtrArray) worn = tp_tag_of_contacts (conn, values, numbers->len, error);
  g_autoptr (GPtrArray) members =
      worn != NULL ? tp_list_of_contacts (conn, values, numbers->len, error) : NULL;
  g_autoptr (GPtrArray) rows =
      members != NULL ? tp_permission_of_contacts (conn, values, numbers->len, error) : NULL;
  for (guint i = 0; rows != NULL && i < worn->len; i++) {
    const TpWornTag *tag = worn->pdata[i];
    if (tag->why.kind == TP_ACTOR_IMPORT && tag->why.id == restoring->import->id)
      g_hash_table_add (restoring->tags, pair_of (tag->contact, tag->tag));
  }
  for (guint i = 0; rows != NULL && i < members->len; i++) {
    const TpListMember *member = members->pdata[i];
    g_hash_table_insert (restoring->lists, pair_of (member->contact, member->list),
                         GINT_TO_POINTER (1 + (int)member->state));
  }
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const TpPermissionRow *row = rows->pdata[i];
    g_hash_table_insert (restoring->permissions, pair_of (row->contact, row->purpose),
                         GINT_TO_POINTER (1 + (int)row->state));
  }
  return rows != NULL;
}

static gboolean
restore_fields (Restoring *restoring, TpContact *contact, json_t *fields, gboolean *all)
{
  const char *name;
  json_t *pair;
  gboolean any = FALSE;
  json_object_foreach (fields, name, pair)
  {
    const TpField *field =
        name[0] == '#' ? tp_fields_custom (restoring->fields, g_ascii_strtoll (name + 1, NULL, 10))
                       : tp_fields_find (restoring->fields, name);
    const char *after = json_string_value (json_array_get (pair, 1));
    if (field == NULL || g_strcmp0 (tp_contact_value (contact, field), after) != 0)
      *all = FALSE;
    else
      any |= tp_contact_put (contact, field, json_string_value (json_array_get (pair, 0)));
  }
  return any;
}

static gboolean
restore_tags (Restoring *restoring, gint64 contact, const json_t *tags, gboolean *all)
{
  size_t i;
  json_t *tag;
  gboolean any = FALSE;
  json_array_foreach (tags, i, tag)
  {
    gint64 pair = TP_MEMBERS_PAIR (contact, json_integer_value (tag));
    gboolean worn = g_hash_table_contains (restoring->tags, &pair);
    if (worn)
      g_array_append_val (restoring->untag, pair);
    any |= worn;
    *all = *all && worn;
  }
  return any;
}

/* [target, state before, since, (consent,) state after] */
static gboolean
restore_former (GHashTable *now, GPtrArray *formers, gint64 contact, const json_t *rows,
                gboolean *all)
{
  size_t i;
  json_t *row;
  gboolean any = FALSE;
  json_array_foreach (rows, i, row)
  {
    gsize last = json_array_size (row) - 1;
    Former former = {
        .contact = contact,
        .target = json_integer_value (json_array_get (row, 0)),
        .state = (int)json_integer_value (json_array_get (row, 1)),
        .since = json_integer_value (json_array_get (row, 2)),
        .consent = last == 4 ? json_integer_value (json_array_get (row, 3)) : 0,
    };
    gint64 pair = TP_MEMBERS_PAIR (contact, former.target);
    int after = (int)json_integer_value (json_array_get (row, last));
    if (GPOINTER_TO_INT (g_hash_table_lookup (now, &pair)) == 1 + after) {
      g_ptr_array_add (formers, g_memdup2 (&former, sizeof former));
      g_hash_table_insert (now, g_memdup2 (&pair, sizeof pair), GINT_TO_POINTER (1 + former.state));
      any = TRUE;
    } else {
      *all = FALSE;
    }
  }
  return any;
}

static void
restore_contact (Restoring *restoring, const TpImportBefore *before, TpImportUndone *undone)
{
  gboolean all = TRUE, any = FALSE;
  TpContact *contact = g_hash_table_lookup (restoring->contacts, &before->contact);
  if (contact == NULL || contact->state > TP_CONTACT_ARCHIVED)
    return;
  any |= restore_fields (restoring, contact, json_object_get (before->json, "fields"), &all);
  any |= restore_tags (restoring, before->contact, json_object_get (before->json, "tags"), &all);
  any |= restore_former (restoring->lists, restoring->listings, before->contact,
                         json_object_get (before->json, "lists"), &all);
  any |= restore_former (restoring->permissions, restoring->grants, before->contact,
                         json_object_get (before->json, "permissions"), &all);
  undone->restored += any;
  undone->kept += !all;
}

static gboolean
run_formers (TpChange *change, const GPtrArray *formers, TpSql put, TpSql remove,
             gboolean with_consent, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  for (guint pass = 0; pass < 2; pass++) {
    if (!tp_conn_batch_begin (conn, pass == 0 ? put : remove, 0, error))
      return FALSE;
    for (guint i = 0; i < formers->len; i++) {
      const Former *former = formers->pdata[i];
      const gint64 *consent = former->consent != 0 ? &former->consent : NULL;
      gboolean ok = TRUE;
      if ((former->state < 0) != (pass == 1))
        continue;
      if (pass == 1)
        ok = tp_conn_batch_add (conn, error, "ii", former->contact, former->target);
      else if (with_consent)
        ok = tp_conn_batch_add (conn, error, "iiiiI", former->contact, former->target,
                                (gint64)former->state, former->since, consent);
      else
        ok = tp_conn_batch_add (conn, error, "iiii", former->contact, former->target,
                                (gint64)former->state, former->since);
      if (!ok)
        return FALSE;
    }
    if (!tp_conn_batch_end (conn, error))
      return FALSE;
  }
  return TRUE;
}

/* kinds[1 + state]: the event of going back to it. */
static void
tell_formers (TpChange *change, const GPtrArray *formers, const TpEventKind kinds[static 4])
{
  g_autoptr (TpMembersBy) by = tp_members_by_new ();
  for (guint i = 0; i < formers->len; i++) {
    const Former *former = formers->pdata[i];
    tp_members_by_add (by, former->target * 4 + 1 + former->state, (guint32)former->contact);
  }
  g_autoptr (GArray) numbers = tp_members_by_numbers (by);
  for (guint i = 0; i < numbers->len; i++) {
    gint64 number = g_array_index (numbers, gint64, i);
    tell_sets (change, kinds[number % 4], tp_members_by_find (by, number), number / 4);
  }
}

static gboolean
write_restored (Restoring *restoring, const GPtrArray *contacts, GError **error)
{
  static const TpEventKind list_kinds[] = {TP_EVENT_LIST_REMOVED, TP_EVENT_LIST_CONFIRMED,
                                           TP_EVENT_LIST_UNCONFIRMED, TP_EVENT_LIST_UNSUBSCRIBED};
  static const TpEventKind permission_kinds[] = {
      TP_EVENT_PERMISSION_RESET, TP_EVENT_PERMISSION_CONFIRMED, TP_EVENT_PERMISSION_RESET,
      TP_EVENT_PERMISSION_WITHDRAWN};
  TpChange *change = restoring->change;
  tell_formers (change, restoring->listings, list_kinds);
  tell_formers (change, restoring->grants, permission_kinds);
  return tp_contact_update_many (change, (TpContact *const *)(gpointer)contacts->pdata,
                                 contacts->len, error) &&
         tp_tag_remove_pairs (change, restoring->untag, error) &&
         run_formers (change, restoring->listings, TP_SQL_IMPORT_RESTORE_LIST, TP_SQL_IMPORT_UNLIST,
                      FALSE, error) &&
         run_formers (change, restoring->grants, TP_SQL_IMPORT_RESTORE_PERMISSION,
                      TP_SQL_IMPORT_REMOVE_PERMISSION, TRUE, error);
}

static gboolean
restore_changed (TpChange *change, const TpImport *import, const GPtrArray *rows,
                 TpImportUndone *undone, GError **error)
{
  Restoring restoring;
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < rows->len; i++)
    g_array_append_val (numbers, ((TpImportBefore *)rows->pdata[i])->contact);
  g_array_sort (numbers, tp_int64_compare);
  g_autoptr (GPtrArray) contacts =
      tp_contact_lock_many (change, (const gint64 *)(gpointer)numbers->data, numbers->len, error);
  if (contacts == NULL)
    return FALSE;
  init (&restoring, change, import);
  restoring.fields = tp_fields_load (tp_change_account (change), tp_change_conn (change), error);
  gboolean ok = restoring.fields != NULL && load (&restoring, contacts, error);
  for (guint i = 0; ok && i < rows->len; i++)
    restore_contact (&restoring, rows->pdata[i], undone);
  ok = ok && write_restored (&restoring, contacts, error);
  clear (&restoring);
  return ok;
}

gboolean
tp_import_restore (TpChange *change, const TpImport *import, const GPtrArray *rows,
                   const TpIdSets *touched, TpImportUndone *undone, GError **error)
{
  return is_of_added (rows->pdata[0])
             ? restore_added (change, rows->pdata[0], touched, undone, error)
             : restore_changed (change, import, rows, undone, error);
}

gboolean
tp_import_restore_release (TpChange *change, const TpImport *import, guint *out_released,
                           GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (GError) local = NULL;
  g_autoptr (TpIdSets) members = tp_id_sets_new ();
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *label = tp_import_label (tp_change_account (change), import);
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_IMPORT_RELEASE, &local, "ssi", label, "",
                                           (gint64)TP_SUPPRESSION_CHUNK);
  while (rows != NULL && tp_rows_next (rows, &local))
    g_ptr_array_add (keys, g_strdup (tp_rows_text (rows, 0)));
  if (!tp_rows_ended (&local, error))
    return FALSE;
  *out_released = keys->len;
  g_autofree gint64 *owners = g_new0 (gint64, keys->len + 1);
  if (keys->len == 0 ||
      !tp_address_book_find_many (conn, (const char *const *)(gpointer)keys->pdata, keys->len,
                                  owners, error))
    return keys->len == 0;
  for (guint i = 0; i < keys->len; i++)
    if (owners[i] != 0)
      tp_id_sets_add (members, (guint32)owners[i]);
  tell_sets (change, TP_EVENT_ADDRESS_RELEASED, members, 0);
  return TRUE;
}
