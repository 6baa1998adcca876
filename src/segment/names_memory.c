/* SPDX-License-Identifier: Apache-2.0 */
/* One array over all kinds, searched from the beginning: there are few. */
#include "segment/names_memory.h"

#include "base/fold.h"

#include <string.h>

typedef struct {
  TpSegmentThing thing;
  char *name; /* NULL: archived */
  char *public_id;
  TpSegmentField field;
  char **choices;
} Entry;

struct TpNamesMemory {
  GPtrArray *entries; /* id n stands at n - 1 */
  TpSegmentNames names;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;
  g_free (entry->name);
  g_free (entry->public_id);
  g_strfreev (entry->choices);
  g_free (entry);
}

static Entry *
entry_of (TpNamesMemory *memory, gint64 id)
{
  gboolean known = id >= 1 && id <= memory->entries->len;
  return known ? g_ptr_array_index (memory->entries, (guint)id - 1) : NULL;
}

static gboolean
find_name (gpointer data, TpSegmentThing thing, const char *name, gint64 *out_id)
{
  TpNamesMemory *memory = data;
  for (guint i = 0; i < memory->entries->len; i++) {
    const Entry *entry = g_ptr_array_index (memory->entries, i);
    if (entry->thing == thing && entry->name != NULL && tp_fold_equal (entry->name, name)) {
      *out_id = i + 1;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
find_public (gpointer data, TpSegmentThing thing, const char *public_id, gint64 *out_id)
{
  TpNamesMemory *memory = data;
  for (guint i = 0; i < memory->entries->len; i++) {
    const Entry *entry = g_ptr_array_index (memory->entries, i);
    if (entry->thing == thing && strcmp (entry->public_id, public_id) == 0) {
      *out_id = i + 1;
      return TRUE;
    }
  }
  return FALSE;
}

static char *
name_of (gpointer data, TpSegmentThing thing, gint64 id)
{
  const Entry *entry = entry_of (data, id);
  return entry != NULL && entry->thing == thing ? g_strdup (entry->name) : NULL;
}

static char *
public_id_of (gpointer data, TpSegmentThing thing, gint64 id)
{
  const Entry *entry = entry_of (data, id);
  return g_strdup (entry != NULL && entry->thing == thing ? entry->public_id : "0");
}

static void
each_name (gpointer data, TpSegmentThing thing, TpSegmentNameVisit visit, gpointer visit_data)
{
  TpNamesMemory *memory = data;
  for (guint i = 0; i < memory->entries->len; i++) {
    const Entry *entry = g_ptr_array_index (memory->entries, i);
    if (entry->thing == thing && entry->name != NULL && !visit (entry->name, visit_data))
      return;
  }
}

static gboolean
field_of (gpointer data, gint64 id, TpSegmentField *out_field)
{
  const Entry *entry = entry_of (data, id);
  if (entry == NULL || entry->thing != TP_SEGMENT_THING_FIELD)
    return FALSE;
  *out_field = entry->field;
  return TRUE;
}

TpNamesMemory *
tp_names_memory_new (void)
{
  TpNamesMemory *memory = g_new0 (TpNamesMemory, 1);
  memory->entries = g_ptr_array_new_with_free_func (entry_free);
  memory->names = (TpSegmentNames){
      .data = memory,
      .find = find_name,
      .find_public = find_public,
      .name = name_of,
      .public_id = public_id_of,
      .each = each_name,
      .field = field_of,
      .currency_digits = 2,
  };
  return memory;
}

void
tp_names_memory_free (TpNamesMemory *memory)
{
  if (memory == NULL)
    return;
  g_ptr_array_unref (memory->entries);
  g_free (memory);
}

gint64
tp_names_memory_add (TpNamesMemory *memory, TpSegmentThing thing, const char *name)
{
  gint64 id = 0;
  g_assert (!find_name (memory, thing, name, &id));
  Entry *entry = g_new0 (Entry, 1);
  id = memory->entries->len + 1;
  entry->thing = thing;
  entry->name = g_strdup (name);
  entry->public_id = g_strdup_printf ("%s%" G_GINT64_FORMAT, tp_segment_thing_name (thing), id);
  g_ptr_array_add (memory->entries, entry);
  return id;
}

gint64
tp_names_memory_add_field (TpNamesMemory *memory, const char *name, TpSegmentType type,
                           gboolean several, gboolean anniversary, const char *const *choices)
{
  gint64 id = tp_names_memory_add (memory, TP_SEGMENT_THING_FIELD, name);
  Entry *entry = entry_of (memory, id);
  entry->choices = g_strdupv ((char **)choices);
  entry->field = (TpSegmentField){
      .id = id,
      .type = type,
      .several = several,
      .anniversary = anniversary,
      .choices = (const char *const *)entry->choices,
  };
  return id;
}

void
tp_names_memory_rename (TpNamesMemory *memory, gint64 id, const char *name)
{
  Entry *entry = entry_of (memory, id);
  g_assert (entry != NULL);
  g_free (entry->name);
  entry->name = g_strdup (name);
}

void
tp_names_memory_fill (TpNamesMemory *memory)
{
  static const char *const names[] = {"Bought A",      "Newsletter", "It's \"quoted\" \\ here",
                                      "Käufer Straße", "and",        "#tag1"};
  static const char *const sizes[] = {"S", "M", "L", "extra large", NULL};
  for (guint thing = TP_SEGMENT_THING_TAG; thing < TP_SEGMENT_THING_FIELD; thing++) {
    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
      tp_names_memory_add (memory, thing, names[i]);
    gint64 archived = tp_names_memory_add (memory, thing, "archived");
    tp_names_memory_rename (memory, archived, NULL);
  }
  tp_names_memory_add_field (memory, "Shoe size", TP_SEGMENT_NUMBER, FALSE, FALSE, NULL);
  tp_names_memory_add_field (memory, "credit", TP_SEGMENT_MONEY, FALSE, FALSE, NULL);
  tp_names_memory_add_field (memory, "größe", TP_SEGMENT_CHOICE, FALSE, FALSE, sizes);
  tp_names_memory_add_field (memory, "Colours", TP_SEGMENT_CHOICE, TRUE, FALSE, sizes);
  tp_names_memory_add_field (memory, "today", TP_SEGMENT_YES_NO, FALSE, FALSE, NULL);
  tp_names_memory_add_field (memory, "wedding", TP_SEGMENT_DATE, FALSE, TRUE, NULL);
  tp_names_memory_add_field (memory, "contract_end", TP_SEGMENT_DATE, FALSE, FALSE, NULL);
  tp_names_memory_add_field (memory, "website", TP_SEGMENT_LINK, FALSE, FALSE, NULL);
  tp_names_memory_add_field (memory, "AGE", TP_SEGMENT_TEXT, FALSE, FALSE, NULL);
  gint64 archived =
      tp_names_memory_add_field (memory, "archived", TP_SEGMENT_TEXT, FALSE, FALSE, NULL);
  tp_names_memory_rename (memory, archived, NULL);
}

void
tp_names_memory_sample_things (TpNamesMemory *memory, TpSegmentSampleThings *out_things)
{
  static const char *const texts[] = {"",   "a",     "Anna", "anna@example.com", "80331",
                                      "nl", "Größe", "DE",   "say \"hi\" \\",    NULL};
  tp_segment_sample_things_init (out_things);
  for (guint i = 0; i < memory->entries->len; i++) {
    const Entry *entry = g_ptr_array_index (memory->entries, i);
    gint64 id = i + 1;
    if (entry->thing == TP_SEGMENT_THING_FIELD)
      g_array_append_val (out_things->fields, entry->field);
    else
      g_array_append_val (out_things->ids[entry->thing], id);
  }
  out_things->texts = texts;
  out_things->currency_digits = memory->names.currency_digits;
  out_things->rank = TRUE;
  out_things->distance = TRUE;
}

const TpSegmentNames *
tp_names_memory_names (TpNamesMemory *memory)
{
  return &memory->names;
}
