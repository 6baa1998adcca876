/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/filters.h"

#include "base/fold.h"

/* Filters of arrays. Sorting is stable; what has no value stands at the end. */

#define MAX_DEPTH 32

static gboolean
flatten (TpRun *run, const TpValue *value, GArray *into, guint depth)
{
  TpValue items;

  if (value->kind != TP_VALUE_ARRAY && value->kind != TP_VALUE_RANGE) {
    if (into->len >= run->limits.loop_items)
      return tp_run_fail (run, TP_ERROR_LIMIT, _ ("more than %u items"),
                          (guint)run->limits.loop_items);
    g_array_append_val (into, *value);
    return tp_run_charge (run, 1);
  }
  if (depth > MAX_DEPTH)
    return tp_run_fail (run, TP_ERROR_LIMIT, _ ("arrays are nested too deeply"));
  if (!tp_run_items (run, value, &items))
    return FALSE;
  for (gsize i = 0; i < items.length; i++)
    if (!flatten (run, &items.items[i], into, depth + 1))
      return FALSE;
  return TRUE;
}

gboolean
tp_filter_flat (TpRun *run, const TpValue *value, TpValue **out_items, gsize *out_count)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (TpValue));

  if (value->kind != TP_VALUE_NIL && !flatten (run, value, items, 0))
    return FALSE;
  *out_count = items->len;
  *out_items = tp_arena_alloc (&run->arena, items->len * sizeof (TpValue));
  if (*out_items == NULL)
    return tp_run_no_memory (run);
  if (items->len > 0)
    memcpy (*out_items, items->data, items->len * sizeof (TpValue));
  return TRUE;
}

static gboolean
join (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue blank = tp_value_string (" ", 1), glue, text;
  TpValue *items;
  gsize count;

  if (!tp_filter_text (run, arguments->count > 0 ? &arguments->values[0] : &blank, &glue) ||
      !tp_filter_flat (run, value, &items, &count))
    return FALSE;
  tp_run_begin (run);
  for (gsize i = 0; i < count; i++)
    if ((i > 0 && !tp_run_put (run, glue.text, glue.length)) ||
        !tp_filter_text (run, &items[i], &text) || !tp_run_put (run, text.text, text.length))
      return FALSE;
  return tp_run_take (run, value);
}

/* "" for text without characters; text counts as its characters here. */
static gboolean
end_of_text (TpValue *value, gboolean last)
{
  const char *from = value->text, *end = value->text + value->length;

  if (last)
    for (from = end; from > value->text;)
      if (((guchar) * --from & 0xC0) != 0x80)
        break;
  *value = tp_value_string (from, from < end ? tp_filter_next (from, end) - from : 0);
  return TRUE;
}

static gboolean
first (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  const TpValue of = *value;

  if (value->kind == TP_VALUE_STRING)
    return end_of_text (value, FALSE);
  if (tp_value_size (value) == 0) {
    *value = tp_value_nil ();
    return TRUE;
  }
  return tp_run_member (run, &of, "first", 5, value);
}

static gboolean
last (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  gsize size = tp_value_size (value);
  TpValue item = tp_value_nil ();

  if (value->kind == TP_VALUE_STRING)
    return end_of_text (value, TRUE);
  if (size > 0 && value->kind != TP_VALUE_OBJECT)
    tp_value_at (value, size - 1, &run->arena, &item);
  *value = item;
  return TRUE;
}

static gboolean
concat (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  const TpValue *other = &arguments->values[0];
  TpValue *left, *right, *both;
  gsize left_count, right_count;

  if (other->kind != TP_VALUE_ARRAY && other->kind != TP_VALUE_RANGE)
    return tp_run_fail (run, TP_ERROR_INVALID, _ ("an array is needed here"));
  if (!tp_filter_flat (run, value, &left, &left_count) ||
      !tp_filter_flat (run, other, &right, &right_count))
    return FALSE;
  both = tp_arena_alloc_zero (&run->arena, left_count + right_count, sizeof (TpValue));
  if (both == NULL)
    return tp_run_no_memory (run);
  if (left_count > 0)
    memcpy (both, left, left_count * sizeof (TpValue));
  if (right_count > 0)
    memcpy (both + left_count, right, right_count * sizeof (TpValue));
  *value = tp_value_array (both, left_count + right_count);
  return TRUE;
}

