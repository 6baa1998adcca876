/* SPDX-License-Identifier: Apache-2.0 */
#include "core/imported_contact.h"

#include <string.h>

TpImportedContact *
tp_imported_contact_new (TpContact *contact, gboolean is_new)
{
  TpImportedContact *state = g_new0 (TpImportedContact, 1);
  state->contact = contact;
  state->is_new = is_new;
  state->worn = g_array_new (FALSE, FALSE, sizeof (gint64));
  state->newly = g_array_new (FALSE, FALSE, sizeof (gint64));
  state->lists = g_array_new (FALSE, FALSE, sizeof (TpImportListed));
  for (guint i = 0; i < TP_SEGMENT_PURPOSES; i++)
    state->permissions[i] = (TpImportPermission){.before = -1, .now = -1};
  return state;
}

void
tp_imported_contact_free (TpImportedContact *state)
{
  if (state == NULL)
    return;
  tp_contact_free (state->contact);
  g_array_unref (state->worn);
  g_array_unref (state->newly);
  g_array_unref (state->lists);
  json_decref (state->before);
  g_free (state);
}

static gboolean
add_sorted (GArray *numbers, gint64 number)
{
  guint at = numbers->len;
  while (at > 0 && g_array_index (numbers, gint64, at - 1) > number)
    at--;
  if (at > 0 && g_array_index (numbers, gint64, at - 1) == number)
    return FALSE;
  g_array_insert_val (numbers, at, number);
  return TRUE;
}

static gboolean
apply_tag (TpImportedContact *state, gint64 tag)
{
  if (!add_sorted (state->worn, tag))
    return FALSE;
  g_array_append_val (state->newly, tag);
  return TRUE;
}

static gboolean
apply_tags (TpImportedContact *state, const TpImportRow *row, const TpImportIds *ids)
{
  gboolean changed = FALSE;
  for (guint i = 0; i < ids->option_tags; i++)
    changed |= apply_tag (state, g_array_index (ids->tags, gint64, i));
  for (guint i = 0; row->tags != NULL && i < row->tags->len; i++)
    changed |=
        apply_tag (state, g_array_index (ids->tags, gint64, g_array_index (row->tags, guint, i)));
  return changed;
}

/* As the statement list_put decides for imports. */
static gboolean
apply_list (TpImportedContact *state, gint64 list, TpSegmentListState to)
{
  for (guint i = 0; i < state->lists->len; i++) {
    TpImportListed *listed = &g_array_index (state->lists, TpImportListed, i);
    if (listed->list != list)
      continue;
    if (listed->now == (int)to ||
        (listed->now != -1 && listed->now != TP_SEGMENT_LIST_UNCONFIRMED &&
         to != TP_SEGMENT_LIST_UNSUBSCRIBED))
      return FALSE;
    listed->now = (int)to;
    return TRUE;
  }
  TpImportListed listed = {list, -1, 0, (int)to};
  g_array_append_val (state->lists, listed);
  return TRUE;
}

/* Whether the basis counts for this row. */
static gboolean
consents (const TpImportRow *row, const TpImportPlan *plan)
{
  return plan->options->basis != NULL && row->subscription <= TP_SUBSCRIPTION_SUBSCRIBED;
}

static gboolean
has_left (const TpImportRow *row)
{
  return row->subscription == TP_SUBSCRIPTION_UNSUBSCRIBED ||
         row->subscription == TP_SUBSCRIPTION_BLOCKED;
}

static gboolean
apply_lists (TpImportedContact *state, const TpImportRow *row, const TpImportPlan *plan,
             const TpImportIds *ids)
{
  gboolean changed = FALSE;
  TpSegmentListState common = has_left (row)         ? TP_SEGMENT_LIST_UNSUBSCRIBED
                              : consents (row, plan) ? TP_SEGMENT_LIST_CONFIRMED
                                                     : TP_SEGMENT_LIST_UNCONFIRMED;
  gboolean wanted = has_left (row) || row->subscription < TP_SUBSCRIPTION_ABSENT;
  for (guint i = 0; wanted && i < ids->option_lists; i++)
    changed |= apply_list (state, g_array_index (ids->lists, gint64, i), common);
  for (guint i = 0; row->lists != NULL && i < row->lists->len; i++) {
    TpImportListing listing = g_array_index (row->lists, TpImportListing, i);
    if (has_left (row))
      listing.state = TP_SEGMENT_LIST_UNSUBSCRIBED;
    else if (!consents (row, plan) && listing.state == TP_SEGMENT_LIST_CONFIRMED)
      listing.state = TP_SEGMENT_LIST_UNCONFIRMED;
    changed |= apply_list (state, g_array_index (ids->lists, gint64, listing.name), listing.state);
  }
  return changed;
}

