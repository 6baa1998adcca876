/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of a row are gathered by field first, since several columns may go into one (phones,
 * last names with their prefix, streets with their number), and parsed at the end: the country
 * before the postcodes that depend on it. To add a kind of column: a case in
 * tp_import_rows_take. */
#include "core/import_row.h"

#include "base/csv_writer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/quote.h"
#include "base/time.h"
#include "core/field.h"
#include "core/import_cell.h"
#include "core/thing.h"

#include <stdio.h>
#include <string.h>

typedef struct {
  const TpField *field;
  const char *text; /* borrowed from the row, or `owned` */
  char *owned;
  TpNumberStyle style;
} Text;

static void
clear_text (gpointer data)
{
  g_free (((Text *)data)->owned);
}

void
tp_import_row_free (TpImportRow *row)
{
  if (row == NULL)
    return;
  g_free (row->refusal);
  g_free (row->cells);
  g_clear_pointer (&row->address, tp_address_free);
  g_clear_pointer (&row->contact, tp_contact_free);
  g_clear_pointer (&row->tags, g_array_unref);
  g_clear_pointer (&row->lists, g_array_unref);
  g_free (row->advice);
  g_free (row);
}

static void
init_names (TpImportNames *names)
{
  names->names = g_ptr_array_new_with_free_func (g_free);
  names->numbers = g_hash_table_new (g_str_hash, g_str_equal);
}

void
tp_import_rows_init (TpImportRows *rows, TpImportPlan *plan, const TpAddressAdviser *adviser,
                     GTimeZone *zone, gint64 now)
{
  *rows = (TpImportRows){.plan = plan, .adviser = adviser, .zone = zone};
  rows->now = now;
  rows->reading.date_order = plan->options->month_first ? TP_DATE_MONTH_FIRST : TP_DATE_DAY_FIRST;
  init_names (&rows->tags);
  init_names (&rows->lists);
  rows->texts = g_array_new (FALSE, FALSE, sizeof (Text));
  g_array_set_clear_func (rows->texts, clear_text);
  rows->kept = g_ptr_array_new_with_free_func (g_free);
}

void
tp_import_rows_clear (TpImportRows *rows)
{
  g_ptr_array_unref (rows->tags.names);
  g_hash_table_unref (rows->tags.numbers);
  g_ptr_array_unref (rows->lists.names);
  g_hash_table_unref (rows->lists.numbers);
  g_array_unref (rows->texts);
  g_ptr_array_unref (rows->kept);
}

void
tp_import_rows_start (TpImportRows *rows)
{
  g_array_set_size (rows->texts, 0);
  g_ptr_array_set_size (rows->kept, 0);
  rows->name_prefix = rows->house_number = NULL;
}

const char *
tp_import_rows_keep (TpImportRows *rows, char *text)
{
  g_ptr_array_add (rows->kept, text);
  return text;
}

/* The name's number; a new one is checked and kept. */
static gboolean
number_of (TpImportNames *names, TpThing thing, const char *name, guint *out_number, GError **error)
{
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (names->numbers, name));
  if (known != 0) {
    *out_number = known - 1;
    return TRUE;
  }
  g_autofree char *clean = tp_thing_clean_name (thing, name, error);
  if (clean == NULL)
    return FALSE;
  if (names->names->len >= TP_IMPORT_TAGS_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("the file has more than %d different tags or lists"),
                     TP_IMPORT_TAGS_MAX);
  char *kept = g_strdup (name);
  g_ptr_array_add (names->names, kept);
  g_hash_table_insert (names->numbers, kept, GUINT_TO_POINTER (names->names->len));
  *out_number = names->names->len - 1;
  return TRUE;
}

gboolean
tp_import_rows_add_tag (TpImportRows *rows, TpImportRow *row, const char *name, GError **error)
{
  guint number;
  if (!number_of (&rows->tags, TP_THING_TAG, name, &number, error))
    return FALSE;
  if (row->tags == NULL)
    row->tags = g_array_new (FALSE, FALSE, sizeof (guint));
  if (row->tags->len >= TP_IMPORT_CELL_ITEMS_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("more than %d tags"), TP_IMPORT_CELL_ITEMS_MAX);
  g_array_append_val (row->tags, number);
  return TRUE;
}

