/* SPDX-License-Identifier: Apache-2.0 */
/* A column per fact; texts lie in one heap of the batch. To add a built-in field that is stored
 * with the contact: a column at the end of facts_contacts in sql/facts.sql and a row in columns[];
 * one that follows from other facts: a case in derive_field and what it needs in facts_needs.c. */
#include "core/facts_batch.h"

#include "base/fold.h"
#include "base/json.h"
#include "core/facts_column.h"
#include "core/facts_events.h"
#include "core/facts_orders.h"
#include "core/facts_value.h"
#include "segment/day.h"

#include <string.h>

#define HEAP_BLOCK 65536
#define BIT(builtin) (G_GUINT64_CONSTANT (1) << (builtin))

/* Columns of facts_contacts in its order, from COLUMN_FIRST on. */
#define COLUMN_CREATED 1
#define COLUMN_SCORE 2
#define COLUMN_FIRST 3
static const TpSegmentBuiltin columns[] = {
    TP_SEGMENT_BIRTH_DATE, TP_SEGMENT_FIRST_NAME, TP_SEGMENT_LAST_NAME, TP_SEGMENT_TITLE,
    TP_SEGMENT_SALUTATION, TP_SEGMENT_GENDER,     TP_SEGMENT_COMPANY,   TP_SEGMENT_LANGUAGE,
    TP_SEGMENT_TIME_ZONE,  TP_SEGMENT_PHONE,      TP_SEGMENT_STREET,    TP_SEGMENT_POSTCODE,
    TP_SEGMENT_CITY,       TP_SEGMENT_COUNTRY,    TP_SEGMENT_STATUS,    TP_SEGMENT_LEAD_SOURCE,
    TP_SEGMENT_OWNER,      TP_SEGMENT_HOBBIES,
};
#define COLUMN_CUSTOM (COLUMN_FIRST + G_N_ELEMENTS (columns))

struct TpFactsBatch {
  const TpFactsNeeds *needs; /* borrowed */
  TpSegmentMoment moment;
  gint32 today;
  gint64 column_mask; /* for facts_contacts; 0: numbers are enough */
  TpIdSet *members;
  GStringChunk *heap;
  TpFactsColumn builtins[TP_SEGMENT_BUILTINS];
  TpFactsColumn purposes[TP_SEGMENT_PURPOSES];
  TpFactsColumn *tags, *lists, *fields; /* in the order of the needs */
  TpFactsOrders *orders;                /* NULL: not needed */
  TpFactsEvents *events;                /* NULL: not needed */
  GPtrArray *texts, *keys;              /* of the field asked for last */
};

static TpFactsColumn *
new_columns (guint length)
{
  TpFactsColumn *all = g_new0 (TpFactsColumn, length);
  for (guint i = 0; i < length; i++)
    tp_facts_column_init (&all[i]);
  return all;
}

static void
free_columns (TpFactsColumn *all, guint length)
{
  for (guint i = 0; i < length; i++)
    tp_facts_column_clear (&all[i]);
  g_free (all);
}

TpFactsBatch *
tp_facts_batch_new (const TpFactsNeeds *needs, const TpSegmentMoment *moment)
{
  TpFactsBatch *batch = g_new0 (TpFactsBatch, 1);
  batch->needs = needs;
  batch->moment = *moment;
  batch->today = tp_day_of_time (moment->now_at, moment->zone);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if ((needs->builtins & BIT (columns[i])) != 0)
      batch->column_mask |= G_GINT64_CONSTANT (1) << i;
  if (needs->fields->len > 0)
    batch->column_mask |= G_GINT64_CONSTANT (1) << G_N_ELEMENTS (columns);
  batch->heap = g_string_chunk_new (HEAP_BLOCK);
  for (guint i = 0; i < TP_SEGMENT_BUILTINS; i++)
    tp_facts_column_init (&batch->builtins[i]);
  for (guint i = 0; i < TP_SEGMENT_PURPOSES; i++)
    tp_facts_column_init (&batch->purposes[i]);
  batch->tags = new_columns (needs->tags->len);
  batch->lists = new_columns (needs->lists->len);
  batch->fields = new_columns (needs->fields->len);
  batch->orders = tp_facts_needs_orders (needs) ? tp_facts_orders_new (needs) : NULL;
  batch->events = tp_facts_needs_events (needs) ? tp_facts_events_new (needs) : NULL;
  batch->texts = g_ptr_array_new_with_free_func (g_free);
  batch->keys = g_ptr_array_new_with_free_func (g_free);
  return batch;
}

