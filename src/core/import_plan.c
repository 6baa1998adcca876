/* SPDX-License-Identifier: Apache-2.0 */
#include "core/import_plan.h"

#include "base/error.h"
#include "base/fold.h"
#include "base/i18n.h"
#include "base/quote.h"

#include <string.h>

static void
free_column (gpointer data)
{
  TpImportColumn *column = data;
  g_free (column->header);
  g_free (column->name);
  g_free (column);
}

void
tp_import_plan_free (TpImportPlan *plan)
{
  if (plan == NULL)
    return;
  tp_fields_unref (plan->fields);
  g_ptr_array_unref (plan->columns);
  g_hash_table_unref (plan->by_header);
  g_free (plan);
}

/* "column=field", split at the last =; FALSE: the mapping is of another column. */
static const char *
mapped_to (const char *map, const char *header)
{
  const char *equals = strrchr (map, '=');
  if (equals == NULL)
    return NULL;
  g_autofree char *name = g_strstrip (g_strndup (map, (gsize)(equals - map)));
  g_autofree char *valid = g_utf8_make_valid (header, -1);
  return g_utf8_validate (name, -1, NULL) && tp_fold_equal (name, valid) ? equals + 1 : NULL;
}

static gboolean
take_target (const TpImportPlan *plan, TpImportColumn *column, const char *text, GError **error)
{
  g_autofree char *target = g_strstrip (g_strdup (text));
  const char *colon = strchr (target, ':');
  if (strcmp (target, "email") == 0) {
    column->kind = TP_COLUMN_EMAIL;
    return TRUE;
  }
  if (g_str_has_prefix (target, "tag:") || g_str_has_prefix (target, "list:")) {
    column->kind = target[0] == 't' ? TP_COLUMN_TAG : TP_COLUMN_LIST;
    column->name = g_strdup (colon + 1);
    return *column->name != '\0' ||
           tp_error (error, TP_ERROR_INVALID, _ ("'%s' names nothing"), target);
  }
  if (tp_column_kind_find (target, &column->kind))
    return (column->kind != TP_COLUMN_TAG && column->kind != TP_COLUMN_LIST) ||
           tp_error (error, TP_ERROR_INVALID, _ ("write which one: '%s:Name'"), target);
  column->kind = TP_COLUMN_FIELD;
  column->field = tp_fields_find (plan->fields, target);
  if (column->field == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("there is no field '%s'"), target);
  return !column->field->kind.derived ||
         tp_error (error, TP_ERROR_INVALID,
                   _ ("'%s' follows from other facts and cannot be imported"), target);
}

/* One of the account's own fields, also when it is written with other blanks and dashes. */
static const TpField *
find_custom (const TpFields *fields, const char *header)
{
  g_autofree char *key = tp_column_key (header);
  const TpField *field = tp_fields_find (fields, header);
  if (field != NULL && field->kind.builtin == TP_SEGMENT_CUSTOM)
    return field;
  for (guint i = 0; key[0] != '\0' && i < tp_fields_length (fields); i++) {
    field = tp_fields_nth (fields, i);
    if (field->kind.builtin != TP_SEGMENT_CUSTOM || field->archived_at != 0)
      continue;
    g_autofree char *own = tp_column_key (field->name);
    if (strcmp (own, key) == 0)
      return field;
  }
  return NULL;
}

static void
take_known (const TpImportPlan *plan, TpImportColumn *column, const char *header)
{
  TpColumn known;
  column->field = find_custom (plan->fields, header);
  if (column->field != NULL) {
    column->kind = TP_COLUMN_FIELD;
    return;
  }
  if (plan->vendor == NULL || !tp_vendor_column (plan->vendor, header, &known))
    known = tp_column_find (header);
  column->kind = known.kind;
  if (known.kind == TP_COLUMN_FIELD)
    column->field = tp_fields_builtin (plan->fields, known.builtin);
}

static gboolean
add_column (TpImportPlan *plan, const char *header, GError **error)
{
  TpImportColumn *column = g_new0 (TpImportColumn, 1);
  column->header = g_strdup (header);
  g_ptr_array_add (plan->columns, column);
  for (guint i = 0; plan->options->maps != NULL && plan->options->maps[i] != NULL; i++) {
    const char *target = mapped_to (plan->options->maps[i], header);
    if (target != NULL)
      return take_target (plan, column, target, error);
  }
  if (*header == '\0')
    column->kind = TP_COLUMN_IGNORED;
  else
    take_known (plan, column, header);
  return TRUE;
}

static TpImportColumn *
find_kind (const TpImportPlan *plan, TpColumnKind kind, TpSegmentBuiltin builtin)
{
  for (guint i = 0; i < plan->columns->len; i++) {
    TpImportColumn *column = plan->columns->pdata[i];
    if (column->kind == kind && (kind != TP_COLUMN_FIELD || column->field->kind.builtin == builtin))
      return column;
  }
  return NULL;
}

/* "Name" beside "Vorname" is the last name. */
static void
settle_name (TpImportPlan *plan)
{
  TpImportColumn *name = find_kind (plan, TP_COLUMN_FULL_NAME, TP_SEGMENT_CUSTOM);
  if (name == NULL || find_kind (plan, TP_COLUMN_FIELD, TP_SEGMENT_FIRST_NAME) == NULL ||
      find_kind (plan, TP_COLUMN_FIELD, TP_SEGMENT_LAST_NAME) != NULL)
    return;
  name->kind = TP_COLUMN_FIELD;
  name->field = tp_fields_builtin (plan->fields, TP_SEGMENT_LAST_NAME);
}