/* Who is confirmed according to the file is so here only with a basis for it. */
static TpSegmentListState
confirmed (const TpImportRows *rows)
{
  return rows->plan->options->basis != NULL ? TP_SEGMENT_LIST_CONFIRMED
                                            : TP_SEGMENT_LIST_UNCONFIRMED;
}

static gboolean
read_list_state (const TpImportRows *rows, const char *text, guint *out_state, GError **error)
{
  TpSubscription subscription = TP_SUBSCRIPTION_SUBSCRIBED;
  if (text != NULL && *text != '\0' && !tp_subscription_find (text, &subscription)) {
    g_autofree char *quoted = tp_quote (text);
    return tp_error (error, TP_ERROR_INVALID, _ ("'%s' is no state of a subscription"), quoted);
  }
  *out_state = subscription == TP_SUBSCRIPTION_SUBSCRIBED    ? confirmed (rows)
               : subscription == TP_SUBSCRIPTION_UNCONFIRMED ? TP_SEGMENT_LIST_UNCONFIRMED
                                                             : TP_SEGMENT_LIST_UNSUBSCRIBED;
  return TRUE;
}

gboolean
tp_import_rows_add_list (TpImportRows *rows, TpImportRow *row, const char *name, const char *state,
                         GError **error)
{
  TpImportListing listing;
  if (!number_of (&rows->lists, TP_THING_LIST, name, &listing.name, error) ||
      !read_list_state (rows, state, &listing.state, error))
    return FALSE;
  if (row->lists == NULL)
    row->lists = g_array_new (FALSE, FALSE, sizeof (TpImportListing));
  if (row->lists->len >= TP_IMPORT_CELL_ITEMS_MAX)
    return tp_error (error, TP_ERROR_LIMIT, _ ("more than %d lists"), TP_IMPORT_CELL_ITEMS_MAX);
  g_array_append_val (row->lists, listing);
  return TRUE;
}

gboolean
tp_import_rows_add_permission (TpImportRow *row, const char *purpose, const char *state,
                               GError **error)
{
  TpSegmentPurpose found;
  TpSegmentPermission permission = TP_SEGMENT_PERMISSION_CONFIRMED;
  if (!tp_segment_purpose_find (purpose, &found) ||
      (state != NULL && !tp_segment_permission_find (state, &permission))) {
    g_autofree char *quoted = tp_quote (purpose);
    return tp_error (error, TP_ERROR_INVALID, _ ("'%s' is no permission"), quoted);
  }
  row->permissions[found] = (guint8)(1 + permission);
  return TRUE;
}

static gboolean
add_items (TpImportRows *rows, TpImportRow *row, TpColumnKind kind, const char *text,
           GError **error)
{
  g_auto (GStrv) items = tp_import_cell_split (text, TP_IMPORT_CELL_MARKS);
  if (items == NULL)
    return tp_error (error, TP_ERROR_LIMIT, _ ("more than %d values"), TP_IMPORT_CELL_ITEMS_MAX);
  for (guint i = 0; items[i] != NULL; i++) {
    g_autofree char *value = NULL;
    g_autofree char *key = kind != TP_COLUMN_TAGS ? tp_import_cell_key (items[i], &value) : NULL;
    if (!(kind == TP_COLUMN_TAGS    ? tp_import_rows_add_tag (rows, row, items[i], error)
          : kind == TP_COLUMN_LISTS ? tp_import_rows_add_list (rows, row, key, value, error)
                                    : tp_import_rows_add_permission (row, key, value, error)))
      return FALSE;
  }
  return TRUE;
}

/* Marks that part the values of a field in one cell; lines always do. */
static const char *
marks_of (const TpField *field)
{
  switch (field->kind.type) {
  case TP_SEGMENT_NUMBER:
  case TP_SEGMENT_MONEY:
    return ";|\n";
  case TP_SEGMENT_LINK:
    return "\n";
  default:
    return TP_IMPORT_CELL_MARKS;
  }
}

static char *
lines_of (const TpField *field, const char *text)
{
  const char *marks = marks_of (field);
  if (!field->kind.several || tp_field_is_postal (field) || strpbrk (text, marks) == NULL)
    return NULL;
  g_auto (GStrv) items = tp_import_cell_split (text, marks);
  return items != NULL ? g_strjoinv ("\n", items) : NULL;
}

