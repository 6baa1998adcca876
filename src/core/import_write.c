/* SPDX-License-Identifier: Apache-2.0 */
/* What was applied is written table by table, sets at a time: new contacts, changed ones, tags as
 * pairs, lists and permissions by state, blocked addresses, and at the end what undoing needs: one
 * row with the numbers of all new contacts, and one per changed contact. */
#include "base/error.h"
#include "base/i18n.h"
#include "core/consent.h"
#include "core/import_apply.h"
#include "core/list.h"
#include "core/members.h"
#include "core/permission.h"
#include "core/tag_set.h"

#include <string.h>

static gboolean
add_contacts (TpChange *change, const TpImportedContacts *states, GPtrArray *out_new,
              GError **error)
{
  for (guint i = 0; i < states->states->len; i++) {
    TpImportedContact *state = states->states->pdata[i];
    if (state->is_new)
      g_ptr_array_add (out_new, state->contact);
  }
  TpContact *const *contacts = (TpContact *const *)(gpointer)out_new->pdata;
  if (!tp_contact_add_many (change, contacts, out_new->len, error))
    return FALSE;
  for (guint i = 0; i < out_new->len; i++)
    if (contacts[i]->existed)
      return tp_error (error, TP_ERROR_BUSY, _ ("'%s' was added by another meanwhile; try again"),
                       contacts[i]->email_key);
  return TRUE;
}

static gboolean
update_contacts (TpChange *change, const TpImportedContacts *states, GError **error)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  for (guint i = 0; i < states->states->len; i++) {
    TpImportedContact *state = states->states->pdata[i];
    if (!state->is_new && tp_contact_is_changed (state->contact))
      g_ptr_array_add (changed, state->contact);
  }
  return changed->len == 0 ||
         tp_contact_update_many (change, (TpContact *const *)(gpointer)changed->pdata, changed->len,
                                 error);
}

static gboolean
set_pairs (TpChange *change, GArray *pairs, GError **error)
{
  return tp_tag_set_pairs (change, pairs, 0, error);
}

/* The tags of those who are new, or of those who were there: these may wear them meanwhile. */
static gboolean
write_tags (TpChange *change, const TpImportedContacts *states, gboolean new, GError **error)
{
  gboolean (*write) (TpChange *, GArray *, GError **) = new ? tp_tag_add_pairs : set_pairs;
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < states->states->len; i++) {
    const TpImportedContact *state = states->states->pdata[i];
    for (guint n = 0; state->is_new == new &&n < state->newly->len; n++) {
      gint64 pair =
          TP_MEMBERS_PAIR (state->contact->number, g_array_index (state->newly, gint64, n));
      g_array_append_val (pairs, pair);
      if (pairs->len == TP_TAG_PAIRS_MAX) {
        if (!write (change, pairs, error))
          return FALSE;
        g_array_set_size (pairs, 0);
      }
    }
  }
  return pairs->len == 0 || write (change, pairs, error);
}

typedef gboolean (*WriteSet) (TpChange *change, gint64 number, const TpIdSet *members, gint64 data,
                              GError **error);

/* One call per number and block. */
static gboolean
write_sets (TpChange *change, TpMembersBy *by, WriteSet write, gint64 data, GError **error)
{
  g_autoptr (GArray) numbers = tp_members_by_numbers (by);
  for (guint i = 0; i < numbers->len; i++) {
    gint64 number = g_array_index (numbers, gint64, i);
    TpIdSets *sets = tp_members_by_find (by, number);
    for (guint n = 0; n < tp_id_sets_length (sets); n++)
      if (!write (change, number, tp_id_sets_nth (sets, n), data, error))
        return FALSE;
  }
  return TRUE;
}

/* A list, or a purpose, and a state in one number. */
#define STATES 4
G_STATIC_ASSERT (TP_SEGMENT_LIST_STATES <= STATES && TP_SEGMENT_PERMISSIONS <= STATES);

static gboolean
write_list_set (TpChange *change, gint64 number, const TpIdSet *members, gint64 data,
                GError **error)
{
  return tp_list_put (change, number / STATES, members, (TpSegmentListState)(number % STATES),
                      TP_LIST_BY_IMPORT, NULL, error);
}

static gboolean
add_list_set (TpChange *change, gint64 number, const TpIdSet *members, gint64 data, GError **error)
{
  return tp_list_add_new (change, number / STATES, members, (TpSegmentListState)(number % STATES),
                          error);
}

static gboolean
write_lists (TpChange *change, const TpImportedContacts *states, gboolean new, GError **error)
{
  g_autoptr (TpMembersBy) by = tp_members_by_new ();
  for (guint i = 0; i < states->states->len; i++) {
    const TpImportedContact *state = states->states->pdata[i];
    for (guint n = 0; state->is_new == new &&n < state->lists->len; n++) {
      const TpImportListed *listed = &g_array_index (state->lists, TpImportListed, n);
      if (listed->now != listed->before)
        tp_members_by_add (by, listed->list * STATES + listed->now,
                           (guint32)state->contact->number);
    }
  }
  return write_sets (change, by, new ? add_list_set : write_list_set, 0, error);
}

static gboolean
write_permission_set (TpChange *change, gint64 number, const TpIdSet *members, gint64 consent,
                      GError **error)
{
  TpSegmentPermission state = (TpSegmentPermission)(number % STATES);
  return tp_permission_set (change, (TpSegmentPurpose)(number / STATES), state, members,
                            state == TP_SEGMENT_PERMISSION_CONFIRMED ? consent : 0,
                            TP_PERMISSION_BY_IMPORT, NULL, error);
}

