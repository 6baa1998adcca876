/* SPDX-License-Identifier: Apache-2.0 */
/* Each condition is tested alone, none is skipped, and its value is asked for once more to be
 * shown. To add a kind of condition: a case in describe. */
#include "segment/evaluator.h"
#include "segment/format.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/time.h"
#include "segment/day.h"
#include "segment/number.h"

/* Values of one field that are shown. */
#define SHOWN_MAX 20

typedef struct {
  TpSegmentEvaluator *evaluator;
  const TpSegmentFacts *facts;
  gpointer contact;
  const TpSegmentNames *names;
  GPtrArray *reasons;
  GError **error;
  gboolean failed;
} Explanation;

void
tp_segment_reason_free (TpSegmentReason *reason)
{
  if (reason == NULL)
    return;
  g_free (reason->condition);
  g_free (reason->value);
  g_free (reason);
}

static char *
describe_number (gint64 scaled)
{
  GString *text = g_string_new (NULL);
  tp_segment_number_append (text, scaled);
  return g_string_free (text, FALSE);
}

static char *
describe_money (const Explanation *explanation, gint64 minor)
{
  guint digits = tp_segment_evaluator_moment (explanation->evaluator)->currency_digits;
  return describe_number (tp_segment_number_of_minor (minor, digits));
}

static char *
describe_day (gint32 day)
{
  char text[TP_DAY_TEXT];
  tp_day_format (day, text);
  return g_strdup (text);
}

static char *
describe_texts (const TpSegmentFact *fact)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < fact->n && i < SHOWN_MAX; i++) {
    if (i > 0)
      g_string_append (text, ", ");
    tp_segment_append_quoted (text, fact->texts[i]);
  }
  if (fact->n > SHOWN_MAX)
    g_string_append (text, ", …");
  return g_string_free (text, FALSE);
}

static char *
describe_fact (const Explanation *explanation, const TpSegmentField *field,
               const TpSegmentFact *fact)
{
  const TpSegmentMoment *moment = tp_segment_evaluator_moment (explanation->evaluator);
  if (fact->n == 0)
    return g_strdup (_ ("not set"));
  switch (field->type) {
  case TP_SEGMENT_NUMBER:
    return describe_number (fact->number);
  case TP_SEGMENT_MONEY:
    return describe_money (explanation, fact->number);
  case TP_SEGMENT_DATE:
    return describe_day ((gint32)fact->number);
  case TP_SEGMENT_TIME:
    return tp_time_format_date (fact->number, moment->zone);
  case TP_SEGMENT_YES_NO:
    return g_strdup (fact->number != 0 ? _ ("yes") : _ ("no"));
  default:
    return describe_texts (fact);
  }
}

static char *
describe_field (const Explanation *explanation, const TpSegmentNode *node)
{
  TpSegmentFact fact;
  const TpSegmentField *field = &node->field.field;
  if (!tp_segment_evaluator_fact (explanation->evaluator, explanation->facts, explanation->contact,
                                  field, &fact, explanation->error))
    return NULL;
  return describe_fact (explanation, field, &fact);
}

static char *
describe_tag (const Explanation *explanation, const TpSegmentNode *node)
{
  gboolean worn = FALSE;
  gint64 since_at = 0;
  if (!explanation->facts->tag (explanation->contact, node->tag.id, &worn, &since_at,
                                explanation->error))
    return NULL;
  if (!worn)
    return g_strdup (_ ("not worn"));
  g_autofree char *date =
      tp_time_format_date (since_at, tp_segment_evaluator_moment (explanation->evaluator)->zone);
  return g_strdup_printf (_ ("worn since %s"), date);
}

static char *
describe_list (const Explanation *explanation, const TpSegmentNode *node)
{
  static const char *const texts[TP_SEGMENT_LIST_STATES] = {
      [TP_SEGMENT_LIST_CONFIRMED] = N_ ("confirmed"),
      [TP_SEGMENT_LIST_UNCONFIRMED] = N_ ("unconfirmed"),
      [TP_SEGMENT_LIST_UNSUBSCRIBED] = N_ ("unsubscribed"),
  };
  gboolean on = FALSE;
  TpSegmentListState state = TP_SEGMENT_LIST_UNCONFIRMED;
  if (!explanation->facts->list (explanation->contact, node->list.id, &on, &state,
                                 explanation->error))
    return NULL;
  return g_strdup (on ? tp_text (texts[state]) : _ ("not on the list"));
}

