/* SPDX-License-Identifier: Apache-2.0 */
#include "core/facts_value.h"

#include "segment/day.h"
#include "segment/number.h"
#include "segment/tree.h"

#include <string.h>

#define TEXT_MAX 64 /* bytes of a number or date that are looked at */
#define DECIMALS 4  /* of TP_SEGMENT_SCALE */

static gboolean
read_number (const char *text, gint64 *out_scaled)
{
  char cut[TEXT_MAX];
  const char *point = strchr (text, '.');
  gsize length = strlen (text);
  if (point != NULL)
    length = MIN (length, (gsize)(point - text) + 1 + DECIMALS);
  if (length >= sizeof cut)
    return FALSE;
  memcpy (cut, text, length);
  cut[length] = '\0';
  return tp_segment_number_parse (cut, out_scaled);
}

static gboolean
read_money (const char *text, guint currency_digits, gint64 *out_minor)
{
  gboolean known = read_number (text, out_minor);
  for (guint i = currency_digits; known && i < DECIMALS; i++)
    *out_minor /= 10;
  return known;
}

static gboolean
read_day (const char *text, gint64 *out_day)
{
  gint32 day = 0;
  gboolean known = tp_day_parse (text, &day);
  *out_day = day;
  return known;
}

void
tp_facts_value_read (TpSegmentType type, const char *text, guint currency_digits,
                     TpSegmentFact *out_fact)
{
  char first[TEXT_MAX];
  gsize length = strcspn (text, "\n");
  gboolean known = length < sizeof first;
  g_strlcpy (first, text, MIN (length + 1, sizeof first));
  if (type == TP_SEGMENT_DATE)
    known = known && read_day (first, &out_fact->number);
  else if (type == TP_SEGMENT_YES_NO)
    out_fact->number = strcmp (first, "yes") == 0;
  else if (type == TP_SEGMENT_MONEY)
    known = known && read_money (first, currency_digits, &out_fact->number);
  else
    known = known && read_number (first, &out_fact->number);
  out_fact->n = known ? 1 : 0;
}
