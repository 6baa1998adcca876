/* SPDX-License-Identifier: Apache-2.0 */
/* Per chunk: the addresses' owners, the erased among the others, then the owners' contacts, tags,
 * lists and permissions, each in one query; then row by row in memory. */
#include "core/import_apply.h"

#include "base/compare.h"
#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "core/address_book.h"
#include "core/erase.h"
#include "core/list.h"
#include "core/permission.h"
#include "core/tag.h"
#include "core/tag_set.h"

#include <string.h>

static void
free_state (gpointer state)
{
  tp_imported_contact_free (state);
}

void
tp_import_work_init (TpImportWork *work, TpAccount *account, const TpImportFile *file,
                     TpImport *import)
{
  const TpImportOptions *options = file->plan->options;
  *work = (TpImportWork){.account = account, .file = file, .import = import};
  work->notes = tp_import_notes_new (import->notes);
  tp_import_notes_set_total (work->notes, file->rows);
  work->ids.tags = g_array_new (FALSE, FALSE, sizeof (gint64));
  work->ids.lists = g_array_new (FALSE, FALSE, sizeof (gint64));
  work->ids.option_tags = options->tags != NULL ? g_strv_length (options->tags) : 0;
  work->ids.option_lists = options->lists != NULL ? g_strv_length (options->lists) : 0;
  work->carried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_state);
  work->missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
tp_import_work_clear (TpImportWork *work)
{
  g_clear_pointer (&work->notes, tp_import_notes_free);
  g_clear_pointer (&work->refused, tp_import_refused_free);
  g_array_unref (work->ids.tags);
  g_array_unref (work->ids.lists);
  g_hash_table_unref (work->carried);
  g_hash_table_unref (work->missing);
}

void
tp_imported_contacts_clear (TpImportedContacts *states)
{
  g_clear_pointer (&states->states, g_ptr_array_unref);
  g_clear_pointer (&states->by_key, g_hash_table_unref);
  g_clear_pointer (&states->by_number, g_hash_table_unref);
}

/* A rehearsal makes no tag: what is missing gets a number below zero. */
static gint64
number_missing (TpImportWork *work, const char *kind, const char *name)
{
  g_autofree char *folded = tp_fold (name);
  char *key = g_strconcat (kind, folded, NULL);
  gpointer known = g_hash_table_lookup (work->missing, key);
  if (known != NULL) {
    g_free (key);
    return (gint64)GPOINTER_TO_SIZE (known);
  }
  gint64 number = -1 - (gint64)g_hash_table_size (work->missing);
  g_hash_table_insert (work->missing, key, GSIZE_TO_POINTER ((gsize)number));
  return number;
}

static gboolean
find_tag (TpImportWork *work, TpConn *conn, const char *name, gint64 *out_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpTag) tag = tp_tag_find (conn, name, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  *out_id = tag != NULL ? tag->id : number_missing (work, "tag ", name);
  return TRUE;
}

static gboolean
find_list (TpImportWork *work, TpConn *conn, const char *name, gint64 *out_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpList) list = tp_list_find (conn, name, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  *out_id = list != NULL ? list->id : number_missing (work, "list ", name);
  return TRUE;
}

/* The chunk's new names get their numbers in the database. */
static gboolean
resolve_names (TpImportWork *work, TpImportChunk *chunk, TpChange *change, TpConn *conn,
               GError **error)
{
  guint known = work->ids.tags->len;
  g_array_set_size (work->ids.tags, known + chunk->tags->len);
  gint64 *tags = &g_array_index (work->ids.tags, gint64, known);
  if (change != NULL && chunk->tags->len > 0 &&
      !tp_tag_find_or_make_many (change, (const char *const *)(gpointer)chunk->tags->pdata,
                                 chunk->tags->len, tags, error))
    return FALSE;
  for (guint i = 0; change == NULL && i < chunk->tags->len; i++)
    if (!find_tag (work, conn, chunk->tags->pdata[i], &tags[i], error))
      return FALSE;
  for (guint i = 0; i < chunk->lists->len; i++) {
    gint64 list;
    const char *name = chunk->lists->pdata[i];
    if (change != NULL ? !tp_list_find_or_make (change, name, &list, error)
                       : !find_list (work, conn, name, &list, error))
      return FALSE;
    g_array_append_val (work->ids.lists, list);
  }
  return TRUE;
}

/* What is known of the rows' addresses, by row. */
typedef struct {
  const char **keys;
  gint64 *owners;
  gboolean *erased;
  guint8 *blocked;
  guint length; /* rows that are not refused already */
} Owners;

static void
clear_owners (Owners *owners)
{
  g_free (owners->keys);
  g_free (owners->owners);
  g_free (owners->erased);
  g_free (owners->blocked);
}

