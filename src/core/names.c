/* SPDX-License-Identifier: Apache-2.0 */
/* Every look-up is one query by key, made once: what a name or an id gave is kept. To give a kind
 * of thing names: three queries in sql/names.sql and its row in kinds[]. */
#include "core/names.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "base/json.h"
#include "segment/format.h"
#include "segment/json.h"

#include <string.h>

/* Names are walked in pages of this many, so that a walk that ends early costs little. */
#define EACH_PAGE 10000

typedef struct {
  TpThing thing; /* NONE: it has no names yet */
  TpSql find, get, each;
} Kind;

static const Kind kinds[TP_SEGMENT_THINGS] = {
    [TP_SEGMENT_THING_TAG] = {TP_THING_TAG,      TP_SQL_NAMES_FIND_TAG,      TP_SQL_NAMES_GET_TAG,
                              TP_SQL_NAMES_EACH_TAG                                                                            },
    [TP_SEGMENT_THING_LIST] = {TP_THING_LIST,     TP_SQL_NAMES_FIND_LIST,     TP_SQL_NAMES_GET_LIST,
                              TP_SQL_NAMES_EACH_LIST                                                                           },
    [TP_SEGMENT_THING_SEGMENT] = {TP_THING_SEGMENT,  TP_SQL_NAMES_FIND_SEGMENT,
                              TP_SQL_NAMES_GET_SEGMENT,                                              TP_SQL_NAMES_EACH_SEGMENT },
    [TP_SEGMENT_THING_CAMPAIGN] = {TP_THING_CAMPAIGN, TP_SQL_NAMES_FIND_CAMPAIGN,
                              TP_SQL_NAMES_GET_CAMPAIGN,                                             TP_SQL_NAMES_EACH_CAMPAIGN},
    [TP_SEGMENT_THING_PRODUCT] = {TP_THING_PRODUCT,  TP_SQL_NAMES_FIND_PRODUCT,
                              TP_SQL_NAMES_GET_PRODUCT,                                              TP_SQL_NAMES_EACH_PRODUCT },
    [TP_SEGMENT_THING_CATEGORY] = {TP_THING_CATEGORY, TP_SQL_NAMES_FIND_CATEGORY,
                              TP_SQL_NAMES_GET_CATEGORY,                                             TP_SQL_NAMES_EACH_CATEGORY},
    [TP_SEGMENT_THING_FIELD] = {TP_THING_FIELD,    TP_SQL_NAMES_FIND_FIELD,    TP_SQL_NAMES_GET_FIELD,
                              TP_SQL_NAMES_EACH_FIELD                                                                          },
};

static const TpThing things[TP_SEGMENT_THINGS] = {
    [TP_SEGMENT_THING_TAG] = TP_THING_TAG,
    [TP_SEGMENT_THING_LIST] = TP_THING_LIST,
    [TP_SEGMENT_THING_SEGMENT] = TP_THING_SEGMENT,
    [TP_SEGMENT_THING_CAMPAIGN] = TP_THING_CAMPAIGN,
    [TP_SEGMENT_THING_AUTOMATION] = TP_THING_AUTOMATION,
    [TP_SEGMENT_THING_FORM] = TP_THING_FORM,
    [TP_SEGMENT_THING_LINK] = TP_THING_LINK,
    [TP_SEGMENT_THING_PRODUCT] = TP_THING_PRODUCT,
    [TP_SEGMENT_THING_CATEGORY] = TP_THING_CATEGORY,
    [TP_SEGMENT_THING_FIELD] = TP_THING_FIELD,
};

/* What an id is: a row of its table. */
typedef struct {
  gboolean known;
  char *name; /* NULL: archived */
} Named;

typedef struct {
  gboolean known;
  TpSegmentField field;
  char **choices;
} Described;

struct TpNames {
  TpAccount *account;
  TpConn *conn; /* borrowed */
  TpSegmentNames names;
  GHashTable *ids[TP_SEGMENT_THINGS];   /* folded name → gint64, 0: none */
  GHashTable *named[TP_SEGMENT_THINGS]; /* gint64 → Named */
  GHashTable *fields;                   /* gint64 → Described */
  GError *error;                        /* the first that a look-up met */
};

static void
named_free (gpointer data)
{
  Named *named = data;
  g_free (named->name);
  g_free (named);
}

static void
described_free (gpointer data)
{
  Described *described = data;
  g_strfreev (described->choices);
  g_free (described);
}