void
tp_import_rows_add_text (TpImportRows *rows, const TpField *field, const char *text,
                         TpNumberStyle style)
{
  Text added = {field, text, NULL, style};
  for (guint i = 0; i < rows->texts->len; i++) {
    Text *known = &g_array_index (rows->texts, Text, i);
    if (known->field != field)
      continue;
    char *joined = g_strconcat (known->text, field->kind.several ? "\n" : " ", added.text, NULL);
    g_free (known->owned);
    known->text = known->owned = joined;
    return;
  }
  g_array_append_val (rows->texts, added);
}

/* A cell may hold several values. */
static void
add_cell (TpImportRows *rows, const TpField *field, const char *text, TpNumberStyle style)
{
  char *lines = lines_of (field, text);
  tp_import_rows_add_text (rows, field, lines != NULL ? tp_import_rows_keep (rows, lines) : text,
                           style);
}

static void
add_owned (TpImportRows *rows, TpSegmentBuiltin builtin, char *text)
{
  if (text == NULL)
    return;
  Text added = {tp_fields_builtin (rows->plan->fields, builtin), text, text, TP_NUMBER_UNKNOWN};
  g_array_append_val (rows->texts, added);
}

static void
add_addressed (TpImportRows *rows, const char *text)
{
  g_autofree char *stored = NULL;
  const TpField *gender = tp_fields_builtin (rows->plan->fields, TP_SEGMENT_GENDER);
  gboolean told = tp_field_parse (rows->plan->fields, gender, text, &rows->reading, &stored, NULL);
  tp_import_rows_add_text (
      rows, told ? gender : tp_fields_builtin (rows->plan->fields, TP_SEGMENT_SALUTATION), text,
      TP_NUMBER_UNKNOWN);
}

static void
add_full_name (TpImportRows *rows, const char *text)
{
  TpImportName name;
  tp_import_name_split (text, &name);
  if (name.addressed != NULL)
    add_owned (rows, TP_SEGMENT_GENDER, g_steal_pointer (&name.addressed));
  add_owned (rows, TP_SEGMENT_TITLE, g_steal_pointer (&name.title));
  add_owned (rows, TP_SEGMENT_FIRST_NAME, g_steal_pointer (&name.first));
  add_owned (rows, TP_SEGMENT_LAST_NAME, g_steal_pointer (&name.last));
  tp_import_name_clear (&name);
}

static void
raise_to (TpImportRow *row, TpSubscription subscription)
{
  row->subscription = MAX (row->subscription, subscription);
}

static gboolean
take_subscription (TpImportRow *row, const char *text, GError **error)
{
  TpSubscription subscription;
  if (!tp_subscription_find (text, &subscription)) {
    g_autofree char *quoted = tp_quote (text);
    return tp_error (error, TP_ERROR_INVALID, _ ("'%s' is no state of a subscription"), quoted);
  }
  raise_to (row, subscription);
  return TRUE;
}

/* A column that says yes, no, when, or how: of which only no says nothing. */
static void
take_mark (TpImportRow *row, const char *text, TpSubscription subscription)
{
  gboolean yes = TRUE;
  TpSubscription told;
  if (tp_column_yes_no (text, &yes)) {
    if (yes)
      raise_to (row, subscription);
  } else if (!tp_subscription_find (text, &told) || told > TP_SUBSCRIPTION_ABSENT) {
    raise_to (row, subscription);
  }
}

static gboolean
take_created (const TpImportRows *rows, TpImportRow *row, const char *text, GError **error)
{
  int year, month, day, hour = 0, minute = 0, second = 0;
  char date[11];
  if (tp_time_parse_rfc3339 (text, &row->created_at, NULL))
    return TRUE;
  GDateTime *now = g_date_time_new_from_unix_utc (rows->now / TP_SECOND);
  int this_year = g_date_time_get_year (now);
  g_date_time_unref (now);
  if (!tp_datein_parse (text, rows->reading.date_order, this_year, date, error))
    return FALSE;
  tp_date_parse (date, &year, &month, &day);
  const char *colon = strchr (text, ':');
  if (colon != NULL && colon - text >= 2)
    sscanf (colon - 2, "%2d:%2d:%2d", &hour, &minute, &second);
  row->created_at = tp_time_of_local (year, month, day, CLAMP (hour, 0, 23), CLAMP (minute, 0, 59),
                                      CLAMP (second, 0, 59), rows->zone);
  return TRUE;
}