/* As the statement permission_set decides for imports. */
static gboolean
apply_permission (TpImportedContact *state, guint purpose, TpSegmentPermission to)
{
  TpImportPermission *permission = &state->permissions[purpose];
  if (permission->now == (int)to || permission->now == TP_SEGMENT_PERMISSION_WITHDRAWN)
    return FALSE;
  permission->now = (int)to;
  return TRUE;
}

static gboolean
apply_permissions (TpImportedContact *state, const TpImportRow *row, const TpImportPlan *plan)
{
  static const guint mail = 1u << TP_SEGMENT_PURPOSE_NEWSLETTER | 1u << TP_SEGMENT_PURPOSE_OFFERS;
  gboolean changed = FALSE, may = consents (row, plan);
  guint granted = may ? tp_import_options_purposes (plan->options) : 0;
  for (guint i = 0; i < TP_SEGMENT_PURPOSES; i++) {
    gboolean told = row->permissions[i] != 0;
    int state_told = told ? row->permissions[i] - 1 : TP_SEGMENT_PERMISSION_UNKNOWN;
    if (state_told == TP_SEGMENT_PERMISSION_WITHDRAWN || (has_left (row) && (mail >> i & 1)))
      changed |= apply_permission (state, i, TP_SEGMENT_PERMISSION_WITHDRAWN);
    else if ((told && may && state_told == TP_SEGMENT_PERMISSION_CONFIRMED) ||
             (!told && (granted >> i & 1)))
      changed |= apply_permission (state, i, TP_SEGMENT_PERMISSION_CONFIRMED);
  }
  return changed;
}

static json_t *
json_text (const char *text)
{
  return text != NULL ? json_string (text) : json_null ();
}

/* Keeps what stood before the first change, and what stands now. */
static void
keep_before (TpImportedContact *state, const TpField *field, const char *before, const char *after)
{
  char id[32];
  const char *name = field->name;
  if (field->kind.builtin == TP_SEGMENT_CUSTOM) {
    g_snprintf (id, sizeof id, "#%" G_GINT64_FORMAT, field->kind.id);
    name = id;
  }
  if (state->before == NULL)
    state->before = json_object ();
  json_t *pair = json_object_get (state->before, name);
  if (pair == NULL) {
    pair = json_array ();
    json_array_append_new (pair, json_text (before));
    json_array_append_new (pair, json_null ());
    json_object_set_new (state->before, name, pair);
  }
  json_array_set_new (pair, 1, json_text (after));
}

static gboolean
apply_field (TpImportedContact *state, TpContact *from, const TpField *field, gboolean keep)
{
  const char *after = tp_contact_value (from, field);
  const char *before = tp_contact_value (state->contact, field);
  if (after == NULL || (keep && before != NULL) || g_strcmp0 (before, after) == 0)
    return FALSE;
  if (!state->is_new)
    keep_before (state, field, before, after);
  tp_contact_put (state->contact, field, after);
  return TRUE;
}

static gboolean
apply_fields (TpImportedContact *state, const TpImportRow *row, const TpImportPlan *plan)
{
  gboolean changed = FALSE, keep = plan->options->keep;
  const GArray *custom = row->contact->changed_custom;
  for (guint i = TP_SEGMENT_CUSTOM + 1; i < TP_SEGMENT_BUILTINS; i++)
    if (row->contact->changed >> i & 1)
      changed |= apply_field (state, row->contact, tp_fields_builtin (plan->fields, i), keep);
  for (guint i = 0; custom != NULL && i < custom->len; i++)
    changed |=
        apply_field (state, row->contact,
                     tp_fields_custom (plan->fields, g_array_index (custom, gint64, i)), keep);
  return changed;
}

static gboolean
apply_blocking (TpImportedContact *state, const TpImportRow *row)
{
  TpSuppressionReason reason =
      row->subscription == TP_SUBSCRIPTION_CLEANED   ? TP_SUPPRESSION_HARD_BOUNCE
      : row->subscription == TP_SUBSCRIPTION_BLOCKED ? TP_SUPPRESSION_CLEANED
                                                     : 0;
  if (reason == 0 || state->blocked != 0)
    return FALSE;
  state->blocked = reason;
  return !state->was_blocked;
}