static gboolean
reverse (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue *items;
  gsize count;

  if (!tp_filter_flat (run, value, &items, &count))
    return FALSE;
  for (gsize i = 0; i < count / 2; i++) {
    TpValue swapped = items[i];

    items[i] = items[count - 1 - i];
    items[count - 1 - i] = swapped;
  }
  *value = tp_value_array (items, count);
  return TRUE;
}

/* What an item is judged by: itself, or that member of it. */
static gboolean
key_of (TpRun *run, const TpValue *item, const TpValue *property, TpValue *out)
{
  TpValue name;

  if (property->kind == TP_VALUE_NIL) {
    *out = *item;
    return TRUE;
  }
  *out = tp_value_nil ();
  if (item->kind == TP_VALUE_NIL)
    return TRUE;
  if (item->kind != TP_VALUE_OBJECT)
    return tp_run_fail (run, TP_ERROR_INVALID, _ ("an item of the array has no members"));
  if (!tp_run_text (run, property, &name))
    return FALSE;
  tp_value_find (item, name.text, name.length, &run->arena, out);
  return TRUE;
}

typedef struct {
  TpValue key;
  TpValue item;
} Keyed;

static gint
compare_keys (gconstpointer a, gconstpointer b, gpointer incomparable)
{
  const Keyed *left = a, *right = b;
  int order = 0;

  if (left->key.kind == TP_VALUE_NIL || right->key.kind == TP_VALUE_NIL)
    return (left->key.kind == TP_VALUE_NIL) - (right->key.kind == TP_VALUE_NIL);
  if (!tp_value_compare (&left->key, &right->key, &order))
    *(gboolean *)incomparable = TRUE;
  return order;
}

/* Letters in any case, accents beside their letter. */
static gboolean
natural_key (TpRun *run, TpValue *key)
{
  g_autofree char *copy = NULL, *sorting = NULL;
  TpValue text;

  if (key->kind == TP_VALUE_NIL)
    return TRUE;
  if (!tp_filter_text (run, key, &text))
    return FALSE;
  *key = text;
  if (!g_utf8_validate_len (text.text, text.length, NULL))
    return TRUE;
  if (!tp_run_charge (run, 10 + text.length))
    return FALSE;
  copy = g_strndup (text.text, text.length);
  sorting = tp_sort_key (copy);
  tp_run_begin (run);
  return tp_run_put (run, sorting, strlen (sorting)) && tp_run_take (run, key);
}

/* As many comparisons as sorting needs, each of all of the text in the keys. */
static gboolean
charge_sorting (TpRun *run, const Keyed *keyed, gsize count)
{
  guint64 work = count / 4 + 1;

  for (gsize i = 0; i < count; i++)
    if (keyed[i].key.kind == TP_VALUE_STRING)
      work += keyed[i].key.length / 64;
  return tp_run_charge (run, work * g_bit_storage (count));
}

static gboolean
sort_by (TpRun *run, TpValue *value, const TpValue *property, gboolean natural)
{
  gboolean incomparable = FALSE;
  TpValue *items;
  Keyed *keyed;
  gsize count;

  if (!tp_filter_flat (run, value, &items, &count))
    return FALSE;
  keyed = tp_arena_alloc_zero (&run->arena, count, sizeof *keyed);
  if (keyed == NULL)
    return tp_run_no_memory (run);
  for (gsize i = 0; i < count; i++) {
    keyed[i].item = items[i];
    if (!key_of (run, &items[i], property, &keyed[i].key) ||
        (natural && !natural_key (run, &keyed[i].key)))
      return FALSE;
  }
  if (!charge_sorting (run, keyed, count))
    return FALSE;
  g_qsort_with_data (keyed, (gint)count, sizeof *keyed, compare_keys, &incomparable);
  if (incomparable)
    return tp_run_fail (run, TP_ERROR_INVALID, _ ("values of different kinds have no order"));
  for (gsize i = 0; i < count; i++)
    items[i] = keyed[i].item;
  *value = tp_value_array (items, count);
  return TRUE;
}

