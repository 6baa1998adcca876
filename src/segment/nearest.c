/* SPDX-License-Identifier: Apache-2.0 */
/* Three rows of the distance table are enough: a swap looks two rows back. */
#include "segment/nearest.h"

#include "base/fold.h"

#include <string.h>

/* Bytes from which a common beginning says something. */
#define PREFIX_MIN 3

struct TpNearest {
  char *wanted; /* folded */
  char *best;
  guint distance; /* of best */
};

TpNearest *
tp_nearest_new (const char *wanted)
{
  TpNearest *nearest = g_new0 (TpNearest, 1);
  nearest->wanted = tp_fold (wanted);
  nearest->distance = G_MAXUINT;
  return nearest;
}

void
tp_nearest_free (TpNearest *nearest)
{
  if (nearest == NULL)
    return;
  g_free (nearest->wanted);
  g_free (nearest->best);
  g_free (nearest);
}

static guint
read_characters (const char *text, gunichar characters[TP_NEAREST_LENGTH_MAX])
{
  guint n = 0;
  for (; *text != '\0' && n < TP_NEAREST_LENGTH_MAX; text = g_utf8_next_char (text))
    characters[n++] = g_utf8_get_char (text);
  return n;
}

guint
tp_nearest_distance (const char *a, const char *b)
{
  gunichar from[TP_NEAREST_LENGTH_MAX], to[TP_NEAREST_LENGTH_MAX];
  guint n_from = read_characters (a, from), n_to = read_characters (b, to);
  guint rows[3][TP_NEAREST_LENGTH_MAX + 1];
  for (guint j = 0; j <= n_to; j++)
    rows[0][j] = j;
  for (guint i = 1; i <= n_from; i++) {
    guint *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
    row[0] = i;
    for (guint j = 1; j <= n_to; j++) {
      row[j] = above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = MIN (row[j], MIN (above[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
        row[j] = MIN (row[j], two_above[j - 2] + 1);
    }
  }
  return rows[n_from % 3][n_to];
}

static gboolean
begins_alike (const char *a, const char *b)
{
  gboolean long_enough = strlen (a) >= PREFIX_MIN && strlen (b) >= PREFIX_MIN;
  return long_enough && (g_str_has_prefix (a, b) || g_str_has_prefix (b, a));
}

void
tp_nearest_offer (TpNearest *nearest, const char *name)
{
  g_autofree char *folded = tp_fold (name);
  gboolean alike = begins_alike (folded, nearest->wanted);
  glong wanted_length = g_utf8_strlen (nearest->wanted, -1);
  guint allowed = (guint)MAX (1, MIN (wanted_length, TP_NEAREST_LENGTH_MAX) / 3);
  /* a cheap bound first: many thousand names may be offered */
  gboolean too_far = ABS (g_utf8_strlen (folded, -1) - wanted_length) > (glong)allowed;
  if (*folded == '\0' || (too_far && !alike))
    return;
  guint distance = tp_nearest_distance (nearest->wanted, folded);
  if ((distance > allowed && !alike) || distance >= nearest->distance)
    return;
  g_free (nearest->best);
  nearest->best = g_strdup (name);
  nearest->distance = distance;
}

const char *
tp_nearest_best (const TpNearest *nearest)
{
  return nearest->best;
}
