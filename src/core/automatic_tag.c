/* SPDX-License-Identifier: Apache-2.0 */
/* To add a kind: a number in TpTagOrigin, a row in kinds[] and, when its tags are about a new kind
 * of thing, a row in things[] of automatic_tag_name.c; its name into the help of the setting
 * automatic_tags and into docs/rules.md.
 *
 * A chunk of orders takes a handful of statements: the items, the tags of their products, the names
 * of those that have none yet, and one that sets all pairs. */
#include "core/automatic_tag.h"

#include "base/i18n.h"
#include "core/automatic_tag_name.h"
#include "core/members.h"
#include "core/setting.h"
#include "core/sold.h"
#include "core/tag_set.h"

static const TpAutomaticKind kinds[] = {
    {TP_TAG_BOUGHT,       "bought",   {TP_EVENT_PURCHASED},      TP_THING_PRODUCT,  N_ ("Bought %s")      },
    {TP_TAG_REFUNDED,     "refunded", {TP_EVENT_REFUNDED},       TP_THING_PRODUCT,  N_ ("Refunded %s")    },
    {TP_TAG_CHARGED_BACK,
     "charged_back",                  {TP_EVENT_CHARGED_BACK},
     TP_THING_PRODUCT,                                                              N_ ("Charged back %s")},
    {TP_TAG_RECEIVED,     "received", {TP_EVENT_MAIL_RECEIVED},  TP_THING_CAMPAIGN, N_ ("Received %s")    },
    {TP_TAG_OPENED,       "opened",   {TP_EVENT_MAIL_OPENED},    TP_THING_CAMPAIGN, N_ ("Opened %s")      },
    {TP_TAG_CLICKED,      "clicked",  {TP_EVENT_MAIL_CLICKED},   TP_THING_CAMPAIGN, N_ ("Clicked %s")     },
    {TP_TAG_JOINED,       "joined",   {TP_EVENT_LIST_CONFIRMED}, TP_THING_LIST,     N_ ("Joined %s")      },
};
G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == TP_TAG_ORIGINS - 1);

const char *
tp_automatic_tag_name (TpTagOrigin origin)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].origin == origin)
      return kinds[i].name;
  return NULL;
}

static const gint64 *
values (const GArray *numbers)
{
  return (const gint64 *)(gpointer)numbers->data;
}

/* Number of the thing → number of its tag; archived ones are 0. */
static GHashTable *
load_tags (TpConn *conn, const TpAutomaticKind *kind, const GArray *numbers, GError **error)
{
  g_autoptr (GHashTable) tags = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_AUTOMATIC_TAGS, &local, "ia", (gint64)kind->origin,
                     values (numbers), (gsize)numbers->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 number = tp_rows_int64 (rows, 0);
    gint64 tag = tp_rows_is_null (rows, 2) ? tp_rows_int64 (rows, 1) : 0;
    g_hash_table_replace (tags, g_memdup2 (&number, sizeof number), g_memdup2 (&tag, sizeof tag));
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&tags) : NULL;
}

/* Makes the tags that are missing in `tags`. */
static gboolean
make_missing (TpChange *change, const TpAutomaticKind *kind, const GArray *numbers,
              GHashTable *tags, GError **error)
{
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < numbers->len; i++)
    if (!g_hash_table_contains (tags, &g_array_index (numbers, gint64, i)))
      g_array_append_val (missing, g_array_index (numbers, gint64, i));
  if (missing->len == 0)
    return TRUE;
  g_autoptr (GHashTable) names =
      tp_automatic_names (tp_change_conn (change), kind->about, missing, error);
  for (guint i = 0; names != NULL && i < missing->len; i++) {
    const gint64 *number = &g_array_index (missing, gint64, i);
    const char *name = g_hash_table_lookup (names, number);
    gint64 tag = 0;
    if (name == NULL)
      continue; /* a thing that is not there */
    if (!tp_automatic_tag_make (change, kind, *number, name, &tag, error))
      return FALSE;
    g_hash_table_replace (tags, g_memdup2 (number, sizeof *number), g_memdup2 (&tag, sizeof tag));
  }
  return names != NULL;
}

static gboolean
flush_pairs (TpChange *change, GArray *pairs, GError **error)
{
  if (!tp_tag_set_pairs (change, pairs, 0, error))
    return FALSE;
  g_array_set_size (pairs, 0);
  return TRUE;
}

static gboolean
set_tag (TpChange *change, gint64 tag, const TpIdSets *contacts, GArray *pairs, GError **error)
{
  for (guint i = 0; i < tp_id_sets_length (contacts); i++) {
    TpIdSetIter iter;
    const TpIdSet *set = tp_id_sets_nth (contacts, i);
    if (pairs->len + tp_id_set_count (set) > TP_TAG_PAIRS_MAX &&
        !flush_pairs (change, pairs, error))
      return FALSE;
    tp_id_set_iter_init (&iter, set);
    for (guint32 number; tp_id_set_iter_next (&iter, &number);) {
      gint64 pair = TP_MEMBERS_PAIR (number, tag);
      g_array_append_val (pairs, pair);
    }
  }
  return TRUE;
}

