/* SPDX-License-Identifier: Apache-2.0 */
#include "liquid/parser.h"
#include "liquid/run.h"

/* for, tablerow, break, continue. A loop over a range or a lazy array asks for one item at a
 * time, so only what is looped over is paid for. */

typedef struct {
  const char *name; /* of the item */
  gsize name_length;
  const TpExpression *over;
  const char *title; /* "item-collection": what forloop.name says and offset: continue goes by */
  gsize title_length;
  gboolean reversed;
  gboolean resumes; /* offset: continue */
  const TpExpression *limit, *offset, *columns;
  TpBody *body, *otherwise;
} For;

typedef struct {
  gsize from, count;
} Window;

static gboolean
count_of (TpRun *run, const TpExpression *expression, gint64 *out)
{
  TpValue value, number;

  if (!tp_run_evaluate (run, expression, &value))
    return FALSE;
  if (value.kind == TP_VALUE_NIL)
    return TRUE;
  number = tp_value_to_number (&value);
  if ((value.kind != TP_VALUE_STRING && !tp_value_is_number (&value)) ||
      (value.kind == TP_VALUE_STRING &&
       (value.length == 0 || !g_ascii_isdigit (value.text[value.text[0] == '-'])))) {
    run->at = expression->offset;
    return tp_run_fail (run, TP_ERROR_INVALID, _ ("a number is needed here"));
  }
  *out = number.kind == TP_VALUE_INTEGER
             ? number.integer
             : (gint64)CLAMP (number.decimal, (double)-G_MAXINT32, (double)G_MAXINT32);
  return TRUE;
}

/* Which items, after offset and limit; remembers where a loop with offset: continue goes on. */
static gboolean
find_window (TpRun *run, const For *loop, gsize size, Window *out)
{
  gint64 *resume = tp_run_register (run, 'f', loop->title, loop->title_length);
  gint64 from = 0, limit = G_MAXINT64;

  if (resume == NULL || (loop->offset != NULL && !count_of (run, loop->offset, &from)) ||
      (loop->limit != NULL && !count_of (run, loop->limit, &limit)))
    return FALSE;
  if (loop->resumes)
    from = *resume;
  out->from = (gsize)CLAMP (from, 0, (gint64)MIN (size, G_MAXINT64));
  out->count = MIN (size - out->from, (gsize)MAX (limit, 0));
  *resume = (gint64)(out->from + out->count);
  if (out->count > run->limits.loop_items)
    return tp_run_fail (run, TP_ERROR_LIMIT, _ ("the loop has more than %u items"),
                        (guint)run->limits.loop_items);
  return TRUE;
}

/* What a loop can go through: objects become pairs, text is one item, other things none. */
static gboolean
loopable (TpRun *run, const For *loop, TpValue *out)
{
  TpValue value;

  if (!tp_run_evaluate (run, loop->over, &value))
    return FALSE;
  if (value.kind == TP_VALUE_ARRAY || value.kind == TP_VALUE_RANGE) {
    *out = value;
    return TRUE;
  }
  if (value.kind != TP_VALUE_OBJECT && (value.kind != TP_VALUE_STRING || value.length == 0))
    value = tp_value_nil ();
  return tp_run_items (run, &value, out);
}

static gboolean
render_item (TpRun *run, const For *loop, const TpValue *items, gsize index)
{
  TpBinding *binding = &g_array_index (run->scopes, TpBinding, run->scopes->len - 1);

  tp_value_at (items, index, &run->arena, &binding->value);
  return tp_run_charge (run, 1) && tp_run_body (run, loop->body);
}

/* TRUE when the loop ends here. */
static gboolean
interrupted (TpRun *run)
{
  TpInterrupt interrupt = run->interrupt;

  run->interrupt = TP_INTERRUPT_NONE;
  return interrupt == TP_INTERRUPT_BREAK;
}

