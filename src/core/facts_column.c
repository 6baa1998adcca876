/* SPDX-License-Identifier: Apache-2.0 */
#include "core/facts_column.h"

void
tp_facts_column_init (TpFactsColumn *column)
{
  *column = (TpFactsColumn){.cells = g_array_new (FALSE, FALSE, sizeof (TpFactsCell))};
}

void
tp_facts_column_clear (TpFactsColumn *column)
{
  g_clear_pointer (&column->cells, g_array_unref);
}

void
tp_facts_column_empty (TpFactsColumn *column)
{
  g_array_set_size (column->cells, 0);
  column->at = 0;
}

void
tp_facts_column_add (TpFactsColumn *column, guint32 offset, gint64 number)
{
  TpFactsCell cell = {.offset = offset, .number = number};
  g_array_append_val (column->cells, cell);
}

void
tp_facts_column_add_text (TpFactsColumn *column, guint32 offset, const char *text)
{
  TpFactsCell cell = {.offset = offset, .text = text};
  g_array_append_val (column->cells, cell);
}

TpFactsCell *
tp_facts_column_find (TpFactsColumn *column, guint32 offset, guint *out_n)
{
  TpFactsCell *cells = (TpFactsCell *)(gpointer)column->cells->data;
  guint length = column->cells->len, at = column->at;
  *out_n = 0;
  if (at > 0 && cells[at - 1].offset >= offset)
    at = 0;
  while (at < length && cells[at].offset < offset)
    at++;
  column->at = at;
  while (at + *out_n < length && cells[at + *out_n].offset == offset)
    ++*out_n;
  return *out_n > 0 ? &cells[at] : NULL;
}
