/* SPDX-License-Identifier: Apache-2.0 */
/* A hit is 16 bytes: whose, about which target (or own event, by name), when. Hits of one action
 * are sorted by contact, target and time, so that those of a mail lie together. Few contacts are
 * read one by one from their own history, many from that of the whole block. */
#include "core/facts_events.h"

#include "base/fold.h"
#include "base/json.h"
#include "core/history.h"

#include <string.h>

/* So many are read one by one. */
#define SINGLE_MAX 8

typedef struct {
  guint32 offset;
  guint32 target; /* number of the target or event name, from 1; 0: none */
  gint64 at;
} Hit;

typedef struct {
  GArray *hits; /* Hit */
  guint at;     /* where the last one was found */
} Hits;

struct TpFactsEvents {
  const TpFactsNeeds *needs; /* borrowed */
  GArray *kinds;             /* TpEventKind, ended by NONE */
  Hits hits[TP_SEGMENT_ACTIONS];
  GHashTable *targets; /* gint64 → number from 1, for all batches */
  GHashTable *aliases; /* gint64 number → offset of who it lives on in */
  TpIdSet *members;    /* of the batch */
};

static const struct {
  TpSegmentAction action;
  TpEventKind kind;
} kinds[] = {
    {TP_SEGMENT_RECEIVED,  TP_EVENT_MAIL_RECEIVED},
    {TP_SEGMENT_OPENED,    TP_EVENT_MAIL_OPENED  },
    {TP_SEGMENT_CLICKED,   TP_EVENT_MAIL_CLICKED },
    {TP_SEGMENT_BOUNCED,   TP_EVENT_MAIL_BOUNCED },
    {TP_SEGMENT_CALLED,    TP_EVENT_CALLED       },
    {TP_SEGMENT_SIGNED_UP, TP_EVENT_SIGNED_UP    },
    {TP_SEGMENT_DID,       TP_EVENT_DID          },
};

TpFactsEvents *
tp_facts_events_new (const TpFactsNeeds *needs)
{
  TpFactsEvents *events = g_new0 (TpFactsEvents, 1);
  events->needs = needs;
  events->kinds = g_array_new (FALSE, FALSE, sizeof (TpEventKind));
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (needs->acts[kinds[i].action].wanted)
      g_array_append_val (events->kinds, kinds[i].kind);
  TpEventKind none = TP_EVENT_NONE;
  g_array_append_val (events->kinds, none);
  for (guint i = 0; i < TP_SEGMENT_ACTIONS; i++)
    events->hits[i].hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  events->targets = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  events->aliases = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return events;
}

void
tp_facts_events_free (TpFactsEvents *events)
{
  if (events == NULL)
    return;
  for (guint i = 0; i < TP_SEGMENT_ACTIONS; i++)
    g_array_unref (events->hits[i].hits);
  g_array_unref (events->kinds);
  g_hash_table_unref (events->targets);
  g_hash_table_unref (events->aliases);
  tp_id_set_free (events->members);
  g_free (events);
}

static guint32
number_of_target (TpFactsEvents *events, gint64 target)
{
  if (target == 0)
    return 0;
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (events->targets, &target));
  if (number == 0) {
    number = g_hash_table_size (events->targets) + 1;
    g_hash_table_insert (events->targets, g_memdup2 (&target, sizeof target),
                         GUINT_TO_POINTER (number));
  }
  return number;
}

static guint32
number_of_event (const TpFactsEvents *events, const char *key)
{
  for (guint i = 0; i < events->needs->event_keys->len; i++)
    if (strcmp (events->needs->event_keys->pdata[i], key) == 0)
      return i + 1;
  return 0;
}

/* The name of an event of the account's own; 0: not one that is asked for. */
static guint32
number_of_did (const TpFactsEvents *events, const TpEvent *event)
{
  if (event->data == NULL)
    return 0;
  g_autoptr (json_t) data = tp_json_parse (event->data, strlen (event->data), NULL);
  const char *name = json_string_value (json_object_get (data, "name"));
  g_autofree char *key = name == NULL ? NULL : tp_fold (name);
  return key == NULL ? 0 : number_of_event (events, key);
}

/* Whether the event is asked for, and its hit but for whose it is. */
static gboolean
read_event (TpFactsEvents *events, const TpEvent *event, TpSegmentAction *out_action, Hit *out_hit)
{
  gsize row = 0;
  while (row < G_N_ELEMENTS (kinds) && (int)kinds[row].kind != event->kind)
    row++;
  if (row == G_N_ELEMENTS (kinds))
    return FALSE;
  const TpFactsAct *act = &events->needs->acts[kinds[row].action];
  *out_action = kinds[row].action;
  *out_hit = (Hit){.at = event->at};
  if (!act->wanted || event->at < act->from_at || event->at >= act->to_at)
    return FALSE;
  if (kinds[row].action == TP_SEGMENT_DID) {
    out_hit->target = number_of_did (events, event);
    return out_hit->target != 0;
  }
  if (tp_facts_needs_target (kinds[row].action) != TP_SEGMENT_THING_NONE) {
    if (!act->any_target && !g_hash_table_contains (act->targets, &event->target))
      return FALSE;
    out_hit->target = number_of_target (events, event->target);
  }
  return TRUE;
}

static gboolean
take_event (const TpEvent *event, gpointer data, GError **error)
{
  TpFactsEvents *events = data;
  TpSegmentAction action;
  Hit hit;
  if (!read_event (events, event, &action, &hit))
    return TRUE;
  GArray *hits = events->hits[action].hits;
  if (event->members == NULL) {
    hit.offset = (guint32)event->contact & 0xffff;
    if (event->contact > 0 && tp_id_set_contains (events->members, (guint32)event->contact))
      g_array_append_val (hits, hit);
    return TRUE;
  }
  TpIdSetIter iter;
  tp_id_set_iter_init (&iter, event->members);
  for (guint32 number; tp_id_set_iter_next (&iter, &number);) {
    hit.offset = number & 0xffff;
    if (tp_id_set_contains (events->members, number))
      g_array_append_val (hits, hit);
  }
  return TRUE;
}