static gboolean
render_for (TpRun *run, const TpNode *node)
{
  const For *loop = node->data;
  guint scopes = run->scopes != NULL ? run->scopes->len : 0;
  TpLoop *state;
  Window window;
  TpValue items;
  gboolean done = TRUE;

  if (!loopable (run, loop, &items) || !find_window (run, loop, tp_value_size (&items), &window))
    return FALSE;
  if (window.count == 0)
    return loop->otherwise == NULL || tp_run_body (run, loop->otherwise);
  state = tp_arena_alloc_zero (&run->arena, 1, sizeof *state);
  if (state == NULL)
    return tp_run_no_memory (run);
  *state = (TpLoop){run->loop, loop->title, window.count, 0, 0};
  if (!tp_run_push (run, "forloop", 7, tp_loop_object (state)) ||
      !tp_run_push (run, loop->name, loop->name_length, tp_value_nil ()))
    return FALSE;
  run->loop = state;
  for (; done && state->index < window.count; state->index++) {
    gsize at = loop->reversed ? window.count - 1 - state->index : state->index;

    done = render_item (run, loop, &items, window.from + at);
    if (interrupted (run))
      break;
  }
  run->loop = state->parent;
  tp_run_pop (run, scopes);
  return done;
}

static gboolean
write_cell (TpRun *run, const For *loop, const TpLoop *state, const TpValue *items, gsize index)
{
  gsize column = state->index % state->columns + 1;
  char text[80];
  int length = 0;

  if (column == 1 && state->index > 0)
    length = g_snprintf (text, sizeof text, "</tr>\n<tr class=\"row%" G_GSIZE_FORMAT "\">",
                         state->index / state->columns + 1);
  length += g_snprintf (text + length, sizeof text - (gsize)length,
                        "<td class=\"col%" G_GSIZE_FORMAT "\">", column);
  return tp_run_write (run, text, (gsize)length) && render_item (run, loop, items, index) &&
         tp_run_write (run, "</td>", 5);
}

static gboolean
render_rows (TpRun *run, const For *loop, TpLoop *state, const TpValue *items, gsize from)
{
  if (!tp_run_write (run, "<tr class=\"row1\">\n", 18))
    return FALSE;
  for (; state->index < state->length; state->index++) {
    if (!write_cell (run, loop, state, items, from + state->index))
      return FALSE;
    if (interrupted (run))
      break;
  }
  return tp_run_write (run, "</tr>\n", 6);
}

static gboolean
render_tablerow (TpRun *run, const TpNode *node)
{
  const For *loop = node->data;
  guint scopes = run->scopes != NULL ? run->scopes->len : 0;
  gint64 columns = 0;
  TpLoop *state;
  Window window;
  TpValue items;
  gboolean done;

  if (!loopable (run, loop, &items) || !find_window (run, loop, tp_value_size (&items), &window) ||
      (loop->columns != NULL && !count_of (run, loop->columns, &columns)))
    return FALSE;
  state = tp_arena_alloc_zero (&run->arena, 1, sizeof *state);
  if (state == NULL)
    return tp_run_no_memory (run);
  *state = (TpLoop){NULL, loop->title, window.count, 0,
                    columns > 0 ? (gsize)columns : MAX (window.count, 1)};
  if (!tp_run_push (run, "tablerowloop", 12, tp_table_loop_object (state)) ||
      !tp_run_push (run, loop->name, loop->name_length, tp_value_nil ()))
    return FALSE;
  done = render_rows (run, loop, state, &items, window.from);
  tp_run_pop (run, scopes);
  return done;
}

static gboolean
parse_option (TpParser *parser, TpScanner *scanner, For *loop)
{
  const TpExpression **into = NULL;

  if (tp_scanner_accept (scanner, "reversed")) {
    loop->reversed = TRUE;
    return TRUE;
  }
  if (tp_scanner_accept (scanner, "limit"))
    into = &loop->limit;
  else if (tp_scanner_accept (scanner, "offset"))
    into = &loop->offset;
  else if (tp_scanner_accept (scanner, "cols"))
    into = &loop->columns;
  else
    return tp_template_parser_expected (parser, scanner, "limit, offset, cols, reversed");
  if (!tp_scanner_accept (scanner, ":"))
    return tp_template_parser_expected (parser, scanner, ":");
  if (into == &loop->offset && tp_scanner_accept (scanner, "continue")) {
    loop->resumes = TRUE;
    return TRUE;
  }
  *into = tp_parse_expression (parser, scanner);
  return *into != NULL;
}