static gboolean
find_owners (const TpImportWork *work, const TpImportChunk *chunk, TpConn *conn, Owners *owners,
             GError **error)
{
  gboolean blocking = FALSE;
  owners->keys = g_new (const char *, chunk->rows->len);
  for (guint i = 0; i < chunk->rows->len; i++) {
    const TpImportRow *row = chunk->rows->pdata[i];
    if (row->refusal != NULL)
      continue;
    owners->keys[owners->length++] = row->address->key;
    blocking |= row->subscription >= TP_SUBSCRIPTION_CLEANED;
  }
  owners->owners = g_new0 (gint64, owners->length + 1);
  owners->erased = g_new0 (gboolean, owners->length + 1);
  owners->blocked = g_new0 (guint8, owners->length + 1);
  return owners->length == 0 ||
         (tp_address_book_find_many (conn, owners->keys, owners->length, owners->owners, error) &&
          tp_erased_find_many (work->account, conn, owners->keys, owners->length, owners->erased,
                               error) &&
          (!blocking ||
           tp_suppression_find_many (conn, owners->keys, owners->length, owners->blocked, error)));
}

static TpImportedContact *
state_of (const TpImportedContacts *states, gint64 contact)
{
  return g_hash_table_lookup (states->by_number, &contact);
}

static gboolean
load_tags (TpImportedContacts *states, TpConn *conn, const GArray *numbers, GError **error)
{
  g_autoptr (GPtrArray) worn =
      tp_tag_of_contacts (conn, (const gint64 *)(gpointer)numbers->data, numbers->len, error);
  for (guint i = 0; worn != NULL && i < worn->len; i++) {
    const TpWornTag *tag = worn->pdata[i];
    GArray *into = state_of (states, tag->contact)->worn;
    guint at = into->len;
    while (at > 0 && g_array_index (into, gint64, at - 1) > tag->tag)
      at--;
    g_array_insert_val (into, at, tag->tag);
  }
  return worn != NULL;
}

static gboolean
load_lists (TpImportedContacts *states, TpConn *conn, const GArray *numbers, GError **error)
{
  g_autoptr (GPtrArray) members =
      tp_list_of_contacts (conn, (const gint64 *)(gpointer)numbers->data, numbers->len, error);
  for (guint i = 0; members != NULL && i < members->len; i++) {
    const TpListMember *member = members->pdata[i];
    TpImportListed listed = {member->list, (int)member->state, member->since, (int)member->state};
    g_array_append_val (state_of (states, member->contact)->lists, listed);
  }
  return members != NULL;
}

static gboolean
load_permissions (TpImportedContacts *states, TpConn *conn, const GArray *numbers, GError **error)
{
  g_autoptr (GPtrArray) rows = tp_permission_of_contacts (
      conn, (const gint64 *)(gpointer)numbers->data, numbers->len, error);
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const TpPermissionRow *row = rows->pdata[i];
    if ((guint)row->purpose < TP_SEGMENT_PURPOSES)
      state_of (states, row->contact)->permissions[row->purpose] =
          (TpImportPermission){(int)row->state, row->since, row->consent, (int)row->state};
  }
  return rows != NULL;
}

/* The contacts that the addresses belong to, each once, ascending. (transfer full) */
static GArray *
collect_numbers (const Owners *owners)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint i = 0; i < owners->length; i++)
    if (owners->owners[i] != 0 && g_hash_table_add (seen, &owners->owners[i]))
      g_array_append_val (numbers, owners->owners[i]);
  g_array_sort (numbers, tp_int64_compare);
  return numbers;
}

static gboolean
load_states (TpImportedContacts *states, const Owners *owners, TpChange *change, TpConn *conn,
             GError **error)
{
  g_autoptr (GArray) numbers = collect_numbers (owners);
  const gint64 *values = (const gint64 *)(gpointer)numbers->data;
  if (numbers->len == 0)
    return TRUE;
  g_autoptr (GPtrArray) contacts = change != NULL
                                       ? tp_contact_lock_many (change, values, numbers->len, error)
                                       : tp_contact_load_many (conn, values, numbers->len, error);
  if (contacts == NULL)
    return FALSE;
  g_array_set_size (numbers, 0);
  g_ptr_array_set_free_func (contacts, NULL);
  for (guint i = 0; i < contacts->len; i++) {
    TpImportedContact *state = tp_imported_contact_new (contacts->pdata[i], FALSE);
    g_ptr_array_add (states->states, state);
    g_hash_table_insert (states->by_number, &state->contact->number, state);
    g_array_append_val (numbers, state->contact->number);
  }
  return load_tags (states, conn, numbers, error) && load_lists (states, conn, numbers, error) &&
         load_permissions (states, conn, numbers, error);
}