void
tp_facts_batch_free (TpFactsBatch *batch)
{
  if (batch == NULL)
    return;
  free_columns (batch->tags, batch->needs->tags->len);
  free_columns (batch->lists, batch->needs->lists->len);
  free_columns (batch->fields, batch->needs->fields->len);
  for (guint i = 0; i < TP_SEGMENT_BUILTINS; i++)
    tp_facts_column_clear (&batch->builtins[i]);
  for (guint i = 0; i < TP_SEGMENT_PURPOSES; i++)
    tp_facts_column_clear (&batch->purposes[i]);
  tp_facts_orders_free (batch->orders);
  tp_facts_events_free (batch->events);
  tp_id_set_free (batch->members);
  g_string_chunk_free (batch->heap);
  g_ptr_array_unref (batch->texts);
  g_ptr_array_unref (batch->keys);
  g_free (batch);
}

const TpIdSet *
tp_facts_batch_members (const TpFactsBatch *batch)
{
  return batch->members;
}

static void
empty (TpFactsBatch *batch)
{
  for (guint i = 0; i < TP_SEGMENT_BUILTINS; i++)
    tp_facts_column_empty (&batch->builtins[i]);
  for (guint i = 0; i < TP_SEGMENT_PURPOSES; i++)
    tp_facts_column_empty (&batch->purposes[i]);
  for (guint i = 0; i < batch->needs->tags->len; i++)
    tp_facts_column_empty (&batch->tags[i]);
  for (guint i = 0; i < batch->needs->lists->len; i++)
    tp_facts_column_empty (&batch->lists[i]);
  for (guint i = 0; i < batch->needs->fields->len; i++)
    tp_facts_column_empty (&batch->fields[i]);
  g_string_chunk_clear (batch->heap);
}

static void
add_text (TpFactsBatch *batch, TpFactsColumn *column, guint32 offset, const char *text)
{
  if (text != NULL && *text != '\0')
    tp_facts_column_add_text (column, offset, g_string_chunk_insert (batch->heap, text));
}

static void
add_custom (TpFactsBatch *batch, guint32 offset, const char *text)
{
  if (text == NULL)
    return;
  g_autoptr (json_t) custom = tp_json_parse (text, strlen (text), NULL);
  const char *id = NULL;
  json_t *value = NULL;
  json_object_foreach (custom, id, value)
  {
    int i = tp_facts_needs_index (batch->needs->fields, g_ascii_strtoll (id, NULL, 10));
    if (i >= 0)
      add_text (batch, &batch->fields[i], offset, json_string_value (value));
  }
}

static void
add_contact (TpFactsBatch *batch, TpRows *rows, guint32 offset)
{
  if ((batch->needs->builtins & BIT (TP_SEGMENT_CREATED)) != 0)
    tp_facts_column_add (&batch->builtins[TP_SEGMENT_CREATED], offset,
                         tp_rows_int64 (rows, COLUMN_CREATED));
  if ((batch->needs->builtins & BIT (TP_SEGMENT_SCORE)) != 0 &&
      !tp_rows_is_null (rows, COLUMN_SCORE))
    tp_facts_column_add (&batch->builtins[TP_SEGMENT_SCORE], offset,
                         tp_rows_int64 (rows, COLUMN_SCORE));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if ((batch->column_mask >> i & 1) != 0)
      add_text (batch, &batch->builtins[columns[i]], offset, tp_rows_text (rows, COLUMN_FIRST + i));
  if (batch->needs->fields->len > 0)
    add_custom (batch, offset, tp_rows_text (rows, COLUMN_CUSTOM));
}

