/* SPDX-License-Identifier: Apache-2.0 */
/* Rows move by the statements of moves[], each with $1 the survivor and $2 the one that goes; field
 * values are joined here, since what joins depends on the field. To add a table that belongs to
 * contacts: its statement in sql/merge.sql and a row in moves[]. */
#include "core/merge.h"

#include "base/error.h"
#include "base/i18n.h"
#include "core/address_book.h"
#include "core/contact.h"
#include "core/field.h"

#include <string.h>

static const TpSql moves[] = {
    TP_SQL_MERGE_TAGS,      TP_SQL_MERGE_LISTS,          TP_SQL_MERGE_PERMISSIONS,
    TP_SQL_MERGE_PURCHASES, TP_SQL_MERGE_NOTES,          TP_SQL_MERGE_CONSENTS,
    TP_SQL_MERGE_ADDRESSES, TP_SQL_MERGE_CAPTURED_MAILS, TP_SQL_MERGE_ALIASES,
};

/* What a move has copied instead of moved; $1: the one that goes. */
static const TpSql removals[] = {
    TP_SQL_MERGE_TAGS_REMOVE,
    TP_SQL_MERGE_LISTS_REMOVE,
    TP_SQL_MERGE_PERMISSIONS_REMOVE,
    TP_SQL_MERGE_DUPLICATES,
};

/* The columns of a postal address, whose lines belong together. */
static const TpSegmentBuiltin postal[] = {TP_SEGMENT_STREET, TP_SEGMENT_POSTCODE, TP_SEGMENT_CITY,
                                          TP_SEGMENT_COUNTRY};

static guint
count_lines (const char *text)
{
  guint lines = text != NULL ? 1 : 0;
  for (; text != NULL && (text = strchr (text, '\n')) != NULL; text++)
    lines++;
  return lines;
}

static guint
count_postal (const TpContact *contact)
{
  guint lines = 0;
  for (guint i = 0; i < G_N_ELEMENTS (postal); i++)
    lines = MAX (lines, count_lines (contact->values[postal[i]]));
  return lines;
}

static gboolean
has_same_postal (const TpContact *one, const TpContact *other)
{
  for (guint i = 0; i < G_N_ELEMENTS (postal); i++)
    if (g_strcmp0 (one->values[postal[i]], other->values[postal[i]]) != 0)
      return FALSE;
  return TRUE;
}

/* Appends the other's postal addresses behind the survivor's, line for line. */
static void
join_postal (TpContact *stays, const TpContact *gone, const TpFields *fields)
{
  guint lines = count_postal (stays);
  if (count_postal (gone) == 0 || has_same_postal (stays, gone) ||
      lines + count_postal (gone) > TP_FIELD_VALUES_MAX)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (postal); i++) {
    const char *more = gone->values[postal[i]];
    g_autoptr (GString) joined = g_string_new (stays->values[postal[i]]);
    if (more == NULL)
      continue;
    for (guint line = MAX (count_lines (stays->values[postal[i]]), 1); line <= lines; line++)
      g_string_append_c (joined, '\n');
    g_string_append (joined, more);
    tp_contact_put (stays, tp_fields_builtin (fields, postal[i]), joined->str);
  }
}

/* Both contacts' values, each once. (transfer full) */
static char *
join_values (const char *one, const char *other)
{
  g_auto (GStrv) lines = g_strsplit (one, "\n", -1);
  g_auto (GStrv) more = g_strsplit (other, "\n", -1);
  g_autoptr (GString) joined = g_string_new (one);
  guint count = g_strv_length (lines);
  for (char **line = more; *line != NULL && count < TP_FIELD_VALUES_MAX; line++)
    if (!g_strv_contains ((const char *const *)lines, *line)) {
      g_string_append_printf (joined, "\n%s", *line);
      count++;
    }
  return g_string_free (g_steal_pointer (&joined), FALSE);
}

