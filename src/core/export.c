/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers first (all that meet the condition, or the next page of everyone), then a page of
 * contacts with their tags, lists and permissions, one query each. To add a column: a kind, its row
 * in kinds[], and its case in append_cells and append_object. */
#include "core/export.h"

#include "base/csv_writer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/time.h"
#include "core/audience.h"
#include "core/contact.h"
#include "core/field.h"
#include "core/import_cell.h"
#include "core/list.h"
#include "core/permission.h"
#include "core/tag_set.h"

#include <string.h>

#define PAGE 1000
#define FLUSH_BYTES (64 * 1024)

typedef enum { FIELD, ID, CREATED, TAGS, LISTS, PERMISSIONS } Kind;

static const char *const kinds[] = {
    [ID] = "id",       [CREATED] = "created",         [TAGS] = "tags",
    [LISTS] = "lists", [PERMISSIONS] = "permissions",
};

typedef struct {
  Kind kind;
  const TpField *field; /* FIELD */
} Column;

typedef struct {
  TpAccount *account;
  TpExportFormat format;
  TpFields *fields;
  GArray *columns; /* of Column */
  GString *buffer;
  TpExportWrite write;
  gpointer data;
  gint64 count;
} Export;

/* A page's facts, ordered by contact, and how far each was used. */
typedef struct {
  GPtrArray *contacts, *worn, *members, *permissions;
  guint worn_at, members_at, permissions_at;
} Page;

gboolean
tp_export_format_find (const char *name, TpExportFormat *out_format)
{
  *out_format = strcmp (name, "ndjson") == 0 ? TP_EXPORT_NDJSON : TP_EXPORT_CSV;
  return strcmp (name, "csv") == 0 || strcmp (name, "ndjson") == 0;
}

static void
add_column (Export *export, Kind kind, const TpField *field)
{
  Column column = {kind, field};
  g_array_append_val (export->columns, column);
}

static void
add_all_columns (Export *export)
{
  add_column (export, ID, NULL);
  for (guint i = 0; i < tp_fields_length (export->fields); i++) {
    const TpField *field = tp_fields_nth (export->fields, i);
    if (!field->kind.derived && field->archived_at == 0)
      add_column (export, FIELD, field);
  }
  add_column (export, CREATED, NULL);
  add_column (export, TAGS, NULL);
  add_column (export, LISTS, NULL);
  add_column (export, PERMISSIONS, NULL);
}

static gboolean
add_named_column (Export *export, const char *name, GError **error)
{
  for (guint kind = ID; kind < G_N_ELEMENTS (kinds); kind++)
    if (strcmp (kinds[kind], name) == 0) {
      add_column (export, kind, NULL);
      return TRUE;
    }
  const TpField *field = tp_fields_find (export->fields, name);
  if (field == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("there is no field '%s'"), name);
  if (field->kind.derived)
    return tp_error (error, TP_ERROR_INVALID,
                     _ ("'%s' follows from other facts and cannot be exported"), name);
  add_column (export, FIELD, field);
  return TRUE;
}

static gboolean
add_columns (Export *export, const char *names, GError **error)
{
  if (names == NULL) {
    add_all_columns (export);
    return TRUE;
  }
  g_auto (GStrv) wanted = tp_import_cell_split (names, ",");
  for (guint i = 0; wanted != NULL && wanted[i] != NULL; i++)
    if (!add_named_column (export, wanted[i], error))
      return FALSE;
  return export->columns->len > 0 || tp_error (error, TP_ERROR_INVALID, _ ("no field is named"));
}

static gboolean
flush (Export *export, gsize limit, GError **error)
{
  if (export->buffer->len <= limit)
    return TRUE;
  if (!export->write (export->buffer->str, export->buffer->len, export->data, error))
    return FALSE;
  g_string_truncate (export->buffer, 0);
  return TRUE;
}

static const char *
name_of (const Column *column)
{
  return column->kind == FIELD ? column->field->name : kinds[column->kind];
}