static gboolean
load_contacts (TpFactsBatch *batch, TpConn *conn, gint64 first, gint64 last, const TpIdSet *among,
               GError **error)
{
  gboolean numbers_only =
      batch->column_mask == 0 &&
      (batch->needs->builtins & (BIT (TP_SEGMENT_CREATED) | BIT (TP_SEGMENT_SCORE))) == 0;
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = numbers_only
                                ? tp_conn_query (conn, TP_SQL_FACTS_LIVE, &local, "ii", first, last)
                                : tp_conn_query (conn, TP_SQL_FACTS_CONTACTS, &local, "iii", first,
                                                 last, batch->column_mask);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    guint32 contact = (guint32)tp_rows_int64 (rows, 0);
    if (among != NULL && !tp_id_set_contains (among, contact))
      continue;
    tp_id_set_add (batch->members, contact);
    if (!numbers_only)
      add_contact (batch, rows, contact & 0xffff);
  }
  return tp_rows_ended (&local, error);
}

static gboolean
load_addresses (TpFactsBatch *batch, TpConn *conn, gint64 first, gint64 last, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows = tp_conn_query (conn, TP_SQL_FACTS_ADDRESSES, &local, "ii", first, last);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    guint32 contact = (guint32)tp_rows_int64 (rows, 0);
    if (tp_id_set_contains (batch->members, contact))
      add_text (batch, &batch->builtins[TP_SEGMENT_EMAIL], contact & 0xffff,
                tp_rows_text (rows, 1));
  }
  return tp_rows_ended (&local, error);
}

/* Rows of contact, id and number into the id's column. */
static gboolean
load_numbers (TpFactsBatch *batch, TpRows *rows, const GArray *ids, TpFactsColumn *into,
              GError **local, GError **error)
{
  while (rows != NULL && tp_rows_next (rows, local)) {
    guint32 contact = (guint32)tp_rows_int64 (rows, 0);
    int i = tp_facts_needs_index (ids, tp_rows_int64 (rows, 1));
    if (i >= 0 && tp_id_set_contains (batch->members, contact))
      tp_facts_column_add (&into[i], contact & 0xffff, tp_rows_int64 (rows, 2));
  }
  return tp_rows_ended (local, error);
}

static gboolean
load_tags (TpFactsBatch *batch, TpConn *conn, gint64 first, gint64 last, GError **error)
{
  const GArray *ids = batch->needs->tags;
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_FACTS_TAGS, &local, "iia", first, last,
                     (const gint64 *)(gconstpointer)ids->data, (gsize)ids->len);
  return load_numbers (batch, rows, ids, batch->tags, &local, error);
}

static gboolean
load_lists (TpFactsBatch *batch, TpConn *conn, gint64 first, gint64 last, GError **error)
{
  const GArray *ids = batch->needs->lists;
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_FACTS_LISTS, &local, "iia", first, last,
                     (const gint64 *)(gconstpointer)ids->data, (gsize)ids->len);
  return load_numbers (batch, rows, ids, batch->lists, &local, error);
}

static gboolean
load_permissions (TpFactsBatch *batch, TpConn *conn, gint64 first, gint64 last, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TpRows) rows =
      tp_conn_query (conn, TP_SQL_FACTS_PERMISSIONS, &local, "ii", first, last);
  while (rows != NULL && tp_rows_next (rows, &local)) {
    guint32 contact = (guint32)tp_rows_int64 (rows, 0);
    gint64 purpose = tp_rows_int64 (rows, 1);
    if (purpose >= 0 && purpose < TP_SEGMENT_PURPOSES &&
        tp_id_set_contains (batch->members, contact))
      tp_facts_column_add (&batch->purposes[purpose], contact & 0xffff, tp_rows_int64 (rows, 2));
  }
  return tp_rows_ended (&local, error);
}

gboolean
tp_facts_batch_load (TpFactsBatch *batch, TpConn *conn, guint32 block, const TpIdSet *among,
                     GError **error)
{
  const TpFactsNeeds *needs = batch->needs;
  gint64 first = (gint64)block << 16, last = first | 0xffff;
  g_clear_pointer (&batch->members, tp_id_set_free);
  batch->members = tp_id_set_new (block);
  empty (batch);
  if (among != NULL && !tp_id_set_is_empty (among))
    tp_facts_range (among, &first, &last);
  if ((among == NULL || !tp_id_set_is_empty (among)) &&
      !load_contacts (batch, conn, first, last, among, error))
    return FALSE;
  gboolean some = !tp_id_set_is_empty (batch->members);
  if (some)
    tp_facts_range (batch->members, &first, &last);
  return (!some || (needs->builtins & BIT (TP_SEGMENT_EMAIL)) == 0 ||
          load_addresses (batch, conn, first, last, error)) &&
         (!some || needs->tags->len == 0 || load_tags (batch, conn, first, last, error)) &&
         (!some || needs->lists->len == 0 || load_lists (batch, conn, first, last, error)) &&
         (!some || needs->purposes == 0 || load_permissions (batch, conn, first, last, error)) &&
         (batch->orders == NULL ||
          tp_facts_orders_load (batch->orders, conn, batch->members, error)) &&
         (batch->events == NULL ||
          tp_facts_events_load (batch->events, conn, batch->members, error));
}