/* Sets the tags about the things on the contacts that go with them. */
static gboolean
set_tags (TpChange *change, const TpAutomaticKind *kind, TpMembersBy *happened, GError **error)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) numbers = tp_members_by_numbers (happened);
  if (numbers->len == 0)
    return TRUE;
  g_autoptr (GHashTable) tags = load_tags (tp_change_conn (change), kind, numbers, error);
  if (tags == NULL || !make_missing (change, kind, numbers, tags, error))
    return FALSE;
  for (guint i = 0; i < numbers->len; i++) {
    gint64 number = g_array_index (numbers, gint64, i);
    const gint64 *tag = g_hash_table_lookup (tags, &number);
    if (tag != NULL && *tag != 0 &&
        !set_tag (change, *tag, tp_members_by_find (happened, number), pairs, error))
      return FALSE;
  }
  return flush_pairs (change, pairs, error);
}

/* Things and contacts of the events of one kind. */
static TpMembersBy *
gather (TpChange *change, const TpAutomaticKind *kind, guint from, guint to, GError **error)
{
  g_autoptr (TpMembersBy) happened = tp_members_by_new ();
  const GPtrArray *events = tp_change_events (change);
  if (kind->about == TP_THING_PRODUCT) {
    g_autoptr (GArray) sold = tp_sold_load (change, from, to, kind->kinds, error);
    if (sold == NULL)
      return NULL;
    for (guint i = 0; i < sold->len; i++) {
      const TpSold *item = &g_array_index (sold, TpSold, i);
      if (item->is_whole || kind->origin == TP_TAG_BOUGHT)
        tp_members_by_add (happened, item->product, (guint32)item->contact);
    }
    return g_steal_pointer (&happened);
  }
  for (guint i = from; i < to; i++) {
    const TpEvent *event = events->pdata[i];
    if (event->kind != (int)kind->kinds[0] || event->target == 0)
      continue;
    if (event->members != NULL)
      tp_members_by_union (happened, event->target, event->members);
    else if (event->contact != 0)
      tp_members_by_add (happened, event->target, (guint32)event->contact);
  }
  return g_steal_pointer (&happened);
}

/* Takes "Bought X" off those who have nothing of it any more, where it was set by itself. */
static gboolean
take_off (TpChange *change, guint from, guint to, GError **error)
{
  const GPtrArray *events = tp_change_events (change);
  g_autoptr (GArray) contacts = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) local = NULL;
  for (guint i = from; i < to; i++) {
    const TpEvent *event = events->pdata[i];
    gboolean gives_back = event->kind == TP_EVENT_REFUNDED ||
                          event->kind == TP_EVENT_CHARGED_BACK ||
                          event->kind == TP_EVENT_PURCHASE_REMOVED;
    if (gives_back && event->contact != 0)
      g_array_append_val (contacts, event->contact);
    if (gives_back && event->members != NULL) {
      g_autoptr (GArray) members = tp_members_numbers (event->members);
      g_array_append_vals (contacts, members->data, members->len);
    }
  }
  if (contacts->len == 0)
    return TRUE;
  g_autoptr (TpRows) rows = tp_conn_query (tp_change_conn (change), TP_SQL_AUTOMATIC_UNBOUGHT,
                                           &local, "aii", values (contacts), (gsize)contacts->len,
                                           (gint64)TP_TAG_BOUGHT, (gint64)TP_ACTOR_EVENT);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 pair = TP_MEMBERS_PAIR (tp_rows_int64 (rows, 0), tp_rows_int64 (rows, 1));
    g_array_append_val (pairs, pair);
  }
  g_clear_pointer (&rows, tp_rows_free);
  for (guint i = 0; local == NULL && i < pairs->len; i += TP_TAG_PAIRS_MAX) {
    g_autoptr (GArray) some = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_array_append_vals (some, &g_array_index (pairs, gint64, i),
                         MIN (TP_TAG_PAIRS_MAX, pairs->len - i));
    tp_tag_remove_pairs (change, some, &local);
  }
  return tp_rows_ended (&local, error);
}

static gboolean
has_kind (TpChange *change, guint from, guint to, TpEventKind kind)
{
  const GPtrArray *events = tp_change_events (change);
  for (guint i = from; i < to; i++)
    if (((const TpEvent *)events->pdata[i])->kind == (int)kind)
      return TRUE;
  return FALSE;
}

static gboolean
react (TpChange *change, const TpAutomaticKind *kind, guint from, guint to, GError **error)
{
  g_autoptr (TpMembersBy) happened = gather (change, kind, from, to, error);
  if (happened == NULL)
    return FALSE;
  TpActor before = tp_change_set_actor (change, (TpActor){TP_ACTOR_EVENT, kind->kinds[0]});
  gboolean ok = set_tags (change, kind, happened, error);
  tp_change_set_actor (change, before);
  return ok;
}

gboolean
tp_automatic_tag_react (TpChange *change, guint from, guint to, GError **error)
{
  g_auto (GStrv) wanted = NULL;
  if (!tp_automatic_tag_follow (change, kinds, G_N_ELEMENTS (kinds), from, to, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (!has_kind (change, from, to, kinds[i].kinds[0]))
      continue;
    if (wanted == NULL) {
      g_autofree char *text = tp_setting_get (tp_change_conn (change), "automatic_tags", error);
      if (text == NULL)
        return FALSE;
      wanted = g_strsplit_set (text, ", ", -1);
    }
    if (g_strv_contains ((const char *const *)wanted, kinds[i].name) &&
        !react (change, &kinds[i], from, to, error))
      return FALSE;
  }
  TpActor before = tp_change_set_actor (change, (TpActor){TP_ACTOR_EVENT, TP_EVENT_REFUNDED});
  gboolean ok = take_off (change, from, to, error);
  tp_change_set_actor (change, before);
  return ok;
}