static void
append_row (Export *export, GPtrArray *cells)
{
  static const TpCsvFormat format = {',', TRUE};
  tp_csv_append_row (export->buffer, &format, (const char *const *)(gpointer)cells->pdata,
                     cells->len);
}

static void
append_header (Export *export)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  if (export->format != TP_EXPORT_CSV)
    return;
  for (guint i = 0; i < export->columns->len; i++)
    g_ptr_array_add (names, (gpointer)name_of (&g_array_index (export->columns, Column, i)));
  g_string_append (export->buffer, TP_CSV_BYTE_ORDER_MARK);
  append_row (export, names);
}

/* Lines of a field with several values as one list; those of postal addresses, which belong to each
 * other, and links stay lines. (transfer full) */
static char *
field_cell (TpContact *contact, const TpField *field)
{
  const char *value = tp_contact_value (contact, field);
  if (value == NULL || !field->kind.several || tp_field_is_postal (field) ||
      field->kind.type == TP_SEGMENT_LINK || field->kind.builtin == TP_SEGMENT_EMAIL)
    return g_strdup (value);
  g_auto (GStrv) lines = g_strsplit (value, "\n", -1);
  if (field->kind.type == TP_SEGMENT_NUMBER || field->kind.type == TP_SEGMENT_MONEY)
    return g_strjoinv ("; ", lines);
  return tp_import_cell_join ((const char *const *)lines);
}

static char *
join (GPtrArray *items)
{
  g_ptr_array_add (items, NULL);
  return tp_import_cell_join ((const char *const *)(gpointer)items->pdata);
}

/* The contact's own part of the page's tags, lists or permissions: from *at to the answer. */
#define OWN_END(array, type, from, number)                                                         \
  ({                                                                                               \
    guint end_ = (from);                                                                           \
    while (end_ < (array)->len && ((type *)(array)->pdata[end_])->contact == (number))             \
      end_++;                                                                                      \
    end_;                                                                                          \
  })

typedef struct {
  guint worn, members, permissions; /* ends */
} Ends;

static Ends
own_ends (const Page *page, gint64 number)
{
  return (Ends){
      OWN_END (page->worn, TpWornTag, page->worn_at, number),
      OWN_END (page->members, TpListMember, page->members_at, number),
      OWN_END (page->permissions, TpPermissionRow, page->permissions_at, number),
  };
}

static char *
set_cell (const Page *page, Kind kind, const Ends *ends)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_free);
  for (guint i = page->worn_at; kind == TAGS && i < ends->worn; i++)
    g_ptr_array_add (items, g_strdup (((TpWornTag *)page->worn->pdata[i])->name));
  for (guint i = page->members_at; kind == LISTS && i < ends->members; i++) {
    const TpListMember *member = page->members->pdata[i];
    g_ptr_array_add (
        items, g_strconcat (member->name, "=", tp_segment_list_state_name (member->state), NULL));
  }
  for (guint i = page->permissions_at; kind == PERMISSIONS && i < ends->permissions; i++) {
    const TpPermissionRow *row = page->permissions->pdata[i];
    g_ptr_array_add (items, g_strconcat (tp_segment_purpose_name (row->purpose), "=",
                                         tp_segment_permission_name (row->state), NULL));
  }
  return join (items);
}

static void
append_cells (Export *export, const Page *page, TpContact *contact, const Ends *ends)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < export->columns->len; i++) {
    const Column *column = &g_array_index (export->columns, Column, i);
    char *cell = column->kind == FIELD ? field_cell (contact, column->field)
                 : column->kind == ID
                     ? tp_account_public_id (export->account, TP_THING_CONTACT, contact->number)
                 : column->kind == CREATED ? tp_time_format_rfc3339 (contact->created_at)
                                           : set_cell (page, column->kind, ends);
    g_ptr_array_add (cells, cell);
  }
  append_row (export, cells);
}