/* What a text is compared by; most are their own key. */
static const char *
key_of (TpFactsBatch *batch, TpFactsCell *cell)
{
  const char *at = cell->text;
  if (cell->key != NULL)
    return cell->key;
  while (*at != '\0' && (guchar)*at < 0x80 && !g_ascii_isupper (*at))
    at++;
  cell->key = cell->text;
  if (*at != '\0') {
    g_autofree char *folded = tp_fold (cell->text);
    cell->key = g_string_chunk_insert (batch->heap, folded);
  }
  return cell->key;
}

/* The lines of a field with several values; an empty one holds a place in a postal address. */
static void
split_lines (TpFactsBatch *batch, const TpFactsCell *cell)
{
  g_auto (GStrv) lines = g_strsplit (cell->text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    if (**line == '\0')
      continue;
    g_ptr_array_add (batch->keys, tp_fold (*line));
    g_ptr_array_add (batch->texts, g_strdup (*line));
  }
}

static void
read_texts (TpFactsBatch *batch, const TpSegmentField *field, TpFactsCell *cells, guint n,
            TpSegmentFact *out_fact)
{
  g_ptr_array_set_size (batch->texts, 0);
  g_ptr_array_set_size (batch->keys, 0);
  gboolean lines = field->several && field->builtin != TP_SEGMENT_EMAIL;
  if (n == 1 && (!lines || strchr (cells->text, '\n') == NULL)) {
    key_of (batch, cells);
    *out_fact = (TpSegmentFact){.n = 1, .texts = &cells->text, .keys = &cells->key};
    return;
  }
  for (guint i = 0; i < n; i++)
    split_lines (batch, &cells[i]);
  *out_fact = (TpSegmentFact){
      .n = batch->texts->len,
      .texts = (const char *const *)batch->texts->pdata,
      .keys = (const char *const *)batch->keys->pdata,
  };
}

static void
derive_age (TpFactsBatch *batch, guint32 offset, TpSegmentFact *out_fact)
{
  TpSegmentField birth_date;
  tp_segment_field_get (TP_SEGMENT_BIRTH_DATE, &birth_date);
  tp_facts_batch_field (batch, offset, &birth_date, out_fact);
  if (out_fact->n > 0)
    out_fact->number = tp_day_age ((gint32)out_fact->number, batch->today) * TP_SEGMENT_SCALE;
}

static void
derive_from_orders (TpFactsBatch *batch, guint32 offset, TpSegmentBuiltin builtin,
                    TpSegmentFact *out_fact)
{
  TpSegmentAct bought = {.action = TP_SEGMENT_BOUGHT};
  TpFactsSum sum =
      tp_facts_orders_sum (batch->orders, offset, &bought, (TpWindow){G_MININT64, G_MAXINT64});
  out_fact->n = builtin != TP_SEGMENT_LAST_PURCHASE || sum.count > 0;
  if (builtin == TP_SEGMENT_ORDERS)
    out_fact->number = sum.count * TP_SEGMENT_SCALE;
  else
    out_fact->number = builtin == TP_SEGMENT_REVENUE ? sum.minor : sum.last_at;
}

static void
derive_from_events (TpFactsBatch *batch, guint32 offset, TpSegmentAction action,
                    TpSegmentFact *out_fact)
{
  TpSegmentAct act = {.action = action};
  out_fact->n = tp_facts_events_count (batch->events, offset, &act,
                                       (TpWindow){G_MININT64, G_MAXINT64}, &out_fact->number) > 0;
}

