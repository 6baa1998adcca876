/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "core/field.h"
#include "core/thing.h"

#include <string.h>

/* (transfer full) */
static char *
clean_name (const char *name, GError **error)
{
  TpSegmentField builtin;
  g_autofree char *clean = tp_thing_clean_name (TP_THING_FIELD, name, error);
  if (clean == NULL)
    return NULL;
  if (clean[0] == '#')
    tp_error (error, TP_ERROR_INVALID, _ ("a name must not begin with '#': '%s'"), clean);
  else if (tp_segment_field_find (clean, &builtin))
    tp_error (error, TP_ERROR_CONFLICT, _ ("'%s' is the name of a built-in field"), clean);
  else
    return g_steal_pointer (&clean);
  return NULL;
}

/* CONFLICT when another field is called so. */
static gboolean
check_free (TpConn *conn, const char *name, gint64 own_id, GError **error)
{
  gint64 other = 0;
  g_autoptr (GError) local = NULL;
  g_autofree char *key = tp_fold (name);
  if (tp_conn_int64 (conn, TP_SQL_FIELD_NAMED, &other, &local, "s", key) && other != own_id)
    return tp_error (error, TP_ERROR_CONFLICT, _ ("there is a field '%s' already"), name);
  return tp_rows_ended (&local, error);
}

static gboolean
check_choices (const char *const *choices, GError **error)
{
  gsize length = choices != NULL ? g_strv_length ((char **)choices) : 0;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (length == 0)
    return tp_error (error, TP_ERROR_INVALID, _ ("a field for choices needs at least one choice"));
  if (length > TP_FIELD_CHOICES_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("more than %d choices"), TP_FIELD_CHOICES_MAX);
  for (gsize i = 0; i < length; i++) {
    const char *choice = choices[i];
    if (!g_utf8_validate (choice, -1, NULL) || choice[0] == '\0' ||
        strpbrk (choice, "\n\r\t") != NULL || choice[0] == ' ' ||
        choice[strlen (choice) - 1] == ' ' || g_utf8_strlen (choice, -1) > TP_FIELD_CHOICE_MAX)
      return tp_error (error, TP_ERROR_INVALID,
                       _ ("'%.60s' is no choice: 1 to %d characters in one line"),
                       g_utf8_validate (choice, -1, NULL) ? choice : "", TP_FIELD_CHOICE_MAX);
    if (!g_hash_table_add (seen, tp_fold (choice)))
      return tp_error (error, TP_ERROR_INVALID, _ ("the choice '%s' is there twice"), choice);
  }
  return TRUE;
}

static gboolean
check_spec (const TpFieldSpec *spec, GError **error)
{
  if ((guint)spec->type >= TP_SEGMENT_TYPES || spec->type == TP_SEGMENT_TIME)
    return tp_error (error, TP_ERROR_INVALID, _ ("a field cannot be of that type"));
  if (spec->anniversary && (spec->type != TP_SEGMENT_DATE || spec->several))
    return tp_error (error, TP_ERROR_INVALID, _ ("only a single date can be an anniversary"));
  if (spec->several && spec->type == TP_SEGMENT_YES_NO)
    return tp_error (error, TP_ERROR_INVALID, _ ("yes or no cannot have several values"));
  if (spec->type == TP_SEGMENT_CHOICE)
    return check_choices (spec->choices, error);
  if (spec->choices != NULL && spec->choices[0] != NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("only a field for choices has choices"));
  return TRUE;
}

gboolean
tp_field_add (TpChange *change, const TpFieldSpec *spec, gint64 *out_id, GError **error)
{
  gint64 count = 0, id = 0;
  TpConn *conn = tp_change_conn (change);
  g_autofree char *name = check_spec (spec, error) ? clean_name (spec->name, error) : NULL;
  if (name == NULL || !check_free (conn, name, 0, error) ||
      !tp_conn_int64 (conn, TP_SQL_FIELD_COUNT, &count, error, ""))
    return FALSE;
  if (count >= TP_FIELD_CUSTOM_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("more than %d fields"), TP_FIELD_CUSTOM_MAX);
  g_autofree char *key = tp_fold (name);
  g_autofree char *choices =
      spec->type == TP_SEGMENT_CHOICE ? g_strjoinv ("\n", (char **)spec->choices) : NULL;
  if (!tp_conn_int64 (conn, TP_SQL_FIELD_ADD, &id, error, "ssiiisi", name, key, (gint64)spec->type,
                      (gint64)(spec->several != 0), (gint64)(spec->anniversary != 0), choices,
                      tp_change_now (change)))
    return FALSE;
  *out_id = id;
  tp_thing_event (change, TP_EVENT_THING_ADDED, TP_THING_FIELD, id);
  return TRUE;
}

/* After an UPDATE of the field: its event, or NOT_FOUND when nothing was updated. */
static gboolean
finish_update (TpChange *change, TpEventKind kind, gint64 id, GError **error)
{
  if (tp_conn_changes (tp_change_conn (change)) == 0)
    return tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no such field"));
  tp_thing_event (change, kind, TP_THING_FIELD, id);
  return TRUE;
}

gboolean
tp_field_rename (TpChange *change, gint64 id, const char *name, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  g_autofree char *clean = clean_name (name, error);
  if (clean == NULL || !check_free (conn, clean, id, error))
    return FALSE;
  g_autofree char *key = tp_fold (clean);
  return tp_conn_run (conn, TP_SQL_FIELD_RENAME, error, "iss", id, clean, key) &&
         finish_update (change, TP_EVENT_THING_CHANGED, id, error);
}

gboolean
tp_field_set_choices (TpChange *change, gint64 id, const char *const *choices, GError **error)
{
  gint64 type = -1;
  TpConn *conn = tp_change_conn (change);
  g_autoptr (GError) local = NULL;
  if (!tp_conn_int64 (conn, TP_SQL_FIELD_TYPE, &type, &local, "i", id))
    return local != NULL ? (g_propagate_error (error, g_steal_pointer (&local)), FALSE)
                         : tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no such field"));
  if (type != TP_SEGMENT_CHOICE)
    return tp_error (error, TP_ERROR_INVALID, _ ("only a field for choices has choices"));
  if (!check_choices (choices, error))
    return FALSE;
  g_autofree char *text = g_strjoinv ("\n", (char **)choices);
  return tp_conn_run (conn, TP_SQL_FIELD_SET_CHOICES, error, "is", id, text) &&
         finish_update (change, TP_EVENT_THING_CHANGED, id, error);
}

gboolean
tp_field_archive (TpChange *change, gint64 id, GError **error)
{
  TpConn *conn = tp_change_conn (change);
  return tp_thing_check_unused (tp_change_account (change), conn, TP_THING_FIELD, id, error) &&
         tp_conn_run (conn, TP_SQL_FIELD_ARCHIVE, error, "ii", id, tp_change_now (change)) &&
         finish_update (change, TP_EVENT_THING_ARCHIVED, id, error);
}
