/* SPDX-License-Identifier: Apache-2.0 */
/* To add a kind: a number in TpTagOrigin, a row in kinds[] and, when its tags are about a new kind
 * of thing, a row in things[]; its name into the help of the setting automatic_tags.
 *
 * A chunk of orders takes a handful of statements: the items, the tags of their products, the names
 * of those that have none yet, and one that sets all pairs. */
#include "core/automatic_tag.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "core/members.h"
#include "core/setting.h"
#include "core/sold.h"
#include "core/tag_set.h"
#include "core/thing.h"

#include <string.h>

#define SAME_NAME_MAX 99 /* "Bought X (2)" up to that number */

typedef struct {
  TpTagOrigin origin;
  const char *name; /* in the setting */
  TpEventKind kinds[2];
  TpThing about;
  const char *pattern; /* marked */
} Kind;

static const Kind kinds[] = {
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

static const struct {
  TpThing about;
  TpSql names;
} things[] = {
    {TP_THING_PRODUCT,  TP_SQL_AUTOMATIC_PRODUCTS },
    {TP_THING_CAMPAIGN, TP_SQL_AUTOMATIC_CAMPAIGNS},
    {TP_THING_LIST,     TP_SQL_AUTOMATIC_LISTS    },
};

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

static gboolean
ended (GError **local, GError **error)
{
  if (*local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (local));
  return FALSE;
}

/* The present names of things: number → text. */
static GHashTable *
load_names (TpConn *conn, TpThing about, const GArray *numbers, GError **error)
{
  g_autoptr (GHashTable) names =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (GError) local = NULL;
  TpSql sql = TP_SQL_NONE;
  for (gsize i = 0; i < G_N_ELEMENTS (things); i++)
    if (things[i].about == about)
      sql = things[i].names;
  g_assert (sql != TP_SQL_NONE);
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, sql, &local, "a", values (numbers), (gsize)numbers->len);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 number = tp_rows_int64 (rows, 0);
    g_hash_table_replace (names, g_memdup2 (&number, sizeof number),
                          g_strdup (tp_rows_text (rows, 1)));
  }
  return ended (&local, error) ? g_steal_pointer (&names) : NULL;
}

/* The tag's name in the account's language, at most TP_THING_NAME_MAX characters. (transfer full)
 */
static char *
format_name (TpConn *conn, const Kind *kind, const char *thing, GError **error)
{
  g_autofree char *language = tp_setting_get (conn, "language", error);
  if (language == NULL)
    return NULL;
  const char *pattern = tp_text_in (tp_language_parse (language), kind->pattern);
  g_auto (GStrv) parts = g_strsplit (pattern, "%s", 2);
  glong room = TP_THING_NAME_MAX - 5 - g_utf8_strlen (pattern, -1); /* and for " (99)" */
  g_autofree char *cut =
      g_utf8_strlen (thing, -1) > room ? g_utf8_substring (thing, 0, room) : NULL;
  g_autofree char *name =
      g_strconcat (parts[0], cut != NULL ? cut : thing, parts[0] != NULL ? parts[1] : NULL, NULL);
  return tp_thing_clean_name (TP_THING_TAG, name, error);
}

typedef enum { FREE, MANUAL, TAKEN } NameState;

/* Whether a name is free, a manual tag's (then *out_id), or another automatic tag's. */
static gboolean
look_at_name (TpConn *conn, const char *name, NameState *out_state, gint64 *out_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpTag) tag = tp_tag_find (conn, name, &local);
  if (!ended (&local, error))
    return FALSE;
  *out_state = tag == NULL ? FREE : tag->origin == TP_TAG_MANUAL ? MANUAL : TAKEN;
  *out_id = tag != NULL ? tag->id : 0;
  return TRUE;
}

/* The number of the tag of that kind about that thing, which another process made just now. */
static gboolean
find_made (TpConn *conn, const Kind *kind, gint64 number, gint64 *out_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) row = tp_conn_query (conn, TP_SQL_AUTOMATIC_TAGS, &local, "ia",
                                          (gint64)kind->origin, (const gint64 *)&number, (gsize)1);
  *out_id = row != NULL && tp_rows_next (row, &local) ? tp_rows_int64 (row, 1) : 0;
  return ended (&local, error) &&
         (*out_id != 0 ||
          tp_error (error, TP_ERROR_BUSY, _ ("an automatic tag is just being changed")));
}

/* Inserts the tag under a free name. */
static gboolean
insert_tag (TpChange *change, const Kind *kind, gint64 number, const char *name, gint64 *out_id,
            GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autofree char *key = tp_fold (name);
  g_autoptr (GError) local = NULL;
  if (tp_conn_int64 (conn, TP_SQL_TAG_ADD, out_id, &local, "ssiI0ii", name, key,
                     (gint64)kind->origin, &number, (gint64)0, tp_change_now (change))) {
    tp_thing_event (change, TP_EVENT_THING_ADDED, TP_THING_TAG, *out_id);
    return TRUE;
  }
  return ended (&local, error) && find_made (conn, kind, number, out_id, error);
}

