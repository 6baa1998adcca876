/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue: an array of all fields, and tables by folded name and by id into it. Types of
 * custom fields are stored as TpSegmentType, so those numbers never change their meaning. Values
 * are field_value.c's, changes to fields field_edit.c's. A new built-in field is a row of
 * segment/field.c, a column of contact, and its name in contact_row.c. */
#include "core/field.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "core/field_private.h"

#include <string.h>

static const char *const types[TP_SEGMENT_TYPES] = {
    [TP_SEGMENT_TEXT] = "text",     [TP_SEGMENT_NUMBER] = "number", [TP_SEGMENT_MONEY] = "money",
    [TP_SEGMENT_DATE] = "date",     [TP_SEGMENT_TIME] = "time",     [TP_SEGMENT_YES_NO] = "yes_no",
    [TP_SEGMENT_CHOICE] = "choice", [TP_SEGMENT_LINK] = "link",
};

const char *
tp_field_type_name (TpSegmentType type)
{
  return types[type];
}

gboolean
tp_field_type_find (const char *name, TpSegmentType *out_type)
{
  for (guint i = 0; i < TP_SEGMENT_TYPES; i++)
    if (strcmp (types[i], name) == 0) {
      *out_type = i;
      return TRUE;
    }
  return FALSE;
}

static void
free_field (gpointer data)
{
  TpField *field = data;
  g_free (field->name);
  g_strfreev (field->choices);
  g_free (field);
}

static void
add_builtins (TpFields *fields)
{
  for (guint i = TP_SEGMENT_CUSTOM + 1; i < TP_SEGMENT_BUILTINS; i++) {
    TpField *field = g_new0 (TpField, 1);
    tp_segment_field_get (i, &field->kind);
    field->name = g_strdup (tp_segment_field_name (i));
    g_ptr_array_add (fields->all, field);
    g_hash_table_insert (fields->by_name, g_strdup (field->name), field);
  }
}

static void
add_custom (TpFields *fields, TpRows *rows)
{
  TpField *field = g_new0 (TpField, 1);
  field->name = g_strdup (tp_rows_text (rows, 1));
  field->choices = tp_rows_is_null (rows, 6) ? NULL : g_strsplit (tp_rows_text (rows, 6), "\n", -1);
  field->created_at = tp_rows_int64 (rows, 7);
  field->archived_at = tp_rows_int64 (rows, 8);
  field->kind = (TpSegmentField){
      .builtin = TP_SEGMENT_CUSTOM,
      .id = tp_rows_int64 (rows, 0),
      .type = (TpSegmentType)CLAMP (tp_rows_int64 (rows, 3), 0, TP_SEGMENT_TYPES - 1),
      .several = tp_rows_int64 (rows, 4) != 0,
      .anniversary = tp_rows_int64 (rows, 5) != 0,
      .choices = (const char *const *)field->choices,
  };
  g_ptr_array_add (fields->all, field);
  g_hash_table_insert (fields->by_id, &field->kind.id, field);
  if (field->archived_at == 0)
    g_hash_table_insert (fields->by_name, g_strdup (tp_rows_text (rows, 2)), field);
}

TpFields *
tp_fields_load (TpAccount *account, TpConn *conn, GError **error)
{
  g_autoptr (TpFields) fields = g_new0 (TpFields, 1);
  g_autoptr (GError) local = NULL;
  fields->references = 1;
  fields->account = account;
  fields->currency_digits = tp_account_currency_digits (account);
  fields->all = g_ptr_array_new_with_free_func (free_field);
  fields->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fields->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  add_builtins (fields);
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_FIELD_LIST, &local, "");
  while (rows != NULL && tp_rows_next (rows, &local))
    add_custom (fields, rows);
  return tp_rows_ended (&local, error) ? g_steal_pointer (&fields) : NULL;
}

TpFields *
tp_fields_ref (TpFields *fields)
{
  g_atomic_int_inc (&fields->references);
  return fields;
}

void
tp_fields_unref (TpFields *fields)
{
  if (fields == NULL || !g_atomic_int_dec_and_test (&fields->references))
    return;
  g_hash_table_unref (fields->by_name);
  g_hash_table_unref (fields->by_id);
  g_ptr_array_unref (fields->all);
  g_free (fields);
}

const TpField *
tp_fields_find (const TpFields *fields, const char *name)
{
  gint64 id;
  if (name[0] == '#' && tp_account_find_public_id (fields->account, TP_THING_FIELD, name + 1, &id))
    return tp_fields_custom (fields, id);
  const TpField *field = g_hash_table_lookup (fields->by_name, name);
  if (field != NULL || !g_utf8_validate (name, -1, NULL))
    return field;
  g_autofree char *key = tp_fold (name);
  return g_hash_table_lookup (fields->by_name, key);
}

const TpField *
tp_fields_get (const TpFields *fields, const char *name, GError **error)
{
  const TpField *field = tp_fields_find (fields, name);
  if (field == NULL)
    tp_error (error, TP_ERROR_NOT_FOUND, _ ("there is no field '%s'"), name);
  return field;
}

const TpField *
tp_fields_builtin (const TpFields *fields, TpSegmentBuiltin builtin)
{
  g_assert (builtin > TP_SEGMENT_CUSTOM && builtin < TP_SEGMENT_BUILTINS);
  return fields->all->pdata[builtin - 1];
}

const TpField *
tp_fields_custom (const TpFields *fields, gint64 id)
{
  return g_hash_table_lookup (fields->by_id, &id);
}

gboolean
tp_field_is_postal (const TpField *field)
{
  TpSegmentBuiltin builtin = field->kind.builtin;
  return builtin == TP_SEGMENT_STREET || builtin == TP_SEGMENT_POSTCODE ||
         builtin == TP_SEGMENT_CITY || builtin == TP_SEGMENT_COUNTRY;
}

guint
tp_fields_length (const TpFields *fields)
{
  return fields->all->len;
}

const TpField *
tp_fields_nth (const TpFields *fields, guint i)
{
  return fields->all->pdata[i];
}