/* The state that a row is applied to; NULL: refused with *out_refusal. */
static TpImportedContact *
find_state (TpImportWork *work, TpImportedContacts *states, const Owners *owners, guint at,
            const char **out_refusal)
{
  const char *key = owners->keys[at];
  TpImportedContact *state = g_hash_table_lookup (states->by_key, key);
  if (state == NULL && work->refused == NULL)
    state = g_hash_table_lookup (work->carried, key);
  if (state == NULL && owners->owners[at] != 0) {
    state = state_of (states, owners->owners[at]);
    if (state == NULL || state->contact->state > TP_CONTACT_ARCHIVED) {
      *out_refusal = _ ("the contact of this address was erased");
      return NULL;
    }
  }
  if (state == NULL && owners->erased[at]) {
    *out_refusal = _ ("the person of this address was erased; only they can sign up again");
    return NULL;
  }
  if (state == NULL) {
    state = tp_imported_contact_new (NULL, TRUE);
    g_ptr_array_add (states->states, state);
  }
  state->was_blocked |= owners->blocked[at] != 0;
  g_hash_table_insert (states->by_key, (gpointer)key, state);
  return state;
}

static gboolean
refuse (TpImportWork *work, const TpImportRow *row, const char *reason, GError **error)
{
  work->import->refused++;
  return work->refused == NULL ||
         tp_import_refused_add (work->refused, row->line, reason, (const char *const *)row->cells,
                                g_strv_length (row->cells), error);
}

static void
note (TpImportWork *work, const TpImportRow *row, const TpImportedContact *state)
{
  if (row->advice != NULL)
    tp_import_notes_add_advice (work->notes, row->address, row->advice);
  tp_import_notes_add_subscription (work->notes, row->subscription);
  if (row->subscription <= TP_SUBSCRIPTION_SUBSCRIBED &&
      state->permissions[TP_SEGMENT_PURPOSE_NEWSLETTER].now != TP_SEGMENT_PERMISSION_CONFIRMED &&
      state->permissions[TP_SEGMENT_PURPOSE_OFFERS].now != TP_SEGMENT_PERMISSION_CONFIRMED)
    tp_import_notes_add_without_permission (work->notes);
}

static void
count_row (TpImportWork *work, TpImportedContact *state, TpImportRow *row)
{
  gboolean first = state->contact == NULL;
  gboolean changed = tp_imported_contact_apply (state, row, work->file->plan, &work->ids);
  if (first)
    work->import->added++;
  else if (changed)
    work->import->updated++;
  else
    work->import->unchanged++;
  note (work, row, state);
}

static gboolean
apply_rows (TpImportWork *work, TpImportChunk *chunk, const Owners *owners,
            TpImportedContacts *states, GError **error)
{
  guint at = 0;
  for (guint i = 0; i < chunk->rows->len; i++) {
    TpImportRow *row = chunk->rows->pdata[i];
    const char *refusal = row->refusal;
    TpImportedContact *state =
        refusal == NULL ? find_state (work, states, owners, at++, &refusal) : NULL;
    work->import->rows++;
    if (state != NULL)
      count_row (work, state, row);
    else if (!refuse (work, row, refusal, error))
      return FALSE;
  }
  return TRUE;
}

/* Rows that changed a contact and changed it back count as unchanged: so the same file again
 * changes nothing. */
static void
finish_contacts (TpImportWork *work, const TpImportedContacts *states)
{
  GHashTableIter iter;
  gpointer data;
  g_autoptr (GHashTable) done = g_hash_table_new (NULL, NULL);
  g_hash_table_iter_init (&iter, states->by_key);
  while (g_hash_table_iter_next (&iter, NULL, &data)) {
    TpImportedContact *state = data;
    if (!g_hash_table_add (done, state) ||
        tp_imported_contact_finish (state, work->file->plan->fields))
      continue;
    work->import->updated -= state->rows;
    work->import->unchanged += state->rows;
    state->rows = 0;
  }
}

/* What later chunks of a rehearsal must know of these contacts. */
static void
carry (TpImportWork *work, TpImportedContacts *states)
{
  GHashTableIter iter;
  gpointer key, state;
  g_hash_table_iter_init (&iter, states->by_key);
  while (g_hash_table_iter_next (&iter, &key, &state)) {
    guint at;
    if (g_hash_table_lookup (work->carried, key) == state) {
      tp_imported_contact_settle (state);
      continue;
    }
    if (!tp_import_file_is_repeated (work->file, key) ||
        !g_ptr_array_find (states->states, state, &at))
      continue;
    g_ptr_array_steal_index_fast (states->states, at);
    tp_imported_contact_settle (state);
    g_hash_table_insert (work->carried, g_strdup (key), state);
  }
}

gboolean
tp_import_apply_chunk (TpImportWork *work, TpImportChunk *chunk, TpChange *change, TpConn *conn,
                       TpImportedContacts *out_states, GError **error)
{
  Owners owners = {0};
  out_states->states = g_ptr_array_new_with_free_func (free_state);
  out_states->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  out_states->by_number = g_hash_table_new (g_int64_hash, g_int64_equal);
  gboolean ok = resolve_names (work, chunk, change, conn, error) &&
                find_owners (work, chunk, conn, &owners, error) &&
                load_states (out_states, &owners, change, conn, error) &&
                apply_rows (work, chunk, &owners, out_states, error);
  if (ok)
    finish_contacts (work, out_states);
  if (ok && change == NULL)
    carry (work, out_states);
  clear_owners (&owners);
  return ok;
}