/* TRUE when it is a field that follows from other facts. */
static gboolean
derive_field (TpFactsBatch *batch, guint32 offset, TpSegmentBuiltin builtin,
              TpSegmentFact *out_fact)
{
  switch (builtin) {
  case TP_SEGMENT_AGE:
    derive_age (batch, offset, out_fact);
    return TRUE;
  case TP_SEGMENT_ORDERS:
  case TP_SEGMENT_REVENUE:
  case TP_SEGMENT_LAST_PURCHASE:
    derive_from_orders (batch, offset, builtin, out_fact);
    return TRUE;
  case TP_SEGMENT_LAST_OPEN:
    derive_from_events (batch, offset, TP_SEGMENT_OPENED, out_fact);
    return TRUE;
  case TP_SEGMENT_LAST_CLICK:
    derive_from_events (batch, offset, TP_SEGMENT_CLICKED, out_fact);
    return TRUE;
  default:
    return FALSE;
  }
}

void
tp_facts_batch_field (TpFactsBatch *batch, guint32 offset, const TpSegmentField *field,
                      TpSegmentFact *out_fact)
{
  guint n = 0;
  *out_fact = (TpSegmentFact){0};
  if (derive_field (batch, offset, field->builtin, out_fact))
    return;
  int i = field->builtin == TP_SEGMENT_CUSTOM
              ? tp_facts_needs_index (batch->needs->fields, field->id)
              : 0;
  g_assert (i >= 0);
  TpFactsColumn *column =
      field->builtin == TP_SEGMENT_CUSTOM ? &batch->fields[i] : &batch->builtins[field->builtin];
  TpFactsCell *cells = tp_facts_column_find (column, offset, &n);
  if (cells == NULL)
    return;
  if (field->type == TP_SEGMENT_TEXT || field->type == TP_SEGMENT_CHOICE ||
      field->type == TP_SEGMENT_LINK)
    read_texts (batch, field, cells, n, out_fact);
  else if (field->builtin == TP_SEGMENT_CREATED)
    *out_fact = (TpSegmentFact){.n = 1, .number = cells->number};
  else if (field->builtin == TP_SEGMENT_SCORE)
    *out_fact = (TpSegmentFact){.n = 1, .number = cells->number * TP_SEGMENT_SCALE};
  else
    tp_facts_value_read (field->type, cells->text, batch->moment.currency_digits, out_fact);
}

gboolean
tp_facts_batch_tag (TpFactsBatch *batch, guint32 offset, gint64 tag, gint64 *out_since_at)
{
  guint n = 0;
  int i = tp_facts_needs_index (batch->needs->tags, tag);
  g_assert (i >= 0);
  const TpFactsCell *cell = tp_facts_column_find (&batch->tags[i], offset, &n);
  if (cell != NULL)
    *out_since_at = cell->number;
  return cell != NULL;
}

gboolean
tp_facts_batch_list (TpFactsBatch *batch, guint32 offset, gint64 list,
                     TpSegmentListState *out_state)
{
  guint n = 0;
  int i = tp_facts_needs_index (batch->needs->lists, list);
  g_assert (i >= 0);
  const TpFactsCell *cell = tp_facts_column_find (&batch->lists[i], offset, &n);
  if (cell != NULL)
    *out_state = (TpSegmentListState)cell->number;
  return cell != NULL;
}

TpSegmentPermission
tp_facts_batch_permission (TpFactsBatch *batch, guint32 offset, TpSegmentPurpose purpose)
{
  guint n = 0;
  const TpFactsCell *cell = tp_facts_column_find (&batch->purposes[purpose], offset, &n);
  return cell == NULL ? TP_SEGMENT_PERMISSION_UNKNOWN : (TpSegmentPermission)cell->number;
}

void
tp_facts_batch_occurrences (TpFactsBatch *batch, guint32 offset, const TpSegmentAct *act,
                            TpWindow window, gint64 *out_count, gint64 *out_minor)
{
  gint64 last_at = 0;
  *out_minor = 0;
  if (act->action == TP_SEGMENT_BOUGHT || act->action == TP_SEGMENT_REFUNDED) {
    TpFactsSum sum = tp_facts_orders_sum (batch->orders, offset, act, window);
    *out_count = sum.count;
    *out_minor = sum.minor;
  } else {
    *out_count = tp_facts_events_count (batch->events, offset, act, window, &last_at);
  }
}