static gboolean
takes_several (const TpImportColumn *column)
{
  switch (column->kind) {
  case TP_COLUMN_EMAIL:
  case TP_COLUMN_FULL_NAME:
  case TP_COLUMN_NAME_PREFIX:
  case TP_COLUMN_HOUSE_NUMBER:
  case TP_COLUMN_CREATED:
    return FALSE;
  case TP_COLUMN_FIELD: {
    TpSegmentBuiltin builtin = column->field->kind.builtin;
    return column->field->kind.several && builtin != TP_SEGMENT_STREET &&
           builtin != TP_SEGMENT_POSTCODE && builtin != TP_SEGMENT_CITY &&
           builtin != TP_SEGMENT_COUNTRY;
  }
  default:
    return TRUE;
  }
}

static gboolean
check_doubles (const TpImportPlan *plan, GError **error)
{
  for (guint i = 0; i < plan->columns->len; i++)
    for (guint n = 0; n < i; n++) {
      const TpImportColumn *one = plan->columns->pdata[n], *other = plan->columns->pdata[i];
      if (one->kind != other->kind || one->field != other->field || takes_several (one))
        continue;
      g_autofree char *first = tp_quote (one->header), *second = tp_quote (other->header);
      return tp_error (error, TP_ERROR_INVALID,
                       _ ("the columns '%s' and '%s' mean the same; leave one out with --map "
                          "'%s=-'"),
                       first, second, second);
    }
  return TRUE;
}

static gboolean
check_maps (const TpImportPlan *plan, GError **error)
{
  for (guint m = 0; plan->options->maps != NULL && plan->options->maps[m] != NULL; m++) {
    const char *map = plan->options->maps[m];
    gboolean found = FALSE;
    if (strrchr (map, '=') == NULL)
      return tp_error (error, TP_ERROR_INVALID, _ ("column=field is expected, not '%s'"), map);
    for (guint i = 0; i < plan->columns->len && !found; i++)
      found = mapped_to (map, ((TpImportColumn *)plan->columns->pdata[i])->header) != NULL;
    if (!found) {
      g_autofree char *name = g_strndup (map, (gsize)(strrchr (map, '=') - map));
      return tp_error (error, TP_ERROR_INVALID, _ ("the file has no column '%s'"), name);
    }
  }
  return TRUE;
}

static gboolean
check_email (const TpImportPlan *plan, GError **error)
{
  if (find_kind (plan, TP_COLUMN_EMAIL, TP_SEGMENT_CUSTOM) != NULL)
    return TRUE;
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint i = 0; i < plan->columns->len && i < 20; i++) {
    g_autofree char *quoted = tp_quote (((TpImportColumn *)plan->columns->pdata[i])->header);
    g_string_append_printf (names, "%s'%s'", i > 0 ? ", " : "", quoted);
  }
  return tp_error (error, TP_ERROR_INVALID,
                   _ ("no column holds the e-mail addresses; the first row must name the columns "
                      "(they are: %s), or name one with --map 'column=email'"),
                   names->str);
}

TpImportPlan *
tp_import_plan_new (TpFields *fields, const TpImportOptions *options, const char *file_name,
                    const char *const *headers, gsize length, GError **error)
{
  g_autoptr (TpImportPlan) plan = g_new0 (TpImportPlan, 1);
  plan->fields = tp_fields_ref (fields);
  plan->options = options;
  plan->columns = g_ptr_array_new_with_free_func (free_column);
  plan->by_header = g_hash_table_new (g_str_hash, g_str_equal);
  if (headers == NULL)
    return g_steal_pointer (&plan);
  plan->vendor = tp_vendor_find (headers, length);
  plan->file = tp_vendor_subscription_of_file (plan->vendor, file_name);
  for (gsize i = 0; i < length; i++)
    if (!add_column (plan, headers[i], error))
      return NULL;
  plan->in_file = plan->columns->len;
  settle_name (plan);
  if (!check_maps (plan, error) || !check_doubles (plan, error) || !check_email (plan, error))
    return NULL;
  return g_steal_pointer (&plan);
}

const TpImportColumn *
tp_import_plan_member (TpImportPlan *plan, const char *name)
{
  TpImportColumn *column = g_hash_table_lookup (plan->by_header, name);
  if (column != NULL)
    return column;
  if (plan->columns->len >= TP_IMPORT_MEMBERS_MAX || !add_column (plan, name, NULL))
    return NULL;
  column = plan->columns->pdata[plan->columns->len - 1];
  g_hash_table_insert (plan->by_header, column->header, column);
  return column;
}

void
tp_import_plan_note (const TpImportPlan *plan, TpImportNotes *notes)
{
  if (plan->vendor != NULL)
    tp_import_notes_set_vendor (notes, plan->vendor->name);
  for (guint i = 0; i < plan->columns->len; i++) {
    const TpImportColumn *column = plan->columns->pdata[i];
    if (column->kind == TP_COLUMN_UNKNOWN)
      tp_import_notes_add_column (notes, column->header);
  }
}