static json_t *
set_json (const Page *page, Kind kind, const Ends *ends)
{
  json_t *items = json_array ();
  for (guint i = page->worn_at; kind == TAGS && i < ends->worn; i++)
    json_array_append_new (items, json_string (((TpWornTag *)page->worn->pdata[i])->name));
  for (guint i = page->members_at; kind == LISTS && i < ends->members; i++) {
    const TpListMember *member = page->members->pdata[i];
    json_array_append_new (items, json_pack ("{s:s, s:s}", "name", member->name, "state",
                                             tp_segment_list_state_name (member->state)));
  }
  for (guint i = page->permissions_at; kind == PERMISSIONS && i < ends->permissions; i++) {
    const TpPermissionRow *row = page->permissions->pdata[i];
    json_array_append_new (items, json_pack ("{s:s, s:s}", "purpose",
                                             tp_segment_purpose_name (row->purpose), "state",
                                             tp_segment_permission_name (row->state)));
  }
  return items;
}

static void
set_field (json_t *object, json_t *fields, TpContact *contact, const TpField *field)
{
  const char *value = tp_contact_value (contact, field);
  if (field->kind.builtin == TP_SEGMENT_EMAIL)
    json_object_set_new (object, "email", value != NULL ? json_string (value) : json_null ());
  else if (value != NULL)
    json_object_set_new (fields, field->name, tp_field_to_json (field, value));
}

static void
append_object (Export *export, const Page *page, TpContact *contact, const Ends *ends)
{
  g_autoptr (json_t) object = json_object ();
  json_t *fields = json_object ();
  for (guint i = 0; i < export->columns->len; i++) {
    const Column *column = &g_array_index (export->columns, Column, i);
    if (column->kind == FIELD) {
      set_field (object, fields, contact, column->field);
    } else if (column->kind == ID) {
      g_autofree char *id =
          tp_account_public_id (export->account, TP_THING_CONTACT, contact->number);
      json_object_set_new (object, "id", json_string (id));
    } else if (column->kind == CREATED) {
      g_autofree char *created = tp_time_format_rfc3339 (contact->created_at);
      json_object_set_new (object, "created", json_string (created));
    } else {
      json_object_set_new (object, kinds[column->kind], set_json (page, column->kind, ends));
    }
  }
  if (json_object_size (fields) > 0)
    json_object_set (object, "fields", fields);
  json_decref (fields);
  g_autofree char *text = tp_json_text (object);
  g_string_append (export->buffer, text);
  g_string_append_c (export->buffer, '\n');
}

static gboolean
asks_for (const Export *export, Kind kind)
{
  for (guint i = 0; i < export->columns->len; i++)
    if (g_array_index (export->columns, Column, i).kind == kind)
      return TRUE;
  return FALSE;
}

static gboolean
load_page (const Export *export, TpConn *conn, const GArray *numbers, Page *page, GError **error)
{
  const gint64 *values = (const gint64 *)(gpointer)numbers->data;
  page->contacts = tp_contact_load_many (conn, values, numbers->len, error);
  if (page->contacts == NULL)
    return FALSE;
  page->worn = asks_for (export, TAGS) ? tp_tag_of_contacts (conn, values, numbers->len, error)
                                       : g_ptr_array_new ();
  page->members = page->worn == NULL ? NULL
                  : asks_for (export, LISTS)
                      ? tp_list_of_contacts (conn, values, numbers->len, error)
                      : g_ptr_array_new ();
  page->permissions = page->members == NULL ? NULL
                      : asks_for (export, PERMISSIONS)
                          ? tp_permission_of_contacts (conn, values, numbers->len, error)
                          : g_ptr_array_new ();
  return page->permissions != NULL;
}

static void
clear_page (Page *page)
{
  g_clear_pointer (&page->contacts, g_ptr_array_unref);
  g_clear_pointer (&page->worn, g_ptr_array_unref);
  g_clear_pointer (&page->members, g_ptr_array_unref);
  g_clear_pointer (&page->permissions, g_ptr_array_unref);
}

