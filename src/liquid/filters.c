/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/filters.h"

/* Finds filters by name. To add one: a row in the table of its family (filters_*.c) with its
 * function above, and a case in template_test.c. */

static const TpFilter *const families[] = {
    tp_filters_text, tp_filters_words, tp_filters_html,   tp_filters_encode,
    tp_filters_math, tp_filters_array, tp_filters_select, tp_filters_local,
};

const TpFilter *
tp_filter_find (const char *name, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    for (const TpFilter *filter = families[i]; filter->name != NULL; filter++)
      if (strlen (filter->name) == length && memcmp (filter->name, name, length) == 0)
        return filter;
  return NULL;
}

/* Edits between the two, by rows (Levenshtein); names longer than the row are not near. */
static guint
distance (const char *a, gsize a_length, const char *b)
{
  guint row[33];
  gsize b_length = strlen (b);

  if (b_length >= G_N_ELEMENTS (row) || a_length >= G_N_ELEMENTS (row))
    return G_MAXUINT;
  for (guint j = 0; j <= b_length; j++)
    row[j] = j;
  for (guint i = 1; i <= a_length; i++) {
    guint corner = row[0];

    row[0] = i;
    for (guint j = 1; j <= b_length; j++) {
      guint change = corner + (a[i - 1] != b[j - 1]);

      corner = row[j];
      row[j] = MIN (change, MIN (row[j], row[j - 1]) + 1);
    }
  }
  return row[b_length];
}

const char *
tp_filter_suggest (const char *name, gsize length)
{
  const char *best = NULL;
  guint nearest = 3;

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    for (const TpFilter *filter = families[i]; filter->name != NULL; filter++) {
      guint edits = distance (name, length, filter->name);

      if (edits < nearest && edits < length) {
        nearest = edits;
        best = filter->name;
      }
    }
  return best;
}