static gboolean
take_email (TpImportRow *row, const char *text, GError **error)
{
  row->address = tp_address_parse (text, -1, error);
  return row->address != NULL;
}

gboolean
tp_import_rows_take (TpImportRows *rows, TpImportRow *row, const TpImportColumn *column,
                     const char *text, GError **error)
{
  gboolean yes = FALSE;
  switch (column->kind) {
  case TP_COLUMN_EMAIL:
    return take_email (row, text, error);
  case TP_COLUMN_FIELD:
    add_cell (rows, column->field, text, column->style);
    return TRUE;
  case TP_COLUMN_STATUS:
    tp_import_rows_add_text (rows, tp_fields_builtin (rows->plan->fields, TP_SEGMENT_STATUS), text,
                             column->style);
    return TRUE;
  case TP_COLUMN_NAME_PREFIX:
    rows->name_prefix = text;
    return TRUE;
  case TP_COLUMN_HOUSE_NUMBER:
    rows->house_number = text;
    return TRUE;
  case TP_COLUMN_FULL_NAME:
    add_full_name (rows, text);
    return TRUE;
  case TP_COLUMN_ADDRESSED:
    add_addressed (rows, text);
    return TRUE;
  case TP_COLUMN_TAGS:
  case TP_COLUMN_LISTS:
  case TP_COLUMN_PERMISSIONS:
    return add_items (rows, row, column->kind, text, error);
  case TP_COLUMN_TAG:
    return !tp_column_yes_no (text, &yes) || !yes ||
           tp_import_rows_add_tag (rows, row, column->name, error);
  case TP_COLUMN_LIST:
    return tp_import_rows_add_list (rows, row, column->name, text, error);
  case TP_COLUMN_SUBSCRIPTION:
    return take_subscription (row, text, error);
  case TP_COLUMN_LEFT:
    take_mark (row, text, TP_SUBSCRIPTION_UNSUBSCRIBED);
    return TRUE;
  case TP_COLUMN_CLEANED:
    take_mark (row, text, TP_SUBSCRIPTION_CLEANED);
    return TRUE;
  case TP_COLUMN_BLOCKED:
    take_mark (row, text, TP_SUBSCRIPTION_BLOCKED);
    return TRUE;
  case TP_COLUMN_OPTED_IN:
    raise_to (row, TP_SUBSCRIPTION_SUBSCRIBED);
    return TRUE;
  case TP_COLUMN_CREATED:
    return take_created (rows, row, text, error);
  case TP_COLUMN_ATTRIBUTES:
    return tp_import_rows_add_attributes (rows, row, text, error);
  default:
    return TRUE;
  }
}

static gboolean
put_text (TpImportRows *rows, TpImportRow *row, const Text *text, GError **error)
{
  g_autofree char *stored = NULL;
  rows->reading.number_style = text->style;
  if (!tp_field_parse (rows->plan->fields, text->field, text->text, &rows->reading, &stored, error))
    return FALSE;
  if (stored != NULL)
    tp_contact_put (row->contact, text->field, stored);
  return TRUE;
}

static gboolean
put_texts (TpImportRows *rows, TpImportRow *row, GError **error)
{
  char country[3] = "";
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < rows->texts->len; i++) {
      const Text *text = &g_array_index (rows->texts, Text, i);
      gboolean is_country = text->field->kind.builtin == TP_SEGMENT_COUNTRY;
      if (is_country != (pass == 0))
        continue;
      if (!put_text (rows, row, text, error))
        return FALSE;
      if (is_country && row->contact->values[TP_SEGMENT_COUNTRY] != NULL)
        g_strlcpy (country, row->contact->values[TP_SEGMENT_COUNTRY], sizeof country);
      rows->reading.country = country[0] != '\0' ? country : NULL;
    }
  rows->reading.country = NULL;
  return TRUE;
}