gboolean
tp_imported_contact_apply (TpImportedContact *state, TpImportRow *row, const TpImportPlan *plan,
                           const TpImportIds *ids)
{
  gboolean first = state->contact == NULL, changed = first;
  if (first) {
    state->contact = g_steal_pointer (&row->contact);
    state->contact->created_at = row->created_at;
  } else {
    changed |= apply_fields (state, row, plan);
  }
  changed |= apply_tags (state, row, ids);
  changed |= apply_lists (state, row, plan, ids);
  changed |= apply_permissions (state, row, plan);
  changed |= apply_blocking (state, row);
  state->rows += changed;
  return changed;
}

static void
unmark (TpContact *contact, const TpField *field)
{
  GArray *custom = contact->changed_custom;
  if (field->kind.builtin != TP_SEGMENT_CUSTOM)
    contact->changed &= ~(G_GUINT64_CONSTANT (1) << field->kind.builtin);
  for (guint i = 0; custom != NULL && i < custom->len; i++)
    if (g_array_index (custom, gint64, i) == field->kind.id) {
      g_array_remove_index (custom, i);
      return;
    }
}

static const TpField *
field_of (const TpFields *fields, const char *name)
{
  return name[0] == '#' ? tp_fields_custom (fields, g_ascii_strtoll (name + 1, NULL, 10))
                        : tp_fields_find (fields, name);
}

gboolean
tp_imported_contact_finish (TpImportedContact *state, const TpFields *fields)
{
  void *next;
  const char *name;
  json_t *pair;
  if (state->is_new)
    return TRUE;
  json_object_foreach_safe (state->before, next, name, pair)
  {
    if (!json_equal (json_array_get (pair, 0), json_array_get (pair, 1)))
      continue;
    unmark (state->contact, field_of (fields, name));
    json_object_del (state->before, name);
  }
  if (json_object_size (state->before) > 0 || state->newly->len > 0 ||
      (state->blocked != 0 && !state->was_blocked))
    return TRUE;
  for (guint i = 0; i < state->lists->len; i++)
    if (g_array_index (state->lists, TpImportListed, i).before !=
        g_array_index (state->lists, TpImportListed, i).now)
      return TRUE;
  for (guint i = 0; i < TP_SEGMENT_PURPOSES; i++)
    if (state->permissions[i].before != state->permissions[i].now)
      return TRUE;
  return FALSE;
}

static json_t *
lists_before (const TpImportedContact *state)
{
  json_t *lists = json_array ();
  for (guint i = 0; i < state->lists->len; i++) {
    const TpImportListed *listed = &g_array_index (state->lists, TpImportListed, i);
    if (listed->before != listed->now)
      json_array_append_new (lists,
                             json_pack ("[I,i,I,i]", (json_int_t)listed->list, listed->before,
                                        (json_int_t)listed->since, listed->now));
  }
  return lists;
}

static json_t *
permissions_before (const TpImportedContact *state)
{
  json_t *permissions = json_array ();
  for (guint i = 0; i < TP_SEGMENT_PURPOSES; i++) {
    const TpImportPermission *permission = &state->permissions[i];
    if (permission->before != permission->now)
      json_array_append_new (permissions,
                             json_pack ("[i,i,I,I,i]", (int)i, permission->before,
                                        (json_int_t)permission->since,
                                        (json_int_t)permission->consent, permission->now));
  }
  return permissions;
}

static void
set_unless_empty (json_t *object, const char *name, json_t *array)
{
  if (json_array_size (array) > 0)
    json_object_set (object, name, array);
  json_decref (array);
}

char *
tp_imported_contact_before (const TpImportedContact *state)
{
  g_autoptr (json_t) object = json_object ();
  json_t *tags = json_array ();
  for (guint i = 0; i < state->newly->len; i++)
    json_array_append_new (tags, json_integer (g_array_index (state->newly, gint64, i)));
  set_unless_empty (object, "tags", tags);
  set_unless_empty (object, "lists", lists_before (state));
  set_unless_empty (object, "permissions", permissions_before (state));
  if (json_object_size (state->before) > 0)
    json_object_set (object, "fields", state->before);
  return json_object_size (object) > 0 ? tp_json_text (object) : NULL;
}

void
tp_imported_contact_settle (TpImportedContact *state)
{
  state->is_new = FALSE;
  state->rows = 0;
  state->was_blocked |= state->blocked != 0;
  state->blocked = 0;
  g_array_set_size (state->newly, 0);
  json_decref (state->before);
  state->before = NULL;
  for (guint i = 0; i < state->lists->len; i++)
    g_array_index (state->lists, TpImportListed, i).before =
        g_array_index (state->lists, TpImportListed, i).now;
  for (guint i = 0; i < TP_SEGMENT_PURPOSES; i++)
    state->permissions[i].before = state->permissions[i].now;
}
