/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/parser.h"
#include "liquid/run.h"

/* What a template sees of its loops (forloop, tablerowloop), and cycle. */

typedef struct {
  const TpExpression *group; /* NULL: the items' own text is the group */
  const char *key;
  gsize key_length;
  guint count;
  const TpExpression **items;
} Cycle;

static gboolean
word_is (const char *name, gsize length, const char *word)
{
  return length == strlen (word) && memcmp (name, word, length) == 0;
}

static gboolean
find_common (const TpLoop *loop, const char *name, gsize length, TpValue *out)
{
  const struct {
    const char *name;
    TpValue value;
  } members[] = {
      {"index",   tp_value_integer ((gint64)loop->index + 1)                 },
      {"index0",  tp_value_integer ((gint64)loop->index)                     },
      {"rindex",  tp_value_integer ((gint64)(loop->length - loop->index))    },
      {"rindex0", tp_value_integer ((gint64)(loop->length - loop->index) - 1)},
      {"first",   tp_value_boolean (loop->index == 0)                        },
      {"last",    tp_value_boolean (loop->index + 1 == loop->length)         },
      {"length",  tp_value_integer ((gint64)loop->length)                    },
  };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (word_is (name, length, members[i].name)) {
      *out = members[i].value;
      return TRUE;
    }
  return FALSE;
}

static gboolean
find_in_loop (gconstpointer self, const char *name, gsize length, TpArena *arena, TpValue *out)
{
  const TpLoop *loop = self;

  if (word_is (name, length, "name"))
    *out = tp_value_string (loop->name, -1);
  else if (word_is (name, length, "parentloop"))
    *out = loop->parent != NULL ? tp_loop_object (loop->parent) : tp_value_nil ();
  else
    return find_common (loop, name, length, out);
  return TRUE;
}

static gboolean
find_in_table (gconstpointer self, const char *name, gsize length, TpArena *arena, TpValue *out)
{
  const TpLoop *loop = self;
  gsize column = loop->index % loop->columns;

  if (word_is (name, length, "col"))
    *out = tp_value_integer ((gint64)column + 1);
  else if (word_is (name, length, "col0"))
    *out = tp_value_integer ((gint64)column);
  else if (word_is (name, length, "col_first"))
    *out = tp_value_boolean (column == 0);
  else if (word_is (name, length, "col_last"))
    *out = tp_value_boolean (column + 1 == loop->columns);
  else if (word_is (name, length, "row"))
    *out = tp_value_integer ((gint64)(loop->index / loop->columns) + 1);
  else
    return find_common (loop, name, length, out);
  return TRUE;
}

static const TpValueClass loop_class = {.find = find_in_loop};
static const TpValueClass table_class = {.find = find_in_table};

TpValue
tp_loop_object (const TpLoop *loop)
{
  return tp_value_object (&loop_class, loop);
}

TpValue
tp_table_loop_object (const TpLoop *loop)
{
  return tp_value_object (&table_class, loop);
}

static gboolean
render_cycle (TpRun *run, const TpNode *node)
{
  const Cycle *cycle = node->data;
  TpValue group = tp_value_nil (), item;
  gint64 *position;
  gint64 at;

  if (cycle->group != NULL) {
    if (!tp_run_evaluate (run, cycle->group, &item) || !tp_run_text (run, &item, &group))
      return FALSE;
    position = tp_run_register (run, 'g', group.text, group.length);
  } else
    position = tp_run_register (run, 'c', cycle->key, cycle->key_length);
  if (position == NULL)
    return FALSE;
  at = (*position)++;
  if (*position >= cycle->count)
    *position = 0;
  return at >= cycle->count ||
         (tp_run_evaluate (run, cycle->items[at], &item) && tp_run_print (run, &item));
}

static gboolean
parse_items (TpParser *parser, TpScanner *scanner, Cycle *cycle)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  do {
    const TpExpression *item = tp_parse_expression (parser, scanner);

    if (item == NULL)
      return FALSE;
    g_ptr_array_add (items, (gpointer)item);
  } while (tp_scanner_accept (scanner, ","));
  cycle->count = items->len;
  cycle->items = tp_template_parser_alloc (parser, items->len * sizeof (gpointer));
  memcpy (cycle->items, items->pdata, items->len * sizeof (gpointer));
  return tp_template_parser_finish (parser, scanner);
}

static gboolean
parse_cycle (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  Cycle *cycle = tp_template_parser_alloc (parser, sizeof *cycle);
  TpScanner scanner, ahead;

  tp_scanner_init (&scanner, tag->text, tag->length);
  ahead = scanner;
  tp_scanner_next (&ahead);
  if (tp_scanner_is (&ahead, ":")) {
    cycle->group = tp_parse_expression (parser, &scanner);
    if (cycle->group == NULL || !tp_scanner_accept (&scanner, ":"))
      return tp_template_parser_expected (parser, &scanner, ":");
  }
  cycle->key = tag->text;
  cycle->key_length = tag->length;
  node->render = render_cycle;
  node->data = cycle;
  return parse_items (parser, &scanner, cycle);
}

const TpTag tp_tags_cycle[] = {
    {"cycle", parse_cycle},
    {NULL,    NULL       },
};