static gboolean
add_permission_set (TpChange *change, gint64 number, const TpIdSet *members, gint64 consent,
                    GError **error)
{
  TpSegmentPermission state = (TpSegmentPermission)(number % STATES);
  return tp_permission_add_new (change, (TpSegmentPurpose)(number / STATES), state, members,
                                state == TP_SEGMENT_PERMISSION_CONFIRMED ? consent : 0, error);
}

/* The evidence behind the permissions, once for the run, when there is the first, and by whoever
 * ordered it. */
static gboolean
keep_consent (TpImportWork *work, TpChange *change, GError **error)
{
  if (work->import->consent != 0)
    return TRUE;
  const char *basis = work->file->plan->options->basis;
  g_autofree char *id = tp_account_public_id (work->account, TP_THING_IMPORT, work->import->id);
  g_autoptr (json_t) details = json_object ();
  json_object_set_new (details, "import", json_string (id));
  json_object_set_new (details, "file", json_string (work->import->file_name));
  g_autofree char *text = tp_json_text (details);
  TpActor import = tp_change_set_actor (change, work->import->actor);
  gboolean ok =
      tp_consent_add (change, TP_CONSENT_STATED, basis, 0, text, &work->import->consent, error);
  tp_change_set_actor (change, import);
  return ok;
}

static gboolean
write_permissions (TpImportWork *work, TpChange *change, const TpImportedContacts *states,
                   gboolean new, GError **error)
{
  gboolean confirms = FALSE;
  g_autoptr (TpMembersBy) by = tp_members_by_new ();
  for (guint p = 0; p < TP_SEGMENT_PURPOSES; p++)
    for (guint i = 0; i < states->states->len; i++) {
      const TpImportedContact *state = states->states->pdata[i];
      const TpImportPermission *permission = &state->permissions[p];
      if (state->is_new != new || permission->now == permission->before)
        continue;
      confirms |= permission->now == TP_SEGMENT_PERMISSION_CONFIRMED;
      tp_members_by_add (by, (gint64)p * STATES + permission->now, (guint32)state->contact->number);
    }
  return (!confirms || keep_consent (work, change, error)) &&
         write_sets (change, by, new ? add_permission_set : write_permission_set,
                     work->import->consent, error);
}

static gboolean
block_addresses (TpImportWork *work, TpChange *change, const TpImportedContacts *states,
                 TpSuppressionReason reason, GError **error)
{
  GHashTableIter iter;
  gpointer key, state;
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_autofree char *detail = tp_import_label (work->account, work->import);
  g_hash_table_iter_init (&iter, states->by_key);
  while (g_hash_table_iter_next (&iter, &key, &state))
    if (((TpImportedContact *)state)->blocked == reason &&
        !((TpImportedContact *)state)->was_blocked)
      g_ptr_array_add (keys, key);
  return keys->len == 0 ||
         tp_suppression_set_many (change, (const char *const *)(gpointer)keys->pdata, keys->len,
                                  reason, detail, NULL, error);
}

static gboolean
add_before (TpImportWork *work, TpConn *conn, gint64 contact, const char *before, GError **error)
{
  return tp_conn_batch_add (conn, error, "iiis", work->import->id, work->import->undo_sequence++,
                            contact, before);
}

/* {"added": [first, last]}: numbers of one call have no gaps. */
static gboolean
keep_added (TpImportWork *work, TpConn *conn, const GPtrArray *new, GError **error)
{
  if (new->len == 0)
    return TRUE;
  g_autofree char *before = g_strdup_printf (
      "{\"added\":[%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "]}",
      ((TpContact *)new->pdata[0])->number, ((TpContact *)new->pdata[new->len - 1])->number);
  return add_before (work, conn, 0, before, error);
}

static gboolean
keep_before (TpImportWork *work, TpConn *conn, const TpImportedContacts *states,
             const GPtrArray *new, GError **error)
{
  if (!tp_conn_batch_begin (conn, TP_SQL_IMPORT_BEFORE_ADD, 0, error) ||
      !keep_added (work, conn, new, error))
    return FALSE;
  for (guint i = 0; i < states->states->len; i++) {
    const TpImportedContact *state = states->states->pdata[i];
    g_autofree char *before =
        !state->is_new && state->rows > 0 ? tp_imported_contact_before (state) : NULL;
    if (before != NULL && !add_before (work, conn, state->contact->number, before, error))
      return FALSE;
  }
  return tp_conn_batch_end (conn, error);
}

static gboolean
write_memberships (TpImportWork *work, TpChange *change, const TpImportedContacts *states,
                   gboolean new, GError **error)
{
  return write_tags (change, states, new, error) && write_lists (change, states, new, error) &&
         write_permissions (work, change, states, new, error);
}

gboolean
tp_import_write_chunk (TpImportWork *work, TpChange *change, TpImportedContacts *states,
                       GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (GPtrArray) new = g_ptr_array_new ();
  if (!add_contacts (change, states, new, error))
    return FALSE;
  work->import->contacts_added += new->len;
  return update_contacts (change, states, error) &&
         write_memberships (work, change, states, TRUE, error) &&
         write_memberships (work, change, states, FALSE, error) &&
         block_addresses (work, change, states, TP_SUPPRESSION_HARD_BOUNCE, error) &&
         block_addresses (work, change, states, TP_SUPPRESSION_CLEANED, error) &&
         keep_before (work, conn, states, new, error);
}
