/* SPDX-License-Identifier: Apache-2.0 */
/* A header is reduced to a key, which is looked up in the tables of column_table.c by binary
 * search. To teach a further header: a row there, in order, and a case in column_test.c. */
#include "core/column.h"

#include "base/fold.h"
#include "core/column_table.h"

#include <string.h>

char *
tp_column_key (const char *header)
{
  g_autofree char *start = g_strndup (header, TP_COLUMN_NAME_MAX);
  g_autofree char *valid = g_utf8_make_valid (start, -1);
  g_autofree char *folded = tp_fold (valid);
  GString *key = g_string_sized_new (strlen (folded) + 1);
  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      g_string_append_len (key, at, g_utf8_next_char (at) - at);
  return g_string_free (key, FALSE);
}

static int
compare_word (const void *key, const void *row)
{
  return strcmp (key, ((const TpColumnWord *)row)->key);
}

static const TpColumnWord *
find_word (const TpColumnWord *words, gsize length, const char *text)
{
  g_autofree char *key = tp_column_key (text);
  return bsearch (key, words, length, sizeof *words, compare_word);
}

TpColumn
tp_column_find (const char *header)
{
  const TpColumnWord *word = find_word (tp_column_headers, tp_column_headers_length, header);
  TpColumn unknown = {TP_COLUMN_UNKNOWN, TP_SEGMENT_CUSTOM};
  return word != NULL ? (TpColumn){word->value, word->builtin} : unknown;
}

static const char *const kinds[TP_COLUMN_KINDS] = {
    [TP_COLUMN_IGNORED] = "-",
    [TP_COLUMN_FULL_NAME] = "full_name",
    [TP_COLUMN_NAME_PREFIX] = "name_prefix",
    [TP_COLUMN_ADDRESSED] = "addressed_as",
    [TP_COLUMN_HOUSE_NUMBER] = "house_number",
    [TP_COLUMN_TAGS] = "tags",
    [TP_COLUMN_TAG] = "tag",
    [TP_COLUMN_LISTS] = "lists",
    [TP_COLUMN_LIST] = "list",
    [TP_COLUMN_PERMISSIONS] = "permissions",
    [TP_COLUMN_SUBSCRIPTION] = "subscription",
    [TP_COLUMN_LEFT] = "unsubscribed",
    [TP_COLUMN_CLEANED] = "bounced",
    [TP_COLUMN_BLOCKED] = "blocked",
    [TP_COLUMN_ATTRIBUTES] = "attributes",
    [TP_COLUMN_CREATED] = "created",
};

gboolean
tp_column_kind_find (const char *name, TpColumnKind *out_kind)
{
  for (guint i = 0; i < TP_COLUMN_KINDS; i++)
    if (kinds[i] != NULL && strcmp (kinds[i], name) == 0) {
      *out_kind = i;
      return TRUE;
    }
  return FALSE;
}

gboolean
tp_subscription_find (const char *text, TpSubscription *out_subscription)
{
  const TpColumnWord *word =
      find_word (tp_column_subscriptions, tp_column_subscriptions_length, text);
  if (word == NULL)
    return FALSE;
  *out_subscription = word->value;
  return TRUE;
}

gboolean
tp_subscription_is_telling (const char *text)
{
  TpSubscription subscription;
  g_autofree char *key = tp_column_key (text);
  return strcmp (key, "active") != 0 && strcmp (key, "aktiv") != 0 && key[0] != '\0' &&
         tp_subscription_find (text, &subscription);
}

gboolean
tp_column_yes_no (const char *text, gboolean *out_yes)
{
  const TpColumnWord *word = find_word (tp_column_answers, tp_column_answers_length, text);
  if (word == NULL)
    return FALSE;
  *out_yes = word->value != 0;
  return TRUE;
}
