/* SPDX-License-Identifier: Apache-2.0 */
/* One writer per kind of condition. Parentheses: around an OR in an AND, and around AND, OR and NOT
 * under a NOT; nothing else needs them, since trees are flat. */
#include "segment/format.h"

#include "segment/day.h"
#include "segment/lexer.h"
#include "segment/number.h"

typedef struct {
  GString *out;
  const TpSegmentNames *names;
} Writer;

void
tp_segment_append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++) {
    if (*text == '"' || *text == '\\')
      g_string_append_c (out, '\\');
    g_string_append_c (out, *text);
  }
  g_string_append_c (out, '"');
}

static void
write_thing (Writer *writer, TpSegmentThing thing, gint64 id)
{
  g_autofree char *name = writer->names->name (writer->names->data, thing, id);
  if (name != NULL) {
    tp_segment_append_quoted (writer->out, name);
    return;
  }
  g_autofree char *public_id = writer->names->public_id (writer->names->data, thing, id);
  g_string_append_printf (writer->out, "#%s", public_id);
}

static void
write_span (Writer *writer, TpSegmentSpan span)
{
  g_string_append_printf (writer->out, "%u %s", span.n,
                          span.n == 1 ? tp_segment_unit_singular (span.unit)
                                      : tp_segment_unit_name (span.unit));
}

static void
write_day (Writer *writer, gint32 day)
{
  char text[TP_DAY_TEXT];
  tp_day_format (day, text);
  g_string_append (writer->out, text);
}

static void
write_when (Writer *writer, const TpSegmentWhen *when)
{
  switch (when->kind) {
  case TP_SEGMENT_WHEN_ALWAYS:
    return;
  case TP_SEGMENT_WHEN_LAST:
    g_string_append (writer->out, " in the last ");
    write_span (writer, when->span);
    return;
  case TP_SEGMENT_WHEN_MORE_THAN:
    g_string_append (writer->out, " more than ");
    write_span (writer, when->span);
    g_string_append (writer->out, " ago");
    return;
  case TP_SEGMENT_WHEN_BEFORE:
  case TP_SEGMENT_WHEN_SINCE:
    g_string_append (writer->out, when->kind == TP_SEGMENT_WHEN_BEFORE ? " before " : " since ");
    write_day (writer, when->day);
    return;
  case TP_SEGMENT_WHEN_BETWEEN:
    g_string_append (writer->out, " between ");
    write_day (writer, when->day);
    g_string_append (writer->out, " and ");
    write_day (writer, when->last_day);
    return;
  }
}

/* A custom field bears a plain name only when that cannot be read as something else. */
static void
write_field_name (Writer *writer, const TpSegmentField *field)
{
  if (field->builtin != TP_SEGMENT_CUSTOM) {
    g_string_append (writer->out, tp_segment_field_name (field->builtin));
    return;
  }
  TpSegmentField builtin;
  const TpSegmentNames *names = writer->names;
  g_autofree char *name = names->name (names->data, TP_SEGMENT_THING_FIELD, field->id);
  if (name != NULL && !tp_segment_field_find (name, &builtin)) {
    if (!tp_lexer_is_plain_name (name)) {
      g_string_append (writer->out, "field ");
      tp_segment_append_quoted (writer->out, name);
    } else {
      g_string_append (writer->out, name);
    }
    return;
  }
  g_autofree char *public_id = names->public_id (names->data, TP_SEGMENT_THING_FIELD, field->id);
  g_string_append_printf (writer->out, "field #%s", public_id);
}

static void
write_value (Writer *writer, const TpSegmentValue *value)
{
  switch (value->kind) {
  case TP_SEGMENT_VALUE_TEXT:
    tp_segment_append_quoted (writer->out, value->text);
    return;
  case TP_SEGMENT_VALUE_NUMBER:
    tp_segment_number_append (writer->out, value->number);
    return;
  case TP_SEGMENT_VALUE_DATE:
    write_day (writer, (gint32)value->number);
    return;
  case TP_SEGMENT_VALUE_YES_NO:
    g_string_append (writer->out, value->number != 0 ? "yes" : "no");
    return;
  case TP_SEGMENT_VALUE_TODAY:
    g_string_append (writer->out, "today");
    if (value->span.n == 0)
      return;
    g_string_append (writer->out, value->back ? " - " : " + ");
    write_span (writer, value->span);
    return;
  }
}

static void
write_operands (Writer *writer, const TpSegmentNode *node)
{
  GString *out = writer->out;
  switch (node->field.op) {
  case TP_SEGMENT_IS_SET:
  case TP_SEGMENT_IS_NOT_SET:
    return;
  case TP_SEGMENT_BETWEEN:
    g_string_append_c (out, ' ');
    write_value (writer, &node->field.values[0]);
    g_string_append (out, " and ");
    write_value (writer, &node->field.values[1]);
    return;
  case TP_SEGMENT_IN:
  case TP_SEGMENT_NOT_IN:
    for (guint i = 0; i < node->field.n_values; i++) {
      g_string_append (out, i == 0 ? " (" : ", ");
      write_value (writer, &node->field.values[i]);
    }
    g_string_append_c (out, ')');
    return;
  case TP_SEGMENT_IN_THE_NEXT:
  case TP_SEGMENT_IN_THE_LAST:
    g_string_append_c (out, ' ');
    write_span (writer, node->field.span);
    return;
  case TP_SEGMENT_IN_TOP:
  case TP_SEGMENT_IN_BOTTOM:
    g_string_append_printf (out, " %u %%", node->field.percent);
    return;
  default:
    g_string_append_c (out, ' ');
    write_value (writer, &node->field.values[0]);
    return;
  }
}