/* The prefix goes in front of the last name, the number behind the street. */
static void
join_parts (TpImportRows *rows)
{
  for (guint i = 0; i < rows->texts->len; i++) {
    Text *text = &g_array_index (rows->texts, Text, i);
    TpSegmentBuiltin builtin = text->field->kind.builtin;
    char *joined = builtin == TP_SEGMENT_LAST_NAME && rows->name_prefix != NULL
                       ? g_strconcat (rows->name_prefix, " ", text->text, NULL)
                   : builtin == TP_SEGMENT_STREET && rows->house_number != NULL
                       ? g_strconcat (text->text, " ", rows->house_number, NULL)
                       : NULL;
    if (joined == NULL)
      continue;
    g_free (text->owned);
    text->text = text->owned = joined;
  }
}

/* Serialises the custom values here, so that the writer need not. */
static gboolean
settle_custom (TpContact *contact, GError **error)
{
  if (contact->custom_json == NULL || json_object_size (contact->custom_json) == 0)
    return TRUE;
  contact->custom = tp_json_text (contact->custom_json);
  g_clear_pointer (&contact->custom_json, json_decref);
  return strlen (contact->custom) <= TP_CONTACT_CUSTOM_BYTES ||
         tp_error (error, TP_ERROR_LIMIT, _ ("the contact's own fields take more than %d bytes"),
                   TP_CONTACT_CUSTOM_BYTES);
}

static void
advise (const TpImportRows *rows, TpImportRow *row)
{
  TpAddressAdvice advice = tp_address_advise (rows->adviser, row->address);
  if (advice.suggestion[0] != '\0' || advice.is_role || advice.is_throwaway)
    row->advice = g_memdup2 (&advice, sizeof advice);
}

static gboolean
has_opted_in_column (const TpImportPlan *plan)
{
  for (guint i = 0; i < plan->in_file; i++)
    if (((TpImportColumn *)plan->columns->pdata[i])->kind == TP_COLUMN_OPTED_IN)
      return TRUE;
  return FALSE;
}

gboolean
tp_import_rows_finish (TpImportRows *rows, TpImportRow *row, GError **error)
{
  if (row->address == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("no e-mail address"));
  row->contact = tp_contact_new ();
  join_parts (rows);
  if (!put_texts (rows, row, error) || !settle_custom (row->contact, error))
    return FALSE;
  row->contact->values[TP_SEGMENT_EMAIL] = g_strdup (row->address->spelling);
  row->contact->email_key = g_strdup (row->address->key);
  raise_to (row, rows->plan->file);
  if (row->subscription == TP_SUBSCRIPTION_NONE && has_opted_in_column (rows->plan))
    row->subscription = TP_SUBSCRIPTION_ABSENT;
  advise (rows, row);
  return TRUE;
}

/* The cells as they came, in one block: pointers, then texts. */
static char **
copy_cells (const TpCsvRow *csv, guint columns)
{
  gsize bytes = (columns + 1) * sizeof (char *);
  for (guint i = 0; i < columns; i++)
    bytes += csv->fields[i].length + 1;
  char **cells = g_malloc (bytes);
  char *at = (char *)(cells + columns + 1);
  for (guint i = 0; i < columns; i++) {
    cells[i] = at;
    memcpy (at, csv->fields[i].text, csv->fields[i].length + 1);
    at += csv->fields[i].length + 1;
  }
  cells[columns] = NULL;
  return cells;
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static gboolean
take_cells (TpImportRows *rows, TpImportRow *row, GError **error)
{
  for (guint i = 0; i < rows->plan->in_file; i++) {
    const TpImportColumn *column = rows->plan->columns->pdata[i];
    const char *text = tp_csv_unguard (row->cells[i]);
    if (!is_blank (text) && !tp_import_rows_take (rows, row, column, text, error))
      return FALSE;
  }
  return TRUE;
}

TpImportRow *
tp_import_rows_of_csv (TpImportRows *rows, const TpCsvReader *reader, const TpCsvRow *csv)
{
  g_autoptr (GError) error = NULL;
  TpImportRow *row = g_new0 (TpImportRow, 1);
  row->line = csv->line;
  row->cells = copy_cells (csv, tp_csv_columns (reader));
  tp_import_rows_start (rows);
  if (csv->fault != TP_CSV_ROW_FINE)
    row->refusal = tp_csv_row_fault_text (reader, csv);
  else if (!take_cells (rows, row, &error) || !tp_import_rows_finish (rows, row, &error))
    row->refusal = g_strdup (error->message);
  return row;
}
