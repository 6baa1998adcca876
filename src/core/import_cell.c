/* SPDX-License-Identifier: Apache-2.0 */
/* A whole name ends in the last name, which begins at the first particle (van, von, de) after the
 * first word, or is the last word. */
#include "core/import_cell.h"

#include "base/fold.h"

#include <string.h>

/* Reads a quoted item from the opening quote; returns where it ends. */
static const char *
read_quoted (const char *at, GString *item)
{
  for (at++; *at != '\0'; at++) {
    if (*at == '"' && at[1] != '"')
      return at + 1;
    if (*at == '"')
      at++;
    g_string_append_c (item, *at);
  }
  return at;
}

static void
finish_item (GPtrArray *items, GString *item)
{
  g_strstrip (item->str);
  if (item->str[0] != '\0')
    g_ptr_array_add (items, g_strdup (item->str));
  g_string_truncate (item, 0);
}

char **
tp_import_cell_split (const char *text, const char *marks)
{
  g_autoptr (GString) item = g_string_new (NULL);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_free);
  for (const char *at = text; *at != '\0' && items->len <= TP_IMPORT_CELL_ITEMS_MAX;) {
    if (*at == '"' && item->len == 0) {
      at = read_quoted (at, item);
    } else if (strchr (marks, *at) != NULL) {
      finish_item (items, item);
      at++;
    } else if (item->len == 0 && *at == ' ') {
      at++;
    } else {
      g_string_append_c (item, *at++);
    }
  }
  finish_item (items, item);
  if (items->len > TP_IMPORT_CELL_ITEMS_MAX)
    return NULL;
  g_ptr_array_add (items, NULL);
  return (char **)g_ptr_array_steal (items, NULL);
}

char *
tp_import_cell_join (const char *const *items)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; items[i] != NULL; i++) {
    g_string_append (text, i > 0 ? ", " : "");
    if (strpbrk (items[i], TP_IMPORT_CELL_MARKS "\"") == NULL) {
      g_string_append (text, items[i]);
      continue;
    }
    g_string_append_c (text, '"');
    for (const char *at = items[i]; *at != '\0'; at++)
      g_string_append_printf (text, "%s%c", *at == '"' ? "\"" : "", *at);
    g_string_append_c (text, '"');
  }
  return g_string_free (text, FALSE);
}

char *
tp_import_cell_key (const char *item, char **out_value)
{
  const char *equals = strrchr (item, '=');
  *out_value = equals != NULL ? g_strstrip (g_strdup (equals + 1)) : NULL;
  return equals != NULL ? g_strstrip (g_strndup (item, (gsize)(equals - item))) : g_strdup (item);
}

static gboolean
is_among (const char *word, const char *const *words)
{
  g_autofree char *key = tp_fold (word);
  return g_strv_contains (words, key);
}

static gboolean
is_particle (const char *word)
{
  static const char *const particles[] = {
      "van", "von", "vom", "de",  "den",   "der", "des", "ten", "ter", "te", "'t",
      "zu",  "zum", "zur", "del", "della", "di",  "da",  "dos", "du",  "la", "le",
      "el",  "al",  "bin", "ibn", "in",    "op",  "af",  "av",  NULL,
  };
  return is_among (word, particles);
}

static gboolean
is_title (const char *word)
{
  static const char *const titles[] = {
      "dr.",  "dr",  "prof.", "prof", "mag.", "dipl.-ing.", "dipl.-kfm.",
      "drs.", "drs", "ir.",   "ing.", "phd",  "ph.d.",      NULL,
  };
  return is_among (word, titles);
}

static gboolean
is_address_word (const char *word)
{
  static const char *const words[] = {
      "herr", "herrn", "frau", "mr",    "mr.", "mrs", "mrs.", "ms",      "ms.",
      "dhr",  "dhr.",  "mevr", "mevr.", "mw",  "mw.", "heer", "mevrouw", NULL,
  };
  return is_among (word, words);
}

static char *
join_words (char **words, guint from, guint to)
{
  GString *text = g_string_new (NULL);
  for (guint i = from; i < to; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", words[i]);
  return g_string_free (text, text->len == 0);
}

/* Where the last name begins. */
static guint
find_last_name (char **words, guint from, guint length)
{
  for (guint i = from + 1; i + 1 < length; i++)
    if (is_particle (words[i]))
      return i;
  return length - 1;
}

/* "Vries, Anna de": what stands behind the comma comes first. (transfer full) */
static char *
turn_round (const char *text)
{
  const char *comma = strchr (text, ',');
  if (comma == NULL)
    return g_strdup (text);
  return g_strdup_printf ("%s %.*s", comma + 1, (int)(comma - text), text);
}

static char **
split_words (const char *text)
{
  g_autofree char *turned = turn_round (text);
  g_auto (GStrv) parts = g_strsplit_set (turned, " \t\n", -1);
  GPtrArray *words = g_ptr_array_new ();
  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0')
      g_ptr_array_add (words, g_strdup (parts[i]));
  g_ptr_array_add (words, NULL);
  return (char **)g_ptr_array_free (words, FALSE);
}

void
tp_import_name_split (const char *text, TpImportName *out_name)
{
  g_auto (GStrv) words = split_words (text);
  guint length = g_strv_length (words), from = 0, titles;
  memset (out_name, 0, sizeof *out_name);
  if (from + 1 < length && is_address_word (words[from]))
    out_name->addressed = g_strdup (words[from++]);
  for (titles = from; titles + 1 < length && is_title (words[titles]);)
    titles++;
  out_name->title = join_words (words, from, titles);
  from = titles;
  if (from >= length)
    return;
  gboolean alone = from + 1 == length;
  guint last = find_last_name (words, from, length);
  if (alone && out_name->addressed == NULL && out_name->title == NULL)
    last = length;
  out_name->first = join_words (words, from, last);
  out_name->last = join_words (words, last, length);
}

void
tp_import_name_clear (TpImportName *name)
{
  g_free (name->addressed);
  g_free (name->title);
  g_free (name->first);
  g_free (name->last);
}