static void
write_within (Writer *writer, const TpSegmentNode *node)
{
  g_string_append_printf (writer->out, "postcode within %u km of ", node->within.km);
  tp_segment_append_quoted (writer->out, node->within.postcode);
  if (node->within.country == NULL)
    return;
  g_string_append (writer->out, " in ");
  tp_segment_append_quoted (writer->out, node->within.country);
}

static void
write_action (Writer *writer, const TpSegmentNode *node)
{
  GString *out = writer->out;
  const TpSegmentAct *act = &node->action.act;
  g_string_append (out, tp_segment_action_name (act->action));
  if (act->event != NULL) {
    g_string_append_c (out, ' ');
    tp_segment_append_quoted (out, act->event);
  }
  if (act->target != TP_SEGMENT_THING_NONE) {
    g_string_append_printf (out, " %s ", tp_segment_thing_name (act->target));
    write_thing (writer, act->target, act->target_id);
  }
  if (node->action.times_bound != TP_SEGMENT_BOUND_NONE)
    g_string_append_printf (out, " %s %u times", tp_segment_bound_name (node->action.times_bound),
                            node->action.times);
  if (node->action.money_bound != TP_SEGMENT_BOUND_NONE) {
    g_string_append_printf (out, " for %s ", tp_segment_bound_name (node->action.money_bound));
    tp_segment_number_append (out, node->action.money);
  }
  write_when (writer, &node->action.when);
}

static void
write_condition (Writer *writer, const TpSegmentNode *node)
{
  GString *out = writer->out;
  switch (node->kind) {
  case TP_SEGMENT_SEGMENT:
    g_string_append (out, "segment ");
    write_thing (writer, TP_SEGMENT_THING_SEGMENT, node->segment_id);
    return;
  case TP_SEGMENT_TAG:
    g_string_append (out, "tag ");
    write_thing (writer, TP_SEGMENT_THING_TAG, node->tag.id);
    write_when (writer, &node->tag.when);
    return;
  case TP_SEGMENT_LIST:
    g_string_append (out, "list ");
    write_thing (writer, TP_SEGMENT_THING_LIST, node->list.id);
    if (node->list.state != TP_SEGMENT_LIST_CONFIRMED)
      g_string_append_printf (out, " is %s", tp_segment_list_state_name (node->list.state));
    return;
  case TP_SEGMENT_PERMISSION:
    g_string_append (out, "permission ");
    tp_segment_append_quoted (out, tp_segment_purpose_name (node->permission.purpose));
    if (node->permission.state != TP_SEGMENT_PERMISSION_CONFIRMED)
      g_string_append_printf (out, " is %s", tp_segment_permission_name (node->permission.state));
    return;
  case TP_SEGMENT_FIELD:
    write_field_name (writer, &node->field.field);
    g_string_append_printf (out, " %s", tp_segment_operator_name (node->field.op));
    write_operands (writer, node);
    return;
  case TP_SEGMENT_WITHIN:
    write_within (writer, node);
    return;
  case TP_SEGMENT_ACTION:
    write_action (writer, node);
    return;
  default:
    g_string_append (out, "everyone");
    return;
  }
}

static gboolean
needs_parentheses (TpSegmentKind parent, TpSegmentKind child)
{
  if (parent == TP_SEGMENT_NOT)
    return child == TP_SEGMENT_AND || child == TP_SEGMENT_OR || child == TP_SEGMENT_NOT;
  return parent == TP_SEGMENT_AND && child == TP_SEGMENT_OR;
}

static void
write_node (Writer *writer, const TpSegmentNode *node)
{
  if (node->kind != TP_SEGMENT_AND && node->kind != TP_SEGMENT_OR && node->kind != TP_SEGMENT_NOT) {
    write_condition (writer, node);
    return;
  }
  if (node->kind == TP_SEGMENT_NOT)
    g_string_append (writer->out, "not ");
  for (guint i = 0; i < node->children->len; i++) {
    const TpSegmentNode *child = g_ptr_array_index (node->children, i);
    gboolean parentheses = needs_parentheses (node->kind, child->kind);
    if (i > 0)
      g_string_append (writer->out, node->kind == TP_SEGMENT_AND ? " and " : " or ");
    if (parentheses)
      g_string_append_c (writer->out, '(');
    write_node (writer, child);
    if (parentheses)
      g_string_append_c (writer->out, ')');
  }
}

char *
tp_segment_node_format (const TpSegmentNode *node, const TpSegmentNames *names)
{
  Writer writer = {g_string_new (NULL), names};
  write_node (&writer, node);
  return g_string_free (writer.out, FALSE);
}

char *
tp_segment_format (const TpSegment *segment, const TpSegmentNames *names)
{
  return tp_segment_node_format (tp_segment_root (segment), names);
}
