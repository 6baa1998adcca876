/* SPDX-License-Identifier: Apache-2.0 */
/* Cells are cleaned and measured when they are added, so formatting only pads. */
#include "base/table.h"

#include "base/i18n.h"

#include <string.h>

struct TpTable {
  gsize columns;
  TpTableColumn heads[TP_TABLE_MAX_COLUMNS];
  guint widths[TP_TABLE_MAX_COLUMNS];
  GPtrArray *rows; /* of char **, cleaned cells */
  gboolean full;
};

static guint
char_width (gunichar c)
{
  return g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
}

guint
tp_display_width (const char *text)
{
  guint width = 0;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    width += char_width (g_utf8_get_char (text));
  return width;
}

/* Valid, printable, and no wider than a cell may be. */
static char *
clean (const char *text)
{
  g_autofree char *valid =
      g_utf8_make_valid (text, (gssize)strnlen (text, TP_TABLE_MAX_WIDTH * 16));
  GString *out = g_string_new (NULL);
  gsize fits = 0; /* bytes that leave room for the ellipsis */
  guint width = 0;
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    if (g_unichar_iscntrl (c) || (g_unichar_type (c) == G_UNICODE_FORMAT && c != 0x200D))
      c = 0xFFFD;
    width += char_width (c);
    if (width > TP_TABLE_MAX_WIDTH) {
      g_string_truncate (out, fits);
      g_string_append (out, "…");
      break;
    }
    g_string_append_unichar (out, c);
    if (width < TP_TABLE_MAX_WIDTH)
      fits = out->len;
  }
  return g_string_free (out, FALSE);
}

TpTable *
tp_table_new (const TpTableColumn *columns, gsize length)
{
  g_assert (length > 0 && length <= TP_TABLE_MAX_COLUMNS);
  TpTable *self = g_new0 (TpTable, 1);
  self->columns = length;
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  for (gsize i = 0; i < length; i++) {
    self->heads[i] = columns[i];
    self->widths[i] = tp_display_width (columns[i].title);
  }
  return self;
}

void
tp_table_free (TpTable *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->rows);
  g_free (self);
}

gboolean
tp_table_add (TpTable *self, const char *const *cells)
{
  self->full = self->full || self->rows->len >= TP_TABLE_MAX_ROWS;
  if (self->full)
    return FALSE;
  char **row = g_new0 (char *, self->columns + 1);
  for (gsize i = 0; i < self->columns; i++) {
    row[i] = clean (cells[i] != NULL ? cells[i] : "");
    self->widths[i] = MAX (self->widths[i], tp_display_width (row[i]));
  }
  g_ptr_array_add (self->rows, row);
  return TRUE;
}

static void
append_blanks (GString *out, guint count)
{
  g_string_append_printf (out, "%*s", (int)count, "");
}

static void
append_cell (const TpTable *self, GString *out, gsize column, const char *text)
{
  guint blanks = self->widths[column] - tp_display_width (text);
  if (column > 0)
    append_blanks (out, 2);
  if (self->heads[column].right)
    append_blanks (out, blanks);
  g_string_append (out, text);
  if (!self->heads[column].right)
    append_blanks (out, blanks);
}

static void
end_line (GString *out)
{
  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  g_string_append_c (out, '\n');
}

static gboolean
has_titles (const TpTable *self)
{
  for (gsize i = 0; i < self->columns; i++)
    if (self->heads[i].title[0] != '\0')
      return TRUE;
  return FALSE;
}

char *
tp_table_format (const TpTable *self)
{
  GString *out = g_string_new (NULL);
  if (has_titles (self)) {
    for (gsize i = 0; i < self->columns; i++)
      append_cell (self, out, i, self->heads[i].title);
    end_line (out);
  }
  for (guint row = 0; row < self->rows->len; row++) {
    char **cells = self->rows->pdata[row];
    for (gsize i = 0; i < self->columns; i++)
      append_cell (self, out, i, cells[i]);
    end_line (out);
  }
  if (self->full)
    g_string_append_printf (out, _ ("… only the first %d rows are shown\n"), TP_TABLE_MAX_ROWS);
  return g_string_free (out, FALSE);
}