/* Makes the tag about a thing, or takes over the manual one of its name. */
static gboolean
make_tag (TpChange *change, const Kind *kind, gint64 number, const char *thing, gint64 *out_id,
          GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autofree char *plain = format_name (conn, kind, thing, error);
  if (plain == NULL)
    return FALSE;
  for (int i = 1; i <= SAME_NAME_MAX; i++) {
    NameState state = FREE;
    g_autofree char *name = i == 1 ? g_strdup (plain) : g_strdup_printf ("%s (%d)", plain, i);
    if (!look_at_name (conn, name, &state, out_id, error))
      return FALSE;
    if (state == FREE)
      return insert_tag (change, kind, number, name, out_id, error);
    if (state == MANUAL) {
      tp_thing_event (change, TP_EVENT_THING_CHANGED, TP_THING_TAG, *out_id);
      return tp_conn_run (conn, TP_SQL_AUTOMATIC_TAKE_OVER, error, "iii", *out_id,
                          (gint64)kind->origin, number);
    }
  }
  return tp_error (error, TP_ERROR_LIMIT, _ ("too many tags of the name '%s'"), plain);
}

/* Number of the thing → number of its tag; archived ones are 0. */
static GHashTable *
load_tags (TpConn *conn, const Kind *kind, const GArray *numbers, GError **error)
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
  return ended (&local, error) ? g_steal_pointer (&tags) : NULL;
}

/* Makes the tags that are missing in `tags`. */
static gboolean
make_missing (TpChange *change, const Kind *kind, const GArray *numbers, GHashTable *tags,
              GError **error)
{
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < numbers->len; i++)
    if (!g_hash_table_contains (tags, &g_array_index (numbers, gint64, i)))
      g_array_append_val (missing, g_array_index (numbers, gint64, i));
  if (missing->len == 0)
    return TRUE;
  g_autoptr (GHashTable) names = load_names (tp_change_conn (change), kind->about, missing, error);
  for (guint i = 0; names != NULL && i < missing->len; i++) {
    const gint64 *number = &g_array_index (missing, gint64, i);
    const char *name = g_hash_table_lookup (names, number);
    gint64 tag = 0;
    if (name == NULL)
      continue; /* a thing that is not there */
    if (!make_tag (change, kind, *number, name, &tag, error))
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
set_tags (TpChange *change, const Kind *kind, TpMembersBy *happened, GError **error)
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
gather (TpChange *change, const Kind *kind, guint from, guint to, GError **error)
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
  return ended (&local, error);
}

/* Renames the tag with its thing, as far as the name is free. */
static gboolean
rename_tag (TpChange *change, const Kind *kind, gint64 tag, const char *old_name, const char *thing,
            GError **error)
{
  TpConn *conn = tp_change_conn (change);
  NameState state = FREE;
  gint64 owner = 0;
  g_autofree char *name = format_name (conn, kind, thing, error);
  if (name == NULL || !look_at_name (conn, name, &state, &owner, error))
    return FALSE;
  if (strcmp (name, old_name) == 0 || (state != FREE && owner != tag))
    return TRUE;
  g_autofree char *key = tp_fold (name);
  tp_thing_event (change, TP_EVENT_THING_CHANGED, TP_THING_TAG, tag);
  return tp_conn_run (conn, TP_SQL_TAG_RENAME, error, "issi", tag, name, key, (gint64)0);
}

typedef struct {
  const Kind *kind;
  gint64 tag;
  char *name;
} Named;

static void
named_clear (gpointer data)
{
  g_free (((Named *)data)->name);
}

/* The automatic tags about a thing whose names nobody chose. */
static GArray *
load_named (TpConn *conn, TpThing about, gint64 number, GError **error)
{
  g_autoptr (GArray) origins = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Named));
  g_autoptr (GError) local = NULL;
  g_array_set_clear_func (found, named_clear);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    gint64 origin = kinds[i].origin;
    if (kinds[i].about == about)
      g_array_append_val (origins, origin);
  }
  if (origins->len == 0)
    return g_steal_pointer (&found);
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_AUTOMATIC_NAMED, &local, "ai",
                                           values (origins), (gsize)origins->len, number);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    Named named = {&kinds[tp_rows_int64 (rows, 1) - 1], tp_rows_int64 (rows, 0),
                   g_strdup (tp_rows_text (rows, 2))};
    g_array_append_val (found, named);
  }
  return ended (&local, error) ? g_steal_pointer (&found) : NULL;
}

static gboolean
follow_name (TpChange *change, TpThing about, gint64 number, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (GArray) tags = load_named (conn, about, number, error);
  if (tags == NULL || tags->len == 0)
    return tags != NULL;
  g_autoptr (GArray) one = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (one, number);
  g_autoptr (GHashTable) names = load_names (conn, about, one, error);
  const char *thing = names != NULL ? g_hash_table_lookup (names, &number) : NULL;
  for (guint i = 0; thing != NULL && i < tags->len; i++) {
    const Named *named = &g_array_index (tags, Named, i);
    if (!rename_tag (change, named->kind, named->tag, named->name, thing, error))
      return FALSE;
  }
  return names != NULL;
}

static gboolean
follow_names (TpChange *change, guint from, guint to, GError **error)
{
  for (guint i = from; i < to; i++) {
    const TpEvent *event = tp_change_events (change)->pdata[i];
    if (event->kind != TP_EVENT_THING_CHANGED)
      continue;
    TpThing about = tp_thing_of_event (event);
    if (about != TP_THING_NONE && about != TP_THING_TAG &&
        !follow_name (change, about, event->target, error))
      return FALSE;
  }
  return TRUE;
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
react (TpChange *change, const Kind *kind, guint from, guint to, GError **error)
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
  if (!follow_names (change, from, to, error))
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