static void
join_fields (TpContact *stays, TpContact *gone, const TpFields *fields)
{
  for (guint i = 0; i < tp_fields_length (fields); i++) {
    const TpField *field = tp_fields_nth (fields, i);
    if (field->kind.derived || field->kind.builtin == TP_SEGMENT_EMAIL ||
        tp_field_is_postal (field))
      continue;
    const char *own = tp_contact_value (stays, field), *more = tp_contact_value (gone, field);
    if (more == NULL || (own != NULL && !field->kind.several))
      continue;
    g_autofree char *joined = own != NULL ? join_values (own, more) : g_strdup (more);
    tp_contact_put (stays, field, joined);
  }
  join_postal (stays, gone, fields);
}

/* Both, locked in the order of their numbers. (transfer full) */
static GPtrArray *
lock_both (TpChange *change, gint64 stays, gint64 gone, GError **error)
{
  const gint64 numbers[] = {stays, gone};
  g_autoptr (GPtrArray) locked = tp_contact_lock_many (change, numbers, 2, error);
  if (locked == NULL)
    return NULL;
  for (guint i = 0; i < locked->len; i++)
    if (((TpContact *)locked->pdata[i])->state > TP_CONTACT_ARCHIVED)
      g_ptr_array_set_size (locked, 0);
  if (locked->len == 2)
    return g_steal_pointer (&locked);
  tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no such contact"));
  return NULL;
}

static gboolean
check_addresses (TpConn *conn, gint64 stays, gint64 gone, gboolean *out_has_own, GError **error)
{
  g_autoptr (GPtrArray) own = tp_address_book_list (conn, stays, error);
  g_autoptr (GPtrArray) more = own != NULL ? tp_address_book_list (conn, gone, error) : NULL;
  if (more == NULL)
    return FALSE;
  *out_has_own = own->len > 0;
  return own->len + more->len <= TP_ADDRESS_BOOK_MAX ||
         tp_error (error, TP_ERROR_LIMIT, _ ("a contact has at most %d addresses"),
                   TP_ADDRESS_BOOK_MAX);
}

static gboolean
move_rows (TpConn *conn, gint64 stays, gint64 gone, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    if (!tp_conn_run (conn, moves[i], error, "ii", stays, gone))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (removals); i++)
    if (!tp_conn_run (conn, removals[i], error, "i", gone))
      return FALSE;
  return TRUE;
}

static gboolean
merge (TpChange *change, TpContact *stays, TpContact *gone, gboolean has_own, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  const gint64 *score = gone->has_score ? &gone->score : NULL;
  g_autofree char *chosen = g_strdup (gone->values[TP_SEGMENT_EMAIL]);
  g_autoptr (TpFields) fields = tp_fields_load (tp_change_account (change), conn, error);
  if (fields == NULL)
    return FALSE;
  join_fields (stays, gone, fields);
  return tp_contact_update_many (change, &stays, 1, error) &&
         move_rows (conn, stays->number, gone->number, error) &&
         tp_conn_run (conn, TP_SQL_MERGE_GONE, error, "iii", stays->number, gone->number,
                      tp_change_now (change)) &&
         tp_conn_run (conn, TP_SQL_MERGE_STAYS, error, "iiI", stays->number, gone->created_at,
                      score) &&
         (has_own || chosen == NULL ||
          tp_address_book_choose (change, stays->number, chosen, error));
}

gboolean
tp_contact_merge (TpChange *change, gint64 stays, gint64 gone, GError **error)
{
  gboolean has_own = FALSE;
  TpConn *conn = tp_change_conn (change);
  if (!tp_contact_resolve (conn, stays, &stays, error) ||
      !tp_contact_resolve (conn, gone, &gone, error))
    return FALSE;
  if (stays == gone)
    return tp_error (error, TP_ERROR_INVALID, _ ("a contact cannot be merged with itself"));
  g_autoptr (GPtrArray) locked = lock_both (change, stays, gone, error);
  if (locked == NULL || !check_addresses (conn, stays, gone, &has_own, error))
    return FALSE;
  TpContact *low = locked->pdata[0], *high = locked->pdata[1];
  if (!merge (change, low->number == stays ? low : high, low->number == stays ? high : low, has_own,
              error))
    return FALSE;
  tp_change_event (change, TP_EVENT_CONTACT_MERGED, stays, gone, 0, NULL);
  return TRUE;
}