static For *
parse_head (TpParser *parser, const TpPiece *tag)
{
  For *loop = tp_template_parser_alloc (parser, sizeof *loop);
  g_autofree char *title = NULL;
  TpScanner scanner;
  const char *over, *over_end;

  tp_scanner_init (&scanner, tag->text, tag->length);
  if (scanner.word.kind != TP_WORD_NAME) {
    tp_template_parser_expected (parser, &scanner, _ ("a name"));
    return NULL;
  }
  loop->name = tp_template_parser_copy (parser, scanner.word.text, scanner.word.length);
  loop->name_length = scanner.word.length;
  tp_scanner_next (&scanner);
  if (!tp_scanner_accept (&scanner, "in")) {
    tp_template_parser_expected (parser, &scanner, "in");
    return NULL;
  }
  over = scanner.word.text - (scanner.word.kind == TP_WORD_STRING);
  loop->over = tp_parse_expression (parser, &scanner);
  if (loop->over == NULL)
    return NULL;
  over_end = scanner.word.text;
  while (over_end > over && (g_ascii_isspace (over_end[-1]) || over_end[-1] == ','))
    over_end--;
  title = g_strdup_printf ("%s-%.*s", loop->name, (int)(over_end - over), over);
  loop->title_length = strlen (title);
  loop->title = tp_template_parser_copy (parser, title, loop->title_length);
  while (scanner.word.kind != TP_WORD_END)
    if (!tp_scanner_accept (&scanner, ",") && !parse_option (parser, &scanner, loop))
      return NULL;
  return loop;
}

static gboolean
parse_loop_body (TpParser *parser, const TpPiece *tag, For *loop, const char *const *ends,
                 TpPiece *out_end)
{
  g_ptr_array_add (parser->loop_names, (gpointer)loop->name);
  g_ptr_array_add (parser->loop_names,
                   (gpointer)(tp_piece_is (tag, "for") ? "forloop" : "tablerowloop"));
  loop->body = tp_template_parser_body (parser, tag, ends, out_end);
  g_ptr_array_set_size (parser->loop_names, (gint)parser->loop_names->len - 2);
  return loop->body != NULL;
}

static gboolean
parse_for (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  static const char *const ends[] = {"endfor", "else", NULL};
  For *loop = parse_head (parser, tag);
  TpPiece end;

  if (loop == NULL || !parse_loop_body (parser, tag, loop, ends, &end))
    return FALSE;
  while (tp_piece_is (&end, "else")) {
    TpBody *otherwise = tp_template_parser_body (parser, tag, ends, &end);

    if (otherwise == NULL)
      return FALSE;
    if (loop->otherwise == NULL)
      loop->otherwise = otherwise;
  }
  node->blank = loop->body->blank && (loop->otherwise == NULL || loop->otherwise->blank);
  if (node->blank) {
    tp_body_strip (loop->body);
    if (loop->otherwise != NULL)
      tp_body_strip (loop->otherwise);
  }
  node->render = render_for;
  node->data = loop;
  return TRUE;
}

static gboolean
parse_tablerow (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  static const char *const ends[] = {"endtablerow", NULL};
  For *loop = parse_head (parser, tag);
  TpPiece end;

  node->render = render_tablerow;
  node->data = loop;
  return loop != NULL && parse_loop_body (parser, tag, loop, ends, &end);
}

static gboolean
render_break (TpRun *run, const TpNode *node)
{
  run->interrupt = TP_INTERRUPT_BREAK;
  return TRUE;
}

static gboolean
render_continue (TpRun *run, const TpNode *node)
{
  run->interrupt = TP_INTERRUPT_CONTINUE;
  return TRUE;
}

static gboolean
parse_interrupt (TpParser *parser, const TpPiece *tag, TpNode *node)
{
  node->render = tp_piece_is (tag, "break") ? render_break : render_continue;
  return tp_template_parser_no_arguments (parser, tag);
}

const TpTag tp_tags_loop[] = {
    {"for",      parse_for      },
    {"tablerow", parse_tablerow },
    {"break",    parse_interrupt},
    {"continue", parse_interrupt},
    {NULL,       NULL           },
};