static char *
describe_permission (const Explanation *explanation, const TpSegmentNode *node)
{
  static const char *const texts[TP_SEGMENT_PERMISSIONS] = {
      [TP_SEGMENT_PERMISSION_CONFIRMED] = N_ ("confirmed"),
      [TP_SEGMENT_PERMISSION_UNKNOWN] = N_ ("unknown"),
      [TP_SEGMENT_PERMISSION_WITHDRAWN] = N_ ("withdrawn"),
  };
  TpSegmentPermission state = TP_SEGMENT_PERMISSION_UNKNOWN;
  if (!explanation->facts->permission (explanation->contact, node->permission.purpose, &state,
                                       explanation->error))
    return NULL;
  return g_strdup (tp_text (texts[state]));
}

static char *
describe_within (const Explanation *explanation, const TpSegmentNode *node)
{
  gboolean known = FALSE;
  double km = 0;
  if (!explanation->facts->distance (explanation->contact, node->within.postcode,
                                     node->within.country, &known, &km, explanation->error))
    return NULL;
  if (!known)
    return g_strdup (_ ("distance not known"));
  return g_strdup_printf ("%" G_GINT64_FORMAT " km", (gint64)(km + 0.5));
}

static char *
describe_action (const Explanation *explanation, const TpSegmentNode *node)
{
  gint64 count = 0, minor = 0;
  TpWindow window =
      tp_window_of_when (&node->action.when, tp_segment_evaluator_moment (explanation->evaluator));
  if (!explanation->facts->occurrences (explanation->contact, &node->action.act, window, &count,
                                        &minor, explanation->error))
    return NULL;
  g_autofree char *times = count == 1
                               ? g_strdup (_ ("once"))
                               : g_strdup_printf (_ ("%d times"), (int)MIN (count, G_MAXINT));
  if (count == 0)
    return g_strdup (_ ("never"));
  if (!tp_segment_action_has_money (node->action.act.action))
    return g_steal_pointer (&times);
  g_autofree char *money = describe_money (explanation, minor);
  return g_strdup_printf (_ ("%s, for %s"), times, money);
}

static char *
describe (const Explanation *explanation, const TpSegmentNode *node, gboolean matches)
{
  switch (node->kind) {
  case TP_SEGMENT_TAG:
    return describe_tag (explanation, node);
  case TP_SEGMENT_LIST:
    return describe_list (explanation, node);
  case TP_SEGMENT_PERMISSION:
    return describe_permission (explanation, node);
  case TP_SEGMENT_FIELD:
    return describe_field (explanation, node);
  case TP_SEGMENT_WITHIN:
    return describe_within (explanation, node);
  case TP_SEGMENT_ACTION:
    return describe_action (explanation, node);
  case TP_SEGMENT_SEGMENT:
    return g_strdup (matches ? _ ("in the segment") : _ ("not in the segment"));
  default:
    return g_strdup (_ ("everyone"));
  }
}

static void
explain_condition (const TpSegmentNode *node, gpointer data)
{
  Explanation *explanation = data;
  gboolean matches = FALSE;
  if (explanation->failed)
    return;
  char *value = NULL;
  if (tp_segment_evaluate_condition (explanation->evaluator, explanation->facts,
                                     explanation->contact, node, &matches, explanation->error))
    value = describe (explanation, node, matches);
  explanation->failed = value == NULL;
  if (explanation->failed)
    return;
  TpSegmentReason *reason = g_new0 (TpSegmentReason, 1);
  reason->condition = tp_segment_node_format (node, explanation->names);
  reason->matches = matches;
  reason->value = value;
  g_ptr_array_add (explanation->reasons, reason);
}

GPtrArray *
tp_segment_explain (TpSegmentEvaluator *evaluator, const TpSegmentFacts *facts, gpointer contact,
                    const TpSegmentNames *names, gboolean *out_matches, GError **error)
{
  g_autoptr (GPtrArray) reasons =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tp_segment_reason_free);
  Explanation explanation = {evaluator, facts, contact, names, reasons, error, FALSE};
  tp_segment_each (tp_segment_evaluator_segment (evaluator), explain_condition, &explanation);
  if (explanation.failed || !tp_segment_evaluate (evaluator, facts, contact, out_matches, error))
    return NULL;
  return g_steal_pointer (&reasons);
}