static void
append_contacts (Export *export, Page *page)
{
  for (guint i = 0; i < page->contacts->len; i++) {
    TpContact *contact = page->contacts->pdata[i];
    Ends ends = own_ends (page, contact->number);
    if (contact->state == TP_CONTACT_LIVE) {
      export->count++;
      if (export->format == TP_EXPORT_CSV)
        append_cells (export, page, contact, &ends);
      else
        append_object (export, page, contact, &ends);
    }
    page->worn_at = ends.worn;
    page->members_at = ends.members;
    page->permissions_at = ends.permissions;
  }
}

/* Takes the numbers, which it empties. */
static gboolean
export_page (Export *export, GArray *numbers, GError **error)
{
  Page page = {0};
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (export->account), error);
  gboolean ok = conn != NULL && load_page (export, conn, numbers, &page, error);
  g_clear_pointer (&conn, tp_conn_release);
  if (ok)
    append_contacts (export, &page);
  clear_page (&page);
  g_array_set_size (numbers, 0);
  return ok && flush (export, FLUSH_BYTES, error);
}

static gboolean
next_numbers (const Export *export, gint64 after, GArray *out_numbers, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (export->account), error);
  if (conn == NULL)
    return FALSE;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_EXPORT_NUMBERS, &local, "ii", after, (gint64)PAGE);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    gint64 number = tp_rows_int64 (rows, 0);
    g_array_append_val (out_numbers, number);
  }
  return tp_rows_ended (&local, error);
}

static gboolean
export_everyone (Export *export, GError **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (gint64 after = 0;;) {
    if (!next_numbers (export, after, numbers, error))
      return FALSE;
    if (numbers->len == 0)
      return TRUE;
    after = g_array_index (numbers, gint64, numbers->len - 1);
    if (!export_page (export, numbers, error))
      return FALSE;
  }
}

static gboolean
export_sets (Export *export, const TpIdSets *sets, GError **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < tp_id_sets_length (sets); i++) {
    TpIdSetIter iter;
    tp_id_set_iter_init (&iter, tp_id_sets_nth (sets, i));
    for (guint32 member; tp_id_set_iter_next (&iter, &member);) {
      gint64 number = member;
      g_array_append_val (numbers, number);
      if (numbers->len == PAGE && !export_page (export, numbers, error))
        return FALSE;
    }
  }
  return numbers->len == 0 || export_page (export, numbers, error);
}

static gboolean
export_rows (Export *export, TpSegment *where, GError **error)
{
  TpIdSets *sets = NULL;
  if (where == NULL)
    return export_everyone (export, error);
  if (!tp_audience_select (export->account, where, &sets, error))
    return FALSE;
  gboolean ok = export_sets (export, sets, error);
  tp_id_sets_free (sets);
  return ok;
}

static gboolean
init (Export *export, TpAccount *account, const TpExportOptions *options, GError **error)
{
  *export = (Export){.account = account, .format = options->format};
  export->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  export->buffer = g_string_sized_new (2 * FLUSH_BYTES);
  g_autoptr (TpConn) conn = tp_db_read (tp_account_db (account), error);
  export->fields = conn != NULL ? tp_fields_load (account, conn, error) : NULL;
  return export->fields != NULL && add_columns (export, options->fields, error);
}

static void
clear (Export *export)
{
  g_array_unref (export->columns);
  g_string_free (export->buffer, TRUE);
  g_clear_pointer (&export->fields, tp_fields_unref);
}

gboolean
tp_export_check (TpAccount *account, const TpExportOptions *options, GError **error)
{
  Export export;
  gboolean ok = init (&export, account, options, error);
  clear (&export);
  return ok;
}

gboolean
tp_export_contacts (TpAccount *account, const TpExportOptions *options, TpExportWrite write,
                    gpointer data, gint64 *out_count, GError **error)
{
  Export export;
  gboolean ok = init (&export, account, options, error);
  export.write = write;
  export.data = data;
  if (ok)
    append_header (&export);
  ok = ok && export_rows (&export, options->where, error) && flush (&export, 0, error);
  if (out_count != NULL)
    *out_count = export.count;
  clear (&export);
  return ok;
}