/* The whole history of one number, for a contact of the batch. */
static gboolean
take_history (TpFactsEvents *events, TpConn *conn, gint64 number, guint32 offset, GError **error)
{
  g_autoptr (GPtrArray) history = tp_history_read (
      conn, number, 0, (const TpEventKind *)(gconstpointer)events->kinds->data, G_MAXUINT, error);
  for (guint i = 0; history != NULL && i < history->len; i++) {
    TpSegmentAction action;
    Hit hit;
    if (!read_event (events, history->pdata[i], &action, &hit))
      continue;
    hit.offset = offset;
    g_array_append_val (events->hits[action].hits, hit);
  }
  return history != NULL;
}

static gboolean
load_aliases (TpFactsEvents *events, TpConn *conn, GError **error)
{
  gint64 first = 0, last = 0;
  tp_facts_range (events->members, &first, &last);
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_FACTS_ALIASES, &local, "ii", first, last);
  g_hash_table_remove_all (events->aliases);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 number = tp_rows_int64 (rows, 0);
    guint32 survivor = (guint32)tp_rows_int64 (rows, 1);
    if (tp_id_set_contains (events->members, survivor))
      g_hash_table_insert (events->aliases, g_memdup2 (&number, sizeof number),
                           GUINT_TO_POINTER (survivor & 0xffff));
  }
  return tp_rows_ended (&local, error);
}

/* Merged numbers are few, and may lie in any block. */
static gboolean
take_aliases (TpFactsEvents *events, TpConn *conn, GError **error)
{
  GHashTableIter iter;
  gpointer number = NULL, offset = NULL;
  g_hash_table_iter_init (&iter, events->aliases);
  while (g_hash_table_iter_next (&iter, &number, &offset))
    if (!take_history (events, conn, *(const gint64 *)number, GPOINTER_TO_UINT (offset), error))
      return FALSE;
  return TRUE;
}

static gboolean
take_members (TpFactsEvents *events, TpConn *conn, GError **error)
{
  if (tp_id_set_count (events->members) > SINGLE_MAX)
    return tp_history_visit_block (conn, tp_id_set_block (events->members),
                                   (const TpEventKind *)(gconstpointer)events->kinds->data,
                                   take_event, events, error);
  TpIdSetIter iter;
  tp_id_set_iter_init (&iter, events->members);
  for (guint32 number; tp_id_set_iter_next (&iter, &number);)
    if (!take_history (events, conn, number, number & 0xffff, error))
      return FALSE;
  return TRUE;
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *one = a, *other = b;
  if (one->offset != other->offset)
    return one->offset < other->offset ? -1 : 1;
  if (one->target != other->target)
    return one->target < other->target ? -1 : 1;
  return (one->at > other->at) - (one->at < other->at);
}

gboolean
tp_facts_events_load (TpFactsEvents *events, TpConn *conn, const TpIdSet *members, GError **error)
{
  g_clear_pointer (&events->members, tp_id_set_free);
  for (guint i = 0; i < TP_SEGMENT_ACTIONS; i++) {
    g_array_set_size (events->hits[i].hits, 0);
    events->hits[i].at = 0;
  }
  events->members = tp_id_set_copy (members);
  if (tp_id_set_is_empty (members))
    return TRUE;
  if (!load_aliases (events, conn, error) || !take_members (events, conn, error) ||
      !take_aliases (events, conn, error))
    return FALSE;
  for (guint i = 0; i < TP_SEGMENT_ACTIONS; i++)
    g_array_sort (events->hits[i].hits, compare_hits);
  return TRUE;
}

/* The hits of a contact: *out_n of them from the one returned on. */
static const Hit *
find_hits (Hits *hits, guint32 offset, guint *out_n)
{
  const Hit *all = (const Hit *)(gconstpointer)hits->hits->data;
  guint length = hits->hits->len, at = hits->at;
  if (at > 0 && all[at - 1].offset >= offset)
    at = 0;
  while (at < length && all[at].offset < offset)
    at++;
  hits->at = at;
  guint end = at;
  while (end < length && all[end].offset == offset)
    end++;
  *out_n = end - at;
  return all + at;
}

guint
tp_facts_events_count (TpFactsEvents *events, guint32 offset, const TpSegmentAct *act,
                       TpWindow window, gint64 *out_last_at)
{
  guint n = 0, count = 0;
  const Hit *hits = find_hits (&events->hits[act->action], offset, &n);
  gboolean once = tp_facts_needs_target (act->action) == TP_SEGMENT_THING_CAMPAIGN;
  guint32 wanted = 0, counted = 0;
  if (act->action == TP_SEGMENT_DID)
    wanted = number_of_event (events, act->event_key);
  else if (act->target != TP_SEGMENT_THING_NONE) {
    if (act->target != tp_facts_needs_target (act->action))
      return 0;
    wanted = number_of_target (events, act->target_id);
  }
  for (guint i = 0; i < n; i++) {
    if ((wanted != 0 && hits[i].target != wanted) || hits[i].at < window.from_at ||
        hits[i].at >= window.to_at)
      continue;
    *out_last_at = count == 0 ? hits[i].at : MAX (*out_last_at, hits[i].at);
    if (!once || hits[i].target == 0 || hits[i].target != counted)
      count++;
    counted = hits[i].target;
  }
  return count;
}