static gboolean
sort (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return sort_by (run, value, &arguments->values[0], FALSE);
}

static gboolean
sort_natural (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  return sort_by (run, value, &arguments->values[0], TRUE);
}

/* Compares each with those kept so far: meant for the short arrays of a mail, and paid for. */
static gboolean
uniq (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue *items, *keys;
  gsize count, kept = 0, width;

  if (!tp_filter_flat (run, value, &items, &count))
    return FALSE;
  keys = tp_arena_alloc_zero (&run->arena, count, sizeof (TpValue));
  if (keys == NULL)
    return tp_run_no_memory (run);
  for (gsize i = 0; i < count; i++) {
    gboolean seen = FALSE;
    TpValue key;

    if (!key_of (run, &items[i], &arguments->values[0], &key))
      return FALSE;
    width = key.kind == TP_VALUE_STRING ? key.length : 0;
    if (!tp_run_charge (run, 1 + kept / 4 + kept * width / 256))
      return FALSE;
    for (gsize j = 0; j < kept && !seen; j++)
      seen = tp_value_equal (&key, &keys[j], &run->arena);
    if (seen)
      continue;
    keys[kept] = key;
    items[kept++] = items[i];
  }
  *value = tp_value_array (items, kept);
  return TRUE;
}

static gboolean
compact (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue *items, key;
  gsize count, kept = 0;

  if (!tp_filter_flat (run, value, &items, &count))
    return FALSE;
  for (gsize i = 0; i < count; i++) {
    if (!key_of (run, &items[i], &arguments->values[0], &key))
      return FALSE;
    if (key.kind != TP_VALUE_NIL)
      items[kept++] = items[i];
  }
  *value = tp_value_array (items, kept);
  return TRUE;
}

static gboolean
map (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  TpValue property = arguments->values[0], *items;
  gsize count;

  if (property.kind == TP_VALUE_NIL)
    property = tp_value_string ("", 0);
  if (!tp_filter_flat (run, value, &items, &count))
    return FALSE;
  for (gsize i = 0; i < count; i++) {
    TpValue item = items[i];

    if (!key_of (run, &item, &property, &items[i]))
      return FALSE;
  }
  *value = tp_value_array (items, count);
  return TRUE;
}

static gboolean
sum (TpRun *run, TpValue *value, const TpArguments *arguments)
{
  const TpFilter *add = tp_filter_find ("plus", 4);
  TpValue total = tp_value_integer (0), *items;
  gsize count;

  if (!tp_filter_flat (run, value, &items, &count))
    return FALSE;
  for (gsize i = 0; i < count; i++) {
    TpArguments next = {.count = 1};

    if (!key_of (run, &items[i], &arguments->values[0], &next.values[0]) ||
        !add->apply (run, &total, &next))
      return FALSE;
  }
  *value = total;
  return TRUE;
}

const TpFilter tp_filters_array[] = {
    {"join",    join, 0, 1},
    {"first",        first, 0, 0},
    {"last",         last, 0, 0},
    {"concat",concat, 1, 1},
    {"reverse",        reverse, 0, 0},
    {"sort",    sort, 0, 1},
    {"sort_natural",        sort_natural, 0, 1},
    {"uniq",         uniq, 0, 1},
    {"compact",       compact, 0, 1},
    {"map",        map, 1, 1},
    {"sum", sum, 0, 1},
    {NULL       },
};