/* Where a look-up's error goes. */
static GError **
error_of (TpNames *names)
{
  return names->error == NULL ? &names->error : NULL;
}

static gboolean
find_name (gpointer data, TpSegmentThing thing, const char *name, gint64 *out_id)
{
  TpNames *names = data;
  const Kind *kind = &kinds[thing];
  if (kind->thing == TP_THING_NONE || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  g_autofree char *key = tp_fold (name);
  const gint64 *known = g_hash_table_lookup (names->ids[thing], key);
  gint64 id = known != NULL ? *known : 0;
  if (known == NULL) {
    tp_conn_int64 (names->conn, kind->find, &id, error_of (names), "s", key);
    g_hash_table_insert (names->ids[thing], g_steal_pointer (&key), g_memdup2 (&id, sizeof id));
  }
  *out_id = id;
  return id != 0;
}

static const Named *
get_named (TpNames *names, TpSegmentThing thing, gint64 id)
{
  const Kind *kind = &kinds[thing];
  Named *named = g_hash_table_lookup (names->named[thing], &id);
  if (named != NULL)
    return named;
  named = g_new0 (Named, 1);
  g_hash_table_insert (names->named[thing], g_memdup2 (&id, sizeof id), named);
  if (kind->thing == TP_THING_NONE)
    return named;
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (names->conn, kind->get, &local, "i", id);
  if (rows != NULL && tp_rows_next (rows, &local)) {
    named->known = TRUE;
    named->name = g_strdup (tp_rows_text (rows, 0));
  }
  if (local != NULL)
    g_propagate_error (error_of (names), g_steal_pointer (&local));
  return named;
}

static gboolean
find_public (gpointer data, TpSegmentThing thing, const char *public_id, gint64 *out_id)
{
  TpNames *names = data;
  return things[thing] != TP_THING_NONE &&
         tp_account_find_public_id (names->account, things[thing], public_id, out_id) &&
         get_named (names, thing, *out_id)->known;
}

static char *
name_of (gpointer data, TpSegmentThing thing, gint64 id)
{
  return g_strdup (get_named (data, thing, id)->name);
}

static char *
public_id_of (gpointer data, TpSegmentThing thing, gint64 id)
{
  TpNames *names = data;
  if (things[thing] == TP_THING_NONE || id <= 0)
    return g_strdup ("0");
  return tp_account_public_id (names->account, things[thing], id);
}

/* Visits one page of names after *key, which moves on; FALSE when there is nothing more to do. */
static gboolean
visit_page (TpNames *names, TpSql each, char **key, TpSegmentNameVisit visit, gpointer visit_data)
{
  guint length = 0;
  gboolean wanted = TRUE;
  g_autoptr (GPtrArray) page = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (names->conn, each, &local, "si", *key, (gint64)EACH_PAGE);
  while (rows != NULL && tp_rows_next (rows, &local))
    g_ptr_array_add (page, g_strdup (tp_rows_text (rows, 0)));
  if (local != NULL) {
    g_propagate_error (error_of (names), g_steal_pointer (&local));
    return FALSE;
  }
  for (; length < page->len && wanted; length++)
    wanted = visit (page->pdata[length], visit_data);
  if (!wanted || page->len < EACH_PAGE)
    return FALSE;
  g_free (*key);
  *key = tp_fold (page->pdata[page->len - 1]);
  return TRUE;
}

static void
each_name (gpointer data, TpSegmentThing thing, TpSegmentNameVisit visit, gpointer visit_data)
{
  TpNames *names = data;
  g_autofree char *key = g_strdup ("");
  if (kinds[thing].thing == TP_THING_NONE)
    return;
  for (guint seen = 0; seen < TP_SEGMENT_SUGGESTIONS_MAX; seen += EACH_PAGE)
    if (!visit_page (names, kinds[thing].each, &key, visit, visit_data))
      return;
}

static void
read_field (TpRows *rows, Described *described)
{
  const char *choices = tp_rows_text (rows, 3);
  described->field.type = (TpSegmentType)tp_rows_int64 (rows, 0);
  described->field.several = tp_rows_int64 (rows, 1) != 0;
  described->field.anniversary = tp_rows_int64 (rows, 2) != 0;
  if (choices != NULL && *choices != '\0')
    described->choices = g_strsplit (choices, "\n", -1);
  described->field.choices = (const char *const *)described->choices;
  described->known = (guint)described->field.type < TP_SEGMENT_TYPES;
}

static gboolean
field_of (gpointer data, gint64 id, TpSegmentField *out_field)
{
  TpNames *names = data;
  Described *described = g_hash_table_lookup (names->fields, &id);
  if (described == NULL) {
    g_autoptr (GError) local = NULL;
    g_autoptr (TpRows) rows = tp_conn_query (names->conn, TP_SQL_NAMES_FIELD, &local, "i", id);
    described = g_new0 (Described, 1);
    g_hash_table_insert (names->fields, g_memdup2 (&id, sizeof id), described);
    if (rows != NULL && tp_rows_next (rows, &local))
      read_field (rows, described);
    if (local != NULL)
      g_propagate_error (error_of (names), g_steal_pointer (&local));
  }
  if (!described->known)
    return FALSE;
  *out_field = described->field;
  out_field->id = id;
  return TRUE;
}

TpNames *
tp_names_new (TpAccount *account, TpConn *conn)
{
  TpNames *names = g_new0 (TpNames, 1);
  names->account = account;
  names->conn = conn;
  names->names = (TpSegmentNames){
      .data = names,
      .find = find_name,
      .find_public = find_public,
      .name = name_of,
      .public_id = public_id_of,
      .each = each_name,
      .field = field_of,
      .currency_digits = MIN (4, tp_account_currency_digits (account)),
  };
  for (guint i = 0; i < TP_SEGMENT_THINGS; i++) {
    names->ids[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    names->named[i] = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, named_free);
  }
  names->fields = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, described_free);
  return names;
}

