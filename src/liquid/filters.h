/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "liquid/expression.h"
#include "liquid/run.h"

/* The filters: one row each in the table of its family. Within liquid/ only.
 *
 * A filter changes *value in place. It gets arguments between least and most (checked when the
 * template is parsed); those not given are nil and beyond count. FALSE with the run's error set. */

typedef struct {
  TpValue values[TP_FILTER_MAX_ARGUMENTS];
  guint count;
  TpValue keyword;
} TpArguments;

struct TpFilter {
  const char *name; /* NULL ends a table */
  gboolean (*apply) (TpRun *run, TpValue *value, const TpArguments *arguments);
  guint least;
  guint most;
  const char *keyword; /* the name of its keyword argument, or NULL */
};

/* NULL when there is none. */
const TpFilter *tp_filter_find (const char *name, gsize length);

/* The name most like it, for messages; NULL when none is near. */
const char *tp_filter_suggest (const char *name, gsize length);

/* The value as text, its length paid for. */
static inline gboolean
tp_filter_text (TpRun *run, const TpValue *value, TpValue *out)
{
  return tp_run_text (run, value, out) && tp_run_charge_bytes (run, out->length);
}

/* Behind the character at `at`: a lead byte and what continues it, so that broken UTF-8 in the data
 * is stepped over too. */
static inline const char *
tp_filter_next (const char *at, const char *end)
{
  for (at++; at < end && ((guchar)*at & 0xC0) == 0x80; at++)
    continue;
  return at;
}

/* How many characters. */
static inline gsize
tp_filter_count (const TpValue *text)
{
  gsize count = 0;

  for (gsize i = 0; i < text->length; i++)
    count += ((guchar)text->text[i] & 0xC0) != 0x80;
  return count;
}

static inline gboolean
tp_filter_is_space (char c)
{
  return c == ' ' || c == '\0' || (c >= '\t' && c <= '\r');
}

/* What an array filter works on: the items of an array with the arrays in it laid flat, nothing for
 * nil, anything else as the one item. In the arena, and the filter's own to reorder. */
gboolean tp_filter_flat (TpRun *run, const TpValue *value, TpValue **out_items, gsize *out_count);

extern const TpFilter tp_filters_text[];
extern const TpFilter tp_filters_html[];
extern const TpFilter tp_filters_encode[];
extern const TpFilter tp_filters_words[];
extern const TpFilter tp_filters_math[];
extern const TpFilter tp_filters_array[];
extern const TpFilter tp_filters_select[];
extern const TpFilter tp_filters_local[];
