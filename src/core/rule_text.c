/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rule_text.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/time.h"
#include "core/tag.h"

/* Puts the part's name before the message. Always returns FALSE. */
static gboolean
blame (GError **error, const char *part)
{
  if (error != NULL && *error != NULL)
    g_prefix_error (error, "%s: ", part);
  return FALSE;
}

/* A tag by # and its public id, or by name. */
static gboolean
find_tag (TpChange *change, const char *text, gint64 *out_tag, GError **error)
{
  if (*text == '#')
    return tp_account_find_public_id (tp_change_account (change), TP_THING_TAG, text + 1,
                                      out_tag) ||
           tp_error (error, TP_ERROR_NOT_FOUND, _ ("no tag '%s'"), text);
  return tp_tag_find_or_make (change, text, out_tag, error);
}

static gboolean
read_tags (TpChange *change, const char *const *texts, GArray *tags, GError **error)
{
  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++) {
    gint64 tag = 0;
    if (i >= TP_RULE_TAGS_MAX)
      return tp_error (error, TP_ERROR_LIMIT, _ ("a rule may set and remove at most %d tags"),
                       TP_RULE_TAGS_MAX);
    if (!find_tag (change, texts[i], &tag, error))
      return FALSE;
    g_array_append_val (tags, tag);
  }
  return TRUE;
}

static gboolean
read_conditions (TpRule *rule, TpNames *names, const TpRuleText *text, GError **error)
{
  if (text->when == NULL)
    return tp_error (error, TP_ERROR_INVALID, _ ("when: an event is expected"));
  if (!tp_rule_event_parse (text->when, tp_names_segment (names), &rule->event, error) ||
      !tp_names_check (names, error))
    return blame (error, "when");
  if (text->condition != NULL) {
    rule->condition = tp_names_parse (names, text->condition, NULL, error);
    if (rule->condition == NULL)
      return blame (error, "if");
  }
  return text->lasts == NULL || tp_rule_parse_span (text->lasts, &rule->lasts, error) ||
         blame (error, "for");
}

TpRule *
tp_rule_parse (TpChange *change, TpNames *names, const TpRuleText *text, GError **error)
{
  g_autoptr (TpRule) rule = tp_rule_new ();
  if (!read_conditions (rule, names, text, error))
    return NULL;
  if (!read_tags (change, text->set, rule->set, error)) {
    blame (error, "set");
    return NULL;
  }
  if (!read_tags (change, text->remove, rule->remove, error)) {
    blame (error, "remove");
    return NULL;
  }
  return g_steal_pointer (&rule);
}

static json_t *
tags_json (TpNames *names, const GArray *tags)
{
  const TpSegmentNames *lookup = tp_names_segment (names);
  json_t *list = json_array ();
  for (guint i = 0; i < tags->len; i++) {
    gint64 tag = g_array_index (tags, gint64, i);
    g_autofree char *id = lookup->public_id (lookup->data, TP_SEGMENT_THING_TAG, tag);
    g_autofree char *name = lookup->name (lookup->data, TP_SEGMENT_THING_TAG, tag);
    json_array_append_new (list, json_pack ("{s:s, s:s?}", "id", id, "name", name));
  }
  return list;
}

json_t *
tp_rule_to_json (TpAccount *account, TpNames *names, const TpRule *rule, GError **error)
{
  g_autofree char *id = tp_account_public_id (account, TP_THING_RULE, rule->id);
  g_autofree char *when = tp_rule_event_format (&rule->event, tp_names_segment (names));
  g_autofree char *lasts = rule->lasts.n != 0 ? tp_rule_format_span (rule->lasts) : NULL;
  g_autofree char *created = tp_time_format_rfc3339 (rule->created_at);
  g_autofree char *condition = NULL;
  if (rule->condition != NULL) {
    condition = tp_names_format (names, rule->condition, error);
    if (condition == NULL)
      return NULL;
  }
  g_autoptr (json_t) json =
      json_pack ("{s:s, s:s, s:s?, s:o, s:o, s:s?, s:s}", "id", id, "when", when, "if", condition,
                 "set", tags_json (names, rule->set), "remove", tags_json (names, rule->remove),
                 "for", lasts, "created_at", created);
  return tp_names_check (names, error) ? g_steal_pointer (&json) : NULL;
}