void
tp_names_free (TpNames *names)
{
  if (names == NULL)
    return;
  for (guint i = 0; i < TP_SEGMENT_THINGS; i++) {
    g_hash_table_unref (names->ids[i]);
    g_hash_table_unref (names->named[i]);
  }
  g_hash_table_unref (names->fields);
  g_clear_error (&names->error);
  g_free (names);
}

const TpSegmentNames *
tp_names_segment (TpNames *names)
{
  return &names->names;
}

gboolean
tp_names_check (const TpNames *names, GError **error)
{
  if (names->error != NULL)
    g_propagate_error (error, g_error_copy (names->error));
  return names->error == NULL;
}

/* A segment, or the error that made it wrong: the database's before the parser's. */
static TpSegment *
checked (TpNames *names, TpSegment *segment, GError *fault, GError **error)
{
  g_autoptr (TpSegment) owned = segment;
  if (!tp_names_check (names, error)) {
    g_clear_error (&fault);
    return NULL;
  }
  if (fault != NULL)
    g_propagate_error (error, fault);
  return g_steal_pointer (&owned);
}

TpSegment *
tp_names_parse (TpNames *names, const char *text, TpSegmentFault *out_fault, GError **error)
{
  GError *fault = NULL;
  if (out_fault != NULL)
    *out_fault = (TpSegmentFault){0};
  TpSegment *segment = tp_segment_parse (text, &names->names, out_fault, &fault);
  return checked (names, segment, fault, error);
}

TpSegment *
tp_names_parse_json (TpNames *names, const char *json, GError **error)
{
  GError *fault = NULL;
  TpSegment *segment = tp_segment_parse_json (json, strlen (json), &names->names, &fault);
  return checked (names, segment, fault, error);
}

TpSegment *
tp_names_from_json (TpNames *names, const json_t *json, GError **error)
{
  GError *fault = NULL;
  TpSegment *segment = tp_segment_from_json (json, &names->names, &fault);
  return checked (names, segment, fault, error);
}

char *
tp_names_format (TpNames *names, const TpSegment *segment, GError **error)
{
  g_autofree char *text = tp_segment_format (segment, &names->names);
  return tp_names_check (names, error) ? g_steal_pointer (&text) : NULL;
}

char *
tp_names_format_json (TpNames *names, const TpSegment *segment, GError **error)
{
  g_autofree char *text = tp_segment_format_json (segment, &names->names);
  return tp_names_check (names, error) ? g_steal_pointer (&text) : NULL;
}

json_t *
tp_names_to_json (TpNames *names, const TpSegment *segment, GError **error)
{
  g_autoptr (json_t) json = tp_segment_to_json (segment, &names->names);
  return tp_names_check (names, error) ? g_steal_pointer (&json) : NULL;
}
