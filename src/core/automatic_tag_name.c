/* SPDX-License-Identifier: Apache-2.0 */
/* A name is looked at before it is taken: a free one is used, a manual tag's is taken over, another
 * automatic tag's gets a number behind it. */
#include "core/automatic_tag_name.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "core/setting.h"

#include <string.h>

#define SAME_NAME_MAX 99 /* "Bought X (2)" up to that number */

static const struct {
  TpThing about;
  TpSql names;
} things[] = {
    {TP_THING_PRODUCT,  TP_SQL_AUTOMATIC_PRODUCTS },
    {TP_THING_CAMPAIGN, TP_SQL_AUTOMATIC_CAMPAIGNS},
    {TP_THING_LIST,     TP_SQL_AUTOMATIC_LISTS    },
};

static const gint64 *
values (const GArray *numbers)
{
  return (const gint64 *)(gpointer)numbers->data;
}

GHashTable *
tp_automatic_names (TpConn *conn, TpThing about, const GArray *numbers, GError **error)
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
  return tp_rows_ended (&local, error) ? g_steal_pointer (&names) : NULL;
}

/* The tag's name in the account's language, at most TP_THING_NAME_MAX characters. (transfer full)
 */
static char *
format_name (TpConn *conn, const TpAutomaticKind *kind, const char *thing, GError **error)
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
  if (!tp_rows_ended (&local, error))
    return FALSE;
  *out_state = tag == NULL ? FREE : tag->origin == TP_TAG_MANUAL ? MANUAL : TAKEN;
  *out_id = tag != NULL ? tag->id : 0;
  return TRUE;
}

/* The number of the tag of that kind about that thing, which another process made just now. */
static gboolean
find_made (TpConn *conn, const TpAutomaticKind *kind, gint64 number, gint64 *out_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) row = tp_conn_query (conn, TP_SQL_AUTOMATIC_TAGS, &local, "ia",
                                          (gint64)kind->origin, (const gint64 *)&number, (gsize)1);
  *out_id = row != NULL && tp_rows_next (row, &local) ? tp_rows_int64 (row, 1) : 0;
  return tp_rows_ended (&local, error) &&
         (*out_id != 0 ||
          tp_error (error, TP_ERROR_BUSY, _ ("an automatic tag is just being changed")));
}

/* Inserts the tag under a free name. */
static gboolean
insert_tag (TpChange *change, const TpAutomaticKind *kind, gint64 number, const char *name,
            gint64 *out_id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autofree char *key = tp_fold (name);
  g_autoptr (GError) local = NULL;
  if (tp_conn_int64 (conn, TP_SQL_TAG_ADD, out_id, &local, "ssiI0ii", name, key,
                     (gint64)kind->origin, &number, (gint64)0, tp_change_now (change))) {
    tp_thing_event (change, TP_EVENT_THING_ADDED, TP_THING_TAG, *out_id);
    return TRUE;
  }
  return tp_rows_ended (&local, error) && find_made (conn, kind, number, out_id, error);
}

gboolean
tp_automatic_tag_make (TpChange *change, const TpAutomaticKind *kind, gint64 number,
                       const char *thing, gint64 *out_id, GError **error)
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

/* Renames the tag with its thing, as far as the name is free. */
static gboolean
rename_tag (TpChange *change, const TpAutomaticKind *kind, gint64 tag, const char *old_name,
            const char *thing, GError **error)
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
  const TpAutomaticKind *kind;
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
load_named (TpConn *conn, const TpAutomaticKind *kinds, gsize length, TpThing about, gint64 number,
            GError **error)
{
  g_autoptr (GArray) origins = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Named));
  g_autoptr (GError) local = NULL;
  g_array_set_clear_func (found, named_clear);
  for (gsize i = 0; i < length; i++) {
    gint64 origin = kinds[i].origin;
    if (kinds[i].about == about)
      g_array_append_val (origins, origin);
  }
  if (origins->len == 0)
    return g_steal_pointer (&found);
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_AUTOMATIC_NAMED, &local, "ai",
                                           values (origins), (gsize)origins->len, number);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    Named named = {&kinds[tp_rows_int64 (rows, 1) - TP_TAG_BOUGHT], tp_rows_int64 (rows, 0),
                   g_strdup (tp_rows_text (rows, 2))};
    g_array_append_val (found, named);
  }
  return tp_rows_ended (&local, error) ? g_steal_pointer (&found) : NULL;
}

static gboolean
follow_name (TpChange *change, const TpAutomaticKind *kinds, gsize length, TpThing about,
             gint64 number, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autoptr (GArray) tags = load_named (conn, kinds, length, about, number, error);
  if (tags == NULL || tags->len == 0)
    return tags != NULL;
  g_autoptr (GArray) one = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (one, number);
  g_autoptr (GHashTable) names = tp_automatic_names (conn, about, one, error);
  const char *thing = names != NULL ? g_hash_table_lookup (names, &number) : NULL;
  for (guint i = 0; thing != NULL && i < tags->len; i++) {
    const Named *named = &g_array_index (tags, Named, i);
    if (!rename_tag (change, named->kind, named->tag, named->name, thing, error))
      return FALSE;
  }
  return names != NULL;
}

gboolean
tp_automatic_tag_follow (TpChange *change, const TpAutomaticKind *kinds, gsize length, guint from,
                         guint to, GError **error)
{
  for (guint i = from; i < to; i++) {
    const TpEvent *event = tp_change_events (change)->pdata[i];
    if (event->kind != TP_EVENT_THING_CHANGED)
      continue;
    TpThing about = tp_thing_of_event (event);
    if (about != TP_THING_NONE && about != TP_THING_TAG &&
        !follow_name (change, kinds, length, about, event->target, error))
      return FALSE;
  }
  return TRUE;
}
